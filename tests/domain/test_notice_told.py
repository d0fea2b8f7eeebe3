"""Who is told of the end, whatever was written and said: all who were told, once, nobody else."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.clock import A_NIGHT
from tests.domain.test_notice import CONTACTS as KNOWN
from tests.domain.test_notice import call
from tocsin.domain.people.subject import Contact
from tocsin.domain.response.notice import (
    DO_NOT_CALL,
    Addressee,
    Notice,
    NoticeKind,
    NoticeState,
    told,
    unwarned,
)
from tocsin.domain.response.phone_call import SPOKEN_TO, CallOutcome, PhoneCall

CONTACTS = (*KNOWN, replace(KNOWN[0], id=UUID(int=77), name="Without an address", email=None))
PEOPLE = [
    *(Addressee(name=one.name, contact_id=one.id) for one in CONTACTS),
    *(Addressee(name=f"Supervisor {n}", person_id=UUID(int=n)) for n in range(2)),
    Addressee(name="Taken off the list", contact_id=UUID(int=99)),
]
NOTICES = st.lists(
    st.builds(
        Notice,
        id=st.uuids(),
        kind=st.sampled_from(NoticeKind),
        to=st.sampled_from(PEOPLE),
        title=st.sampled_from(["", DO_NOT_CALL]),
        text=st.just(""),
        written_at=st.integers(0, 9).map(lambda n: A_NIGHT + timedelta(seconds=n)),
        state=st.sampled_from(NoticeState),
    ),
    max_size=8,
)
CALLS = st.lists(
    st.builds(call, st.sampled_from([c.id for c in CONTACTS]), st.sampled_from(CallOutcome)),
    max_size=5,
)
Who = tuple[UUID | None, UUID | None]


def marks(addressees: list[Addressee]) -> list[Who]:
    return [(to.contact_id, to.person_id) for to in addressees]


def was_told(notice: Notice) -> bool:
    """Say whether words of this may have reached somebody, and were not that it is over."""
    is_end = notice.kind is NoticeKind.ALL_CLEAR
    return not is_end and notice.state not in {NoticeState.OWED, NoticeState.FAILED}


@given(NOTICES, CALLS)
def test_everyone_who_was_told_is_in_it_once_and_nobody_else_is(
    notices: list[Notice], calls: list[PhoneCall]
) -> None:
    found = marks(told(notices, calls, CONTACTS))
    reached = {(n.to.contact_id, n.to.person_id) for n in notices if was_told(n)}
    reachable = {contact.id for contact in CONTACTS if contact.email}
    spoken = {(c.callee_id, None) for c in calls if c.had(SPOKEN_TO) and c.callee_id in reachable}
    assert len(found) == len(set(found))
    assert set(found) == reached | spoken


@given(NOTICES, CALLS, st.randoms(use_true_random=False))
def test_the_order_in_which_it_is_read_changes_nothing_of_who_is_told(
    notices: list[Notice], calls: list[PhoneCall], random: Random
) -> None:
    before = set(marks(told(notices, calls, CONTACTS)))
    random.shuffle(notices)
    assert set(marks(told(notices, calls[::-1], CONTACTS[::-1]))) == before


@given(NOTICES, CALLS, st.sampled_from(CONTACTS))
def test_who_can_be_written_to_no_more_is_told_only_if_they_were_written_to(
    notices: list[Notice], calls: list[PhoneCall], gone: Contact
) -> None:
    rest = [one for one in CONTACTS if one.id != gone.id]
    found = marks(told(notices, calls, rest))
    reached = any(was_told(notice) and notice.to.contact_id == gone.id for notice in notices)
    assert ((gone.id, None) in found) is reached


@given(NOTICES, CALLS)
def test_nobody_who_was_told_stays_unwarned_and_nobody_else_hears_of_it(
    notices: list[Notice], calls: list[PhoneCall]
) -> None:
    """P3: the last word that somebody has keeps them from ringing, or they are told so."""
    reached, found = (
        marks(told(notices, calls, CONTACTS)),
        marks(unwarned(notices, calls, CONTACTS)),
    )
    assert len(found) == len(set(found))
    assert set(found) <= set(reached)
    for who in reached:
        theirs = [n for n in notices if n.to.mark == who and n.state is not NoticeState.FAILED]
        latest = max((n.written_at for n in theirs), default=None)
        last = {DO_NOT_CALL in n.title for n in theirs if n.written_at == latest}
        assert who in found if last <= {False} else last != {True} or who not in found
