"""Row-level security, generated from domain/access.py: which rows each organisation sees.

P14: a row is seen only by the organisations that are party to it, by the database's own
rules. A policy compares plain columns of the row with the transaction's organisation.
"""

from tocsin.domain.access import (
    ACCESS,
    COLUMN_OF,
    HIDDEN_FROM_CUSTOMERS,
    OPEN_NOUNS,
    Relation,
    Right,
    relations_with,
)

ORGANISATION = "nullif(current_setting('tocsin.organisation', true), '')::uuid"

COMMAND_OF = {
    Right.SEE: "select",
    Right.ADD: "insert",
    Right.CHANGE: "update",
    Right.REMOVE: "delete",
}

# Tables that only the engine and the doors (security definer functions) look into.
ENGINE_ONLY = frozenset({"first_code", "last_said", "lateness", "line_listening", "signal_due"})
TABLES = (*ACCESS, *sorted(OPEN_NOUNS), *sorted(ENGINE_ONLY))


def condition(noun: str, right: Right) -> str:
    """Give the SQL that is true for the rows over which the transaction's organisation has it."""
    return " or ".join(_clause(noun, relation) for relation in relations_with(noun, right))


def _clause(noun: str, relation: Relation) -> str:
    column = COLUMN_OF[relation]
    if (noun, relation) == ("organisation", Relation.OWN):
        column = "id"  # an organisation's row is its own
    if relation is Relation.CUSTOMER and noun in HIDDEN_FROM_CUSTOMERS:
        return f"({column} = {ORGANISATION} and not {HIDDEN_FROM_CUSTOMERS[noun]})"
    return f"{column} = {ORGANISATION}"


def _policy(noun: str, right: Right) -> str:
    rows = condition(noun, right)
    check = {
        Right.ADD: f"with check ({rows})",
        Right.CHANGE: f"using ({rows}) with check ({rows})",
    }.get(right, f"using ({rows})")
    command = COMMAND_OF[right]
    return f"create policy web_{right} on {noun} for {command} to tocsin_web {check};"


def statements() -> list[str]:
    """Write every policy, in a fixed order."""
    written = []
    for table in TABLES:
        written.append(f"alter table {table} enable row level security;")
        written.append(f"create policy engine on {table} to tocsin_engine using (true);")
        if table in OPEN_NOUNS:
            written.append(
                f"create policy web_see on {table} for select to tocsin_web using (true);"
            )
        if table in ACCESS:
            written += [_policy(table, right) for right in Right if relations_with(table, right)]
    return written
