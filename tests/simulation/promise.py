"""What must hold at every moment of a night, whatever has just crashed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tests.domain.specimen import KEY
from tests.simulation.retry import Retries
from tests.simulation.world import World
from tocsin.app.notice import everyone_told
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.claim import IN_HAND, STALE_AFTER
from tocsin.domain.alarm.conclusion import FALSE_ALARM, lacks_word
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.signal import DeviceReport, Settlement
from tocsin.domain.alarm.signal_code import SIA, TOCSIN
from tocsin.domain.alarm.supervision import PANEL_HEARD_AGAIN, PANEL_SILENT
from tocsin.domain.record.journal import Subject
from tocsin.domain.record.report import Contents, SealedEntry, make_report, verify
from tocsin.domain.response.notice import TOLD, Notice, NoticeKind, NoticeState
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_plan import ResponsePlan
from tocsin.domain.response.verification import Verdict, services_due, verdict
from tocsin.domain.session.session import CHECKED_IN, MISSED_CHECK_IN, SESSION_EXPIRED

COUNTED = frozenset({Settlement.RAISED, Settlement.REPEATED})
REASSURING = frozenset({CallOutcome.SAFE, CallOutcome.WITH_THEM_SAFE})
ANSWERED = frozenset({CallOutcome.ACCEPTED, CallOutcome.NOT_POSSIBLE})


@dataclass(slots=True)
class Watch:
    """Looks at the world after every turn, and remembers what may never change."""

    world: World
    plans: dict[UUID, ResponsePlan] = field(default_factory=dict)
    written: dict[UUID, Sequence[SealedEntry]] = field(default_factory=dict)
    retries: Retries = field(init=False)

    def __post_init__(self) -> None:
        self.retries = Retries(self.world)

    def check(self) -> None:
        for incident in self.world.incidents():
            self._check_deadline(incident)
            self._check_attended(incident)
            self._check_danger(incident)
            self._check_silence(incident)
            self._check_plan(incident)
            self._check_journal(incident)
            self._check_counts(incident)
            self._check_restores(incident)
            self._check_notices(incident)
            self._check_aides(incident)
        self.retries.check()

    def _check_deadline(self, incident: Incident) -> None:
        row = self.world.store.tables.deadlines.get(incident.id)
        is_filed = incident.state is IncidentState.FILED
        assert (row is None) == is_filed, "P1: who is not filed away has a deadline"
        if row is None:
            return
        assert row.priority == incident.priority, "the most pressing is looked at first"
        plan, latest = incident.plan, self.world.latest
        waits = [plan.claim_within, plan.remind_every, plan.ring_for, plan.between_rounds]
        limit = latest + max(waits)
        if incident.state is IncidentState.PARKED:
            assert incident.parked_until is not None
            assert incident.parked_until <= latest + plan.park_within, "P2: parked within limits"
            limit = max(incident.parked_until, limit)
        if incident.state is IncidentState.CLOSED:
            assert incident.closed_at is not None
            limit = max(incident.closed_at + plan.file_after, limit)
        assert row.due_at <= limit, "P2: no look lies beyond the plan's limits"
        decide_by = incident.standing.decide_by
        is_parked = incident.state is IncidentState.PARKED
        is_asking = incident.state is IncidentState.HANDLING and not incident.rings_since
        if (is_asking or is_parked) and latest < decide_by:
            assert row.due_at <= decide_by, "P2: decided within the limit"
        if incident.state is IncidentState.WAITING:
            claim_by = incident.waiting_since + plan.claim_within
            assert row.due_at <= max(claim_by, latest + plan.remind_every), "P2: taken in time"

    def _check_attended(self, incident: Incident) -> None:
        """P1: what is open has an operator who is heard, or a ladder that is climbed."""
        if not incident.is_open or incident.untaken_since is not None:
            return
        due_at = self.world.store.tables.deadlines[incident.id].due_at
        assert incident.operator_id is not None, "P1: what nobody has is waited for"
        assert incident.claimed_at is not None
        heard_at = self.world.store.tables.heard.get(incident.operator_id, incident.claimed_at)
        if incident.state in IN_HAND:
            gone_at = max(heard_at, incident.claimed_at) + STALE_AFTER
            assert due_at <= gone_at, "P1: whoever is gone is missed exactly then"

    def _check_aides(self, incident: Incident) -> None:
        """One has it, any number help, and nobody does both; what is over has no helpers."""
        aides = incident.aide_ids
        assert len(set(aides)) == len(aides), "who helps is shown once"
        assert incident.operator_id not in aides, "who has it does not help"
        assert incident.is_open or not aides, "nobody helps with what is over"

    def _check_danger(self, incident: Incident) -> None:
        if incident.id not in self.world.forced:
            return
        assert incident.silent, "P3: duress makes it silent, for good"
        assert incident.priority == 1, "P3: duress comes first"
        assert verdict(incident.standing, self.world.now) is Verdict.CONFIRMED, "P3: it is real"
        due = services_due(incident.standing, self.world.now)
        rung = incident.standing.calls  # without those that were only noted in a drill
        heard = [(call.service, word) for call in rung for word in call.outcomes]
        said = [(service, word.at) for service, word in heard if word.outcome in ANSWERED]
        assert incident.silent_at is not None, "P3: what covers it is counted from there"
        answered = {service for service, at in said if at >= incident.silent_at}
        wanted = {EmergencyService.POLICE, *incident.plan.services_for(incident.response_kind)}
        assert wanted - answered <= set(due), "P3: help is due until it is called"
        moments = [incident.opened_at, *(alert.last_at for alert in incident.alerts)]
        newest = max(*moments, incident.real_at or incident.opened_at)
        fresh = {service for service, at in said if at >= max(newest, incident.silent_at)}
        if not any(call.had(REASSURING) for call in incident.calls):
            assert set(due) <= wanted - fresh, "what was answered since is due no more"
        if incident.state in {IncidentState.RESOLVED, IncidentState.CLOSED} and due:
            assert self._is_known_elsewhere(incident), "P3: nothing ends before help was called"

    def _is_known_elsewhere(self, incident: Incident) -> bool:
        """Say whether the subject has an open incident that was told of the danger."""
        return any(
            other.is_open and other.silent and other.response_kind is incident.response_kind
            for other in self.world.incidents()
            if other.subject.ref == incident.subject.ref and other.id != incident.id
        )

    def _check_silence(self, incident: Incident) -> None:
        if verdict(incident.standing, self.world.now) is Verdict.SAFE:
            assert any(call.had(REASSURING) for call in incident.calls), "P4: silence is not safety"
        if incident.hushed:  # what was said and concluded before stands no more
            return
        if incident.state is IncidentState.RESOLVED and incident.cause in FALSE_ALARM:
            lacking = lacks_word(incident, incident.cause, self.world.now)
            assert lacking is None, "P4: silence is no false alarm"

    def _check_plan(self, incident: Incident) -> None:
        known = self.plans.setdefault(incident.id, incident.plan)
        assert incident.plan == known, "P11: an incident keeps the plan that it opened with"

    def _check_journal(self, incident: Incident) -> None:
        before = self.written.get(incident.id, ())
        now = self.world.store.tables.journal[incident.id]
        kept = all(old is new for old, new in zip(before, now, strict=False))
        assert kept, "P9: nothing that was written changes"
        assert len(now) >= len(before), "P9: nothing that was written vanishes"
        assert [entry.number for entry in now] == list(range(1, len(now) + 1))
        self.written[incident.id] = now

    def _check_counts(self, incident: Incident) -> None:
        rows = self.world.store.tables.signals.values()
        counted = [r for r in rows if r.incident_id == incident.id and r.settlement in COUNTED]
        total = sum(alert.count for alert in incident.alerts)
        told = self.world.told[incident.id]
        assert total == len(counted) + told, "P6: each signal has the effect of one"

    def _check_restores(self, incident: Incident) -> None:
        """Let a device say of its own alarm that it is over, never of one of another family."""
        rows = self.world.store.tables.signals.values()
        told = [row.signal.reports for row in rows if row.signal.subject == incident.subject.ref]
        ended = {_family(r) for reports in told for r in reports if _ends(r)}
        for alert in incident.alerts:
            is_named = _family(alert) in ended
            assert is_named or alert.restored_at is None, "over is only what its device named"

    def _check_notices(self, incident: Incident) -> None:
        """P6: nobody is told twice at one moment, and nothing is written that is not owed."""
        owed = {row.body.get("notice") for row in self.world.store.tables.outbox}
        for notice in incident.notices:
            assert str(notice.id) in owed, "P6: what is written is sent"
            assert notice.tells_of_drill or not incident.drill, "a drill says so"
        self._check_real(incident)
        self._check_warned(incident)
        for notice in self.clear_of(incident):
            # One of which nobody knew at the close may turn out later not to have left.
            written = [n.to for n in incident.notices if n.kind is not NoticeKind.ALL_CLEAR]
            reached = [*everyone_told(incident), *written]
            assert notice.to in reached, "who hears of the end was told of it"
        tells = [n for n in incident.notices if n.state is not NoticeState.FAILED]
        said = [(n.kind, n.to, n.written_at, n.text) for n in tells]
        assert len(said) == len(set(said)), "P6: nobody is told the same twice at one moment"

    def _check_real(self, incident: Incident) -> None:
        """P3: nothing that was said in a drill answers for what came for real."""
        if incident.real_at is None:
            return
        assert not incident.drill
        told = [n for n in incident.notices if n.tells_of_drill and n.state is NoticeState.SENT]
        again = [n.to for n in incident.notices if n.kind is NoticeKind.REAL]
        assert all(n.to in again or (n.sent_at or n.written_at) >= incident.real_at for n in told)
        if verdict(incident.standing, self.world.now) is Verdict.SAFE:
            words = [word for call in incident.calls for word in call.outcomes]
            said = [word.at for word in words if word.outcome in REASSURING]
            assert max(said) >= incident.real_at, "a drill's word covers no real alarm"

    def _check_warned(self, incident: Incident) -> None:
        """P3: nobody who was told of it stays without a warning once it is silent."""
        if incident.silent_at is None:
            return
        there = [i for i in self.world.incidents() if i.subject.ref == incident.subject.ref]
        warned = {n.to.mark for one in there for n in one.notices if n.forbids}
        told = [n for n in incident.notices if n.state in TOLD and not n.warns]
        assert all(n.to.mark in warned for n in told), "P3: who was told does not ring there"

    def clear_of(self, incident: Incident) -> list[Notice]:
        return [n for n in incident.notices if n.kind is NoticeKind.ALL_CLEAR]

    def check_the_record(self) -> None:
        """P9: whoever is handed the journal can check it alone."""
        for incident in self.world.incidents():
            contents = Contents(
                subject=Subject(kind="incident", id=str(incident.id)),
                facts={"number": incident.number},
                time_zone=incident.subject.time_zone,
                made_at=self.world.latest,
                entries=self.written[incident.id],
            )
            assert verify(make_report(contents, KEY), KEY.key_id) == []


def _ends(report: DeviceReport) -> bool:
    """Say whether a report speaks of an end: by its qualifier, by the letter R, or by its name."""
    is_ours = report.code in {PANEL_HEARD_AGAIN, CHECKED_IN}
    return is_ours or report.qualifier == "3" or (report.scheme == SIA and report.code[-1:] == "R")


def _family(told: DeviceReport | Alert) -> tuple[str, str, str | None]:
    """Name what an alarm and its end have in common."""
    if told.scheme == TOCSIN:
        code = PANEL_SILENT if told.code == PANEL_HEARD_AGAIN else told.code
        is_of_a_session = code in {CHECKED_IN, MISSED_CHECK_IN, SESSION_EXPIRED}
        return told.scheme, CHECKED_IN if is_of_a_session else code, told.area
    return told.scheme, told.code[:1] if told.scheme == SIA else told.code, told.zone
