"""Cases of a definition: frozen classes whose attributes are the keys of a file of cases."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import attrs

from parindex.base import Path, Position, Text, locate, nearest

#: What a case may expect beside the scores of nodes.
WORDS = ("total", "published", "rank", "band")
#: What is expected where a unit must not have a total, a rank, a band or a score.
MISSING = "missing"


@attrs.frozen
class Cell:
    """One figure as it is written, and the keys that lead to it within its table or list of tables."""

    name: str
    value: str | Decimal | tuple[str | Decimal, ...]
    keys: Path


@attrs.frozen
class CaseRow:
    """The figures of one unit."""

    cells: tuple[Cell, ...]
    unit: str | None = None


#: What is given: figures by unit, or the name of a table beside the file of cases.
CaseEvidence = tuple[CaseRow, ...] | str


@attrs.frozen
class Tolerance:
    """How far scores may be from what is expected, by what is expected; "" for everything else."""

    items: tuple[tuple[str, Fraction], ...] = ()


@attrs.frozen
class Expected:
    """A problem that evidence must have: of any unit and column, or of those named."""

    code: str
    unit: str | None = None
    column: str | None = None


@attrs.frozen
class Case:
    """Evidence and what it must give, as a source prints it.

    Attributes
    ----------
    name : str
        Unique in its file.
    source : str
        Where the figures are printed; ``derived`` or ``by hand`` where they are computed, as the note then says.
    evidence : tuple of CaseRow, or str
        Figures by unit, or the name of a table.
    expect : tuple of CaseRow
        Of one unit or several: total, published, rank, band or the id of a node.
    problems : tuple of Expected
        Problems that the evidence must have.
    year : int, optional
        The year scored, where units depend on it.
    """

    name: str
    source: str
    evidence: CaseEvidence
    expect: tuple[CaseRow, ...] = ()
    problems: tuple[Expected, ...] = ()
    tolerance: Tolerance = Tolerance()
    year: int | None = None
    note: Text | None = None


@attrs.frozen
class Cases:
    """A file of cases.

    Attributes
    ----------
    case : tuple of Case
        In the order of the file.
    definition : str, optional
        The definition they are of, where the name of the file does not tell: a bundled id, or a path from its folder.
    tolerance : Tolerance
        For cases that say nothing else.
    source, folder : str
        The file and its folder; no folder where the cases are bundled.
    text : str
        What stands in the file.
    """

    case: tuple[Case, ...]
    definition: str | None = None
    tolerance: Tolerance = Tolerance()
    source: str = attrs.field(default="", metadata={"key": False})
    folder: str | None = attrs.field(default=None, metadata={"key": False})
    text: str = attrs.field(default="", eq=False, repr=False, metadata={"key": False})

    @cached_property
    def _places(self) -> Mapping[Path, Position]:
        return locate(self.text)

    def place(self, path: Path) -> Position:
        """Return where something stands in the file, or what is closest around it."""
        return nearest(self._places, path)

    def within(self, case: Case, name: str) -> Fraction:
        """Return how far a score may be from what a case expects: the case's word before that of the file."""
        tables = dict(case.tolerance.items), dict(self.tolerance.items)
        return next((table[key] for table in tables for key in (name, "") if key in table), Fraction(0))
