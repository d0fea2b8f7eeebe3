"""The peer: PyPI's pysiaalarm as a receiver that stores nothing. `python -m bench.peer PORT`."""

import asyncio
import logging
import sys

import uvloop
from pysiaalarm.account import SIAAccount
from pysiaalarm.aio.client import SIAClient
from pysiaalarm.event import SIAEvent

from bench.scene import ACCOUNTS


async def _serve(port: int) -> None:
    async def forget(_event: SIAEvent) -> None:
        return

    accounts = [SIAAccount(account, allowed_timeband=None) for account in ACCOUNTS]
    client = SIAClient("127.0.0.1", port, accounts, forget)  # type: ignore[abstract]  # it makes the one for TCP
    async with client:
        await asyncio.Event().wait()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    uvloop.run(_serve(int(sys.argv[1])))
