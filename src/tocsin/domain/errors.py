"""Ways in which the domain says no. None of them knows about HTTP or SQL."""

from collections.abc import Mapping


class DomainError(Exception):
    """Something was asked for that the rules do not allow."""


class EventRefused(DomainError):
    """An event cannot happen to a thing in the state that it is in."""

    def __init__(self, noun: str, *, state: str, event: str, why: str | None = None) -> None:
        super().__init__(why or f"{event} cannot happen to a {noun} that is {state}")
        self.noun, self.state, self.event = noun, state, event


class NotFound(DomainError):
    """There is no such thing, or the asker may not know of it."""


class NotAllowed(DomainError):
    """The asker's role does not include this."""


class NotNow(DomainError):
    """It would be allowed, but something else has to happen first. The message says what."""


class InOtherHands(DomainError):
    """Another operator has it. The message says who, and since when."""


class NobodySaidSafe(DomainError):
    """It would be called harmless, and nobody who can know has said so. Silence is not safety."""


class Malformed(DomainError):
    """What was sent cannot mean anything here. The message says what would be right.

    `faults` says it of each field that it is about, as a sentence about "it".
    """

    def __init__(self, message: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.faults = dict(faults or {})

    def inside(self, name: str) -> "Malformed":
        """Say the same of what stands in the field of that name."""
        faults = {f"{name}.{field}": words for field, words in self.faults.items()}
        return Malformed(str(self), faults)


class Taken(DomainError):
    """It would be there twice: an address, an account or a port is in use. The message says."""


class AnotherCommand(DomainError):
    """The same command id came before with another content."""
