"""Where the map comes from, and that a page may ask nobody else."""

import httpx
import pytest
from fastapi import FastAPI

from tests.conftest import Addresses
from tests.domain.specimen import KEY
from tests.web.browser import Browser
from tocsin.main import Own, make_api
from tocsin.settings import Settings
from tocsin.web.map_style import MapStyle

STYLE = "https://maps.westgate.example/style.json"
TILES = "https://tiles.westgate.example:8443"


@pytest.fixture
def addresses(unwritten: Addresses) -> Addresses:
    return unwritten


def parts_of(policy: str) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in policy.split(";")]
    return {name: values for name, _, values in parts}


async def policy_of(api: FastAPI) -> dict[str, str]:
    transport = httpx.ASGITransport(app=api)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8600") as page:
        answer = await page.get("/console/")
    return parts_of(answer.headers["content-security-policy"])


async def test_without_a_setting_nothing_outside_is_asked(program: Browser, api: FastAPI) -> None:
    assert await program.see("/map") == {"style": None}
    policy = await policy_of(api)
    assert policy["connect-src"] == policy["worker-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"


async def test_a_map_server_of_one_s_own_is_in_the_policy_and_no_other(
    addresses: Addresses,
) -> None:
    settings = Settings(map_style_url=STYLE, map_origins=f"{TILES} {TILES}/dark")
    own = MapStyle(settings.map_style_url, settings.map_sources)
    policy = await policy_of(make_api(addresses.web, KEY, own=Own(map_style=own)))
    outside = f"https://maps.westgate.example {TILES}"
    assert policy["connect-src"] == f"'self' {outside}"
    assert policy["img-src"] == f"'self' data: blob: {outside}"
    assert policy["default-src"] == policy["worker-src"] == "'self'"


@pytest.mark.parametrize(
    "address",
    [
        "maps.westgate.example/style.json",
        "javascript:alert(1)",
        "https://maps.example; script-src *",
        "https://",
        "https://*.example/style.json",
    ],
)
def test_what_could_widen_the_policy_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="TOCSIN_MAP_STYLE_URL holds"):
        Settings(map_style_url=address)
    with pytest.raises(ValueError, match="TOCSIN_MAP_ORIGINS holds"):
        Settings(map_origins=f"{TILES} {address.replace(' ', '')}")


async def test_a_stranger_is_not_told_where_the_map_is(stranger: Browser) -> None:
    assert (await stranger.get("/api/v1/map")).status_code == 401
