"""The second factor, passwords, and the first administrator: each code counts once."""

import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pyotp
import pytest
from fastapi import FastAPI

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.domain.specimen import KEY
from tests.web.browser import Browser, as_json, problem_of
from tests.web.test_set_up import PASSWORD, enter, rows_of, write
from tocsin.db.first_code import keep_first_code
from tocsin.demo import story
from tocsin.gateways.one_time_code import new_paper_code, paper_form
from tocsin.gateways.secret_box import SecretBox, SecretUnreadable
from tocsin.main import make_api
from tocsin.web.asker import digest_of

OLIVE = "olive@northgate.example"
APP = {"X-Tocsin-App": "console"}


@pytest.fixture
async def api(addresses: Addresses, tmp_path: Path) -> AsyncIterator[FastAPI]:
    made = make_api(addresses.web, KEY, None, SecretBox.load_or_make(tmp_path / "key"))
    async with made.router.lifespan_context(made):
        yield made


async def try_code(browser: Browser, code: str | None) -> httpx.Response:
    body = {"email": OLIVE, "password": story.PASSWORD, "code": code}
    return await browser.post("/api/v1/sign-in", json=body, headers=APP)


async def turn_on(olive: Browser) -> tuple[pyotp.TOTP, list[str]]:
    begun = as_json(await write(olive, "POST", "/second-factor"))
    totp = pyotp.TOTP(begun["secret"])
    assert begun["uri"].startswith("otpauth://totp/Tocsin:")
    answer = await write(olive, "POST", "/second-factor/confirm", {"code": totp.now()})
    codes: list[str] = as_json(answer)["paper_codes"]
    return totp, codes


async def test_whoever_has_a_second_factor_shows_a_code_and_each_counts_once(
    olive: Browser, stranger: Browser, addresses: Addresses, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "tocsin")
    totp, paper = await turn_on(olive)
    used = totp.now()
    needed = await try_code(stranger, None)
    assert (needed.status_code, problem_of(needed)["type"].rpartition("/")[2]) == (
        401,
        "code-needed",
    )
    replayed = await try_code(stranger, used)
    assert problem_of(replayed)["type"].endswith("/wrong-code")
    (last_step,) = ask(addresses.owner, "select last_step from second_factor")
    following = totp.generate_otp(last_step + 1)
    assert (await try_code(stranger, following)).status_code == 200
    assert (await try_code(stranger, following)).status_code == 401
    assert (await try_code(stranger, paper[0].lower().replace("-", " "))).status_code == 200
    assert (await try_code(stranger, paper[0])).status_code == 401
    state = await olive.see("/second-factor")
    assert state == {"is_on": True, "paper_codes_left": 9}
    kept = "".join(
        "".join(rows_of(addresses, table))
        for table in ("second_factor", "backup_code", "journal_body", "journal_entry", "command")
    )
    for secret in (totp.secret, totp.secret.encode().hex(), paper[1], paper_form(paper[1])):
        assert secret not in kept
        assert secret not in caplog.text


async def test_a_second_factor_is_turned_off_with_a_code_alone(olive: Browser) -> None:
    _, paper = await turn_on(olive)
    assert (await write(olive, "POST", "/second-factor")).status_code == 409
    assert (await write(olive, "POST", "/second-factor/off", {"code": "000000"})).status_code == 401
    assert (await write(olive, "POST", "/second-factor/off", {"code": paper[3]})).status_code == 204
    assert (await olive.see("/second-factor"))["is_on"] is False


async def test_a_code_without_a_password_is_told_that_both_go_together(
    olive: Browser, stranger: Browser
) -> None:
    """It is refused before anybody is looked up: it says nothing about the code or the address."""
    totp, _ = await turn_on(olive)
    said = []
    for email in (OLIVE, "nobody@northgate.example"):
        for code in (totp.now(), "000000"):
            for rest in ({}, {"password": ""}):
                body = {"email": email, "code": code, **rest}
                answer = await stranger.post("/api/v1/sign-in", json=body, headers=APP)
                said.append((answer.status_code, problem_of(answer)["detail"]))
    assert set(said) == {
        (
            422,
            "the request: the code goes beside the e-mail and the password, in the same request",
        )
    }
    early = await stranger.post("/api/v1/second-factor/confirm", json={"code": "1"}, headers=APP)
    assert (early.status_code, "Sign in first" in problem_of(early)["detail"]) == (401, True)


async def test_out_of_turn_each_step_says_what_comes_first(olive: Browser) -> None:
    async def refused(path: str) -> str:
        answer = await write(olive, "POST", f"/second-factor/{path}", {"code": "000000"})
        assert answer.status_code == 409
        return str(problem_of(answer)["detail"])

    assert await refused("confirm") == "Begin a second factor first."
    assert await refused("off") == "Your second factor is not on."
    await write(olive, "POST", "/second-factor")
    assert await refused("off") == "Your second factor is not on."
    await turn_on(olive)
    assert await refused("confirm") == "Your second factor is on already."


async def test_codes_are_not_guessed_at_an_open_screen(
    olive: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.web.attempts.AT_MOST", 2)
    await turn_on(olive)
    tried = [await write(olive, "POST", "/second-factor/off", {"code": "0"}) for _ in range(3)]
    assert [answer.status_code for answer in tried] == [401, 401, 429]


async def test_codes_are_not_guessed_at_the_way_in(
    olive: Browser, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.web.attempts.AT_MOST", 2)
    await turn_on(olive)
    tried = [await try_code(stranger, code) for code in (None, "000000", "000001", "000002", None)]
    assert [answer.status_code for answer in tried] == [401, 401, 401, 429, 429]
    assert "passwords or codes" in problem_of(tried[-1])["detail"]


async def test_a_wrong_password_does_not_say_whether_a_second_factor_is_on(
    olive: Browser, stranger: Browser
) -> None:
    wrong = {"email": OLIVE, "password": "wrong", "code": "000000"}
    before = await stranger.post("/api/v1/sign-in", json=wrong, headers=APP)
    await turn_on(olive)
    after = await stranger.post("/api/v1/sign-in", json=wrong, headers=APP)
    assert (before.status_code, before.json()) == (after.status_code, after.json())
    assert problem_of(after)["type"].endswith("/signed-out")


def test_a_secret_opens_for_its_person_and_its_key_alone(tmp_path: Path) -> None:
    box = SecretBox.load_or_make(tmp_path / "key")
    closed = box.close("JBSWY3DP", story.NORTHGATE)
    assert SecretBox.load_or_make(tmp_path / "key").open(closed, story.NORTHGATE) == "JBSWY3DP"
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(SecretUnreadable):
        box.open(closed, story.CALDER_VALE)
    with pytest.raises(SecretUnreadable):
        SecretBox(b"x" * 32).open(closed, story.NORTHGATE)


async def test_a_password_is_changed_by_whoever_knows_it_and_ends_the_other_browsers(
    olive: Browser, browsers: Callable[[], Browser]
) -> None:
    other = await enter(browsers(), OLIVE)
    change = {"current": story.PASSWORD, "new": PASSWORD}
    wrong = await write(olive, "POST", "/password", change | {"current": "wrong"})
    short = await write(olive, "POST", "/password", change | {"new": "short"})
    assert (wrong.status_code, short.status_code) == (403, 422)
    assert (await write(olive, "POST", "/password", change)).status_code == 204
    assert (await olive.get("/api/v1/sign-in")).status_code == 200
    assert (await other.get("/api/v1/sign-in")).status_code == 401
    await enter(browsers(), OLIVE, PASSWORD)


async def test_signing_out_everywhere_ends_every_browser(
    olive: Browser, browsers: Callable[[], Browser]
) -> None:
    other = await enter(browsers(), OLIVE)
    assert (await write(olive, "DELETE", "/sign-in/everywhere")).status_code == 204
    assert (await other.get("/api/v1/sign-in")).status_code == 401


def first(code: str) -> dict[str, object]:
    return {
        "code": code,
        "centre": {"name": "Westgate", "time_zone": "Europe/London"},
        "name": "Wanda",
        "email": "wanda@westgate.example",
        "password": PASSWORD,
    }


async def test_the_first_administrator_comes_in_by_the_code_and_only_once(
    empty_database: str, tmp_path: Path
) -> None:
    old, code = new_paper_code(), new_paper_code()
    assert keep_first_code(empty_database, digest_of(paper_form(old)))
    assert keep_first_code(empty_database, digest_of(paper_form(code)))
    assert code not in ask(empty_database, "select encode(digest, 'escape') from first_code")
    web = empty_database.replace("tocsin_owner", "tocsin_web")
    api = make_api(web, KEY, None, SecretBox.load_or_make(tmp_path / "key"))
    transport = httpx.ASGITransport(app=api)
    async with (
        api.router.lifespan_context(api),
        Browser(transport=transport, base_url="http://127.0.0.1:8600") as browser,
    ):
        assert await browser.see("/first-administrator") == {"awaited": True}
        refused = await write(browser, "POST", "/first-administrator", first(old))
        assert refused.status_code == 403
        made = await write(browser, "POST", "/first-administrator", first(code))
        assert made.status_code == 201, made.text
        assert await browser.see("/first-administrator") == {"awaited": False}
        again = await write(browser, "POST", "/first-administrator", first(code))
        assert again.status_code == 403
        await enter(browser, "wanda@westgate.example", PASSWORD)
        me = await browser.see("/sign-in")
        assert (me["organisation"]["name"], me["roles"]) == ("Westgate", ["centre_admin"])
        told = await browser.see(f"/organisations/{me['organisation']['id']}/journal")
        assert [e["kind"] for e in told["items"]] == ["person.added", "organisation.added"]
    assert keep_first_code(empty_database, digest_of("another")) is False
    assert ask(empty_database, "select digest from first_code") == []
