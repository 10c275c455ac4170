"""The formulas of components: marks of their parts, what is left out, times, floor and cap, turning, rounding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import attrs

from parindex.base import letters
from parindex.definition import Component, Node, lowest
from parindex.views.workbook.calculation import MOST_ROW, WEIGHT_ROW, SheetPlan
from parindex.views.workbook.cell_texts import quoted
from parindex.views.workbook.combining_formulas import ROW, Family, PartCell, combined, first_part, of_many, ranges
from parindex.views.workbook.expression_text import NoFormulaError, either_of, figure, half_up, nested
from parindex.views.workbook.marks_in_cells import CellMarks


@attrs.frozen(eq=False)
class ComponentFormulas:
    """Writes the formulas of one component that is combined from its parts."""

    plan: SheetPlan
    node: Component

    def score(self, group: int) -> str:
        """Write the score, or what stands in its place."""
        if any(self._marks.shared_out in self.plan.outcomes[part.id] for part in self.plan.parts(self.node)):
            raise NoFormulaError
        if self.node.combination.alternative:
            return self._with_beside(self._alternative())
        text = combined(self.family)
        if self._reduced and self.node.combination.additive:
            text = f"({text})*{self._whole()}/({self._possible()})"
        return self._guarded(self._rounded(self._turned(self._finished(text))))

    def points(self, group: int) -> str:
        """Write the points that the parts which are left have obtained."""
        column = letters(self.plan.columns["score", self.node.id] + 1)
        if not self.node.combination.additive:
            return f"{column}{ROW}"
        text = self._finished(combined(self.family))
        if self._turn is not None:
            text = f"{figure(lowest(self.node))}+{self._finished(self._possible())}-({text})"
        return self._guarded(self._rounded(text))

    def most(self, group: int) -> str:
        """Write the most points that the parts which are left could have obtained; 0 where there is no score."""
        return f"IF(ISNUMBER({self._score_cell(self.node)}),{self._most()},0)"

    def _most(self) -> str:
        node = self.node
        if node.combination.additive:
            return self._rounded(self._finished(self._possible()))
        fulls = {self.plan.scores.definition.maximum(part) for part in self.plan.parts(node)}
        fixed = node.combination.by_formula or node.combination.alternative or self._turn is not None
        if fixed or (len(fulls) == 1 and node.combination.between):
            return self._whole_score()
        if node.combine == "product":
            product = "*".join(f"IF(ISNUMBER({part.score}),{part.full},1)" for part in self.family.parts)
            return self._rounded(self._finished(product))
        if node.combine != "weighted-mean":
            raise NoFormulaError
        weights = [f"ISNUMBER({part.score})*{self.family.weight(part)}" for part in self.family.weighed]
        products = [f"{weight}*{part.full}" for weight, part in zip(weights, self.family.weighed, strict=True)]
        mean = f"({'+'.join(products)})/MAX({'+'.join(weights)},1E-300)"
        return self._rounded(self._finished(mean))

    def _alternative(self) -> str:
        """Write the first part that applies; its mark where it is missing."""
        text = first_part(self.family, quoted(self._marks.left_out))
        finished = self._rounded(self._turned(self._finished(text)))
        return text if finished == text else f"IF(ISNUMBER({text}),{finished},{text})"

    def _guarded(self, text: str) -> str:
        """Put marks in place of a score where parts have none."""
        plan, marks = self.plan, self._marks
        parts, weighed = self.family.parts, self.family.weighed
        cases: list[tuple[str, str]] = []
        if short := self._short(parts):
            cases.append((short, quoted(marks.missing)))
        if self.node.needs is not None:
            count = of_many("COUNT", ranges([part.column for part in weighed]))
            cases.append((f"{count}<{self.node.needs.least(len(weighed))}", quoted(marks.missing)))
        if self.family.may_drop_out:
            least = len(weighed) if self.node.combination.by_formula else 1
            count = of_many("COUNT", ranges([part.column for part in weighed]))
            cases.append((f"{count}<{least}", quoted(marks.left_out)))
        if self.node.id == plan.scores.definition.id:
            text, cases = f"{text}{self._beside()}", [*self._beside_missing(), *cases]
        return nested(cases, text)

    def _short(self, parts: Sequence[PartCell]) -> str:
        """Write that a part is missing."""
        lacking = [part.column for part in parts if part.may_lack]
        if not lacking:
            return ""
        if not self.family.may_drop_out:
            columns = [part.column for part in parts]
            return f"{of_many('COUNT', ranges(columns))}<{len(columns)}"
        missing = quoted(self._marks.missing)
        return "+".join(f"COUNTIF({cells},{missing})" for cells in ranges(lacking)) + ">0"

    def _beside_missing(self) -> list[tuple[str, str]]:
        missing = quoted(self._marks.missing)
        cells = [f"{self._score_cell(block)}={missing}" for block in self.plan.scores.definition.beside]
        return [(either_of(cells), missing)] if cells else []

    def _beside(self) -> str:
        """Write what is added to the total beside the tree, and taken from it."""
        blocks = self.plan.scores.definition.beside
        return "".join(f"{'+' if block.adds == 'bonus' else '-'}N({self._score_cell(block)})" for block in blocks)

    def _with_beside(self, text: str) -> str:
        if self.node.id != self.plan.scores.definition.id or not self.plan.scores.definition.beside:
            return text
        return nested(self._beside_missing(), f"IF(ISNUMBER({text}),({text}){self._beside()},{text})")

    def _score_cell(self, node: Node) -> str:
        return f"{letters(self.plan.columns['score', node.id] + 1)}{ROW}"

    def _possible(self) -> str:
        """Write what the parts that are left could give together, before times, floor and cap."""
        weighted = self.node.combination.weighted != "no"
        terms = []
        for part in self.family.weighed:
            there = f"ISNUMBER({part.score})*" if part.may_drop_out or part.may_lack else ""
            weight = f"{self.family.weight(part)}*" if weighted else ""
            terms.append(f"{there}{weight}{part.most}")
        return "+".join(terms)

    def _whole(self) -> str:
        whole = self.plan.scores.definition.whole(self.node)
        if whole is None:
            raise NoFormulaError
        return figure(whole)

    def _whole_score(self) -> str:
        most = self.plan.scores.definition.maximum(self.node)
        if most is None:
            raise NoFormulaError
        return figure(most)

    def _finished(self, text: str) -> str:
        node = self.node
        text = text if node.times is None else f"({text})*{figure(node.times)}"
        text = text if node.floor is None else f"MAX({text},{figure(node.floor)})"
        return text if node.cap is None else f"MIN({text},{figure(node.cap)})"

    def _turned(self, text: str) -> str:
        return text if self._turn is None else f"{self._turn}-({text})"

    @cached_property
    def _turn(self) -> str | None:
        turn = self.plan.scores.definition.turn(self.node)
        return None if turn is None else figure(turn)

    def _rounded(self, text: str) -> str:
        if self.node.decimals is None:
            return text
        return half_up(text, self.node.decimals, self.plan.scores.definition.maximum(self.node))

    @property
    def _reduced(self) -> bool:
        return self.node.id in self.plan.reducible

    @property
    def _marks(self) -> CellMarks:
        return self.plan.marks

    @cached_property
    def family(self) -> Family:
        """The cells of the parts, and of the figures from outside that a formula names."""
        parts = self.plan.parts(self.node)
        outside = {}
        if self.node.formula is not None:
            others = {name for name, _ in self.node.formula.tree.names()} - {part.id for part in parts}
            outside = {name: self.plan.evidence_cell(name) for name in others}
        return Family(self.node, [self._cell(part) for part in parts], WEIGHT_ROW, outside)

    def _cell(self, part: Node) -> PartCell:
        columns, outcomes = self.plan.columns, self.plan.outcomes[part.id]
        column = columns["score", part.id]
        full = f"{letters(column + 1)}${MOST_ROW}"
        brought = columns.get(("most", part.id))
        return PartCell(
            id=part.id,
            column=column,
            points=columns.get(("points", part.id), column),
            most=full if brought is None else f"{letters(brought + 1)}{ROW}",
            full=full,
            weighs=self.node.counts(part),
            may_lack=self._marks.missing in outcomes,
            may_drop_out=bool(outcomes & {self._marks.left_out, self._marks.shared_out}),
        )
