"""The drawn pages: whole, or not drawn at all. That they are fresh is for test_tidy to see."""

import ast
from enum import StrEnum

import pytest

from tocsin.domain.response.verification import Because, StepKind
from tocsin.draw.page import meanings, table
from tocsin.draw.walk import steps_met
from tocsin.draw.work import _name_in, draw


class Weather(StrEnum):
    DRY = "dry"  # nothing falls
    WET = "wet"


def test_a_meaning_is_read_off_the_comment_on_its_line() -> None:
    said = meanings(Weather, {Weather.WET: "something falls"})
    assert said == {Weather.DRY: "nothing falls", Weather.WET: "something falls"}


def test_a_member_without_a_meaning_stops_the_drawing() -> None:
    with pytest.raises(AssertionError, match="Weather: say what wet means"):
        meanings(Weather)


def test_a_table_has_a_cell_for_every_column() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_some_way_leads_to_every_reason_and_to_every_step() -> None:
    met = steps_met()
    assert {because for because, *_ in met} == set(Because)
    assert {kind for _, kind, *_ in met} == set(StepKind)


def test_every_command_of_the_console_is_a_unit_of_work_with_a_use_case() -> None:
    page = draw()
    for name in ("claim", "hear_outcome", "close"):
        assert f"| **{name}** | command |" in page


@pytest.mark.parametrize("words", ["open_work(name)", "open_work(f'look {kind}')"])
def test_a_unit_of_work_whose_name_is_no_plain_text_stops_the_drawing(words: str) -> None:
    call = ast.parse(words, mode="eval").body
    assert isinstance(call, ast.Call)
    with pytest.raises(AssertionError, match="not a plain name"):
        _name_in(call, "open_work")
