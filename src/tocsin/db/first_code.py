"""The one-time code of the first administrator: only its digest is kept, and only while needed.

Only the database's owner writes it; the web shows it at a door (`found_centre`) that ends it.
"""

import psycopg

HAS_PERSON = "select exists (select from person)"
FORGET = "delete from first_code"
KEEP = "insert into first_code (digest, made_at) values (%(digest)s, clock_timestamp())"


def keep_first_code(owner_address: str, digest: bytes) -> bool:
    """Keep a code in the place of any before it; False when somebody can sign in already."""
    with psycopg.connect(owner_address) as connection:
        row = connection.execute(HAS_PERSON).fetchone()
        if row is None or row[0]:
            return False
        connection.execute(FORGET)
        connection.execute(KEEP, {"digest": digest})
    return True
