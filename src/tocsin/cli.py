"""The command line: `tocsin demo`, `tocsin serve`, and the parts that run by themselves."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType

import psycopg

from tocsin import __version__, alarm, verify
from tocsin.db.errors import DatabaseRefused
from tocsin.db.migrate import migrate
from tocsin.gateways.clock import new_id
from tocsin.gateways.journal_key import JournalKeyUnusable
from tocsin.gateways.key_file import KeyFileUnusable
from tocsin.gateways.postgres_dump import running_address
from tocsin.gateways.postgres_server import PostgresRefused
from tocsin.process.backup import BackupRefused, back_up, bring_back
from tocsin.process.serve import first_code_line, serve
from tocsin.settings import Settings, WrongSetting, read_settings
from tocsin.supervisor import WRONG_SETTING

REFUSALS = (
    WrongSetting,
    DatabaseRefused,
    PostgresRefused,
    JournalKeyUnusable,
    KeyFileUnusable,
    BackupRefused,
)
OUTSIDE = ("database_url", "web_database_url", "engine_database_url", "owner_database_url")
HELP = """commands:
  demo            serve a small town on this machine, with its story and its passwords
  serve           serve an installation: web, loops and receiver, and a PostgreSQL if none is set
  first-code      say a new one-time code for the first administrator
  backup FILE     write database, files and keys into one file
  restore FILE    bring a backup back into an empty installation
  verify FILE     check a report, with --key FINGERPRINT, and without us
  alarm           let the demo's panel send one alarm, or with --account one of yours
  web, loops, receive
                  one part by itself, beside an outside PostgreSQL
  migrate         bring an outside PostgreSQL to this release's schema, as its owner
"""
INTERRUPTED = 130  # what shells call a program that Ctrl-C ended
DEMO_HOME = Path.home() / ".local/share/tocsin-demo"


def main() -> int:
    """Carry out one command; what cannot be done is said in one line, with an exit code."""
    command = _command(sys.argv[1:])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        return command()
    except REFUSALS as refusal:
        return _refuse(str(refusal))
    except ExceptionGroup as group:
        refusals, others = group.split(REFUSALS)
        if refusals is None or others is not None:
            raise
        return _refuse(str(refusals.exceptions[0]))
    except psycopg.OperationalError as error:
        return _refuse(f"the database does not answer: {str(error).splitlines()[0]}")


def _command(words: list[str]) -> Callable[[], int]:
    """Read the command line; what is written wrongly ends the program with a line that says how."""
    if words[:1] == ["verify"]:
        return partial(verify.main, words[1:])
    if words[:1] == ["alarm"]:
        asked = alarm.read_words(words[1:])
        return lambda: alarm.send_alarm(asked, read_settings())
    parser = argparse.ArgumentParser(
        prog="tocsin",
        description="From an alarm to its closed incident, and the evidence of it.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tocsin {__version__}")
    parser.add_argument(
        "command", choices=[*COMMANDS, *WITH_FILE, *WITH_WORDS], metavar="command", help="see below"
    )
    parser.add_argument("file", nargs="?", type=Path, help="of backup, restore and verify")
    parser.add_argument("--key", help="verify only: the fingerprint; see tocsin verify --help")
    given = parser.parse_args(["--help"] if words[:1] == ["help"] else words)
    if why := _why_wrong(given):
        parser.error(why)
    if given.command in WITH_FILE:
        return lambda: WITH_FILE[given.command](read_settings(), given.file)
    return lambda: COMMANDS[given.command](read_settings())


def _why_wrong(given: argparse.Namespace) -> str | None:
    if given.command in WITH_WORDS:  # with its name first it is answered before we come here
        return f"write tocsin {given.command} {WITH_WORDS[given.command]}"
    if given.command in WITH_FILE and given.file is None:
        return f"{given.command} needs a file: tocsin {given.command} FILE"
    if given.command not in WITH_FILE and given.file is not None:
        return f"{given.command} takes no file"
    return f"{given.command} takes no --key" if given.key else None


def _stop(number: int, _frame: FrameType | None) -> None:
    """End in good order also while starting: what was begun is undone on the way out."""
    raise SystemExit(0 if number == signal.SIGTERM else INTERRUPTED)


def _refuse(why: str) -> int:
    sys.stderr.write(f"tocsin: {why}\n")
    return WRONG_SETTING


def _demo(settings: Settings) -> int:
    """Everything by one command, with the demo's story."""
    home = settings.home if "home" in settings.model_fields_set else DEMO_HOME
    alone = dict.fromkeys(OUTSIDE)  # the demo's passwords are public: it never fills another's
    return serve(read_settings(demo=True, home=home, **alone))


def _first_code(settings: Settings) -> int:
    """Say a new one-time code for the first administrator, while nobody can sign in."""
    address = settings.owner_database_url or running_address(settings.home)
    if address is None:
        return _refuse("no Tocsin runs here: start `tocsin serve`, which says a code by itself")
    line = first_code_line(settings, address)
    if line is None:
        return _refuse("somebody can sign in already: an administrator sets up the others")
    sys.stdout.write(f"{line}\n")
    return 0


def _backup(settings: Settings, path: Path) -> int:
    """Write database, files and keys into one file."""
    made_at = datetime.now(UTC)  # noqa: TID251  when this was is what its reader asks
    sys.stdout.write(f"{back_up(settings, path, made_at)}\n")
    return 0


def _restore(settings: Settings, path: Path) -> int:
    """Bring a backup back into an empty installation."""
    sys.stdout.write(f"{bring_back(settings, path)}\n")
    return 0


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


COMMANDS: dict[str, Callable[[Settings], int]] = {
    "demo": _demo,
    "serve": serve,
    "web": _part("web"),
    "loops": _part("loops"),
    "receive": _part("receive"),
    "migrate": _migrate,
    "first-code": _first_code,
}
WITH_FILE: dict[str, Callable[[Settings, Path], int]] = {"backup": _backup, "restore": _restore}
WITH_WORDS = {"verify": "FILE --key FINGERPRINT", "alarm": "--account ACCOUNT"}  # of their own
