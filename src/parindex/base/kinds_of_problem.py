"""Problems that have one cause, told once: what a whole column has wrong is one line, not hundreds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import attrs

from parindex.base.messages import Message, say
from parindex.base.number_writing import letters
from parindex.base.problems import Problem, code_of
from parindex.base.texts import first_of

#: More causes than these, alike but for their figures and in one column, are told together.
MOST_ALIKE = 10
#: How a message says of which cell, or of which row, the one within it is.
_PLACED = ("{unit}, {id}: {message}", "{id}: {message}", "{unit}: {message}")
_MOST_NAMED = 10
_OF_ROWS = ("", "unit", "name", "layer")  # columns that say something of the whole row

_Cause = tuple[Hashable, ...]
_WORDS = 4  # where in it the words of the message begin


@attrs.frozen
class ProblemKind:
    """Problems with one cause, at least one, as they were found."""

    problems: tuple[Problem, ...]
    cause: str  # stays when lines move, and when one of several is mended

    @property
    def told(self) -> Problem:
        """The one problem that tells them all, at the place of the first."""
        first = self.problems[0]
        return first if len(self.problems) == 1 else attrs.evolve(first, message=_together(self.problems))


def problem_kinds(problems: Iterable[Problem]) -> tuple[ProblemKind, ...]:
    """Return problems by what causes them, each cause where its first problem stands.

    Problems of evidence are alike where code, severity, file and hint are the same, and the message is but for the
    unit and the column that it names. Those of definitions stand alone.

    Examples
    --------
    >>> from parindex.base import Problem, problem_kinds, say
    >>> na = say("{cell!r} is not a number", cell="NA")
    >>> told = [say("{unit}, {id}: {message}", unit=unit, id="land", message=na) for unit in ("01", "02")]
    >>> faults = [Problem("not-a-number", "error", told[at], "", "a.csv", 2 + at, 2) for at in (0, 1)]
    >>> [kind.told.message for kind in problem_kinds(faults)]
    ["'NA' is not a number: 2 cells of one column, first B2"]
    """
    listed = list(problems)
    alike: dict[_Cause, list[int]] = {}
    for at, problem in enumerate(listed):
        alike.setdefault(_cause(problem) if _may_repeat(problem) else (at,), []).append(at)
    in_column: dict[_Cause, list[_Cause]] = {}
    for cause, places in alike.items():
        columns = {_column(listed[at]) for at in places}
        if len(cause) > 1 and len(columns) == 1:
            in_column.setdefault((*cause[:-1], *columns), []).append(cause)
    for shared, causes in in_column.items():
        if len(causes) > MOST_ALIKE:
            alike[shared] = sorted(at for cause in causes for at in alike.pop(cause))
    kinds = sorted(alike.items(), key=lambda kind: kind[1][0])
    return tuple(ProblemKind(tuple(listed[at] for at in places), repr(cause[_WORDS:])) for cause, places in kinds)


def _may_repeat(problem: Problem) -> bool:
    return code_of(problem.code).about in ("evidence", "scores")


def _cause(problem: Problem) -> _Cause:
    """Return what problems that are alike share: last the figures in the message, before them its template."""
    message = _inner(problem)
    template, figures = str(message), tuple[str, ...]()
    if isinstance(message, Message):
        names = problem.path if message is problem.message else ()  # which a message without a place holds itself
        template = message.template
        figures = tuple(str(value) for value in message.values.values() if value not in names)
    return problem.code, problem.severity, problem.source, str(problem.hint), template, figures


def _inner(problem: Problem) -> str:
    """Return the message without the unit and the column that it begins with."""
    message = problem.message
    if isinstance(message, Message) and message.template in _PLACED:
        inner = message.values["message"]
        return inner if isinstance(inner, str) else message
    return message


def _column(problem: Problem) -> str:
    """Return the column of a table that a problem is about, "" where it is about a row."""
    if len(problem.path) > 1 or problem.column is not None:
        return str(problem.path[-1]) if problem.path else str(problem.column)
    return ""


def _place(problem: Problem) -> str:
    """Return the cell as spreadsheets call it, also in a file of separated values; else the row, or what is named."""
    if problem.column and problem.cell:
        return problem.cell.rpartition("!")[2]
    if problem.column and problem.line:
        return f"{letters(problem.column)}{problem.line}"
    return say("row {row}", row=problem.line) if problem.line else ", ".join(map(str, problem.path))


def _together(problems: Sequence[Problem]) -> Message:
    """Say what several have in common, how many they are and where the first is."""
    first, message = problems[0], _inner(problems[0])
    columns = set(map(_column, problems))
    if any(_inner(problem) != message for problem in problems):
        others = first_of(list(dict.fromkeys(map(_named(problems), problems[1:]))), _MOST_NAMED)
        values = {"message": first.message, "count": len(problems) - 1, "others": others}
        return say("{message}; likewise {count:,} more: {others}", **values)
    values = {"message": message, "count": len(problems), "place": _place(first)}
    row = say("row {row}", row=first.line) if first.line else _place(first)
    sheets = len({problem.cell.rpartition("!")[0] for problem in problems if problem.cell})
    if sheets > 1 and columns <= set(_OF_ROWS):
        told = "{message}: {count:,} rows of {sheets} worksheets, first {place}"
        return say(told, **values | {"place": row}, sheets=sheets)
    if sheets > 1:
        return say("{message}: {count:,} cells of {sheets} worksheets, first {place}", **values, sheets=sheets)
    if columns <= set(_OF_ROWS):
        return say("{message}: {count:,} rows, first {place}", **values | {"place": row})
    if len(columns) == 1:
        return say("{message}: {count:,} cells of one column, first {place}", **values)
    return say("{message}: {count:,} cells of {columns} columns, first {place}", **values, columns=len(columns))


def _row(problem: Problem) -> str:
    return str(problem.path[0]) if problem.path else str(problem.line)


def _what(problem: Problem) -> str:
    """Return what the message names, "" where it names nothing."""
    message = _inner(problem)
    return str(message.values.get("name", "")) if isinstance(message, Message) else ""


def _named(problems: Sequence[Problem]) -> Callable[[Problem], str]:
    """Return how each of some is named in few letters: by its column, its unit or its cell."""
    columns = list(map(_column, problems))
    if len(set(columns)) == len(columns):
        return _column
    if set(columns) <= set(_OF_ROWS) or not all(problem.column for problem in problems):
        rows = set(map(_row, problems))
        return _row if len(rows) == len(problems) else lambda problem: _what(problem) or _row(problem)
    if len({problem.cell.rpartition("!")[0] for problem in problems}) > 1:  # of several worksheets
        return lambda problem: problem.cell or _place(problem)
    return _place
