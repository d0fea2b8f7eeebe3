"""Draws the session's lifecycle, and what its time comes for."""

from tocsin.domain.session.session import GRACE, SESSION, SessionEvent, SessionState
from tocsin.draw.lifecycle import diagram, matrix
from tocsin.draw.page import meanings, page, table

PLAINLY = {
    SessionEvent.EXTEND: "the lone worker says until when it lasts now",
}
STATES = {
    SessionState.RUNNING: "a word is waited for: a check-in, or the end",
    SessionState.ENDED: "the lone worker said that it is over",
}
HOW_TO_READ = (
    "The name of a state means that the session moves there, *stays* that it is recorded and moves"
    " nothing, a blank that it is refused. What is said after it became an alarm is shown to the"
    " operator and settles nothing by itself."
)


def draw() -> str:
    """Draw docs/machines/session.md."""
    graces = [[risk, f"{grace.total_seconds() / 60:g} minutes"] for risk, grace in GRACE.items()]
    return page(
        "Session",
        diagram(SESSION),
        HOW_TO_READ,
        table(["", *SessionState], matrix(SESSION, SessionEvent)),
        "## States",
        table(["state", "means"], meanings(SessionState, STATES).items()),
        "## Events",
        table(["event", "means"], meanings(SessionEvent, PLAINLY).items()),
        "## Grace",
        table(["risk", "from the moment agreed until it is an alarm"], graces),
    )
