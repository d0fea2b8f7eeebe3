"""Webhooks to a real HTTP server that checks who tells it; and to places where none may go."""

import socket
from datetime import UTC, datetime

import pytest

from tests.loops.outside import Program, hanging, listening
from tests.running import free_ports
from tocsin.gateways import webhook
from tocsin.gateways.webhook import (
    NOTHING_LEAVES,
    Courier,
    Delivery,
    NotDelivered,
    NotSent,
    is_public,
)

AT = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)
BODY = b'{"id": "1"}'


def to(url: str) -> Delivery:
    return Delivery(url=url, secret=b"a secret", body=BODY, at=AT)


async def test_what_arrives_is_signed_with_its_time() -> None:
    program = Program()
    async with listening(program) as url:
        assert await Courier(private=True).deliver(to(url)) == 204
    ((headers, body),) = program.requests
    assert body == BODY
    assert headers["tocsin-signature"].startswith(f"t={int(AT.timestamp())},v1=")
    assert program.is_signed((headers, body))
    assert not program.is_signed((headers, body + b" "))
    assert headers["host"] == url.removeprefix("http://").removesuffix("/tocsin")


@pytest.mark.parametrize("says", [302, 404, 500])
async def test_no_other_answer_counts_and_no_redirect_is_followed(says: int) -> None:
    program = Program(says=says)
    async with listening(program) as url:
        with pytest.raises(NotDelivered, match=str(says)) as refusal:
            await Courier(private=True).deliver(to(url))
    assert refusal.value.answer == says
    assert len(program.requests) == 1


async def test_a_target_that_is_down_or_hangs_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (port,) = free_ports(1)
    with pytest.raises(NotDelivered, match="reached"):
        await Courier(private=True).deliver(to(f"http://127.0.0.1:{port}/"))
    monkeypatch.setattr(webhook, "ANSWER_WITHIN_S", 0.2)
    async with hanging() as silent:
        with pytest.raises(NotDelivered, match=r"in time|reached"):
            await Courier(private=True).deliver(to(f"http://127.0.0.1:{silent}/"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_ones_own_network_is_out_of_reach_unless_a_setting_says_so(host: str) -> None:
    program = Program()
    async with listening(program) as url:
        port = url.rpartition(":")[2]
        with pytest.raises(NotDelivered, match="TOCSIN_WEBHOOK_PRIVATE"):
            await Courier(private=False).deliver(to(f"http://{host}:{port}"))
    assert program.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_the_demo_tells_programs_on_its_own_machine(host: str) -> None:
    program = Program()
    async with listening(program) as url:
        port = url.rpartition(":")[2]
        assert await Courier(private=False, demo=True).deliver(to(f"http://{host}:{port}")) == 204


@pytest.mark.parametrize(
    "host", ["hooks.example", "localhost.example", "93.184.216.34", "10.0.0.1", "[2606:2800::1]"]
)
@pytest.mark.parametrize("private", [True, False])
async def test_the_demo_sends_nothing_out_of_its_machine(
    monkeypatch: pytest.MonkeyPatch, host: str, *, private: bool
) -> None:
    """Nor asks anybody where a name leads."""

    def ask(*_: object, **__: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    with pytest.raises(NotSent, match=NOTHING_LEAVES):
        await Courier(private=private, demo=True).deliver(to(f"https://{host}/hook"))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),  # noqa: S104  an address to be refused
        ("224.0.0.1", False),
        ("100.64.0.1", False),
        ("2606:2800:220:1::1", True),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_the_internets(address: str, public: bool) -> None:  # noqa: FBT001  a row of the table
    assert is_public(address) is public
