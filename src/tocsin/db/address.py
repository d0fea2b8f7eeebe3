"""The address of the database, with the limits after which a silent one counts as gone.

A server that loses its power, or a firewall that forgets a connection, sends no farewell: without
limits whoever waits for an answer then waits for a quarter of an hour. Of no use on a socket in the
file system, and harmless there.
"""

from psycopg.conninfo import conninfo_to_dict, make_conninfo

LIMITS = {
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 5_000,  # milliseconds in which what was sent must be acknowledged
    "keepalives_idle": 5,  # seconds
    "keepalives_interval": 2,  # seconds
    "keepalives_count": 3,
}


def with_limits(address: str) -> str:
    """Give the address with a limit for each wait that it does not limit itself."""
    given = conninfo_to_dict(address)
    return make_conninfo(address, **{name: of for name, of in LIMITS.items() if name not in given})
