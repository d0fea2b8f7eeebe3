"""The signals that a tracker's message becomes: one for each alarm in it, about whoever it is."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tocsin.db.signal import Arrival
from tocsin.db.signal_report import write_report
from tocsin.db.tracker import KnownTracker, TrackerLine
from tocsin.domain.alarm.retry import is_by_a_clock
from tocsin.domain.alarm.signal import Channel, DeviceReport, write_mark
from tocsin.domain.alarm.signal_code import TOCSIN
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.session.tracking import TrackerWord
from tocsin.protocols.loose import LONGEST_TEXT
from tocsin.web.given import storable


@dataclass(frozen=True, slots=True)
class Message:
    """What came to a line, and from where."""

    line: TrackerLine
    source: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a tracker said, and whose it is, if anybody knows."""

    message: Message
    word: TrackerWord
    tracker: KnownTracker | None
    now: datetime


def of_report(signal_id: UUID, heard: Heard, report: DeviceReport) -> Arrival:
    """Make the signal of one alarm. One of a device that nobody knows is about its line."""
    word, owner = heard.word, heard.tracker
    account = storable(word.account)
    told = replace(report, zone_text=storable(report.zone_text or ""))
    if owner is None:  # the area's place is where each stranger is told from the others
        words = f"account {account} from {heard.message.source}; {told.zone_text}"
        told = replace(told, area=account, zone_text=words[:LONGEST_TEXT])
    made = _about_line(signal_id, heard.message)._replace(
        account=account,
        occurred_at=word.at,
        fingerprint=_mark(word, report, heard.now),
        report=write_report([told], word.position),
    )
    if owner is None:
        return made
    return made._replace(
        customer_id=owner.customer_id,
        subject_kind=SubjectKind.LONE_WORKER,
        subject_id=owner.lone_worker_id,
    )


def _mark(word: TrackerWord, report: DeviceReport, now: datetime) -> bytes | None:
    """Mark an alarm by when its device says that it was: it comes as a position and as an event."""
    if word.at is None or not is_by_a_clock(word.at, now):
        return None
    said = f"{word.account}\n{word.at.isoformat()}\n{report.code}".encode()
    return write_mark(hashlib.blake2b(said, digest_size=16).digest(), is_stamped=True)


def of_unread(signal_id: UUID, message: Message, why: str) -> Arrival:
    """Make the signal of what nobody could read."""
    text = storable(f"from {message.source}: {why}")[:LONGEST_TEXT]
    report = DeviceReport(scheme=TOCSIN, code="unreadable", zone_text=text)
    return _about_line(signal_id, message)._replace(report=write_report([report], unreadable=why))


def _about_line(signal_id: UUID, message: Message) -> Arrival:
    line = message.line
    return Arrival(
        id=signal_id,
        channel=Channel.TRACKER,
        source=message.source,
        raw=message.raw,
        report="",
        line_id=line.id,
        centre_id=line.centre_id,
        customer_id=line.centre_id,
        subject_kind=SubjectKind.RECEIVER_LINE,
        subject_id=line.id,
    )
