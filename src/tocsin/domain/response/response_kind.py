"""Kinds of response: one open incident per site and kind, since each needs other people."""

from enum import StrEnum


class ResponseKind(StrEnum):
    FIRE = "fire"
    HOLD_UP = "hold_up"  # robbery, duress at a panel, panic at a site
    INTRUDER = "intruder"
    MEDICAL = "medical"
    PERSONAL = "personal"  # a lone worker: panic, duress, a fall, silence
    TECHNICAL = "technical"  # power, line, battery, water, frost


# These wait for no verification: the emergency step is open from the first second.
EMERGENCY_FIRST = frozenset({ResponseKind.FIRE, ResponseKind.HOLD_UP, ResponseKind.MEDICAL})

# Somebody's life may hang on these: what is pressed again was meant again.
LIFE = EMERGENCY_FIRST | {ResponseKind.PERSONAL}

# When nobody can be reached in time, these count as real; a device's fault alone does not. An
# intruder alarm that nobody has confirmed does not go to the police, and a technical one is
# nobody's emergency.
UNVERIFIED_IS_REAL = LIFE
