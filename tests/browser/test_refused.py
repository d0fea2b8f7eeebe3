"""What a second desk meets: a click that came too late, a colleague who is gone, a drill."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import STEP, at_desk, enter, look_at
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press, send_burglary
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHIN_MS = 25_000  # whether a colleague is heard the list says, which is read every 20 s
# While it is held, this desk hears that the server lives, and nothing of what others do.
HOLD_CHANGES = """
    const Real = window.EventSource;
    window.EventSource = class extends Real {
      addEventListener(name, hear) {
        super.addEventListener(name, (event) => {
          if (name !== 'queue' || window.held !== true) hear(event);
        });
      }
    };
"""
GONE = """
    update sign_in set heard_at = heard_at - interval '2 minutes', ends_at = clock_timestamp()
    from person where person.id = person_id and person.email = 'olive@northgate.example'
"""


def two_desks(chromium: Browser, demo: RunningDemo) -> tuple[Page, Page]:
    """Have Olive and Dev look at one burglary that nobody has."""
    olive = at_desk(chromium, demo).new_page()
    context = at_desk(chromium, demo)
    context.add_init_script(HOLD_CHANGES)
    dev = context.new_page()
    enter(olive, demo)
    enter(dev, demo, "dev")
    send_burglary(demo)
    for page in (olive, dev):
        page.locator(".q[data-incident]").first.click()
        heading(page, "Take this incident")
    return olive, dev


def test_a_click_that_came_too_late_says_who_was_quicker(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive, dev = two_desks(chromium, demo)
    dev.evaluate("window.held = true")
    press(olive, "Take it")
    heading(olive, STEP)
    with dev.expect_response("**/claim") as answer:
        press(dev, "Take it")
    assert answer.value.status == 409
    said = dev.get_by_role("alert").filter(has_text=re.compile("^Olive Brandt took it .* ago"))
    expect(said).to_be_visible()
    expect(said).to_contain_text(answer.value.json()["detail"])
    expect(dev.get_by_text("Olive Brandt has it")).to_be_visible()
    look_at(dev, look, "refused-click")


def test_what_a_colleague_left_behind_is_taken_over_with_one_press(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive, dev = two_desks(chromium, demo)
    press(olive, "Take it")
    expect(dev.get_by_text("Olive Brandt has it")).to_be_visible()
    olive.context.close()
    dev.mouse.move(720, 600)  # a row under the pointer would keep its place
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address, autocommit=True) as owner:
        assert owner.execute(GONE).rowcount == 1
    stale = dev.get_by_role("region", name="Not heard")
    expect(stale).to_contain_text("Olive Brandt not heard for 2:", timeout=WITHIN_MS)
    expect(dev.get_by_role("heading", name="Nobody is with it")).to_be_visible()
    button = stale.get_by_role("button", name="Take over")
    expect(button).to_have_attribute("aria-disabled", "false", timeout=WITHIN_MS)
    look_at(dev, look, "stale")
    button.click()
    expect(dev.get_by_text("You took it over from Olive Brandt")).to_be_visible()
    expect(stale).to_have_count(0)
    heading(dev, STEP)
    look(dev, "stale-taken")


def test_a_drill_is_told_from_a_real_alarm(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    with demo.program() as program:
        signal = {"site": str(story.CANALSIDE), "scheme": "SIA", "code": "BA", "drill": True}
        program.post("/signals", json=signal).raise_for_status()
    row = page.locator(".q.is-drill")
    expect(row).to_contain_text("Drill")
    row.click()
    expect(page.get_by_text("Drill. Nobody is in danger.")).to_be_visible()
    press(page, "Take it")
    heading(page, STEP)
    look_at(page, look, "drill")
