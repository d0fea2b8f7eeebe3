"""A world that misbehaves: panels run away, processes die, clocks go back, people do as they like.

Everything that happens is drawn from one seed. The use cases and the deadline loop are the real
ones; the store is in memory, and dies just before one commit in five.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from tests import scene
from tests.clock import FakeClock
from tests.fakes import FakeWork
from tests.simulation.crash import Crash
from tests.simulation.panel import WatchedPanels
from tests.simulation.session import WatchedPhone
from tests.tables import PlanRow
from tocsin.app.notice import Delivery
from tocsin.app.sending import answer, begin_sending, end_sending
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.signal import DeviceReport, write_mark
from tocsin.domain.errors import DomainError
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.notice import NoticeChannel, NoticeKind, NoticeState
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.plan_hours import EVERY_DAY, PlanHours
from tocsin.domain.response.response_plan import AgreedPlan, ResponsePlan
from tocsin.loops.deadline import meet_due

# It ends within the night shift, so that both plans come to hold.
SMALL_HOURS: Final = PlanHours(days=EVERY_DAY, begin=time(2, 45), end=time(3, 0))
PANEL_CODES: Final = (
    "BA",
    "BV",
    "FA",
    "PA",
    "HA",
    "MA",
    "AT",
    "YT",
    "VV",
    "146",
    "130",
    "110",
    "121",
)
PANEL_WORDS: Final = ("RP", "OP", "CL", "BC", "BR", "FR", "HR", "AR")  # these ring nowhere
PERSONS_CODES: Final = ("panic", "fall", "duress", "missed_check_in", "lost_phone", "low_battery")
CRASHES: Final = 0.2


class World:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.clock = FakeClock()
        self.latest = self.clock.now  # the latest that any clock ever showed
        self.store = scene.make_store(self.clock, self.random)
        self.crashes = CRASHES
        self.together = 1 if seed % 2 else 3  # looks that one transaction takes
        self.forced: set[UUID] = set()  # incidents with a sign of duress that was committed
        self.told: Counter[UUID] = Counter()  # what people told of, by its incident
        self.panels = WatchedPanels(self.store, self.random)
        self.phone = WatchedPhone(self.store, self.open_work, self.random)
        self.store.tables.plans.clear()
        for ref in scene.SUBJECTS:
            self.change_plan(ref)

    @asynccontextmanager
    async def open_work(self, name: str) -> AsyncIterator[FakeWork]:
        """Open a unit of work that now and then dies just before it commits."""
        async with self.store.open_work(name) as work:
            yield work
            if self.random.random() < self.crashes:
                raise Crash

    # What devices do ---------------------------------------------------------------------------

    def something_arrives(self) -> None:
        about = self.random.choice(list(scene.SUBJECTS))
        match self.random.choice(["one", "one", "one", "words", "again", "burst", "garbage"]):
            case "one":
                self.store_one(about, self.reports(about))
            case "words":
                self.store_one(about, [scene.reported(self.random.choice(PANEL_WORDS), "1")])
            case "again":
                self.send_again()
            case "burst":
                code = self.random.choice(PANEL_CODES)
                for zone in range(self.random.randint(5, 30)):
                    self.store_one(scene.CANALSIDE, [scene.reported(code, str(zone % 3))])
            case "garbage":
                self.store_one(about, [])

    def reports(self, about: SubjectRef) -> list[DeviceReport]:
        if about.kind is SubjectKind.LONE_WORKER:
            return [scene.reported(self.random.choice(PERSONS_CODES))]
        code, zone = self.random.choice(PANEL_CODES), str(self.random.randint(1, 3))
        qualifier = self.random.choice(["1", "1", "3", "6", "9", None]) if code.isdigit() else None
        return [scene.reported(code, zone, qualifier=qualifier)]

    def store_one(self, about: SubjectRef, reports: list[DeviceReport]) -> None:
        signal = scene.make_signal(
            self.store.next_id(),
            about,
            reports,
            self.clock.now,
            fingerprint=self.mark(),
            drill=self.random.random() < 0.1,
        )
        self.store.store_signal(signal)

    def mark(self) -> bytes | None:
        """Mark a message: with its own time, without one, or not at all."""
        digest = self.random.randbytes(8)
        is_stamped = self.random.choice([True, False, None])
        return None if is_stamped is None else write_mark(digest, is_stamped=is_stamped)

    def send_again(self) -> None:
        """Send a message once more, as panels do that heard no answer; perhaps long after."""
        known = list(self.store.tables.signals.values())
        if known:
            signal = self.random.choice(known[-10:]).signal
            again = replace(signal, id=self.store.next_id(), received_at=self.clock.now)
            self.store.store_signal(again)

    async def panels_are_watched(self) -> None:
        if self.random.random() < 0.4:
            self.panels.are_heard()
        if self.random.random() < 0.6:  # else the look stalls
            await self.panels.are_looked_at(self.crashes)

    # What customers do -------------------------------------------------------------------------

    def change_plan(self, ref: SubjectRef) -> None:
        """Agree something new. Incidents in progress must not notice (P11)."""

        def seconds(low: int, high: int) -> timedelta:
            return timedelta(seconds=self.random.randint(low, high))

        versions = [row.agreed.plan.version for row in self.store.tables.plans]
        hours = self.random.choice([None, SMALL_HOURS])
        plan = ResponsePlan(
            version=max(versions, default=0) + 1,
            name="Agreed tonight",
            hours=hours,
            call_subject=self.random.random() < 0.8,
            rounds=self.random.randint(1, 3),
            ring_for=seconds(5, 90),
            between_rounds=seconds(5, 120),
            claim_within=seconds(5, 60),
            supervisor_after=seconds(5, 120),
            run_alone_after=seconds(5, 240),
            notify_between=seconds(5, 120),
            decide_within=seconds(20, 400),
            attend_within=seconds(30, 900),
            park_within=seconds(60, 900),
            remind_every=seconds(5, 120),
            file_after=seconds(30, 900),
            services=self.random.choice([None, None, (), (EmergencyService.AMBULANCE,)]),
        )
        scope = scene.plan_scope(scene.SUBJECTS[ref])
        agreed = AgreedPlan(id=uuid5(ref.id, str(hours)), scope=scope, plan=plan)
        self.store.tables.plans.append(PlanRow(agreed=agreed))

    # What the loops do -------------------------------------------------------------------------

    async def raise_what_waits(self) -> None:
        for ref in scene.SUBJECTS:
            with suppress(Crash):
                await self._raise_and_notice(ref)

    async def _raise_and_notice(self, ref: SubjectRef) -> None:
        async with self.open_work("raise_signals") as work:
            await raise_signals(work, ref)
        for incident_id, alerts in self.store.tables.alerts.items():
            if any(alert.silent and alert.priority == 1 for alert in alerts.values()):
                self.forced.add(incident_id)

    async def meet_deadlines(self, claimed: Callable[[UUID], None] = lambda _: None) -> None:
        for _ in range(30):
            with suppress(Crash):
                if not await meet_due(self.open_work, claimed, self.together):
                    return

    # What the outside does ----------------------------------------------------------------------

    async def post_goes_out(self) -> None:
        """Send what is owed as notices, as whatever carries them pleases; some are answered."""
        for incident in self.incidents():
            for notice in incident.notices:
                if notice.state in {NoticeState.OWED, NoticeState.UNKNOWN}:
                    with suppress(Crash):
                        await self._send(notice.id)
                asks = notice.kind is NoticeKind.RUN_ALONE and notice.has_it is None
                if asks and self.random.random() < 0.2:
                    with suppress(Crash, DomainError):
                        async with self.open_work("answer") as work:
                            await answer(work, notice.id, has_it=self.random.random() < 0.5)

    async def _send(self, notice_id: UUID) -> None:
        async with self.open_work("begin_sending") as work:
            leaving = await begin_sending(work, notice_id)
        if leaving is not None and (leaving.incident.silent or leaving.incident.hushed):
            assert leaving.notice.warns, "nobody is asked to ring where somebody is watched"
        if leaving is None or self.random.random() < 0.2:
            return  # needless; or the process died with the letter in its hand
        state = self.random.choice([NoticeState.SENT, NoticeState.SENT, *NoticeState])
        delivery = Delivery(state=state, channel=NoticeChannel.MAIL, address=None, why="as it is")
        async with self.open_work("end_sending") as work:
            await end_sending(work, notice_id, delivery)

    # What time does ----------------------------------------------------------------------------

    def time_passes(self) -> None:
        match self.random.choice(["some", "some", "some", "exactly", "stall", "back"]):
            case "some":
                self.clock.forward(seconds=self.random.uniform(0, 20))
            case "exactly":
                self.sleep_until_the_next_look()
            case "stall":
                self.clock.forward(seconds=self.random.uniform(60, 300))
            case "back":
                self.clock.back(seconds=self.random.uniform(0, 40))
        self.latest = max(self.latest, self.clock.now)

    def sleep_until_the_next_look(self) -> None:
        """Wake at exactly the limit, as the loop does: that is where an off-by-one shows."""
        ahead = [row.due_at for row in self.store.tables.deadlines.values()]
        self.clock.now = min((at for at in ahead if at > self.clock.now), default=self.clock.now)
        self.latest = max(self.latest, self.clock.now)

    # What everybody sees -----------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.clock.now

    def incidents(self) -> list[Incident]:
        return [self.store.tables.read_incident(i) for i in self.store.tables.incidents]
