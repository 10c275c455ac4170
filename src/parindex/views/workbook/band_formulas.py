"""Groups of results as formulas: by points, by gates, and by caps that leave units no better one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from parindex.definition import Gate, Group
from parindex.scoring import gated_leaves
from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.cell_texts import quoted
from parindex.views.workbook.combining_formulas import cell, ranges
from parindex.views.workbook.expression_text import COMPARED, either_of, figure, nested
from parindex.views.workbook.ranking_formulas import RankingFormulas

#: What binary arithmetic may leave of 0 points.
_NOTHING = "1E-12"


@attrs.frozen(eq=False)
class BandFormulas:
    """Writes the group of results of units."""

    plan: SheetPlan

    def band(self, group: int) -> str:
        """Write the first group of results whose edges, gates and caps a total passes, nothing if unknown."""
        definition = self.plan.scores.definition
        bands = definition.bands_of(self.plan.groups[group][0])
        total = cell(self.plan.columns["published", definition.id])
        cases = []
        for at, band in enumerate(bands):
            passes = [_compared(total, *edge) for edge in band.edges()] + self._not_capped(bands, at)
            passes += map(self._passes, band.requires)
            if lacks := self._lacks(bands, at, band):
                cases.append((_all_of([*passes, either_of(lacks)]), '""'))
            cases.append((_all_of(passes), quoted(band.label)))
        text = nested(cases, '""')
        return f'IF(ISNUMBER({total}),{text},"")'

    def _caps(self, bands: Sequence[Group], at: int) -> list[tuple[str, str]]:
        """Return the caps that leave no group as good as one: the score that decides, and that they hold."""
        labels = [band.label for band in bands]
        caps = [cap for cap in self.plan.scores.definition.caps if labels.index(cap.band) > at]
        return [(self._cell(cap.node), self._holds(cap.node, cap.edges())) for cap in caps]

    def _not_capped(self, bands: Sequence[Group], at: int) -> list[str]:
        return [f"NOT(AND(ISNUMBER({score}),{holds}))" for score, holds in self._caps(bands, at)]

    def _lacks(self, bands: Sequence[Group], at: int, band: Group) -> list[str]:
        """Write which scores that decide on a group are missing."""
        lacking = [f"NOT(ISNUMBER({score}))" for score, _ in self._caps(bands, at)]
        missing = quoted(self.plan.marks.missing)
        for gate in band.requires:
            if gate.node is not None:
                lacking.append(f"NOT(ISNUMBER({self._cell(gate.node)}))")
            else:
                counts = (f"COUNTIF({cells},{missing})" for cells in self._leaves(gate))
                lacking.append(f"{'+'.join(counts)}>0")
        return lacking

    def _passes(self, gate: Gate) -> str:
        """Write that a gate does not fail: what it asks for holds, or is not known."""
        if gate.node is not None:
            return f"OR(NOT(ISNUMBER({self._cell(gate.node)})),{self._holds(gate.node, gate.edges())})"
        counts = [f"SUMPRODUCT(ISNUMBER({cells})*({cells}<={_NOTHING}))" for cells in self._leaves(gate)]
        return f"{'+'.join(counts)}=0"

    def _leaves(self, gate: Gate) -> list[str]:
        leaves = gated_leaves(self.plan.scores.definition, str(gate.above_zero))
        return ranges([self.plan.columns["score", leaf] for leaf in leaves if ("score", leaf) in self.plan.columns])

    def _cell(self, node: str) -> str:
        return cell(self.plan.columns["score", node])

    def _holds(self, node: str, edges: Sequence[tuple[str, Fraction]]) -> str:
        score = RankingFormulas(self.plan).published_text(node, f"N({self._cell(node)})")
        return _all_of([_compared(score, *edge) for edge in edges])


def _compared(text: str, name: str, edge: Fraction) -> str:
    return f"{text}{COMPARED[name]}{figure(edge)}"


def _all_of(conditions: Sequence[str]) -> str:
    return f"AND({','.join(conditions)})" if conditions else "TRUE"
