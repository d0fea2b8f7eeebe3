"""Whether the ports can be had: asked before anything else is begun, and said in one line."""

import errno
import http.client
import socket

from tocsin.settings import Settings, WrongSetting

ASK_FOR_S = 1.0
OUR_ANSWER = b'{"live":true}'
IN_USE_BY_US = "is in use: a Tocsin runs there"


def demand_ports(settings: Settings) -> None:
    """See that both ports are free. Raises WrongSetting, which names each that is not."""
    web = _why_not(settings.web_host, settings.web_port, socket.SOCK_STREAM)
    alarm = _why_not(settings.alarm_host, settings.alarm_port, socket.SOCK_STREAM)
    alarm = alarm or _why_not(settings.alarm_host, settings.alarm_port, socket.SOCK_DGRAM)
    if web is not None and web.endswith(IN_USE_BY_US):
        alarm = None  # the same one has it
    found = {"TOCSIN_WEB_PORT": web, "TOCSIN_ALARM_PORT": alarm}
    if said := [f"{why} ({name})" for name, why in found.items() if why is not None]:
        raise WrongSetting("; ".join(said))


def _why_not(host: str, port: int, kind: socket.SocketKind) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as trial:
        if kind is socket.SOCK_STREAM:  # as the servers do: what closed a moment ago is free
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            is_ours = error.errno == errno.EADDRINUSE and _is_tocsin(host, port)
            return f"port {port} on {host} {IN_USE_BY_US if is_ours else _words(error)}"
    return None


def _words(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "is in use by another program"
    return f"cannot be used: {error.strerror or error}"


def _is_tocsin(host: str, port: int) -> bool:
    """Ask whatever has the port whether it is one of ours."""
    asking = http.client.HTTPConnection(host, port, timeout=ASK_FOR_S)
    try:
        asking.request("GET", "/health/live")
        return asking.getresponse().read1(100) == OUR_ANSWER
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
