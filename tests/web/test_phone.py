"""A lone worker's own phone, from its enrolment to both PINs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from tests.web.browser import Browser, Json, as_json, problem_of
from tests.web.conftest import Raise
from tocsin.demo import story

SAFE, DURESS = "2580", "1379"
VISIT = {"doing": "Visiting 12 Mill Lane", "minutes": 45, "check_in_every_min": 15, "risk": "high"}
Open = Callable[[], Browser]


async def code_for(admin: Browser, **given: bool) -> str:
    answer = await admin.command(f"/lone-workers/{story.MARGUERITE}/enrolments", given)
    assert answer.status_code == 201, answer.text
    offered = as_json(answer)
    assert offered["link"] == f"http://127.0.0.1:8600/worker/#{offered['code']}"
    return str(offered["code"])


async def enrol(phone: Browser, code: str) -> httpx.Response:
    return await phone.command("/worker/enrolment", {"code": code, "device": "Marguerite's phone"})


@pytest.fixture
async def phone(wanda: Browser, browsers: Open) -> Browser:
    """Give a phone that is enrolled, with both PINs."""
    phone = browsers()
    answer = await enrol(phone, await code_for(wanda))
    assert answer.status_code == 201, answer.text
    await choose_pins(phone)
    return phone


async def choose_pins(phone: Browser) -> Json:
    answer = await phone.put(
        "/api/v1/worker/pins",
        json={"safe": SAFE, "duress": DURESS},
        headers={"X-Tocsin-App": "worker"},
    )
    assert answer.status_code == 200, answer.text
    return as_json(answer)


async def say(phone: Browser, what: str, body: Json | None = None) -> Json:
    now = datetime.now(UTC).isoformat()
    answer = await phone.command(
        f"/worker/{what}", {"occurred_at": now, "sent_at": now, **(body or {})}
    )
    assert answer.status_code < 300, answer.text
    return as_json(answer)


async def pin(phone: Browser, digits: str, purpose: str = "cancel") -> Json:
    return await say(phone, "pin", {"pin": digits, "purpose": purpose})


async def test_a_phone_is_enrolled_by_a_code_that_is_good_once(
    wanda: Browser, browsers: Open
) -> None:
    code = await code_for(wanda)
    phone, thief = browsers(), browsers()
    typed = code.lower().replace("-", " ")
    shown = as_json(await enrol(phone, typed))
    assert shown["lone_worker"]["name"] == "Marguerite Adebayo-Lindqvist"
    assert (shown["has_pins"], shown["session"], shown["alert"]) == (False, None, None)
    assert "ask for a new one" in problem_of(await enrol(thief, code))["detail"].lower()
    assert (await thief.get("/api/v1/worker")).status_code == 401
    assert "wrong" in problem_of(await enrol(thief, "AAAA-BBBB-CCCC"))["detail"]
    listed = await wanda.see(f"/lone-workers/{story.MARGUERITE}/devices")
    assert [one["label"] for one in listed["items"]] == ["Marguerite's phone"]
    assert (await choose_pins(phone))["has_pins"] is True
    (device,) = listed["items"]
    assert (await wanda.command(f"/devices/{device['id']}/withdraw")).status_code == 200
    assert (await phone.get("/api/v1/worker")).status_code == 401


async def test_a_panic_is_shown_as_stored_and_then_as_taken(
    phone: Browser, olive: Browser, raise_all: Raise
) -> None:
    position = {"latitude": 53.76, "longitude": -2.01, "accuracy_m": 6}
    pressed = await say(phone, "panic", {"position": position, "battery_percent": 41})
    assert pressed["alert"]["words"] == "Panic"
    assert (pressed["alert"]["taken_at"], pressed["alert"]["taken_by"]) == (None, None)
    await raise_all()
    (incident,) = await olive.queue()
    assert incident["who"] == "Marguerite Adebayo-Lindqvist"
    await olive.do(incident["id"], "claim")
    shown = await phone.see("/worker")
    assert shown["alert"]["taken_by"] == "Olive Brandt"
    assert shown["alert"]["stored_at"] == pressed["alert"]["stored_at"]


async def test_a_safe_pin_in_time_calls_it_off_and_calling_again_opens_it_again(
    phone: Browser, olive: Browser, raise_all: Raise
) -> None:
    await say(phone, "panic")
    await raise_all()
    (incident,) = await olive.queue()
    assert (await pin(phone, SAFE))["answer"] == "taken"
    assert (await phone.see("/worker"))["alert"] is None
    await raise_all()
    assert await olive.queue() == []
    closed = await olive.see(f"/incidents/{incident['id']}")
    assert (closed["state"], closed["cause_words"]) == ("closed", "called off by their own PIN")
    await say(phone, "panic")
    await raise_all()
    (again,) = await olive.queue()
    assert (again["id"], again["state"]) == (incident["id"], "waiting")


async def test_a_safe_pin_after_the_claim_is_a_request(
    phone: Browser, olive: Browser, raise_all: Raise
) -> None:
    await say(phone, "panic")
    await raise_all()
    (incident,) = await olive.queue()
    await olive.do(incident["id"], "claim")
    await pin(phone, SAFE)
    await raise_all()
    asked = await olive.see(f"/incidents/{incident['id']}")
    assert asked["state"] == "handling"
    assert asked["safe_pin"] is not None
    refused = await olive.do(incident["id"], "refuse-pin")
    assert refused["safe_pin"] is None
    await say(phone, "panic")
    await pin(phone, SAFE)
    await raise_all()
    await olive.do(incident["id"], "claim")  # it was called for again after a PIN: it rang
    resolved = await olive.do(incident["id"], "resolve", {"cause": "called_off"})
    assert resolved["state"] == "resolved"


async def test_both_pins_get_the_same_bytes_and_the_phone_shows_the_same(
    wanda: Browser, browsers: Open, olive: Browser, raise_all: Raise
) -> None:
    """P13."""
    seen = []
    for digits in (SAFE, DURESS):
        phone = browsers()
        await enrol(phone, await code_for(wanda, new_pins=True))
        await choose_pins(phone)
        await phone.command("/worker/sessions", VISIT)
        await say(phone, "panic")
        await raise_all()
        now = datetime.now(UTC).isoformat()
        body = {"pin": digits, "purpose": "end", "occurred_at": now, "sent_at": now}
        answer = await phone.command("/worker/pin", body)
        after = [await phone.see("/worker")]
        await raise_all()
        after.append(await phone.see("/worker"))
        for one in after:
            one.pop("now")
        said = as_json(answer)
        said.pop("at")
        headers = {k: v for k, v in answer.headers.items() if k != "date"}
        seen.append((answer.status_code, said, headers, len(answer.content), after))
    assert seen[0] == seen[1]
    (incident,) = await olive.queue()
    assert (incident["silent"], incident["priority"]) == (True, 1)


async def test_three_wrong_pins_raise_an_alarm_and_duress_is_heard_all_the_same(
    phone: Browser, olive: Browser, raise_all: Raise
) -> None:
    answers = [await pin(phone, "0000") for _ in range(3)]
    assert [a["answer"] for a in answers] == ["wrong", "wrong", "later"]
    assert [a["tries_left"] for a in answers] == [2, 1, None]
    await raise_all()
    (incident,) = await olive.queue()
    assert incident["title"] == "Wrong PIN three times"
    later = [await pin(phone, digits) for digits in (SAFE, DURESS, "0000")]
    assert [a["answer"] for a in later] == ["later"] * 3
    assert len({str(a) for a in later}) == 1
    await raise_all()
    (incident,) = await olive.queue()
    assert incident["silent"] is True


async def test_a_session_is_started_kept_alive_and_ended_from_the_phone(phone: Browser) -> None:
    begun = as_json(await phone.command("/worker/sessions", VISIT))
    assert begun["session"]["waits_for"] == "check_in"
    heard = await say(phone, "check-in")
    assert heard["session"]["heard_at"] > begun["session"]["heard_at"]
    longer = await say(phone, "extend", {"minutes": 90})
    assert longer["session"]["ends_at"] > begun["session"]["ends_at"]
    assert (await pin(phone, SAFE, "end"))["answer"] == "taken"
    assert (await phone.see("/worker"))["session"] is None
    answer = await phone.command("/worker/check-in", {})
    assert problem_of(answer)["detail"] == "No session is running."


async def test_what_was_kept_without_signal_is_sent_once(phone: Browser, raise_all: Raise) -> None:
    key = uuid4()
    then = datetime.now(UTC) - timedelta(minutes=20)
    for minutes in (0, 3):
        sent = then + timedelta(minutes=20 + minutes)
        body = {"occurred_at": then.isoformat(), "sent_at": sent.isoformat()}
        answer = await phone.command("/worker/panic", body, key=key)
        assert answer.status_code == 202, answer.text
    shown = await phone.see("/worker")
    pressed = datetime.fromisoformat(shown["alert"]["pressed_at"])
    assert abs(pressed - then) < timedelta(seconds=5)


async def test_a_position_is_kept_only_while_a_session_runs_or_an_alert_stands(
    phone: Browser, olive: Browser, raise_all: Raise
) -> None:
    position = {"latitude": 53.5, "longitude": -2.5, "accuracy_m": 12}
    await say(phone, "heartbeat", {"position": position, "battery_percent": 80})
    await say(phone, "panic")
    await raise_all()
    (incident,) = await olive.queue()
    shown = await olive.see(f"/incidents/{incident['id']}")
    assert shown["place"] is None
    await say(phone, "heartbeat", {"position": position})
    shown = await olive.see(f"/incidents/{incident['id']}")
    assert shown["place"]["latitude"] == 53.5


async def test_after_either_pin_its_place_is_heard_and_after_duress_it_is_kept(
    phone: Browser, olive: Browser, raise_all: Raise
) -> None:
    """P13: no answer tells; the centre knows where they are, at the PIN and after it."""
    there, further = {"latitude": 53.5, "longitude": -2.5}, {"latitude": 53.6, "longitude": -2.5}
    seen = []
    for digits in (SAFE, DURESS):
        await phone.command("/worker/sessions", VISIT)
        body = {"pin": digits, "purpose": "end", "position": there, "battery_percent": 41}
        answered = await say(phone, "pin", body)
        answered.pop("at")
        await raise_all()
        beat = await say(phone, "heartbeat", {"position": further})
        beat.pop("now")
        seen.append((answered, beat))
        if digits == SAFE:
            assert await olive.queue() == []
    assert seen[0] == seen[1]
    (incident,) = await olive.queue()
    shown = await olive.see(f"/incidents/{incident['id']}")
    assert (incident["silent"], shown["place"]["latitude"]) == (True, 53.6)


async def test_what_a_phone_kept_is_no_newer_place_than_what_it_said_since(
    phone: Browser, olive: Browser, raise_all: Raise
) -> None:
    await say(phone, "panic", {"position": {"latitude": 53.5, "longitude": -2.5}})
    now = datetime.now(UTC)
    kept = {"occurred_at": (now - timedelta(minutes=9)).isoformat(), "sent_at": now.isoformat()}
    old = {"pin": "0000", "purpose": "cancel", "position": {"latitude": 50, "longitude": 1}}
    assert (await phone.command("/worker/pin", {**old, **kept})).is_success
    await raise_all()
    (incident,) = await olive.queue()
    shown = await olive.see(f"/incidents/{incident['id']}")
    assert shown["place"]["latitude"] == 53.5


@pytest.mark.parametrize("digits", [SAFE, DURESS])
async def test_of_a_clock_that_was_set_back_nothing_is_settled_but_a_panic_is_raised(
    phone: Browser, olive: Browser, raise_all: Raise, digits: str
) -> None:
    """P13: the same for both PINs."""
    await phone.command("/worker/sessions", VISIT)
    before = (await phone.see("/worker"))["session"]
    now = datetime.now(UTC)
    set_back = {"occurred_at": (now + timedelta(hours=1)).isoformat(), "sent_at": now.isoformat()}
    assert (await say(phone, "check-in", set_back))["session"] == before
    assert (await say(phone, "extend", {"minutes": 90, **set_back}))["session"] == before
    entered = await say(phone, "pin", {"pin": digits, "purpose": "end", **set_back})
    assert entered["answer"] == "undated"
    assert (await phone.see("/worker"))["session"] == before
    await say(phone, "panic", set_back)
    await raise_all()
    (incident,) = await olive.queue()
    assert incident["silent"] is (digits == DURESS)


async def test_the_same_phone_enrolled_anew_is_one_phone(phone: Browser, wanda: Browser) -> None:
    assert (await enrol(phone, await code_for(wanda))).status_code == 201
    listed = await wanda.see(f"/lone-workers/{story.MARGUERITE}/devices")
    assert len(listed["items"]) == 1
    assert (await phone.get("/api/v1/worker")).status_code == 200
