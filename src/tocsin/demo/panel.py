"""A panel that sends one alarm over DC-09: `tocsin alarm`, for the demo and for a first look."""

import socket
from datetime import datetime

from tocsin.demo import story
from tocsin.protocols.sia_dc09 import Draft, write_message

WAIT_S = 5.0
MESSAGE = b"#1234|Nri1/BA4^Goods-in shutter^"


def send_alarm(host: str, port: int, *, sequence: int, sent_at: datetime) -> str:
    """Send a burglary alarm of the clear demo panel, and give the answer as text.

    OSError when nobody answers.
    """
    draft = Draft(
        token="SIA-DCS",  # noqa: S106  a protocol's word
        account=story.CLEAR_ACCOUNT,
        message=MESSAGE,
        sequence=sequence,
        sent_at=sent_at,
    )
    with socket.create_connection((host, port), timeout=WAIT_S) as connection:
        connection.sendall(write_message(draft))
        return connection.recv(4096).decode("ascii", "replace").strip()
