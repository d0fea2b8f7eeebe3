"""The line that says "ready": said when everything is, and not before."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tocsin.process import ready
from tocsin.process.ready import say_when_ready, why_not_ready
from tocsin.settings import Settings

LOOPBACK = "127.0.0.1"


class Web(BaseHTTPRequestHandler):
    """Answers as `/health/ready` does, once for each entry, and then with 200."""

    silent: list[list[str]]

    def do_GET(self) -> None:
        silent = self.silent.pop(0) if self.silent else []
        self.send_response(503 if silent else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"ready": not silent, "silent": silent}).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's own name
        """Keep the tests' terminal clean."""


@contextmanager
def web(*silent: list[str]) -> Iterator[int]:
    answering = type("Answering", (Web,), {"silent": list(silent)})
    with HTTPServer((LOOPBACK, 0), answering) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            serving.join()


def test_ready_is_said_only_when_every_part_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "ASK_EVERY_S", 0.01)
    monkeypatch.setattr(ready, "LATE_AFTER_S", -1)
    said: list[str] = []
    with web(["loops", "store"], ["store"]) as port:
        settings = Settings(web_host="0.0.0.0", web_port=port)  # noqa: S104  it is only asked
        say_when_ready(settings, "Tocsin is ready", said.append).join(5)
    assert said == ["Tocsin is not ready yet: not heard: loops, store", "Tocsin is ready"]


def test_a_door_that_is_closed_is_not_ready() -> None:
    with web() as port:
        assert why_not_ready(LOOPBACK, port) is None
    why = why_not_ready(LOOPBACK, port)
    assert why is not None
    assert f"does not answer on port {port}" in why
