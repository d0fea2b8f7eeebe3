"""Use case of the demo's handsets: whoever is rung there speaks, and the operator reads it."""

from uuid import UUID

from tocsin.app.incident import carry_on
from tocsin.app.phone_call import get_call
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.errors import NotNow


async def speak(work: Work, incident_id: UUID, call_id: UUID, words: str) -> Incident:
    """Write down what somebody says into their handset. What it means only the operator says."""
    incident = await work.incidents.get_for_update(incident_id)
    call = get_call(incident, call_id)
    if call.outcomes:
        raise NotNow("This call has ended.")
    entry = Entry(
        kind="phone_call.heard",
        actor=Actor(kind="contact", id=call.callee_id, name=call.name),
        text="says on the demo's handset",
        said=words,
        references={"phone_call": str(call.id)},
    )
    await work.incidents.show(incident)
    return await carry_on(work, incident, entry)
