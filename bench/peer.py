"""The peer: PyPI's pysiaalarm as a receiver that stores nothing.

`python -m bench.peer PORT [aes] [udp]`.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence

import uvloop
from pysiaalarm.account import SIAAccount
from pysiaalarm.aio.client import SIAClient
from pysiaalarm.event import SIAEvent
from pysiaalarm.utils.enums import CommunicationsProtocol

from bench.scene import ACCOUNTS, KEY


async def _serve(port: int, options: Sequence[str]) -> None:
    async def forget(_event: SIAEvent) -> None:
        return

    key = KEY.decode() if "aes" in options else None
    accounts = [SIAAccount(account, key, allowed_timeband=None) for account in ACCOUNTS]
    by = CommunicationsProtocol.UDP if "udp" in options else CommunicationsProtocol.TCP
    client = SIAClient("127.0.0.1", port, accounts, forget, protocol=by)  # type: ignore[abstract]  # it makes the one for `by`
    async with client:
        await asyncio.Event().wait()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    uvloop.run(_serve(int(sys.argv[1]), sys.argv[2:]))
