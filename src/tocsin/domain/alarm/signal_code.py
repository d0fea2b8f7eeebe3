"""What a device's code means: how an operator says it, how urgent it is, who responds.

Total: every scheme, code and qualifier has a meaning. A code that nobody knows is an alarm for a
person to look at ("Unmapped code XY"), never silence. The tables lie beside this module, one line a
code, so that somebody who monitors alarms can read and correct them; a broken line stops the start.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files

from tocsin.domain.response.response_kind import ResponseKind

SIA, CID, TOCSIN = "SIA", "CID", "TOCSIN"


class Effect(StrEnum):
    """What a code does."""

    ALARM = "alarm"  # somebody looks now
    TROUBLE = "trouble"  # somebody looks: the protection itself is impaired
    RESTORE = "restore"  # what was reported is over; settles nothing by itself
    CANCEL = "cancel"  # called off at the panel, perhaps under threat; settles nothing by itself
    TEST = "test"  # a link or walk test
    OPENING_CLOSING = "opening_closing"  # recorded, disturbs nobody
    BYPASS = "bypass"  # something was taken out of protection or put back; recorded
    RECORD = "record"  # anything else worth keeping: access, settings, logs


class Qualifier(StrEnum):
    """Contact ID's first digit."""

    NEW = "1"  # or an opening
    RESTORED = "3"  # or a closing
    STILL_PRESENT = "6"  # reported before; raised again in case that was lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    scheme: str
    code: str
    words: str
    response_kind: ResponseKind
    priority: int  # 1 a life, 2 somebody is there, 3 something is broken, 4 to be kept
    effect: Effect
    silent: bool = False  # nobody at the place may notice that help was called
    confirmed: bool = False  # a second sensor or a person has confirmed it
    detects: bool = False  # a detector saw an intruder: two of these, of two zones, confirm it
    unmapped: bool = False  # a person must find out what the code means
    is_general: bool = False  # it does not say what is wrong: the zone's kind may
    address_of: str = ""  # what the number with it names: zone, person, area, door, …
    ends: frozenset[str] = frozenset()  # a restore: the codes of its scheme that are over by it

    @property
    def needs_a_person(self) -> bool:
        """Whether it belongs before an operator; everything else is recorded."""
        return self.effect in _EFFECTS_THAT_END


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a table."""

    meaning: Meaning
    restored_words: str
    restored_effect: Effect


_LEAST_URGENT = 4
_UNMAPPED_PRIORITY = 2
_EFFECTS_THAT_END = {Effect.ALARM: Effect.RESTORE, Effect.TROUBLE: Effect.RESTORE}
_LONGEST_SHOWN_CODE = 16

_SIA_FAMILIES = {
    "B": ResponseKind.INTRUDER,
    "F": ResponseKind.FIRE,
    "G": ResponseKind.FIRE,
    "H": ResponseKind.HOLD_UP,
    "K": ResponseKind.FIRE,
    "M": ResponseKind.MEDICAL,
    "P": ResponseKind.HOLD_UP,
    "Q": ResponseKind.PERSONAL,
    "S": ResponseKind.FIRE,
}
_CID_FAMILIES = {
    "10": ResponseKind.MEDICAL,
    "11": ResponseKind.FIRE,
    "12": ResponseKind.HOLD_UP,
    "13": ResponseKind.INTRUDER,
    "14": ResponseKind.INTRUDER,
}


def meaning_of(scheme: str, code: str, qualifier: str | None = None) -> Meaning:
    """Say what a code means. The qualifier counts for Contact ID alone."""
    entry = _TABLES.get(scheme, {}).get(code)
    if entry is None:
        return _unmapped(scheme, code)
    if scheme != CID or qualifier is None or qualifier == Qualifier.NEW:
        return entry.meaning
    if qualifier == Qualifier.RESTORED:
        return _restored(entry)
    if qualifier == Qualifier.STILL_PRESENT:
        return replace(entry.meaning, words=f"{entry.meaning.words}, still present")
    return _with_unknown_qualifier(entry.meaning, qualifier)


def is_known(scheme: str, code: str) -> bool:
    return code in _TABLES.get(scheme, {})


def codes_of(scheme: str) -> frozenset[str]:
    """List the codes of a scheme that have a meaning of their own."""
    return frozenset(_TABLES.get(scheme, {}))


def _restored(entry: _Entry) -> Meaning:
    meaning = entry.meaning
    is_over = entry.restored_effect is not meaning.effect
    priority = _LEAST_URGENT if is_over else meaning.priority
    return replace(
        meaning,
        words=entry.restored_words,
        effect=entry.restored_effect,
        priority=priority,
        ends=meaning.ends or frozenset({meaning.code}),
    )


def _with_unknown_qualifier(meaning: Meaning, qualifier: str) -> Meaning:
    """Take it for an alarm: nobody can say whether the thing began, ended or is still so."""
    return replace(
        meaning,
        words=f"{meaning.words}, unknown qualifier {qualifier[:_LONGEST_SHOWN_CODE]}",
        priority=min(meaning.priority, _UNMAPPED_PRIORITY),
        effect=Effect.ALARM,
        unmapped=True,
    )


def _unmapped(scheme: str, code: str) -> Meaning:
    """Bring an unknown code before a person.

    It is an alarm of priority 2: above every fault, below every known threat to life. Its letter or
    number often tells the family, and so the right plan; else it is technical, because a plan for
    intruders or fire would send people out on a guess. A technical incident stands on its own, so
    that the code is not lost among the alerts of a burglary.
    """
    families = {SIA: _SIA_FAMILIES.get(code[:1]), CID: _CID_FAMILIES.get(code[:2])}
    family = families.get(scheme)
    shown = code[:_LONGEST_SHOWN_CODE]
    return Meaning(
        scheme=scheme,
        code=code,
        words=f"Unmapped code {shown}" if shown else "Message without a readable code",
        response_kind=family or ResponseKind.TECHNICAL,
        priority=_UNMAPPED_PRIORITY,
        effect=Effect.ALARM,
        unmapped=True,
        is_general=family is None,
    )


def _read_table(scheme: str) -> Mapping[str, _Entry]:
    text = (
        files("tocsin.domain.alarm")
        .joinpath(f"signal_code_{scheme.lower()}.json")
        .read_text("utf-8")
    )
    return {code: _read_entry(scheme, code, line) for code, line in json.loads(text).items()}


def _read_entry(scheme: str, code: str, line: Mapping[str, object]) -> _Entry:
    words, effect, priority = line["words"], Effect(str(line["effect"])), line["priority"]
    assert isinstance(words, str), f"{scheme} {code}: words"
    assert isinstance(priority, int), f"{scheme} {code}: priority"
    assert 1 <= priority <= _LEAST_URGENT, f"{scheme} {code}: priority"
    restored_effect = line.get("restored_effect", _EFFECTS_THAT_END.get(effect, effect))
    meaning = Meaning(
        scheme=scheme,
        code=code,
        words=words,
        response_kind=ResponseKind(str(line["kind"])),
        priority=priority,
        effect=effect,
        silent=line.get("silent") is True,
        confirmed=line.get("confirmed") is True,
        is_general=line.get("general") is True,
        detects=line.get("detects") is True,
        address_of=str(line.get("address", "")),
        ends=frozenset(_read_ends(line)),
    )
    assert (effect is Effect.RESTORE) == ("ends" in line), f"{scheme} {code}: ends"
    restored_words = str(line.get("restored", f"{words}{_ending(effect)}"))
    return _Entry(meaning, restored_words, Effect(str(restored_effect)))


def _read_ends(line: Mapping[str, object]) -> Iterable[str]:
    ends = line.get("ends", [])
    assert isinstance(ends, list), "what a restore ends is a list of codes"
    return map(str, ends)


def _ending(effect: Effect) -> str:
    return " restored" if effect in _EFFECTS_THAT_END else ", ended"


_TABLES: Mapping[str, Mapping[str, _Entry]] = {
    scheme: _read_table(scheme) for scheme in (SIA, CID, TOCSIN)
}
