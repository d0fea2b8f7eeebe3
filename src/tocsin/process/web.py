"""The web process: the API, the live streams and the browser apps."""

import sys

import psycopg
import uvicorn

from tocsin.db.errors import DatabaseRefused
from tocsin.demo.sheet import make_sheet
from tocsin.gateways.journal_key import JournalKey
from tocsin.main import make_api
from tocsin.process.start import start
from tocsin.settings import Settings, WrongSetting

ROLES = """
    select pg_has_role(current_user, 'tocsin_web', 'member'),
        pg_has_role(current_user, 'tocsin_engine', 'member')
"""
GRACE_S = 3


def run_web(settings: Settings, address: str, key: JournalKey) -> None:
    """Serve until told to stop."""
    _demand_role(address)
    sheet = make_sheet(settings, key_id=key.key_id) if settings.demo else None
    config = uvicorn.Config(
        make_api(address, key, sheet),
        host=settings.web_host,
        port=settings.web_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
    )
    try:
        uvicorn.Server(config).run()
    except SystemExit as error:
        where = f"port {settings.web_port} on {settings.web_host}"
        raise WrongSetting(f"{where} cannot be used (TOCSIN_WEB_PORT)") from error


def _demand_role(address: str) -> None:
    with psycopg.connect(address) as connection:
        row = connection.execute(ROLES).fetchone()
    if row != (True, False):
        raise DatabaseRefused(
            "the web process must log in as tocsin_web and nothing more: else no row is protected"
        )


if __name__ == "__main__":
    sys.exit(start(run_web))
