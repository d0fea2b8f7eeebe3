"""The report on paper: every sign on it is one that is drawn."""

import json
import re

import typst

from tocsin.gateways.report_pdf import FONTS, TEMPLATE, typeset

# What Inter has beside ASCII, as the template and the words in it use them.
DRAWN = set("“”×")
SEAL = {"entries": "1", "digest": "ab" * 20, "file": "incident-4101.json"}
REPORT = {
    "number": "4101",
    "centre": "Northgate",
    "day": "Sunday",
    "time_zone": "Europe/London",
    "title": "Burglary alarm",
    "who": "Canalside",
    "place": "The dock",
    "outcome": None,
    "drill": False,
    "plan": "Night plan, 18:00–06:00, version 3",
    "times": [
        {"name": "Taken", "who": "Olive", "took": "0:20", "agreed": "0:30", "kept": True},
        {"name": "Verified", "who": "", "took": "9:00", "agreed": "3:00", "kept": False},
    ],
    "alarms": [],
    "journal": [],
    "seal": SEAL,
}


def test_a_report_is_typeset_with_what_was_kept_and_what_was_missed() -> None:
    assert typeset(REPORT).startswith(b"%PDF-")
    drawn = typst.compile(
        TEMPLATE,
        format="svg",
        sys_inputs={"report": json.dumps(REPORT)},
        font_paths=[FONTS] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
    )
    assert isinstance(drawn, bytes)
    assert drawn.count(b'stroke-width="1.1"') == len(["a tick", "a cross"])


def test_no_sign_is_left_to_a_typeface_that_may_lack_it() -> None:
    template = TEMPLATE.read_text(encoding="utf-8")
    assert set(re.findall(r"[^\x00-\x7f]", template)) <= DRAWN
    assert "sym." not in template
