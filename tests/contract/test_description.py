"""The committed description of the API is the one that the server gives."""

from tools.contract import DESCRIPTION, describe


def test_the_committed_description_is_fresh() -> None:
    """When this fails, run ``make contract`` and read the difference: somebody builds on it."""
    assert describe() == DESCRIPTION.read_text("utf-8")
