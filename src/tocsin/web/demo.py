"""What the start page shows a visitor of the demo. Outside the demo there is nothing here."""

from fastapi import APIRouter, Request

from tocsin.domain.errors import NotFound
from tocsin.web.demo_sheet import DemoSheet
from tocsin.web.depends import parts_of

router = APIRouter(tags=["demo"])


@router.get("/demo")
async def get_demo(request: Request) -> DemoSheet:
    """Say how to sign in and how to send a first alarm. 404 when this is no demo."""
    sheet = parts_of(request).demo
    if sheet is None:
        raise NotFound("This is not a demo.")
    return sheet
