"""One thing that a device reports, before anybody has judged what it means.

One message may carry several. What could not be made out is kept in `raw` with an empty code, so
that a person sees it as an unmapped code.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEvent:
    scheme: str  # SIA, CID, or the token of a scheme that nobody here reads
    code: str  # BA, 130; empty when none could be made out
    qualifier: str | None = None  # Contact ID: 1 new or opening, 3 restored or closing, 6 still so
    area: str | None = None  # partition; as sent, leading zeros kept
    area_name: str = ""
    address: str | None = None  # zone, person, door: the code says which; as sent
    text: str = ""  # what the panel calls the place
    units: str | None = None  # a measured value that came with it
    modifiers: tuple[tuple[str, str], ...] = ()  # all others, such as ("ti", "10:11:12")
    is_old: bool = False  # sent before, or late from a panel's memory
    raw: str = ""  # the words it was read from

    def __hash__(self) -> int:
        """Hash what mostly differs: each frame is looked up among those that were written down."""
        return hash((self.scheme, self.raw))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the message itself says, everything in it kept."""

    account: str | None  # named inside; may differ from the frame's
    device_events: tuple[DeviceEvent, ...]
    text: str = ""  # words for the operator
    other: tuple[str, ...] = ()  # parts of other kinds, and what stood between events


def show(raw: bytes) -> str:
    """Turn device bytes into text that any screen and any database takes.

    Newer panels send UTF-8 and older ones Windows-1252. NUL is shown as its picture, because
    PostgreSQL has no NUL in texts.
    """
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding).replace("\0", "\N{SYMBOL FOR NULL}")
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1").replace("\0", "\N{SYMBOL FOR NULL}")
