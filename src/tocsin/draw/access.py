"""Draws who may do what with which rows, and what is kept from whom."""

from tocsin.db.policy import ENGINE_ONLY
from tocsin.domain.access import (
    ACCESS,
    COLUMN_OF,
    HIDDEN_FROM_CUSTOMERS,
    OPEN_NOUNS,
    Relation,
    Right,
    Role,
)
from tocsin.draw.page import meanings, page, table

INTRODUCTION = (
    "Each column is a role and how its organisation stands to the row. A blank means none. The"
    " database compares organisations by its own policies, generated from this table; it knows no"
    " roles. What a role may do inside its organisation is asked by the web, of this same table."
)


def draw() -> str:
    """Draw docs/machines/access.md."""
    pairs = [
        (role, relation)
        for relation in Relation
        for role in Role
        if any((role, relation) in access for access in ACCESS.values())
    ]
    rows = [
        [f"**{noun}**", *(_rights(access.get(pair, frozenset())) for pair in pairs)]
        for noun, access in ACCESS.items()
    ]
    hidden = [[noun, f"while `{column}` is true"] for noun, column in HIDDEN_FROM_CUSTOMERS.items()]
    relations = [
        [relation, words, f"`{COLUMN_OF[relation]}`"]
        for relation, words in meanings(Relation).items()
    ]
    return page(
        "Access",
        INTRODUCTION,
        table(["", *(f"{role} × {relation}" for role, relation in pairs)], rows),
        "## Hidden from customers",
        "Whoever forces somebody's hand may be looking over the customer's shoulder.",
        table(["noun", "not shown to its customer"], hidden),
        "## Relations",
        table(["relation", "means", "the row's column"], relations),
        "## Roles",
        table(["role", "means"], meanings(Role).items()),
        "## Outside the table",
        f"Read by every organisation, since they hold no party's secrets: {_names(OPEN_NOUNS)}.",
        f"Read by no organisation: {_names(ENGINE_ONLY)}.",
        "The engine (receivers and loops) sees every row. It answers no requests.",
    )


def _rights(rights: frozenset[Right]) -> str:
    return ", ".join(right for right in Right if right in rights)


def _names(nouns: frozenset[str]) -> str:
    return ", ".join(f"`{noun}`" for noun in sorted(nouns))
