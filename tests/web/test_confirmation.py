"""An operator sees that devices confirmed it, by what, and the police as the next step."""

import pytest

from tests.web.browser import BURGLARY, Browser, send
from tests.web.conftest import Raise
from tests.web.test_thread import hear, press, take_in

OTHER_ZONE = BURGLARY | {"zone": "5", "zone_text": "Office"}
CONFIRMED = BURGLARY | {"code": "BV"}


@pytest.mark.parametrize(
    ("second", "by"), [(OTHER_ZONE, "a second zone: zone 5 Office"), (CONFIRMED, "the panel: BV")]
)
async def test_what_is_confirmed_rings_again_says_so_and_has_the_police_called(
    program: Browser, raise_all: Raise, olive: Browser, *, second: dict[str, str], by: str
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    assert (incident["step"]["kind"], incident["confirmed_by"]) == ("call_person", None)
    await send(program, second)
    await raise_all()
    incident = await olive.see(f"/incidents/{row['id']}")
    assert (incident["step"]["kind"], incident["confirmed_by"]) == ("claim", by)
    came = f"Burglary {'confirmed' if 'BV' in by else 'alarm'}, zone {second['zone']}"
    said = f"Confirmed by {by}. It got worse since it was taken: {came}"
    assert incident["step"]["reason"].startswith(said)
    incident = await press(olive, incident)
    assert incident["step"]["kind"] == "call_emergency"
    assert incident["step"]["reason"] == f"Confirmed by {by}. It waits for nothing else."
    assert incident["step"]["button"]["body"] == {"service": "police"}
    assert f"takes it as confirmed by {by}" in [line["text"] for line in incident["journal"]]


async def test_a_word_of_safety_takes_the_mark_away(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, CONFIRMED)
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    body = {"callee_id": incident["subject"]["id"]}
    incident = await olive.do(row["id"], "phone-calls", body)
    incident = await hear(olive, incident, outcome="safe")
    assert (incident["confirmed_by"], incident["step"]["kind"]) == (None, "resolve")
