"""Draws the incident's lifecycle: the diagram, the whole matrix, and what its words mean."""

from tocsin.domain.alarm.incident_state import INCIDENT, OPEN, IncidentEvent, IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.draw.lifecycle import diagram, matrix
from tocsin.draw.page import meanings, page, table

PLAINLY = {
    IncidentEvent.SUSPECT_DURESS: "an operator writes down signs of duress: it becomes silent",
    IncidentEvent.NOTE: "somebody writes down what they heard or did",
    IncidentEvent.RESOLVE: "its operator says that it is over, and what it was",
    IncidentEvent.CLOSE: "an operator confirms that it is over",
    IncidentEvent.FILE: "it has lain closed for as long as the plan says",
}
CAUSES = {
    Cause.FALSE_EQUIPMENT: "the equipment failed",
    Cause.UNEXPLAINED: "nobody could say what it was",
}
HOW_TO_READ = (
    "The diagram leaves out what moves nothing. The table has everything: the name of a state means"
    " that the incident moves there, *stays* that the news is recorded and moves nothing, a blank"
    " that it is refused. Ask of every blank: what if this is the one true message? A further alarm"
    " about a closed or filed incident finds no open one, and so opens a new one."
)


def draw() -> str:
    """Draw docs/machines/incident.md."""
    states = [
        [state, "yes" if state in OPEN else "no", words]
        for state, words in meanings(IncidentState).items()
    ]
    return page(
        "Incident",
        diagram(INCIDENT),
        HOW_TO_READ,
        table(["", *IncidentState], matrix(INCIDENT, IncidentEvent)),
        "## States",
        table(["state", "open", "means"], states),
        "## Events",
        table(["event", "means"], meanings(IncidentEvent, PLAINLY).items()),
        "## What it was",
        table(["cause", "means"], meanings(Cause, CAUSES).items()),
    )
