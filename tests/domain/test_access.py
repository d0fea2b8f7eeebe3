"""Who may do what: every noun as every role, and the facts that matter by name."""

from uuid import UUID

import pytest

from tocsin.domain.access import (
    ACCESS,
    HIDDEN_FROM_CUSTOMERS,
    Relation,
    Right,
    Role,
    may,
    relations_with,
    stands,
)

CENTRE, CUSTOMER, OWN = Relation.CENTRE, Relation.CUSTOMER, Relation.OWN


@pytest.mark.parametrize("noun", ACCESS)
@pytest.mark.parametrize("right", Right)
def test_the_relations_of_a_right_are_those_through_which_some_role_has_it(
    noun: str, right: Right
) -> None:
    through = [r for r in Relation if any(may([role], noun, right, r) for role in Role)]
    assert relations_with(noun, right) == through


@pytest.mark.parametrize("noun", ACCESS)
def test_a_supervisor_may_all_that_an_operator_may(noun: str) -> None:
    for right in Right:
        for relation in Relation:
            assert may([Role.SUPERVISOR], noun, right, relation) >= may(
                [Role.OPERATOR], noun, right, relation
            )


@pytest.mark.parametrize("noun", ACCESS)
def test_whoever_may_touch_a_row_may_see_it_or_only_add(noun: str) -> None:
    for (_, relation), rights in ACCESS[noun].items():
        if rights - {Right.ADD}:
            assert Right.SEE in rights, relation


def test_several_roles_give_the_rights_of_all() -> None:
    both = [Role.INTEGRATOR, Role.OPERATOR]
    assert may(both, "incident", Right.CHANGE, CENTRE)
    assert may(both, "incident", Right.SEE, CUSTOMER)
    assert not may([], "incident", Right.SEE, CENTRE)


@pytest.mark.parametrize("noun", ["journal_entry", "journal_body"])
def test_nobody_changes_or_removes_what_a_journal_says(noun: str) -> None:
    """P9."""
    assert relations_with(noun, Right.CHANGE) == []
    assert relations_with(noun, Right.REMOVE) == []


@pytest.mark.parametrize("noun", ["journal_entry", "journal_body", "phone_call", "deadline"])
def test_a_customer_sees_nothing_that_could_betray_a_silent_alarm(noun: str) -> None:
    """P10: what cannot be hidden row by row is not seen at all."""
    assert CUSTOMER not in relations_with(noun, Right.SEE)


@pytest.mark.parametrize(
    ("noun", "column"), [("incident", "silent"), ("alert", "hidden"), ("feed", "silent")]
)
def test_what_a_customer_sees_of_incidents_is_hidden_while_silent(noun: str, column: str) -> None:
    assert CUSTOMER in relations_with(noun, Right.SEE)
    assert HIDDEN_FROM_CUSTOMERS[noun] == column


def test_a_program_never_changes_an_incident() -> None:
    assert not any(may([Role.INTEGRATOR], "incident", Right.CHANGE, r) for r in Relation)


def test_a_person_is_seen_by_their_organisation_and_its_centre_alone() -> None:
    assert CUSTOMER not in relations_with("person", Right.SEE)
    assert OWN in relations_with("person", Right.SEE)


def test_whoever_only_watches_changes_nothing() -> None:
    kept = {"sign_in", "second_factor", "backup_code", "command"}  # what is needed to sign in
    watched = set(ACCESS) - kept
    rights = [Right.ADD, Right.CHANGE, Right.REMOVE]
    assert not [
        (noun, right)
        for noun in sorted(watched)
        for right in rights
        if any(may([Role.WATCHER], noun, right, relation) for relation in Relation)
    ]


def test_an_organisation_stands_to_a_thing_as_each_party_that_it_is() -> None:
    us, them, third = (UUID(int=n) for n in (1, 2, 3))
    assert stands(us, us, centre=them, customer=third) == {OWN}
    assert stands(us, them, centre=us, customer=us) == {CENTRE, CUSTOMER}
    assert stands(us, them, centre=None, customer=None) == set()
