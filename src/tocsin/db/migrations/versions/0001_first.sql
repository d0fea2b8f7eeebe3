-- The first schema. Every table under an incident carries its parties, so that a policy compares
-- plain columns and never asks a second table.

-- Parties and people -------------------------------------------------------------------------

create table organisation (
    id uuid primary key,
    name text not null check (name <> ''),
    is_centre boolean not null default false,
    is_customer boolean not null default false,
    is_supplier boolean not null default false,
    centre_id uuid references organisation, -- who monitors this customer
    time_zone text not null default 'Europe/London',
    phone text, -- of a centre: what a lone worker's phone shows to ring
    created_at timestamptz not null,
    withdrawn_at timestamptz
);

create table person (
    id uuid primary key,
    organisation_id uuid not null references organisation,
    centre_id uuid references organisation, -- who administers them beside their organisation
    name text not null check (name <> ''),
    email text not null,
    password_hash text,
    roles text[] not null check (roles <@ array[
        'operator', 'supervisor', 'centre_admin', 'customer_admin', 'watcher']),
    withdrawn_at timestamptz
);
create unique index person_email on person (lower(email));

-- A browser that somebody has signed in with. Only the digest of its token is kept.
create table sign_in (
    token_digest bytea primary key,
    person_id uuid not null references person,
    organisation_id uuid not null references organisation,
    app text not null,
    started_at timestamptz not null,
    heard_at timestamptz not null,
    ends_at timestamptz not null
);
create index sign_in_person on sign_in (person_id);
create index sign_in_organisation on sign_in (organisation_id);

-- What somebody must show beside the password. The secret is kept encrypted; its key is a file.
create table second_factor (
    person_id uuid primary key references person,
    organisation_id uuid not null references organisation,
    secret bytea not null,
    begun_at timestamptz not null,
    confirmed_at timestamptz, -- null: not asked for yet
    last_step bigint not null default 0 -- a code of this step or before it was used already
);
-- For the day on which the telephone is lost. Each is good once; only its digest is kept.
create table backup_code (
    person_id uuid not null references person,
    organisation_id uuid not null references organisation,
    digest bytea not null,
    used_at timestamptz,
    primary key (person_id, digest)
);

-- The one-time code with which the first administrator begins, while there is no person.
create table first_code (
    digest bytea primary key,
    made_at timestamptz not null
);

create table api_key (
    id uuid primary key default gen_random_uuid(),
    digest bytea not null unique,
    organisation_id uuid not null references organisation,
    centre_id uuid references organisation, -- who administers it beside its organisation
    label text not null,
    created_at timestamptz not null,
    withdrawn_at timestamptz
);

-- What is watched ----------------------------------------------------------------------------

create table site (
    id uuid primary key,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    name text not null check (name <> ''),
    address text not null,
    latitude double precision,
    longitude double precision,
    time_zone text not null,
    phone text,
    description text,
    entrance text,
    keys text,
    withdrawn_at timestamptz
);
create index site_customer on site (customer_id);

create table lone_worker (
    id uuid primary key,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    name text not null check (name <> ''),
    time_zone text not null,
    phone text,
    description text,
    medical text,
    withdrawn_at timestamptz
);

-- What speaks for a lone worker. Only the digest of its token is kept.
create table device (
    id uuid primary key,
    lone_worker_id uuid not null references lone_worker,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    token_digest bytea not null unique,
    label text not null check (label <> ''),
    enrolled_at timestamptz not null,
    heard_at timestamptz not null,
    awake boolean not null default true, -- its page is on the screen
    battery_percent smallint check (battery_percent between 0 and 100),
    lost_at timestamptz, -- it was not heard while its session ran, and that was told then
    withdrawn_at timestamptz
);
create index device_unheard on device (heard_at)
    where awake and lost_at is null and withdrawn_at is null;
create index device_lone_worker on device (lone_worker_id);

-- An offer to enrol one phone: good once, and for a while. Only the digest of its code is kept.
create table enrolment (
    id uuid primary key,
    lone_worker_id uuid not null references lone_worker,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    digest bytea not null unique,
    made_at timestamptz not null,
    ends_at timestamptz not null,
    new_pins boolean not null, -- the PINs that stand are void once it is spent
    spent_at timestamptz,
    key_digest bytea, -- of the key with which the phone that spent it asked: it may ask again
    device_id uuid references device, -- what it enrolled
    withdrawn_at timestamptz
);
create index enrolment_lone_worker on enrolment (lone_worker_id);

-- Both PINs, each as a keyed digest: the key is a file, and no row tells a PIN.
create table lone_worker_pin (
    lone_worker_id uuid primary key references lone_worker,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    safe bytea not null,
    duress bytea not null,
    set_at timestamptz not null,
    wrong smallint not null default 0, -- since the last right one
    locked_until timestamptz
);

-- What a lone worker's phones may show of their last alert. After a right PIN nothing is added to
-- it, whichever PIN it was, until they call for help again.
create table phone_alert (
    lone_worker_id uuid primary key references lone_worker,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    code text not null,
    pressed_at timestamptz,
    stored_at timestamptz not null,
    taken_at timestamptz,
    taken_by text,
    over_at timestamptz,
    incident_id uuid -- null: it is stored, and not raised yet
);

create table contact (
    id uuid primary key,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    site_id uuid references site,
    lone_worker_id uuid references lone_worker,
    position smallint not null check (position > 0),
    name text not null check (name <> ''),
    relation text not null,
    phone text not null,
    email text check (email <> ''),
    check (num_nonnulls(site_id, lone_worker_id) = 1),
    unique (site_id, position),
    unique (lone_worker_id, position)
);

-- A receiver line is one centre's door for panels; an account is unique behind one door only.
-- A lone worker's session: what they do, for how long, and by when they let themselves be heard.
create table session (
    id uuid primary key,
    lone_worker_id uuid not null references lone_worker,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    state text not null check (state in ('running', 'overdue', 'ended')),
    doing text not null check (doing <> ''),
    place text,
    notes text,
    check_in_every_s integer check (check_in_every_s > 0),
    remind_before_s integer not null check (remind_before_s >= 0),
    grace_s integer not null check (grace_s >= 0),
    started_at timestamptz not null,
    ends_at timestamptz not null,
    heard_at timestamptz not null,
    check_in_at timestamptz,
    reminded_of timestamptz,
    missed integer not null check (missed >= 0),
    ended_at timestamptz,
    look_at timestamptz, -- the next look: a session that runs has one
    check ((state = 'running') = (look_at is not null)),
    check ((state = 'ended') = (ended_at is not null))
);
create unique index session_not_ended on session (lone_worker_id) where state <> 'ended';
create index session_due on session (look_at) where look_at is not null;
create index session_newest on session (lone_worker_id, id desc);

create table receiver_line (
    id uuid primary key,
    centre_id uuid not null references organisation,
    name text not null,
    protocol text not null default 'dc09'
        check (protocol in ('dc09', 'traccar', 'osmand', 'owntracks', 'webhook')),
    port integer, -- the door that its panels knock at
    key_digest bytea unique, -- of the key in the address to which its trackers send
    unknown_account text not null default 'duh' check (unknown_account in ('duh', 'ack')),
    mapping jsonb, -- where a program of its own puts what it says
    withdrawn_at timestamptz,
    check ((protocol = 'webhook') = (mapping is not null)),
    check ((protocol = 'dc09') = (port is not null)),
    check ((protocol = 'dc09') = (key_digest is null))
);
create unique index receiver_line_port on receiver_line (port) where withdrawn_at is null;

create table panel (
    id uuid primary key,
    line_id uuid not null references receiver_line,
    account text not null,
    site_id uuid not null references site,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    aes_key bytea check (octet_length(aes_key) in (16, 24, 32)),
    has_key boolean not null default false, -- so that who may not see the key can be told of it
    profile jsonb not null default '{}',
    report_every_s integer check (report_every_s > 0), -- how often it lets itself be heard
    withdrawn_at timestamptz,
    check (has_key = (aes_key is not null))
);
create unique index panel_account on panel (line_id, account) where withdrawn_at is null;
create index panel_site on panel (site_id);

-- What each panel means by a number: its zones, as their installer listed them. Numbers and areas
-- are spelt without leading zeros, in capitals.
create table zone (
    id uuid primary key default gen_random_uuid(),
    panel_id uuid not null references panel,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    zone text not null check (zone <> ''),
    area text check (area <> ''), -- null: whatever area is named with it
    name text not null check (name <> ''),
    kind text not null check (kind in
        ('intruder', 'hold_up', 'fire', 'medical', 'technical', 'tamper')),
    unique nulls not distinct (panel_id, zone, area)
);

-- Devices and apps of others that speak for a lone worker, each by what it calls itself.
create table tracker (
    id uuid primary key,
    line_id uuid not null references receiver_line,
    account text not null check (account <> ''),
    lone_worker_id uuid not null references lone_worker,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    heard_at timestamptz,
    battery_percent smallint check (battery_percent between 0 and 100),
    withdrawn_at timestamptz
);
create unique index tracker_account on tracker (line_id, account) where withdrawn_at is null;
create index tracker_lone_worker on tracker (lone_worker_id);

-- When each panel was heard last. Apart from the panel: its receiver reads a panel's row anew
-- whenever that changes, and this one changes with every sign of life.
create table panel_heard (
    panel_id uuid primary key references panel,
    line_id uuid not null references receiver_line,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    heard_at timestamptz,
    report_every_s integer, -- as it was when its watch began; null: nobody waits for it
    watched_since timestamptz, -- its silence counts from here, if it was not heard since
    silent_since timestamptz, -- the silence that was reported, until it is heard again
    check ((report_every_s is null) <= (silent_since is null)),
    check ((report_every_s is null) or (watched_since is not null))
);
create index panel_heard_silent on panel_heard (panel_id) where silent_since is not null;

-- Since when each line has listened without a break. While we were deaf no panel was silent.
create table line_listening (
    line_id uuid primary key references receiver_line,
    since timestamptz not null,
    until timestamptz not null, -- its receiver's last word
    deaf_since timestamptz -- none of its panels is heard since then: that was reported, once
);

-- What the customer agreed shall be done. A version is never changed; a new one is added.
-- A row for each version of each plan: the newest counts, unless it says that it was withdrawn.
create table response_plan (
    id uuid primary key,
    plan_id uuid not null,
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    site_id uuid references site,
    lone_worker_id uuid references lone_worker,
    response_kind text check (response_kind in
        ('fire', 'hold_up', 'intruder', 'medical', 'personal', 'technical')),
    version integer not null check (version > 0),
    body jsonb not null,
    agreed_at timestamptz not null,
    withdrawn boolean not null default false,
    check (num_nonnulls(site_id, lone_worker_id) <= 1)
);
create index response_plan_for on response_plan
    (customer_id, coalesce(site_id, lone_worker_id, customer_id));
-- Two who agree one at the same moment do not both get the same number.
create unique index response_plan_version on response_plan (plan_id, version);

-- What comes in ------------------------------------------------------------------------------

-- One message as it came, byte for byte.
create table signal (
    id uuid not null,
    received_at timestamptz not null,
    channel text not null check (channel in ('dc09_tcp', 'dc09_udp', 'api', 'phone', 'tracker', 'tocsin')),
    source text not null,
    raw bytea not null,
    account text,
    line_id uuid,
    panel_id uuid,
    centre_id uuid,
    customer_id uuid,
    subject_kind text check (subject_kind in ('site', 'lone_worker', 'receiver_line')),
    subject_id uuid,
    occurred_at timestamptz,
    fingerprint bytea,
    report text not null,
    settlement text check (settlement in
        ('raised', 'repeated', 'duplicate', 'recorded', 'unreadable', 'unknown_account')),
    primary key (received_at, id)
) partition by range (received_at);
create index signal_centre on signal (centre_id, received_at desc, id desc);

-- A signal never changes. One that nobody settled when it came is itself due work (P15): its row
-- here, with all that raising it takes, is of the same commit, whoever stored it.
create table signal_due (
    subject_id uuid not null,
    received_at timestamptz not null,
    id uuid not null,
    subject_kind text not null check (subject_kind in ('site', 'lone_worker', 'receiver_line')),
    channel text not null,
    account text,
    panel_id uuid,
    occurred_at timestamptz,
    fingerprint bytea,
    report text not null,
    primary key (subject_id, received_at, id)
);
create function tocsin_owe_raising() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into signal_due (subject_id, received_at, id, subject_kind, channel, account, panel_id,
        occurred_at, fingerprint, report)
    select subject_id, received_at, id, subject_kind, channel, account, panel_id, occurred_at,
        fingerprint, report
    from stored where settlement is null and subject_id is not null;
    return null;
end $$;
create trigger signal_is_due after insert on signal referencing new table as stored
    for each statement execute function tocsin_owe_raising();

-- What became of a signal that was due.
create table signal_outcome (
    received_at timestamptz not null,
    id uuid not null,
    centre_id uuid not null,
    raised_at timestamptz not null,
    settlement text not null check (settlement in
        ('raised', 'repeated', 'duplicate', 'recorded', 'unreadable', 'unknown_account')),
    incident_id uuid,
    alert_id uuid,
    primary key (received_at, id)
) partition by range (received_at);
create view signal_with_outcome with (security_invoker = true) as
    select id, received_at, channel, source, raw, account, line_id, panel_id, signal.centre_id,
        customer_id, subject_kind, subject_id, occurred_at, fingerprint, report,
        case when signal.settlement is null then raised_at else received_at end as raised_at,
        coalesce(signal.settlement, signal_outcome.settlement) as settlement, incident_id, alert_id
    from signal left join signal_outcome using (received_at, id);

-- What each account said last, repeats apart: an equal message is a repeat of it. Of its messages
-- that carry a time of their own it keeps the last few, the newest first.
create table last_said (
    subject_id uuid not null,
    account text not null, -- empty: a program, which has none
    fingerprint bytea not null,
    received_at timestamptz not null,
    stamped bytea[] not null,
    stamped_at timestamptz[] not null, -- when each of them was received
    primary key (subject_id, account)
) with (fillfactor = 70);

create table position (
    id uuid not null,
    received_at timestamptz not null,
    occurred_at timestamptz,
    subject_kind text not null check (subject_kind in ('site', 'lone_worker', 'receiver_line')),
    subject_id uuid not null,
    customer_id uuid not null,
    centre_id uuid not null,
    latitude double precision not null check (latitude between -90 and 90),
    longitude double precision not null check (longitude between -180 and 180),
    accuracy_m double precision check (accuracy_m >= 0),
    primary key (received_at, id)
) partition by range (received_at);
create index position_subject on position (subject_id, received_at desc);

-- What people respond to ---------------------------------------------------------------------

create sequence incident_number start 4101;

create table incident (
    id uuid primary key,
    number bigint not null unique default nextval('incident_number'),
    customer_id uuid not null references organisation,
    centre_id uuid not null references organisation,
    subject_kind text not null check (subject_kind in ('site', 'lone_worker', 'receiver_line')),
    site_id uuid references site,
    lone_worker_id uuid references lone_worker,
    line_id uuid references receiver_line, -- whoever sends there is known to nobody
    account text, -- the one unknown account of the line that it is about
    response_kind text not null check (response_kind in
        ('fire', 'hold_up', 'intruder', 'medical', 'personal', 'technical')),
    state text not null check (state in
        ('waiting', 'handling', 'parked', 'resolved', 'closed', 'filed')),
    priority smallint not null check (priority between 1 and 4),
    silent boolean not null,
    silent_at timestamptz, -- it became silent then
    drill boolean not null,
    plan jsonb not null,
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    version integer not null default 1,
    operator_id uuid references person,
    claimed_at timestamptz,
    first_claimed_at timestamptz, -- somebody had it once: a safe PIN ends it no more by itself
    aide_ids uuid[] not null default '{}', -- operators who help whoever has it
    worse_at timestamptz,
    returned_at timestamptz,
    real_at timestamptz, -- it was a drill until then
    unattended_since timestamptz, -- whoever has it is not heard since then
    supervisor_asked_at timestamptz, -- for, and none has come yet
    parked_until timestamptz,
    parked_because text,
    confirmed_at timestamptz, -- devices alone confirmed it then
    confirmed_by text,
    verified_at timestamptz,
    cause text check (cause in
        ('genuine_safe', 'genuine_handed_over', 'false_accident', 'false_equipment',
         'false_environment', 'test', 'called_off', 'unexplained')),
    resolution_note text,
    resolved_at timestamptz,
    resolved_by uuid references person,
    closed_at timestamptz,
    pin_at timestamptz, -- a safe PIN came in then, and an operator has to judge it
    pin_said_at timestamptz,
    pin_undated boolean not null default false, -- nobody knows when it was entered
    waiting_since timestamptz not null,
    rungs text[] not null default '{}' check (rungs <@ array['ring', 'supervisor', 'run_alone']),
    rungs_since timestamptz, -- the claim clock that these rungs belong to
    alone boolean not null default false, -- on its last look nobody was on shift
    needs_human text, -- a fault of ours: an operator is told to take it by hand
    check (num_nonnulls(site_id, lone_worker_id, line_id) = 1),
    check ((subject_kind = 'site') = (site_id is not null)),
    check ((subject_kind = 'receiver_line') = (line_id is not null)),
    check (account is null or line_id is not null)
);
create unique index incident_open_line on incident (line_id, account) nulls not distinct
    where state in ('waiting', 'handling', 'parked', 'resolved') and line_id is not null;
create unique index incident_open_site on incident (site_id, response_kind)
    where state in ('waiting', 'handling', 'parked', 'resolved') and site_id is not null;
create unique index incident_open_lone_worker on incident (lone_worker_id)
    where state in ('waiting', 'handling', 'parked', 'resolved') and lone_worker_id is not null;
create index incident_of_subject on incident (coalesce(site_id, lone_worker_id, line_id))
    where state <> 'filed';
create index incident_unfiled on incident (id) where state <> 'filed';
create index incident_centre on incident (centre_id, opened_at desc);
create index incident_customer on incident (customer_id, opened_at desc);
create index incident_site on incident (site_id, opened_at desc);
create index incident_lone_worker on incident (lone_worker_id, opened_at desc);
create index incident_silent on incident (coalesce(site_id, lone_worker_id)) where silent;
create index incident_line on incident (line_id, opened_at desc) where line_id is not null;

-- An incident as it stood when it became silent: what its customer, who had seen it, goes on being
-- shown of it. Written once; after that only what is seen and heard there, and the end, is added.
create table incident_shown (
    like incident,
    primary key (id),
    foreign key (id) references incident
);
create index incident_shown_customer on incident_shown (customer_id, opened_at desc);

-- What is wrong: one row for each code and zone, with a count. The signals stay, each by itself.
create table alert (
    id uuid primary key,
    incident_id uuid not null references incident,
    customer_id uuid not null,
    centre_id uuid not null,
    silent boolean not null,
    hidden boolean not null, -- from its customer: silent, or told of while it was silent
    scheme text not null,
    code text not null,
    words text not null,
    zone text,
    zone_text text, -- as the device calls the place
    zone_name text, -- as its account's table called it when the alert came
    area text,
    response_kind text not null check (response_kind in
        ('fire', 'hold_up', 'intruder', 'medical', 'personal', 'technical')),
    priority smallint not null check (priority between 1 and 4),
    unmapped boolean not null,
    count integer not null check (count > 0),
    first_at timestamptz not null,
    last_at timestamptz not null,
    occurred_at timestamptz,
    restored_at timestamptz
);
create index alert_incident on alert (incident_id);

-- Attempts to reach somebody, and what became of each. Both only ever grow.
create table phone_call (
    id uuid primary key,
    incident_id uuid not null references incident,
    customer_id uuid not null,
    centre_id uuid not null,
    callee_kind text not null check (callee_kind in
        ('subject', 'contact', 'emergency', 'company')),
    callee_id uuid,
    service text check (service in ('police', 'ambulance', 'fire')),
    callee_name text not null,
    number text not null,
    placed_at timestamptz not null,
    placed_by uuid references person,
    check ((callee_kind = 'contact') <= (callee_id is not null)),
    check ((callee_kind = 'emergency') = (service is not null))
);
create index phone_call_incident on phone_call (incident_id);

create table phone_call_outcome (
    id uuid primary key,
    phone_call_id uuid not null references phone_call,
    incident_id uuid not null references incident,
    customer_id uuid not null,
    centre_id uuid not null,
    at timestamptz not null,
    outcome text not null check (outcome in
        ('safe', 'with_them_safe', 'in_danger', 'duress', 'wrong_password', 'attending', 'told',
         'unclear', 'no_answer', 'busy', 'voicemail', 'failed', 'unknown', 'accepted', 'refused',
         'not_possible')),
    note text,
    reference text,
    attending_by timestamptz,
    written_by uuid references person
);
create index phone_call_outcome_incident on phone_call_outcome (incident_id);

-- One message to one person. It is written with what made it necessary, and then sent.
create table notice (
    id uuid primary key,
    incident_id uuid not null references incident,
    customer_id uuid not null,
    centre_id uuid not null,
    kind text not null check (kind in
        ('supervisor', 'supervisor_asked', 'run_alone', 'real', 'warning', 'all_clear')),
    contact_id uuid, -- no reference: a contact may be taken off the list, and was told all the same
    person_id uuid references person,
    name text not null,
    title text not null,
    text text not null,
    written_at timestamptz not null,
    state text not null default 'owed' check (state in ('owed', 'sent', 'failed', 'unknown')),
    channel text check (channel in ('mail', 'handset')),
    address text,
    sent_at timestamptz,
    why text,
    has_it boolean,
    answered_at timestamptz,
    check (num_nonnulls(contact_id, person_id) = 1),
    check ((has_it is null) = (answered_at is null))
);
create index notice_incident on notice (incident_id);
create index notice_centre on notice (centre_id, written_at desc);

-- Where a program of an organisation is told of what happens to its incidents.
create table webhook (
    id uuid primary key,
    organisation_id uuid not null references organisation,
    centre_id uuid references organisation, -- who administers it beside its organisation
    url text not null,
    secret bytea not null,
    created_at timestamptz not null,
    withdrawn_at timestamptz
);
create index webhook_organisation on webhook (organisation_id) where withdrawn_at is null;

-- Each attempt to tell one, and what its target answered.
create table webhook_delivery (
    id uuid primary key,
    webhook_id uuid not null references webhook,
    organisation_id uuid not null,
    centre_id uuid,
    outbox_id uuid not null,
    incident_id uuid not null,
    happened text not null,
    attempt smallint not null,
    at timestamptz not null,
    took_ms integer not null,
    answer smallint, -- the target's HTTP answer; null: there was none
    error text -- null: it was delivered
);
create index webhook_delivery_webhook on webhook_delivery (webhook_id, id desc);

-- Evidence -----------------------------------------------------------------------------------

create table journal_entry (
    subject_kind text not null,
    subject_id uuid not null,
    number integer not null check (number > 0),
    organisation_id uuid, -- whose set-up, or session, it tells of; null for what befell a site
    customer_id uuid,
    centre_id uuid,
    supplier_id uuid,
    at timestamptz not null,
    kind text not null,
    text text not null,
    digest bytea not null,
    previous bytea not null,
    body_digest bytea,
    signature bytea not null,
    key_id text not null,
    primary key (subject_kind, subject_id, number)
);

-- Names and words. Erasing a row here breaks no chain: the entry holds only its salted digest.
create table journal_body (
    subject_kind text not null,
    subject_id uuid not null,
    number integer not null,
    organisation_id uuid,
    customer_id uuid,
    centre_id uuid,
    supplier_id uuid,
    salt bytea not null,
    text text not null,
    primary key (subject_kind, subject_id, number),
    foreign key (subject_kind, subject_id, number) references journal_entry
);

create table signing_key (
    fingerprint text primary key,
    public_key bytea not null,
    since timestamptz not null
);

-- P9: what was written stays as it was written, whoever asks. Erasing a body is a delete.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a journal is never changed (% on %)', tg_op, tg_table_name;
end $$;
create trigger journal_entry_is_final before update or delete on journal_entry
    for each row execute function refuse_change();
create trigger journal_body_is_final before update on journal_body
    for each row execute function refuse_change();
create trigger journal_entry_is_kept before truncate on journal_entry
    for each statement execute function refuse_change();
create trigger journal_body_is_kept before truncate on journal_body
    for each statement execute function refuse_change();

-- Engine -------------------------------------------------------------------------------------

-- When to look again, and at what.
create table deadline (
    subject_kind text not null,
    subject_id uuid not null,
    kind text not null,
    customer_id uuid,
    centre_id uuid,
    supplier_id uuid,
    priority smallint not null check (priority between 1 and 4),
    due_at timestamptz not null,
    primary key (subject_kind, subject_id, kind)
);
create index deadline_due on deadline (due_at);
create index deadline_pressing on deadline (priority, due_at);

-- How late each deadline was met.
create table lateness (
    met_at timestamptz not null,
    due_at timestamptz not null,
    subject_kind text not null,
    subject_id uuid not null,
    kind text not null,
    work text not null
) partition by range (met_at);
create index lateness_met on lateness (met_at);

-- What must happen outside. A lease that ran out means that nobody knows: it is tried again.
create table outbox (
    id uuid primary key,
    kind text not null,
    subject_kind text not null,
    subject_id uuid not null,
    customer_id uuid,
    centre_id uuid,
    supplier_id uuid,
    body jsonb not null,
    lane text, -- what one target owes is done one after the other
    work text not null,
    added_at timestamptz not null,
    state text not null default 'owed' check (state in ('owed', 'claimed', 'done', 'given_up')),
    due_at timestamptz not null,
    attempts smallint not null default 0,
    lease uuid,
    last_error text,
    result text,
    settled_at timestamptz
);
create index outbox_due on outbox (due_at) where state in ('owed', 'claimed');
create index outbox_lane on outbox (lane) where state = 'claimed' and lane is not null;
create index outbox_subject on outbox (subject_id) where state <> 'done';

-- A command's answer, so that the same command twice has the effect of once.
create table command (
    actor text not null,
    id uuid not null,
    organisation_id uuid not null,
    request_hash bytea not null,
    answer text,
    at timestamptz not null,
    primary key (actor, id)
);

-- What changed, for the screens. `tx` is the cursor: a sequence number is none, since id 1 may
-- commit after id 2 was read.
create sequence feed_id;
create table feed (
    tx xid8 not null default pg_current_xact_id(),
    id bigint not null default nextval('feed_id'),
    at timestamptz not null,
    subject_kind text not null,
    subject_id uuid not null,
    customer_id uuid,
    centre_id uuid,
    supplier_id uuid,
    silent boolean not null,
    primary key (at, id)
) partition by range (at);
create index feed_tx on feed (tx);

-- A database restored from a backup is another epoch: cursors of the old one mean nothing.
create table epoch (id uuid primary key, since timestamptz not null);

-- Who is alive: each loop says so, and the board looks.
create table heartbeat (
    name text not null,
    process uuid not null,
    heard_at timestamptz not null,
    primary key (name, process)
);

-- Partitions ---------------------------------------------------------------------------------

-- A missing month must never refuse an alarm, so there is a default; a row in it is an audit
-- finding. `tocsin_add_partitions` is run at every start.
create table signal_default partition of signal default;
create table signal_outcome_default partition of signal_outcome default;
create table position_default partition of position default;
create table feed_default partition of feed default;
create table lateness_default partition of lateness default;

create function tocsin_add_partitions(first_month date, months integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    parent text;
    month date;
    child text;
begin
    foreach parent in array array['signal', 'signal_outcome', 'position', 'feed', 'lateness'] loop
        for i in 0 .. months - 1 loop
            month := date_trunc('month', first_month)::date + make_interval(months => i);
            child := format('%s_%s', parent, to_char(month, 'YYYY_MM'));
            continue when to_regclass(child) is not null;
            begin
                execute format(
                    'create table %I partition of %I for values from (%L) to (%L)',
                    child, parent, month::text || ' 00:00+00',
                    (month + interval '1 month')::date::text || ' 00:00+00');
            exception when check_violation then
                -- The default holds rows of this month already, and keeps taking them: no start
                -- may fail for want of a partition.
                raise warning '% keeps its rows of % in the default partition', parent, month;
            end;
        end loop;
    end loop;
end $$;

-- Doors through the policies -----------------------------------------------------------------

-- Before somebody is signed in there is no organisation to compare with. These functions
-- are the only way past the policies, and each gives no more than the question needs.
create function find_password(sought_email text)
    returns table (person_id uuid, organisation_id uuid, password_hash text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, p.organisation_id, p.password_hash
    from person p join organisation o on o.id = p.organisation_id
    where lower(p.email) = lower(sought_email) and p.withdrawn_at is null and o.withdrawn_at is null
$$;
-- Begins an installation: its centre and whoever administers it, by a code that ends with that.
create function found_centre(code_digest bytea, organisation_id uuid, organisation_name text,
        zone text, person_id uuid, person_name text, person_email text, hash text, at timestamptz)
    returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from first_code where digest = code_digest; -- two at once wait here for one another
    if not found or exists (select from person) then
        return false;
    end if;
    delete from first_code;
    insert into organisation (id, name, is_centre, time_zone, created_at)
        values (organisation_id, organisation_name, true, zone, at);
    insert into person (id, organisation_id, centre_id, name, email, password_hash, roles)
        values (person_id, organisation_id, organisation_id, person_name, person_email, hash,
            '{centre_admin}');
    return true;
end $$;
-- Whether an installation waits for its first administrator: a page then says how to begin.
create function awaits_founder() returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from first_code) and not exists (select from person)
$$;
create function find_sign_in(sought_digest bytea)
    returns table (person_id uuid, organisation_id uuid, app text, ends_at timestamptz,
                   name text, roles text[])
    language sql stable security definer set search_path = public, pg_temp as $$
    select s.person_id, s.organisation_id, s.app, s.ends_at, p.name, p.roles
    from sign_in s join person p on p.id = s.person_id
        join organisation o on o.id = p.organisation_id
    where s.token_digest = sought_digest and p.withdrawn_at is null and o.withdrawn_at is null
$$;
-- Which lone worker a phone speaks for. One that was withdrawn speaks for nobody.
create function find_device(sought_digest bytea)
    returns table (id uuid, lone_worker_id uuid, customer_id uuid, name text, customer text,
                   centre text, centre_phone text, enrolled_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select d.id, d.lone_worker_id, d.customer_id, w.name, o.name, c.name, c.phone, d.enrolled_at
    from device d join lone_worker w on w.id = d.lone_worker_id
        join organisation o on o.id = d.customer_id join organisation c on c.id = d.centre_id
    where d.token_digest = sought_digest and d.withdrawn_at is null and w.withdrawn_at is null
        and o.withdrawn_at is null
$$;
-- Whose phone a code enrols: before it is enrolled it speaks for nobody.
create function find_enrolment(sought_digest bytea)
    returns table (id uuid, customer_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select e.id, e.customer_id from enrolment e where e.digest = sought_digest
$$;
-- Which line's trackers send to an address with this key.
create function find_tracker_line(sought_digest bytea)
    returns table (id uuid, centre_id uuid, protocol text, mapping jsonb)
    language sql stable security definer set search_path = public, pg_temp as $$
    select l.id, l.centre_id, l.protocol, l.mapping
    from receiver_line l join organisation o on o.id = l.centre_id
    where l.key_digest = sought_digest and l.withdrawn_at is null and o.withdrawn_at is null
$$;
-- Whether it is kept where a lone worker is: a session of theirs runs, an alert stands on their
-- phone, or an incident about them is open, of which neither they nor whoever forces them may know.
create function is_looked_after(whose uuid) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from session where lone_worker_id = whose and state <> 'ended')
        or exists (select from phone_alert where lone_worker_id = whose and over_at is null)
        or exists (select from incident where lone_worker_id = whose
            and state in ('waiting', 'handling', 'parked', 'resolved'))
$$;
create function find_api_key(sought_digest bytea)
    returns table (organisation_id uuid, label text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select k.organisation_id, k.label
    from api_key k join organisation o on o.id = k.organisation_id
    where k.digest = sought_digest and k.withdrawn_at is null and o.withdrawn_at is null
$$;
-- Figures about the whole installation, for whoever watches over it. They name nobody.
create function figures(out waiting bigint, out handling bigint, out oldest_waiting_s float,
        out signals_due bigint, out oldest_signal_due_s float, out owed bigint, out given_up bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
    select
        (select count(*) from incident where state = 'waiting'),
        (select count(*) from incident where state = 'handling'),
        (select coalesce(extract(epoch from clock_timestamp() - min(waiting_since)), 0)
            from incident where state = 'waiting')::float,
        (select count(*) from signal_due),
        (select coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0)
            from signal_due)::float,
        (select count(*) from outbox where state in ('owed', 'claimed')),
        (select count(*) from outbox where state = 'given_up')
$$;
-- How late deadlines were met of late, and of no incident by name.
create function worst_lateness_s(since timestamptz) returns float
    language sql stable security definer set search_path = public, pg_temp as $$
    select extract(epoch from max(met_at - due_at))::float from lateness where met_at > since
$$;
revoke all on function awaits_founder, found_centre, worst_lateness_s, figures, find_password, find_sign_in, find_device, find_enrolment, find_tracker_line, find_api_key, is_looked_after, tocsin_add_partitions, tocsin_owe_raising from public;
grant execute on function awaits_founder, found_centre, worst_lateness_s, figures, find_password, find_sign_in, find_device, find_enrolment, find_tracker_line, find_api_key, is_looked_after to tocsin_web;
grant execute on function tocsin_add_partitions to tocsin_engine;

-- What each database role may do at all; the policies narrow it row by row. ----------------------

revoke all on schema public from public;
grant usage on schema public to tocsin_web, tocsin_engine;

grant select on organisation, site, lone_worker, session, lone_worker_pin, phone_alert, contact, tracker, response_plan,
    signal, signal_outcome, signal_with_outcome, position, incident, incident_shown, alert,
    phone_call, phone_call_outcome, journal_entry, journal_body, signing_key, deadline, outbox,
    command, feed, epoch, heartbeat, sign_in, second_factor, backup_code, panel_heard, zone,
    alembic_version
    to tocsin_web;
-- A password's hash is seen through find_password alone, a panel's or a program's key by nobody.
grant select (id, organisation_id, centre_id, name, email, roles, withdrawn_at) on person
    to tocsin_web;
grant select (id, line_id, account, site_id, customer_id, centre_id, has_key, profile,
    report_every_s, withdrawn_at) on panel to tocsin_web;
grant select (id, centre_id, name, protocol, port, unknown_account, mapping, withdrawn_at) on receiver_line
    to tocsin_web;
grant select (id, organisation_id, centre_id, label, created_at, withdrawn_at) on api_key
    to tocsin_web;
grant select (id, lone_worker_id, customer_id, centre_id, label, enrolled_at, heard_at, awake,
    battery_percent, lost_at, withdrawn_at) on device to tocsin_web;
grant select (id, lone_worker_id, customer_id, centre_id, made_at, ends_at, new_pins, spent_at,
    key_digest, device_id, withdrawn_at) on enrolment to tocsin_web;
-- Set-up. Nothing of it is deleted but contacts and zones, which the journal keeps; a plan is never
-- changed.
grant insert on organisation, person, site, lone_worker, contact, receiver_line, panel, zone, tracker,
    response_plan, api_key, second_factor, backup_code
    to tocsin_web;
-- No row can be moved to another party: those columns are not among these.
grant update (id, name, time_zone, phone, withdrawn_at) on organisation to tocsin_web;
grant update (id, name, email, password_hash, roles, withdrawn_at) on person to tocsin_web;
grant update (id, name, address, latitude, longitude, time_zone, phone, description, entrance,
    keys, withdrawn_at) on site to tocsin_web;
grant update (id, name, time_zone, phone, description, medical, withdrawn_at) on lone_worker
    to tocsin_web;
grant update (id, name, port, unknown_account, mapping, withdrawn_at) on receiver_line to tocsin_web;
grant update (id, account, heard_at, battery_percent, withdrawn_at) on tracker to tocsin_web;
grant update (id, account, aes_key, has_key, profile, report_every_s, withdrawn_at) on panel
    to tocsin_web;
grant update (id, label, withdrawn_at) on api_key to tocsin_web;
grant update (person_id, secret, begun_at, confirmed_at, last_step) on second_factor to tocsin_web;
grant update (person_id, used_at) on backup_code to tocsin_web;
grant delete on contact, zone, second_factor, backup_code to tocsin_web;
grant insert on signal, position, phone_call, phone_call_outcome, journal_entry, journal_body,
    deadline, outbox, command, feed, sign_in
    to tocsin_web;
-- An operator opens an incident by hand; what is told a second time is counted.
grant insert on incident, incident_shown, alert to tocsin_web;
-- A session goes on by what its lone worker says, and as time passes.
grant insert on session, device, enrolment, lone_worker_pin, phone_alert to tocsin_web;
grant update (id, label, heard_at, awake, battery_percent, lost_at, withdrawn_at) on device
    to tocsin_web;
grant update (id, heard_at, awake, battery_percent, lost_at) on device to tocsin_engine;
grant update (id, spent_at, key_digest, device_id, withdrawn_at) on enrolment to tocsin_web;
grant update (lone_worker_id, wrong, locked_until) on lone_worker_pin to tocsin_web;
grant delete on lone_worker_pin to tocsin_web;
grant update (lone_worker_id, code, pressed_at, stored_at, taken_at, taken_by, over_at,
    incident_id)
    on phone_alert to tocsin_web, tocsin_engine;
grant insert on phone_alert to tocsin_engine;
grant update (id, state, ends_at, heard_at, check_in_at, reminded_of, missed, ended_at, look_at)
    on session to tocsin_web, tocsin_engine;
grant update (id, count, last_at, restored_at) on alert to tocsin_web;
grant usage on sequence incident_number to tocsin_web;
grant update on incident, incident_shown, deadline, command, sign_in to tocsin_web;
grant delete on deadline, sign_in to tocsin_web;
grant usage on sequence feed_id to tocsin_web;
-- What goes out. A webhook's secret is seen by nobody but who signs with it.
grant select, insert on notice to tocsin_web;
grant update (id, state, channel, address, sent_at, why, has_it, answered_at) on notice
    to tocsin_web;
grant select (id, organisation_id, centre_id, url, created_at, withdrawn_at) on webhook
    to tocsin_web;
grant insert on webhook to tocsin_web;
grant update (id, withdrawn_at) on webhook to tocsin_web;
grant select on webhook_delivery to tocsin_web;

grant select on all tables in schema public to tocsin_engine;
revoke select on person, sign_in, api_key, second_factor, backup_code, first_code, device,
        enrolment, lone_worker_pin
    from tocsin_engine;
grant select (id, lone_worker_id, customer_id, centre_id, label, heard_at, awake,
    battery_percent, lost_at, withdrawn_at) on device
    to tocsin_engine;
grant select (id, organisation_id, name, roles) on person to tocsin_engine;
grant insert on signal, signal_outcome, position, incident, incident_shown, alert, phone_call,
    phone_call_outcome, journal_entry, journal_body, signing_key, deadline, lateness, outbox, feed,
    heartbeat, panel_heard, line_listening
    to tocsin_engine;
grant update on incident, incident_shown, alert, deadline, outbox, heartbeat, panel_heard,
    line_listening
    to tocsin_engine;
grant insert, update on last_said to tocsin_engine;
-- A row can be locked only by who may update it: one column, and no statement sets it.
grant update (id) on site, lone_worker, receiver_line to tocsin_engine;
grant delete on deadline, heartbeat, signal_due to tocsin_engine;
grant select (centre_id, email, withdrawn_at) on person to tocsin_engine;
grant select (person_id, organisation_id, app, heard_at, ends_at) on sign_in to tocsin_engine;
grant insert on notice, webhook_delivery to tocsin_engine;
grant update on notice to tocsin_engine;
grant usage on sequence incident_number, feed_id to tocsin_engine;
