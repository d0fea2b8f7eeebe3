"""The dead man's call: a GET to an address outside, which somebody else watches.

When the calls stop, that somebody tells a person: healthchecks.io, Uptime Kuma, a cron job on
another machine. It says nothing about anybody.
"""

import asyncio

import httpx

ANSWER_WITHIN_S = 10.0


class NotHeard(Exception):
    """Nobody took the call."""


class DeadMansCall:
    def __init__(self, url: str) -> None:
        self._url = url

    async def __call__(self) -> None:
        """Call once. Raises NotHeard."""
        try:
            async with (
                asyncio.timeout(ANSWER_WITHIN_S),
                httpx.AsyncClient(timeout=ANSWER_WITHIN_S) as client,
            ):
                answer = await client.get(self._url, headers={"User-Agent": "Tocsin"})
        except TimeoutError as error:
            raise NotHeard("no answer in time") from error
        except (httpx.HTTPError, OSError) as error:
            raise NotHeard(str(error) or type(error).__name__) from error
        if answer.is_error:
            raise NotHeard(f"the answer was {answer.status_code}")
