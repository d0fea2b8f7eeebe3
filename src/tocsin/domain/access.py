"""Who may do what with which rows: one table, noun × (role, relation) → rights.

A relation is how an organisation stands to a row: the row's centre, its customer, or the
row is its own. The database's policies are generated from this table (they know relations,
not roles); what roles inside one organisation may do is asked here by the web. The table is
drawn in docs/machines/access.md, and the tests walk every noun as every party.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Relation(StrEnum):
    CENTRE = "centre"  # monitors what the row is about
    CUSTOMER = "customer"  # owns what the row is about
    OWN = "own"  # the row belongs to the organisation itself


class Role(StrEnum):
    OPERATOR = "operator"  # takes and works incidents
    SUPERVISOR = "supervisor"  # an operator who also ends silent incidents
    INTEGRATOR = "integrator"  # a program with an API key


class Right(StrEnum):
    SEE = "see"
    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


# The column that holds each relation's organisation.
COLUMN_OF = {
    Relation.CENTRE: "centre_id",
    Relation.CUSTOMER: "customer_id",
    Relation.OWN: "organisation_id",
}

# Rows that a customer is not shown while this column is true: whoever forces somebody's hand
# may be looking over the customer's shoulder.
HIDDEN_FROM_CUSTOMERS = {"incident": "silent", "alert": "silent", "feed": "silent"}

# Nouns that hold no party's secrets: every organisation may read them.
OPEN_NOUNS = frozenset({"signing_key", "epoch", "heartbeat", "lateness"})

R, C = Right, Relation
Access = dict[tuple[Role, Relation], frozenset[Right]]


def _centre(*rights: Right) -> Access:
    granted = frozenset(rights)
    return {(Role.OPERATOR, C.CENTRE): granted, (Role.SUPERVISOR, C.CENTRE): granted}


def _programs(relation: Relation, *rights: Right) -> Access:
    return {(Role.INTEGRATOR, relation): frozenset(rights)}


_READ_BY_BOTH = {
    **_centre(R.SEE),
    **_programs(C.CENTRE, R.SEE),
    (Role.INTEGRATOR, C.CUSTOMER): frozenset({R.SEE}),
}
_OWN_SEEN = {(role, C.OWN): frozenset({R.SEE}) for role in Role}

ACCESS: Mapping[str, Access] = {
    "organisation": _OWN_SEEN | _centre(R.SEE) | _programs(C.CENTRE, R.SEE),
    "person": _OWN_SEEN,
    "sign_in": {(role, C.OWN): frozenset(Right) for role in (Role.OPERATOR, Role.SUPERVISOR)},
    "command": {(role, C.OWN): frozenset({R.SEE, R.ADD, R.CHANGE}) for role in Role},
    "site": _READ_BY_BOTH,
    "lone_worker": _READ_BY_BOTH,
    "contact": _READ_BY_BOTH,
    "panel": _READ_BY_BOTH,
    "receiver_line": {**_centre(R.SEE), **_programs(C.CENTRE, R.SEE)},
    "response_plan": _READ_BY_BOTH,
    "signal": {
        **_centre(R.SEE),
        **_programs(C.CENTRE, R.SEE, R.ADD),
        (Role.INTEGRATOR, C.CUSTOMER): frozenset({R.SEE, R.ADD}),
    },
    "position": {
        **_centre(R.SEE),
        **_programs(C.CENTRE, R.SEE, R.ADD),
        (Role.INTEGRATOR, C.CUSTOMER): frozenset({R.ADD}),
    },
    "incident": {
        **_centre(R.SEE, R.CHANGE),
        **_programs(C.CENTRE, R.SEE),
        (Role.INTEGRATOR, C.CUSTOMER): frozenset({R.SEE}),
    },
    "alert": _READ_BY_BOTH,
    "phone_call": {**_centre(R.SEE, R.ADD), **_programs(C.CENTRE, R.SEE)},
    "phone_call_outcome": {**_centre(R.SEE, R.ADD), **_programs(C.CENTRE, R.SEE)},
    "journal_entry": {**_centre(R.SEE, R.ADD), **_programs(C.CENTRE, R.SEE, R.ADD)},
    "journal_body": {**_centre(R.SEE, R.ADD), **_programs(C.CENTRE, R.SEE, R.ADD)},
    "deadline": _centre(R.SEE, R.ADD, R.CHANGE, R.REMOVE),
    "outbox": _centre(R.SEE, R.ADD),
    "feed": {
        **_centre(R.SEE, R.ADD),
        **_programs(C.CENTRE, R.SEE, R.ADD),
        (Role.INTEGRATOR, C.CUSTOMER): frozenset({R.SEE}),
    },
}


def relations_with(noun: str, right: Right) -> list[Relation]:
    """List the relations through which some role has this right, in the enum's order."""
    having = {relation for (_, relation), rights in ACCESS[noun].items() if right in rights}
    return [relation for relation in Relation if relation in having]


def may(roles: Iterable[Role], noun: str, right: Right, relation: Relation) -> bool:
    """Say whether any of these roles has this right over rows that stand so to its organisation."""
    return any(right in ACCESS[noun].get((role, relation), frozenset()) for role in roles)
