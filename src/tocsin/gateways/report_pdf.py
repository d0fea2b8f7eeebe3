"""The report on paper, typeset by Typst from values alone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("report.typ")
# The same typeface as on the screen; it is built with the browser apps. Without it, Typst's own.
FONTS = Path(__file__).parents[1] / "web" / "static" / "fonts"


def typeset(report: Mapping[str, Any]) -> bytes:
    """Give the PDF for a report's values, as the template names them."""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
        font_paths=[FONTS] if FONTS.is_dir() else [],
        ignore_system_fonts=True,  # the same page on every machine
    )
