"""The report on paper, read back from its PDF: every entry, in the site's zone, over midnight."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from pypdf import PdfReader

from tests.conftest import Addresses
from tests.web.browser import BURGLARY, PANIC, Browser, Json, send
from tests.web.conftest import Raise

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
# Half an hour off the hours of everybody who wrote this.
THERE = ZoneInfo("Asia/Kolkata")
OPENED = datetime(2026, 11, 21, 23, 58, 30, tzinfo=THERE)
NOTES = 100  # more than a page
# The first entries are of one day, the next of the day after, the last of one that comes later.
AT = (
    "%(opened)s::timestamptz + number * interval '45 seconds'"
    " + case when number > 90 then interval '2 days' else interval '0' end"
)
BEFORE_MIDNIGHT = f"""
    set local session_replication_role = replica;
    update site set time_zone = 'Asia/Kolkata';
    update incident set opened_at = %(opened)s;
    update alert set first_at = %(opened)s, last_at = %(opened)s::timestamptz + interval '1 hour';
    update journal_entry set at = {AT} where subject_kind = 'incident'
"""  # noqa: S608  our own words


async def test_every_entry_stands_on_paper_at_its_time_there_and_each_day_is_named(
    addresses: Addresses, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    await send(program, BURGLARY)
    await raise_all()
    (row,) = await olive.queue()
    await olive.do(row["id"], "claim")
    for number in range(NOTES):
        await olive.do(row["id"], "notes", {"text": f"Note {number} “heard” <b>*twice*</b>"})
    with psycopg.connect(addresses.owner) as owner:
        psycopg.ClientCursor(owner).execute(BEFORE_MIDNIGHT.encode(), {"opened": OPENED})
    paper = await olive.get(f"/api/v1/incidents/{row['id']}/report.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(paper.content)).pages
    assert len(pages) > 1
    text = squeezed("".join(page.extract_text() for page in pages))
    assert squeezed("Saturday 21 November 2026, times in Asia/Kolkata") in text
    assert squeezed("23:58:30 to 22 November, 00:58:30") in text
    journal = await olive.see(f"/incidents/{row['id']}/journal", limit=1_000)
    expect_each_in_its_place(text, journal["items"][::-1])


def expect_each_in_its_place(text: str, entries: list[Json]) -> None:
    """Find each entry behind the one before it, and between two days the name of the second."""
    assert len(entries) == NOTES + 2
    days = []
    place, day = text.index("Whathappened"), OPENED.date()
    for entry in entries:
        at = datetime.fromisoformat(entry["at"]).astimezone(THERE)
        written = f"{entry['number']}{at:%H:%M:%S}{words_of(entry)}"
        if at.date() != day:
            days.append(at.date() - day)
            written = f"{at:%A}{at.day}{at:%B%Y}{written}"
        day = at.date()
        found = text.find(squeezed(written), place)
        assert found >= 0, f"after {text[place : place + 80]} not {written}"
        place = found + len(squeezed(written))
    assert days == [timedelta(days=1), timedelta(days=2)]


def words_of(entry: Mapping[str, Json]) -> str:
    said = f"“{entry['said']}”" if entry["said"] else ""
    return f"{entry['actor']['name']}{entry['text']}{said}"


def squeezed(text: str) -> str:
    """Leave out what only parts words and lines: where lines break is the typesetter's to say."""
    return re.sub(r"\s", "", text)


async def test_the_readmes_recipe_takes_the_incident_of_that_number_and_no_other(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    line = next(line for line in README.splitlines() if line.startswith("ID=$("))
    asked = re.search(r'"\$API(/incidents[^"]*)"', line)
    sought = re.search(r'grep -o "(.*),"', line)
    assert asked is not None
    assert sought is not None
    for signal in (BURGLARY, PANIC):
        await send(program, signal)
        await raise_all()
    answer = (await olive.get(f"/api/v1{asked[1]}")).text
    for row in await olive.queue():
        pattern = sought[1].replace('\\"', '"').replace("$NUMBER", str(row["number"]))
        (found,) = re.findall(f"{pattern},", answer)
        assert found.split('"')[3] == row["id"]
