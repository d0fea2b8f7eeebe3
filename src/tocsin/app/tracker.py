"""Use cases of trackers: at which address those of a line are heard, and for whom each speaks."""

from dataclasses import replace

from tocsin.app.ports import Work
from tocsin.app.set_up import Settler, register
from tocsin.domain.errors import Malformed, NotNow
from tocsin.domain.people.set_up import DC09, LoneWorker, ReceiverLine
from tocsin.domain.people.tracker import Tracker


async def register_tracker(work: Work, by: Settler, tracker: Tracker) -> Tracker:
    """Let a tracker speak for a lone worker behind one of their centre's lines."""
    owner = await work.set_up.get(LoneWorker, tracker.lone_worker_id)
    line = await work.set_up.get(ReceiverLine, tracker.line_id)
    if line.centre_id != owner.centre_id:
        raise Malformed("The line is another centre's than the lone worker's.")
    if line.protocol == DC09:
        raise Malformed("Panels report on this line. Trackers need one of their own protocol.")
    if owner.withdrawn_at is not None or line.withdrawn_at is not None:
        raise NotNow("The lone worker or the line was withdrawn.")
    whose = replace(tracker, customer_id=owner.customer_id, centre_id=owner.centre_id)
    return await register(work, by, whose)
