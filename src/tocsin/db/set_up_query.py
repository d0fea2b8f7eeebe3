"""What is set up, in plain SQL: each kind is read, held, added and saved by its fields."""

GET_ORGANISATION = """
    select id, name, time_zone, phone, is_centre, is_customer, centre_id, withdrawn_at
    from organisation where id = %(id)s
"""
HOLD_ORGANISATION = "select id from organisation where id = %(id)s for no key update"
ADD_ORGANISATION = """
    insert into organisation (
        id, name, time_zone, phone, is_centre, is_customer, centre_id, withdrawn_at, created_at)
    values (
        %(id)s, %(name)s, %(time_zone)s, %(phone)s, %(is_centre)s, %(is_customer)s,
        %(centre_id)s, %(withdrawn_at)s, %(now)s)
"""
SAVE_ORGANISATION = """
    update organisation set
        name = %(name)s, time_zone = %(time_zone)s, phone = %(phone)s,
        withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
GET_SITE = """
    select id, customer_id, centre_id, name, address, latitude, longitude, time_zone, phone,
        description, entrance, keys, withdrawn_at
    from site where id = %(id)s
"""
HOLD_SITE = "select id from site where id = %(id)s for no key update"
ADD_SITE = """
    insert into site (
        id, customer_id, centre_id, name, address, latitude, longitude, time_zone, phone,
        description, entrance, keys, withdrawn_at)
    values (
        %(id)s, %(customer_id)s, %(centre_id)s, %(name)s, %(address)s, %(latitude)s,
        %(longitude)s, %(time_zone)s, %(phone)s, %(description)s, %(entrance)s, %(keys)s,
        %(withdrawn_at)s)
"""
SAVE_SITE = """
    update site set
        name = %(name)s, address = %(address)s, latitude = %(latitude)s,
        longitude = %(longitude)s, time_zone = %(time_zone)s, phone = %(phone)s,
        description = %(description)s, entrance = %(entrance)s, keys = %(keys)s,
        withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
GET_LONE_WORKER = """
    select id, customer_id, centre_id, name, time_zone, phone, description, medical, withdrawn_at
    from lone_worker where id = %(id)s
"""
HOLD_LONE_WORKER = "select id from lone_worker where id = %(id)s for no key update"
ADD_LONE_WORKER = """
    insert into lone_worker (
        id, customer_id, centre_id, name, time_zone, phone, description, medical, withdrawn_at)
    values (
        %(id)s, %(customer_id)s, %(centre_id)s, %(name)s, %(time_zone)s, %(phone)s,
        %(description)s, %(medical)s, %(withdrawn_at)s)
"""
SAVE_LONE_WORKER = """
    update lone_worker set
        name = %(name)s, time_zone = %(time_zone)s, phone = %(phone)s,
        description = %(description)s, medical = %(medical)s, withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
GET_LINE = """
    select id, centre_id, name, protocol, port, unknown_account, mapping, withdrawn_at
    from receiver_line where id = %(id)s
"""
HOLD_LINE = "select id from receiver_line where id = %(id)s for no key update"
ADD_LINE = """
    insert into receiver_line (
        id, centre_id, name, protocol, port, unknown_account, mapping, withdrawn_at, key_digest)
    values (
        %(id)s, %(centre_id)s, %(name)s, %(protocol)s, %(port)s, %(unknown_account)s,
        %(mapping)s, %(withdrawn_at)s, %(secret)s)
"""
SAVE_LINE = """
    update receiver_line set
        name = %(name)s, port = %(port)s, unknown_account = %(unknown_account)s,
        mapping = %(mapping)s, withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
GET_PANEL = """
    select id, customer_id, centre_id, line_id, site_id, account, has_key, profile,
        report_every_s, withdrawn_at
    from panel where id = %(id)s
"""
HOLD_PANEL = "select id from panel where id = %(id)s for no key update"
ADD_PANEL = """
    insert into panel (
        id, customer_id, centre_id, line_id, site_id, account, has_key, profile, report_every_s,
        withdrawn_at, aes_key)
    values (
        %(id)s, %(customer_id)s, %(centre_id)s, %(line_id)s, %(site_id)s, %(account)s,
        %(has_key)s, %(profile)s, %(report_every_s)s, %(withdrawn_at)s, %(secret)s)
"""
SAVE_PANEL = """
    update panel set
        account = %(account)s, profile = %(profile)s, report_every_s = %(report_every_s)s,
        withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
GET_PERSON = """
    select id, organisation_id, centre_id, name, email, roles, withdrawn_at
    from person where id = %(id)s
"""
HOLD_PERSON = "select id from person where id = %(id)s for no key update"
ADD_PERSON = """
    insert into person (
        id, organisation_id, centre_id, name, email, roles, withdrawn_at)
    values (
        %(id)s, %(organisation_id)s, %(centre_id)s, %(name)s, %(email)s, %(roles)s,
        %(withdrawn_at)s)
"""
SAVE_PERSON = """
    update person set
        name = %(name)s, email = %(email)s, roles = %(roles)s, withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
GET_API_KEY = """
    select id, organisation_id, centre_id, label, created_at, withdrawn_at
    from api_key where id = %(id)s
"""
HOLD_API_KEY = "select id from api_key where id = %(id)s for no key update"
ADD_API_KEY = """
    insert into api_key (
        id, organisation_id, centre_id, label, created_at, withdrawn_at, digest)
    values (
        %(id)s, %(organisation_id)s, %(centre_id)s, %(label)s, %(created_at)s, %(withdrawn_at)s,
        %(secret)s)
"""
SAVE_API_KEY = """
    update api_key set
        label = %(label)s, withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
# What belongs to something and is not withdrawn keeps it from being withdrawn.
ORGANISATION_IN_USE = """
    select exists (select from site where customer_id = %(id)s and withdrawn_at is null)
        or exists (select from lone_worker where customer_id = %(id)s and withdrawn_at is null)
        or exists (select from organisation where centre_id = %(id)s and withdrawn_at is null)
        or exists (select from organisation where id = %(id)s and is_centre)
"""
SITE_IN_USE = """
    select exists (select from panel where site_id = %(id)s and withdrawn_at is null)
"""
LINE_IN_USE = """
    select exists (select from panel where line_id = %(id)s and withdrawn_at is null)
        or exists (select from tracker where line_id = %(id)s and withdrawn_at is null)
"""
SET_PANEL_KEY = """
    update panel set aes_key = %(secret)s, has_key = %(has_key)s where id = %(id)s
"""
REMOVE_CONTACTS = "delete from contact where site_id = %(id)s or lone_worker_id = %(id)s"
ADD_CONTACT = """
    insert into contact (id, customer_id, centre_id, site_id, lone_worker_id, position, name,
        relation, phone, email)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(site_id)s, %(lone_worker_id)s, %(position)s,
        %(name)s, %(relation)s, %(phone)s, %(email)s)
"""
# Lists come in the order in which things were set up.
LIST_CUSTOMERS = """
    select id, name, time_zone, is_centre, is_customer, centre_id, withdrawn_at
    from organisation
    where id > %(after)s and (withdrawn_at is null or %(withdrawn)s) and is_customer
    order by id limit %(limit)s
"""
LIST_SITES = """
    select id, customer_id, centre_id, name, address, latitude, longitude, time_zone, phone,
        description, entrance, keys, withdrawn_at
    from site
    where id > %(after)s and (withdrawn_at is null or %(withdrawn)s)
      and (%(of)s::uuid is null or customer_id = %(of)s)
    order by id limit %(limit)s
"""
LIST_LONE_WORKERS = """
    select id, customer_id, centre_id, name, time_zone, phone, description, medical, withdrawn_at
    from lone_worker
    where id > %(after)s and (withdrawn_at is null or %(withdrawn)s)
      and (%(of)s::uuid is null or customer_id = %(of)s)
    order by id limit %(limit)s
"""
LIST_LINES = """
    select id, centre_id, name, protocol, port, unknown_account, mapping, withdrawn_at
    from receiver_line
    where id > %(after)s and (withdrawn_at is null or %(withdrawn)s)
    order by id limit %(limit)s
"""
LIST_PANELS = """
    select panel.id, panel.customer_id, panel.centre_id, panel.line_id, panel.site_id,
        panel.account, panel.has_key, panel.profile, panel.report_every_s, panel.withdrawn_at,
        heard.heard_at, heard.silent_since
    from panel
    left join panel_heard as heard on heard.panel_id = panel.id
    where panel.id > %(after)s and (panel.withdrawn_at is null or %(withdrawn)s)
      and (%(of)s::uuid is null or %(of)s in (panel.site_id, panel.line_id))
    order by panel.id limit %(limit)s
"""
PANEL_HEARD = """
    select heard.heard_at, heard.silent_since
    from panel left join panel_heard as heard on heard.panel_id = panel.id
    where panel.id = %(id)s
"""
LIST_PEOPLE = """
    select id, organisation_id, centre_id, name, email, roles, withdrawn_at
    from person
    where id > %(after)s and (withdrawn_at is null or %(withdrawn)s)
      and (%(of)s::uuid is null or organisation_id = %(of)s)
    order by id limit %(limit)s
"""
LIST_API_KEYS = """
    select id, organisation_id, centre_id, label, created_at, withdrawn_at
    from api_key
    where id > %(after)s and (withdrawn_at is null or %(withdrawn)s)
      and (%(of)s::uuid is null or organisation_id = %(of)s)
    order by id limit %(limit)s
"""
LIST_PLANS = """
    select id, plan_id, customer_id, site_id, lone_worker_id, response_kind, version, body,
        agreed_at, withdrawn
    from response_plan
    where id > %(after)s and (%(of)s::uuid is null
        or %(of)s in (customer_id, site_id, lone_worker_id))
    order by id limit %(limit)s
"""
SET_UP_JOURNAL = """
    select entry.number, entry.at, entry.kind, entry.text, body.text as body
    from journal_entry as entry
    left join journal_body as body using (subject_kind, subject_id, number)
    where subject_kind = 'organisation' and subject_id = %(id)s and number < %(before)s
    order by number desc limit %(limit)s
"""
GET_PLAN = """
    select id, plan_id, customer_id, site_id, lone_worker_id, response_kind, version, body,
        agreed_at, withdrawn
    from response_plan where id = %(id)s
"""
GET_DEVICE = """
    select id, lone_worker_id, customer_id, centre_id, label, enrolled_at, withdrawn_at
    from device where id = %(id)s
"""
HOLD_DEVICE = "select id from device where id = %(id)s for no key update"
ADD_DEVICE = """
    insert into device (
        id, lone_worker_id, customer_id, centre_id, token_digest, label, enrolled_at, heard_at,
        withdrawn_at)
    values (
        %(id)s, %(lone_worker_id)s, %(customer_id)s, %(centre_id)s, %(secret)s, %(label)s,
        %(enrolled_at)s, %(enrolled_at)s, %(withdrawn_at)s)
"""
SAVE_DEVICE = """
    update device set label = %(label)s, withdrawn_at = %(withdrawn_at)s where id = %(id)s
"""
LIST_DEVICES = """
    select id, lone_worker_id, label, enrolled_at, heard_at, awake, battery_percent, withdrawn_at,
        exists (select from session where session.lone_worker_id = device.lone_worker_id
            and session.state <> 'ended') as session_runs,
        exists (select from phone_alert where phone_alert.lone_worker_id = device.lone_worker_id
            and phone_alert.over_at is null) as alert_stands
    from device
    where lone_worker_id = %(of)s and id > %(after)s and (%(withdrawn)s or withdrawn_at is null)
    order by id limit %(limit)s
"""
GET_ENROLMENT = """
    select id, lone_worker_id, customer_id, centre_id, made_at, ends_at, new_pins, spent_at,
        key_digest, device_id, withdrawn_at
    from enrolment where id = %(id)s
"""
HOLD_ENROLMENT = "select id from enrolment where id = %(id)s for no key update"
ADD_ENROLMENT = """
    insert into enrolment (
        id, lone_worker_id, customer_id, centre_id, digest, made_at, ends_at, new_pins, spent_at,
        withdrawn_at)
    values (
        %(id)s, %(lone_worker_id)s, %(customer_id)s, %(centre_id)s, %(secret)s, %(made_at)s,
        %(ends_at)s, %(new_pins)s, %(spent_at)s, %(withdrawn_at)s)
"""
SAVE_ENROLMENT = """
    update enrolment set spent_at = %(spent_at)s, key_digest = %(key_digest)s,
        device_id = %(device_id)s, withdrawn_at = %(withdrawn_at)s
    where id = %(id)s
"""
