"""Plans that hold at certain hours, over HTTP: agreed, refused, chosen when an incident opens."""

import json

import pytest

from tests.web.browser import BURGLARY, Browser, Json, problem_of, send
from tests.web.conftest import Raise
from tests.web.test_set_up import ada, done, write
from tocsin.demo import story

__all__ = ["ada"]

WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ALWAYS = {"days": WEEK, "from": "00:00", "until": "00:00"}
FIRE = BURGLARY | {"code": "FA", "zone": "9"}
OWN: Json = {"customer_id": str(story.HARGREAVES), "site_id": str(story.CANALSIDE)}


def plan(name: str, hours: object = ALWAYS, **more: object) -> Json:
    return OWN | {"plan": {"name": name, "hours": hours}} | more


async def listed(browser: Browser) -> list[tuple[str, int, str | None, bool]]:
    found = await browser.see("/response-plans", of=str(story.CANALSIDE))
    return sorted(
        (each["plan"]["name"], each["version"], each["hours"], each["withdrawn"])
        for each in found["items"]
    )


async def test_a_plan_with_hours_is_agreed_version_by_version(ada: Browser) -> None:
    hours = {"days": WEEK[:5], "from": "18:00", "until": "06:00"}
    first = await done(ada, "POST", "/response-plans", plan("Night", hours))
    assert (first["plan"]["version"], first["plan"]["hours"]) == (1, hours)
    second = plan("Night", hours | {"from": "20:00"}, plan_id=first["plan_id"])
    again = await done(ada, "POST", "/response-plans", second)
    assert (again["plan_id"], again["plan"]["version"]) == (first["plan_id"], 2)
    assert await listed(ada) == [
        ("Canalside, at all hours", 7, None, False),
        ("Night", 1, "18:00–06:00 on weekdays", False),
        ("Night", 2, "20:00–06:00 on weekdays", False),
    ]


async def test_hours_that_overlap_are_refused_and_found_beforehand(ada: Browser) -> None:
    await done(ada, "POST", "/response-plans", plan("Always"))
    weekend = plan("Weekend", ALWAYS | {"days": WEEK[5:]})
    checked = await done(ada, "POST", "/response-plans/check", weekend)
    assert [(f["fault"], f["stops"]) for f in checked["findings"]] == [("hours_overlap", True)]
    refused = problem_of(await write(ada, "POST", "/response-plans", weekend))
    assert refused["status"] == 422
    assert refused["detail"] == (
        "“Always” (every day) holds already from Saturday 00:00 to Monday 00:00: "
        "change the hours of one of them."
    )


@pytest.mark.parametrize(
    "hours",
    [
        {"days": [], "from": "18:00", "until": "06:00"},
        {"days": ["monday"], "from": "25:00", "until": "06:00"},
        {"days": ["monday"]},
        "at night",
    ],
)
async def test_hours_that_mean_nothing_are_refused(ada: Browser, hours: object) -> None:
    assert (await write(ada, "POST", "/response-plans", plan("Night", hours))).status_code == 422
    assert len(await listed(ada)) == 1


async def test_what_is_wrong_with_a_plan_is_said_of_the_field_that_it_is_about(
    ada: Browser,
) -> None:
    given = plan("Night", ALWAYS)
    given["plan"] |= {"ring_for_s": "long"}
    for path in ("/response-plans", "/response-plans/check"):
        refused = await write(ada, "POST", path, given)
        assert refused.status_code == 422
        assert refused.json()["detail"] == "“ring for” must be a number of seconds"
        assert refused.json()["faults"] == [
            {"where": "plan.ring_for_s", "detail": "it must be a number of seconds"}
        ]


async def test_hours_that_a_withdrawal_leaves_without_a_plan_are_found(ada: Browser) -> None:
    (known,) = (await ada.see("/response-plans", of=str(story.CANALSIDE)))["items"]
    night = plan("Night", ALWAYS | {"from": "18:00", "until": "06:00"})
    agreed = await done(ada, "POST", "/response-plans", night)
    assert agreed["findings"] == []
    path = f"/response-plans/{known['plan_id']}/withdraw"
    assert (await done(ada, "POST", path))["plan"]["name"] == "Canalside, at all hours"
    assert (await write(ada, "POST", path)).status_code == 404
    same = night | {"plan_id": agreed["plan_id"]}
    (gap,) = (await done(ada, "POST", "/response-plans/check", same))["findings"]
    assert (gap["fault"], gap["stops"], gap["sentence"]) == (
        "hours_without_plan",
        False,
        "No plan between 06:00 and 18:00 every day: the centre's standard procedure applies.",
    )
    told = (await ada.see(f"/organisations/{story.HARGREAVES}/journal"))["items"][0]
    assert (told["kind"], told["after"]) == ("response_plan.withdrawn", None)
    assert told["before"]["name"] == "Canalside, at all hours"


async def test_the_plan_that_holds_at_the_opening_stays_and_is_shown(
    ada: Browser, olive: Browser, program: Browser, raise_all: Raise
) -> None:
    """P11: in the incident, in its journal and in its report."""
    tom = str(story.contact_id(story.CANALSIDE, "Tom Ackroyd"))
    always = plan("Now and always")
    always["plan"]["contacts"] = [tom]
    agreed = await done(ada, "POST", "/response-plans", always)
    await send(program, BURGLARY)
    await raise_all()
    (row,) = await olive.queue()
    path = f"/response-plans/{agreed['plan_id']}/withdraw"
    await done(ada, "POST", path)
    await send(program, FIRE)
    await raise_all()
    rows = {each["id"]: each for each in await olive.queue()}
    (fire,) = rows.keys() - {row["id"]}
    assert (await olive.see(f"/incidents/{fire}"))["plan"]["name"] == "Canalside, at all hours"
    incident = await olive.see(f"/incidents/{row['id']}")
    shown = incident["plan"]
    assert (shown["name"], shown["hours"], shown["version"]) == ("Now and always", "every day", 1)
    called = [(each["name"], each["position"]) for each in incident["callees"]]
    assert called[1:] == [
        ("Tom Ackroyd", 1),
        ("Helena Hargreaves-Nwosu", None),
        ("Redfern Response control room", None),
    ]
    entry = next(line for line in incident["journal"] if line["kind"] == "plan.chosen")
    assert entry["text"] == "chosen for this hour: Now and always, every day, version 1"
    report = await olive.get(f"/api/v1/incidents/{row['id']}/report.json")
    facts = json.loads(report.text)["summary"]["facts"]["plan"]
    assert facts == {"name": "Now and always", "version": 1, "hours": "every day"}


async def test_the_demos_plans_leave_no_hour_open(ada: Browser) -> None:
    for subject in (story.ASHWORTH, story.MARGUERITE):
        plans = (await ada.see("/response-plans", of=str(subject)))["items"]
        assert len(plans) == 2
        for each in plans:
            same = ("customer_id", "site_id", "lone_worker_id", "plan_id", "plan")
            body = {name: each[name] for name in same}
            findings = (await done(ada, "POST", "/response-plans/check", body))["findings"]
            assert [f["fault"] for f in findings if f["stops"]] == []
            assert "hours_without_plan" not in {f["fault"] for f in findings}
        one, other = (each["plan"] for each in plans)
        assert one["contacts"] != other["contacts"]
        assert one["instructions"] != other["instructions"]
