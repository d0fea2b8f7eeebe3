"""The alarm receiver's process: DC-09 over TCP and UDP on one port."""

import sys
from functools import partial

from tocsin.db.bell import Ear, News
from tocsin.gateways.clock import new_id
from tocsin.gateways.journal_key import JournalKey
from tocsin.loops.alarm_door import PortUnusable, receive
from tocsin.loops.alarm_receiver import Receiver
from tocsin.loops.beat import Pulse, beat
from tocsin.loops.raising import GRACE_S, Raiser, raise_what_is_due
from tocsin.process.engine import Engine
from tocsin.process.start import run_engine, start, together
from tocsin.settings import Settings, WrongSetting


def run_receive(settings: Settings, address: str, key: JournalKey) -> None:
    """Receive alarms until told to stop."""

    async def receiving(engine: Engine) -> None:
        pulse, storing, left = Pulse("receive"), Pulse("store"), Pulse("raise what is left")
        raiser = Raiser(engine.open_work)
        ring = partial(engine.bell.ring, News.SIGNALS)
        receiver = Receiver(address, settings.alarm_port, ring, engine.pool)
        await together(
            beat(engine.pool, new_id(), [pulse, storing]),
            receiver.keep_informed(Ear(), pulse),
            receiver.hearing.write_down(engine.pool, receiver.listening_line),
            raise_what_is_due(engine.pool, raiser, Ear(), left, grace_s=GRACE_S),
            raiser.run(),
            receiver.write(storing),
            receive(receiver, settings.alarm_host, settings.alarm_port),
        )

    try:
        run_engine(address, key, receiving)
    except ExceptionGroup as group:
        taken = group.subgroup(PortUnusable)
        if taken is None:
            raise
        where = f"port {settings.alarm_port} on {settings.alarm_host}"
        raise WrongSetting(f"{where} cannot be used (TOCSIN_ALARM_PORT)") from taken


if __name__ == "__main__":
    sys.exit(start(run_receive))
