"""The one place where a coroutine may do nothing for a while: pacing and retries, never a deadline.

All waiting that matters is a row in `deadline`. What pauses here may be forgotten when the
process dies, and nothing is lost.
"""

import asyncio


async def pause(seconds: float) -> None:
    """Let others run for so long."""
    await asyncio.sleep(seconds)  # noqa: TID251  the one place; see above
