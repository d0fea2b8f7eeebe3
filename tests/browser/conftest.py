"""A real Chromium against a real Tocsin. Pictures are kept when TOCSIN_PICTURES names a folder.

Those that were looked at last lie in `pictures` beside this; CONTRIBUTING.md says how to renew
them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.picture import keep_picture
from tests.running import RunningDemo, running_demo
from tools.chromium import find_chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# A map drawn without a graphics card costs a quarter of what a browser does here. Where a test is
# not about maps, and nobody wants pictures, the page says as it does anywhere without one: no map.
WITHOUT_MAPS = "--disable-3d-apis"
# A page that has axe already is not given it again; what is well is not listed. The size of targets
# (WCAG 2.2, 2.5.8) axe looks at only when it is asked to. What lies half under the dock of a
# telephone is scrolled from under it: it is looked at as if the dock stood in the page. Of a long
# list it looks at the first rows: the others differ from them in their words alone.
AXE = """async () => {
  const dock = document.querySelector('.help');
  dock?.style.setProperty('position', 'static');
  const looks = (one) => `${one.tagName} ${one.className}`;
  for (const list of document.querySelectorAll('body *:has(> :nth-child(30))')) {
    const known = new Map();
    for (const row of list.children) {
      known.set(looks(row), (known.get(looks(row)) ?? 0) + 1);
      row.toggleAttribute('data-alike', known.get(looks(row)) > 20);
    }
  }
  const found = await axe.run({ exclude: [['[data-alike]']] }, {
    resultTypes: ['violations'], reporter: 'no-passes', rules: { 'target-size': { enabled: true } },
  });
  dock?.style.removeProperty('position');
  return found;
}"""
# A countdown that turns red is a finding of its own kind, not of the page's.
Look = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """Start a demo for all files: to start it takes longer than most tests."""
    with running_demo(tmp_path_factory.mktemp("demo") / "home") as demo:
        yield demo


@pytest.fixture
def demo(started: RunningDemo) -> RunningDemo:
    """Give a demo in which nothing has happened yet."""
    started.begin_anew()
    return started


@pytest.fixture
def chromium(launched: Browser) -> Iterator[Browser]:
    """Give a browser without a page. A page that stays open goes on drawing, at others' cost."""
    yield launched
    for context in launched.contexts:
        context.close()


@pytest.fixture(scope="module")
def launched(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Start a browser for one file: while it is open, no other test can run an event loop.

    A file that says `DRAWS_MAPS` has maps drawn.
    """
    draws = getattr(request.module, "DRAWS_MAPS", False) or "TOCSIN_PICTURES" in os.environ
    arguments = ARGUMENTS if draws else [*ARGUMENTS, WITHOUT_MAPS]
    path = find_chromium()
    assert path is not None, "no Chromium: make test installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def look() -> Look:
    """Photograph a page, and let axe look for what would keep somebody out."""
    folder = os.environ.get("TOCSIN_PICTURES")

    def look_at(page: Page, name: str) -> None:
        if folder is not None:
            keep_picture(page, Path(folder) / f"{name}.webp")
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate(AXE))
        assert found.violations_count == 0, found.generate_report()

    return look_at
