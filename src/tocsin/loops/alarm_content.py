"""What is kept beside a frame's bytes: what it says, and whether somebody must look.

A refusal is an answer to the transmitter, not a judgement on the alarm: whatever a known panel
sends is raised, as what it says when that is certain, else as a message that nobody could read.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from tocsin.db.signal_report import write_report
from tocsin.domain.alarm.grouping import RAISED
from tocsin.domain.alarm.retry import is_by_a_clock
from tocsin.domain.alarm.signal import DeviceReport, Position, Settlement
from tocsin.domain.alarm.signal_code import meaning_of
from tocsin.protocols.device_event import DeviceEvent
from tocsin.protocols.sia_dc09 import Answer, Because, Report, Unreadable
from tocsin.protocols.sia_dc09_position import unread_position

LINK_TEST = DeviceReport(scheme="TOCSIN", code="link_test")
MISTIMED = frozenset({Because.NO_TIME, Because.TOO_EARLY, Because.TOO_LATE})
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is kept beside the bytes of a message."""

    report: str
    occurred_at: datetime | None = None
    settlement: Settlement | None = None  # given: nobody need look at it
    is_stamped: bool = False  # it carries its own time: the same bytes are the same event


def accepted(report: Report | Unreadable, now: datetime) -> Content:
    """Keep what a known panel said, and was told to have been heard."""
    if isinstance(report, Unreadable):
        return Content(report=write_report([], unreadable=report.why))
    if report.is_link_test:
        return Content(
            report=write_report([LINK_TEST]),
            occurred_at=report.timestamp,
            settlement=Settlement.RECORDED,
        )
    return Content(
        report=_written(
            report.device_events, report.text, _position(report), unread_position(report.extras)
        ),
        occurred_at=report.occurred_at or report.timestamp,
        is_stamped=is_by_a_clock(report.timestamp, now),
    )


def refused(report: Report | Unreadable, answer: Answer) -> Content:
    """Keep what a known panel said and was told to say otherwise: its alarm counts all the same."""
    because = answer.because
    if because is Because.NOT_A_MESSAGE:
        return Content(
            report=write_report([], unreadable=because), settlement=Settlement.UNREADABLE
        )
    if isinstance(report, Unreadable):
        return Content(report=write_report([unreadable(because)], unreadable=because))
    if report.is_link_test:
        return Content(
            report=write_report([LINK_TEST], unreadable=because), settlement=Settlement.UNREADABLE
        )
    if because in MISTIMED:  # the key vouches for it; only its clock is wrong
        told = [device_report(event, report.text) for event in report.device_events]
    else:
        said = ", ".join(event.raw for event in report.device_events)
        told = [unreadable(f"{because}: {said}")]
    return Content(report=_with_position(report, told, because))


@dataclass(frozen=True, slots=True)
class Stranger:
    """A sender whose account nobody knows: it may be a real site, mistyped."""

    account: str
    source: str


def unknown(report: Report | Unreadable, answer: Answer, stranger: Stranger) -> Content:
    """Keep what a stranger said. An alarm, or what nobody can read, is shown to the centre."""
    if isinstance(report, Unreadable):
        told = [_from_stranger(unreadable(answer.because), stranger)]
        return Content(report=write_report(told, unreadable=answer.because))
    reports = [device_report(event, report.text) for event in report.device_events]
    alarms = [one for one in reports if _is_alarm(one)]
    if not alarms:
        text = write_report(reports, unreadable=answer.because)
        return Content(report=text, settlement=Settlement.UNKNOWN_ACCOUNT)
    told = [_from_stranger(one, stranger) for one in alarms]
    return Content(report=_with_position(report, told, answer.because))


def _is_alarm(report: DeviceReport) -> bool:
    return meaning_of(report.scheme, report.code, report.qualifier).effect in RAISED


def _from_stranger(report: DeviceReport, stranger: Stranger) -> DeviceReport:
    """Put the account in the area's place, by which each stranger is told from the others.

    Whom it may be is looked up when it is shown: by then it may be known.
    """
    zone = f"zone {report.zone}" if report.zone else ""
    parts = (
        f"account {stranger.account} from {stranger.source}",
        " ".join(part for part in (zone, report.zone_text or "") if part),
    )
    text = "; ".join(part for part in parts if part)[:LONGEST_TEXT]
    return replace(report, area=stranger.account, zone=None, zone_text=text)


def unreadable(why: str) -> DeviceReport:
    """Report a message that cannot be taken for what it says, to be shown with the reason."""
    return DeviceReport(scheme="TOCSIN", code="unreadable", zone_text=why[:LONGEST_TEXT])


def device_report(event: DeviceEvent, words: str = "") -> DeviceReport:
    """Turn what a device says into a report, with the words that it sent for people."""
    late = "sent late, from its memory" if event.is_old else ""
    text = ", ".join(part for part in (event.text, words, late) if part)
    return DeviceReport(
        scheme=event.scheme,
        code=event.code,
        qualifier=event.qualifier,
        zone=event.address,
        zone_text=text[:LONGEST_TEXT] or None,
        area=event.area,
        text=event.raw or None,
    )


# Panels say the same few things over and over.
@lru_cache(maxsize=4_096)
def _written(
    device_events: tuple[DeviceEvent, ...],
    words: str,
    position: Position | None,
    unread: str | None,
) -> str:
    told = [device_report(event, words) for event in device_events]
    return write_report(told, position, unread_position=unread)


def _with_position(report: Report, told: list[DeviceReport], because: str) -> str:
    unread = unread_position(report.extras)
    return write_report(told, _position(report), unread_position=unread, unreadable=because)


def _position(report: Report) -> Position | None:
    """Give the position that the message names; near 0° and 0° it only says that there is none."""
    given = report.position
    if given is None:
        return None
    if not given.is_certain and abs(given.latitude) < 1 and abs(given.longitude) < 1:
        return None
    return Position(latitude=given.latitude, longitude=given.longitude)
