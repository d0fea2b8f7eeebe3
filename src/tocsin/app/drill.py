"""The end of a drill: from then on it is real, and nothing that was done in it covers that."""

from dataclasses import replace

from tocsin.app.notice import everyone_told, tell
from tocsin.app.ports import PLAN, Entry, Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.response.notice import NoticeKind
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, HeardOutcome

NOBODY_RANG = "In the drill nobody rang them."


async def end_drill(work: Work, incident: Incident) -> tuple[Incident, list[Entry]]:
    """Make a drill real: what was heard in it covers nothing, and who was told of it hears so."""
    real = replace(incident, drill=False, real_at=work.now)
    said = [Entry(kind="incident.real", actor=PLAN, text="takes it for real: it is no drill now")]
    real, ended = await _end_noted(work, real)
    for to in everyone_told(incident):
        real, entry = await tell(work, real, NoticeKind.REAL, to)
        said.append(entry)
    return real, [*said, *ended]


async def _end_noted(work: Work, incident: Incident) -> tuple[Incident, list[Entry]]:
    """End the calls that were only noted, or a page would wait for the word of who was not rung."""
    failed = HeardOutcome(at=work.now, outcome=CallOutcome.FAILED, note=NOBODY_RANG)
    calls, said = [], []
    for call in incident.calls:
        if call.callee is not CalleeKind.EMERGENCY or call.last is not None:
            calls.append(call)
            continue
        await work.incidents.add_outcome(incident, call.id, failed, PLAN)
        calls.append(replace(call, outcomes=(failed,)))
        text = f"ends the drill's call to {call.name}: nobody rang them"
        references = {"phone_call": str(call.id), "outcome": failed.outcome}
        said.append(Entry(kind="phone_call.ended", actor=PLAN, text=text, references=references))
    return replace(incident, calls=tuple(calls)), said
