"""A session: reminded, given grace, an alarm at its time, and never before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.errors import EventRefused, Malformed
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef
from tocsin.domain.session.session import (
    LONGEST,
    SESSION,
    Extension,
    Planned,
    Risk,
    Session,
    SessionEvent,
    SessionState,
    Terms,
    begin,
    checked_in,
    due,
    ended,
    extended,
    look_at,
    passed,
    reminded,
)

S, E = SessionState, SessionEvent
NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MARGUERITE = Subject(
    ref=SubjectRef(kind=SubjectKind.LONE_WORKER, id=UUID(int=1)),
    customer_id=UUID(int=2),
    centre_id=UUID(int=3),
    name="Marguerite Oduya",
    phone="+44 7700 900123",
    time_zone="Europe/London",
    contacts=(),
)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def lasting(n: float) -> Extension:
    return Extension(lasts=minutes(n))


def at(n: float) -> datetime:
    return NIGHT + minutes(n)


def started(lasts: float = 45, every: float | None = 15, risk: Risk = Risk.NORMAL) -> Session:
    planned = Planned(
        doing="Visiting 12 Mill Lane",
        lasts=minutes(lasts),
        check_in_every=None if every is None else minutes(every),
        risk=risk,
    )
    return begin(UUID(int=4), MARGUERITE, planned, NIGHT)


def lived(session: Session, until: datetime) -> tuple[Session, list[tuple[SessionEvent, datetime]]]:
    """Look at it whenever it says, until a moment; give what its time came for, and when."""
    happened: list[tuple[SessionEvent, datetime]] = []
    now = look_at(session, session.heard_at)
    while now is not None and now <= until:
        while event := due(session, now):
            happened.append((event, now))
            session = reminded(session) if event is E.REMIND else passed(session)
        now = look_at(session, now)
    return session, happened


def test_nobody_is_heard_and_everything_comes_at_its_time() -> None:
    session, happened = lived(started(), at(120))
    assert happened == [
        (E.REMIND, at(10)),
        (E.MISS, at(20)),
        (E.REMIND, at(25)),
        (E.MISS, at(35)),
        (E.REMIND, at(40)),
        (E.RUN_OUT, at(50)),
    ]
    assert (session.state, session.missed) == (S.OVERDUE, 2)
    assert look_at(session, at(120)) is None


@pytest.mark.parametrize(
    ("risk", "after"), [(Risk.LOW, 10), (Risk.NORMAL, 5), (Risk.HIGH, 2)], ids=str
)
def test_the_grace_is_shorter_the_higher_the_risk(risk: Risk, after: float) -> None:
    _, happened = lived(started(every=None, risk=risk), at(120))
    assert happened[-1] == (E.RUN_OUT, at(45 + after))


def test_a_check_in_begins_the_wait_anew() -> None:
    session, _ = lived(started(), at(12))
    _, happened = lived(checked_in(session, at(12)), at(33))
    assert happened == [(E.REMIND, at(22)), (E.MISS, at(32))]


def test_who_checks_in_where_they_were_to_end_it_has_the_grace_once_more() -> None:
    session, _ = lived(started(), at(46))
    _, happened = lived(checked_in(session, at(48)), at(60))
    assert happened == [(E.RUN_OUT, at(53))]


def test_no_check_in_is_waited_for_that_would_come_after_the_end() -> None:
    assert started(lasts=15, every=15).due_at == at(15)
    assert checked_in(started(), at(31)).check_in_at is None


def test_a_word_that_was_kept_without_signal_counts_from_when_it_was_said() -> None:
    session = checked_in(started(), at(9))
    assert (session.heard_at, session.check_in_at) == (at(9), at(24))
    assert checked_in(session, at(4)) == session


def test_what_is_said_late_is_kept_and_moves_nothing() -> None:
    overdue, _ = lived(started(), at(60))
    said = checked_in(overdue, at(61))
    assert (said.state, said.heard_at) == (S.OVERDUE, at(61))
    over = ended(overdue, at(62))
    assert checked_in(over, at(30)).state is S.ENDED
    assert ended(over, at(70)) == over


def test_what_ran_out_runs_again_when_it_is_extended() -> None:
    overdue, _ = lived(started(), at(60))
    session = extended(overdue, lasting(39), at(61))
    assert (session.state, session.check_in_at, session.missed) == (S.RUNNING, at(76), 0)
    assert look_at(session, at(61)) == at(71)


def test_what_is_over_is_not_extended() -> None:
    with pytest.raises(EventRefused):
        extended(ended(started(), at(5)), lasting(54), at(6))


@pytest.mark.parametrize(
    ("lasts", "said"),
    [(minutes(0.5), "a minute at least"), (LONGEST + minutes(1), "a day at most")],
    ids=["too short", "too long"],
)
def test_how_long_it_may_last(lasts: timedelta, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        started(lasts / minutes(1))
    with pytest.raises(Malformed, match=said):
        extended(started(), Extension(lasts=lasts), NIGHT)


@pytest.mark.parametrize("every", [minutes(0.5), timedelta(days=2)])
def test_check_ins_that_make_no_sense_are_refused(every: timedelta) -> None:
    with pytest.raises(Malformed):
        Terms(check_in_every=every)


def test_every_state_has_a_row_and_only_its_end_is_final() -> None:
    assert SESSION.final == {S.ENDED}
    for event in (E.CHECK_IN, E.END):
        assert {s for s in S if event in SESSION.allowed(s)} == set(S), "a word is refused nowhere"


WORDS = st.lists(st.tuples(st.sampled_from(["check_in", "extend"]), st.integers(1, 40)), max_size=8)


@given(WORDS, st.integers(2, 300), st.sampled_from([None, 1, 7, 15, 60]), st.sampled_from(Risk))
def test_while_it_runs_there_is_a_next_look_and_no_alarm_before_its_grace_is_over(
    words: list[tuple[str, int]], lasts: int, every: int | None, risk: Risk
) -> None:
    """P1, and: whoever is not heard is an alarm exactly at the time that was agreed."""
    session, now = started(lasts, every, risk), NIGHT
    for word, after in words:
        now += minutes(after)
        session, happened = lived(session, now)
        for event, moment in happened:
            if event is not E.REMIND:
                assert moment >= session.heard_at + session.terms.grace
        if word == "check_in":
            session = checked_in(session, now)
        else:
            longer = max(session.ends_at - now, minutes(0)) + minutes(10)
            session = extended(session, Extension(lasts=longer), now)
        ahead = look_at(session, now)
        assert (ahead is not None) is (session.state is S.RUNNING)
        assert ahead is None or now < ahead <= max(session.alarm_at, now + minutes(1))
    session, happened = lived(session, max(session.ends_at, session.heard_at) + minutes(11))
    assert session.state is S.OVERDUE
    assert sum(event is E.RUN_OUT for event, _ in happened) <= 1
    assert replace(session, state=S.RUNNING).due_at == session.ends_at
