"""Journal entries as the timeline shows them."""

import json
from collections.abc import Mapping
from typing import Any

from tocsin.web.shapes import ActorShape, JournalLine

ERASED = "erased on request; the entry's seal still stands"


def journal_line(row: Mapping[str, Any]) -> JournalLine:
    """Write one entry with its words; without them when they were erased."""
    hashed = json.loads(row["text"])
    words: dict[str, Any] = (
        json.loads(row["body"]) if row["body"] else {"actor": "", "text": ERASED, "said": None}
    )
    return JournalLine(
        number=row["number"],
        at=row["at"],
        kind=row["kind"],
        actor=ActorShape(kind=hashed["actor"]["kind"], name=words["actor"]),
        text=words["text"],
        said=words["said"],
    )
