"""Writes the API's description, from which the browser's types are generated.

``make contract`` runs this and then openapi-typescript. Nothing is opened for it: neither a
database nor a key.
"""

import json
from pathlib import Path
from typing import NoReturn

from tocsin.main import make_api

DESCRIPTION = Path(__file__).parent.parent / "browser" / "contract" / "openapi.json"


class NoKey:
    """Stands where a running program has its key, and is never asked to sign."""

    public_key = b""

    def seal(self, text: str) -> NoReturn:
        raise AssertionError(f"a description was asked to sign {text!r}")


def describe() -> str:
    """Give the description as it is committed: the same rules, the same bytes."""
    api = make_api("", NoKey())
    return json.dumps(api.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    DESCRIPTION.write_text(describe(), encoding="utf-8")
    print(DESCRIPTION)
