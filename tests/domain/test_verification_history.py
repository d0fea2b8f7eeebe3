"""The verification rules as properties of every history: obedient and other operators, any news."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.domain.standing import OPENED, STANDING, call, contact
from tocsin.domain.response.callee import Callee, Standing, attempts_for
from tocsin.domain.response.phone_call import (
    DANGER,
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
    may_end_with,
)
from tocsin.domain.response.response_kind import EMERGENCY_FIRST, ResponseKind
from tocsin.domain.response.response_plan import ResponsePlan
from tocsin.domain.response.verification import (
    Because,
    StepKind,
    Verdict,
    next_step,
    services_due,
    verdict,
)

REASSURING = frozenset({CallOutcome.SAFE, CallOutcome.WITH_THEM_SAFE})
ENDS = frozenset({StepKind.RESOLVE, StepKind.DECIDE})
ENOUGH_STEPS = 300


def seconds(low: int, high: int) -> st.SearchStrategy[timedelta]:
    return st.integers(low, high).map(lambda count: timedelta(seconds=count))


PLANS = st.builds(
    ResponsePlan,
    version=st.just(1),
    name=st.just("Nights"),
    call_subject=st.booleans(),
    rounds=st.integers(1, 3),
    ring_for=seconds(1, 90),
    between_rounds=seconds(1, 120),
    decide_within=seconds(1, 400),
    attend_within=seconds(1, 300),
    remind_every=seconds(10, 90),
    services=st.none() | st.lists(st.sampled_from(EmergencyService), unique=True).map(tuple),
)


class Verification(RuleBasedStateMachine):
    """What was agreed is drawn first; then operators, telephones and time do as they please."""

    @initialize(
        plan=PLANS,
        kind=st.sampled_from(ResponseKind),
        contacts=st.integers(0, 3),
        phone=st.none() | st.just(STANDING.subject_phone),
    )
    def open(
        self, *, plan: ResponsePlan, kind: ResponseKind, contacts: int, phone: str | None
    ) -> None:
        self.now = OPENED
        self.standing = replace(
            STANDING,
            plan=plan,
            response_kind=kind,
            subject_phone=phone,
            contacts=tuple(contact(number) for number in range(1, contacts + 1)),
        )

    @rule()
    def obey(self) -> None:
        self.standing, self.now = obeyed(self.standing, self.now)

    @rule(number=st.integers(0, 3), service=st.sampled_from(EmergencyService))
    def call_somebody_else(self, number: int, service: EmergencyService) -> None:
        contacts = self.standing.contacts
        if number < len(contacts):
            self._place(call(contacts[number], placed=0))
        elif number == len(contacts) and not self.standing.silent:
            self._place(call(None, placed=0))
        else:
            self._place(call(service, placed=0))

    def _place(self, placed: PhoneCall) -> None:
        placed = replace(placed, placed_at=self.now, id=uuid4())
        self.standing = replace(self.standing, calls=(*self.standing.calls, placed))

    @precondition(lambda self: bool(self.standing.calls))
    @rule(which=st.integers(0, 9), draw=st.data())
    def something_is_heard(self, which: int, draw: st.DataObject) -> None:
        """Hear of any call, also of one that ended long ago, also twice."""
        calls = list(self.standing.calls)
        chosen = which % len(calls)
        possible = [o for o in CallOutcome if may_end_with(calls[chosen].callee, o)]
        word = HeardOutcome(
            at=self.now,
            outcome=draw.draw(st.sampled_from(possible)),
            attending_by=self.now + timedelta(seconds=draw.draw(st.integers(-30, 600))),
        )
        calls[chosen] = replace(calls[chosen], outcomes=(*calls[chosen].outcomes, word))
        self.standing = replace(self.standing, calls=tuple(calls))
        if word.outcome is CallOutcome.DURESS:
            self.duress_is_suspected()

    @rule()
    def duress_is_suspected(self) -> None:
        silent_at = self.standing.silent_at or self.now
        self.standing = replace(self.standing, silent=True, silent_at=silent_at)

    @rule()
    def news_comes(self) -> None:
        self.standing = replace(self.standing, news_at=self.now)

    @rule()
    def it_comes_again(self) -> None:
        self.standing = replace(self.standing, again_at=self.now)

    @rule()
    def devices_confirm_it(self) -> None:
        self.standing = replace(self.standing, confirmed_at=self.now)

    @rule(seconds=st.floats(0, 120))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def sleep_until_the_next_look(self) -> None:
        self.now = next_step(self.standing, self.now).look_at

    @invariant()
    def the_next_look_lies_ahead_and_within_the_longest_wait(self) -> None:
        plan, look_at = self.standing.plan, next_step(self.standing, self.now).look_at
        longest = max(plan.remind_every, plan.ring_for, plan.between_rounds)
        assert self.now < look_at <= self.now + longest

    @invariant()
    def no_look_steps_over_the_limit(self) -> None:
        if self.now < self.standing.decide_by:
            assert next_step(self.standing, self.now).look_at <= self.standing.decide_by

    @invariant()
    def past_the_limit_nothing_is_open(self) -> None:
        if self.now >= self.standing.decide_by:
            assert verdict(self.standing, self.now) is not Verdict.OPEN

    @invariant()
    def danger_is_never_called_safe(self) -> None:
        if self.standing.silent or any(c.had(DANGER) for c in self.standing.calls):
            assert verdict(self.standing, self.now) is Verdict.CONFIRMED
            assert next_step(self.standing, self.now).because is not Because.ALL_IS_WELL

    @invariant()
    def what_devices_confirm_stands_until_somebody_says_that_all_is_well(self) -> None:
        if self.standing.confirmed_at is not None:
            words = [h for c in self.standing.calls for h in c.outcomes if h.outcome in REASSURING]
            if all(word.at < self.standing.confirmed_at for word in words):
                assert verdict(self.standing, self.now) is Verdict.CONFIRMED

    @invariant()
    def silence_is_never_called_safe(self) -> None:
        """P4: only a word of reassurance that came after the latest news."""
        if verdict(self.standing, self.now) is Verdict.SAFE:
            words = [h for c in self.standing.calls for h in c.outcomes if h.outcome in REASSURING]
            since = max(self.standing.news_at, self.standing.again_at or self.standing.news_at)
            assert any(word.at >= since for word in words)

    @invariant()
    def in_silence_the_police_are_due_until_they_know_of_it(self) -> None:
        """P3: what they said before covers another danger."""
        silent_at = self.standing.silent_at
        if silent_at is not None:
            answers = {CallOutcome.ACCEPTED, CallOutcome.NOT_POSSIBLE}
            words = [
                word.at >= silent_at
                for call in self.standing.calls
                for word in call.outcomes
                if call.service is EmergencyService.POLICE and word.outcome in answers
            ]
            if not any(words):
                assert EmergencyService.POLICE in services_due(self.standing, self.now)

    @invariant()
    def in_silence_nobody_is_to_be_called_but_help(self) -> None:
        if self.standing.silent:
            assert next_step(self.standing, self.now).kind is not StepKind.CALL_PERSON

    @invariant()
    def help_that_is_due_comes_first_once_every_call_is_heard_out(self) -> None:
        due = services_due(self.standing, self.now)
        step = next_step(self.standing, self.now)
        if all(call.outcomes for call in self.standing.calls):
            assert (step.service in due) == bool(due)
            assert (step.kind is StepKind.CALL_EMERGENCY) == bool(due)
        else:
            assert step.kind in {StepKind.NOTE_OUTCOME, StepKind.NOTE_REFERENCE}

    @invariant()
    def who_cannot_wait_has_help_due_until_all_is_well(self) -> None:
        is_first = self.standing.response_kind in EMERGENCY_FIRST
        if is_first and verdict(self.standing, self.now) is not Verdict.SAFE:
            named = self.standing.plan.services_for(self.standing.response_kind)
            asked = {c.service for c in self.standing.calls if c.outcomes}
            assert set(named) - asked <= set(services_due(self.standing, self.now))

    @invariant()
    def nobody_is_called_more_often_than_agreed(self) -> None:
        step = next_step(self.standing, self.now)
        if step.callee is None or step.because is Because.DID_NOT_COME:
            return
        limit = 1 if step.because is Because.SHALL_KNOW else self.standing.plan.rounds
        assert attempts_for(self.standing, step.callee) < limit

    def teardown(self) -> None:
        """Who obeys comes to an end, whatever happened before."""
        if not hasattr(self, "standing"):
            return
        standing, now = self.standing, self.now
        for _ in range(ENOUGH_STEPS):
            if next_step(standing, now).kind in ENDS:
                return
            standing, now = obeyed(standing, now)
        raise AssertionError(f"no end in {ENOUGH_STEPS} steps: {next_step(standing, now)}")


def obeyed(standing: Standing, now: datetime) -> tuple[Standing, datetime]:
    """Do what the next step says; nobody picks up but the emergency services."""
    step = next_step(standing, now)
    match step.kind:
        case StepKind.CALL_PERSON:
            assert step.callee is not None
            placed = _placed(step.callee, None, now)
            return replace(standing, calls=(*standing.calls, placed)), now
        case StepKind.CALL_EMERGENCY:
            placed = _placed(HELP, step.service, now)
            return replace(standing, calls=(*standing.calls, placed)), now
        case StepKind.NOTE_OUTCOME:
            return _heard(standing, step.call_id, CallOutcome.NO_ANSWER, now), now
        case StepKind.NOTE_REFERENCE:
            return _heard(standing, step.call_id, CallOutcome.ACCEPTED, now), now
        case _:
            return standing, step.look_at


HELP = Callee(kind=CalleeKind.EMERGENCY, id=None, name="help", number="999")


def _placed(callee: Callee, service: EmergencyService | None, now: datetime) -> PhoneCall:
    return PhoneCall(
        id=uuid4(),
        callee=callee.kind,
        callee_id=callee.id,
        service=service,
        name=callee.name,
        number=callee.number,
        placed_at=now,
    )


def _heard(
    standing: Standing, call_id: UUID | None, outcome: CallOutcome, now: datetime
) -> Standing:
    word = HeardOutcome(at=now, outcome=outcome)
    calls = [
        replace(call, outcomes=(*call.outcomes, word)) if call.id == call_id else call
        for call in standing.calls
    ]
    return replace(standing, calls=tuple(calls))


TestVerification = Verification.TestCase
