"""What an operator says an incident was, when it is resolved."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What it was, in the operator's judgement."""

    GENUINE_SAFE = "genuine_safe"  # it was real; everybody is safe, the place made safe
    GENUINE_HANDED_OVER = "genuine_handed_over"  # real; with the police, fire or ambulance service
    FALSE_ACCIDENT = "false_accident"  # pressed or set off by mistake
    FALSE_EQUIPMENT = "false_equipment"
    FALSE_ENVIRONMENT = "false_environment"  # weather, animals, dust
    TEST = "test"  # somebody was testing
    CALLED_OFF = "called_off"  # by the lone worker's own safe PIN
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an operator says that it was."""

    cause: Cause
    note: str | None = None
