"""Settings: where they come from, what is refused, and that links lead to where people look."""

from pathlib import Path

import pytest

from tests.domain.specimen import KEY
from tocsin.demo import story
from tocsin.demo.sheet import make_sheet, welcome
from tocsin.domain.response.answer_link import AnswerLink
from tocsin.gateways.journal_key import JournalKey
from tocsin.process.loops import _answer_at
from tocsin.process.serve import _ready_line, first_code_line
from tocsin.settings import Settings, WrongSetting, read_settings

PUBLIC = "https://alarms.northgate.example"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start from a folder of its own, with no setting of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TOCSIN_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_env_in_the_folder_is_read_and_the_environment_stands_above_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings().web_port == 8600
    (folder / ".env").write_text(f"TOCSIN_WEB_PORT=8700\nTOCSIN_PUBLIC_URL={PUBLIC}\nOTHER=1\n")
    monkeypatch.setenv("TOCSIN_WEB_PORT", "8800")
    read = read_settings()
    assert (read.web_port, read.public_url) == (8800, PUBLIC)
    assert read_settings(web_port=8900).web_port == 8900


def test_a_wrong_value_in_the_file_is_named_in_one_line(folder: Path) -> None:
    (folder / ".env").write_text("TOCSIN_ALARM_PORT=70000\n")
    with pytest.raises(WrongSetting, match=r"^TOCSIN_ALARM_PORT: .*$"):
        read_settings()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "", "::", "demo.example"])  # noqa: S104  refused
@pytest.mark.parametrize("door", ["web_host", "alarm_host"])
def test_a_demo_may_not_be_reached_from_elsewhere(host: str, door: str) -> None:
    with pytest.raises(WrongSetting, match="loopback only"):
        read_settings(demo=True, **{door: host})
    assert getattr(read_settings(**{door: host}), door) == host, "what is no demo may"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_demo_may_be_reached_from_its_own_machine(host: str) -> None:
    assert read_settings(demo=True, web_host=host, alarm_host=host).demo


def test_without_a_public_address_links_lead_to_this_machines_web_port() -> None:
    assert read_settings(web_port=8700).public_url == "http://127.0.0.1:8700"


@pytest.mark.parametrize(
    "address",
    [
        *("alarms.northgate.example", "javascript:alert(1)", "ftp://a"),
        *(f"{PUBLIC}/?x=1", f"{PUBLIC}/#", f"{PUBLIC}/a b"),
    ],
)
def test_what_no_link_can_begin_with_is_refused(address: str) -> None:
    with pytest.raises(WrongSetting, match=r"^TOCSIN_PUBLIC_URL: "):
        read_settings(public_url=address)


@pytest.mark.parametrize("written", [PUBLIC, f"{PUBLIC}/"])
def test_every_link_begins_with_the_public_address(
    folder: Path, empty_database: str, written: str
) -> None:
    settings = read_settings(public_url=written, home=folder)
    key = JournalKey.load_or_make(settings.journal_key)
    link = AnswerLink(notice_id=story.MARGUERITE, centre_id=story.NORTHGATE)
    assert _answer_at(settings, key)(link).startswith(f"{PUBLIC}/answer/")
    assert _ready_line(settings) == f"Tocsin is ready at {PUBLIC}/"
    assert f" {PUBLIC}/begin/ " in (first_code_line(settings, empty_database) or "")
    demo = read_settings(public_url=written, home=folder, demo=True)
    sheet = make_sheet(demo, key_id=KEY.key_id)
    assert f" {PUBLIC}/api/v1/signals " in sheet.lone_worker_command
    assert f"  Look           {PUBLIC}/\n" in welcome(sheet, demo)
