"""The command line: `tocsin demo`, `tocsin serve`, and the parts that run by themselves."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import psycopg

from tocsin import __version__, verify
from tocsin.db.errors import DatabaseRefused
from tocsin.db.migrate import migrate
from tocsin.demo.panel import send_alarm
from tocsin.demo.seed import seed
from tocsin.demo.sheet import make_sheet, welcome
from tocsin.gateways.clock import new_id
from tocsin.gateways.journal_key import JournalKey, JournalKeyUnusable
from tocsin.gateways.postgres_server import PostgresRefused, PostgresServer
from tocsin.settings import Settings, WrongSetting, read_settings
from tocsin.supervisor import WRONG_SETTING, Child, supervise

REFUSALS = (WrongSetting, DatabaseRefused, PostgresRefused, JournalKeyUnusable)
DEMO_HOME = Path.home() / ".local/share/tocsin-demo"


def main() -> int:
    """Carry out one command; what cannot be done is said in one line, with an exit code."""
    if sys.argv[1:2] == ["verify"]:
        return verify.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="tocsin", description=__doc__)
    parser.add_argument("--version", action="version", version=f"tocsin {__version__}")
    parser.add_argument("command", choices=[*COMMANDS, "verify"], help="what to do")
    command = parser.parse_args().command
    signal.signal(signal.SIGTERM, _stop)
    try:
        return COMMANDS[command](read_settings())
    except REFUSALS as refusal:
        return _refuse(str(refusal))
    except ExceptionGroup as group:
        refusals, others = group.split(REFUSALS)
        if refusals is None or others is not None:
            raise
        return _refuse(str(refusals.exceptions[0]))
    except psycopg.OperationalError as error:
        return _refuse(f"the database does not answer: {str(error).splitlines()[0]}")


def _stop(_number: int, _frame: FrameType | None) -> None:
    """End in good order also while starting: what was begun is undone on the way out."""
    raise SystemExit(0)


def _refuse(why: str) -> int:
    sys.stderr.write(f"tocsin: {why}\n")
    return WRONG_SETTING


def _demo(settings: Settings) -> int:
    """Everything in one process group, with the demo's story."""
    home = settings.home if "TOCSIN_HOME" in os.environ else DEMO_HOME
    return _serve_all(settings.model_copy(update={"demo": True, "home": home}))


def _serve(settings: Settings) -> int:
    """Everything in one process group, with the embedded PostgreSQL or an outside one."""
    return _serve_all(settings)


def _serve_all(settings: Settings) -> int:
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.database_url is not None:
        raise WrongSetting(
            "with TOCSIN_DATABASE_URL set, start `tocsin web`, `tocsin loops` and `tocsin receive`"
        )
    server = PostgresServer(settings.home, bin_directory=settings.postgres_bin)
    server.start()
    try:
        _prepare(settings, server)
    except BaseException:
        server.stop()
        raise
    return supervise(_children(settings, server), postgres=server)


def _prepare(settings: Settings, server: PostgresServer) -> None:
    owner = server.address()
    migrate(owner, epoch=new_id())
    key = JournalKey.load_or_make(settings.journal_key)
    if settings.demo:
        seed(owner, alarm_port=settings.alarm_port)
        sheet = make_sheet(settings, key_id=key.key_id)
        sys.stdout.write(welcome(sheet, settings))
        sys.stdout.flush()


def _children(settings: Settings, server: PostgresServer) -> Sequence[Child]:
    shared = os.environ | {
        "TOCSIN_HOME": str(settings.home),
        "TOCSIN_DEMO": "1" if settings.demo else "0",
    }
    roles = {"web": "tocsin_web", "loops": "tocsin_engine", "receive": "tocsin_engine"}
    return [
        Child(
            name,
            _argv(name),
            shared | {"TOCSIN_DATABASE_URL": server.address(role)},
        )
        for name, role in roles.items()
    ]


def _part(name: str) -> Callable[[Settings], int]:
    def command(_settings: Settings) -> int:
        # It becomes that process, which imports only what it needs.
        os.execv(sys.executable, _argv(name))  # noqa: S606  it is ourselves

    return command


def _argv(name: str) -> list[str]:
    return [sys.executable, "-m", f"tocsin.process.{name}"]


def _migrate(settings: Settings) -> int:
    """Bring an outside database to this release's schema, as its owner."""
    if settings.owner_database_url is None:
        raise WrongSetting("TOCSIN_OWNER_DATABASE_URL is not set: it says whom to migrate as")
    migrate(settings.owner_database_url, epoch=new_id())
    return 0


def _alarm(settings: Settings) -> int:
    """Send one alarm of the demo panel."""
    sent_at = datetime.now(UTC)  # noqa: TID251  the demo panel's own clock
    sequence = sent_at.microsecond % 9_999 + 1
    try:
        answer = send_alarm(
            settings.alarm_host, settings.alarm_port, sequence=sequence, sent_at=sent_at
        )
    except OSError as error:
        return _refuse(f"no answer on port {settings.alarm_port} ({error}): is the demo running?")
    sys.stdout.write(f"The panel at Canalside reported a burglary. The receiver said: {answer}\n")
    return 0 if '"ACK"' in answer else 1


COMMANDS: dict[str, Callable[[Settings], int]] = {
    "demo": _demo,
    "serve": _serve,
    "web": _part("web"),
    "loops": _part("loops"),
    "receive": _part("receive"),
    "migrate": _migrate,
    "alarm": _alarm,
}
