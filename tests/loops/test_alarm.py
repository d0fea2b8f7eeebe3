"""`tocsin alarm`, sent to a whole receiver and to nobody."""

import asyncio
import socket

import pytest

from tests.loops.conftest import Door, free_port
from tocsin import alarm
from tocsin.alarm import NO_WORD, REFUSED, TAKEN, UNANSWERED, read_words, send_alarm
from tocsin.settings import Settings


async def send(port: int, *words: str) -> int:
    settings = Settings(alarm_host="127.0.0.1", alarm_port=port)
    return await asyncio.to_thread(send_alarm, read_words(words), settings)


async def test_without_a_word_the_demos_panel_sends(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await send(door.port) == TAKEN
    (alert,) = await door.await_rows("select code, zone, zone_text from alert", 1)
    assert alert == {"code": "BA", "zone": "4", "zone_text": "Goods-in shutter"}
    said = capsys.readouterr().out
    assert said.startswith("The panel 1234 reported BA in zone 4. The receiver said ACK. It is")


async def test_a_panel_of_ones_own_sends_what_it_is_told(door: Door) -> None:
    await door.do("update panel set account = '5E5E' where account = '1234'")
    await door.await_rows("select 1 from panel where account = '5E5E'", 1)
    words = ("--account", "5e5e", "--code", "fa", "--zone", "7")
    async with asyncio.timeout(10):
        while await send(door.port, *words) != TAKEN:  # noqa: ASYNC110  it looks again by itself
            await asyncio.sleep(0.1)
    (alert,) = await door.await_rows("select code, zone from alert where zone = '7'", 1)
    assert alert["code"] == "FA"


@pytest.mark.parametrize("account", ["5E5E", "AAA1"])
async def test_what_is_refused_is_shown_all_the_same_and_said_to_be(
    door: Door, capsys: pytest.CaptureFixture[str], account: str
) -> None:
    """An account that nobody set up; and one that must be encrypted."""
    assert await send(door.port, "--account", account) == REFUSED
    said = capsys.readouterr().err
    assert "said DUH" in said
    assert "shown to the operators all the same" in said
    await door.await_rows("select 1 from incident where state = 'waiting'", 1)


async def test_a_receiver_that_says_nothing_is_told_from_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "WAIT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert await send(deaf.getsockname()[1]) == UNANSWERED
    assert capsys.readouterr().err.endswith(f"{NO_WORD}\n")


async def test_nobody_there_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    assert await send(port) == UNANSWERED
    said = capsys.readouterr().err
    assert said.startswith(f"Nobody answers on port {port} (")
    assert said.endswith("is this its TOCSIN_ALARM_PORT?\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--code", "BA"], "the following arguments are required: --account"),
        (["--account", "12"], "argument --account: 12 is not 3 to 16 digits or letters A to F"),
        (["--account", "1234", "--code", "B"], "argument --code: B is not two letters, such as BA"),
        (["--account", "1234", "--zone", "x"], "argument --zone: x is not up to four digits"),
        (["--account", "1234", "--text", "a|b"], "up to 60 plain letters, none of ^ | [ ]"),
    ],
)
def test_a_panel_that_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    with pytest.raises(SystemExit):
        read_words(words)
    assert capsys.readouterr().err.rstrip().endswith(why)
