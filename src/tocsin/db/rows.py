"""Rows on their way into one statement: as one JSON text, which `json_to_recordset` reads.

One text is written in C and takes a third of the time of an array for each column.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def write_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows for json_to_recordset: ids and times as text, bytes as hex."""
    return JSON.encode(rows)


def _as_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


# One encoder for all: json.dumps makes one for each call.
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_as_text)
