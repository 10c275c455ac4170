"""Cases of one definition on two sides: which one is which, and what each gives and expects in comparable form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import attrs

from parindex.base import fold, toml_value
from parindex.cases import Case, CaseRow, Cases, Cell, figure
from parindex.project.guards.guard_edits import GuardFile

#: A unit, "" where there is one only, and the column or node.
UnitAndName = tuple[str, str]
#: Figures so that those are equal that are the same number.
Comparable = tuple[Fraction | str, ...]


@attrs.frozen(slots=False, eq=False)
class PlacedCase:
    """A case, the file that it stands in, and what tells the content of the table that it names from any other.

    `tried_on` names what it is tried on, where that is not the definition looked at.
    """

    cases: Cases
    file: GuardFile
    at: int
    table: str | None = None
    tried_on: str = ""

    @property
    def case(self) -> Case:
        """The case."""
        return self.cases.case[self.at]

    @property
    def path(self) -> tuple[str, int]:
        """Where it stands in its file."""
        return "case", self.at

    @cached_property
    def given(self) -> Mapping[UnitAndName, Comparable]:
        """Every cell of its evidence; nothing where that is a table."""
        return _comparable(self._rows, "")

    @cached_property
    def expected(self) -> Mapping[UnitAndName, Comparable]:
        """Every figure that it expects."""
        return _comparable(self.case.expect, self._only_unit)

    @cached_property
    def cells(self) -> Mapping[UnitAndName, Cell]:
        """The cells of the figures that it expects."""
        return dict(_cells(self.case.expect, self._only_unit))

    @cached_property
    def evidence(self) -> tuple[object, ...]:
        """All that decides what is scored, to be compared with that of another case."""
        units = frozenset(fold(row.unit or "") for row in self._rows)
        return frozenset(self.given.items()), units, self.table_name, self.table, self.case.year

    @property
    def table_name(self) -> str:
        """The table that it names, or ""."""
        return self.case.evidence if isinstance(self.case.evidence, str) else ""

    @property
    def _rows(self) -> tuple[CaseRow, ...]:
        return () if isinstance(self.case.evidence, str) else self.case.evidence

    @property
    def _only_unit(self) -> str:
        """The unit that figures are of which name none."""
        return self._rows[0].unit or "" if len(self._rows) == 1 else ""

    def same_as(self, other: PlacedCase) -> bool:
        """Return whether another case has this evidence and expects the same of it, whatever it is called."""
        ours, theirs = self.case.problems, other.case.problems
        return self.evidence == other.evidence and self.expected == other.expected and set(ours) == set(theirs)


@attrs.frozen
class MatchedCases:
    """Cases that are on both sides, those that went, and those that came."""

    pairs: tuple[tuple[PlacedCase, PlacedCase], ...]
    removed: tuple[PlacedCase, ...]
    added: tuple[PlacedCase, ...]


def match_cases(old: Iterable[PlacedCase], new: Iterable[PlacedCase]) -> MatchedCases:
    """Match cases by their names; one under another name must be the same in all else."""
    pairs, removed = [], []
    left = {fold(case.case.name): case for case in new}
    nameless = []
    for case in old:
        twin = left.pop(fold(case.case.name), None)
        if twin is None:
            nameless.append(case)
        else:
            pairs.append((case, twin))
    for case in nameless:
        name = next((name for name, other in left.items() if case.same_as(other)), None)
        if name is None:
            removed.append(case)
        else:
            pairs.append((case, left.pop(name)))
    return MatchedCases(tuple(pairs), tuple(removed), tuple(left.values()))


def placed_cases(
    cases: Cases, file: GuardFile, table: Callable[[str], str | None], tried_on: str = ""
) -> list[PlacedCase]:
    """Return the cases of a file; `table` gives what tells the content of one beside it."""
    named = [case.evidence if isinstance(case.evidence, str) else None for case in cases.case]
    tables = [None if name is None else table(name) for name in named]
    return [PlacedCase(cases, file, at, text, tried_on) for at, text in enumerate(tables)]


def figures_text(cells: Mapping[UnitAndName, Cell]) -> str:
    """Return figures in one line of TOML, each under its unit and name."""
    return toml_value({name_of(key): _plain(cell.value) for key, cell in sorted(cells.items())})


def name_of(key: UnitAndName) -> str:
    """Return what a figure is called: the unit where there are several, and the column or node."""
    return ", ".join(filter(None, key))


def _cells(rows: Iterable[CaseRow], only_unit: str) -> Iterator[tuple[UnitAndName, Cell]]:
    for row in rows:
        for cell in row.cells:
            yield (fold(row.unit or only_unit), cell.name), cell


def _comparable(rows: Iterable[CaseRow], only_unit: str) -> dict[UnitAndName, Comparable]:
    return {key: _figures(cell) for key, cell in _cells(rows, only_unit)}


def _figures(cell: Cell) -> Comparable:
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    numbers = [None if cell.name == "band" else figure(value) for value in values]
    return tuple(str(value) if number is None else number for value, number in zip(values, numbers, strict=True))


def _plain(value: str | Decimal | tuple[str | Decimal, ...]) -> object:
    return list(value) if isinstance(value, tuple) else value
