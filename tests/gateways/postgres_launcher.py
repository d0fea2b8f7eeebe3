"""A launcher in a process of its own, for tests that kill it: start, say so, wait, stop."""

import sys
from pathlib import Path

from tests.postgres import make_server
from tocsin.gateways.postgres_server import PostgresRefused


def main() -> None:
    server = make_server(Path(sys.argv[1]), patience_s=float(sys.argv[2]))
    try:
        server.start()
    except PostgresRefused as refused:
        sys.exit(str(refused))
    print(server.pid, server.address(), flush=True)  # noqa: T201 - it is what the test reads
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
