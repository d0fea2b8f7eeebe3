"""What is wrong with a database, in one line that says what to do."""


class DatabaseRefused(Exception):
    """The database cannot be used as it is."""
