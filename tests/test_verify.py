"""`tocsin verify`, as a customer runs it."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.domain.specimen import KEY, SEALED, STRANGERS_KEY, contents, report
from tocsin.domain.record.report import make_report
from tocsin.domain.record.seal import grouped
from tocsin.verify import main, verify_file


def write(folder: Path, text: str) -> Path:
    path = folder / "report.json"
    path.write_text(text)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path, json.dumps(report(), indent=2))


def test_an_intact_report_is_said_to_be_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path), "--key", grouped(KEY.key_id)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Intact: 9 entries")
    assert SEALED[-1].digest.hex() in said


def test_a_note_does_not_break_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unsealed = replace(SEALED[8], signature=None, key_id=None)
    waiting = make_report(contents([*SEALED[:8], unsealed]), KEY)
    assert verify_file(write(tmp_path, json.dumps(waiting)), KEY.key_id) == 0
    first, second, _ = capsys.readouterr().out.splitlines()
    assert first.startswith("note    Entry 9 (02:48:08 UTC, incident.closed) had no seal")
    assert second.startswith("Intact: 9 entries")


def test_a_changed_byte_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(report()).replace("On his way", "On her way")
    assert verify_file(write(tmp_path, text), KEY.key_id) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("BROKEN  Entry 7 (02:47:06 UTC, phone_call.ended)")
    assert last == "This report is NOT as the centre sealed it."


def test_a_report_of_another_centre_is_broken(path: Path) -> None:
    assert verify_file(path, STRANGERS_KEY.key_id) == 1


def test_earlier_keys_can_be_named_too(path: Path) -> None:
    assert main([str(path), "--key", STRANGERS_KEY.key_id, "--key", KEY.key_id]) == 0


def test_without_a_key_it_explains_why_one_is_needed(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(path)]) == 2
    said = capsys.readouterr().out
    assert "must come from elsewhere than the report" in said
    assert KEY.key_id not in said.replace("-", "")


def test_half_a_fingerprint_is_a_wrong_question(path: Path) -> None:
    assert verify_file(path, KEY.key_id[:8]) == 2


def test_a_missing_file_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify_file(tmp_path / "none.json", KEY.key_id) == 2
    said = capsys.readouterr().out
    assert said == "The report cannot be opened: No such file or directory.\n"


@pytest.mark.parametrize("text", ["", "%PDF-1.7", "[" * 100_000, '{"a": "\x00"}', "{}", "5"])
def test_what_is_no_report_is_not_called_broken(tmp_path: Path, text: str) -> None:
    assert verify_file(write(tmp_path, text), KEY.key_id) == 2


def test_bytes_that_are_no_text_are_no_report(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(b'{"a": "\xff\xfe"}')
    assert verify_file(path, KEY.key_id) == 2


def test_a_name_that_stands_twice_is_not_let_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"summary": {"facts": {"cause": "false alarm"}}, ' + json.dumps(report())[1:]
    assert verify_file(write(tmp_path, text), KEY.key_id) == 1
    assert "twice" in capsys.readouterr().out


def test_a_number_that_json_does_not_know_is_not_let_in(tmp_path: Path) -> None:
    text = json.dumps(report() | {"summary": {"facts": float("nan")}})
    assert verify_file(write(tmp_path, text), KEY.key_id) == 1


def test_nothing_in_a_report_reaches_the_terminal_as_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(report()).replace("phone_call.ended", "\\u001b[2J\\u001b[31mIntact")
    assert verify_file(write(tmp_path, text), KEY.key_id) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_it_needs_no_database_and_no_web(path: Path) -> None:
    program = (
        "import sys; from tocsin.verify import main; code = main(sys.argv[1:]); "
        "loaded = {name.split('.')[0] for name in sys.modules}; "
        "assert not loaded & {'psycopg', 'sqlalchemy', 'fastapi', 'uvicorn', 'asyncio'}, loaded; "
        "sys.exit(code)"
    )
    arguments = [sys.executable, "-c", program, str(path), "--key", KEY.key_id]
    ran = subprocess.run(arguments, capture_output=True, check=False, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
