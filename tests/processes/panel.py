"""Panels that keep on until they are acknowledged, each on a connection of its own."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from tocsin.protocols.sia_dc09 import Draft, write_message

ANSWER_WITHIN_S = 2.0


def burglary(account: str, sequence: int = 1) -> bytes:
    message = f"#{account}|Nri1/BA1".encode()
    draft = Draft(token="SIA-DCS", account=account, message=message, sequence=sequence)
    return write_message(draft)


def link_test(account: str) -> bytes:
    return write_message(Draft(token="NULL", account=account, message=b"", sequence=0))


async def send(port: int, frame: bytes, *, within_s: float = ANSWER_WITHIN_S) -> bytes | None:
    """Send one frame; its answer, or None when none came."""
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(within_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(frame)
                return await reader.readuntil(b"\r")
            finally:
                writer.close()
    return None


def is_acknowledged(answer: bytes | None) -> bool:
    return answer is not None and b'"ACK"' in answer


async def call(port: int, accounts: Iterable[str], acknowledged: Callable[[str], None]) -> None:
    """Let each panel send its alarm once, all of them at the same time."""

    async def one(account: str) -> None:
        if is_acknowledged(await send(port, burglary(account))):
            acknowledged(account)

    await asyncio.gather(*(one(account) for account in accounts))


async def insist(port: int, frame: bytes, *, within_s: float = 20.0) -> None:
    """Send one frame again and again until it is acknowledged."""
    async with asyncio.timeout(within_s):
        while not is_acknowledged(await send(port, frame)):  # noqa: ASYNC110  it is a panel
            await asyncio.sleep(0.1)


async def be_known(port: int, account: str) -> None:
    """Wait until the receiver knows a panel that was just added, and those added with it."""
    await insist(port, link_test(account))
