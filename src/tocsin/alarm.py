"""A panel's alarm from the command line: `tocsin alarm`, for a first look and to try one's own.

It sends one DC-09 message in clear, as a panel does, to the receiver of this machine's settings.
It ends with 0 when the receiver took it, 1 when it refused it, and 3 when nobody answered.
"""

import argparse
import re
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tocsin.demo import story
from tocsin.protocols.sia_dc09 import Draft, write_message
from tocsin.settings import Settings

TAKEN, REFUSED, UNANSWERED = 0, 1, 3
WAIT_S = 5.0
OF_THE_DEMO = ("--account", story.CLEAR_ACCOUNT, "--zone", "4", "--text", "Goods-in shutter")
ALL_THE_SAME = "An alarm is shown to the operators all the same."
MEANINGS = {
    "ACK": "It is stored. If it is an alarm, it stands in the console now.",
    "DUH": f"No panel has this account, or this one must be encrypted. {ALL_THE_SAME}",
    "NAK": f"The time in it is wrong. {ALL_THE_SAME}",
}
WHERE = "Is Tocsin running, and is this its TOCSIN_ALARM_PORT?"
NO_WORD = "The receiver gave no answer. The console shows whether it came."


def read_words(words: Sequence[str]) -> argparse.Namespace:
    """Take what stands after `tocsin alarm` on the command line.

    With nothing there it is the demo's panel that sends. SystemExit where it is written wrongly.
    """
    return _parser().parse_args(words or OF_THE_DEMO)


def send_alarm(asked: argparse.Namespace, settings: Settings) -> int:
    """Send one alarm, and say what came of it."""
    sent_at = datetime.now(UTC)  # noqa: TID251  the panel's own clock
    text = f"^{asked.text}^" if asked.text else ""
    draft = Draft(
        token="SIA-DCS",  # noqa: S106  a protocol's word
        account=asked.account,
        message=f"#{asked.account}|Nri1/{asked.code}{asked.zone}{text}".encode(),
        sequence=sent_at.microsecond % 9_999 + 1,
        sent_at=sent_at,
    )
    what = f"The panel {asked.account} reported {asked.code} in zone {asked.zone}."
    port = settings.alarm_port
    try:
        with socket.create_connection((settings.alarm_host, port), timeout=WAIT_S) as connection:
            answer = _answer(connection, write_message(draft))
    except OSError as error:
        return _say(UNANSWERED, f"Nobody answers on port {port} ({error}). {WHERE}")
    word = next((word for word in MEANINGS if f'"{word}"' in answer), None)
    if word is None:
        return _say(UNANSWERED, f"{what} {NO_WORD}")
    code = TAKEN if word == "ACK" else REFUSED
    return _say(code, f"{what} The receiver said {word}. {MEANINGS[word]}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tocsin alarm",
        description="Send one alarm as a panel would: in clear, over TCP, to the receiver here. "
        "It is no drill: an operator takes it and closes it, or the plan runs.",
        epilog="Codes: BA burglary, FA fire, HA hold-up, PA panic, MA medical, TA tamper, RP a "
        "test. BR, FR and so on: it is over.",
    )
    add = parser.add_argument
    add("--account", required=True, type=_as("[0-9A-F]{3,16}", "3 to 16 digits or letters A to F"))
    add("--code", default="BA", type=_as("[A-Z]{2}", "two letters, such as BA"), help="BA if none")
    add("--zone", default="1", type=_as("[0-9]{1,4}", "up to four digits"), help="1 if none")
    add("--text", type=_text, help="as a panel names its zone")
    return parser


def _as(pattern: str, what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if re.fullmatch(pattern, text.upper()) is None:
            raise argparse.ArgumentTypeError(f"{text} is not {what}")
        return text.upper()

    return read


def _text(text: str) -> str:
    if re.fullmatch(r"[ -~]{1,60}", text) is None or set("^|[]") & set(text):
        raise argparse.ArgumentTypeError("up to 60 plain letters, none of ^ | [ ]")
    return text


def _answer(connection: socket.socket, message: bytes) -> str:
    """Send it and give the answer as text; empty when there is none."""
    try:
        connection.sendall(message)
        return connection.recv(4_096).decode("ascii", "replace")
    except (TimeoutError, ConnectionError):
        return ""


def _say(code: int, line: str) -> int:
    (sys.stdout if code == TAKEN else sys.stderr).write(f"{line}\n")
    return code
