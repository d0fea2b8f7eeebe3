"""SIA DC-03 events as they come inside DC-09: `#account|Nri1/BA03^Entrance^|AText`.

Modifiers and codes may stand in any order, joined or parted by `/`; several events may share a
block. A modifier holds for the codes after it, or, standing last, for the code before it. When
digits could be read as a longer address or as a further event, the further event is believed: one
alarm too many is better than one too few.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tocsin.domain.alarm.signal_code import is_known
from tocsin.protocols.device_event import DeviceEvent, Reading, show

SCHEME = "SIA"
_EVENT_BLOCKS = {"N": False, "O": True}  # new, old

# A modifier's value is decimal, so that `ri2BA3` keeps its burglary; `riA/` is taken as hex.
_MODIFIER = re.compile(
    r"(?P<name>[a-z]{2})(?P<value>[0-9]{1,2}[:-][0-9]{1,2}(?:[:-][0-9]{1,4})?|[0-9]*[A-F](?=/)|[0-9]*)"
    r"(?:\^(?P<text>[^^]*)\^?)?",
)
_CODE = re.compile(r"[A-Z]{2}")
_AFTER_ADDRESS = re.compile(r"(?:\*(?P<units>[^^/|]*))?(?:\^(?P<text>[^^]*)\^?)?")
_QUOTED_NAME = re.compile(r'"([^"]*)"NM')  # extended SIA writes a place's name as a unit
_HEX = frozenset("0123456789ABCDEF")
_BETWEEN = frozenset("/ ")


@dataclass(frozen=True, slots=True)
class _Modifier:
    name: str
    value: str
    text: str


def read_dc03(message: bytes) -> Reading:
    """Read all blocks. A message with neither event nor text gives an event without a code."""
    account = None
    device_events: list[DeviceEvent] = []
    texts: list[str] = []
    other: list[str] = []
    for block in show(message).split("|"):
        if block.startswith("#"):
            account = block[1:] or None
        elif block[:1] in _EVENT_BLOCKS:
            found, leftover = _read_block(block[1:], is_old=_EVENT_BLOCKS[block[0]])
            device_events += found
            other += leftover
        elif block.startswith("A"):
            texts.append(block[1:])
        elif block:
            other.append(block)
    if not device_events:
        device_events.append(DeviceEvent(scheme=SCHEME, code="", raw=show(message)))
    return Reading(account, tuple(device_events), "\n".join(texts), tuple(other))


def _read_block(block: str, *, is_old: bool) -> tuple[list[DeviceEvent], list[str]]:
    found: list[DeviceEvent] = []
    ahead: dict[str, _Modifier] = {}  # hold for the codes that follow
    fresh: dict[str, _Modifier] = {}  # read since the last code
    leftover = ""
    for part in _parts(block):
        if isinstance(part, _Modifier):
            fresh[part.name] = part
        elif isinstance(part, DeviceEvent):
            ahead, fresh = ahead | fresh, {}
            found.append(_modified(replace(part, is_old=is_old), ahead))
        else:
            leftover += part
    if found and fresh:
        found[-1] = _modified(found[-1], fresh | ahead)
    if not found:
        found.append(DeviceEvent(scheme=SCHEME, code="", is_old=is_old, raw=block))
    return found, [leftover] if leftover.strip() else []


def _parts(block: str) -> Iterator[_Modifier | DeviceEvent | str]:
    position = 0
    while position < len(block):
        if block[position] in _BETWEEN:
            position += 1
        elif modifier := _MODIFIER.match(block, position):
            yield _Modifier(modifier["name"], modifier["value"], modifier["text"] or "")
            position = modifier.end()
        elif _CODE.match(block, position):
            device_event, position = _read_event(block, position)
            yield device_event
        else:
            yield block[position]
            position += 1


def _read_event(block: str, start: int) -> tuple[DeviceEvent, int]:
    code_end = start + 2
    address_end = _end_of_address(block, code_end)
    after = _AFTER_ADDRESS.match(block, address_end)
    assert after is not None, "every part of the pattern is optional"
    name = _QUOTED_NAME.fullmatch(after["units"] or "")
    device_event = DeviceEvent(
        scheme=SCHEME,
        code=block[start:code_end],
        address=block[code_end:address_end] or None,
        text=(name[1] if name else after["text"] or "").strip(),
        units=None if name else after["units"],
        raw=block[start : after.end()],
    )
    return device_event, after.end()


def _end_of_address(block: str, start: int) -> int:
    """Addresses are hex; letters that name a known code begin a further event instead."""
    position = start
    while position < len(block) and block[position] in _HEX:
        if is_known(SCHEME, block[position : position + 2]):
            break
        position += 1
    return position


def _modified(device_event: DeviceEvent, modifiers: dict[str, _Modifier]) -> DeviceEvent:
    area = modifiers.get("ri")
    named = [
        (each.name, each.value + (each.text and f" {each.text}")) for each in modifiers.values()
    ]
    return replace(
        device_event,
        area=area.value or None if area else device_event.area,
        area_name=area.text if area else device_event.area_name,
        modifiers=tuple(pair for pair in named if pair[0] != "ri"),
    )
