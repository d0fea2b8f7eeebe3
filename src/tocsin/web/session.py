"""Sessions over HTTP: a lone worker's program starts one, and says that all is well."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from tocsin.app import session as sessions
from tocsin.db import view
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.alarm.signal import by_our_clock
from tocsin.domain.errors import NotFound
from tocsin.domain.session.session import Extension, Planned, Risk, Session, SessionState
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand, parts_of
from tocsin.web.given import Moment, Name, Text
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/sessions", tags=["sessions"])

SHOWN = """
    select id, lone_worker_id, (
            select name from lone_worker where id = session.lone_worker_id) as name,
        state, doing, place, notes, started_at, ends_at, heard_at, missed, ended_at,
        greatest(heard_at, (
            select max(device.heard_at) from device
            where device.lone_worker_id = session.lone_worker_id and ended_at is null))
            as last_heard_at,
        coalesce(check_in_at, ends_at) as due_at,
        greatest(coalesce(check_in_at, ends_at), heard_at)
            + make_interval(secs => grace_s) as alarm_at
    from session
"""
LIST = f"""{SHOWN}
    where state = any(%(states)s) and id < %(before)s
      and lone_worker_id = coalesce(%(lone_worker)s, lone_worker_id)
    order by id desc limit %(limit)s
"""
GET = f"{SHOWN} where id = %(id)s"
LAST = UUID(int=2**128 - 1)

Minutes = Annotated[int, Field(ge=1, le=24 * 60)]


class SessionPlan(BaseModel):
    """What a lone worker is about to do, for how long, and how often they will say a word."""

    doing: Name
    place: Text = None
    notes: Text = None
    minutes: Minutes
    check_in_every_min: Minutes | None = None
    risk: Annotated[
        Risk, Field(description="the higher, the shorter the grace: 10, 5 or 2 minutes")
    ] = Risk.NORMAL

    def planned(self) -> Planned:
        every = self.check_in_every_min
        return Planned(
            doing=self.doing,
            place=self.place,
            notes=self.notes,
            lasts=timedelta(minutes=self.minutes),
            check_in_every=None if every is None else timedelta(minutes=every),
            risk=self.risk,
        )


class SessionGiven(SessionPlan):
    lone_worker: UUID


class WordGiven(BaseModel):
    """When it was said, where it was kept until there was a signal."""

    occurred_at: Moment | None = None
    sent_at: Moment | None = Field(
        default=None, description="by the same clock, whose error is subtracted by it"
    )


class ExtensionGiven(BaseModel):
    minutes: Annotated[Minutes, Field(description="from now on")]


class Turn(BaseModel):
    """Which part of the list is asked for."""

    before: UUID = LAST
    lone_worker: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100
    ended: bool = Field(default=False, description="also those that have ended")


class SessionShape(BaseModel):
    id: UUID
    lone_worker_id: UUID
    name: str
    state: SessionState
    doing: str
    place: str | None
    notes: str | None
    started_at: Time
    ends_at: Time
    heard_at: Time  # the last word that counts for its times
    last_heard_at: Time  # that, or a later sign of life of their phone, which settles nothing
    due_at: Time  # the next word that is waited for: a check-in, or the end
    alarm_at: Time  # without that word it becomes an alarm then
    missed: int
    ended_at: Time | None


class SessionList(BaseModel):
    items: list[SessionShape]
    next: str | None


@router.get("")
async def get_sessions(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()]
) -> SessionList:
    """List the sessions that go on, the newest first."""
    demand(asker, "session", Right.SEE)
    states = [one for one in SessionState if turn.ended or one is not SessionState.ENDED]
    values: dict[str, Any] = turn.model_dump() | {"states": states}
    items = await view.fetch_all(rows, LIST, values)
    following = None
    if len(items) == turn.limit:
        following = f"/api/v1/sessions?limit={turn.limit}&before={items[-1]['id']}"
        following += "&ended=true" if turn.ended else ""
        following += f"&lone_worker={turn.lone_worker}" if turn.lone_worker else ""
    return SessionList(items=[SessionShape(**item) for item in items], next=following)


@router.get("/{session_id}")
async def get_session(session_id: UUID, asker: AskerDep, rows: RowsDep) -> SessionShape:
    """Show one session."""
    demand(asker, "session", Right.SEE)
    row = await view.fetch_one(rows, GET, {"id": session_id})
    if row is None:
        raise NotFound("There is no such session, or it is not yours to see.")
    return SessionShape(**row)


@router.post("", response_model=SessionShape, status_code=201)
async def post_session(given: SessionGiven, command: CommandDep) -> Response:
    """Start a session. From here on its times run out at the server, whatever becomes of the phone.

    Without a word in time, and its grace, it becomes an alarm.
    """

    async def act(work: PostgresWork) -> str:
        return _write(
            await sessions.start_session(work, given.lone_worker, command.actor, given.planned())
        )

    demand(command.asker, "session", Right.ADD)
    return await command.once("start_session", act, answers=201)


@router.post("/{session_id}/check-in", response_model=SessionShape)
async def post_check_in(
    session_id: UUID, given: WordGiven, command: CommandDep, request: Request
) -> Response:
    """Say that all is well. Said late, it is shown to the operator and settles nothing."""

    async def act(work: PostgresWork) -> str:
        said_at = await _said_at(work, given)
        return _write(await sessions.check_in(work, session_id, command.actor, said_at))

    demand(command.asker, "session", Right.CHANGE)
    return _rung(request, await command.once("check_in", act))


@router.post("/{session_id}/extend", response_model=SessionShape)
async def post_extension(
    session_id: UUID, given: ExtensionGiven, command: CommandDep, request: Request
) -> Response:
    """Let it last so long from now on; also shorter than it was to last."""

    async def act(work: PostgresWork) -> str:
        extension = Extension(lasts=timedelta(minutes=given.minutes))
        return _write(await sessions.extend_session(work, session_id, command.actor, extension))

    demand(command.asker, "session", Right.CHANGE)
    return _rung(request, await command.once("extend_session", act))


@router.post("/{session_id}/end", response_model=SessionShape)
async def post_end(
    session_id: UUID, given: WordGiven, command: CommandDep, request: Request
) -> Response:
    """Say that it is over. An alarm that it has become stays one."""

    async def act(work: PostgresWork) -> str:
        said_at = await _said_at(work, given)
        return _write(await sessions.end_session(work, session_id, command.actor, said_at))

    demand(command.asker, "session", Right.CHANGE)
    return _rung(request, await command.once("end_session", act))


async def _said_at(work: PostgresWork, given: WordGiven) -> datetime | None:
    if given.occurred_at is None:
        return None
    now = await work.ledger.ask_clock()
    return by_our_clock(given.occurred_at, sent_at=given.sent_at, now=now)


def _rung(request: Request, response: Response) -> Response:
    """Have raised at once what a word that came late has stored."""
    parts_of(request).ring()
    return response


def _write(session: Session) -> str:
    return SessionShape(
        id=session.id,
        lone_worker_id=session.subject.ref.id,
        name=session.subject.name,
        state=session.state,
        doing=session.doing,
        place=session.place,
        notes=session.notes,
        started_at=session.started_at,
        ends_at=session.ends_at,
        heard_at=session.heard_at,
        last_heard_at=session.heard_at,
        due_at=session.due_at,
        alarm_at=session.alarm_at,
        missed=session.missed,
        ended_at=session.ended_at,
    ).model_dump_json()
