"""The worksheet that works everything out: which columns it has, and the formula and the value of each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import attrs
import numpy as np

from parindex.base import Message, letters, say
from parindex.definition import Component, Indicator, Node
from parindex.scoring import Scores
from parindex.views.workbook.cell_texts import MOST_OF_FORMULA, cell_text
from parindex.views.workbook.combining_formulas import ROW
from parindex.views.workbook.expression_text import NoFormulaError
from parindex.views.workbook.lookup_tables import LookupTables
from parindex.views.workbook.marks_in_cells import BY_ZERO, NOT_APPLICABLE, STATES, CellMarks, SheetNames
from parindex.views.workbook.rule_formulas import may_lack_scale

#: The rows of a sheet of units, from 1: maxima, weights, titles, ids, the first unit.
MOST_ROW, WEIGHT_ROW, TITLE_ROW, ID_ROW, FIRST_ROW = 4, 5, 6, 7, 8
#: What a cell holds.
CellValue = float | str


@attrs.frozen(eq=False)
class CalculationColumn:
    """One column: of a node, or of what is decided on totals.

    Attributes
    ----------
    kind : str
        "score", "value", "points", "most", "published", "key", "rank" or "band".
    node : Node
        The node; the index itself for what is decided on totals.
    values : tuple of float and str
        What we say stands there, by row of the scores.
    templates : tuple of str
        The formula of each group of units, with `ROW` where the number of the row stands; none where it has none.
    why : Message or None
        Why there is no formula.
    without : frozenset of int
        Rows of the scores that have none: units that are not ranked.
    """

    kind: str
    node: Node
    values: tuple[CellValue, ...]
    templates: tuple[str, ...] = ()
    why: Message | None = None
    without: frozenset[int] = frozenset()

    def formula(self, group: int, row: int, sheet_row: int) -> str | None:
        """Return the formula of a unit, None where it is a value."""
        if not self.templates or row in self.without:
            return None
        return self.templates[group].replace(ROW, str(sheet_row))


@attrs.frozen(eq=False)
class SheetPlan:
    """Where everything stands: the rows of units, group by group, and the columns of evidence and of the calculation.

    Attributes
    ----------
    rows : tuple of int
        The rows of the scores, in the order of the sheet.
    groups : tuple of (str or None, int, int)
        The groups of units, each with the first and the last row of the sheet that it has.
    """

    scores: Scores
    names: SheetNames
    marks: CellMarks
    lookup: LookupTables
    rows: tuple[int, ...]
    groups: tuple[tuple[str | None, int, int], ...]

    @classmethod
    def of(cls, scores: Scores, lang: str) -> SheetPlan:
        """Return the plan of scores in a language."""
        labels = list(dict.fromkeys(scores.group))
        rows, groups, first = [], [], FIRST_ROW
        for label in labels:
            members = [row for row, group in enumerate(scores.group) if group == label]
            groups.append((label, first, first + len(members) - 1))
            rows += members
            first += len(members)
        names = SheetNames.of(lang)
        lookup = LookupTables(names.before("lookup"))
        return cls(scores, names, CellMarks.of(lang), lookup, tuple(rows), tuple(groups))

    @cached_property
    def sheet_rows(self) -> dict[int, int]:
        """The row of the sheet for each row of the scores."""
        return {row: FIRST_ROW + at for at, row in enumerate(self.rows)}

    @cached_property
    def last_row(self) -> int:
        """The last row of units."""
        return FIRST_ROW + len(self.rows) - 1

    @property
    def heads(self) -> int:
        """How many columns stand before figures: unit, name, group."""
        return 2 + any(group is not None for group, *_ in self.groups)

    @cached_property
    def given(self) -> dict[str, int]:
        """The columns of the sheet of evidence, by their names: what is not worked out."""
        evidence = self.scores.evidence
        names = [name for at, name in enumerate(evidence.columns) if at not in evidence.computed]
        return {name: self.heads + at for at, name in enumerate(_as_defined(self.scores, names))}

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes shown: all but those below a component that is given as a whole, where nothing is known of them."""
        evidence = set(self.scores.evidence.columns)
        return tuple(node for node in self.scores.definition.nodes if self._is_shown(node, evidence))

    def _is_shown(self, node: Node, evidence: set[str]) -> bool:
        definition = self.scores.definition
        above = [one for one in definition.ancestors(node) if one.id in evidence]
        if not above:
            return True
        return any(leaf.id in evidence for leaf in definition.leaves_of(above[-1].id))

    def parts(self, component: Component) -> list[Node]:
        """Return the parts that a component combines."""
        return list(self.scores.definition.parts(component.id))

    def is_given(self, node: Node) -> bool:
        """Return whether evidence gives a component as a whole."""
        return isinstance(node, Component) and node.id in self.scores.evidence.columns

    def worked_out(self, leaf: Indicator) -> bool:
        """Return whether the value of an indicator is worked out from others."""
        columns = self.scores.evidence.columns
        return leaf.id in columns and columns.index(leaf.id) in self.scores.evidence.computed

    @cached_property
    def columns(self) -> dict[tuple[str, str], int]:
        """The column of the calculation for each kind of figure and node."""
        return {key: self.heads + at for at, key in enumerate(self._keys())}

    def _keys(self) -> Iterator[tuple[str, str]]:
        root = self.scores.definition.id
        yield from (("rank", root), ("published", root))
        if any(self.scores.definition.bands_of(group) for group, *_ in self.groups):
            yield "band", root
        for node in self.nodes:
            if isinstance(node, Indicator) and self.worked_out(node):
                yield "value", node.id
            yield "score", node.id
            if node.id in self.brought:
                yield from (("points", node.id), ("most", node.id))
        yield from (("key", id_) for id_ in self.deciding)

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """The index, and the nodes that decide between equal totals, where anything is known of them."""
        ranking = self.scores.definition.rank.then
        shown = {node.id for node in self.nodes}
        return (self.scores.definition.id, *(node for node in ranking if node in shown))

    @cached_property
    def brought(self) -> frozenset[str]:
        """Components below sums of which parts may be left out: their points and the most of these go up, too."""
        definition, reduced = self.scores.definition, self.reducible
        parents = {part.id: node for node in self._components() for part in self.parts(node)}
        return frozenset(
            node.id
            for node in self._components()
            if node.id in reduced and node.id in parents and parents[node.id].combination.additive
        ) - {definition.id}

    def _components(self) -> list[Component]:
        return [node for node in self.nodes if isinstance(node, Component) and not self.is_given(node)]

    @cached_property
    def reducible(self) -> frozenset[str]:
        """Components at or below which something may be left out."""
        found: set[str] = set()
        for node in reversed(self._components()):
            if any(part.id in found or self.marks.left_out in self.outcomes[part.id] for part in self.parts(node)):
                found.add(node.id)
        return frozenset(found)

    @cached_property
    def outcomes(self) -> dict[str, frozenset[str]]:
        """What may stand in place of a score, by node."""
        found: dict[str, frozenset[str]] = {}
        for node in reversed(self.nodes):
            if isinstance(node, Indicator) or self.is_given(node):
                found[node.id] = frozenset(self.without_value(node))
            else:
                found[node.id] = self._of_parts(node, [found[part.id] for part in self.parts(node)])
        return found

    def _of_parts(self, node: Component, parts: Sequence[frozenset[str]]) -> frozenset[str]:
        marks, below = self.marks, frozenset[str]().union(*parts)
        missing = {marks.missing} if marks.missing in below or node.needs is not None else set()
        if node is self.scores.definition.root and self.scores.definition.beside:
            missing = {marks.missing}
        away = bool(below & {marks.left_out, marks.shared_out})
        return frozenset(missing | ({marks.left_out} if away else set()))

    def without_value(self, node: Node) -> list[str]:
        """Return the marks that a node which evidence gives may have."""
        marks, definition = self.marks, self.scores.definition
        words = [STATES.get(definition.missing_policy(node), "missing")]
        if isinstance(node, Indicator):
            words.append(STATES.get(node.not_applicable, "missing"))
            if may_lack_scale(node) and words[0] == "zero":  # what has no scale is not taken for 0
                words.append("missing")
        if node.id in self.scores.evidence.applies:
            words.append("left_out")
        return [getattr(marks, word) for word in words if word in ("missing", "left_out", "shared_out")]

    def score_value(self, row: int, column: int) -> CellValue:
        """Return the score of a unit, or the mark in its place."""
        marked = self.scores.exactness.marks
        if not marked.without_score[row, column]:
            return float(self.scores.values[row, column])
        if not marked.left_out[row, column]:
            return self.marks.missing
        shared = marked.shared is not None and marked.shared[row, column]
        return self.marks.shared_out if shared else self.marks.left_out

    def evidence_value(self, row: int, column: int) -> CellValue:
        """Return what the evidence of a unit holds in one of its columns; "" where it is empty."""
        evidence = self.scores.evidence
        value = float(evidence.values[row, column])
        if np.isnan(value):
            if evidence.not_applicable[row, column] and not self._is_elsewhere(row, column):
                return NOT_APPLICABLE
            return BY_ZERO if evidence.is_settled(column)[row] else ""
        node = (
            self.scores.definition[evidence.columns[column]] if evidence.columns[column] in self.nodes_by_id else None
        )
        options = node.rule.options() if isinstance(node, Indicator) else None
        return value if options is None else cell_text(options[int(value)])

    def _is_elsewhere(self, row: int, column: int) -> bool:
        """Return whether a cell is of a node that does not apply to the unit: the cell is empty then."""
        evidence = self.scores.evidence
        name = evidence.columns[column]
        applies = evidence.applies.get(self.node_of(name))
        return column not in evidence.computed and applies is not None and bool(applies.elsewhere[row])

    def node_of(self, name: str) -> str:
        """Return the id of the node that a column of evidence is of, "" where it is of none."""
        name = name.removesuffix(" (value)")
        ends = [len(name), *(at for at in range(len(name) - 1, 0, -1) if name[at] == ".")]
        return next((name[:end] for end in ends if name[:end] in self.nodes_by_id), "")

    @cached_property
    def nodes_by_id(self) -> dict[str, Node]:
        """The nodes of the definition."""
        return {node.id: node for node in self.scores.definition.nodes}

    def evidence_cells(self, name: str, first: int, last: int) -> str:
        """Write the cells of a column of evidence, or of a value worked out, from one row to another."""
        if name in self.given:
            column = letters(self.given[name] + 1)
            return f"{self.names.before('evidence')}${column}${first}:${column}${last}"
        column = letters(self.columns["value", name] + 1)
        return f"${column}${first}:${column}${last}"

    def evidence_cell(self, name: str, row: str = ROW) -> str:
        """Write the cell of the evidence of a unit, by its column."""
        if name in self.given:
            return f"{self.names.before('evidence')}{letters(self.given[name] + 1)}{row}"
        return f"{letters(self.columns['value', name] + 1)}{row}"


def written(
    make: Callable[[int], str], kind: str, node: Node, values: Sequence[CellValue], groups: int
) -> CalculationColumn:
    """Return a column of formulas, one a group of units; of values where they cannot be written."""
    try:
        templates = tuple(make(group) for group in range(groups))
    except NoFormulaError:
        return CalculationColumn(kind, node, tuple(values), why=say("no formula of a spreadsheet says this"))
    if max(map(len, templates), default=0) > MOST_OF_FORMULA:
        return CalculationColumn(kind, node, tuple(values), why=say("the formula is longer than a cell takes"))
    return CalculationColumn(kind, node, tuple(values), templates)


def _as_defined(scores: Scores, names: Sequence[str]) -> list[str]:
    """Return names of columns in the order of the definition, figures of units first."""
    place = {node.id: at for at, node in enumerate(scores.definition.nodes)}

    def key(name: str) -> tuple[int, int]:
        node = name if name in place else name.removesuffix(" (value)")
        while node not in place and "." in node:
            node = node.rpartition(".")[0]
        return place.get(node, -1), names.index(name)

    return sorted(names, key=key)
