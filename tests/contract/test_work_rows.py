"""What a unit of work stores beside an incident: alerts, calls, signals, plans, journal, outbox."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from tests import scene
from tests.contract.draft import SITE, WRITTEN, a_signal, an_alert, an_incident, opened, read
from tests.contract.stage import Stage
from tests.domain.specimen import KEY
from tests.scene import ASHWORTH, CANALSIDE, DEV, MARGUERITE, OLIVE
from tocsin.demo import story
from tocsin.demo.story import CLEAR_ACCOUNT
from tocsin.domain.alarm.grouping import Settled
from tocsin.domain.alarm.retry import REMEMBERED
from tocsin.domain.alarm.signal import STAMPED, Said, Settlement, Waiting
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.record.journal import Subject
from tocsin.domain.record.report import Contents, make_report, verify
from tocsin.domain.response.phone_call import (
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
)
from tocsin.domain.response.plan_hours import EVERY_DAY, PlanHours
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import AgreedPlan, PlanScope, ResponsePlan

NIGHT_HOURS = PlanHours(days=EVERY_DAY, begin=time(22), end=time(6))


async def test_alerts_come_in_the_order_in_which_they_came_in(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    later = an_alert(stage.clock, zone="1", ago_s=1)
    sooner = an_alert(stage.clock, zone="2", ago_s=9)
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.incidents.save_alerts(held, [later, sooner])
    assert (await read(stage, incident.id)).alerts == (sooner, later)


async def test_of_a_known_alert_only_its_count_and_ends_change(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    alert = an_alert(stage.clock)
    counted = replace(alert, count=3, last_at=stage.clock.now, restored_at=stage.clock.now)
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.incidents.save_alerts(held, [alert])
        await work.incidents.save_alerts(held, [replace(counted, words="Other words")])
    assert (await read(stage, incident.id)).alerts == (counted,)


def a_call(
    stage: Stage, *, service: EmergencyService | None = None, placed_s: float = 0
) -> PhoneCall:
    contact = SITE.contacts[0]
    return PhoneCall(
        id=uuid4(),
        callee=CalleeKind.EMERGENCY if service else CalleeKind.CONTACT,
        callee_id=None if service else contact.id,
        service=service,
        name="the police" if service else contact.name,
        number="999" if service else contact.phone,
        placed_at=stage.clock.now + timedelta(seconds=placed_s),
    )


def a_word(stage: Stage, outcome: CallOutcome, *, after_s: float) -> HeardOutcome:
    return HeardOutcome(
        at=stage.clock.now + timedelta(seconds=after_s),
        outcome=outcome,
        note="Out of breath",
        reference="HX 4471",
        attending_by=stage.clock.now + timedelta(minutes=20),
    )


async def test_calls_and_what_was_heard_of_them_come_in_their_order(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    police = a_call(stage, service=EmergencyService.POLICE, placed_s=20)
    contact = a_call(stage, placed_s=10)
    first = a_word(stage, CallOutcome.UNCLEAR, after_s=12)
    second = a_word(stage, CallOutcome.ATTENDING, after_s=15)
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.incidents.add_call(held, police, OLIVE)
        await work.incidents.add_call(held, contact, OLIVE)
        await work.incidents.add_outcome(held, contact.id, second, DEV)
        await work.incidents.add_outcome(held, contact.id, first, DEV)
    calls = (await read(stage, incident.id)).calls
    assert calls == (replace(contact, outcomes=(first, second)), police)
    assert stage.speakers(contact.id) == [OLIVE.id, DEV.id, DEV.id]


async def test_signals_wait_for_their_subject_the_oldest_first(stage: Stage) -> None:
    newer, older = a_signal(stage.clock, ago_s=2), a_signal(stage.clock, ago_s=8)
    for signal in (newer, older):
        stage.store_signal(signal)
    assert (await waiting(stage, CANALSIDE)).signals == [older, newer]
    assert (await waiting(stage, MARGUERITE)).signals == []


async def waiting(stage: Stage, ref: SubjectRef, *, seen_within_s: float = 120) -> Waiting:
    async with stage.open_work("test") as work:
        await work.subjects.lock(ref)
        since = work.now - timedelta(seconds=seen_within_s)
        return await work.signals.waiting(ref, since, 500)


async def settle(stage: Stage, settled: list[Settled], incident_id: UUID) -> None:
    async with stage.open_work("test") as work:
        subject = await work.subjects.lock(CANALSIDE)
        await work.signals.settle(subject, settled, {ResponseKind.INTRUDER: incident_id})


async def test_a_settled_signal_waits_no_more(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    signal = a_signal(stage.clock)
    stage.store_signal(signal)
    assert stage.settlement_of(signal.id) is None
    raised = Settled(
        signal=signal,
        settlement=Settlement.RAISED,
        matter=ResponseKind.INTRUDER,
        alert_id=uuid4(),
    )
    await settle(stage, [raised], incident.id)
    assert stage.settlement_of(signal.id) is Settlement.RAISED
    assert (await waiting(stage, CANALSIDE)).signals == []


async def test_a_signal_that_is_settled_twice_undoes_the_whole_block(stage: Stage) -> None:
    once, other = a_signal(stage.clock), a_signal(stage.clock)
    for signal in (once, other):
        stage.store_signal(signal)
    recorded = [Settled(signal=s, settlement=Settlement.RECORDED) for s in (once, other)]
    await settle(stage, recorded[:1], uuid4())
    with pytest.raises(AssertionError, match="settled twice"):
        await settle(stage, list(reversed(recorded)), uuid4())
    assert stage.settlement_of(other.id) is None


async def test_what_an_account_said_last_is_known_when_it_was_raised_lately(stage: Stage) -> None:
    def arrived(
        mark: bytes, ago_s: float, settlement: Settlement | None = None, account: str = "1234"
    ) -> Settled | None:
        came = a_signal(stage.clock, fingerprint=mark, ago_s=ago_s)
        signal = replace(came, account=account)
        stage.store_signal(signal)
        return Settled(signal=signal, settlement=settlement) if settlement else None

    settled = [
        arrived(b"old", 10.001, Settlement.RECORDED, account="old"),
        arrived(b"fresh", 10, Settlement.RECORDED, account="fresh"),
        arrived(b"first", 9, Settlement.RAISED),
        arrived(b"last", 8, Settlement.RECORDED),
        arrived(b"first", 7, Settlement.DUPLICATE),
        arrived(b"nobody waits", 7, Settlement.RECORDED, account="silent"),
    ]
    await settle(stage, [one for one in settled if one], uuid4())
    for account in ("old", "fresh", "never", "1234"):
        arrived(b"waits", 0, account=account)
    arrived(b"waits", 9.5, account="late")  # and was stored only when others were raised
    said = (await waiting(stage, CANALSIDE, seen_within_s=10)).said
    assert said == {"old": Said(), "fresh": Said(last=b"fresh"), "1234": Said(last=b"last")}


async def test_the_last_few_that_carry_their_times_are_known_with_when_they_came(
    stage: Stage,
) -> None:
    marks = [STAMPED + bytes([n]) for n in range(REMEMBERED + 2)]
    moments: dict[bytes, datetime] = {}
    for some in (marks[:3], [b"without"], marks[3:]):  # raised together, one after the other
        settled = []
        for mark in some:
            ago_s = 60.0 - len(moments)
            signal = a_signal(stage.clock, fingerprint=mark, ago_s=ago_s)
            moments[mark] = signal.received_at
            stage.store_signal(signal)
            settled.append(Settled(signal=signal, settlement=Settlement.RECORDED))
        await settle(stage, settled, uuid4())
    stage.store_signal(a_signal(stage.clock, ago_s=0))
    kept = {mark: moments[mark] for mark in marks[-REMEMBERED:]}
    said = (await waiting(stage, CANALSIDE)).said
    assert said == {CLEAR_ACCOUNT: Said(last=marks[-1], stamped=kept)}


async def test_a_message_that_counted_twice_is_known_by_when_it_came_last(stage: Stage) -> None:
    """P6: or each repeat of it would count, from then on."""
    mark = STAMPED + b"again"
    signals = [a_signal(stage.clock, fingerprint=mark, ago_s=ago_s) for ago_s in (130, 5)]
    for signal in signals:
        stage.store_signal(signal)
        await settle(stage, [Settled(signal=signal, settlement=Settlement.RECORDED)], uuid4())
    stage.store_signal(a_signal(stage.clock, ago_s=0))
    said = (await waiting(stage, CANALSIDE)).said
    assert said == {CLEAR_ACCOUNT: Said(last=mark, stamped={mark: signals[1].received_at})}


async def test_the_plans_that_may_hold_are_found_each_in_its_newest_version(stage: Stage) -> None:
    """A subject's own and its customer's, for its kind and for all kinds; nobody else's."""
    own = scene.plan_scope(SITE)
    fire = replace(own, response_kind=ResponseKind.FIRE)
    everywhere, night = replace(own, subject=None), uuid4()
    for number, plan_id, scope in [
        (20, uuid4(), replace(fire, subject=None)),
        (21, uuid4(), everywhere),
        (22, night, fire),
        (23, night, fire),
        (24, uuid4(), replace(own, response_kind=ResponseKind.MEDICAL)),
        (25, uuid4(), replace(own, subject=ASHWORTH)),
    ]:
        plan = ResponsePlan(version=number, name=f"Version {number}", hours=NIGHT_HOURS)
        stage.agree(AgreedPlan(id=plan_id, scope=scope, plan=plan))
    async with stage.open_work("test") as work:
        plans = work.plans

        async def found(scope: PlanScope) -> list[tuple[int, PlanScope]]:
            may_hold = await plans.that_may_hold(scope)
            assert [each.id for each in may_hold] == sorted(each.id for each in may_hold)
            return sorted((each.plan.version, each.scope) for each in may_hold)

        versions = [version for version, _ in await found(fire)]
        assert versions == [7, 20, 21, 23]
        assert dict(await found(fire)) == {
            7: own,
            20: replace(fire, subject=None),
            21: everywhere,
            23: fire,
        }
        assert [version for version, _ in await found(own)] == [7, 21]
        assert [version for version, _ in await found(everywhere)] == [21]
        assert await found(replace(everywhere, customer_id=uuid4())) == []
        line = SubjectRef(kind=SubjectKind.RECEIVER_LINE, id=story.LINE)
        assert [version for version, _ in await found(replace(own, subject=line))] == [21]
        assert (await plans.get(night)).plan.version == 23
        with pytest.raises(NotFound):
            await plans.get(uuid4())


async def test_what_is_owed_is_written_with_the_name_of_the_work(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    async with stage.open_work("close") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.outbox.owe("file_report", held, {"copies": 2})
    assert stage.owed(incident.id) == [("file_report", {"copies": 2}, "close")]


async def test_the_journal_is_a_sealed_chain(stage: Stage) -> None:
    """P9: whoever is handed it can check it alone; a clock set back does not turn it around."""
    incident = await opened(stage, an_incident(stage.clock))
    stage.clock.back(seconds=90)
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.journal.append(held, WRITTEN)
        await work.journal.append(held, replace(WRITTEN, said=None, references={"repeats": 3}))
    entries = stage.journal(incident.id)
    assert [entry.number for entry in entries] == [1, 2, 3]
    contents = Contents(
        subject=Subject(kind="incident", id=str(incident.id)),
        facts={},
        time_zone="Europe/London",
        made_at=stage.clock.now,
        entries=entries,
    )
    assert verify(make_report(contents, KEY), KEY.key_id) == []


async def test_a_journal_entry_says_who_did_what_in_whose_words(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    (entry,) = stage.journal(incident.id)
    assert entry.body is not None
    assert entry.body.text == '{"actor":"Olive Brandt","said":"Nobody at the door","text":"wrote"}'
    assert f'"actor":{{"id":"{OLIVE.id}","kind":"operator"}}' in entry.text


async def test_a_person_was_heard_when_their_latest_screen_was(stage: Stage) -> None:
    assert OLIVE.id is not None
    assert DEV.id is not None
    for ago_s in (90, 5, 40):
        stage.hear(OLIVE.id, stage.clock.now - timedelta(seconds=ago_s))
    async with stage.open_web_work("test") as work:
        assert await work.people.heard_at(OLIVE.id) == stage.clock.now - timedelta(seconds=5)
        assert await work.people.heard_at(DEV.id) is None
