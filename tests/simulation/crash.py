"""The end of a process, wherever it is."""


class Crash(Exception):
    """A process died here, as processes do."""
