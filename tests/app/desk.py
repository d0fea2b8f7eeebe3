"""A desk with the real use cases on it, over the store in memory."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypedDict, TypeVar, Unpack
from uuid import UUID

from tests.clock import FakeClock
from tests.fakes import FakeStore, FakeWork
from tests.scene import CANALSIDE, DEV, OLIVE, PRIYA, make_signal, make_store
from tests.tables import DeadlineRow
from tocsin.app.incident import claim, look
from tocsin.app.phone_call import call_emergency, call_person, hear_outcome
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.signal import DeviceReport, Signal
from tocsin.domain.people.subject import SubjectRef
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService, HeardOutcome
from tocsin.domain.session.session import Session

P = ParamSpec("P")
T = TypeVar("T")


class Details(TypedDict, total=False):
    """What may be heard besides the outcome."""

    note: str
    reference: str
    attending_by: datetime
    no_reference: bool


@dataclass(slots=True)
class Desk:
    clock: FakeClock = field(default_factory=FakeClock)
    store: FakeStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = make_store(self.clock)
        self.somebody_is_on_shift()

    def somebody_is_on_shift(self) -> None:
        """Keep everybody's screen open, and that of a colleague who does nothing else."""
        for person_id in (UUID(int=0), *(actor.id for actor in (OLIVE, DEV, PRIYA))):
            assert person_id is not None
            self.store.tables.heard[person_id] = self.clock.now + timedelta(days=365)

    def nobody_is_on_shift(self) -> None:
        self.store.tables.heard.clear()

    async def do(
        self,
        act: Callable[Concatenate[FakeWork, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do something in a unit of work of its own."""
        async with self.store.open_work(getattr(act, "__name__", "act")) as work:
            return await act(work, *args, **kwargs)

    def arrive(
        self,
        *reports: DeviceReport,
        about: SubjectRef = CANALSIDE,
        fingerprint: bytes | None = None,
        drill: bool = False,
    ) -> Signal:
        """Store a signal; nobody has looked at it yet."""
        signal = make_signal(
            self.store.next_id(),
            about,
            reports,
            self.clock.now,
            fingerprint=fingerprint,
            drill=drill,
        )
        self.store.store_signal(signal)
        return signal

    async def alarm(self, *reports: DeviceReport, about: SubjectRef = CANALSIDE) -> Incident:
        """Let an alarm come in and be raised; give the incident that it went to."""
        signal = self.arrive(*reports, about=about)
        await self.do(raise_signals, about)
        incident_id = self.store.tables.signals[signal.id].incident_id
        assert incident_id is not None
        return self.read(incident_id)

    async def in_hand(self, *reports: DeviceReport, about: SubjectRef = CANALSIDE) -> Incident:
        """Let an alarm come in and be taken by Olive."""
        incident = await self.alarm(*reports, about=about)
        return await self.do(claim, incident.id, OLIVE)

    async def ring(self, incident: Incident, who: UUID | EmergencyService) -> UUID:
        """Place a call; give its id."""
        if isinstance(who, EmergencyService):
            after = await self.do(call_emergency, incident.id, OLIVE, who)
        else:
            after = await self.do(call_person, incident.id, OLIVE, who)
        return after.calls[-1].id

    async def hear(
        self, incident: Incident, call_id: UUID, outcome: CallOutcome, **more: Unpack[Details]
    ) -> Incident:
        heard = HeardOutcome(at=self.clock.now, outcome=outcome, **more)
        return await self.do(hear_outcome, incident.id, OLIVE, call_id, heard)

    async def rung(
        self,
        incident: Incident,
        who: UUID | EmergencyService,
        outcome: CallOutcome,
        **more: Unpack[Details],
    ) -> Incident:
        """Call somebody and hear how it ended."""
        return await self.hear(incident, await self.ring(incident, who), outcome, **more)

    async def look(self, incident: Incident) -> Incident:
        """Let the deadline loop look at an incident."""

        async def act(work: FakeWork) -> Incident:
            return await look(work, await work.incidents.get_for_update(incident.id))

        return await self.do(act)

    def read(self, incident_id: UUID) -> Incident:
        return self.store.tables.read_incident(incident_id)

    def due(self, incident: Incident) -> DeadlineRow:
        return self.store.tables.deadlines[incident.id]

    def kinds(self, incident: Incident) -> list[str]:
        """Name the kinds of what was written in an incident's journal."""
        entries = self.store.tables.journal[incident.id]
        return [json.loads(entry.text)["kind"] for entry in entries]

    def texts(self, about: Incident | Session) -> list[str]:
        """Give the words of what was written in a journal."""
        bodies = [entry.body for entry in self.store.tables.journal[about.id]]
        return [json.loads(body.text)["text"] for body in bodies if body is not None]

    def last(self, incident: Incident) -> dict[str, Any]:
        """Give the last entry: its kind, actor, words and references."""
        entry = self.store.tables.journal[incident.id][-1]
        assert entry.body is not None
        text, body = json.loads(entry.text), json.loads(entry.body.text)
        return {**body, "kind": text["kind"], "references": text["references"]}
