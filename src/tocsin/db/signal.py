"""Signals in PostgreSQL: stored in groups, raised later, settled once."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.app.ports import ToldHere
from tocsin.db.ledger import Ledger
from tocsin.db.retry import read_said, write_said
from tocsin.db.rows import write_rows
from tocsin.db.signal_report import Content, read_report, write_report
from tocsin.db.zone import NAMED_IN_DUE, ZONES_WITH_THE_FIRST, tables_of
from tocsin.domain.alarm.grouping import Settled
from tocsin.domain.alarm.incident import Matter
from tocsin.domain.alarm.retry import REMEMBERED
from tocsin.domain.alarm.signal import Channel, Settlement, Signal, Waiting
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef

CHANNELS = {str(channel): channel for channel in Channel}

# One statement for all frames in hand: one commit, whatever their number. The clock is read
# once for the group, by the database. What nobody settled is due: the database adds that by itself.
STORE = """
    insert into signal (
        id, received_at, channel, source, raw, account, line_id, panel_id, centre_id, customer_id,
        subject_kind, subject_id, occurred_at, fingerprint, report, settlement)
    select id, clock.at, channel, source, decode(raw, 'hex'), account, line_id, panel_id, centre_id,
        customer_id, subject_kind, subject_id, occurred_at, decode(fingerprint, 'hex'), report,
        settlement
    from json_to_recordset(%(arrived)s::json) as arrived (
            id uuid, channel text, source text, raw text, report text, account text, line_id uuid,
            panel_id uuid, centre_id uuid, customer_id uuid, subject_kind text, subject_id uuid,
            occurred_at timestamptz, fingerprint text, settlement text),
        (select clock_timestamp() as at offset 0) as clock
"""

# With the first come the zones that they name, as their panels' tables have them now, and what the
# subject's accounts said before all of their own, repeats apart: an equal message may be a repeat,
# whatever others sent meanwhile.
WAITING = f"""
    with due as materialized (
        select id, received_at, channel, account, panel_id, occurred_at, fingerprint, report
        from signal_due
        where subject_id = %(subject_id)s
        order by received_at, id
        limit %(limit)s),
    {NAMED_IN_DUE},
    said as (
        select json_agg(json_build_object('account', account, 'stamped', stamped,
            'stamped_at', stamped_at, 'last', case when received_at
                between %(since)s and (select min(due.received_at) from due
                    where coalesce(due.account, '') = last_said.account) then fingerprint end))
            as accounts
        from last_said where subject_id = %(subject_id)s)
    select due.*,
        case when row_number() over (order by due.received_at, due.id) = 1
            then (select accounts from said) end as said,
        {ZONES_WITH_THE_FIRST}
    from due
    order by due.received_at, due.id
"""  # noqa: S608  both parts are constants of ours

# All with the same outcome together: a runaway panel's five hundred have two or three.
SETTLE = """
    with done as (
        select one.id, settlement, incident_id, alert_id
        from json_to_recordset(%(settled)s::json) as done (
                ids uuid[], settlement text, incident_id uuid, alert_id uuid),
            unnest(done.ids) as one (id)),
    met as (
        delete from signal_due using done
        where signal_due.subject_id = %(subject_id)s and signal_due.id = done.id
          and signal_due.received_at between %(first_at)s and %(last_at)s
        returning signal_due.received_at, done.*),
    said as (
        insert into last_said (
            subject_id, account, fingerprint, received_at, stamped, stamped_at)
        select %(subject_id)s, account, fingerprint, received_at, stamped, stamped_at
        from json_to_recordset(%(said)s::json) as said (
            account text, fingerprint bytea, received_at timestamptz, stamped bytea[],
            stamped_at timestamptz[])
        on conflict (subject_id, account) do update
        set fingerprint = excluded.fingerprint, received_at = excluded.received_at,
            stamped = (excluded.stamped || last_said.stamped)[:%(remembered)s],
            stamped_at = (excluded.stamped_at || last_said.stamped_at)[:%(remembered)s])
    insert into signal_outcome (
        received_at, id, centre_id, raised_at, settlement, incident_id, alert_id)
    select received_at, id, %(centre_id)s, %(now)s, settlement, incident_id, alert_id from met
"""

ADD_POSITION = """
    insert into position (
        id, received_at, occurred_at, subject_kind, subject_id, customer_id, centre_id, latitude,
        longitude, accuracy_m)
    values (
        %(id)s, %(received_at)s, %(occurred_at)s, %(subject_kind)s, %(subject_id)s,
        %(customer_id)s, %(centre_id)s, %(latitude)s, %(longitude)s, %(accuracy_m)s)
    on conflict do nothing
"""

# Whose signals wait: each is due work, whoever took it in. It steps from subject to subject along
# the index, so that one with a hundred thousand waiting signals costs no more than one with one.
SUBJECTS_DUE = """
    with recursive due as (
        (select subject_kind, subject_id, received_at from signal_due
        order by subject_id, received_at limit 1)
        union all
        select next.* from due, lateral (
            select subject_kind, subject_id, received_at from signal_due
            where subject_id > due.subject_id
            order by subject_id, received_at limit 1) as next)
    select subject_kind, subject_id,
        extract(epoch from clock_timestamp() - received_at)::float as waits_s
    from due
    where received_at <= clock_timestamp() - make_interval(secs => %(grace_s)s)
    order by received_at
    limit 1000
"""


class Arrival(NamedTuple):
    """A message as it came, with whose it is as far as anybody knows. One row to be stored.

    A tuple, because thousands a second are made, and turned into columns all at once.
    """

    id: UUID
    channel: Channel
    source: str
    raw: bytes
    report: str
    account: str | None = None
    line_id: UUID | None = None
    panel_id: UUID | None = None
    centre_id: UUID | None = None
    customer_id: UUID | None = None
    subject_kind: SubjectKind | None = None
    subject_id: UUID | None = None
    occurred_at: datetime | None = None
    fingerprint: bytes | None = None
    settlement: Settlement | None = None  # given: nobody need look at it


async def store(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    """Store all messages in hand by one statement. They may be acknowledged once it committed."""
    await connection.execute(STORE, {"arrived": write_arrivals(arrivals)})


def write_arrivals(arrivals: Sequence[Arrival]) -> str:
    """Write the value that STORE takes."""
    return write_rows([arrival._asdict() for arrival in arrivals])


async def subjects_due(connection: AsyncConnection, grace_s: float) -> dict[SubjectRef, float]:
    """Give the sites and lone workers whose signals nobody has raised, and for how many seconds.

    Oldest first, and only those that have waited for `grace_s`.
    """
    cursor = await connection.execute(SUBJECTS_DUE, {"grace_s": grace_s})
    rows = await cursor.fetchall()
    return {SubjectRef(kind=SubjectKind(kind), id=i): waits_s for kind, i, waits_s in rows}


class PostgresSignals:
    def __init__(
        self, connection: AsyncConnection, ledger: Ledger, *, new_id: Callable[[], UUID]
    ) -> None:
        self._connection, self._ledger, self._new_id = connection, ledger, new_id

    async def tell(self, subject: Subject, told: ToldHere) -> None:
        """Store a signal of a lone worker's; it is raised as any other is."""
        text = write_report([told.report], told.position)
        arrival = Arrival(
            id=self._new_id(),
            channel=told.channel,
            source=told.channel,
            raw=text.encode(),
            report=text,
            centre_id=subject.centre_id,
            customer_id=subject.customer_id,
            subject_kind=subject.ref.kind,
            subject_id=subject.ref.id,
            occurred_at=told.occurred_at,
        )
        await store(self._connection, [arrival])

    async def waiting(self, ref: SubjectRef, seen_since: datetime, at_most: int) -> Waiting:
        """Get what waits for one subject, oldest first."""
        values = {"subject_id": ref.id, "limit": at_most, "since": seen_since}
        cursor = await self._connection.execute(WAITING, values)
        rows = await cursor.fetchall()
        contents: dict[str, Content] = {}  # a runaway panel says the same in five hundred signals
        signals: list[Signal] = []
        for one_id, received_at, channel, account, panel_id, at, mark, report, *_ in rows:
            if report not in contents:
                contents[report] = read_report(report)
            signals.append(
                Signal(
                    id=one_id,
                    received_at=received_at,
                    channel=CHANNELS[channel],
                    subject=ref,
                    account=account,
                    occurred_at=at,
                    fingerprint=mark,
                    panel_id=panel_id,
                    **contents[report]._asdict(),
                )
            )
        if not rows:
            return Waiting(signals, {})
        *_, accounts, zones = rows[0]
        return Waiting(signals, read_said(accounts or (), signals), tables_of(zones or ()))

    async def settle(
        self,
        subject: Subject,
        settled: Sequence[Settled],
        incident_of: Mapping[Matter, UUID],
    ) -> None:
        """Write down what became of each signal, and keep the positions that came with them."""
        ids: defaultdict[tuple[Settlement, Matter | None, UUID | None], list[UUID]]
        ids = defaultdict(list)
        for one in settled:
            ids[one.settlement, one.matter, one.alert_id].append(one.signal.id)
        rows = [
            {
                "ids": together,
                "settlement": settlement,
                "incident_id": None if matter is None else incident_of[matter],
                "alert_id": alert_id,
            }
            for (settlement, matter, alert_id), together in ids.items()
        ]
        values = {
            "now": self._ledger.now,
            "centre_id": subject.centre_id,
            "settled": write_rows(rows),
            "said": write_said(settled),
            "remembered": REMEMBERED,
            "subject_id": subject.ref.id,
            "first_at": min(one.signal.received_at for one in settled),
            "last_at": max(one.signal.received_at for one in settled),
        }
        cursor = await self._connection.execute(SETTLE, values)
        assert cursor.rowcount == len(settled), "a signal was settled twice"
        positions = [_position_values(subject, s.signal) for s in settled if s.signal.position]
        if positions:
            async with self._connection.cursor() as writer:
                await writer.executemany(ADD_POSITION, positions)


def _position_values(subject: Subject, signal: Signal) -> dict[str, Any]:
    assert signal.position is not None
    return asdict(signal.position) | {
        "id": signal.id,
        "received_at": signal.received_at,
        "occurred_at": signal.occurred_at,
        "subject_kind": subject.ref.kind,
        "subject_id": subject.ref.id,
        "customer_id": subject.customer_id,
        "centre_id": subject.centre_id,
    }
