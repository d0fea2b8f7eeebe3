"""A lone worker is set up in the browser, and their first alarm can be handled."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import MEASURE, at_desk, look_at, shifts, write_contacts
from tests.browser.conftest import Look
from tests.browser.test_page import check
from tests.browser.test_set_up import PHONE, fill, look_everywhere, wanda
from tests.browser.test_thread import DESK, heading, press, sign_in
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["wanda"]

APP = {"X-Tocsin-App": "worker"}
NAME = "Bartholomew Featherstonehaugh-Cholmondel"  # 40 characters
KNOWN_BY = "Community nurse, 61, silver hair, walks with a stick"


def test_a_lone_worker_is_set_up_and_their_panic_can_be_handled(
    demo: RunningDemo, chromium: Browser, wanda: Page, look: Look
) -> None:
    wanda.add_init_script(path=MEASURE)
    add_lone_worker(wanda, look)
    add_contacts(wanda)
    heading(wanda, f"An alarm from {NAME} can be handled")
    agree_plan(wanda)
    heading(wanda, f"An alarm from {NAME} can be handled")
    look_everywhere(wanda, look, "lone-worker-complete")
    check(wanda, "desk")
    change_it(wanda, look)
    phone = enrol(wanda, demo, look)
    olive = at_desk(chromium, demo).new_page()
    sign_in(olive, demo, "olive@northgate.example")
    expect(olive.get_by_role("heading", level=1)).to_be_visible(timeout=20_000)
    panic(demo, wanda.url.rsplit("/", 1)[-1])
    olive.get_by_role("link", name=re.compile("Panic")).click()
    heading(olive, "Take this incident")
    for told in (NAME, KNOWN_BY, "Type 1 diabetes, carries glucose", "Ada Featherstonehaugh"):
        expect(olive.get_by_text(told).first).to_be_visible()
    look(olive, "lone-worker-first-alarm")
    judge_a_pin(olive, phone, look)
    phone.close()


def add_lone_worker(page: Page, look: Look) -> None:
    page.get_by_role("link", name=re.compile("^Calder Vale")).click()
    press(page, "Add a lone worker")
    look(page, "set-up-lone-worker-form")
    press(page, "Add the lone worker")
    expect(page.get_by_text("This is needed.")).to_be_visible()
    fill(page, Name=NAME, Telephone="07700 900555", How_to_know_them=KNOWN_BY)
    press(page, "Add the lone worker")
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    heading(page, f"Still missing before an alarm from {NAME} can be handled")
    expect(page.get_by_text("nobody but the lone worker can be asked")).to_be_visible()
    look_everywhere(page, look, "lone-worker-new")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        check(page, "phone" if size is PHONE else "desk")


def add_contacts(page: Page) -> None:
    press(page, "Say whom to call")
    ada, leader = ("Ada Featherstonehaugh", "07700 900118"), ("Team leader on duty", "07700 900287")
    write_contacts(page, "Colleague", ada, leader)
    press(page, "Save the contacts")
    expect(page.get_by_text("No contact of").first).to_be_visible()  # has an e-mail address


def agree_plan(page: Page) -> None:
    press(page, "Agree a plan")
    fill(page, Name_of_the_plan="Nurses on their rounds")
    press(page, "Agree the plan")
    expect(page.get_by_text("is agreed, version 1")).to_be_visible()
    expect(page.get_by_text("first the lone worker, then the contacts")).to_be_visible()


def change_it(page: Page, look: Look) -> None:
    page.reload()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    page.wait_for_timeout(500)
    assert shifts(page) == []
    page.get_by_role("region", name="About them").get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Medical").fill("Type 1 diabetes, carries glucose")
    look(page, "set-up-lone-worker-edit")
    press(page, "Save")
    expect(page.get_by_text("Type 1 diabetes, carries glucose")).to_be_visible()


def panic(demo: RunningDemo, lone_worker: str) -> None:
    with demo.program() as program:
        told = {"lone_worker": lone_worker, "code": "panic"}
        program.post("/signals", json=told).raise_for_status()


def enrol(page: Page, demo: RunningDemo, look: Look) -> httpx.Client:
    """Make a code, and enrol a phone by it: it stands on the page a moment later."""
    press(page, "Enrol a phone")
    press(page, "Make a code")
    code = page.locator(".su-enrol .su-secret").inner_text()
    look_at(page, look, "lone-worker-enrol")
    phone = httpx.Client(base_url=f"{demo.address}/api/v1/worker", headers=APP)
    answer = phone.post("/enrolment", json={"code": code, "device": "Pixel of Priscilla"})
    assert answer.status_code == 201, answer.text
    phone.put("/pins", json={"safe": "2580", "duress": "1379"}).raise_for_status()
    expect(page.get_by_role("heading", name="Pixel of Priscilla")).to_be_visible(timeout=10_000)
    press(page, "Done")
    return phone


def judge_a_pin(olive: Page, phone: httpx.Client, look: Look) -> None:
    """Let a safe PIN come once somebody has it: it is theirs to judge."""
    press(olive, "Take it")
    phone.post("/pin", json={"pin": "2580", "purpose": "cancel"}).raise_for_status()
    card = olive.get_by_role("region", name="Safe PIN")
    expect(card.get_by_text("They entered their safe PIN at")).to_be_visible()
    look_at(olive, look, "lone-worker-pin")
    card.get_by_role("button", name="It goes on").click()
    expect(card).to_have_count(0)
    expect(olive.get_by_text("does not call it off by the safe PIN")).to_be_visible()
    phone.post("/pin", json={"pin": "2580", "purpose": "cancel"}).raise_for_status()
    card.get_by_role("button", name="Call it off").click()
    heading(olive, "Close incident")
    expect(card).to_have_count(0)
