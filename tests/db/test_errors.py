"""Which refusals of a database are tried again, and which are a fault of what was asked of it."""

import psycopg
import pytest
from psycopg import errors
from psycopg_pool import PoolTimeout

from tocsin.db.errors import is_outage


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (PoolTimeout("no connection in time"), True),
        (errors.AdminShutdown(), True),
        (errors.CannotConnectNow(), True),
        (errors.TooManyConnections(), True),
        (errors.DiskFull(), True),
        (errors.OutOfMemory(), True),
        (errors.IoError(), True),
        (errors.DeadlockDetected(), True),
        (errors.SerializationFailure(), True),
        (errors.LockNotAvailable(), True),
        (errors.QueryCanceled(), False),  # a statement that takes too long
        (errors.UniqueViolation(), False),
        (errors.UndefinedColumn(), False),
        (AssertionError("our fault"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_is_told_from_a_fault(error: Exception, is_one: bool) -> None:  # noqa: FBT001  a parameter of the table
    assert is_outage(error) is is_one
