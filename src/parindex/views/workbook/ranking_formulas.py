"""What is decided on totals, as formulas: published figures and ranks."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import attrs

from parindex.base import letters
from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.combining_formulas import cell
from parindex.views.workbook.expression_text import NoFormulaError, half_up, steady

#: What is worse than any score.
_WORST = "1E+300"


@attrs.frozen(eq=False)
class RankingFormulas:
    """Writes what is decided on the totals of units."""

    plan: SheetPlan

    def published(self, group: int) -> str:
        """Write the total as published."""
        total = cell(self.plan.columns["score", self._root])
        return f"IF(ISNUMBER({total}),{self.published_text(self._root, total)},{total})"

    def published_text(self, node: str, text: str) -> str:
        """Write a score as published."""
        definition = self.plan.scores.definition
        return half_up(text, definition.published_decimals(definition[node]), self._size(node))

    def _size(self, node: str) -> Fraction | None:
        return self.plan.scores.definition.maximum(self.plan.scores.definition[node])

    def key(self, node: str, group: int) -> str:
        """Write the figure that units are ranked by: the total, or a score that decides between equal totals."""
        score, ranking = cell(self.plan.columns["score", node]), self.plan.scores.definition.rank
        text = self.published_text(node, score) if ranking.on == "rounded" else steady(score, 2, self._size(node))
        if node != self._root:
            return f"IF(ISNUMBER({score}),{text},{'-' if ranking.sign > 0 else ''}{_WORST})"
        return f'IF(ISNUMBER({score}),{text},"")'

    def rank(self, group: int) -> str:
        """Write the rank among the units of a group; nothing where a unit has none."""
        key = cell(self._keys[0])
        return f'IF(ISNUMBER({key}),{self._rank(group)},"")'

    def _rank(self, group: int) -> str:
        ties, ranking = self.plan.scores.definition.rank.shared, self.plan.scores.definition.rank
        key, keys = cell(self._keys[0]), self._column(self._keys[0], group)
        if ties == "dense":
            return self._dense(key, keys)
        if len(self._keys) == 1:
            better = f"RANK({key},{keys},{0 if ranking.sign > 0 else 1})-1"
            level = f"COUNTIF({keys},{key})"
        else:
            better = f"SUMPRODUCT(ISNUMBER({keys})*({self._better(0, group)}))"
            same = "*".join(f"({self._column(at, group)}={cell(at)})" for at in self._keys)
            level = f"SUMPRODUCT(ISNUMBER({keys})*{same})"
        return {"min": f"{better}+1", "max": f"{better}+{level}", "average": f"{better}+({level}+1)/2"}[ties]

    def _better(self, at: int, group: int) -> str:
        """Write which units come before, by one key or, where that is equal, the next ones."""
        column = self._keys[at]
        sign = ">" if self.plan.scores.definition.rank.sign > 0 else "<"
        text = f"({self._column(column, group)}{sign}{cell(column)})"
        if at + 1 == len(self._keys):
            return text
        return f"{text}+({self._column(column, group)}={cell(column)})*({self._better(at + 1, group)})"

    def _dense(self, key: str, keys: str) -> str:
        if len(self._keys) > 1:
            raise NoFormulaError
        sign = ">" if self.plan.scores.definition.rank.sign > 0 else "<"
        counts = f"(COUNTIF({keys},{keys})+NOT(ISNUMBER({keys})))"
        return f"SUMPRODUCT(ISNUMBER({keys})*({keys}{sign}{key})/{counts})+1"

    @cached_property
    def _keys(self) -> list[int]:
        return [self.plan.columns["key", node] for node in self.plan.deciding]

    @property
    def _root(self) -> str:
        return self.plan.scores.definition.id

    def _column(self, column: int, group: int) -> str:
        _, first, last = self.plan.groups[group]
        name = letters(column + 1)
        return f"{name}${first}:{name}${last}"
