"""Operators of a simulated night: some do as they are told, all sometimes do as they like."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tests import scene
from tests.fakes import FakeWork
from tests.simulation.crash import Crash
from tests.simulation.world import World
from tocsin.app.assistance import assist, leave
from tocsin.app.claim import park, release, resume, take_over
from tocsin.app.incident import claim, close, go_back, resolve, write_note
from tocsin.app.news import suspect_duress
from tocsin.app.opening import open_by_hand
from tocsin.app.phone_call import (
    call_emergency,
    call_out,
    call_person,
    give_up_emergency,
    hear_outcome,
)
from tocsin.app.ports import Actor
from tocsin.domain.access import Role
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.told import Told
from tocsin.domain.errors import DomainError
from tocsin.domain.response.phone_call import (
    DANGER,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
    may_end_with,
)
from tocsin.domain.response.response_company import Dialled
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import Step, StepKind

Act = Callable[[FakeWork], Awaitable[Incident]]


@dataclass(frozen=True, slots=True)
class Operator:
    actor: Actor
    roles: frozenset[Role]
    world: World

    async def obey(self, incident: Incident) -> None:
        """Do what the incident's next step says, if it says anything."""
        self.be_heard()  # who has nothing to do is there all the same
        act = self._act_for(incident, next_step(incident, self.world.now))
        if act is not None:
            await self._try(act)

    async def do_as_they_like(self, incident: Incident) -> None:
        """Do anything at all: late, twice, to the wrong incident, with the wrong word."""
        random = self.world.random
        act = self._anything(incident, random.randrange(17))
        for _ in range(random.choice([1, 1, 1, 2])):
            await self._try(act)

    def be_heard(self) -> None:
        """Show that one's screen is open."""
        assert self.actor.id is not None
        heard = self.world.store.tables.heard
        heard[self.actor.id] = max(self.world.now, heard.get(self.actor.id, self.world.now))

    async def suspect(self, incident: Incident) -> None:
        """See signs of duress. That is never refused before an incident is filed (P3)."""
        self.be_heard()
        with suppress(Crash):
            async with self.world.open_work("suspect_duress") as work:
                worse = await suspect_duress(work, incident.id, self.actor, "Her voice shook")
            self.world.forced.add(worse.id)

    async def be_told(self) -> None:
        """Hear of an alarm that no device sent. What is told is never refused."""
        self.be_heard()
        random = self.world.random
        told = Told(
            about=random.choice(list(scene.SUBJECTS)),
            kind=random.choice(list(ResponseKind)),
            words="Two men at the shutter",
            by="a neighbour",
            silent=random.random() < 0.2,
        )
        with suppress(Crash):
            async with self.world.open_work("open_by_hand") as work:
                incident = await open_by_hand(work, self.actor, told)
            assert incident.is_open, "what is told waits for somebody"
            assert incident.silent or not told.silent, "P3: signs of duress make it silent"
            self.world.told[incident.id] += 1
            if told.silent:
                self.world.forced.add(incident.id)

    async def _try(self, act: Act) -> None:
        self.be_heard()
        with suppress(Crash, DomainError):
            async with self.world.open_work("operator") as work:
                after = await act(work)
            if any(call.had(frozenset({CallOutcome.DURESS})) for call in after.calls):
                self.world.forced.add(after.id)

    def _act_for(self, incident: Incident, step: Step) -> Act | None:
        match step.kind:
            case StepKind.CLAIM:
                return self._claim(incident.id)
            case StepKind.CALL_PERSON:
                assert step.callee is not None
                return self._call(incident.id, step.callee.id or incident.subject.ref.id)
            case StepKind.CALL_EMERGENCY:
                assert step.service is not None
                return self._call_emergency(incident.id, step.service)
            case StepKind.NOTE_OUTCOME | StepKind.NOTE_REFERENCE:
                call = next(call for call in incident.calls if call.id == step.call_id)
                return self._hear(incident.id, call)
            case StepKind.DECIDE | StepKind.RESOLVE:
                return self._resolve(incident.id)
            case StepKind.CLOSE:
                return self._close(incident.id)
            case StepKind.WAIT | StepKind.NOTHING:
                return None

    def _anything(self, incident: Incident, choice: int) -> Act:
        random = self.world.random
        everybody = [s.ref.id for s in scene.SUBJECTS.values()]
        everybody += [c.id for s in scene.SUBJECTS.values() for c in s.contacts]
        calls = [c for i in self.world.incidents() for c in i.calls]
        until = self.world.now + timedelta(seconds=random.randint(-5, 900))
        acts: list[Act] = [
            self._claim(incident.id),
            self._call(incident.id, random.choice(everybody)),
            self._call_emergency(incident.id, random.choice(list(EmergencyService))),
            self._give_up(incident.id, random.choice(list(EmergencyService))),
            self._resolve(incident.id),
            self._close(incident.id),
            lambda work: go_back(work, incident.id, self.actor, self.roles),
            lambda work: park(work, incident.id, self.actor, until, "Keyholder is on the way"),
            lambda work: resume(work, incident.id, self.actor),
            lambda work: release(work, incident.id, self.actor),
            lambda work: take_over(work, incident.id, self.actor, self.roles),
            lambda work: write_note(work, incident.id, self.actor, "Still nobody at the door"),
            lambda work: assist(work, incident.id, self.actor),
            lambda work: leave(work, incident.id, self.actor),
            self._call_out(incident.id, None),
            self._call_out(incident.id, Dialled(name="Safeguard", number="0161 496 0102")),
        ]
        if choice == len(acts) and calls:
            mine = [*incident.calls, *calls]
            return self._hear(incident.id, random.choice(mine), anything=True)
        return acts[choice % len(acts)]

    def _claim(self, incident_id: UUID) -> Act:
        return lambda work: claim(work, incident_id, self.actor)

    def _call(self, incident_id: UUID, callee_id: UUID) -> Act:
        return lambda work: call_person(work, incident_id, self.actor, callee_id)

    def _call_emergency(self, incident_id: UUID, service: EmergencyService) -> Act:
        return self._help(
            incident_id, lambda work: call_emergency(work, incident_id, self.actor, service)
        )

    def _call_out(self, incident_id: UUID, dialled: Dialled | None) -> Act:
        return self._help(
            incident_id, lambda work: call_out(work, incident_id, self.actor, dialled)
        )

    def _help(self, incident_id: UUID, call: Act) -> Act:
        """Call help: at every moment, and who calls it when nobody has it takes it by that.

        What is over is opened again, or the open one that follows it has somebody already.
        """

        async def helping(work: FakeWork) -> Incident:
            before = await work.incidents.get_for_update(incident_id)
            after = await call(work)
            assert after.state is IncidentState.HANDLING
            if before.is_open and before.state is not IncidentState.WAITING:
                assert after.operator_id == before.operator_id
            elif after.id == before.id:
                assert after.operator_id == self.actor.id, "whoever calls help takes it"
            else:
                assert not before.is_open, "help is called for the incident that is open"
                assert self.actor.id in {after.operator_id, *after.aide_ids}
            return after

        return helping

    def _give_up(self, incident_id: UUID, service: EmergencyService) -> Act:
        return lambda work: give_up_emergency(
            work, incident_id, self.actor, service, "Line is dead"
        )

    def _resolve(self, incident_id: UUID) -> Act:
        cause = self.world.random.choice(list(Cause))
        judgement = Judgement(cause=cause)
        return lambda work: resolve(work, incident_id, self.actor, self.roles, judgement)

    def _close(self, incident_id: UUID) -> Act:
        return lambda work: close(work, incident_id, self.actor, self.roles)

    def _hear(self, incident_id: UUID, call: PhoneCall, *, anything: bool = False) -> Act:
        random = self.world.random
        possible = [o for o in CallOutcome if anything or may_end_with(call.callee, o)]
        by = self.world.now + timedelta(seconds=random.randint(-60, 1_200))
        heard = HeardOutcome(
            at=self.world.now,
            outcome=random.choice(possible),
            reference=random.choice(["HX 4471", "HX 4471", None]),
            attending_by=random.choice([by, by, None]),
        )

        async def hear(work: FakeWork) -> Incident:
            after = await hear_outcome(work, incident_id, self.actor, call.id, heard)
            is_danger = heard.outcome in DANGER and after.state is IncidentState.HANDLING
            if is_danger and after.operator_id != self.actor.id:
                assert after.worse_at is not None, "P3: danger rings for whoever has it"
            return after

        return hear
