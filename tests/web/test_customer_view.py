"""An incident as its customer sees it: what it is and how it stands, and nothing of the work."""

from collections.abc import Callable

from tests.conftest import Addresses
from tests.web.browser import BURGLARY, Browser
from tests.web.conftest import Raise
from tests.web.test_sign_in import ADD_KEY, own
from tests.web.test_thread import hear, press, take_in
from tocsin.demo import story

LEFT_OUT = ("progress", "callees", "calls", "emergency", "causes", "notices", "journal")


async def test_a_customer_is_told_nothing_that_follows_from_calls_they_do_not_see(
    addresses: Addresses,
    browsers: Callable[[], Browser],
    program: Browser,
    raise_all: Raise,
    *,
    olive: Browser,
) -> None:
    """P14: reckoned without the calls, the step would be to call the police a second time."""
    own(addresses, ADD_KEY, "hargreaves-key", story.HARGREAVES)
    customer = browsers()
    customer.headers["Authorization"] = "Bearer hargreaves-key"
    row = await take_in(program, raise_all, olive, BURGLARY)
    incident = await olive.see(f"/incidents/{row['id']}")
    incident = await press(olive, await press(olive, incident))
    incident = await hear(olive, incident, outcome="in_danger")
    assert incident["step"]["kind"] == "call_emergency"

    seen = await customer.see(f"/incidents/{row['id']}")
    assert {name: seen[name] for name in LEFT_OUT} == {name: [] for name in LEFT_OUT}
    assert (seen["step"]["kind"], seen["step"]["button"]) == ("nothing", None)
    assert seen["step"]["statement"] == "The monitoring centre works on it"
    assert (seen["all_clear"], seen["response_company"]) == (0, None)
    assert not any(may["allowed"] for may in seen["allowed"].values())
    assert seen["state"] == "handling"
    assert [alert["title"] for alert in seen["alerts"]] == ["Burglary alarm"]

    own(addresses, "update incident set state = 'closed', closed_at = clock_timestamp()")
    seen = await customer.see(f"/incidents/{row['id']}")
    assert seen["step"]["statement"] == "It is over"
