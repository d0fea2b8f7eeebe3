"""Contact ID (SIA DC-05) as it comes inside DC-09: `#account|QXYZ GG CCC`.

Spaces may be missing or more, area and zone left out, and the message number of telephone lines
(18 or 98) may stand in front. What does not fit becomes an event without a code: nothing is
dropped.
"""

import re

from tocsin.protocols.device_event import DeviceEvent, Reading, show

SCHEME = "CID"
_BLOCK = re.compile(
    r"\s*(?:(?:18|98)\s*)?(?P<qualifier>[0-9])\s*(?P<code>[0-9A-F]{3})"
    r"(?:\s+(?P<area>[0-9A-F]{1,2})(?:\s+(?P<address>[0-9A-F]{1,6}))?"
    r"|(?P<joined_area>[0-9A-F]{2})(?P<joined_address>[0-9A-F]{3}))?"
    r"(?P<text>(?:[\s^].*)?)",
    re.IGNORECASE | re.DOTALL,
)


def read_contact_id(message: bytes) -> Reading:
    """Read every block; a message with none gives an event without a code."""
    blocks = show(message).split("|")
    account = None
    if blocks[0].startswith("#"):
        account = blocks.pop(0)[1:] or None
    written = [block for block in blocks if block.strip()]
    return Reading(account, tuple(_read_block(block) for block in written or [""]))


def _read_block(block: str) -> DeviceEvent:
    match = _BLOCK.fullmatch(block)
    if match is None:
        return DeviceEvent(scheme=SCHEME, code="", raw=block)
    return DeviceEvent(
        scheme=SCHEME,
        code=match["code"].upper(),
        qualifier=match["qualifier"],
        area=match["area"] or match["joined_area"],
        address=match["address"] or match["joined_address"],
        text=match["text"].strip(" ^"),
        raw=block,
    )
