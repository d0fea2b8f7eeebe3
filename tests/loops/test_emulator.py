"""A live panel that nobody here wrote, PyPI's my-dc09-spt, against a whole receiver.

It speaks TCP and UDP, in clear and with AES. It judges each answer itself: it raises on one whose
checksum, length, number or cipher is wrong, and takes a message as sent only when it reads ACK.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from my_dc09_spt.dc09_spt import dc09_spt  # type: ignore[import-untyped]  # it has no types

from tests.conftest import Addresses
from tests.loops.conftest import Door, open_door
from tocsin.demo import story

HEARD = "select * from signal_with_outcome where settlement = 'raised' order by received_at, id"
ALERTS = "select code, zone, area, zone_text, count from alert order by code"
KEYS = {
    "in clear": None,
    "AES with a key of 128 bits": story.KEYED_KEY,
    "AES with a key of 256 bits": story.KEYED_KEY * 2,
}
SENT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("SIA-DCS", {"code": "BA", "zone": 3, "area": 2, "text": "Goods-in"}),
    ("ADM-CID", {"code": "110", "q": 1, "area": 2, "zone": 7}),
)


@dataclass(frozen=True)
class Emulator:
    """One panel of theirs."""

    panel: Any

    async def send(self, form: str, content: dict[str, Any]) -> None:
        await asyncio.to_thread(self.panel.send_msg, form, content)

    async def test_link(self) -> bool:
        path = self.panel.tpaths["main"]["primary"]["path"]
        acknowledged: bool = await asyncio.to_thread(self.panel.transfer_msg, 0, "NULL", "]", path)
        return acknowledged

    def is_content(self) -> bool:
        return bool(self.panel.isConnected() and self.panel.notSent() == 0)


def emulator(door: Door, transport: str, key: bytes | None, account: str) -> Emulator:
    panel = dc09_spt(account)
    panel.set_path("main", "primary", "127.0.0.1", door.port, key=key, type=transport)
    return Emulator(panel)


def agree_key(owner: str, key: bytes | None) -> None:
    with psycopg.connect(owner) as connection:
        connection.execute(
            "update panel set aes_key = %s, has_key = %s where account = %s",
            (key, key is not None, story.CLEAR_ACCOUNT),
        )


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("transport", ["TCP", "UDP"])
async def test_what_an_emulator_sends_is_stored_decoded_and_acknowledged_in_its_own_eyes(
    addresses: Addresses, transport: str, key: bytes | None
) -> None:
    agree_key(addresses.owner, key)
    async with open_door(addresses) as door:
        panel = emulator(door, transport, key, story.CLEAR_ACCOUNT)
        assert not panel.is_content()
        for form, content in SENT:
            await panel.send(form, content)
        assert panel.is_content()
        assert await panel.test_link()
        kept = await door.await_rows(HEARD, len(SENT))
        assert {row["channel"] for row in kept} == {f"dc09_{transport.lower()}"}
        assert all((b'"*' in row["raw"]) is (key is not None) for row in kept)
        assert [json.loads(row["report"])["reports"][0]["code"] for row in kept] == ["BA", "110"]
        alerts = [tuple(row.values()) for row in await door.ask(ALERTS)]
    assert alerts == [("110", "007", "02", None, 1), ("BA", "3", "2", "Goods-in", 1)]


@pytest.mark.parametrize("transport", ["TCP", "UDP"])
async def test_an_emulator_sees_that_it_is_refused(door: Door, transport: str) -> None:
    stranger = emulator(door, transport, None, "9999")
    with pytest.raises(Exception, match="message not sent"):
        await stranger.send(*SENT[0])
    assert not stranger.is_content()
