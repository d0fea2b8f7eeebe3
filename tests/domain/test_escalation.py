"""Nobody takes it: each rung at its time, whom the plan tells, and until when."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from tests.clock import A_NIGHT
from tocsin.domain.people.subject import Contact
from tocsin.domain.response.escalation import Ladder, Rung, climb, somebody_has_it
from tocsin.domain.response.notice import Addressee, Notice, NoticeKind, NoticeState
from tocsin.domain.response.response_plan import ResponsePlan

PLAN = ResponsePlan(version=1, name="Tonight")
R = Rung


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def contact(position: int, *, email: bool = True) -> Contact:
    return Contact(
        id=UUID(int=position),
        position=position,
        name=f"Contact {position}",
        relation="Keyholder",
        phone="07700 900118",
        email="somebody@example.com" if email else None,
    )


CONTACTS = (contact(1), contact(2), contact(3, email=False))
ALL = frozenset(Rung)
FAR = A_NIGHT + timedelta(days=1)  # somebody's screen is heard all night


def ladder(
    *notices: Notice,
    climbed: frozenset[Rung] = frozenset(),
    heard_at: datetime | None = FAR,
    news_at: datetime = A_NIGHT,
) -> Ladder:
    return Ladder(
        plan=PLAN,
        since=A_NIGHT,
        news_at=news_at,
        climbed=climbed,
        heard_at=heard_at,
        contacts=CONTACTS,
        notices=notices,
    )


def told(
    position: int,
    after_s: float,
    *,
    state: NoticeState = NoticeState.SENT,
    has_it: bool | None = None,
) -> Notice:
    at = A_NIGHT + seconds(after_s)
    return Notice(
        id=uuid4(),
        kind=NoticeKind.RUN_ALONE,
        to=Addressee(name=f"Contact {position}", contact_id=UUID(int=position)),
        title="",
        text="",
        written_at=at,
        state=state,
        has_it=has_it,
        answered_at=None if has_it is None else at,
    )


def test_each_rung_is_due_exactly_at_its_time() -> None:
    for rung, at_s in ((R.RING, 30), (R.SUPERVISOR, 60), (R.RUN_ALONE, 180)):
        below = frozenset(list(R)[: list(R).index(rung)])
        before = climb(ladder(climbed=below), A_NIGHT + seconds(at_s - 0.001))
        assert before.rungs == ()
        assert before.look_at == A_NIGHT + seconds(at_s)
        assert climb(ladder(climbed=below), before.look_at).rungs == (rung,)


def test_a_loop_that_stood_still_climbs_all_that_is_due_from_below() -> None:
    assert climb(ladder(), A_NIGHT + seconds(200)).rungs == (R.RING, R.SUPERVISOR, R.RUN_ALONE)


def test_looked_at_twice_nothing_is_climbed_twice() -> None:
    later = A_NIGHT + seconds(70)
    again = climb(ladder(climbed=frozenset({R.RING, R.SUPERVISOR})), later)
    assert (again.rungs, again.tell) == ((), None)


def test_where_nobody_is_on_shift_the_supervisors_are_called_at_once() -> None:
    for heard_at in (None, A_NIGHT - seconds(60)):
        due = climb(ladder(heard_at=heard_at), A_NIGHT)
        assert due.alone
        assert due.rungs == (R.SUPERVISOR,)


def test_that_the_last_screen_closed_is_seen_exactly_then() -> None:
    heard_at = A_NIGHT - seconds(50)
    still = climb(ladder(heard_at=heard_at), A_NIGHT)
    assert not still.alone
    assert still.look_at == A_NIGHT + seconds(10)
    assert climb(ladder(heard_at=heard_at), still.look_at).alone


def test_no_rung_comes_before_the_one_below_it() -> None:
    slow = replace(PLAN, claim_within=seconds(300))
    due = climb(replace(ladder(), plan=slow), A_NIGHT + seconds(299))
    assert due.rungs == ()
    assert climb(replace(ladder(), plan=slow), A_NIGHT + seconds(300)).rungs == tuple(Rung)


def test_the_plan_tells_one_after_the_other_and_then_begins_again() -> None:
    notices: list[Notice] = []
    now, order = A_NIGHT + seconds(180), []
    for _ in range(4):
        due = climb(ladder(*notices, climbed=ALL), now)
        assert due.tell is not None
        order.append(due.tell.position)
        notices.append(told(due.tell.position, (now - A_NIGHT).total_seconds()))
        waiting = climb(ladder(*notices, climbed=ALL), now + seconds(119.9))
        assert waiting.tell is None
        now += PLAN.notify_between
        assert waiting.look_at == now
    assert order == [1, 2, 1, 2]


def test_who_has_no_address_is_passed_over_and_nobody_at_all_is_no_end() -> None:
    alone = replace(ladder(climbed=ALL), contacts=(contact(1, email=False),))
    due = climb(alone, A_NIGHT + seconds(200))
    assert due.tell is None
    assert due.look_at == A_NIGHT + seconds(260)


def test_i_have_it_stops_the_plan_for_as_long_as_a_promise_to_be_there_holds() -> None:
    standing = ladder(told(1, 180, has_it=True), climbed=ALL)
    until = A_NIGHT + seconds(180) + PLAN.attend_within
    just_before = until - timedelta(microseconds=1)
    waiting = climb(standing, just_before)
    assert (waiting.tell, waiting.look_at) == (None, until)
    assert somebody_has_it(standing, just_before)
    assert not somebody_has_it(standing, until)
    on = climb(standing, until)
    assert on.tell is not None
    assert on.tell.position == 2


def test_an_older_i_have_it_does_not_cover_a_new_alarm() -> None:
    news = A_NIGHT + seconds(400)
    due = climb(ladder(told(1, 180, has_it=True), climbed=ALL, news_at=news), news + seconds(1))
    assert due.tell is not None
    assert due.tell.position == 1


def test_i_cannot_goes_on_to_the_next_at_once_and_is_asked_again_last_of_all() -> None:
    one = told(1, 180, has_it=False)
    due = climb(ladder(one, climbed=ALL), A_NIGHT + seconds(190))
    assert due.tell is not None
    assert due.tell.position == 2
    both = (one, told(2, 190))
    again = climb(ladder(*both, climbed=ALL), A_NIGHT + seconds(400))
    assert again.tell is not None
    assert again.tell.position == 2
    nobody = (one, told(2, 190, has_it=False))
    everybody = climb(ladder(*nobody, climbed=ALL), A_NIGHT + seconds(400))
    assert everybody.tell is not None
    assert everybody.tell.position == 1


def test_what_could_not_be_sent_goes_on_at_once_but_no_faster_than_once_a_round() -> None:
    failed = told(1, 180, state=NoticeState.FAILED)
    due = climb(ladder(failed, climbed=ALL), A_NIGHT + seconds(181))
    assert due.tell is not None
    assert due.tell.position == 2
    both = (failed, told(2, 181, state=NoticeState.FAILED))
    assert climb(ladder(*both, climbed=ALL), A_NIGHT + seconds(182)).tell is None
    assert climb(ladder(*both, climbed=ALL), A_NIGHT + seconds(301)).tell is not None


NOTICES = st.lists(
    st.builds(
        told,
        st.integers(1, 3),
        st.integers(0, 900),
        state=st.sampled_from(NoticeState),
        has_it=st.sampled_from([None, None, True, False]),
    ),
    max_size=6,
)


@given(
    notices=NOTICES,
    climbed=st.frozensets(st.sampled_from(Rung)),
    heard_s=st.none() | st.integers(-120, 900),
    now_s=st.integers(-60, 5_000),
)
def test_there_always_is_a_next_look_within_the_reminder(
    notices: list[Notice], climbed: frozenset[Rung], heard_s: int | None, now_s: int
) -> None:
    """P1 and P2, and nothing is skipped by sleeping until exactly the next look."""
    heard_at = None if heard_s is None else A_NIGHT + seconds(heard_s)
    now = A_NIGHT + seconds(now_s)
    standing = ladder(*notices, climbed=climbed, heard_at=heard_at)
    due = climb(standing, now)
    assert now < due.look_at <= now + PLAN.remind_every
    assert not set(due.rungs) & climbed
    just_before = due.look_at - timedelta(microseconds=1)
    climbing = replace(standing, climbed=climbed | set(due.rungs))
    if due.tell is None:
        asleep = climb(climbing, just_before)
        assert (asleep.rungs, asleep.tell, asleep.alone) == ((), None, due.alone)
