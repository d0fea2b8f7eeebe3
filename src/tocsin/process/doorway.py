"""Whether the ports can be had: asked before anything else is begun, and said in one line."""

import errno
import http.client
import json
import socket

from tocsin.settings import Settings, WrongSetting

ASK_FOR_S = 2.0


def demand_ports(settings: Settings) -> None:
    """See that both ports are free. Raises WrongSetting, which names each that is not."""
    web = _why_not(settings.web_host, settings.web_port, socket.SOCK_STREAM)
    if web is not None and _is_tocsin(settings.web_host, settings.web_port):
        web = f"port {settings.web_port} on {settings.web_host} is in use: a Tocsin runs there"
    alarm = _why_not(settings.alarm_host, settings.alarm_port, socket.SOCK_STREAM)
    alarm = alarm or _why_not(settings.alarm_host, settings.alarm_port, socket.SOCK_DGRAM)
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
            return f"port {port} on {host} {_words(error)}"
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
        return bool(json.load(asking.getresponse()) == {"live": True})
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        asking.close()
