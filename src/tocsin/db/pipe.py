"""One statement over one connection, again and again, sent before the one ahead is answered.

libpq's pipeline mode: each sending ends in a sync, so each is a transaction of its own, and one
that is refused harms none behind it
(https://www.postgresql.org/docs/current/libpq-pipeline-mode.html, "Error Handling"). The server
finds its next work in its socket instead of waiting for us to have read its last answer.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Self

from psycopg import AsyncConnection, Error, OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

NAME = b"piped"
PARAMETER = re.compile(r"%\(\w+\)s")
MOST_LEFT_BEHIND = 20

_left_behind: set["Pipe"] = set()


class Pipe:
    """Sends a prepared statement with one value each, and tells each sender what came of theirs.

    A query on a silent connection cannot be cancelled: cancelling asks the same silent server, and
    waits for it. So a pipe that gave no answer in time is left behind: its connection ends with its
    last answer, or when the system finds out that nobody is there.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection  # it would end with its last reference
        self._pgconn: PGconn = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._awaited: deque[asyncio.Future[None]] = deque()
        self._refusal: Error | None = None
        self._is_writing = self._is_ended = False
        self._socket = self._pgconn.socket

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str, statement: str, within_s: float) -> AsyncIterator[Self]:
        """Connect and prepare a statement with one parameter; close at the end of the block.

        Raises what PostgreSQL says against the statement, and OperationalError without a database.
        """
        connection = await AsyncConnection.connect(address, autocommit=True)
        pipe = cls(connection)
        try:
            await pipe._prepare(statement, within_s)
            yield pipe
        finally:
            pipe.close()

    async def run(self, value: str, within_s: float) -> None:
        """Send it on its way and wait until it is committed.

        Raises what the database refused it for; OperationalError when the connection is lost or
        gives no answer in time. Then nobody knows whether it was committed.
        """
        await self._ask(partial(self._pgconn.send_query_prepared, NAME, [value.encode()]), within_s)

    def close(self) -> None:
        """End the connection; one that gave no answer in time, with its last answer."""
        if self not in _left_behind:
            self._end()

    async def _prepare(self, statement: str, within_s: float) -> None:
        self._pgconn.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._read)
        numbered = PARAMETER.sub("$1", statement).encode()
        await self._ask(partial(self._pgconn.send_prepare, NAME, numbered), within_s)

    async def _ask(self, send: Callable[[], None], within_s: float) -> None:
        try:
            send()
            self._pgconn.pipeline_sync()
        except OperationalError as error:
            self._lose(error)  # at once: the number of its socket may be another one's soon
            raise
        sent: asyncio.Future[None] = self._loop.create_future()
        self._awaited.append(sent)
        self._write()
        try:
            async with asyncio.timeout(None if _are_too_many_left() else within_s):
                await sent
        except TimeoutError as error:
            if sent.done() and not sent.cancelled():  # it came at the last moment
                return sent.result()
            if self._awaited:
                _left_behind.add(self)
            words = f"the database gave no answer in {within_s:g} seconds"
            raise OperationalError(words) from error

    def _write(self) -> None:
        """Write what the socket takes, and the rest when it takes more."""
        try:
            is_more = bool(self._pgconn.flush())
        except OperationalError as error:
            self._lose(error)
            return
        if is_more:
            self._loop.call_soon(self._read)  # answers that libpq took in to make room
        if is_more and not self._is_writing:
            self._loop.add_writer(self._socket, self._write)
        elif self._is_writing and not is_more:
            self._loop.remove_writer(self._socket)
        self._is_writing = is_more

    def _read(self) -> None:
        if self._is_ended:
            return
        try:
            self._pgconn.consume_input()
            while self._awaited and not self._pgconn.is_busy():
                self._hear(self._pgconn.get_result())
        except OperationalError as error:
            self._lose(error)
        if self in _left_behind and not self._awaited:
            self._end()

    def _hear(self, result: PGresult | None) -> None:
        if result is None:  # between two results, and for ever on a connection that is gone
            if self._pgconn.status == ConnStatus.BAD:
                raise OperationalError("the connection to the database is lost")
        elif result.status == ExecStatus.PIPELINE_SYNC:
            refusal, self._refusal = self._refusal, None
            _answer(self._awaited.popleft(), refusal)
        elif result.status == ExecStatus.FATAL_ERROR:
            self._refusal = error_from_result(result)

    def _lose(self, error: OperationalError) -> None:
        """Nobody will hear any more of what is on its way."""
        self._end()
        while self._awaited:
            _answer(self._awaited.popleft(), error)

    def _end(self) -> None:
        _left_behind.discard(self)
        if not self._is_ended:  # the number of its socket may be another one's by now
            self._is_ended = True
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._pgconn.finish()


def _answer(answered: asyncio.Future[None], refusal: Error | None) -> None:
    if answered.done():
        return  # whoever sent it did not wait so long
    if refusal is None:
        answered.set_result(None)
    else:
        answered.set_exception(refusal)


def _are_too_many_left() -> bool:
    return len(_left_behind) >= MOST_LEFT_BEHIND
