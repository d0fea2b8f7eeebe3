"""Every incident that the use cases can bring about: it always has something to do, or a time."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.app.desk import Desk
from tests.fakes import FakeWork
from tests.scene import CANALSIDE, DEV, MARGUERITE, OLIVE, PRIYA, SUPERVISOR, reported
from tocsin.app.claim import park, release, resume, take_over
from tocsin.app.incident import claim, close, go_back, resolve
from tocsin.app.news import make_real, suspect_duress
from tocsin.app.phone_call import call_emergency, call_person, give_up_emergency, hear_outcome
from tocsin.app.ports import Actor
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import DomainError
from tocsin.domain.people.subject import SubjectRef
from tocsin.domain.response.phone_call import (
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    may_end_with,
)
from tocsin.domain.response.verification import Step, StepKind

EVERYBODY = (OLIVE, DEV, PRIYA)
WHO = st.sampled_from(EVERYBODY)
WHICH = st.sampled_from([0, 0, 0, 1, 2])  # mostly one, so that it comes far
ABOUT = st.sampled_from([CANALSIDE, MARGUERITE])
CODES = {CANALSIDE: ("BA", "FA", "HA", "AT", "BR"), MARGUERITE: ("panic", "duress", "low_battery")}
OVER = st.builds(Judgement, cause=st.sampled_from(Cause))
Act = Callable[[FakeWork, Incident], Awaitable[object]]


class Night(RuleBasedStateMachine):
    """Operators, devices and time do as they please; what is refused changes nothing."""

    @initialize(about=ABOUT, code=st.integers(0, 4), drill=st.booleans())
    def open(self, about: SubjectRef, code: int, *, drill: bool) -> None:
        self.desk = Desk()
        self.alarm(about, code, drill=drill)

    @rule(about=ABOUT, code=st.integers(0, 4), drill=st.booleans())
    def alarm(self, about: SubjectRef, code: int, *, drill: bool) -> None:
        codes = CODES[about]
        self.desk.arrive(reported(codes[code % len(codes)], "4"), about=about, drill=drill)
        asyncio.run(self.desk.do(raise_signals, about))

    def incidents(self) -> list[Incident]:
        return [self.desk.read(one) for one in self.desk.store.tables.incidents]

    def attempt(self, which: int, act: Act) -> None:
        if not (found := self.incidents()):
            return
        incident = found[which % len(found)]

        async def do(work: FakeWork) -> object:
            return await act(work, incident)

        with suppress(DomainError):
            asyncio.run(self.desk.do(do))

    @rule(which=WHICH, who=WHO, choice=st.integers(0, 7))
    def handle(self, which: int, who: Actor, choice: int) -> None:
        until = self.desk.clock.now + timedelta(minutes=5)
        acts: list[Act] = [
            lambda work, one: claim(work, one.id, who),
            lambda work, one: release(work, one.id, who),
            lambda work, one: park(work, one.id, who, until, "He calls back"),
            lambda work, one: resume(work, one.id, who),
            lambda work, one: take_over(work, one.id, who, SUPERVISOR),
            lambda work, one: suspect_duress(work, one.id, who, None),
            lambda work, one: make_real(work, one.id, who),
            lambda work, one: go_back(work, one.id, who, SUPERVISOR),
        ]
        self.attempt(which, acts[choice])

    @rule(which=WHICH, who=WHO)
    def put_aside(self, which: int, who: Actor) -> None:
        self.handle(which, who, 0)
        self.handle(which, who, 2)

    @rule(which=WHICH, who=WHO, number=st.integers(0, 3))
    def ring(self, which: int, who: Actor, number: int) -> None:
        def placing(work: FakeWork, one: Incident) -> Awaitable[object]:
            ids = [one.subject.ref.id, *(contact.id for contact in one.contacts)]
            return call_person(work, one.id, who, ids[number % len(ids)])

        self.attempt(which, placing)

    @rule(which=WHICH, who=WHO, service=st.sampled_from(EmergencyService), can=st.booleans())
    def ask_for_help(self, which: int, who: Actor, service: EmergencyService, *, can: bool) -> None:
        if can:
            self.attempt(which, lambda work, one: call_emergency(work, one.id, who, service))
        else:
            self.attempt(
                which, lambda work, one: give_up_emergency(work, one.id, who, service, "No line")
            )

    @rule(which=WHICH, who=WHO, draw=st.data())
    def hear(self, which: int, who: Actor, draw: st.DataObject) -> None:
        found = self.incidents()
        calls = found[which % len(found)].calls if found else ()
        if calls:
            call = draw.draw(st.sampled_from(list(calls)))
            said = draw.draw(
                st.sampled_from([o for o in CallOutcome if may_end_with(call.callee, o)])
            )
            by = self.desk.clock.now + timedelta(seconds=draw.draw(st.integers(1, 900)))
            heard = HeardOutcome(
                at=self.desk.clock.now, outcome=said, reference="HX 4471", attending_by=by
            )
            self.attempt(which, lambda work, one: hear_outcome(work, one.id, who, call.id, heard))

    @rule(which=WHICH, over=OVER, said=st.sampled_from(CallOutcome))
    def obey(self, which: int, over: Judgement, said: CallOutcome) -> None:
        """Do what the next step says, as whoever has it."""
        found = self.incidents()
        incident = found[which % len(found)] if found else None
        if incident is None:
            return
        step = next_step(incident, self.desk.clock.now)
        who = next((one for one in EVERYBODY if one.id == incident.operator_id), OLIVE)
        heard = HeardOutcome(at=self.desk.clock.now, outcome=said, reference="HX 4471")

        def act(work: FakeWork, one: Incident) -> Awaitable[object]:
            match step.kind:
                case StepKind.CALL_PERSON if step.callee:
                    return call_person(work, one.id, who, step.callee.id or one.subject.ref.id)
                case StepKind.CALL_EMERGENCY if step.service:
                    return call_emergency(work, one.id, who, step.service)
                case StepKind.NOTE_OUTCOME | StepKind.NOTE_REFERENCE if step.call_id:
                    return hear_outcome(work, one.id, who, step.call_id, heard)
                case StepKind.RESOLVE | StepKind.DECIDE:
                    return resolve(work, one.id, who, SUPERVISOR, over)
                case StepKind.CLOSE:
                    return close(work, one.id, who, SUPERVISOR)
            return claim(work, one.id, who)

        self.attempt(which, act)

    @rule(which=WHICH, over=OVER, is_closed=st.booleans())
    def end(self, which: int, over: Judgement, *, is_closed: bool) -> None:
        self.attempt(which, lambda work, one: resolve(work, one.id, PRIYA, SUPERVISOR, over))
        if is_closed:
            self.attempt(which, lambda work, one: close(work, one.id, PRIYA, SUPERVISOR))

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds: int) -> None:
        self.desk.clock.forward(seconds=seconds)

    @rule(which=WHICH, looks=st.booleans())
    def its_time_comes(self, which: int, *, looks: bool) -> None:
        """Be there exactly when it is due: loops meet limits, and chance hardly ever does."""
        found = [i for i in self.incidents() if i.state is not IncidentState.FILED]
        if found:
            incident = found[which % len(found)]
            self.desk.clock.now = max(self.desk.clock.now, self.desk.due(incident).due_at)
            if looks:
                asyncio.run(self.desk.look(incident))

    @invariant()
    def what_is_open_names_an_act_or_a_moment(self) -> None:
        for incident in self.incidents():
            step = next_step(incident, self.desk.clock.now)
            assert step.look_at > self.desk.clock.now, "P1: there is a next look"
            assert (step.kind is StepKind.NOTHING) is not incident.is_open
            self.the_act_is_one_that_can_be_done(incident, step)

    def the_act_is_one_that_can_be_done(self, incident: Incident, step: Step) -> None:
        match step.kind:
            case StepKind.CALL_PERSON:
                assert step.callee is not None
                assert not incident.silent or step.callee.id is not None, "nobody rings there"
            case StepKind.CALL_EMERGENCY:
                assert step.service is not None
            case StepKind.NOTE_OUTCOME | StepKind.NOTE_REFERENCE:
                (call,) = (call for call in incident.calls if call.id == step.call_id)
                assert call.last is None
            case StepKind.CLAIM:
                assert incident.untaken_since is not None or incident.rings_since is not None
            case StepKind.CLOSE:
                assert incident.state is IncidentState.RESOLVED


TestNight = Night.TestCase
TestNight.settings = settings(max_examples=70, stateful_step_count=30, deadline=None)
