"""The report that is kept at the close: what the API gives, and intact for anybody who checks."""

import asyncio
import json
from pathlib import Path

from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.domain.specimen import KEY
from tests.web.browser import BURGLARY, Browser, Json
from tests.web.conftest import Raise
from tests.web.test_thread import hear, press, take_in
from tocsin.db.bell import Bell
from tocsin.db.work import Means, WorkOpener
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.file_store import FileStore
from tocsin.loops.outbox import do_one
from tocsin.process.engine import Engine
from tocsin.process.loops import _file_report
from tocsin.verify import verify_file

KEPT = "select result from outbox where kind = 'file_report' and state = 'done'"


async def file_what_is_owed(addresses: Addresses, folder: Path) -> None:
    async with AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool:
        open_work = WorkOpener(pool, Means(new_id, new_salt, KEY))
        engine = Engine(pool, Bell(addresses.engine), open_work)
        deeds = {"file_report": _file_report(engine, KEY, FileStore(folder))}
        assert await do_one(open_work, deeds, new_id())


async def close_one(operator: Browser, row: Json) -> None:
    incident = await press(operator, await operator.see(f"/incidents/{row['id']}"))
    incident = await hear(operator, await press(operator, incident), outcome="in_danger")
    incident = await press(operator, incident)
    await hear(operator, incident, outcome="accepted", reference="GMP-0417 – Müller")
    end = {"cause": "genuine_handed_over", "note": "Two cars were there"}
    await operator.do(row["id"], "resolve", end)
    await operator.do(row["id"], "close")


async def test_the_report_that_is_kept_is_the_one_that_the_api_gives_and_verifies(
    addresses: Addresses,
    program: Browser,
    raise_all: Raise,
    olive: Browser,
    tmp_path: Path,
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    await close_one(olive, row)
    await file_what_is_owed(addresses, tmp_path / "files")
    (digest,) = ask(addresses.owner, KEPT)
    kept = tmp_path / "files" / digest[:2] / digest
    assert await asyncio.to_thread(verify_file, kept, KEY.key_id) == 0
    given = tmp_path / "given.json"
    given.write_text((await olive.get(f"/api/v1/incidents/{row['id']}/report.json")).text)
    assert await asyncio.to_thread(verify_file, given, KEY.key_id) == 0
    filed, shown = json.loads(kept.read_bytes()), json.loads(given.read_text())
    assert filed["summary"]["facts"]["state"] == "closed"
    for report in (filed, shown):  # all but the moment at which each was made, which is signed
        del report["summary"]["made_at"], report["head"]
    assert filed == shown
