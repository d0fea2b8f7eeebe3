"""The auditor: asks every half minute whether what must always be so is so.

What it finds is said in the log and, by its silence, on the board. As long as it finds nothing, and
every part is heard, it calls an address outside: whoever watches that address tells somebody when
the calls stop (P12). A whole that has died calls nobody, and that is the message.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.db.audit import find_overdue, find_without_a_look, look_now
from tocsin.db.heartbeat import SILENT_AFTER_S, silent_parts
from tocsin.db.need import tell_operators
from tocsin.db.work import OpenWork
from tocsin.gateways.ping import NotHeard
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

AUDIT_EVERY_S = 30.0
AGAIN_AFTER_S = 3.0  # while something is wrong: at a start nobody was heard yet
TURN_EVERY_S = 1.0  # so that the board hears of a finding as soon as of a loop that died
FORGOTTEN = "Tocsin had set no time to look at this again. It looks now; look yourself too."

Ping = Callable[[], Awaitable[None]]

logger = logging.getLogger("tocsin.audit")


async def audit(
    pool: AsyncConnectionPool, open_work: OpenWork, pulse: Pulse, ping: Ping | None = None
) -> None:
    """Audit until cancelled."""
    begun = time.monotonic()
    while True:
        is_start = time.monotonic() < begun + SILENT_AFTER_S
        is_sound = await _is_sound(pool, open_work, is_start=is_start)
        async with asyncio.TaskGroup() as group:
            if is_sound and ping is not None:
                group.create_task(_call(ping))
            group.create_task(_turn(pulse, is_sound=is_sound))


async def _turn(pulse: Pulse, *, is_sound: bool) -> None:
    """Let the pulse go on until the next audit, unless something was found."""
    until_next_s = AUDIT_EVERY_S if is_sound else AGAIN_AFTER_S
    for _ in range(int(until_next_s / TURN_EVERY_S)):
        if is_sound:
            pulse.turn()
        await pause(TURN_EVERY_S)


async def _is_sound(pool: AsyncConnectionPool, open_work: OpenWork, *, is_start: bool) -> bool:
    try:
        return await audit_once(pool, open_work, is_start=is_start)
    except (OperationalError, PoolTimeout) as error:
        logger.warning("no database to audit: %s", error)
    except Exception:
        logger.exception("the audit failed")
    return False


async def audit_once(
    pool: AsyncConnectionPool, open_work: OpenWork, *, is_start: bool = False
) -> bool:
    """Look at everything once, set right what can be, and say whether all was as it must be.

    At a start the other parts have yet to be heard: that is no error, and not sound either.
    """
    async with pool.connection() as connection:
        forgotten = await find_without_a_look(connection)
        overdue = await find_overdue(connection)
        silent = await silent_parts(connection)
    for incident_id in forgotten:
        logger.error("incident %s had no next look", incident_id)
        async with open_work("audit") as work:
            await tell_operators(work, incident_id, FORGOTTEN)
            await look_now(work.connection, incident_id)
    for words, count in overdue.items():
        logger.error("%s %s", count, words)
    unheard = [part for part in silent if part != "audit"]
    if unheard and not is_start:
        logger.error("not heard: %s", ", ".join(unheard))
    return not (forgotten or overdue or unheard)


async def _call(ping: Ping) -> None:
    try:
        await ping()
    except NotHeard as error:
        logger.warning("the call to TOCSIN_PING_URL was not heard: %s", error)
