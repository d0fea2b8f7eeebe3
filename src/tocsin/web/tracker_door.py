"""Where trackers send: Traccar, OsmAnd, OwnTracks or any program, each to its line's own address.

The key is in the address. An alarm is stored as any signal is, its bytes kept, before it is
answered. A place without one is kept only while a session of that lone worker runs or an incident
about them is open. Whom nobody knows is answered 404; an alarm of theirs, and what nobody can read,
the centre is shown.
"""

from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from tocsin.db.ledger import database_clock
from tocsin.db.position import keep_position
from tocsin.db.signal import store
from tocsin.db.tracker import (
    TrackerLine,
    find_tracker_line,
    hear_tracker,
    was_heard,
)
from tocsin.domain.errors import NotFound
from tocsin.domain.session.tracking import TrackerWord, reports_of
from tocsin.protocols import mapped, osmand, owntracks, traccar
from tocsin.protocols.loose import NotUnderstood
from tocsin.web.asker import digest_of
from tocsin.web.attempts import Guess, TooManyAttempts
from tocsin.web.depends import Parts, parts_of
from tocsin.web.errors import problem
from tocsin.web.tracker_signal import Heard, Message, of_report, of_unread

router = APIRouter()

MOST_BYTES = 65_536
NO_SUCH_LINE = "No line has this address. Look at the one that was shown when the line was set up."
NOBODY = "Nobody knows this device here. Add it as a tracker of its lone worker, by this name: {}"
NOTHING_SENT = "This address is right, and nothing was sent to it."
KEPT_UNREAD = "This cannot be read: {}. It is kept, and the centre is shown it."


@router.api_route("/in/{key}", methods=["GET", "POST"], include_in_schema=False)
async def take_message(key: str, request: Request) -> Response:
    """Take what a tracker sends. Answered only when it is stored."""
    parts = parts_of(request)
    source = request.client.host if request.client else "unknown"
    line = await _find_line(parts, key, source)
    raw = await _read(request)
    if not raw.strip() and line.protocol != "owntracks":  # which asks so whether we are there
        return problem(400, "not-understood", NOTHING_SENT)
    message = Message(line, source, raw)
    try:
        word = _understand(line, request, raw)
    except NotUnderstood as error:
        await _tell_unread(parts, message, str(error))
        return problem(400, "not-understood", KEPT_UNREAD.format(error))
    if word is not None and not await _hear(parts, message, word):
        raise NotFound(NOBODY.format(word.account))
    return JSONResponse([] if line.protocol == "owntracks" else {})


async def _find_line(parts: Parts, key: str, source: str) -> TrackerLine:
    """Find the line by its key. Raises NotFound, and TooManyAttempts for who guesses keys.

    A right key is always taken: one old device with a wrong one must silence no other beside it.
    """
    guess = Guess(f"tracker line from {source}")
    async with parts.pool.connection() as connection:
        line = await find_tracker_line(connection, digest_of(key))
        if line is not None:
            return line
        now = await database_clock(connection)
    if parts.attempts.are_too_many(guess, now):
        raise TooManyAttempts
    parts.attempts.was_wrong(guess, now)
    raise NotFound(NO_SUCH_LINE)


async def _read(request: Request) -> bytes:
    """Read the message: a GET's is its query. Of one that is far too long, its beginning."""
    if request.method == "GET":
        return request.url.query.encode()[:MOST_BYTES]
    raw = b""
    async for piece in request.stream():
        raw += piece
        if len(raw) > MOST_BYTES:
            break
    return raw[:MOST_BYTES]


def _understand(line: TrackerLine, request: Request, raw: bytes) -> TrackerWord | None:
    """Read it as its line's protocol says. Raises NotUnderstood."""
    if line.protocol == "traccar":
        return traccar.read(raw)
    if line.protocol == "webhook":
        return mapped.read(raw, line.mapping or {})
    if line.protocol == "owntracks":
        asked, headers = request.query_params, request.headers
        whose = headers.get("X-Limit-U") or asked.get("u")
        return owntracks.read(raw, whose, headers.get("X-Limit-D") or asked.get("d"))
    if raw.lstrip().startswith(b"{"):
        return osmand.read_json(raw)
    sent = raw.decode("utf-8", "replace")
    return osmand.read_form(dict(request.query_params) | dict(parse_qsl(sent)))


async def _hear(parts: Parts, message: Message, word: TrackerWord) -> bool:
    """Store what it says; say whether anybody knows whose it is, or is told of it."""
    line = message.line
    async with parts.open_work("store_signals", line.centre_id) as work:
        now = await work.ledger.ask_clock()
        tracker = await hear_tracker(work.connection, line.id, word.account)
        if tracker is None and not word.alarms:
            return False
        reports = reports_of(word, now, None if tracker is None else tracker.battery_percent)
        if tracker is not None:
            await was_heard(work.connection, tracker, word.battery_percent)
        if tracker is not None and word.position is not None and not reports:
            await keep_position(
                work.connection,
                tracker.lone_worker_id,
                word.position,
                received_at=now,
                occurred_at=min(word.at or now, now),
            )
        if reports:
            heard = Heard(message=message, word=word, tracker=tracker, now=now)
            told = [of_report(work.new_id(), heard, report) for report in reports]
            await store(work.connection, told)
    parts.ring()
    return True


async def _tell_unread(parts: Parts, message: Message, why: str) -> None:
    """Show the centre what nobody could read: it may be an alarm."""
    async with parts.open_work("store_signals", message.line.centre_id) as work:
        await store(work.connection, [of_unread(work.new_id(), message, why)])
    parts.ring()
