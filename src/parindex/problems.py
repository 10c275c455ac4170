"""What can be wrong with a definition or with evidence, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Literal, Self

import attrs

Severity = Literal["error", "warning", "note"]
Path = tuple[str | int, ...]
MOST_PROBLEMS = 10_000

#: Exit codes of the command line: done, errors found, could not run.
DONE, FAULTY, FAILED = 0, 1, 2


@attrs.frozen
class Code:
    """One kind of problem: what it means and how to mend it."""

    about: Literal["definition", "evidence", "scores"]
    meaning: str
    severity: Severity = "error"


def _codes(about: Literal["definition", "evidence", "scores"], **codes: str) -> dict[str, Code]:
    return {name.replace("_", "-"): Code(about, meaning) for name, meaning in codes.items()}


#: Every code, with its meaning. A code is never reused for something else.
CODES: dict[str, Code] = {
    **_codes(
        "definition",
        toml_syntax="The file is not valid TOML. Nothing else can be checked until it is.",
        too_large="A number or the tree is beyond what is read: 10,000 nodes, 32 levels, numbers of 30 digits.",
        unknown_key="A key that the format does not have, often a misspelt one. It is never ignored.",
        missing_key="A key that must be there is not.",
        wrong_type="The value is of another type than the key takes. Nothing is converted: "
        '`"3"` is not 3, `true` is not 1.',
        wrong_value="The value is of the right type but is not one of those allowed.",
        not_finite="`nan` and `inf` are TOML numbers, but no weight, limit or point is one.",
        duplicate_id="Two nodes, or two sources, carry the same id.",
        unknown_parent="`parent` names no component of this file.",
        parent_is_indicator="`parent` names an indicator; only a component can have parts.",
        parent_cycle="Following `parent` from this node leads back to it, never to the root.",
        empty_component="A component has no part, so there is nothing to combine.",
        weight_not_allowed="`sum`, `product`, `min` and `max` take their parts as they are: a weight there "
        "would have no effect.",
        mixed_weights="Some parts of one component have a weight and others have none. Give all or none.",
        zero_weights="The weights of one component's parts add up to nothing.",
        years_reversed="The last year is before the first.",
        range_reversed="The lower end is not below the upper one.",
        anchors_equal="Both anchors are the same number: there is no scale between them.",
        transform_undefined="An anchor lies where the transform is not defined: logarithms need numbers above 0, "
        "roots numbers of 0 or more.",
        unreachable_band="Bands are read in order and the first that holds wins; this one never gets its turn, or "
        "begins above what can be reached.",
        open_bands="The last band has a condition, so some values fall in no band. End with `{ points = … }`.",
        duplicate_option="Two options of one choice differ only in case or blanks.",
        over_maximum="The rule can give more points than the `max` of its indicator.",
        maximum_differs="What the parts can give together, by their own maxima, is not the `max` of the component.",
        direction_unused='`better = "lower"` stands where the rule does not use a direction.',
        may_be_negative="A geometric, harmonic or power mean or a product has a part that can fall below 0, "
        "where it is not defined.",
        unknown_source="`source` names no entry of `sources`.",
        value_syntax="`value` is no expression. Numbers, names, + - * /, parentheses, min and max are known.",
        unknown_name="`value` names neither an input of its indicator nor another indicator that has a number.",
        unused_input="`inputs` names something that `value` does not use.",
        value_cycle="The value of an indicator depends on itself.",
        zero_divisor="`value` divides by what is always 0.",
        missing_source="The file says that its numbers are published, recovered or derived, but names no source.",
    ),
    **_codes(
        "evidence",
        empty_table="The table has no header, no unit column or no unit.",
        malformed_table="The table cannot be read as one: rows of differing length, an unclosed quote.",
        duplicate_column="Two columns have the same name.",
        unknown_column="A column that is no node of the definition. Nothing is dropped in silence.",
        missing_column="No column gives this indicator, nor a component above it.",
        component_and_part="One column gives a component and another a part of it; both cannot count.",
        duplicate_row="Two rows of a long table give the same indicator of the same unit.",
        duplicate_unit="Two rows are of the same unit.",
        not_self_scored="The unit itself gives an indicator that it may not fill in (`self_scored = false`).",
        layers_differ="A unit stands in one layer and not in the other.",
        unknown_layer="The column `layer` holds a word that names none: self_assessed, appraised, reappraised, survey.",
        no_layer="The table holds several layers and none is chosen, or not the one that is.",
        missing_document='Points are claimed, the definition says `documents = "required"`, and there is neither a '
        "document nor a written explanation.",
        unknown_unit="The row names no unit of the registry in force in that year, or of the definition's own list.",
        ambiguous_unit="The name may be that of two units; use the code.",
        name_differs="Code and name of a row belong to two different units.",
        missing_unit="A row does not say which unit it is of.",
        not_a_number="A number was expected. Write 87.5 or 87,5; leave the cell empty where it is missing.",
        out_of_range="The value lies outside the range that the definition gives for it.",
        unknown_option="The answer is not one of the options of the rule.",
        missing_value='The cell is empty and the definition says `missing = "error"`.',
        division_by_zero="The value of an indicator divides by 0, and `on_zero_denominator` does not say what "
        "that means.",
        shares_differ="The shares of the answers to a question do not add to the whole.",
        not_applicable_refused="The cell says n/a and the definition does not say what that would mean.",
    ),
    "ambiguous-number": Code(
        "evidence",
        "A number such as 1.234 may be a decimal or a thousand, and no other cell of the table tells which. It is read "
        "as a decimal.",
        "warning",
    ),
    "share-or-percent": Code(
        "evidence",
        "The unit is percent, and a value of at most 1 stands among larger ones, or all are so: 0.8118 may stand for "
        "81.18 %. It is read as it is written.",
        "warning",
    ),
    "heading-row": Code(
        "evidence",
        "A row names no unit and holds nothing else, such as the heading of a group. It is passed over.",
        "note",
    ),
    "unit-absent": Code("evidence", "Units that the definition lists are not in the table.", "warning"),
    "other-sheet": Code(
        "evidence", "A workbook has another worksheet that names units, and it is not read.", "warning"
    ),
    "document-reused": Code(
        "evidence",
        "One unit names the same document for indicators that have nothing but the index itself in common.",
        "warning",
    ),
    "total-differs": Code(
        "scores",
        "The column `total` holds a total that the other figures do not give, whatever their rounding.",
        "warning",
    ),
    "no-spread": Code(
        "scores",
        "The units scored together all have the same value (or there is only one), so observed anchors "
        "give no scale: the score is missing.",
        "warning",
    ),
}


@attrs.frozen
class Problem:
    """One fault, with its place.

    Parameters
    ----------
    code : str
        A key of `CODES`.
    severity : {"error", "warning", "note"}
        Errors stop scoring; warnings and notes do not.
    message, hint : str
        What is wrong, and how to mend it.
    source : str
        The file, or ``<data>`` for values given from Python.
    line, column : int, optional
        From 1. In a definition the character where the key starts, in a table the row and the field.
    path : tuple of str and int
        The place as data: keys and positions in a definition, unit and column in a table.
    cell : str
        In a workbook the worksheet and cell, as ``Sheet1!B17``.

    Examples
    --------
    >>> from parindex import Problem
    >>> print(Problem("out-of-range", message="101 is above 100", source="a.csv", line=3, column=2))
    a.csv:3:2: error out-of-range: 101 is above 100
    """

    code: str = attrs.field(validator=attrs.validators.in_(CODES))
    severity: Severity = "error"
    message: str = ""
    hint: str = ""
    source: str = ""
    line: int | None = None
    column: int | None = None
    path: Path = ()
    cell: str = ""

    def __str__(self) -> str:
        places = (self.cell,) if self.cell else (self.line, self.column)
        place = ":".join(str(part) for part in (self.source, *places) if part not in (None, ""))
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{': ' if place else ''}{self.severity} {self.code}: {self.message}{hint}"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {**attrs.asdict(self), "path": list(self.path)}


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those that stop the work."""
    return tuple(problem for problem in problems if problem.severity == "error")


_MOST_LIKE, _LONGEST, _MOST_HINTS = 500, 64, 50


def near(name: str, known: Iterable[str]) -> str:
    """Return a hint naming the known word most like `name`, or nothing."""
    size = len(name)
    # difflib compares letter by letter: only words of about this length, and not too many, are worth it.
    alike = [word for word in known if 2 * abs(len(word) - size) <= size + 2][:_MOST_LIKE]
    folded = {word.casefold(): word for word in reversed(alike)}
    match = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6) if size <= _LONGEST else []
    return f"did you mean {folded[match[0]]!r}?" if match else ""


class Collector:
    """Keeps the first 10,000 problems; the last one kept then says how many there are beyond."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._kept: list[Problem] = []
        self._last: Problem | None = None
        self._beyond = 0
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """Keep a problem, or count it."""
        if len(self._kept) < MOST_PROBLEMS:
            self._kept.append(problem)
            return
        self._beyond += 1
        last = self._last or self._kept[-1]
        self._last = last if last.severity == "error" else problem  # one that stops the work is never lost

    def extend(self, problems: Iterable[Problem]) -> None:
        """Keep or count several."""
        for problem in problems:
            self.append(problem)

    def __iadd__(self, problems: Iterable[Problem]) -> Self:
        self.extend(problems)
        return self

    def __iter__(self) -> Iterator[Problem]:
        if self._last is None:
            yield from self._kept
            return
        yield from self._kept[:-1]
        message = f"{self._last.message}; and {self._beyond:,} problems more are not listed"
        yield attrs.evolve(self._last, message=message)

    def __len__(self) -> int:
        return len(self._kept)


@attrs.define
class Hints:
    """Hints for the first unknown names of a file: nobody mends hundreds one by one, and each takes long to find."""

    left: int = _MOST_HINTS

    def near(self, name: str, known: Iterable[str]) -> str:
        """Return a hint as `near` does, or nothing where many were given."""
        self.left -= 1
        return near(name, known) if self.left >= 0 else ""


class ParindexError(Exception):
    """The base of every error that parindex raises on purpose."""


class UnreadableError(ParindexError, OSError):
    """A file could not be read at all: absent, a folder, too large, not UTF-8 text."""


class ExtraError(ParindexError, ImportError):
    """An optional library is not installed; the message says which extra to install."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an extra: pip install 'parindex[{extra}]'")
        self.what, self.extra = what, extra

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.extra)


class _FaultyError(ParindexError, ValueError):
    """An error that carries every problem found at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class DefinitionError(_FaultyError):
    """A definition is faulty; `problems` holds every fault."""


class EvidenceError(_FaultyError):
    """Evidence is faulty; `problems` holds every fault."""
