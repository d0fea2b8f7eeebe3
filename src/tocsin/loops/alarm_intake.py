"""From a frame to a row and a reply: what decides the answer is in memory. No I/O.

P5: a reply that says "stored" is written here and sent only after the commit.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from tocsin.db.panel import Line, Panel
from tocsin.db.signal import Arrival, write_report
from tocsin.domain.alarm.signal import Channel, DeviceReport, Position, Settlement
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.gateways.clock import new_id
from tocsin.protocols.device_event import DeviceEvent
from tocsin.protocols.sia_dc09 import (
    Answer,
    Frame,
    Profile,
    Reply,
    Report,
    Seal,
    Unreadable,
    answer_to,
    open_frame,
    write_reply,
)

PAD_BYTES = 31
LINK_TEST = DeviceReport(scheme="TOCSIN", code="link_test")


@dataclass(frozen=True, slots=True)
class Taken:
    """A frame turned into the row to store, the reply to send then, and whose it is."""

    arrival: Arrival
    reply: bytes | None
    subject: SubjectRef | None  # to be raised; None when nobody need look


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a frame came in."""

    channel: Channel
    source: str  # address and port of the sender


def take_in(line: Line, origin: Origin, came: Frame | Unreadable, now: datetime) -> Taken:
    """Decide everything about one frame."""
    if isinstance(came, Unreadable):
        return Taken(_unreadable(line, origin, came), None, None)
    panel = line.panels.get(came.account)
    report = open_frame(came, panel.aes_key if panel else None)
    if panel is None and isinstance(report, Report) and report.account in line.panels:
        panel = line.panels[report.account]  # a relay's frame: the account inside names the site
    to_unknown = Reply.ACK if line.acknowledges_unknown else Reply.DUH
    profile = None if panel is None else Profile(key=panel.aes_key)
    answer = answer_to(came, report, profile, now, to_unknown=to_unknown)
    reply = write_reply(answer.reply, came, now, _seal(came, panel, answer))
    if panel is None or not answer.is_taken:
        return Taken(_refused(line, origin, came, report, panel, answer), reply, None)
    arrival = _accepted(line, origin, came, report, panel)
    subject = SubjectRef(kind=SubjectKind.SITE, id=panel.site_id)
    return Taken(arrival, reply, None if arrival.settlement else subject)


def _seal(frame: Frame, panel: Panel | None, answer: Answer) -> Seal | None:
    if not frame.is_encrypted or answer.reply is not Reply.ACK:
        return None
    assert panel is not None
    assert panel.aes_key is not None
    return Seal(panel.aes_key, secrets.token_bytes(PAD_BYTES))


def _accepted(
    line: Line, origin: Origin, frame: Frame, report: Report | Unreadable, panel: Panel
) -> Arrival:
    if isinstance(report, Unreadable):
        text = write_report([], unreadable=report.why)
        return _arrival(line, origin, frame, panel, text=text)
    is_test = report.is_link_test
    reports = [_device_report(event) for event in report.device_events]
    position = None
    if report.position is not None:
        position = Position(latitude=report.position.latitude, longitude=report.position.longitude)
    return _arrival(
        line,
        origin,
        frame,
        panel,
        text=write_report([LINK_TEST] if is_test else reports, position),
        occurred_at=report.occurred_at or report.timestamp,
        settlement=Settlement.RECORDED if is_test else None,
    )


def _refused(
    line: Line,
    origin: Origin,
    frame: Frame,
    report: Report | Unreadable,
    panel: Panel | None,
    answer: Answer,
) -> Arrival:
    """Keep what was refused, with the reason: a refusal is an answer, not a judgement."""
    settlement = Settlement.UNKNOWN_ACCOUNT if panel is None else Settlement.UNREADABLE
    events = [] if isinstance(report, Unreadable) else report.device_events
    text = write_report([_device_report(event) for event in events], unreadable=answer.because)
    return _arrival(line, origin, frame, panel, text=text, settlement=settlement)


def _unreadable(line: Line, origin: Origin, came: Unreadable) -> Arrival:
    return Arrival(
        id=new_id(),
        channel=origin.channel,
        source=origin.source,
        raw=came.raw,
        account=None,
        line_id=line.id,
        panel_id=None,
        centre_id=line.centre_id,
        customer_id=None,
        subject_kind=None,
        subject_id=None,
        occurred_at=None,
        fingerprint=None,
        report=write_report([], unreadable=came.why),
        settlement=Settlement.UNREADABLE,
    )


def _arrival(
    line: Line,
    origin: Origin,
    frame: Frame,
    panel: Panel | None,
    *,
    text: str,
    occurred_at: datetime | None = None,
    settlement: Settlement | None = None,
) -> Arrival:
    return Arrival(
        id=new_id(),
        channel=origin.channel,
        source=origin.source,
        raw=frame.raw,
        account=frame.account,
        line_id=line.id,
        panel_id=panel.id if panel else None,
        centre_id=line.centre_id,
        customer_id=panel.customer_id if panel else None,
        subject_kind=SubjectKind.SITE if panel else None,
        subject_id=panel.site_id if panel else None,
        occurred_at=occurred_at,
        fingerprint=_fingerprint(frame, panel) if panel and settlement is None else None,
        report=text,
        settlement=settlement,
    )


def _fingerprint(frame: Frame, panel: Panel) -> bytes:
    """Mark a message so that its repeat is known: all of it, time stamp included, and whose it is.

    The sequence alone would not do: it restarts, and some senders never count.
    """
    mark = hashlib.blake2b(panel.id.bytes, digest_size=16)
    for part in (frame.token.encode(), frame.head, frame.body):
        mark.update(len(part).to_bytes(4, "big") + part)
    return mark.digest()


def _device_report(event: DeviceEvent) -> DeviceReport:
    return DeviceReport(
        scheme=event.scheme,
        code=event.code,
        qualifier=event.qualifier,
        zone=event.address,
        zone_text=event.text or None,
        area=event.area,
        text=event.raw or None,
    )
