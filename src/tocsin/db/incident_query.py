"""The statements behind incidents, their alerts and their calls."""

# The clock is asked after the lock: the row leaves `held` only when it is held.
LOCK = """
    with held as materialized (select from incident where id = %(id)s for no key update)
    select clock_timestamp() from held
"""

OPEN_OF = """
    select id from incident
    where coalesce(site_id, lone_worker_id, line_id) = %(id)s
      and state in ('waiting', 'handling', 'parked', 'resolved')
    order by id
    for no key update
"""

# Whoever reads what else is open there waits for whoever has just read it, until that is written:
# two who become silent at one moment would both warn the same people. Of all that is held together
# with others only one thing is waited for after it, what the lone worker's phone shows
# (db/phone_alert.py); whoever holds that waits neither for this nor for an incident: no circle.
BESIDE_IN_TURN = "select pg_advisory_xact_lock(hashtextextended(%(subject)s::text, 4))"
# The newest of a lone worker's, if it is closed. Its subject is held, so none is opened meanwhile.
CLOSED_LAST = """
    with newest as (
        select id from incident where lone_worker_id = %(id)s order by opened_at desc limit 1)
    select incident.id from incident join newest on newest.id = incident.id
    where incident.state = 'closed'
    for no key update of incident
"""

# Read, not held: whoever holds one of them may be waiting for this one.
BESIDE = """
    select id from incident
    where coalesce(site_id, lone_worker_id, line_id) = %(subject)s and id <> %(id)s
      and state in ('waiting', 'handling', 'parked', 'resolved')
    order by id
"""

# Locks the incidents, as every use case does first. It waits for none, so no deadlock: SKIP LOCKED
# passes over whoever is being seen to, and a process that dies gives its locks back. Priority by
# priority along the index: with thousands due at once, nothing is sorted anew for each.
CLAIM_DUE = """
    select found.subject_id
    from generate_series(1, 4) as pressing (priority), lateral (
        select deadline.subject_id
        from deadline join incident on incident.id = deadline.subject_id
        where deadline.subject_kind = 'incident' and deadline.priority = pressing.priority
          and deadline.due_at <= %(now)s
        order by deadline.due_at
        limit %(at_most)s
        for no key update of incident skip locked) as found
    limit %(at_most)s
"""

# Whether a silent incident is open there beside it: of that whoever may not see it knows nothing.
# It holds for one that is over too: nobody is rung with its all-clear meanwhile. Senders whom
# nobody knows are not at one place.
HUSHED = """exists (select from incident as other
            where coalesce(other.site_id, other.lone_worker_id)
                = coalesce(incident.site_id, incident.lone_worker_id)
              and other.id <> incident.id and other.silent
              and other.state in ('waiting', 'handling', 'parked', 'resolved')) as hushed"""
# With the journal's last entry, and with what there is to be read beside: mostly it is nothing.
GET = f"""
    select incident.*, {HUSHED},
        operator.name as operator_name, head.number as head_number,
        head.at as head_at, head.digest as head_digest,
        coalesce((select true from phone_call where incident_id = incident.id limit 1), false)
            as has_calls,
        coalesce((select true from notice where incident_id = incident.id limit 1), false)
            as has_notices
    from incident
    left join person as operator on operator.id = incident.operator_id
    left join lateral (
        select number, at, digest from journal_entry
        where subject_kind = 'incident' and subject_id = incident.id
        order by number desc limit 1) as head on true
    where incident.id = any(%(ids)s)
"""  # noqa: S608  our own words
ALERTS = "select * from alert where incident_id = any(%(ids)s) order by first_at, id"
CALLS = "select * from phone_call where incident_id = any(%(ids)s) order by placed_at, id"
OUTCOMES = "select * from phone_call_outcome where incident_id = any(%(ids)s) order by at, id"

# Whatever changes an incident tells the screens of both parties, by the same statement.
ADD = """
    with added as (
        insert into incident (
            id, customer_id, centre_id, subject_kind, site_id, lone_worker_id, line_id,
            account, response_kind,
            state, priority, silent, drill, plan, opened_at, changed_at, waiting_since)
        values (
            %(id)s, %(customer_id)s, %(centre_id)s, %(subject_kind)s, %(site_id)s,
            %(lone_worker_id)s, %(line_id)s, %(account)s, %(response_kind)s, %(state)s,
            %(priority)s, %(silent)s, %(drill)s, %(plan)s, %(opened_at)s, %(changed_at)s,
            %(waiting_since)s)
        returning number),
    fed as (
        insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
        values (
            %(changed_at)s, 'incident', %(id)s, %(customer_id)s, %(centre_id)s, %(silent)s))
    select number from added
"""

# All incidents that a transaction changed, with all next looks that it set.
WRITE = """
    with look as (
        insert into deadline (
            subject_kind, subject_id, kind, customer_id, centre_id, priority, due_at)
        select 'incident', incident_id, 'look', customer_id, centre_id, priority, due_at
        from json_to_recordset(%(looks)s::json) as ahead (
            incident_id uuid, customer_id uuid, centre_id uuid, priority integer,
            due_at timestamptz)
        on conflict (subject_kind, subject_id, kind)
        do update set due_at = excluded.due_at, priority = excluded.priority),
    fed as (
        insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
        select changed_at, 'incident', id, customer_id, centre_id, untold
        from json_to_recordset(%(changed)s::json) as told (
            id uuid, customer_id uuid, centre_id uuid, changed_at timestamptz, untold boolean))
    update incident set
        state = changed.state, priority = changed.priority, silent = changed.silent,
        silent_at = changed.silent_at, drill = changed.drill,
        changed_at = changed.changed_at, version = incident.version + 1,
        operator_id = changed.operator_id, claimed_at = changed.claimed_at,
        aide_ids = changed.aide_ids, worse_at = changed.worse_at,
        returned_at = changed.returned_at, unattended_since = changed.unattended_since,
        supervisor_asked_at = changed.supervisor_asked_at,
        parked_until = changed.parked_until, parked_because = changed.parked_because,
        real_at = changed.real_at,
        confirmed_at = changed.confirmed_at, confirmed_by = changed.confirmed_by,
        verified_at = changed.verified_at, cause = changed.cause,
        resolution_note = changed.resolution_note, resolved_at = changed.resolved_at,
        resolved_by = changed.resolved_by, closed_at = changed.closed_at,
        pin_at = changed.pin_at, pin_said_at = changed.pin_said_at,
        pin_undated = changed.pin_undated, first_claimed_at = changed.first_claimed_at,
        waiting_since = changed.waiting_since, rungs = changed.rungs,
        rungs_since = changed.rungs_since, alone = changed.alone
    from json_populate_recordset(null::incident, %(changed)s::json) as changed
    where incident.id = changed.id and incident.id = any(%(ids)s)
"""

# What is written beside an incident changes nothing of it; the screens shall show it all the same.
SHOW = """
    with fed as (
        insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
        select %(now)s, 'incident', id, customer_id, centre_id, silent from incident
        where id = %(id)s)
    update incident set changed_at = %(now)s, version = version + 1 where id = %(id)s
"""

# An operator is told to see to it. What is said already is not said again.
ASK_FOR_PERSON = """
    with asking as (
        update incident set needs_human = %(reason)s, version = version + 1
        where id = %(id)s and needs_human is distinct from %(reason)s
        returning id, customer_id, centre_id, silent)
    insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
    select clock_timestamp(), 'incident', id, customer_id, centre_id, silent from asking
"""

SAVE_ALERTS = """
    insert into alert (
        id, incident_id, customer_id, centre_id, silent, hidden, scheme, code, words, zone,
        zone_text, zone_name, area, response_kind, priority, unmapped, count, first_at, last_at,
        occurred_at, restored_at)
    select
        id, incident_id, customer_id, centre_id, silent, hidden, scheme, code, words, zone,
        zone_text, zone_name, area, response_kind, priority, unmapped, count, first_at, last_at,
        occurred_at, restored_at
    from json_populate_recordset(null::alert, %(alerts)s::json)
    on conflict (id) do update set
        count = excluded.count, last_at = excluded.last_at, restored_at = excluded.restored_at
"""

ADD_CALL = """
    insert into phone_call (
        id, incident_id, customer_id, centre_id, callee_kind, callee_id, service, callee_name,
        number, placed_at, placed_by)
    values (
        %(id)s, %(incident_id)s, %(customer_id)s, %(centre_id)s, %(callee_kind)s, %(callee_id)s,
        %(service)s, %(callee_name)s, %(number)s, %(placed_at)s, %(placed_by)s)
"""

ADD_OUTCOME = """
    insert into phone_call_outcome (
        id, phone_call_id, incident_id, customer_id, centre_id, at, outcome, note, reference,
        attending_by, written_by)
    values (
        %(id)s, %(phone_call_id)s, %(incident_id)s, %(customer_id)s, %(centre_id)s, %(at)s,
        %(outcome)s, %(note)s, %(reference)s, %(attending_by)s, %(written_by)s)
"""
