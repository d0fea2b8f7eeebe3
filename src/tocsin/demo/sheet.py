"""What a visitor of the demo is told: where to look, how to sign in, how to send an alarm."""

from tocsin.demo import story
from tocsin.domain.record.seal import grouped
from tocsin.settings import Settings
from tocsin.web.demo_sheet import DemoLogin, DemoSheet


def make_sheet(settings: Settings, *, key_id: str) -> DemoSheet:
    """Write the sheet for a demo with these settings."""
    return DemoSheet(
        logins=[
            DemoLogin(
                name=login.name, email=login.email, password=story.PASSWORD, role=_words(login.role)
            )
            for login in story.LOGINS
        ],
        panel_command=_panel_command(settings.alarm_port),
        lone_worker_command=lone_worker_command(settings.public_url),
        api_key=story.API_KEY,
        key_fingerprint=grouped(key_id),
        centre_id=story.NORTHGATE,
    )


def _panel_command(port: int) -> str:
    """Give the one command with which the demo's panel sends an alarm to this demo."""
    usual = port == Settings.model_fields["alarm_port"].default
    return "make alarm" if usual else f"TOCSIN_ALARM_PORT={port} make alarm"


def _words(role: str) -> str:
    return {"centre_admin": "centre administrator"}.get(role, role)


def lone_worker_command(address: str) -> str:
    """Give the one command with which a lone worker's panic is raised."""
    body = (
        f'{{"lone_worker": "{story.MARGUERITE}", "code": "panic", '
        '"position": {"latitude": 60.1727, "longitude": 24.9486, "accuracy_m": 8}}'
    )
    return (
        f"curl -sS {address}/api/v1/signals -H 'Authorization: Bearer {story.API_KEY}' "
        f"-H 'Content-Type: application/json' -d '{body}'"
    )


def welcome(sheet: DemoSheet, settings: Settings) -> str:
    """Write what is printed when the demo is ready."""
    who = "\n".join(
        f"    {each.email:28} {each.password:8} {each.name}, {each.role}" for each in sheet.logins
    )
    return f"""
  Tocsin is ready.

  Look           {settings.public_url}/
  Sign in as
{who}

  A first alarm  {sheet.panel_command}
  A lone worker  {sheet.lone_worker_command}

  Reports are sealed with the key {sheet.key_fingerprint}
  Stop with Ctrl-C.
"""
