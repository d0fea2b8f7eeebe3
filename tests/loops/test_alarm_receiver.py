"""The alarm receiver over real sockets: what is acknowledged is stored, whatever is sent."""

import asyncio
import socket
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.loops.conftest import SILENCE_S, Door
from tests.protocols.frames import DRAWN, KEY, framed, only_frame, opened
from tocsin.loops.stranger import MOST_IN_WINDOW
from tocsin.protocols.sia_dc09 import Draft, Seal, write_message

ALARM = Draft(token="SIA-DCS", account="1234", message=b"#1234|Nri1/BA4^Shutter^", sequence=7)
OPEN = "select id, site_id from incident where state = 'waiting'"
SIGNALS = "select * from signal_with_outcome order by received_at, id"


def alarm(sequence: int = 7, *, zone: int = 4) -> bytes:
    message = f"#1234|Nri1/BA{zone}".encode()
    return write_message(replace(ALARM, sequence=sequence, message=message))


def sealed_alarm(sequence: int = 7, *, off: timedelta = timedelta(0)) -> bytes:
    draft = replace(
        ALARM,
        account="AAA1",
        message=b"#AAA1|Nri1/FA9",
        sequence=sequence,
        sent_at=datetime.now(UTC) + off,
    )
    return write_message(draft, Seal(KEY, DRAWN))


async def test_an_alarm_in_clear_is_stored_acknowledged_and_open(door: Door) -> None:
    async with door.caller() as panel:
        panel.send(alarm())
        assert b'"ACK"0007L0#1234[]' in await panel.answer()
        (signal,) = await door.ask(SIGNALS)
    assert signal["raw"] == alarm()
    await door.await_rows(OPEN, 1)
    (signal,) = await door.ask(SIGNALS)
    assert signal["settlement"] == "raised"


async def test_an_encrypted_alarm_is_answered_encrypted_and_open(door: Door) -> None:
    async with door.caller() as panel:
        panel.send(sealed_alarm())
        answer = only_frame(await panel.answer())
    assert (answer.token, answer.is_encrypted) == ("ACK", True)
    assert opened(answer, KEY).timestamp is not None
    await door.await_rows(OPEN, 1)


async def test_the_answer_echoes_what_came_byte_for_byte(door: Door) -> None:
    counted = b'"SIA-DCS"0042R1aLfF#1234[#1234|BA4]'
    async with door.caller() as panel:
        panel.send(framed(counted))
        assert await panel.answer() == framed(b'"ACK"0042R1aLfF#1234[]')


async def test_several_frames_in_one_segment_are_answered_in_order(door: Door) -> None:
    async with door.caller() as panel:
        panel.send(b"".join(alarm(n) for n in range(1, 6)))
        answers = [await panel.answer() for _ in range(5)]
    assert [only_frame(answer).sequence for answer in answers] == [f"000{n}" for n in range(1, 6)]


async def test_a_frame_in_many_segments_is_one_frame(door: Door) -> None:
    async with door.caller() as panel:
        for byte in alarm():
            panel.send(bytes([byte]))
            await panel.writer.drain()
            await asyncio.sleep(0.001)
        assert b'"ACK"' in await panel.answer()
    assert len(await door.ask(SIGNALS)) == 1


async def test_the_same_message_twice_is_acknowledged_twice_and_counted_once(door: Door) -> None:
    for _ in range(2):
        async with door.caller() as panel:
            panel.send(alarm())
            assert b'"ACK"' in await panel.answer()
        await door.await_rows(OPEN, 1)
    query = "select settlement from signal_outcome order by received_at"
    settled = await door.await_rows(query, 2)
    assert [row["settlement"] for row in settled] == ["raised", "duplicate"]
    assert await door.ask("select count from alert") == [{"count": 1}]


@pytest.mark.parametrize("off", [timedelta(seconds=-60), timedelta(seconds=60)])
async def test_a_wrong_time_gets_ours_and_the_panel_may_try_again(
    door: Door, off: timedelta
) -> None:
    async with door.caller() as panel:
        panel.send(sealed_alarm(off=off))
        refused = opened(only_frame(await panel.answer()))
        assert refused.token == "NAK"
        assert refused.timestamp is not None
        assert abs(refused.timestamp - datetime.now(UTC)) < timedelta(seconds=3)
        assert await door.ask(OPEN) == []
        panel.send(sealed_alarm())
        assert only_frame(await panel.answer()).token == "ACK"
    await door.await_rows(OPEN, 1)


async def test_an_unknown_account_gets_duh_and_is_kept(door: Door) -> None:
    async with door.caller() as panel:
        panel.send(write_message(replace(ALARM, account="9999", message=b"#9999|Nri1/RP")))
        assert only_frame(await panel.answer()).token == "DUH"
    (signal,) = await door.ask(SIGNALS)
    assert (signal["settlement"], signal["account"]) == ("unknown_account", "9999")
    assert await door.ask(OPEN) == []


async def test_an_alarm_of_an_unknown_account_is_an_incident_at_its_door(door: Door) -> None:
    async with door.caller() as panel:
        for account in ("1235", "1236", "1235"):
            draft = replace(ALARM, account=account, message=b"#%b|Nri1/BA4" % account.encode())
            panel.send(write_message(draft))
            assert only_frame(await panel.answer()).token == "DUH"
        panel.send(alarm())
        assert only_frame(await panel.answer()).token == "ACK"
    await door.await_rows(OPEN, 3)  # each unknown sender by itself
    query = "select area, count from alert where area like '123%%' order by area"
    counted = [(row["area"], row["count"]) for row in await door.ask(query)]
    assert [area for area, _ in counted] == ["1235", "1236"]


async def test_whoever_guesses_accounts_fills_neither_disk_nor_board(door: Door) -> None:
    async with door.caller() as panel:
        for number in range(MOST_IN_WINDOW + 20):
            account = f"{0xC000 + number:X}"
            draft = replace(ALARM, account=account, message=b"#%b|Nri1/BA4" % account.encode())
            panel.send(write_message(draft))
            assert only_frame(await panel.answer()).token == "DUH"
        panel.send(alarm())
        assert only_frame(await panel.answer()).token == "ACK", "a known panel is not held to it"
    query = "select count(*) as kept from signal where account like 'C%%'"
    assert [row["kept"] for row in await door.ask(query)] == [MOST_IN_WINDOW]


async def test_a_broken_checksum_is_kept_and_not_answered(door: Door) -> None:
    broken = alarm().replace(b"BA4", b"BA5")
    async with door.caller() as panel:
        panel.send(broken)
        assert await panel.says_nothing()
        panel.send(alarm())
        assert b'"ACK"' in await panel.answer()
    kept, _ = await door.ask(SIGNALS)
    assert (kept["settlement"], kept["raw"]) == ("unreadable", broken)


async def test_a_link_test_is_acknowledged_and_disturbs_nobody(door: Door) -> None:
    async with door.caller() as panel:
        panel.send(write_message(Draft(token="NULL", account="1234", sequence=0)))
        assert b'"ACK"0000L0#1234[]' in await panel.answer()
    (signal,) = await door.ask(SIGNALS)
    assert signal["settlement"] == "recorded"
    assert signal["raised_at"] is not None


async def test_garbage_from_one_disturbs_no_other(door: Door) -> None:
    async with door.caller() as noisy, door.caller() as panel:
        noisy.send(bytes(range(256)).replace(b"\r", b"") * 16_384)  # four million bytes, no end
        panel.send(alarm())
        assert b'"ACK"' in await panel.answer()
        await noisy.writer.drain()
        noisy.send(b"\r" + alarm(8))
        assert b'"ACK"0008' in await noisy.answer()
    kept = await door.ask("select raw from signal where settlement = 'unreadable'")
    assert kept, "what was sent is shown to somebody"
    assert sum(len(row["raw"]) for row in kept) < 100_000


async def test_a_panel_that_takes_no_answers_is_read_no_further(door: Door) -> None:
    async with AsyncExitStack() as stack:
        deaf = socket.socket()
        stack.callback(deaf.close)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.setblocking(False)  # noqa: FBT003  that is how socket spells it
        loop = asyncio.get_running_loop()
        await loop.sock_connect(deaf, ("127.0.0.1", door.port))
        link_test = write_message(Draft(token="NULL", account="1234", sequence=0))
        flood = link_test * 200
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20):
                while True:
                    async with asyncio.timeout(2):
                        await loop.sock_sendall(deaf, flood)
        panel = await stack.enter_async_context(door.caller())
        panel.send(alarm())
        assert b'"ACK"' in await panel.answer()


async def test_what_a_panel_sends_before_it_hangs_up_is_stored(door: Door) -> None:
    async with door.caller() as panel:
        panel.send(alarm() + alarm(8)[:30])
        await panel.writer.drain()
    cut = await door.await_rows("select * from signal where settlement = 'unreadable'", 1)
    assert cut[0]["raw"] == alarm(8)[:30]
    await door.await_rows(OPEN, 1)


async def test_a_datagram_is_answered_to_where_it_came_from(door: Door) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(type=socket.SOCK_DGRAM) as panel:
        panel.setblocking(False)  # noqa: FBT003  that is how socket spells it
        panel.bind(("127.0.0.1", 0))
        for said, token in ((alarm(), b'"ACK"0007'), (sealed_alarm(), b'"*ACK"0007')):
            await loop.sock_sendto(panel, said, ("127.0.0.1", door.port))
            async with asyncio.timeout(10):
                answer, sender = await loop.sock_recvfrom(panel, 4_096)
            assert token in answer
            assert sender == ("127.0.0.1", door.port)
    await door.await_rows(OPEN, 2)
    assert {row["channel"] for row in await door.ask(SIGNALS)} == {"dc09_udp"}


async def test_garbage_in_a_datagram_is_kept(door: Door) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(type=socket.SOCK_DGRAM) as panel:
        panel.setblocking(False)  # noqa: FBT003  that is how socket spells it
        await loop.sock_sendto(panel, b"GET / HTTP/1.0", ("127.0.0.1", door.port))
        kept = await door.await_rows("select raw from signal", 1)
    assert kept == [{"raw": b"GET / HTTP/1.0"}]


async def test_a_panel_that_is_added_is_known_within_a_moment(door: Door) -> None:
    frame = write_message(replace(ALARM, account="7777", message=b"#7777|BA1"))
    await door.do(
        "insert into panel (id, line_id, account, site_id, customer_id, centre_id)"
        " select gen_random_uuid(), line_id, '7777', site_id, customer_id, centre_id from panel"
        " where account = '1234'"
    )
    async with door.caller() as panel, asyncio.timeout(5):
        panel.send(frame)
        while only_frame(await panel.answer()).token != "ACK":
            await asyncio.sleep(SILENCE_S)
            panel.send(frame)
