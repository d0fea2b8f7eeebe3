"""Draws the next step: which one is due, for which reason, and what an answer changes."""

from tocsin.domain.response.phone_call import (
    DANGER,
    SPOKEN_TO,
    CalleeKind,
    CallOutcome,
    may_end_with,
)
from tocsin.domain.response.response_kind import EMERGENCY_FIRST, UNVERIFIED_IS_REAL, ResponseKind
from tocsin.domain.response.response_plan import SERVICES_OF
from tocsin.domain.response.verification import Because, StepKind, Verdict
from tocsin.draw.page import meanings, page, table
from tocsin.draw.walk import Met, steps_met
from tocsin.web.words import REASONS

STEPS = {
    StepKind.CALL_PERSON: "ring whoever is next",
    StepKind.CALL_EMERGENCY: "ring the emergency service that is due, or say why not",
    StepKind.WAIT: "nothing to press: somebody is on the way, or the next round is yet to begin",
    StepKind.RESOLVE: "say what it was",
    StepKind.CLOSE: "confirm that it is over",
    StepKind.NOTHING: "it is over",
}
VERDICTS = {
    Verdict.SAFE: "somebody who can know said so, after the latest alarm",
    Verdict.CONFIRMED: "a sign of danger was heard, or the alarm is silent, and nothing takes that"
    " back; or the panel or a second zone confirmed it, and nobody said since that all is well",
}
KINDS = {
    ResponseKind.FIRE: "fire, smoke, gas",
    ResponseKind.INTRUDER: "burglary, tampering",
    ResponseKind.MEDICAL: "somebody is ill or hurt at a site",
}
OUTCOMES = {
    CallOutcome.IN_DANGER: "they say that there is danger",
    CallOutcome.NO_ANSWER: "nobody picked up",
    CallOutcome.BUSY: "engaged",
    CallOutcome.WRONG_PASSWORD: "said to be safe, and could not prove it",
}
INTRODUCTION = (
    "One rule says what is due, from the plan, from what was heard, and from the time. It is asked"
    " after everything that happens, and again at the moment that it named itself: every step comes"
    " with the next look. This table was made by walking the rule through every kind of response,"
    " with every answer that it can tell from another."
)
SILENT = (
    "A silent incident counts as confirmed from its first second: the rule never has the person or"
    " their contacts rung, and only a supervisor ends it."
)


def draw() -> str:
    """Draw docs/machines/step.md."""
    met = steps_met()
    unmet = set(Because) - {because for because, *_ in met}
    assert not unmet, f"no way leads to {', '.join(sorted(unmet))}"
    return page(
        "The next step",
        INTRODUCTION,
        table(["because", "the console says", "step", "incident", "known"], _reasons(met)),
        SILENT,
        "## Steps",
        table(["step", "means"], meanings(StepKind, STEPS).items()),
        "## What is known",
        table(["known", "means"], meanings(Verdict, VERDICTS).items()),
        "## Emergency services",
        "A plan may name others. Without a plan these are due, and at a sign of duress the police"
        " in any case.",
        table(["kind", "means", "services", "waits for verification", "unverified"], _kinds()),
        "## How a call can end",
        table(["outcome", "means", "heard from", "counts as"], _outcomes()),
    )


def _reasons(met: set[Met]) -> list[list[str]]:
    return [
        [f"**{because}**", REASONS[because], *(_listed(met, because, part) for part in (1, 2, 3))]
        for because in Because
    ]


def _listed(met: set[Met], because: Because, part: int) -> str:
    return ", ".join(sorted({each[part] for each in met if each[0] is because}))


def _kinds() -> list[list[str]]:
    said = meanings(ResponseKind, KINDS)
    return [
        [
            f"**{kind}**",
            said[kind],
            ", ".join(SERVICES_OF[kind]),
            "no" if kind in EMERGENCY_FIRST else "yes",
            _in_vain(kind),
        ]
        for kind in ResponseKind
    ]


def _outcomes() -> list[list[str]]:
    said = meanings(CallOutcome, OUTCOMES)
    return [
        [
            f"**{outcome}**",
            said[outcome],
            ", ".join(callee for callee in CalleeKind if may_end_with(callee, outcome)),
            _weight(outcome),
        ]
        for outcome in CallOutcome
    ]


def _weight(outcome: CallOutcome) -> str:
    if outcome in DANGER:
        return "danger"
    return "spoken to" if outcome in SPOKEN_TO else ""


def _in_vain(kind: ResponseKind) -> str:
    if kind in EMERGENCY_FIRST:
        return "counts as real"
    if kind in UNVERIFIED_IS_REAL:
        return "counts as real; a device's fault alone does not"
    return "the operator decides"
