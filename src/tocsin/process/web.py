"""The web process: the API, the live streams and the browser apps."""

import socket
import sys

import psycopg
import uvicorn

from tocsin.db.errors import DatabaseRefused
from tocsin.demo.sheet import make_sheet
from tocsin.gateways.journal_key import JournalKey
from tocsin.gateways.secret_box import SecretBox
from tocsin.main import Own, make_api
from tocsin.process.start import start
from tocsin.settings import Settings, WrongSetting
from tocsin.web.map_style import MapStyle

ROLES = """
    select pg_has_role(current_user, 'tocsin_web', 'member'),
        pg_has_role(current_user, 'tocsin_engine', 'member')
"""
GRACE_S = 3
BACKLOG = 2_048


def run_web(settings: Settings, address: str, key: JournalKey) -> None:
    """Serve until told to stop."""
    _demand_role(address)
    sheet = make_sheet(settings, key_id=key.key_id) if settings.demo else None
    config = uvicorn.Config(
        make_api(
            address,
            key,
            sheet,
            SecretBox.load_or_make(settings.second_factor_key),
            Own(
                map_style=MapStyle(settings.map_style_url, settings.map_sources),
                public_url=settings.public_url,
            ),
        ),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
    )
    with _take_port(settings) as port:
        uvicorn.Server(config).run(sockets=[port])


def _take_port(settings: Settings) -> socket.socket:
    """Take the port ourselves: uvicorn says in two lines of its own why it could not."""
    host, port = settings.web_host, settings.web_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise WrongSetting(f"port {port} on {host} cannot be used (TOCSIN_WEB_PORT)") from error


def _demand_role(address: str) -> None:
    with psycopg.connect(address) as connection:
        row = connection.execute(ROLES).fetchone()
    if row != (True, False):
        raise DatabaseRefused(
            "the web process must log in as tocsin_web and nothing more: else no row is protected"
        )


if __name__ == "__main__":
    sys.exit(start(run_web))
