"""What became of the cases of a definition: each one run, and what came out against what its source prints."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import attrs

from parindex.base import (
    AsFrame,
    AsJson,
    EvidenceError,
    FieldKind,
    Message,
    Path,
    Problem,
    Problems,
    UnknownNameError,
    UnreadableError,
    errors,
    fold,
    json_float,
    say,
    shipped_schema,
    version,
)
from parindex.cases.case import MISSING, WORDS, Case, CaseRow, Cases, Cell, Expected
from parindex.cases.case_files import definition_of, figure, read_cases, table_of_case
from parindex.definition import Definition
from parindex.evidence import Evidence, read_evidence
from parindex.kernels import as_float
from parindex.scoring import Scores, score

CaseState = Literal["passed", "failed", "refused"]
ExpectedFigure = Fraction | str | None
_DIGITS = 12


@attrs.frozen
class Miss:
    """One figure that did not come out.

    Attributes
    ----------
    unit : str
        As the case names it, "" where it has one unit only.
    node : str
        The id of a node, or total, published, rank or band.
    expected : tuple of (Fraction, str or None)
        What would have been right; None stands for missing.
    got : Fraction, str or None
        What came out.
    tolerance : Fraction
        How far it may be from what is expected.
    """

    unit: str
    node: str
    expected: tuple[ExpectedFigure, ...]
    got: ExpectedFigure
    tolerance: Fraction

    @property
    def difference(self) -> Fraction | None:
        """How far what came out lies above what was expected; None where one of them is no number."""
        expected = self.expected[0] if len(self.expected) == 1 else None
        if not isinstance(self.got, Fraction) or not isinstance(expected, Fraction):
            return None
        return self.got - expected

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        expected = [_json(figure) for figure in self.expected]
        return {
            "unit": self.unit,
            "node": self.node,
            "expected": expected[0] if len(expected) == 1 else expected,
            "got": _json(self.got),
            "difference": _json(self.difference),
            "tolerance": _json(self.tolerance),
        }


def _json(value: ExpectedFigure) -> float | str | None:
    return json_float(as_float(value)) if isinstance(value, Fraction) else value


@attrs.frozen
class Outcome:
    """What became of one case.

    Parameters
    ----------
    case : Case
        The case.
    path : tuple of str and int
        Where it stands in its file, ``("case", 0)`` for the first.
    state : {"passed", "failed", "refused"}
        Refused: the evidence has errors that the case does not expect, so nothing could be compared.
    misses : tuple of Miss
        Every figure that did not come out.
    problems : tuple of Problem
        The same, and problems expected or found in vain, each with its place in the file of cases.
    """

    case: Case
    path: Path
    state: CaseState
    misses: tuple[Miss, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {
            "case": self.case.name,
            "source": self.case.source,
            "state": self.state,
            "misses": [miss.to_dict() for miss in self.misses],
            "problems": [problem.to_dict() for problem in self.problems],
        }


@attrs.frozen
class CaseResults(AsJson, AsFrame):
    """What became of the cases of a definition.

    Attributes
    ----------
    definition : Definition
        What was tried.
    source : str
        The file of cases.
    outcomes : tuple of Outcome
        One a case, in the order of the file.
    """

    definition: Definition
    source: str
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The cases that did not come out."""
        return tuple(outcome for outcome in self.outcomes if outcome.state != "passed")

    @property
    def problems(self) -> Problems:
        """Everything that did not come out, in the order of the file."""
        return Problems(problem for outcome in self.outcomes for problem in outcome.problems)

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {"case": "text", "state": "text", "misses": "whole", "problems": "whole", "source": "text"}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a case: how it came out, how many figures did not, and its source."""
        return [
            {
                "case": outcome.case.name,
                "state": outcome.state,
                "misses": len(outcome.misses),
                "problems": len(outcome.problems),
                "source": outcome.case.source,
            }
            for outcome in self.outcomes
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values; missing figures are None."""
        definition = self.definition
        return {
            "parindex": version(),
            "definition": {"id": definition.id, "version": definition.version, "sha256": definition.sha256},
            "source": self.source,
            "cases": len(self.outcomes),
            "failed": len(self.failed),
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
        }

    def __repr__(self) -> str:
        return f"<CaseResults of {self.definition.id!r}: {len(self.outcomes)} cases, {len(self.failed)} failed>"


def run_cases(
    cases: str | os.PathLike[str] | Cases, definition: Definition | None = None, *, only: str = ""
) -> CaseResults:
    """Run the cases of a definition; one that does not come out raises nothing.

    Parameters
    ----------
    cases : str, path-like or Cases
        A bundled id, the file of a definition with cases beside it, or a file of cases.
    definition : Definition, optional
        What to try in place of the definition that the cases are of.
    only : str
        Run only the cases with this text in their name, in capitals or not.

    Raises
    ------
    CasesError, DefinitionError
        The file of cases, or the definition, is faulty.
    UnreadableError
        There is no such definition, or it has no cases.

    Examples
    --------
    >>> import parindex
    >>> results = parindex.run_cases("par-ministry-2022")
    >>> results.failed
    ()
    """
    if not isinstance(cases, Cases):
        cases = read_cases(cases)
    definition = definition or definition_of(cases)
    wanted = [at for at, case in enumerate(cases.case) if fold(only) in fold(case.name)]
    return CaseResults(definition, cases.source, tuple(_run(cases, at, definition) for at in wanted))


def _scored(evidence: Evidence) -> tuple[Scores | None, tuple[Problem, ...]]:
    """Return scores, unless evidence is at fault or a formula is not defined for it, and the problems."""
    try:
        scores = score(evidence.definition, evidence)
    except EvidenceError as error:
        return None, error.problems
    return scores, scores.problems


def _run(cases: Cases, at: int, definition: Definition) -> Outcome:
    case, path = cases.case[at], ("case", at)
    try:
        evidence = _evidence(cases, case, definition)
    except (UnreadableError, TypeError, ValueError) as error:
        why = error.told if isinstance(error, UnreadableError) else str(error)
        message = say("{case}: {why}", case=case.name, why=why)
        return Outcome(case, path, "refused", (), (_failed(cases, case, (*path, "evidence"), message),))
    scores, of_evidence = _scored(evidence)
    problems = [*_unexpected(cases, case, path, of_evidence), *_in_vain(cases, case, path, of_evidence)]
    if scores is None:
        if case.expect and not problems:
            template = "{case}: the evidence is refused as expected, and there are no scores to compare"
            problems.append(_failed(cases, case, (*path, "expect"), say(template, case=case.name)))
        return Outcome(case, path, "refused" if problems else "passed", (), tuple(problems))
    misses = []
    for row in case.expect:
        try:
            place = 0 if row.unit is None else scores.evidence.row(row.unit)
        except UnknownNameError as error:
            message = say("{case}: {why}", case=case.name, why=error.args[0])
            problems.append(_failed(cases, case, (*path, "expect", *row.cells[0].keys[:1]), message))
            continue
        for cell in row.cells:
            miss = _miss(scores, place, row, cell, cases.within(case, cell.name))
            if miss is not None:
                misses.append(miss)
                problems.append(_failed(cases, case, (*path, "expect", *cell.keys), _message(case, miss)))
    return Outcome(case, path, "failed" if problems else "passed", tuple(misses), tuple(problems))


def _evidence(cases: Cases, case: Case, definition: Definition) -> Evidence:
    """Read the evidence of a case; a single row without a unit is of none that the definition lists."""
    if isinstance(case.evidence, str):
        return read_evidence(definition, table_of_case(cases, case.evidence), year=case.year)
    if len(case.evidence) == 1 and case.evidence[0].unit is None:
        definition = attrs.evolve(definition, units=None, unit=())
    alone = "unit" if len(case.evidence) == 1 else ""
    records = [{"unit": row.unit or alone, **{cell.name: cell.value for cell in row.cells}} for row in case.evidence]
    return read_evidence(definition, records, year=case.year)


def _unexpected(cases: Cases, case: Case, path: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the errors of evidence that a case does not expect, at their cells."""
    sought = [_Sought.of(expected) for expected in case.problems]
    for problem in errors(problems):
        words = _words(problem)
        if not any(one.meets(problem.code, words) for one in sought):
            why = {"code": problem.code, "message": problem.message}
            message = say("{case}: the evidence is refused: {code}: {message}", case=case.name, **why)
            yield _failed(cases, case, (*path, "evidence", *_keys(case, problem)), message, problem.hint)


def _in_vain(cases: Cases, case: Case, path: Path, problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """Yield what a case expects of evidence and that did not come."""
    named = [(problem.code, _words(problem)) for problem in problems] if case.problems else []
    for at, expected in enumerate(case.problems):
        sought = _Sought.of(expected)
        if not any(sought.meets(code, words) for code, words in named):
            place = ", ".join(filter(None, (expected.unit, expected.column)))
            what = f"{expected.code} ({place})" if place else expected.code
            message = say("{case}: the evidence has no problem {code}", case=case.name, code=what)
            yield _failed(cases, case, (*path, "problems", at), message)


@attrs.frozen
class _Sought:
    """A problem that a case expects: its code, unit and column, folded; None where any will do."""

    code: str
    unit: str | None
    column: str | None

    @classmethod
    def of(cls, expected: Expected) -> _Sought:
        """Return what an expected problem is known by."""
        unit, column = (None if name is None else fold(name) for name in (expected.unit, expected.column))
        return cls(expected.code, unit, column or None)

    def meets(self, code: str, words: Collection[str]) -> bool:
        """Return whether a problem is this one; what is wrong with an item is wrong with its column."""
        if self.code != code or (self.unit is not None and self.unit not in words):
            return False
        return self.column is None or any(word == self.column or word.startswith(f"{self.column}.") for word in words)


def _words(problem: Problem) -> list[str]:
    """Return the steps to the place of a problem, folded."""
    return [fold(str(step)) for step in problem.path]


def _keys(case: Case, problem: Problem) -> Path:
    """Return the keys of the cell that a problem of evidence is about, of its row or nothing if it has none."""
    rows = case.evidence if not isinstance(case.evidence, str) else ()
    words = _words(problem)
    for row in rows:
        for cell in row.cells if len(rows) == 1 or fold(row.unit or "") in words else ():
            if fold(cell.name) in words:
                return cell.keys
    return ()


def _miss(scores: Scores, place: int, row: CaseRow, cell: Cell, within: Fraction) -> Miss | None:
    """Return what is wrong with one figure of a unit, None where it came out."""
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    expected: tuple[ExpectedFigure, ...] = tuple(
        None if value == MISSING else str(value) if cell.name == "band" else figure(value) for value in values
    )
    within = Fraction(0) if cell.name in WORDS[1:] else within
    got = _got(scores, place, cell.name)
    if any(_meets(got, right, within) for right in expected):
        return None
    return Miss(row.unit or "", cell.name, expected, got, within)


def _got(scores: Scores, row: int, name: str) -> ExpectedFigure:
    """Return what came out, exactly; None where it is missing."""
    if name == "band":
        return scores.band[row]
    if name == "rank":
        return None if not scores.rank[row] >= 1 else Fraction(float(scores.rank[row]))
    if name == "published":
        rounded = scores.rounded[row]
        return None if rounded is None else Fraction(rounded)
    node = 0 if name == "total" else scores.places.get(name)
    if node is None:  # cases of one definition were run with another
        return "no such node"
    if scores.exactness.marks.without_score[row, node]:
        return None
    return scores.exactness.exact_score(row, node)


def _meets(got: ExpectedFigure, expected: ExpectedFigure, within: Fraction) -> bool:
    if isinstance(got, Fraction) and isinstance(expected, Fraction):
        return abs(got - expected) <= within
    return got == expected


def _message(case: Case, miss: Miss) -> Message:
    what = ", ".join(filter(None, (miss.unit, miss.node)))
    expected = " / ".join(map(figure_text, miss.expected))
    words = {"case": case.name, "what": what, "expected": expected, "got": figure_text(miss.got)}
    if miss.difference is None or miss.node in WORDS[1:]:
        return say("{case}: {what}: expected {expected}, got {got}", **words)
    words |= {"difference": figure_text(abs(miss.difference)), "tolerance": figure_text(miss.tolerance)}
    template = "{case}: {what}: expected {expected}, got {got}, {difference} apart where {tolerance} is allowed"
    return say(template, **words)


def figure_text(value: ExpectedFigure) -> str:
    """Write a figure in at most twelve digits."""
    if not isinstance(value, Fraction):
        return MISSING if value is None else repr(value)
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{number:.{_DIGITS}g}" if number else "0"


def _failed(cases: Cases, case: Case, path: Path, message: str, hint: str = "") -> Problem:
    at = cases.place(path)
    hint = hint or say("source: {source}", source=case.source)
    return Problem("case-failed", "error", message, hint, cases.source, at.line, at.column, path)


def cases_schema() -> dict[str, Any]:
    """Return the JSON Schema of `CaseResults.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> parindex.cases_schema()["required"]
    ['parindex', 'definition', 'source', 'cases', 'failed', 'outcomes']
    """
    return shipped_schema("parindex.cases", "cases")
