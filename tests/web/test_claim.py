"""Putting an incident aside over HTTP, with any reason; and asking for a supervisor."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.browser import BURGLARY, Browser, problem_of
from tests.web.conftest import Raise
from tests.web.test_thread import take_in


async def test_a_reason_with_what_no_row_can_hold_is_kept_with_a_sign_in_its_place(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    await olive.do(row["id"], "claim")
    until = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    parked = await olive.do(row["id"], "park", {"until": until, "because": "He\0 calls back"})
    assert parked["parked_because"] == "He\N{REPLACEMENT CHARACTER} calls back"


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
async def test_a_moment_at_which_no_clock_can_stand_is_refused(
    program: Browser, raise_all: Raise, olive: Browser, until: str
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    await olive.do(row["id"], "claim")
    path = f"/incidents/{row['id']}/park"
    answer = await olive.command(path, {"until": until, "because": "He calls back"})
    assert answer.status_code == 422
    problem_of(answer)


async def test_it_is_quiet_only_since_the_last_one_was_taken(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    assert (await olive.see("/incidents", open="true"))["quiet"]["since"] is None
    claimed = await olive.do(row["id"], "claim")
    quiet = (await olive.see("/incidents", open="true"))["quiet"]
    assert quiet["since"] == claimed["claimed_at"]


async def test_an_operator_asks_for_a_supervisor_whose_row_says_so_until_one_comes(
    program: Browser, raise_all: Raise, olive: Browser, priya: Browser
) -> None:
    """In a silent incident nobody else may end it."""
    row = await take_in(program, raise_all, olive, BURGLARY)
    await olive.do(row["id"], "claim")
    silent = await olive.do(row["id"], "signs-of-duress")
    assert silent["allowed"]["ask_supervisor"]["allowed"]
    asked = await olive.do(row["id"], "ask-supervisor")
    assert asked["allowed"]["ask_supervisor"]["because"].startswith("A supervisor was asked for")
    assert [notice["kind"] for notice in asked["notices"]] == ["supervisor_asked"]
    (shown,) = await priya.queue()
    assert shown["supervisor_asked_at"] == asked["supervisor_asked_at"] is not None
    helped = await priya.do(row["id"], "assist")
    assert helped["supervisor_asked_at"] is None
    assert helped["journal"][0]["text"].startswith("sees a supervisor with it: Priya")
    (shown,) = await olive.queue()
    assert shown["supervisor_asked_at"] is None
