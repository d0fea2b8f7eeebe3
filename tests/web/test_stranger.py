"""An alarm from a sender whom nobody knows, as its centre sees it, and nobody else."""

from datetime import UTC, datetime

import psycopg

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.protocols.frames import only_frame
from tests.web.browser import Browser
from tests.web.conftest import Raise
from tocsin.db.panel import find_line
from tocsin.db.signal import store
from tocsin.demo import story
from tocsin.domain.alarm.signal import Channel
from tocsin.loops.alarm_intake import Origin, take_in
from tocsin.protocols.sia_dc09 import Draft, write_message

PORT = 8609


async def knock(addresses: Addresses, account: str) -> None:
    """Let a panel with this account send an alarm."""
    draft = Draft(
        token="SIA-DCS",
        account=account,
        message=f"#{account}|Nri1/PA7".encode(),
        sequence=3,
    )
    origin = Origin(channel=Channel.DC09_TCP, source="192.0.2.7:4001")
    async with await psycopg.AsyncConnection.connect(addresses.engine) as engine:
        line = await find_line(engine, PORT)
        assert line is not None
        taken = take_in(line, origin, only_frame(write_message(draft)), datetime.now(UTC))
        await store(engine, [taken.arrival])


async def test_the_centre_sees_who_knocked_and_closes_it_like_any_other(
    addresses: Addresses, raise_all: Raise, olive: Browser
) -> None:
    await knock(addresses, "1235")
    await raise_all()
    (row,) = await olive.queue()
    assert row["who"].endswith("unknown sender 1235")
    assert (row["subject_kind"], row["response_kind"], row["priority"]) == (
        *("receiver_line", "technical"),
        1,
    )
    incident = await olive.see(f"/incidents/{row['id']}")
    (alert,) = incident["alerts"]
    assert (alert["zone"], alert["code"]) == (None, "PA")
    assert alert["zone_text"] == "account 1235 from 192.0.2.7; zone 7"
    like = {"sent": "1235", "account": "1234", "site": story.SITES[0]["name"]}
    assert incident["known_accounts"] == [like]
    await olive.command(f"/incidents/{row['id']}/claim")
    incident = await olive.see(f"/incidents/{row['id']}")
    assert incident["step"]["statement"] == "Find out who sent it"
    false = {"cause": "false_accident", "note": "Surely mistyped"}
    refused = await olive.command(f"/incidents/{row['id']}/resolve", false)
    assert refused.status_code == 409, "P4: a hold-up is none the less for who reports it"
    cause = {"cause": "unexplained", "note": "Mistyped: it is Canalside's new panel"}
    answer = await olive.command(f"/incidents/{row['id']}/resolve", cause)
    assert answer.status_code == 200, answer.text
    assert (await olive.command(f"/incidents/{row['id']}/close")).status_code == 200


async def test_no_customer_sees_it(addresses: Addresses, raise_all: Raise, olive: Browser) -> None:
    await knock(addresses, "1235")
    await raise_all()
    (row,) = await olive.queue()
    with psycopg.connect(addresses.web) as web:
        for organisation, count in ((story.HARGREAVES, 0), (story.NORTHGATE, 1)):
            web.execute("select set_config('tocsin.organisation', %s, false)", [str(organisation)])
            found = web.execute("select count(*) from incident where id = %s", [row["id"]])
            assert found.fetchone() == (count,)


async def test_two_unknown_accounts_are_two_rows_each_with_the_accounts_like_it(
    addresses: Addresses, raise_all: Raise, olive: Browser
) -> None:
    """Whom they may be is looked up when it is shown: by then one may be known."""
    for account in ("1235", "FFFF"):
        await knock(addresses, account)
    await raise_all()
    rows = await olive.queue()
    assert sorted(row["who"].rpartition(" ")[2] for row in rows) == ["1235", "FFFF"]
    pages = {row["who"][-4:]: await olive.see(f"/incidents/{row['id']}") for row in rows}
    assert [one["account"] for one in pages["1235"]["known_accounts"]] == ["1234"]
    assert pages["FFFF"]["known_accounts"] == []
    ask(addresses.owner, "update panel set account = 'FFFF' where account = '1234'")
    again = await olive.see(f"/incidents/{pages['FFFF']['id']}")
    assert [one["account"] for one in again["known_accounts"]] == ["FFFF"]
