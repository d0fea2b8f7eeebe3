"""`tocsin serve`: everything by one command, with the embedded PostgreSQL or an outside one.

Each part logs in as its own role. The owner's address is needed only to bring the schema up to
date and for the first administrator's code.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from tocsin.db.first_code import keep_first_code
from tocsin.db.migrate import migrate
from tocsin.db.schema import check_schema
from tocsin.demo.seed import seed
from tocsin.demo.sheet import make_sheet, welcome
from tocsin.gateways.clock import new_id
from tocsin.gateways.journal_key import JournalKey
from tocsin.gateways.one_time_code import new_paper_code, paper_form
from tocsin.gateways.postgres_server import PostgresServer
from tocsin.process.doorway import demand_ports
from tocsin.process.ready import say_when_ready
from tocsin.settings import Settings, WrongSetting
from tocsin.supervisor import Child, supervise
from tocsin.web.asker import digest_of

ROLE_OF = {"web": "tocsin_web", "loops": "tocsin_engine", "receive": "tocsin_engine"}


def serve(settings: Settings) -> int:
    demand_ports(settings)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.is_outside:
        return _serve_outside(settings)
    server = PostgresServer(settings.home, bin_directory=settings.postgres_bin)
    server.start()
    try:
        _prepare(settings, server.address())
    except BaseException:
        server.stop()
        raise
    addresses = {name: server.address(role) for name, role in ROLE_OF.items()}
    say_when_ready(settings, _ready_line(settings), _say)
    return supervise(_children(settings, addresses), postgres=server)


def _serve_outside(settings: Settings) -> int:
    """Serve with an outside PostgreSQL. Raises WrongSetting: what is missing."""
    web, engine = settings.web_database_url, settings.engine_database_url
    given = {"TOCSIN_WEB_DATABASE_URL": web, "TOCSIN_ENGINE_DATABASE_URL": engine}
    if missing := [name for name, url in given.items() if url is None]:
        raise WrongSetting(
            f"an outside PostgreSQL needs {' and '.join(missing)} too: the addresses with which "
            "tocsin_web and tocsin_engine log in (see docs/operating.md)"
        )
    assert web is not None
    assert engine is not None
    if settings.owner_database_url is not None:
        _prepare(settings, settings.owner_database_url)
    else:
        check_schema(web)
        _say("Set TOCSIN_OWNER_DATABASE_URL to have the schema brought up to date at the start.")
    addresses = {name: web if role == "tocsin_web" else engine for name, role in ROLE_OF.items()}
    say_when_ready(settings, _ready_line(settings), _say)
    return supervise(_children(settings, addresses))


def _prepare(settings: Settings, owner: str) -> None:
    migrate(owner, epoch=new_id())
    JournalKey.load_or_make(settings.journal_key)
    if settings.demo:
        seed(owner, alarm_port=settings.alarm_port)
    elif line := first_code_line(settings, owner):
        _say(line)


def _ready_line(settings: Settings) -> str:
    if not settings.demo:
        return f"Tocsin is ready at {settings.public_url}/"
    key = JournalKey.load_or_make(settings.journal_key)
    return welcome(make_sheet(settings, key_id=key.key_id), settings).rstrip("\n")


def first_code_line(settings: Settings, owner: str) -> str | None:
    """Make a first administrator's code, and say it; None when somebody can sign in already."""
    code = new_paper_code()
    if not keep_first_code(owner, digest_of(paper_form(code))):
        return None
    where = f"{settings.public_url}/begin/"
    return f"Nobody can sign in yet. Begin at {where} with the one-time code {code}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _children(settings: Settings, addresses: Mapping[str, str]) -> Sequence[Child]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "TOCSIN_DATABASE_URL" and not name.endswith("_DATABASE_URL")
    }
    shared = kept | {
        "TOCSIN_HOME": str(settings.home),
        "TOCSIN_DEMO": "1" if settings.demo else "0",
    }
    return [
        Child(
            name,
            [sys.executable, "-m", f"tocsin.process.{name}"],
            shared | {"TOCSIN_DATABASE_URL": address},
        )
        for name, address in addresses.items()
    ]
