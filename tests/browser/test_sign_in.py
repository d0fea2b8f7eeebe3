"""The way in: a wrong password, a second factor, and one's own account where both are set."""

import time

import pyotp
import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.board import (
    at_desk,
    cut_off,
    each,
    enter,
    is_as_wide_as_its_window,
    small_targets,
    wrapped,
)
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.gateways.one_time_code import STEP_S

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
SCHEME = "(one) => document.documentElement.setAttribute('data-mantine-color-scheme', one)"
LEAST = {1440: 24, 390: 48}
WITHIN_MS = 20_000  # a password is slow to check, on purpose
NEW_PASSWORD = "four words you know"
OLIVE = "olive@northgate.example"


def look_at(page: Page, look: Look, name: str) -> None:
    """Photograph dark and light, on a desk and on a telephone, and see that it stands."""
    for size, scheme in reversed(each([DESK, PHONE])):
        page.set_viewport_size(size)
        page.evaluate(SCHEME, scheme)
        assert is_as_wide_as_its_window(page)
        assert cut_off(page) == []
        assert wrapped(page) == []
        assert small_targets(page, LEAST[size["width"]]) == []
        look(page, f"{name}-{size['width']}-{scheme}")


def give_password(page: Page, demo: RunningDemo, password: str = story.PASSWORD) -> None:
    page.goto(f"{demo.address}/console/")
    page.get_by_label("E-mail").fill(OLIVE)
    page.get_by_role("textbox", name="Password").fill(password)
    page.keyboard.press("Enter")


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Six-digit code").fill(code)
    page.keyboard.press("Enter")


def open_account(page: Page) -> None:
    press(page, "Olive Brandt, menu")
    page.get_by_role("menuitem", name="Account").click()
    heading(page, "Your account")


def secret_of(page: Page) -> pyotp.TOTP:
    """Read the secret as a telephone's app does."""
    picture = page.get_by_role("img", name="QR code of the second factor")
    expect(picture).to_be_visible(timeout=WITHIN_MS)
    return pyotp.TOTP(page.locator(".su-secret").inner_text().replace(" ", ""))


def turn_on(page: Page, look: Look) -> tuple[pyotp.TOTP, int, list[str]]:
    """Turn it on as the page says; give the secret, the step that was used, the codes on paper."""
    press(page, "Turn it on…")
    totp = secret_of(page)
    page.get_by_label("Six-digit code").fill("12345")
    press(page, "Turn it on")
    expect(page.get_by_text("The code is wrong, or was used already")).to_be_visible()
    look_at(page, look, "account-begun")
    step = int(time.time()) // STEP_S
    page.get_by_label("Six-digit code").fill(totp.generate_otp(step))
    press(page, "Turn it on")
    expect(page.get_by_text("It is on. These codes let you in")).to_be_visible()
    look_at(page, look, "account-on")
    return totp, step, page.locator(".account-paper li").all_inner_texts()


def test_a_second_factor_is_turned_on_asked_for_and_turned_off(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    open_account(page)
    expect(page.get_by_text("It is off.")).to_be_visible()
    look_at(page, look, "account")
    totp, step, paper = turn_on(page, look)
    assert len(paper) == 10
    newcomer = at_desk(chromium, demo).new_page()
    give_password(newcomer, demo, "wrong")
    expect(newcomer.get_by_text("do not go together")).to_be_visible(timeout=WITHIN_MS)
    expect(newcomer.get_by_label("Six-digit code")).to_have_count(0)
    look_at(newcomer, look, "sign-in-wrong")
    give_password(newcomer, demo)
    field = newcomer.get_by_label("Six-digit code")
    expect(field).to_be_focused(timeout=WITHIN_MS)
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    expect(field).to_have_attribute("inputmode", "numeric")
    give_code(newcomer, totp.generate_otp(step))
    wrong = newcomer.get_by_text("The code is wrong, or was used already. Take the next one.")
    expect(wrong).to_be_visible(timeout=WITHIN_MS)
    look_at(newcomer, look, "sign-in-code")
    give_code(newcomer, totp.generate_otp(step + 1))
    queue = newcomer.get_by_role("navigation", name="Queue")
    expect(queue).to_be_visible(timeout=WITHIN_MS)
    open_account(newcomer)
    expect(newcomer.get_by_text("10 codes on paper are left")).to_be_visible()
    press(newcomer, "Turn it off…")
    press(newcomer, "Use a code on paper")
    newcomer.get_by_label("Code on paper").fill(paper[0].lower())
    press(newcomer, "Turn it off")
    expect(newcomer.get_by_text("It is off.")).to_be_visible()
    last = at_desk(chromium, demo).new_page()
    enter(last, demo)


def test_codes_on_paper_that_did_not_arrive_are_not_called_left(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    """Nobody has seen them, so nobody comes in by them: it is turned off and on again."""
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    open_account(page)

    def lose(route: Route) -> None:  # it is done, and its answer is lost on the way
        route.fetch()
        route.abort()

    page.route("**/second-factor/confirm", lose)
    press(page, "Turn it on…")
    totp, step = secret_of(page), int(time.time()) // STEP_S
    give_code(page, totp.generate_otp(step))
    lost = page.get_by_text("It is on, but its codes on paper did not arrive")
    expect(lost).to_be_visible(timeout=WITHIN_MS)
    expect(page.get_by_text("on paper are left")).to_have_count(0)
    look_at(page, look, "account-paper-lost")
    page.unroute("**/second-factor/confirm")
    press(page, "Turn it off…")
    give_code(page, totp.generate_otp(step + 1))
    expect(page.get_by_text("It is off.")).to_be_visible()
    press(page, "Turn it on…")
    give_code(page, secret_of(page).now())
    expect(page.get_by_text("It is on. These codes let you in")).to_be_visible()
    expect(lost).to_have_count(0)


def test_a_lost_telephone_is_made_up_for_by_a_code_on_paper(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    open_account(page)
    _, _, paper = turn_on(page, look)
    newcomer = at_desk(chromium, demo).new_page()
    give_password(newcomer, demo)
    newcomer.get_by_role("button", name="Use a code on paper").click(timeout=WITHIN_MS)
    newcomer.get_by_label("Code on paper").fill(paper[0])
    newcomer.keyboard.press("Enter")
    expect(newcomer.get_by_role("navigation", name="Queue")).to_be_visible(timeout=WITHIN_MS)


def test_a_password_is_changed_on_ones_own_page(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    other = at_desk(chromium, demo).new_page()
    for one in (page, other):
        enter(one, demo)
    open_account(page)
    press(page, "Change your password…")
    page.get_by_role("textbox", name="The password you have now").fill("wrong")
    page.get_by_role("textbox", name="New password").fill(NEW_PASSWORD)
    press(page, "Change it")
    expect(page.get_by_text("The current password is wrong.")).to_be_visible(timeout=WITHIN_MS)
    look_at(page, look, "account-password")
    page.get_by_role("textbox", name="The password you have now").fill(story.PASSWORD)
    press(page, "Change it")
    expect(page.get_by_text("Your password is changed.")).to_be_visible(timeout=WITHIN_MS)
    expect(other.get_by_role("heading", name="Sign in to go on")).to_be_visible(timeout=WITHIN_MS)
    give_password(other, demo)
    expect(other.get_by_text("do not go together")).to_be_visible(timeout=WITHIN_MS)
    other.get_by_role("textbox", name="Password").fill("wrong again")
    other.keyboard.press("Enter")
    other.get_by_role("textbox", name="Password").fill(NEW_PASSWORD)
    other.keyboard.press("Enter")  # before the wrong one is answered: it is tried next, not lost
    expect(other.get_by_role("navigation", name="Queue")).to_be_visible(timeout=WITHIN_MS)
