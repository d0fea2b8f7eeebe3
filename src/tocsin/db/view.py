"""What screens and programs read: rows as they are shown, under the reader's own policies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.db.incident_query import ALERTS, CALLS, HUSHED, OUTCOMES
from tocsin.db.incident_row import incident_from, phone_calls_from, subject_ref
from tocsin.db.notice import NOTICES
from tocsin.db.subject import get_subject
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.errors import NotFound

Row = Mapping[str, Any]

# A customer's silent incident is in no list of theirs; the policy sees to it, not this query. One
# that became silent after they had seen it is there as it stood before: whoever sees the incident
# itself, sees nothing else.
SEEN = """(
        select * from incident
        union all
        select * from incident_shown as earlier
        where not exists (select from incident where incident.id = earlier.id)) as incident
"""
# Beside a silent alarm an incident is another one to whoever may see that: its version says so.
VERSION = """(incident.version + coalesce((
            select sum(beside.version) from incident as beside
            where beside.silent and coalesce(beside.site_id, beside.lone_worker_id)
                = coalesce(incident.site_id, incident.lone_worker_id)
              and beside.id <> incident.id), 0))::integer as version"""
ROW_COLUMNS = f"""
    select incident.id, incident.number, incident.state, incident.response_kind,
        incident.priority, incident.silent, incident.drill, incident.subject_kind,
        incident.opened_at, incident.changed_at, {VERSION}, incident.operator_id,
        incident.claimed_at, incident.worse_at, incident.returned_at, incident.parked_until,
        incident.parked_because, incident.waiting_since, incident.verified_at,
        incident.needs_human, incident.rungs, incident.rungs_since, incident.alone,
        incident.unattended_since, incident.supervisor_asked_at,
        incident.plan, incident.cause, incident.closed_at,
        operator.name as operator_name, customer.name as organisation,
        coalesce(site.name, lone_worker.name,
            line.name || ', unknown sender' || coalesce(' ' || incident.account, '')) as who,
        screen.heard_at as operator_heard_at, answered.name as has_it,
        (select jsonb_agg(jsonb_build_object('id', aide.id, 'name', aide.name)
            order by array_position(incident.aide_ids, aide.id))
            from person as aide where aide.id = any(incident.aide_ids)) as aides,
        worst.words as title, worst.zone, worst.zone_text, worst.zone_name, worst.alarm_count
    from {SEEN}
    left join organisation as customer on customer.id = incident.customer_id
    left join site on site.id = incident.site_id
    left join lone_worker on lone_worker.id = incident.lone_worker_id
    left join receiver_line as line on line.id = incident.line_id
    left join person as operator on operator.id = incident.operator_id
    left join lateral (
        select max(heard_at) as heard_at from sign_in
        where sign_in.person_id = incident.operator_id) as screen on true
    left join lateral (
        select name from notice
        where notice.incident_id = incident.id and notice.has_it
        order by answered_at desc limit 1) as answered on true
    left join lateral (
        select words, zone, zone_text, zone_name, sum(count) over () as alarm_count
        from alert where alert.incident_id = incident.id
        order by silent desc, priority, first_at, id limit 1) as worst on true
"""  # noqa: S608  our own words
OPEN_ROWS = (
    ROW_COLUMNS
    + """
    where (incident.state in ('waiting', 'handling', 'parked', 'resolved')
        or incident.needs_human is not null)
      and (%(after_id)s::uuid is null
        or (not incident.silent, incident.priority, incident.opened_at, incident.id) >
           (not %(after_silent)s::boolean, %(after_priority)s::smallint,
            %(after_at)s::timestamptz, %(after_id)s::uuid))
    order by incident.silent desc, incident.priority, incident.opened_at, incident.id
    limit %(limit)s
"""
)
ALL_ROWS = (
    ROW_COLUMNS
    + """
    where (incident.opened_at, incident.id) < (%(before_at)s, %(before_id)s)
    order by incident.opened_at desc, incident.id desc
    limit %(limit)s
"""
)
SUBJECT_ROWS = (
    ROW_COLUMNS
    + """
    where (incident.site_id = %(subject_id)s or incident.lone_worker_id = %(subject_id)s
        or incident.line_id = %(subject_id)s)
      and (incident.opened_at, incident.id) < (%(before_at)s, %(before_id)s)
    order by incident.opened_at desc, incident.id desc
    limit %(limit)s
"""
)
THESE_ROWS = ROW_COLUMNS + " where incident.id = any(%(ids)s) order by incident.id"

LATEST_PLACES = 25  # what a phone kept comes after what is newer: the latest is sought among these
GET_INCIDENT = f"""
    select incident.*, {HUSHED},
        operator.name as operator_name, resolver.name as resolver_name,
        customer.name as organisation,
        coalesce(site.description, lone_worker.description) as description,
        lone_worker.medical, site.entrance, site.keys, site.address, site.latitude, site.longitude,
        fix.latitude as fix_latitude, fix.longitude as fix_longitude,
        fix.accuracy_m as fix_accuracy_m, fix.at as fix_at,
        visit.doing, visit.place as doing_at
    from {SEEN}
    left join organisation as customer on customer.id = incident.customer_id
    left join site on site.id = incident.site_id
    left join lone_worker on lone_worker.id = incident.lone_worker_id
    left join receiver_line as line on line.id = incident.line_id
    left join person as operator on operator.id = incident.operator_id
    left join person as resolver on resolver.id = incident.resolved_by
    left join lateral (
        select latitude, longitude, accuracy_m, least(occurred_at, received_at) as at
        from (select * from position
            where subject_id = coalesce(incident.site_id, incident.lone_worker_id)
              and received_at >= incident.opened_at - interval '1 day'
            order by received_at desc limit {LATEST_PLACES}) as late
        order by at desc limit 1) as fix on true
    left join lateral (
        select doing, place from session
        where session.lone_worker_id = incident.lone_worker_id
          and session.started_at <= coalesce(incident.closed_at, 'infinity')
          and (session.ended_at is null or session.ended_at >= incident.opened_at)
        order by session.id desc limit 1) as visit on true
    where incident.id = %(id)s
"""  # noqa: S608  our own words
CALLERS = """
    select phone_call.id, person.name from phone_call
    left join person on person.id = phone_call.placed_by where incident_id = %(id)s
"""
HISTORY = f"""
    select count(*) as incidents, count(*) filter (where cause like 'false%%') as false_alarms
    from {SEEN}
    where (site_id = %(subject_id)s or lone_worker_id = %(subject_id)s or line_id = %(subject_id)s)
      and id <> %(id)s and account is not distinct from %(account)s
      and opened_at >= %(now)s - interval '12 months'
"""  # noqa: S608  our own words
JOURNAL = """
    select entry.number, entry.at, entry.kind, entry.text, entry.digest, entry.body_digest,
        entry.signature, entry.key_id, body.salt, body.text as body
    from journal_entry as entry
    left join journal_body as body using (subject_kind, subject_id, number)
    where subject_kind = 'incident' and subject_id = %(id)s and number < %(before)s
    order by number desc limit %(limit)s
"""
QUIET = f"""
    select (select greatest(
            max(changed_at) filter (where state in ('closed', 'filed')),
            max(claimed_at) filter (where state not in ('closed', 'filed')))
            from {SEEN}) as since,
        (select count(*) from site) as sites,
        (select count(*) from lone_worker) as lone_workers,
        (select count(distinct person_id) from sign_in join person on person.id = person_id
            where ends_at > %(now)s and heard_at > %(now)s - interval '1 minute'
              and person.roles && array['operator', 'supervisor'] and person.withdrawn_at is null)
            as operators_on_shift,
        (select max(received_at) from signal) as last_signal_at,
        (select max(received_at) from signal where channel <> 'api') as last_panel_at,
        (select min(heard) from (select max(heard_at) as heard from heartbeat group by name) as h)
            as loops_heard_at,
        worst_lateness_s(%(now)s - interval '1 hour') * 1000 as worst_lateness_ms
"""  # noqa: S608  our own words
UNDELIVERED = """
    select organisation.name as whose, count(*) as messages, min(added_at) as since,
        bool_or(state <> 'given_up') as tried_again
    from outbox
        join webhook on webhook.id::text = outbox.lane and webhook.withdrawn_at is null
        join organisation on organisation.id = webhook.organisation_id
    where subject_id = %(id)s and kind = 'webhook' and state <> 'done' and last_error is not null
    group by webhook.id, organisation.name
    order by since, webhook.id
"""
PUBLIC_KEYS = "select public_key from signing_key order by since"


async def fetch_all(connection: AsyncConnection, query: str, values: Row) -> list[dict[str, Any]]:
    """Run one of this project's queries and give its rows by name."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchall()


async def fetch_one(connection: AsyncConnection, query: str, values: Row) -> dict[str, Any] | None:
    rows = await fetch_all(connection, query, values)
    return rows[0] if rows else None


async def get_incident(
    connection: AsyncConnection, incident_id: UUID
) -> tuple[Incident, dict[str, Any]]:
    """Get an incident to be shown, with what the rules do not need. Raises NotFound."""
    row = await fetch_one(connection, GET_INCIDENT, {"id": incident_id})
    if row is None:
        raise NotFound("There is no such incident, or it is not yours to see.")
    subject = await get_subject(connection, subject_ref(row))
    values = {"ids": [incident_id]}
    alerts = await fetch_all(connection, ALERTS, values)
    calls = await fetch_all(connection, CALLS, values)
    outcomes = await fetch_all(connection, OUTCOMES, values)
    notices = await fetch_all(connection, NOTICES, values)
    calls_heard = phone_calls_from(calls, outcomes)
    return incident_from(row, subject, alerts, calls_heard, notices), row


async def get_journal(
    connection: AsyncConnection, incident_id: UUID, *, before: int, limit: int
) -> Sequence[dict[str, Any]]:
    """Get an incident's journal, newest first."""
    values = {"id": incident_id, "before": before, "limit": limit}
    return await fetch_all(connection, JOURNAL, values)


async def get_history(
    connection: AsyncConnection, incident: Incident, now: datetime
) -> tuple[int, int]:
    """Count the subject's other incidents of the last twelve months, and the false ones."""
    values = {"id": incident.id, "now": now}
    values |= {"subject_id": incident.subject.ref.id, "account": incident.account}
    row = await fetch_one(connection, HISTORY, values)
    assert row is not None
    return row["incidents"], row["false_alarms"]
