"""Who was heard, who listens, and whose silence somebody waits for, in PostgreSQL.

The moment at which a panel counts as silent is no column: it is worked out of three that are, so
that a restart of a line moves all of its panels' by writing one row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.db.rows import write_rows
from tocsin.db.signal import Arrival, store
from tocsin.db.signal_report import write_report
from tocsin.domain.alarm.signal import Channel, DeviceReport
from tocsin.domain.alarm.supervision import (
    GRACE_FOR_INTERVAL,
    LEAST_GRACE,
    LONGEST_BREAK,
    Listening,
    Watch,
)
from tocsin.domain.people.subject import SubjectKind

SOURCE = "supervision"

# Always in the same order, so that no two writers wait for one another in a ring.
HEAR = """
    insert into panel_heard (panel_id, line_id, customer_id, centre_id, heard_at)
    select panel.id, panel.line_id, panel.customer_id, panel.centre_id, heard.at
    from json_to_recordset(%(heard)s::json) as heard (id uuid, at timestamptz)
    join panel on panel.id = heard.id
    where panel.id = any(%(ids)s)
    order by panel.id
    on conflict (panel_id) do update
        set heard_at = greatest(panel_heard.heard_at, excluded.heard_at)
"""
# A receiver that begins, or was held up, begins the line's listening anew: for all receivers of
# the line, since none knows whom the others would have heard. That can only put silences off.
LISTEN = """
    insert into line_listening as known (line_id, since, until)
    select %(line_id)s, at, at from (select clock_timestamp() as at offset 0) as clock
    on conflict (line_id) do update set until = excluded.until, since = case
        when excluded.until between %(last)s::timestamptz
            and %(last)s::timestamptz + make_interval(secs => %(break_s)s) then known.since
        else excluded.until end
    returning until
"""
# A panel is watched from the moment it is added, and anew when its interval is changed. What was
# said of its silence stands until it is heard; of one that nobody waits for any more, no longer.
BEGIN = """
    insert into panel_heard (
        panel_id, line_id, customer_id, centre_id, report_every_s, watched_since)
    select panel.id, panel.line_id, panel.customer_id, panel.centre_id, agreed.every_s, %(now)s
    from panel
    cross join lateral (
        select case when panel.withdrawn_at is null then panel.report_every_s end as every_s
        ) as agreed
    left join panel_heard as known on known.panel_id = panel.id
    where known.report_every_s is distinct from agreed.every_s
    order by panel.id
    on conflict (panel_id) do update set
        report_every_s = excluded.report_every_s,
        watched_since = excluded.watched_since,
        silent_since = case when excluded.report_every_s is null then null
            else panel_heard.silent_since end
"""
OVERDUE = """
    with line as materialized (
        select line_id, since, until, max(heard.heard_at) as line_heard_at
        from line_listening join panel_heard as heard using (line_id)
        where deaf_since is null and until >= %(now)s - make_interval(secs => %(break_s)s)
        group by line_id),
    missing as materialized (
        select line_id, sum(least(1.0, extract(epoch from %(now)s
                - greatest(line.line_heard_at, line.since, heard.watched_since))
                / heard.report_every_s))::float as missing
        from line join panel_heard as heard using (line_id)
        where heard.report_every_s is not null and heard.silent_since is null
        group by line_id)
    select heard.panel_id, panel.account, site.time_zone, heard.report_every_s,
        heard.watched_since, heard.heard_at, line.line_id, line.since, line.until,
        line.line_heard_at, missing.missing
    from panel_heard as heard
    join line on line.line_id = heard.line_id
    join missing on missing.line_id = heard.line_id
    join panel on panel.id = heard.panel_id
    join site on site.id = panel.site_id
    where heard.silent_since is null and heard.report_every_s is not null
      and greatest(heard.heard_at, heard.watched_since, line.since) + make_interval(secs =>
            heard.report_every_s + greatest(%(least_grace_s)s, heard.report_every_s * %(grace)s))
          <= %(now)s
    order by heard.panel_id
    limit %(at_most)s
    for no key update of heard skip locked
"""
HEARD_AGAIN = """
    select heard.panel_id, panel.account, site.time_zone, heard.report_every_s,
        heard.watched_since, heard.heard_at
    from panel_heard as heard
    join panel on panel.id = heard.panel_id
    join site on site.id = panel.site_id
    where heard.silent_since is not null and heard.heard_at > heard.silent_since
    order by heard.panel_id
    limit %(at_most)s
    for no key update of heard skip locked
"""
FALL_SILENT = """
    update panel_heard set silent_since = coalesce(heard_at, watched_since)
    where panel_id = any(%(ids)s::uuid[])
"""
END_SILENCE = "update panel_heard set silent_since = null where panel_id = any(%(ids)s::uuid[])"
FALL_DEAF = """
    update line_listening set deaf_since = greatest(since, (
        select max(heard_at) from panel_heard where panel_heard.line_id = line_listening.line_id))
    where line_id = any(%(ids)s::uuid[]) and deaf_since is null
    returning line_id, (
        select centre_id from receiver_line where id = line_listening.line_id) as centre_id
"""
# Whoever was not heard because the line was deaf has the whole interval again.
END_DEAFNESS = """
    update line_listening set deaf_since = null, since = %(now)s
    where deaf_since is not null and exists (
        select from panel_heard
        where panel_heard.line_id = line_listening.line_id and heard_at > deaf_since)
    returning line_id, (
        select centre_id from receiver_line where id = line_listening.line_id) as centre_id
"""
PARTIES = """
    select id, account, line_id, site_id, customer_id, centre_id
    from panel where id = any(%(ids)s::uuid[])
"""


async def hear(connection: AsyncConnection, heard: Mapping[UUID, datetime]) -> None:
    """Write down when panels of a line were heard."""
    rows = write_rows([{"id": panel_id, "at": at} for panel_id, at in heard.items()])
    await connection.execute(HEAR, {"heard": rows, "ids": list(heard)})


async def listen(connection: AsyncConnection, line_id: UUID, last: datetime | None) -> datetime:
    """Write down that a line listens, and has since this receiver said so last; give the moment."""
    values = {"line_id": line_id, "last": last, "break_s": LONGEST_BREAK.total_seconds()}
    row = await (await connection.execute(LISTEN, values)).fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


class PostgresWatches:
    def __init__(self, connection: AsyncConnection, new_id: Callable[[], UUID]) -> None:
        self._connection, self._new_id = connection, new_id

    async def begin(self, now: datetime) -> None:
        """Begin to watch what was added or changed, and end it for what nobody waits for."""
        await self._connection.execute(BEGIN, {"now": now})

    async def claim_overdue(self, now: datetime, at_most: int) -> Sequence[tuple[Watch, Listening]]:
        """Hold panels that were not heard in time, while their line listens."""
        values = {
            "now": now,
            "at_most": at_most,
            "break_s": LONGEST_BREAK.total_seconds(),
            "least_grace_s": LEAST_GRACE.total_seconds(),
            "grace": GRACE_FOR_INTERVAL,
        }
        rows = await self._fetch(OVERDUE, values)
        return [(_watch(row), _listening(row)) for row in rows]

    async def claim_heard_again(self, at_most: int) -> Sequence[Watch]:
        """Hold panels whose silence was reported, and that were heard since."""
        return [_watch(row) for row in await self._fetch(HEARD_AGAIN, {"at_most": at_most})]

    async def fall_silent(self, told: Sequence[tuple[Watch, DeviceReport]]) -> None:
        await self._tell(FALL_SILENT, told)

    async def end_silence(self, told: Sequence[tuple[Watch, DeviceReport]]) -> None:
        await self._tell(END_SILENCE, told)

    async def fall_deaf(self, line_ids: Iterable[UUID], report: DeviceReport) -> int:
        """Store a signal for each line that hears nobody, unless it was told of already."""
        return await self._tell_of_lines(FALL_DEAF, {"ids": sorted(line_ids)}, report)

    async def end_deafness(self, now: datetime, report: DeviceReport) -> int:
        """Store a signal for each line that was deaf and hears, and let it begin anew."""
        return await self._tell_of_lines(END_DEAFNESS, {"now": now}, report)

    async def _tell_of_lines(
        self, statement: LiteralString, values: Mapping[str, Any], report: DeviceReport
    ) -> int:
        lines = await self._fetch(statement, values)
        if lines:
            arrivals = [_line_arrival(self._new_id(), line, report) for line in lines]
            await store(self._connection, arrivals)
        return len(lines)

    async def _tell(
        self, statement: LiteralString, told: Sequence[tuple[Watch, DeviceReport]]
    ) -> None:
        """Store a signal for each panel's site, and what is known of the panel from now on."""
        if not told:
            return
        values = {"ids": [watch.panel_id for watch, _ in told]}
        parties = {row["id"]: row for row in await self._fetch(PARTIES, values)}
        await self._connection.execute(statement, values)
        arrivals = [
            _arrival(self._new_id(), parties[watch.panel_id], report) for watch, report in told
        ]
        await store(self._connection, arrivals)

    async def _fetch(self, query: LiteralString, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            return await (await cursor.execute(query, values)).fetchall()


def _watch(row: Mapping[str, Any]) -> Watch:
    return Watch(
        panel_id=row["panel_id"],
        account=row["account"],
        time_zone=row["time_zone"],
        every=timedelta(seconds=row["report_every_s"]),
        since=row["watched_since"],
        heard_at=row["heard_at"],
    )


def _listening(row: Mapping[str, Any]) -> Listening:
    return Listening(
        line_id=row["line_id"],
        since=row["since"],
        until=row["until"],
        heard_at=row["line_heard_at"],
        missing=row["missing"],
    )


def _line_arrival(signal_id: UUID, line: Mapping[str, Any], report: DeviceReport) -> Arrival:
    """Write a signal about a line: its centre is the only party to it."""
    text = write_report([report])
    return Arrival(
        id=signal_id,
        channel=Channel.TOCSIN,
        source=SOURCE,
        raw=text.encode(),
        report=text,
        line_id=line["line_id"],
        centre_id=line["centre_id"],
        customer_id=line["centre_id"],
        subject_kind=SubjectKind.RECEIVER_LINE,
        subject_id=line["line_id"],
    )


def _arrival(signal_id: UUID, panel: Mapping[str, Any], report: DeviceReport) -> Arrival:
    text = write_report([report])
    return Arrival(
        id=signal_id,
        channel=Channel.TOCSIN,
        source=SOURCE,
        raw=text.encode(),
        report=text,
        account=panel["account"],
        line_id=panel["line_id"],
        panel_id=panel["id"],
        centre_id=panel["centre_id"],
        customer_id=panel["customer_id"],
        subject_kind=SubjectKind.SITE,
        subject_id=panel["site_id"],
    )
