"""Draws what the codes of devices mean: how many of each weight, the silent ones, and our own."""

from collections import Counter
from collections.abc import Iterable

from tocsin.domain.alarm.confirmation import CONFIRMED_WITHIN
from tocsin.domain.alarm.signal_code import (
    CID,
    SIA,
    TOCSIN,
    Effect,
    Meaning,
    codes_of,
    meaning_of,
)
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.draw.page import meanings, page, table

PRIORITIES = {1: "a life", 2: "somebody is there", 3: "something is broken", 4: "to be kept"}
WITHIN = f"{CONFIRMED_WITHIN.total_seconds() / 60:.0f} minutes"
INTRODUCTION = (
    "What a device reports is a scheme and a code. Each has a meaning: words, kind of response,"
    " priority, effect. The tables themselves lie in `src/tocsin/domain/alarm/signal_code_*.json`,"
    " one line a code, for anybody who monitors alarms to read and correct."
)


def draw() -> str:
    """Draw docs/machines/codes.md."""
    known = {scheme: _meanings_of(scheme) for scheme in (SIA, CID, TOCSIN)}
    every = [meaning for each in known.values() for meaning in each]
    unknown = meaning_of(SIA, "??")
    return page(
        "Codes",
        INTRODUCTION,
        "## How many of each weight",
        table(["kind", *(f"{number}: {words}" for number, words in PRIORITIES.items()), "all"],
              _weights(every)),
        "## What they do",
        table(["effect", "means", *(scheme for scheme in known)], _effects(known)),
        "## Silent ones",
        "Nobody at the place may notice that help was called.",
        table(["scheme", "code", "words", "kind"],
              [[m.scheme, f"`{m.code}`", m.words, m.response_kind] for m in every if m.silent]),
        "## Those that confirm",
        "Such a code says by itself that the alarm is real.",
        table(["scheme", "code", "words", "kind"],
              [[m.scheme, f"`{m.code}`", m.words, m.response_kind] for m in every if m.confirmed]),
        f"Two of these, of two different zones within {WITHIN}, confirm one another.",
        table(["scheme", "code", "words", "kind"],
              [[m.scheme, f"`{m.code}`", m.words, m.response_kind] for m in every if m.detects]),
        "## A code that nobody knows",
        f"It is an alarm of priority {unknown.priority} before a person, never silence. Its first"
        " letter or number decides the kind of response where it tells the family; else it is"
        f" {unknown.response_kind}, or what its zone stands for: see [zones](zones.md).",
        "## The scheme TOCSIN",
        "For apps, devices and programs: `POST /api/v1/signals` takes these as they stand.",
        table(["code", "words", "kind", "priority", "effect", "silent"], _whole(known[TOCSIN])),
    )  # fmt: skip


def _meanings_of(scheme: str) -> list[Meaning]:
    return [meaning_of(scheme, code) for code in sorted(codes_of(scheme))]


def _weights(every: Iterable[Meaning]) -> list[list[str]]:
    counts = Counter((meaning.response_kind, meaning.priority) for meaning in every)
    rows = []
    for kind in ResponseKind:
        row = [counts[kind, priority] for priority in PRIORITIES]
        rows.append([f"**{kind}**", *(str(count or "") for count in row), str(sum(row))])
    return rows


def _effects(known: dict[str, list[Meaning]]) -> list[list[str]]:
    return [
        [
            f"**{effect}**",
            words,
            *(str(sum(m.effect == effect for m in each) or "") for each in known.values()),
        ]
        for effect, words in meanings(Effect).items()
    ]


def _whole(scheme: Iterable[Meaning]) -> list[list[str]]:
    return [
        [
            f"`{meaning.code}`",
            meaning.words,
            meaning.response_kind,
            str(meaning.priority),
            meaning.effect,
            "yes" if meaning.silent else "",
        ]
        for meaning in sorted(scheme, key=lambda each: (each.priority, each.code))
    ]
