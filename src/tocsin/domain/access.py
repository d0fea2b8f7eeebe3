"""Who may do what with which rows: one table, noun × (role, relation) → rights.

A relation is how an organisation stands to a row: the row's centre, its customer, or the
row is its own. The database's policies are generated from this table (they know relations,
not roles); what roles inside one organisation may do is asked here by the web. The table is
drawn in docs/machines/access.md, and the tests walk every noun as every party.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from uuid import UUID


class Relation(StrEnum):
    CENTRE = "centre"  # monitors what the row is about
    CUSTOMER = "customer"  # owns what the row is about
    OWN = "own"  # the row belongs to the organisation itself


class Role(StrEnum):
    OPERATOR = "operator"  # takes and works incidents
    SUPERVISOR = "supervisor"  # an operator who also ends silent incidents
    CENTRE_ADMIN = "centre_admin"  # sets up the centre, its customers, and who may do what
    CUSTOMER_ADMIN = "customer_admin"  # keeps their organisation's people and contacts right
    WATCHER = "watcher"  # sees, and changes nothing
    INTEGRATOR = "integrator"  # a program with an API key
    LONE_WORKER = "lone_worker"  # a lone worker's phone, which speaks for nobody else


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
HIDDEN_FROM_CUSTOMERS = {"incident": "silent", "alert": "hidden", "feed": "silent"}

# Nouns that hold no party's secrets: every organisation may read them.
OPEN_NOUNS = frozenset({"signing_key", "epoch", "heartbeat"})

# What somebody of each kind of organisation may be.
ROLES_IN_CENTRE = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.CENTRE_ADMIN, Role.WATCHER})
ROLES_IN_CUSTOMER = frozenset({Role.CUSTOMER_ADMIN, Role.WATCHER})

R, C = Right, Relation
Access = dict[tuple[Role, Relation], frozenset[Right]]


def _to(roles: Iterable[Role], relation: Relation, *rights: Right) -> Access:
    return {(role, relation): frozenset(rights) for role in roles}


def _programs(relation: Relation, *rights: Right) -> Access:
    return _to([Role.INTEGRATOR], relation, *rights)


_AT_WORK = (Role.OPERATOR, Role.SUPERVISOR)
_IN_CENTRE = [role for role in Role if role in ROLES_IN_CENTRE]
_IN_CUSTOMER = [role for role in Role if role in ROLES_IN_CUSTOMER]
_PEOPLE = [role for role in Role if role not in {Role.INTEGRATOR, Role.LONE_WORKER}]

_SEEN_BY_CENTRE = {**_to(_IN_CENTRE, C.CENTRE, R.SEE), **_programs(C.CENTRE, R.SEE)}
_READ_BY_BOTH = {
    **_SEEN_BY_CENTRE,
    **_to(_IN_CUSTOMER, C.CUSTOMER, R.SEE),
    **_programs(C.CUSTOMER, R.SEE),
}
_OWN_SEEN = _to([*_PEOPLE, Role.INTEGRATOR], C.OWN, R.SEE)
_WORKED_BY_CENTRE = _SEEN_BY_CENTRE | _to(_AT_WORK, C.CENTRE, R.SEE, R.ADD)


def _set_up_by_centre(*rights: Right) -> Access:
    return _to([Role.CENTRE_ADMIN], C.CENTRE, *rights)


def _kept_right_by_customer(*rights: Right) -> Access:
    return _to([Role.CUSTOMER_ADMIN], C.CUSTOMER, *rights)


def _spoken_by_phone(*rights: Right) -> Access:
    return _to([Role.LONE_WORKER], C.CUSTOMER, *rights)


_ADMINISTERED: Access = {
    **_to([Role.CENTRE_ADMIN, Role.CUSTOMER_ADMIN], C.OWN, R.SEE, R.ADD, R.CHANGE),
    **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
}

ACCESS: Mapping[str, Access] = {
    "organisation": {
        **_OWN_SEEN,
        **_SEEN_BY_CENTRE,
        **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
        **_to([Role.CENTRE_ADMIN, Role.CUSTOMER_ADMIN], C.OWN, R.SEE, R.CHANGE),
    },
    "person": _OWN_SEEN | _ADMINISTERED,
    "sign_in": _to(_PEOPLE, C.OWN, *Right),
    "second_factor": _to(_PEOPLE, C.OWN, *Right),
    "backup_code": _to(_PEOPLE, C.OWN, *Right),
    "api_key": {
        **_to([Role.CENTRE_ADMIN], C.OWN, R.SEE, R.ADD, R.CHANGE),
        **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
    },
    "command": _to(Role, C.OWN, R.SEE, R.ADD, R.CHANGE),
    "site": {
        **_READ_BY_BOTH,
        **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
        **_kept_right_by_customer(R.SEE, R.CHANGE),
    },
    "lone_worker": {
        **_READ_BY_BOTH,
        **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
        **_kept_right_by_customer(R.SEE, R.CHANGE),
    },
    # What a lone worker says is told by their own phone, or by a program.
    "session": {
        **_READ_BY_BOTH,
        **_programs(C.CENTRE, R.SEE, R.ADD, R.CHANGE),
        **_spoken_by_phone(R.SEE, R.ADD, R.CHANGE),
    },
    "device": {
        **_READ_BY_BOTH,
        **_set_up_by_centre(R.SEE, R.CHANGE),
        **_kept_right_by_customer(R.SEE, R.CHANGE),
        **_spoken_by_phone(R.SEE, R.ADD, R.CHANGE),
    },
    "enrolment": {
        **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
        **_kept_right_by_customer(R.SEE, R.ADD, R.CHANGE),
        **_spoken_by_phone(R.SEE, R.CHANGE),
    },
    # Keyed digests: who reads them learns no PIN.
    "lone_worker_pin": _spoken_by_phone(R.SEE, R.ADD, R.CHANGE, R.REMOVE),
    # What a phone may show; whoever has the alert writes that it is taken, and over.
    "phone_alert": {
        **_to(_AT_WORK, C.CENTRE, R.SEE, R.ADD, R.CHANGE),
        **_spoken_by_phone(R.SEE, R.ADD, R.CHANGE),
    },
    "contact": {
        **_READ_BY_BOTH,
        **_set_up_by_centre(R.SEE, R.ADD, R.REMOVE),
        **_kept_right_by_customer(R.SEE, R.ADD, R.REMOVE),
    },
    "panel": _READ_BY_BOTH | _set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
    "tracker": {
        **_READ_BY_BOTH,
        **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
        **_kept_right_by_customer(R.SEE, R.CHANGE),
    },
    "zone": _READ_BY_BOTH | _set_up_by_centre(R.SEE, R.ADD, R.REMOVE),
    "panel_heard": _READ_BY_BOTH,
    "receiver_line": _SEEN_BY_CENTRE | _set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
    "response_plan": _READ_BY_BOTH | _set_up_by_centre(R.SEE, R.ADD),
    "signal": {
        **_to(_IN_CENTRE, C.CENTRE, R.SEE),
        **_programs(C.CENTRE, R.SEE, R.ADD),
        # A customer's program, or a lone worker's phone, sends signals and sees none: a silent one
        # would show itself there.
        **_programs(C.CUSTOMER, R.ADD),
        **_spoken_by_phone(R.ADD),
    },
    "signal_outcome": _SEEN_BY_CENTRE,
    "position": {
        **_to(_IN_CENTRE, C.CENTRE, R.SEE),
        **_programs(C.CENTRE, R.SEE, R.ADD),
        **_programs(C.CUSTOMER, R.ADD),
        **_spoken_by_phone(R.ADD),
    },
    # Somebody tells an operator, who opens an incident by hand.
    "incident": _READ_BY_BOTH | _to(_AT_WORK, C.CENTRE, R.SEE, R.ADD, R.CHANGE),
    # What a customer goes on being shown of an incident that became silent before their eyes.
    "incident_shown": _READ_BY_BOTH | _to(_AT_WORK, C.CENTRE, R.SEE, R.ADD, R.CHANGE),
    "alert": _READ_BY_BOTH | _to(_AT_WORK, C.CENTRE, R.SEE, R.ADD, R.CHANGE),
    "phone_call": _WORKED_BY_CENTRE,
    "phone_call_outcome": _WORKED_BY_CENTRE,
    # An incident's journal has no organisation of its own: only its centre sees it. What is set
    # up stands in the journal of the organisation whose it is. A session's is its
    # customer's own: a phone writes it.
    "journal_entry": {
        **_WORKED_BY_CENTRE,
        **_programs(C.CENTRE, R.SEE, R.ADD),
        **_set_up_by_centre(R.SEE, R.ADD),
        **_to([Role.CENTRE_ADMIN, Role.CUSTOMER_ADMIN], C.OWN, R.SEE, R.ADD),
        **_to([Role.LONE_WORKER], C.OWN, R.SEE, R.ADD),
    },
    "journal_body": {
        **_WORKED_BY_CENTRE,
        **_programs(C.CENTRE, R.SEE, R.ADD),
        **_set_up_by_centre(R.SEE, R.ADD),
        **_to([Role.CENTRE_ADMIN, Role.CUSTOMER_ADMIN], C.OWN, R.SEE, R.ADD),
        **_to([Role.LONE_WORKER], C.OWN, R.SEE, R.ADD),
    },
    "deadline": {
        **_to(_AT_WORK, C.CENTRE, R.SEE, R.ADD, R.CHANGE, R.REMOVE),
        **_to([Role.CENTRE_ADMIN, Role.WATCHER], C.CENTRE, R.SEE),
    },
    "notice": {
        **_SEEN_BY_CENTRE,
        **_to(_AT_WORK, C.CENTRE, R.SEE, R.ADD, R.CHANGE),
    },
    "webhook": {
        **_SEEN_BY_CENTRE,  # never the secret; who works an incident owes them what happened
        **_set_up_by_centre(R.SEE, R.ADD, R.CHANGE),
        **_to([Role.CENTRE_ADMIN, Role.INTEGRATOR], C.OWN, R.SEE, R.ADD, R.CHANGE),
    },
    "webhook_delivery": {
        **_set_up_by_centre(R.SEE),
        **_to([Role.CENTRE_ADMIN, Role.INTEGRATOR], C.OWN, R.SEE),
    },
    "outbox": _to(_AT_WORK, C.CENTRE, R.SEE, R.ADD),
    "feed": {
        **_to(_IN_CENTRE, C.CENTRE, R.SEE),
        **_to(_AT_WORK, C.CENTRE, R.SEE, R.ADD),
        **_programs(C.CENTRE, R.SEE, R.ADD),
        **_to(_IN_CUSTOMER, C.CUSTOMER, R.SEE),
        **_programs(C.CUSTOMER, R.SEE),
    },
}


def relations_with(noun: str, right: Right) -> list[Relation]:
    """List the relations through which some role has this right, in the enum's order."""
    having = {relation for (_, relation), rights in ACCESS[noun].items() if right in rights}
    return [relation for relation in Relation if relation in having]


def stands(
    organisation: UUID, own: UUID, *, centre: UUID | None, customer: UUID | None
) -> set[Relation]:
    """Say how an organisation stands to something of which these are the parties."""
    parties = {Relation.OWN: own, Relation.CENTRE: centre, Relation.CUSTOMER: customer}
    return {relation for relation, party in parties.items() if party == organisation}


def may(roles: Iterable[Role], noun: str, right: Right, relation: Relation) -> bool:
    """Say whether any of these roles has this right over rows that stand so to its organisation."""
    return any(right in ACCESS[noun].get((role, relation), frozenset()) for role in roles)
