"""What a lone worker's phone shows: never more than is true, and nothing of what is silent."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from tocsin.db.ledger import ASK_CLOCK
from tocsin.db.phone import read_phone
from tocsin.domain.alarm.signal_code import TOCSIN, meaning_of
from tocsin.domain.session.session import SessionState
from tocsin.web.depends import Parts, reading
from tocsin.web.phone_asker import Phone
from tocsin.web.sign_in import NamedShape
from tocsin.web.time_shape import Time

MOMENT = TypeAdapter(datetime)


class CentreShape(BaseModel):
    name: str
    phone: str | None = None


class PhoneSession(BaseModel):
    id: UUID
    state: SessionState
    doing: str
    place: str | None
    notes: str | None
    started_at: Time
    ends_at: Time
    heard_at: Time
    due_at: Time  # the next word that is waited for
    waits_for: Literal["check_in", "end"]
    alarm_at: Time  # without that word it becomes an alarm then
    missed: int
    check_in_every_min: int | None
    grace_s: int
    remind_before_s: int


class PhoneAlertShape(BaseModel):
    """Each step with its own time: pressed, stored at the centre, taken by somebody."""

    code: str
    words: str
    pressed_at: Time | None
    stored_at: Time
    taken_at: Time | None
    taken_by: str | None
    before_this_phone: bool  # it stood when this phone was enrolled: nobody pressed anything here


class PhoneShape(BaseModel):
    now: Time
    lone_worker: NamedShape
    customer: str
    centre: CentreShape
    has_pins: bool
    session: PhoneSession | None
    alert: PhoneAlertShape | None


async def show_phone(parts: Parts, phone: Phone) -> PhoneShape:
    """Read what a phone may show, as it stands now."""
    async with reading(parts.pool, phone.asker.organisation) as rows:
        row = await (await rows.execute(ASK_CLOCK)).fetchone()
        assert row is not None
        return phone_shape(phone, await read_phone(rows, phone.lone_worker_id), row[0])


def phone_shape(phone: Phone, row: Mapping[str, Any], now: datetime) -> PhoneShape:
    name = phone.asker.actor.name
    return PhoneShape(
        now=now,
        lone_worker=NamedShape(id=phone.lone_worker_id, name=name),
        customer=phone.customer,
        centre=CentreShape(name=phone.centre, phone=phone.centre_phone),
        has_pins=row["has_pins"],
        session=None if row["session"] is None else _session(row["session"]),
        alert=None if row["alert"] is None else _alert(row["alert"], phone),
    )


def _session(row: Mapping[str, Any]) -> PhoneSession:
    due_at = MOMENT.validate_python(row["check_in_at"] or row["ends_at"])
    heard_at = MOMENT.validate_python(row["heard_at"])
    every_s = row["check_in_every_s"]
    same = {name: row[name] for name in PhoneSession.model_fields if name in row}
    return PhoneSession(
        **same,
        due_at=due_at,
        waits_for="end" if row["check_in_at"] is None else "check_in",
        alarm_at=max(due_at, heard_at) + timedelta(seconds=row["grace_s"]),
        check_in_every_min=None if every_s is None else every_s // 60,
    )


def _alert(row: Mapping[str, Any], phone: Phone) -> PhoneAlertShape:
    same = {name: row[name] for name in PhoneAlertShape.model_fields if name in row}
    words = meaning_of(TOCSIN, row["code"]).words
    is_older = MOMENT.validate_python(row["stored_at"]) < phone.enrolled_at
    return PhoneAlertShape(**same, words=words, before_this_phone=is_older)
