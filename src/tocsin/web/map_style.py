"""Where the pages' map comes from. Without a setting it is what was built in, and nothing is asked.

What a page may ask for stands in its content security policy too, which `apps` writes.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from pydantic import BaseModel

from tocsin.web.depends import AskerDep, parts_of

router = APIRouter(tags=["map"])


@dataclass(frozen=True, slots=True)
class MapStyle:
    """A MapLibre style of one's own, and the origins that it needs."""

    address: str | None = None
    sources: tuple[str, ...] = ()


class MapStyleShape(BaseModel):
    style: str | None


@router.get("/map")
async def get_map_style(request: Request, asker: AskerDep) -> MapStyleShape:  # noqa: ARG001  asked for its effect
    """Give the style of one's own map server; null: the map that Tocsin was built with."""
    return MapStyleShape(style=parts_of(request).map_style)
