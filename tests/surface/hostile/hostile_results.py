"""Results and cohorts that were stored, and questions about scores with hostile evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import parindex

from .hostile_tables import HEAD, MINISTRIES
from .trials import PROBLEMS, READ, REFUSED, SERVER, Attempt, Input

EVIDENCE = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}


def scores() -> parindex.Scores:
    """Return scores of two ministries."""
    return parindex.score(parindex.load(MINISTRIES), EVIDENCE)


def asked(question: Callable[[], Any]) -> Attempt:
    """Ask something, and show the answer."""

    def attempt() -> Iterator[object]:
        answer = question()
        yield from str(answer).split("\n")

    return attempt


def stored(change: Callable[[dict[str, Any]], object]) -> Input:
    """Give a stored result with a change in it, as JSON and as values."""

    def make() -> Attempt:
        values = json.loads(scores().to_json())
        change(values)
        return asked(lambda: parindex.StoredScores.from_dict(values, limits=SERVER))

    return make


def result(text: str | bytes) -> Input:
    """Give JSON in place of a stored result."""
    return lambda: asked(lambda: parindex.StoredScores.from_json(text, limits=SERVER))


def cohort(change: Callable[[dict[str, Any]], object]) -> Input:
    """Give a stored cohort with a change in it."""

    def make() -> Attempt:
        values = json.loads(scores().cohort.to_json())
        change(values)
        return asked(lambda: parindex.Cohort.from_dict(values))

    return make


def cohort_text(text: str | bytes) -> Input:
    """Give JSON in place of a stored cohort."""
    return lambda: asked(lambda: parindex.Cohort.from_json(text))


def against(evidence: object, name: str | None = None) -> Input:
    """Score evidence against a cohort."""

    def make() -> Attempt:
        definition, others = parindex.load(MINISTRIES), scores().cohort
        return asked(lambda: parindex.score_against(definition, evidence, others, name=name, limits=SERVER))

    return make


def outlook(evidence: object, name: str | None = None) -> Input:
    """Ask what evidence can still become."""

    def make() -> Attempt:
        definition = parindex.load(MINISTRIES)
        return asked(lambda: parindex.outlook(definition, evidence, name=name, limits=SERVER).to_text())

    return make


def changed(changes: Any) -> Input:
    """Ask what would be."""

    def make() -> Attempt:
        before = scores()
        return asked(lambda: parindex.what_if(before, changes).to_text())

    return make


def unit_of(values: dict[str, Any]) -> dict[str, Any]:
    """Return the first unit of what was stored."""
    unit: dict[str, Any] = values["units"][0]
    return unit


RESULTS: dict[str, tuple[str, Input]] = {
    "a result nested 100,000 deep": (REFUSED, result("[" * 100_000 + "]" * 100_000)),
    "a result of 9 MB": (REFUSED, result("[" + "1," * 4_500_000 + "1]")),
    "a result of a million numbers": (REFUSED, result("[" + "1," * 1_000_000 + "1]")),
    "a result with NaN and 1e999999999": (
        REFUSED,
        stored(lambda values: unit_of(values).update(total=float("nan"), rank=float("inf"))),
    ),
    "a result with a figure of 1,000,000 digits": (
        REFUSED,
        stored(lambda values: unit_of(values).update(published="9" * 1_000_000)),
    ),
    "a result with a figure of 1e999999999": (
        REFUSED,
        stored(lambda values: unit_of(values).update(published="1e999999999")),
    ),
    "a result with a unit twice": (REFUSED, stored(lambda values: values["units"].append(values["units"][0]))),
    "a result with units that are none": (REFUSED, stored(lambda values: values.update(units=[None, 1, "x", []]))),
    "a result with keys of Python's own": (REFUSED, stored(lambda values: values.update(__class__={}))),
    "a result of escapes and markup": (
        READ,
        stored(lambda values: unit_of(values).update(name="<script>\x1b[2J\u202e\r\n")),
    ),
    "a cohort nested 100,000 deep": (REFUSED, cohort_text("[" * 100_000 + "]" * 100_000)),
    "a cohort with a figure of 1,000,000 digits": (
        REFUSED,
        cohort(lambda values: unit_of(values)["scores"].update({MINISTRIES: "1/" + "7" * 1_000_000})),
    ),
    "a cohort with a figure of 1/0": (
        REFUSED,
        cohort(lambda values: unit_of(values)["scores"].update({MINISTRIES: "1/0"})),
    ),
    "a cohort with ranks of NaN": (REFUSED, cohort(lambda values: unit_of(values).update(rank=float("nan")))),
    "a cohort with units that are none": (REFUSED, cohort(lambda values: values.update(units=[None, 1, []]))),
    "a cohort of half a surrogate pair, escapes": (
        READ,
        cohort(lambda values: unit_of(values).update(name="\x1b[2J\u202e<b>")),
    ),
    "against a cohort: 300,000 rows": (
        REFUSED,
        against(HEAD + "MOHA,1,1\n" * 300_000, "upload.csv"),
    ),
    "against a cohort: values that are none": (
        PROBLEMS,
        against({"MOHA": {"appraised": float("nan"), "survey": 10**400}}),
    ),
    "against a cohort: /etc/passwd": (REFUSED, against("/etc/passwd")),
    "outlook: 19,990 rows of nothing": (
        PROBLEMS,
        outlook(HEAD + "".join(f"u{at},,\n" for at in range(19_990)), "upload.csv"),
    ),
    "outlook: one unit 10,000 times": (PROBLEMS, outlook(HEAD + "MOHA,,\n" * 10_000, "upload.csv")),
    "outlook: every cell wrong": (
        READ,
        outlook({"MOHA": {"appraised": "<b>\x1b[2J", "survey": float("inf")}}),
    ),
    "what if: a value of 100,000 digits": (PROBLEMS, changed({"MOHA": {"survey": "9" * 100_000}})),
    "what if: 1e999999999": (PROBLEMS, changed({"MOHA": {"survey": "1e999999999"}})),
    "what if: NaN": (READ, changed({"MOHA": {"survey": float("nan")}})),
    "what if: 10 to the 400th": (PROBLEMS, changed({"MOHA": {"survey": 10**400}})),
    "what if: a unit of 1,000,000 letters": (PROBLEMS, changed({"M" * 1_000_000: {"survey": 1}})),
    "what if: escapes in place of a node": (PROBLEMS, changed({"MOHA": {"\x1b[2J\u202e": 1}})),
}
