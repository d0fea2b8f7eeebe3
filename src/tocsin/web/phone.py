"""A lone worker's own phone over HTTP: what it shows, and all that it says.

Each command is kept on the phone until it is answered, and may be sent again. What was said without
signal carries when it was said and when it is sent, both by the phone's clock.
"""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response

from tocsin.app import session as sessions
from tocsin.app.heartbeat import hear_phone
from tocsin.app.phone import (
    PinEntry,
    Witnessed,
    call_for_help,
    enter_pin,
    set_pins,
)
from tocsin.db.work import PostgresWork
from tocsin.domain.alarm.signal import Position, by_our_clock
from tocsin.domain.errors import NotNow
from tocsin.domain.session.heartbeat import Heartbeat
from tocsin.domain.session.pin import Answer, Pins, demand_pins
from tocsin.domain.session.session import Extension, SessionEvent
from tocsin.gateways.secret_box import SecretBox
from tocsin.web.depends import Parts, parts_of
from tocsin.web.phone_asker import Phone, PhoneCommandDep, PhoneDep, renew_cookie
from tocsin.web.phone_given import (
    ExtensionSaid,
    PanicGiven,
    PinGiven,
    PinsGiven,
    PinTaken,
    SaidByPhone,
)
from tocsin.web.phone_shape import PhoneShape, show_phone
from tocsin.web.session import SessionPlan

router = APIRouter(prefix="/worker", tags=["worker"])

NOT_THEIRS = "It was kept for somebody else on this phone, and was not done."
NO_KEY = "PINs cannot be kept here: the key for them is missing."


@router.get("")
async def get_own_phone(phone: PhoneDep, request: Request, response: Response) -> PhoneShape:
    """Show what this phone may show: who it speaks for, their session, their alert."""
    renew_cookie(request, response)
    return await show_phone(parts_of(request), phone)


@router.put("/pins")
async def put_pins(
    given: PinsGiven, phone: PhoneDep, command: PhoneCommandDep, request: Request
) -> PhoneShape:
    """Choose both PINs: one says that all is well, the other that somebody forces one's hand."""
    box = _box(parts_of(request))
    demand_pins(given.safe, given.duress)
    whose = phone.lone_worker_id
    pins = Pins(safe=box.seal_pin(given.safe, whose), duress=box.seal_pin(given.duress, whose))

    async def act(work: PostgresWork) -> str:
        await set_pins(work, whose, pins)
        return "{}"

    await command.once("set_pins", act)
    return await _after(request, phone)


@router.post("/sessions", status_code=201)
async def post_own_session(
    given: SessionPlan, phone: PhoneDep, command: PhoneCommandDep, request: Request
) -> PhoneShape:
    """Start a session of one's own. Its times run out at the centre, whatever the phone does."""

    async def act(work: PostgresWork) -> str:
        planned = given.planned()
        await sessions.start_session(work, phone.lone_worker_id, command.actor, planned)
        return "{}"

    await command.once("start_session", act)
    return await _after(request, phone)


@router.post("/check-in")
async def post_own_check_in(
    given: SaidByPhone, phone: PhoneDep, command: PhoneCommandDep, request: Request
) -> PhoneShape:
    """Say that all is well."""

    async def act(work: PostgresWork) -> str:
        said_at = await _heard(work, phone, given)
        session_id = await sessions.session_of(work, phone.lone_worker_id)
        if given.is_undated:
            await sessions.hear_undated(work, session_id, command.actor, SessionEvent.CHECK_IN)
        else:
            await sessions.check_in(work, session_id, command.actor, said_at)
        return "{}"

    await command.once("check_in", act)
    return await _after(request, phone)


@router.post("/extend")
async def post_own_extension(
    given: ExtensionSaid, phone: PhoneDep, command: PhoneCommandDep, request: Request
) -> PhoneShape:
    """Let the session last so long from now on."""

    async def act(work: PostgresWork) -> str:
        said_at = await _heard(work, phone, given)
        session_id = await sessions.session_of(work, phone.lone_worker_id)
        longer = Extension(lasts=timedelta(minutes=given.minutes))
        if given.is_undated:
            await sessions.hear_undated(work, session_id, command.actor, SessionEvent.EXTEND)
        else:
            await sessions.extend_session(work, session_id, command.actor, longer, said_at)
        return "{}"

    await command.once("extend_session", act)
    return await _after(request, phone)


@router.post("/panic", status_code=202)
async def post_panic(
    given: PanicGiven, phone: PhoneDep, command: PhoneCommandDep, request: Request
) -> PhoneShape:
    """Call for help. The answer says that it is stored; an operator has it a moment later."""

    async def act(work: PostgresWork) -> str:
        said_at = await _heard(work, phone, given)
        witnessed = Witnessed(at=said_at, position=_position(given), is_discreet=given.discreet)
        await call_for_help(work, phone.lone_worker_id, witnessed)
        return "{}"

    await command.once("call_for_help", act)
    return await _after(request, phone)


@router.post("/pin", response_model=PinTaken)
async def post_pin(
    given: PinGiven, phone: PhoneDep, command: PhoneCommandDep, request: Request
) -> Response:
    """Enter a PIN. Both right ones get the same answer, byte for byte."""
    offered = _box(parts_of(request)).seal_pin(given.pin, phone.lone_worker_id)

    async def act(work: PostgresWork) -> str:
        said_at = await _heard(work, phone, given, with_position=True)
        entry = PinEntry(
            offered=offered,
            purpose=given.purpose,
            said_at=said_at,
            is_undated=given.is_undated,
        )
        entered = await enter_pin(work, phone.lone_worker_id, command.actor, entry)
        is_later = entered.answer is Answer.LATER
        at = entered.pins.locked_until if is_later else work.now
        assert at is not None, "where none is looked at, it says until when"
        taken = PinTaken(answer=entered.answer, at=at, tries_left=entered.tries_left)
        return taken.model_dump_json()

    response = await command.once("enter_pin", act)
    parts_of(request).ring()
    return response


@router.post("/heartbeat")
async def post_heartbeat(
    given: SaidByPhone, phone: PhoneDep, request: Request, response: Response
) -> PhoneShape:
    """Say that the phone lives, and where it is: kept while somebody may need to know."""
    renew_cookie(request, response)
    parts = parts_of(request)
    async with parts.open_work("hear_phone", phone.asker.organisation) as work:
        await _heard(work, phone, given, with_position=True)
    parts.ring()
    return await show_phone(parts, phone)


async def _after(request: Request, phone: Phone) -> PhoneShape:
    """Show how things stand after a command, also when it had been done before."""
    parts = parts_of(request)
    parts.ring()
    return await show_phone(parts, phone)


async def _heard(
    work: PostgresWork, phone: Phone, given: SaidByPhone, *, with_position: bool = False
) -> datetime | None:
    """Note that the phone was heard; give by our clock when it says that it happened.

    None: at this moment, or nobody knows when. Raises NotNow for what somebody else did on this
    phone, before it was enrolled anew: it is not theirs whose it is now.
    """
    if given.lone_worker_id not in {None, phone.lone_worker_id}:
        raise NotNow(NOT_THEIRS)
    now = await work.ledger.ask_clock()
    said_at = None
    if given.occurred_at is not None and not given.is_undated:
        said_at = by_our_clock(given.occurred_at, sent_at=given.sent_at, now=now)
    beat = Heartbeat(
        awake=given.awake,
        battery_percent=given.battery_percent,
        position=_position(given) if with_position and not given.is_undated else None,
        at=said_at,
    )
    await hear_phone(work, phone.device_id, beat)
    return said_at


def _box(parts: Parts) -> SecretBox:
    if parts.secret_box is None:
        raise NotNow(NO_KEY)
    return parts.secret_box


def _position(given: SaidByPhone) -> Position | None:
    return None if given.position is None else Position(**given.position.model_dump())
