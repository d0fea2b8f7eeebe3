"""From a frame to a row and a reply: what decides the answer is in memory. No I/O.

P5: a reply that says "stored" is written here and sent only after the commit.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tocsin.db.panel import Line, Panel
from tocsin.db.signal import Arrival, write_report
from tocsin.domain.alarm.signal import Channel, DeviceReport, Position, Settlement
from tocsin.domain.people.subject import SubjectKind
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
    """A frame turned into the row to store, and the reply to send then."""

    arrival: Arrival
    reply: bytes | None

    @property
    def is_due(self) -> bool:
        """Whether it is to be raised: somebody must look."""
        return self.arrival.settlement is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a frame came in."""

    channel: Channel
    source: str  # address and port of the sender


@dataclass(frozen=True, slots=True, kw_only=True)
class _Findings:
    """What is kept beside the bytes of a message."""

    report: str
    occurred_at: datetime | None = None
    settlement: Settlement | None = None  # given: nobody need look at it


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who sent a frame, and whose alarm it carries: a relay sends for others."""

    sender: Panel | None  # the account on the frame: its key opened it
    panel: Panel | None  # the account inside names the site, when we know it

    @property
    def profile(self) -> Profile | None:
        if self.panel is None:
            return None
        # Nobody may speak in clear for an account that has a key, whoever relays it.
        key = self.panel.aes_key if self.sender is None else self.sender.aes_key
        return Profile(key=key, must_be_encrypted=self.panel.aes_key is not None)


def take_in(line: Line, origin: Origin, came: Frame | Unreadable, now: datetime) -> Taken:
    """Decide everything about one frame."""
    if isinstance(came, Unreadable):
        return _unreadable(line, origin, came.raw, came.why)
    sender = line.panels.get(came.account)
    report = open_frame(came, sender.aes_key if sender else None)
    whose = _Whose(sender, _panel_inside(line, report) or sender)
    to_unknown = Reply.ACK if line.acknowledges_unknown else Reply.DUH
    answer = answer_to(came, report, whose.profile, now, to_unknown=to_unknown)
    reply = write_reply(answer.reply, came, now, _seal(came, sender, answer))
    if whose.panel is None or not answer.is_taken:
        settlement = Settlement.UNKNOWN_ACCOUNT if whose.panel is None else Settlement.UNREADABLE
        findings = _refused(report, answer, settlement)
    else:
        findings = _accepted(report)
    return Taken(_arrival(line, origin, came, whose.panel, findings), reply)


def keep_as_is(line: Line, origin: Origin, came: Frame | Unreadable, why: str) -> Taken:
    """Keep the bytes of what could not be decided about. It gets no answer, so it is repeated."""
    return _unreadable(line, origin, came.raw, why)


def _panel_inside(line: Line, report: Report | Unreadable) -> Panel | None:
    if isinstance(report, Unreadable) or report.account_inside is None:
        return None
    return line.panels.get(report.account_inside)


def _seal(frame: Frame, sender: Panel | None, answer: Answer) -> Seal | None:
    if not frame.is_encrypted or answer.reply is not Reply.ACK:
        return None
    assert sender is not None, "what nobody could open is never acknowledged"
    assert sender.aes_key is not None
    return Seal(sender.aes_key, secrets.token_bytes(PAD_BYTES))


def _accepted(report: Report | Unreadable) -> _Findings:
    if isinstance(report, Unreadable):
        return _Findings(report=write_report([], unreadable=report.why))
    if report.is_link_test:
        return _Findings(
            report=write_report([LINK_TEST]),
            occurred_at=report.timestamp,
            settlement=Settlement.RECORDED,
        )
    position = None
    if report.position is not None:
        position = Position(latitude=report.position.latitude, longitude=report.position.longitude)
    return _Findings(
        report=_written(report.device_events, position),
        occurred_at=report.occurred_at or report.timestamp,
    )


@lru_cache(maxsize=4_096)
def _written(device_events: tuple[DeviceEvent, ...], position: Position | None) -> str:
    return write_report([_device_report(event) for event in device_events], position)


def _refused(report: Report | Unreadable, answer: Answer, settlement: Settlement) -> _Findings:
    """Keep what was refused, with the reason: a refusal is an answer, not a judgement."""
    events = () if isinstance(report, Unreadable) else report.device_events
    text = write_report([_device_report(event) for event in events], unreadable=answer.because)
    return _Findings(report=text, settlement=settlement)


def _unreadable(line: Line, origin: Origin, raw: bytes, why: str) -> Taken:
    arrival = Arrival(
        id=new_id(),
        channel=origin.channel,
        source=origin.source,
        raw=raw,
        line_id=line.id,
        centre_id=line.centre_id,
        report=write_report([], unreadable=why),
        settlement=Settlement.UNREADABLE,
    )
    return Taken(arrival, None)


def _arrival(
    line: Line, origin: Origin, frame: Frame, panel: Panel | None, findings: _Findings
) -> Arrival:
    arrival = Arrival(
        id=new_id(),
        channel=origin.channel,
        source=origin.source,
        raw=frame.raw,
        account=frame.account,
        line_id=line.id,
        centre_id=line.centre_id,
        report=findings.report,
        settlement=findings.settlement,
    )
    if panel is None:
        return arrival
    return arrival._replace(
        panel_id=panel.id,
        customer_id=panel.customer_id,
        subject_kind=SubjectKind.SITE,
        subject_id=panel.site_id,
        occurred_at=findings.occurred_at,
        fingerprint=None if findings.settlement else _fingerprint(frame, panel),
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
