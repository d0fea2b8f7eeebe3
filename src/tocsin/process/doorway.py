"""Whether the ports can be had: asked before anything else is begun, and said in one line."""

import errno
import http.client
import socket

from tocsin.settings import Settings, WrongSetting

ASK_FOR_S = 1.0
OUR_ANSWER = b'{"live":true}'
TAKEN = "is in use by another program"


def demand_ports(settings: Settings) -> None:
    """See that both ports are free. Raises WrongSetting, which names each that is not."""
    web = _why_not(settings.web_host, settings.web_port, socket.SOCK_STREAM)
    if web == TAKEN and _is_tocsin(settings.web_host, settings.web_port):
        where = f"port {settings.web_port} on {settings.web_host}"
        raise WrongSetting(f"{where} is in use: a Tocsin runs there (TOCSIN_WEB_PORT)")
    alarm = _why_not(settings.alarm_host, settings.alarm_port, socket.SOCK_STREAM)
    alarm = alarm or _why_not(settings.alarm_host, settings.alarm_port, socket.SOCK_DGRAM)
    found = (
        ("TOCSIN_WEB_PORT", settings.web_host, settings.web_port, web),
        ("TOCSIN_ALARM_PORT", settings.alarm_host, settings.alarm_port, alarm),
    )
    if said := [f"port {port} on {host} {why} ({name})" for name, host, port, why in found if why]:
        raise WrongSetting("; ".join(said))


def _why_not(host: str, port: int, kind: socket.SocketKind) -> str | None:
    """Say why a port cannot be had; None when it can. Nobody who has it is spoken to."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as trial:
        if kind is socket.SOCK_STREAM:  # as the servers do: what closed a moment ago is free
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            is_taken = error.errno == errno.EADDRINUSE
            return TAKEN if is_taken else f"cannot be used: {error.strerror or error}"
    return None


def _is_tocsin(host: str, port: int) -> bool:
    """Ask whatever has the web port whether it is one of ours."""
    asking = http.client.HTTPConnection(host, port, timeout=ASK_FOR_S)
    try:
        asking.request("GET", "/health/live")
        return asking.getresponse().read1(100) == OUR_ANSWER
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
