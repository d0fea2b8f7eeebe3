"""An account is one panel's behind its line, and may be another's behind any other."""

from collections.abc import Callable

import psycopg
import pytest

from tests.conftest import ALARM_PORT, Addresses
from tests.loops.conftest import open_door
from tests.loops.test_alarm_receiver import alarm
from tests.web.browser import Browser, problem_of
from tests.web.conftest import signed_in
from tests.web.test_set_up import SITE, done, write
from tocsin.demo import story

SECOND, SOUTHGATES = 8701, 8702
ADD_SOUTHGATE = """
    with southgate as (
        insert into organisation (id, name, is_centre, is_customer, created_at)
        values (gen_random_uuid(), 'Southgate', true, false, clock_timestamp()) returning id)
    insert into person (id, organisation_id, centre_id, name, email, password_hash, roles)
    select gen_random_uuid(), id, id, 'Sam', 'sam@southgate.example', 'x', '{centre_admin}'
    from southgate
"""
OPENED = """
    select site.name as site, port as line,
        (incident.centre_id, signal.centre_id) = (site.centre_id, line.centre_id) as is_its_centres
    from incident
    join site on site.id = incident.site_id
    join signal_with_outcome signal on signal.incident_id = incident.id
    join receiver_line line on line.id = signal.line_id
    order by signal.received_at
"""
CANALSIDE, ASHWORTH = (site["name"] for site in story.SITES)


@pytest.fixture
def sam(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    """Sign another centre's administrator in."""
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(ADD_SOUTHGATE)
    return signed_in(addresses, browsers(), "sam@southgate.example")


async def add_panel(admin: Browser, port: int, site_id: str) -> dict[str, str]:
    """Put a panel with the known account behind a line of its own."""
    line = await done(admin, "POST", "/receiver-lines", {"name": f"Line {port}", "port": port})
    panel = {"site_id": site_id, "line_id": line["id"], "account": story.CLEAR_ACCOUNT}
    await done(admin, "POST", "/panels", panel)
    return panel


async def test_one_account_on_two_lines_and_in_two_centres_each_alarms_its_own_site(
    addresses: Addresses, wanda: Browser, sam: Browser
) -> None:
    twice = await add_panel(wanda, SECOND, str(story.ASHWORTH))
    customer = await done(sam, "POST", "/customers", {"name": "Elmfield", "time_zone": "UTC"})
    elm = await done(sam, "POST", "/sites", SITE | {"customer_id": customer["id"], "name": "Elm"})
    await add_panel(sam, SOUTHGATES, elm["id"])
    refused = await write(wanda, "POST", "/panels", twice)
    assert problem_of(refused)["type"].endswith("/taken"), "behind one line it is one panel's"

    sites = {SECOND: ASHWORTH, SOUTHGATES: "Elm", ALARM_PORT: CANALSIDE}
    for number, (line, site) in enumerate(sites.items(), start=1):
        async with open_door(addresses, line=line) as door, door.caller() as panel:
            panel.send(alarm())
            assert b'"ACK"' in await panel.answer()
            opened = await door.await_rows(OPENED, number)
        assert opened[-1] == {"site": site, "line": line, "is_its_centres": True}
