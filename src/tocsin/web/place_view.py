"""Where it is. Coordinates are the truth; a Plus Code is how people say them."""

from collections.abc import Mapping
from typing import Any

from openlocationcode import openlocationcode

from tocsin.web.shapes import Place


def place_of(row: Mapping[str, Any]) -> Place | None:
    """Give the place: the latest position that was sent, else the site's own."""
    if row["fix_latitude"] is not None:
        return Place(
            address=row["address"],
            latitude=row["fix_latitude"],
            longitude=row["fix_longitude"],
            accuracy_m=row["fix_accuracy_m"],
            heard_at=row["fix_at"],
            plus_code=_plus_code(row["fix_latitude"], row["fix_longitude"]),
            source="signal",
        )
    if row["address"] is None and row["latitude"] is None:
        return None
    return Place(
        address=row["address"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        accuracy_m=None,
        heard_at=None,
        plus_code=_plus_code(row["latitude"], row["longitude"]),
        source="site",
    )


def _plus_code(latitude: float | None, longitude: float | None) -> str | None:
    if latitude is None or longitude is None:
        return None
    code: str = openlocationcode.encode(latitude, longitude)
    return code
