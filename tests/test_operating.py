"""docs/operating.md names every setting, and none that is not there."""

import re
from pathlib import Path

from tocsin.settings import Settings

PAGE = (Path(__file__).parent.parent / "docs" / "operating.md").read_text(encoding="utf-8")
SETTING = re.compile(r"TOCSIN_[A-Z_]+[A-Z]")


def test_the_table_of_settings_names_each_of_them() -> None:
    table = {
        name
        for line in PAGE.splitlines()
        if line.startswith("| `TOCSIN_")
        for name in SETTING.findall(line.split(" | ")[0])
    }
    assert table == {f"TOCSIN_{name.upper()}" for name in Settings.model_fields}


def test_no_setting_is_named_that_is_not_there() -> None:
    known = {f"TOCSIN_{name.upper()}" for name in Settings.model_fields}
    assert set(SETTING.findall(PAGE)) <= known
