"""Says that Tocsin is ready when it is, and not before.

The last line in the starting terminal is read as "go and look": whoever looks too early would find
a closed door. A thread asks `/health/ready` as any probe would, while the supervisor starts the
processes. It ends with its answer; a start that takes very long is told as well.
"""

import json
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from tocsin.settings import Settings

ASK_EVERY_S = 0.2
ASK_WITHIN_S = 5.0
LATE_AFTER_S = 30.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where we listen, and so are heard

Say = Callable[[str], None]


def say_when_ready(settings: Settings, line: str, say: Say) -> threading.Thread:
    """Begin to ask, and say the line as soon as every part is ready."""
    host = EVERYWHERE.get(settings.web_host, settings.web_host)
    asking = threading.Thread(
        target=_ask_on, args=(host, settings.web_port, line, say), daemon=True, name="ready"
    )
    asking.start()
    return asking


def _ask_on(host: str, port: int, line: str, say: Say) -> None:
    begun, is_late_said = time.monotonic(), False
    while (why := why_not_ready(host, port)) is not None:
        if not is_late_said and time.monotonic() - begun > LATE_AFTER_S:
            say(f"Tocsin is not ready yet: {why}")
            is_late_said = True
        time.sleep(ASK_EVERY_S)  # noqa: TID251  what it waits for may not have a database yet
    say(line)


def why_not_ready(host: str, port: int) -> str | None:
    """Ask once; None when everything is ready."""
    connection = HTTPConnection(host, port, timeout=ASK_WITHIN_S)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as error:
        return f"the web process does not answer on port {port} ({error})"
    finally:
        connection.close()
    if answer.status == 200:  # noqa: PLR2004  it is HTTP's own
        return None
    return _what_is_missing(body)


def _what_is_missing(body: bytes) -> str:
    try:
        silent = json.loads(body)["silent"]
    except (ValueError, KeyError, TypeError):
        return "the database does not answer"
    return f"not heard: {', '.join(silent)}"
