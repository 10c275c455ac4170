"""What was entered where a cell holds a word: options and ticks, as the office wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import attrs

from parindex.base import TICKS, clean, fold, say
from parindex.definition import Definition
from parindex.evidence.cells.table import Table, written
from parindex.evidence.columns import targets
from parindex.evidence.evidence import Evidence

#: What stands for a tick and says nothing to people: numbers and words of programs.
_NO_WORDS = ("1", "1.0", "0", "0.0", "true", "false")


def raw_columns(table: Table, definition: Definition) -> dict[str, str]:
    """Return the column of the table that gives each column of evidence, by its id."""
    given = targets(table, definition.as_written).items()
    points = {target.node.id: raw for raw, target in given if target.points}
    return points | {target.id: raw for raw, target in given}


@attrs.frozen(eq=False, repr=False)
class Answers:
    """The words of cells, where they say what the numbers of evidence say."""

    evidence: Evidence

    @cached_property
    def _raw(self) -> Mapping[str, str]:
        return raw_columns(self.evidence.table, self.evidence.definition)

    def _word(self, row: int, column: str) -> str:
        """Return the text of a cell; "" where evidence has rows or columns that the table has not."""
        cells = self.evidence.table.columns.get(self._raw.get(column, ""))
        known = cells is not None and len(cells) == len(self.evidence.units)
        return clean(written(cells[row])) if cells is not None and known else ""

    def option(self, row: int, column: str, options: Sequence[str]) -> str:
        """Return the option that a unit has, as it was entered."""
        option = options[int(self.evidence.values[row, self.evidence.columns.index(column)])]
        word = self._word(row, column)
        return word if word == option or fold(word) == fold(option) else option

    def tick(self, row: int, column: str) -> str:
        """Return what was entered for yes or no; of a number, or of true and false, the word for it."""
        value = self.evidence.values[row, self.evidence.columns.index(column)]
        word = self._word(row, column)
        if fold(word) not in _NO_WORDS and TICKS.get(fold(word)) == value:
            return word
        return say("yes") if value else say("no")
