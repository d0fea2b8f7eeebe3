"""From a frame to a row and a reply: what decides the answer is in memory. No I/O.

P5: a reply that says "stored" is written here and sent only after the commit.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from tocsin.db.panel import Line, Panel
from tocsin.db.signal import Arrival
from tocsin.db.signal_report import write_report
from tocsin.domain.alarm.signal import Channel, Settlement, write_mark
from tocsin.domain.people.subject import SubjectKind
from tocsin.gateways.clock import new_id
from tocsin.loops.alarm_content import (
    Content,
    Stranger,
    accepted,
    refused,
    unknown,
    unreadable,
)
from tocsin.protocols.sia_dc09 import (
    Answer,
    Crc,
    Frame,
    Length,
    Profile,
    Reply,
    Report,
    Seal,
    TimeCheck,
    Unreadable,
    answer_to,
    open_frame,
    write_reply,
)

PAD_BYTES = 31
LINK_TESTS = frozenset({"NULL", "XNM"})
# Below ten, a decimal length reads as a hexadecimal one too.
LENGTHS = {
    "hex": frozenset({Length.HEX}),
    "decimal": frozenset({Length.DECIMAL, Length.HEX}),
    "ignore": frozenset(Length),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A frame turned into the row to store, and the reply to send then."""

    arrival: Arrival
    reply: bytes | None
    heard: tuple[UUID, ...] = ()  # the panels of which it is a sign of life

    @property
    def is_strangers(self) -> bool:
        """Whether its sender has an account that nobody knows."""
        return self.arrival.panel_id is None and self.arrival.account is not None

    @property
    def is_due(self) -> bool:
        """Whether it is to be raised: somebody must look."""
        return self.arrival.settlement is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a frame came in."""

    channel: Channel
    source: str  # address and port of the sender

    @property
    def host(self) -> str:
        return self.source.rpartition(":")[0]


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
        return _profile(self.sender or self.panel, key, self.panel.aes_key is not None)

    @property
    def heard(self) -> tuple[UUID, ...]:
        """Whose sign of life it is, once it is taken: one that has a key is heard by that alone."""
        if self.panel is self.sender:
            return () if self.sender is None else (self.sender.id,)
        others = (panel for panel in (self.panel,) if panel and panel.aes_key is None)
        return tuple({panel.id for panel in (self.sender, *others) if panel})


@lru_cache(maxsize=20_000)
def _profile(writer: Panel, key: bytes | None, must_be_encrypted: bool) -> Profile:  # noqa: FBT001  a key of the cache
    """Give what was agreed about the panel that wrote a frame."""
    return Profile(
        key=key,
        must_be_encrypted=must_be_encrypted,
        crcs=frozenset(Crc) if writer.crc is None else frozenset({Crc(writer.crc)}),
        lengths=frozenset(Length) if writer.length is None else LENGTHS[writer.length],
        time_check=TimeCheck.WINDOW if writer.time is None else TimeCheck(writer.time),
    )


def take_in(line: Line, origin: Origin, came: Frame | Unreadable, now: datetime) -> Taken:
    """Decide everything about one frame."""
    if isinstance(came, Unreadable):
        return _unreadable(line, origin, came.raw, came.why)
    sender = line.panels.get(came.account)
    report = open_frame(came, sender.aes_key if sender else None)
    whose = _Whose(sender, _panel_inside(line, sender, report) or sender)
    to_unknown = Reply.ACK if line.acknowledges_unknown else Reply.DUH
    answer = answer_to(came, report, whose.profile, now, to_unknown=to_unknown)
    reply = write_reply(answer.reply, came, now, _seal(came, sender, answer))
    if whose.panel is None:
        findings = _of_stranger(origin, came, report, answer)
    else:
        findings = accepted(report, now) if answer.is_taken else refused(report, answer)
    heard = whose.heard if answer.is_taken else ()
    return Taken(_arrival(line, origin, came, whose.panel, findings), reply, heard)


def keep_as_is(line: Line, origin: Origin, came: Frame | Unreadable, why: str) -> Taken:
    """Keep the bytes of what we failed at, and show it: it may be an alarm.

    It gets no answer, so it is repeated.
    """
    if isinstance(came, Unreadable):
        return _unreadable(line, origin, came.raw, why)
    panel = line.panels.get(came.account)
    told = unreadable(why)
    if panel is None:  # each stranger's is an alert of its own
        whose = unreadable(f"account {came.account} from {origin.host}; {why}")
        told = replace(whose, area=came.account)
    report = write_report([told], unreadable=why)
    return Taken(_arrival(line, origin, came, panel, Content(report=report)), None)


def _panel_inside(line: Line, sender: Panel | None, report: Report | Unreadable) -> Panel | None:
    """Find whose alarm it is by the account inside. A panel speaks for its own customer's only."""
    if isinstance(report, Unreadable) or report.account_inside is None:
        return None
    inside = line.panels.get(report.account_inside)
    if inside is None or sender is None or inside.customer_id == sender.customer_id:
        return inside
    return None


def _of_stranger(
    origin: Origin, came: Frame, report: Report | Unreadable, answer: Answer
) -> Content:
    if came.token in LINK_TESTS or answer.reply is Reply.SILENCE:
        text = write_report([], unreadable=answer.because)
        return Content(report=text, settlement=Settlement.UNKNOWN_ACCOUNT)
    inside = None if isinstance(report, Unreadable) else report.account_inside
    account = inside or came.account
    return unknown(report, answer, Stranger(account, origin.host))


def _seal(frame: Frame, sender: Panel | None, answer: Answer) -> Seal | None:
    if not frame.is_encrypted or answer.reply is not Reply.ACK:
        return None
    assert sender is not None, "what nobody could open is never acknowledged"
    assert sender.aes_key is not None
    return Seal(sender.aes_key, secrets.token_bytes(PAD_BYTES))


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
    line: Line, origin: Origin, frame: Frame, panel: Panel | None, findings: Content
) -> Arrival:
    is_due = findings.settlement is None
    customer_id, subject_kind, subject_id, fingerprint = None, None, None, None
    if panel is not None:
        customer_id, subject_kind, subject_id = panel.customer_id, SubjectKind.SITE, panel.site_id
        fingerprint = _fingerprint(frame, panel, is_stamped=findings.is_stamped) if is_due else None
    elif is_due:
        # The centre itself is party to what comes to its door from nobody knows whom.
        customer_id, subject_kind, subject_id = line.centre_id, SubjectKind.RECEIVER_LINE, line.id
    return Arrival(
        id=new_id(),
        channel=origin.channel,
        source=origin.source,
        raw=frame.raw,
        account=frame.account,
        line_id=line.id,
        panel_id=panel.id if panel else None,
        centre_id=line.centre_id,
        customer_id=customer_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        occurred_at=findings.occurred_at if subject_id else None,
        fingerprint=fingerprint,
        report=findings.report,
        settlement=findings.settlement,
    )


def _fingerprint(frame: Frame, panel: Panel, *, is_stamped: bool) -> bytes:
    """Mark a message so that its repeat is known: all of it, time stamp included, and whose it is.

    The sequence alone would not do: it restarts, and some senders never count.
    """
    parts = (frame.token.encode(), frame.head, frame.body)
    lengths = b"%d,%d,%d," % tuple(map(len, parts))
    said = b"".join((panel.id.bytes, lengths, *parts))
    return write_mark(hashlib.blake2b(said, digest_size=16).digest(), is_stamped=is_stamped)
