"""An operator's screen in a real Chromium: when an alarm is counted where the operator looks."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvloop
from playwright.sync_api import Page, sync_playwright

from bench.panels import alarm, call
from bench.scene import ACCOUNTS, Scene, tocsin
from bench.table import Line, share_line
from tocsin.demo import story
from tools.chromium import find_chromium

ALARMS_PER_S = 100
SCREEN_MS = 300
SETTLE_MS = 3_000
WAITING = "Waiting for an operator"

# Notes when the queue's own count rises: each alarm opens an incident of its own.
WATCH = """(words) => {
    const heads = () => [...document.querySelectorAll('.q-head')];
    const head = () => heads().find((one) => one.textContent.startsWith(words));
    const seen = (window.seenAt = []);
    const look = () => {
        const count = Number(head()?.querySelector('.num')?.textContent ?? 0);
        while (seen.length < count) seen.push(Date.now() / 1000);
    };
    const all = { childList: true, characterData: true, subtree: true };
    new MutationObserver(look).observe(document.body, all);
    look();
}"""


def measure_screen(home: Path) -> list[Line]:
    """Measure from an alarm's ACK until the page shows one more, 100 alarms a second."""
    path = find_chromium()
    assert path is not None, "no Chromium: make test installs one"
    with tocsin(home, "receive", "loops", "web") as scene, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        _enter(page, scene.web_port)
        page.evaluate(WATCH, WAITING)
        acknowledged_at = _send_from_elsewhere(scene)
        page.wait_for_timeout(SETTLE_MS)
        seen_at: list[float] = page.evaluate("() => window.seenAt")
        browser.close()
    assert len(seen_at) == len(acknowledged_at), "every alarm is on the screen"
    took_s = [seen - at for at, seen in zip(sorted(acknowledged_at), seen_at, strict=True)]
    return [share_line(f"acknowledged → on the screen, {ALARMS_PER_S} a second", took_s, SCREEN_MS)]


def _enter(page: Page, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/console/")
    page.get_by_label("E-mail").fill("olive@northgate.example")
    page.get_by_label("Password", exact=True).fill(story.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Queue").wait_for()


def _send_from_elsewhere(scene: Scene) -> list[float]:
    """Send in a thread of its own: this one belongs to the browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(uvloop.run, _send_steadily(scene.alarm_port)).result()


async def _send_steadily(port: int) -> list[float]:
    """Send one alarm of each account at a steady pace; when each was acknowledged."""
    acknowledged_at: list[float] = []

    async def send(account: str) -> None:
        one = await call(port, frames=[[alarm(account, 1)]], for_s=0)
        assert one.answers["ACK"] == 1, "every alarm was acknowledged"
        acknowledged_at.append(time.time())

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for n, account in enumerate(ACCOUNTS):
            await asyncio.sleep(max(0.0, begun + n / ALARMS_PER_S - time.perf_counter()))
            group.create_task(send(account))
    return acknowledged_at
