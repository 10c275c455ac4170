"""The formulas of what evidence gives: values worked out, points of indicators, scores of components given whole."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from parindex.definition import Choice, Indicator, Node
from parindex.kernels import Floats
from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.cell_texts import quoted
from parindex.views.workbook.combining_formulas import ROW
from parindex.views.workbook.expression_text import (
    NoFormulaError,
    either_of,
    expression,
    figure,
    half_up,
    nested,
)
from parindex.views.workbook.marks_in_cells import BY_ZERO, NOT_APPLICABLE, STATES
from parindex.views.workbook.rule_formulas import LeafCells, may_lack_scale, no_scale, points


@attrs.frozen(eq=False)
class LeafFormulas:
    """Writes the formulas of one node that evidence gives."""

    plan: SheetPlan
    node: Node

    def value(self, group: int) -> str:
        """Write the value of an indicator that is worked out from others."""
        leaf, evidence = self._leaf, self.plan.scores.evidence
        computed = evidence.computed[evidence.columns.index(leaf.id)]
        cells = {name: self.plan.evidence_cell(evidence.columns[at]) for name, at in computed.columns.items()}
        names = list(dict.fromkeys(cells.values()))
        cases = [(f"COUNT({','.join(names)})<{len(names)}", '""')]
        if leaf.not_applicable != "refuse":
            cases.insert(0, (either_of([f"{cell}={quoted(NOT_APPLICABLE)}" for cell in names]), quoted(NOT_APPLICABLE)))
        divisors = dict.fromkeys(expression(divisor, cells) for divisor in computed.tree.divisors())
        if named := [divisor for divisor in divisors if ROW in divisor]:
            cases.append((either_of([f"{divisor}=0" for divisor in named]), self._by_zero(leaf)))
        away = quoted(NOT_APPLICABLE)
        return self._applying(nested(cases, expression(computed.tree, cells)), away, lambda: away, '""')

    def _by_zero(self, leaf: Indicator) -> str:
        words = {"zero": BY_ZERO, "full": BY_ZERO, "not-applicable": NOT_APPLICABLE}
        return quoted(words.get(leaf.on_zero_denominator or "", ""))

    def score(self, group: int) -> str:
        """Write the score, or what stands in its place."""
        text = self._without_value() if self.node.id not in self._columns else self._with_value(group)
        return self._where_it_applies(text)

    def _with_value(self, group: int) -> str:
        cell, node = self.plan.evidence_cell(self.node.id), self.node
        if isinstance(node, Indicator) and isinstance(node.rule, Choice):
            names, _ = self.plan.lookup.options_of(node)
            there = f"SUMPRODUCT(--({names}={cell}))>0"
        else:
            there = f"ISNUMBER({cell})"
        cases = [(there, self._where_there_is_a_scale(group))]
        marked = self._state("missing", self.plan.scores.definition.missing_policy(node))
        if isinstance(node, Indicator):
            if node.on_zero_denominator in ("zero", "full") and self.plan.worked_out(node):
                cases.append((f"{cell}={quoted(BY_ZERO)}", self._state("zero", node.on_zero_denominator)))
            if (refused := self._state("missing", node.not_applicable)) != marked:
                cases.append((f"{cell}={quoted(NOT_APPLICABLE)}", refused))
        return nested(cases, marked)

    def _where_there_is_a_scale(self, group: int) -> str:
        """Write the points, or what stands where the units compared give no scale."""
        text, node = self._points(group), self.node
        if not isinstance(node, Indicator) or not may_lack_scale(node):
            return text
        flat = self._state("missing", self.plan.scores.definition.missing_policy(node), zero=False)
        return nested([(no_scale(self._cells(node, group)), flat)], text)

    def _points(self, group: int) -> str:
        node, cell = self.node, self.plan.evidence_cell(self.node.id)
        if isinstance(node, Indicator):
            text = points(self._cells(node, group))
        else:
            turn = self.plan.scores.definition.turn(node)
            text = cell if turn is None else f"{figure(turn)}-{cell}"
        if node.decimals is None:
            return text
        return half_up(text, node.decimals, self.plan.scores.definition.maximum(node))

    def _cells(self, leaf: Indicator, group: int) -> LeafCells:
        plan = self.plan
        label, first, last = plan.groups[group]
        cells = plan.evidence_cells(leaf.id, first, last)
        values = self._values(label)
        sheet_row = plan.sheet_rows
        units = plan.scores.units

        def of_unit(unit: str) -> str:
            if unit not in units:
                raise NoFormulaError
            row = sheet_row[units.index(unit)]
            return plan.evidence_cell(leaf.id, f"${row}")

        return LeafCells(
            leaf,
            plan.evidence_cell(leaf.id),
            plan.worked_out(leaf),
            cells,
            lambda name: plan.lookup.statistic(leaf, label, name, cells, values),
            plan.evidence_cell,
            of_unit,
            plan.lookup.options_of(leaf),
        )

    def _values(self, label: str | None) -> Floats:
        members = [row for row, group in enumerate(self.plan.scores.group) if group == label]
        values: Floats = self.plan.scores.evidence.values[members, self._columns.index(self.node.id)]
        return values

    def _without_value(self) -> str:
        """Write what a node does that has no column: it is missing, but where it is only watched."""
        watched = self.node.adds == "nothing" and self.plan.scores.definition.missing_policy(self.node) == "zero"
        return "0" if watched else quoted(self.plan.marks.missing)

    def _state(self, otherwise: str, policy: str, *, zero: bool = True) -> str:
        """Write what a policy puts in place of a score."""
        state = STATES.get(policy, otherwise)
        if state == "full":
            return self._in_full()
        if state == "zero":
            return "0" if zero else quoted(self.plan.marks.missing)
        word: str = getattr(self.plan.marks, state)
        return quoted(word)

    def _in_full(self) -> str:
        most = self.plan.scores.definition.maximum(self.node)
        if most is None:
            raise NoFormulaError
        return figure(most)

    def _where_it_applies(self, text: str) -> str:
        """Wrap a score in the conditions under which the node applies."""
        missing = self._state("missing", self.plan.scores.definition.missing_policy(self.node))
        return self._applying(text, quoted(self.plan.marks.left_out), self._elsewhere, missing)

    def _applying(self, text: str, replaced: str, elsewhere: Callable[[], str], unknown: str) -> str:
        """Wrap a text: what stands where another part is taken, where the node does not apply, where nobody knows."""
        plan, node = self.plan, self.node
        if node.id not in plan.scores.evidence.applies:
            return text
        conditions = plan.scores.definition.conditions(node)
        cells = [plan.evidence_cell(one.attribute) for one, _ in conditions]
        fails: dict[bool, list[str]] = {True: [], False: []}
        for (one, alternative), cell in zip(conditions, cells, strict=True):
            fails[alternative].append(f"AND(ISNUMBER({cell}),{cell}{'=' if one.holds else '<>'}0)")
        cases = [(either_of(fails[True]), replaced)] if fails[True] else []
        cases += [(either_of(fails[False]), elsewhere())] if fails[False] else []
        return nested([*cases, (f"COUNT({','.join(cells)})<{len(cells)}", unknown)], text)

    def _elsewhere(self) -> str:
        if isinstance(self.node, Indicator):
            return self._state("missing", self.node.not_applicable)
        leaves = self.plan.scores.definition.leaves_of(self.node.id)
        zero = {leaf.not_applicable for leaf in leaves} == {"zero"}
        return "0" if zero else quoted(self.plan.marks.left_out)

    @property
    def _leaf(self) -> Indicator:
        if not isinstance(self.node, Indicator):
            raise TypeError("a component has no value")
        return self.node

    @property
    def _columns(self) -> tuple[str, ...]:
        return self.plan.scores.evidence.columns
