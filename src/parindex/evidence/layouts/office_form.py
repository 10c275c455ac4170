"""The form of an office: a worksheet or file a unit, a row a criterion, a column a layer of points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from parindex.base import (
    CODES,
    HEADS,
    Collector,
    Figure,
    Problem,
    clean,
    fold,
    letters,
    plain,
    say,
    together,
    without_marks,
)
from parindex.definition import PAPERS, Component, Definition, Indicator
from parindex.evidence.cells.cell_numbers import exact_number, read_number
from parindex.evidence.cells.headings import MOST_TITLES
from parindex.evidence.cells.table import LAYERS, Table, is_blank, written
from parindex.evidence.files.grid import Grid
from parindex.evidence.layouts.criteria import CriterionFinder, CriterionMatch
from parindex.evidence.layouts.form_unit import FormUnit
from parindex.evidence.layouts.grid_notes import hidden_cells, joined_cells
from parindex.evidence.layouts.header_rows import Header, HeaderSearch
from parindex.evidence.layouts.heads import KnownHeads, id_text
from parindex.evidence.layouts.table_years import years_named
from parindex.evidence.layouts.total_words import claim_of, decimals_of
from parindex.kernels import at_decimals

#: What the columns of a form hold, by what their heads say without diacritics; the first that fits counts.
_ROLES: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"(?:stt|tt|so tt|so thu tu|ma(?: so| tieu chi| tc)?|ky hieu|no\.?|number|code)"),
    "maximum": re.compile(r".*\b(?:toi da|diem chuan|thang diem|max(?:imum)?)\b.*"),
    "note": re.compile(r".*(?:ghi chu|giai trinh|ly do|y kien|note|remark).*"),
    "document": re.compile(r".*(?:tai lieu|minh chung|kiem chung|document|evidence).*"),
    "percent": re.compile(r".*(?:ty le|ti le|%|percent).*"),
    "none": re.compile(
        r".*\b(?:nam truoc|ky truoc|chenh lech|so voi|bi tru|diem tru|tang|giam|ngay|khong duoc"
        r"|nguoi (?:cham|tham dinh|danh gia|lap|ky)|previous|last year|difference|date|by)\b.*"
    ),
    "reappraised": re.compile(r".*(?:tham dinh.*(?:lan 2|lan hai|lai)|phuc tra|cap co tham quyen|reapprais).*"),
    "survey": re.compile(r".*(?:dieu tra|khao sat|xhh|survey).*"),
    "self_assessed": re.compile(r"(?!.*\blan [2-9]\b).*(?:tu cham|tu danh gia|self).*"),
    "appraised": re.compile(r"(?!.*\blan [2-9]\b).*(?:tham dinh|quan ly truc tiep|hoi dong cham|apprais).*"),
    "criterion": re.compile(r".*(?:tieu chi|linh vuc|noi dung|chi tieu|criteri|indicator).*"),
    "points": re.compile(r"(?:so )?diem(?: (?:so|dat|dat duoc|cham))?|ket qua(?: cham)?|points?|score"),
}
#: The sum of one part: Cộng I, Tổng điểm mục II, Subtotal A.
_PART_OF_TOTAL = re.compile(
    r"(?:(?:tong )?cong|tong(?: so)?(?: diem)?|sub-?total)(?: (?:muc|phan|nhom|linh vuc|part))?"
    r" \(?([ivxlc]+|[a-h]|[0-9.]+)\)?"
)
_FIGURE = re.compile(r"[\s0-9.,%+-]*$")


class _FormHeads(KnownHeads):
    """The heads of a form."""

    def column(self, head: str) -> str | None:
        """Return what the column of a head holds."""
        if (renamed := self.layout.column(head)) is not None:
            return renamed
        words = without_marks(head)
        role = next((role for role, pattern in _ROLES.items() if pattern.fullmatch(words)), None)
        years = years_named(head)
        other = bool(years) and not any(map(self.definition.covers, years))
        return None if role == "none" or (other and role not in ("criterion", "maximum")) else role

    def of_stack(self, stack: Sequence[str]) -> str | None:
        """Return what a column holds, by its lowest head or else by all of them."""
        years = {year for head in stack[:-1] for year in years_named(head)}
        if years and not any(map(self.definition.covers, years)):
            return None
        heads = (stack[-1], " ".join(stack)) if stack else ()
        return next((role for head in heads if (role := self.column(head))), None)

    def is_anchor(self, head: str) -> bool:
        """Return whether a head is that of the criteria."""
        return bool(head) and self.column(head) == "criterion"

    def dated(self, head: str) -> tuple[str, int] | None:
        """Return nothing: years are no columns of a form."""
        return None


@attrs.frozen(eq=False, repr=False)
class Form:
    """A form and where its columns are."""

    grid: Grid
    header: Header
    fields: Mapping[str, int]
    unread: Sequence[tuple[int, str, str]] = ()  # field and head of other columns, and which column has that meaning

    @property
    def layers(self) -> list[str]:
        """The layers that it has columns for; `points` where it does not say of which."""
        return [layer for layer in (*LAYERS, "points") if layer in self.fields]

    @property
    def unknown_heads(self) -> list[str]:
        """The lowest heads of columns that have no meaning in a form, or one that another has."""
        return [head for _, head, _ in self.unread]


def form_of(grid: Grid, known: KnownHeads) -> Form | None:
    """Return the form that a grid is, None where it is something else."""
    heads = _FormHeads(known.definition, known.layout)
    texts = {cell for row in grid.rows[:MOST_TITLES] for cell in row if isinstance(cell, str)}
    if not any(heads.is_anchor(clean(text)) for text in texts if not _FIGURE.match(text)):
        return None
    search = HeaderSearch(grid, heads)
    header = search.find(known.layout.header_rows)
    if header is None:
        return None
    ignored = {fold(clean(name)) for name in known.layout.ignore}
    stacks = [(field, stack) for field, stack in enumerate(header.stacks, start=1) if stack]
    stacks = [(field, stack) for field, stack in stacks if fold(stack[-1]) not in ignored]
    fields: dict[str, int] = {}
    unread: list[tuple[int, str, str]] = []
    for field, stack in sorted(stacks, key=lambda each: known.layout.column(each[1][-1]) is None):  # those said first
        role = heads.of_stack(stack)
        if role is None or role in fields:
            unread.append((field, stack[-1], header.stacks[fields[role] - 1][-1] if role else ""))
        else:
            fields[role] = field
    if "points" in fields:
        _settle_points(fields)
    has_unit = any(known.is_anchor(text) for stack in header.stacks for text in stack[-1:])
    form = Form(grid, header, fields, sorted(unread))
    if has_unit or "criterion" not in fields or not form.layers:
        return None
    return form


def _settle_points(fields: dict[str, int]) -> None:
    """Take points beside those of a layer for the maxima, which are held against the definition, where none are."""
    if not set(LAYERS).isdisjoint(fields):
        field = fields.pop("points")
        fields.setdefault("maximum", field)


@attrs.define(eq=False, repr=False)
class _Reading:
    """What has been read of a form so far."""

    cells: dict[tuple[str, str], Any] = attrs.field(factory=dict)  # of each layer and node
    lines: dict[str, int] = attrs.field(factory=dict)  # of each node
    papers: dict[str, tuple[Any, int]] = attrs.field(factory=dict)  # by column: the cell and its line
    totals: list[tuple[int, dict[str, Any]]] = attrs.field(factory=list)  # rows of totals: line, cell of each layer
    parts: list[tuple[str, int, dict[str, Any]]] = attrs.field(factory=list)  # sums of components in rows of their own
    lacking: list[str] = attrs.field(factory=list)  # indicators without a row
    passed: set[str] = attrs.field(factory=set)  # rows that the layout passes over, folded
    below: list[tuple[int, str]] = attrs.field(factory=list)  # rows that are no criteria, with their words


class FormReader:
    """Reads one form."""

    def __init__(self, form: Form, known: KnownHeads, unit: FormUnit) -> None:
        self.form: Form = form
        self.known: KnownHeads = known
        self.unit: str = unit.name
        self.named: FormUnit = unit
        self.definition: Definition = known.definition
        self.grid: Grid = form.grid
        self.problems: Collector = Collector(form.grid.problems)
        self.read: _Reading = _Reading()
        self.finder: CriterionFinder = CriterionFinder(known)
        self.wanted_away: set[str] = {fold(clean(name)) for name in known.layout.ignore_rows}

    def tables(self) -> list[Table]:
        """Return a table of one row for each layer."""
        values = {"place": self.named.place, "layers": together(HEADS[name] for name in self.form.layers)}
        message = say("read as a form of one unit, which {place} names, with the columns {layers}", **values)
        self._tell("form-read", message, "", self._header_line)
        if self.named.doubt:
            hint = say("correct one of the two, or say where the unit is named: unit_from=, --unit-from")
            problem = Problem("name-differs", self.named.severity, self.named.doubt, hint, self.grid.source)
            cell = f"{self.grid.sheet}!{self._header_line}:{self._header_line}" if self.grid.sheet else ""
            self.problems.append(attrs.evolve(problem, line=self._header_line, cell=cell))
        for row in range(self.form.header.last + 1, len(self.grid.rows)):
            self._row(row)
        self._pass_over()
        self._compare()
        self._joined()
        self._hidden()
        unknown = any(problem.code == "unknown-criterion" for problem in self.problems)
        for leaf in self.definition.leaves:
            if self._is_given(leaf):
                continue
            if not unknown:  # else it may be one of those
                message = say("no row for indicator {name!r}", name=leaf.id)
                self._tell("missing-column", message, say("add it; its points may be empty"), self._header_line)
            self.read.lacking.append(leaf.id)
        return [self._table(layer, first=at == 0) for at, layer in enumerate(self.form.layers)]

    @property
    def _header_line(self) -> int:
        return self.grid.lines[self.form.header.last]

    def _is_given(self, leaf: Indicator) -> bool:
        above = (node.id for node in self.definition.ancestors(leaf))
        return leaf.id in self.read.lines or any(id_ in self._alone() for id_ in above)

    def _alone(self) -> list[str]:
        """Return components that stand without any of their indicators: their points are their scores."""
        lines = self.read.lines
        components = [id_ for id_ in lines if isinstance(self.definition[id_], Component) and id_ != self.definition.id]
        return [id_ for id_ in components if not any(leaf.id in lines for leaf in self.definition.leaves_of(id_))]

    def _cell(self, row: int, role: str) -> Any:
        field = self.form.fields.get(role, 0)
        cells = self.grid.rows[row]
        cell = cells[field - 1] if 0 < field <= len(cells) else None
        return None if is_blank(cell) or self._is_mark(cell) else cell

    def _is_mark(self, cell: object) -> bool:
        marks = self.known.layout.marks
        return bool(marks) and fold(clean(written(cell))) in marks

    def _text(self, row: int, role: str) -> str:
        cell = self._cell(row, role)
        if cell is None:
            return ""
        shown = None if isinstance(cell, str) else self.grid.shown(self.grid.lines[row], self.form.fields[role])
        return id_text(cell, shown, self.known)[0]

    def _tell(
        self, code: str, message: str, hint: str, line: int, *, role: str = "", path: str = "", field: int | None = None
    ) -> None:
        field = field or self.form.fields.get(role)
        place = f"{letters(field)}{line}" if field else f"{line}:{line}"
        cell = f"{self.grid.sheet}!{place}" if self.grid.sheet else ""
        severity = CODES[code].severity
        where = tuple(part for part in (self.unit, path) if part)
        self.problems.append(Problem(code, severity, message, hint, self.grid.source, line, field, where, cell))

    def _row(self, row: int) -> None:
        """Read a row: a criterion, a component, a total, or something that stands beside them."""
        number, title, line = self._text(row, "number"), self._text(row, "criterion"), self.grid.lines[row]
        cells = {layer: self._cell(row, layer) for layer in self.form.layers}
        most = self._cell(row, "maximum")
        words = fold(title or number)
        self.read.passed |= {words} & self.wanted_away
        if self._is_total(title or number, line, cells, most) or words in self.wanted_away:
            return
        limit = _figure(most, self.definition.maximum(self.definition.root))
        match = self.finder.find(number, title, limit) if number or title else CriterionMatch()
        if match.node is not None:
            self._node(row, match.node, cells, most)
            if match.doubt:
                self._tell("title-differs", match.doubt, "", line, role="criterion", path=match.node.id)
        elif all(_figure(cell) is None for cell in (most, *cells.values())):
            words = next((clean(written(cell)) for cell in self.grid.rows[row] if not is_blank(cell)), "")
            self.read.below += [(line, words)] if words else []
        elif not (number or title):
            self._tell("unknown-criterion", say("the row names no criterion"), "", line, role="criterion")
        else:
            self._tell("unknown-criterion", match.message, match.hint, line, role="criterion")

    def _is_total(self, words: str, line: int, cells: Mapping[str, Any], most: Any) -> bool:
        """Return whether a row is one of sums or means, and note what it claims."""
        claim = claim_of(words)
        match = _PART_OF_TOTAL.fullmatch(without_marks(words)) if claim is None else None
        part = self.finder.part_of_total(match[1].upper()) if match else None
        if part is not None:
            self.read.parts.append((part.id, line, dict(cells)))
        elif claim in ("mean", "maximum"):
            self.read.below.append((line, words))
        elif claim is not None:
            self._total(line, cells, most)
        return part is not None or claim is not None

    def _node(self, row: int, node: Component | Indicator, cells: Mapping[str, Any], most: Any) -> None:
        """Note the points of a node, what supports them, and whether its maximum is that of the definition."""
        line, read = self.grid.lines[row], self.read
        if node.id in read.lines:
            message = say("{id!r} stands in row {row} already", id=node.id, row=read.lines[node.id])
            self._tell("duplicate-row", message, "", line, role="criterion", path=node.id)
            return
        read.lines[node.id] = line
        self._check_maximum(node, most, line)
        for layer, cell in cells.items():
            read.cells[layer, node.id] = cell
        for paper in PAPERS if isinstance(node, Indicator) else ():
            if (cell := self._cell(row, paper)) is not None:
                read.papers[f"{node.id}.{paper}"] = cell, line

    def _check_maximum(self, node: Component | Indicator, cell: Any, line: int) -> None:
        own = self.definition.maximum(node)
        printed = _figure(cell, own)
        if cell is None or own is None or own == printed:
            return
        text = written(cell)[:20] if printed is None else plain(printed)
        message = say(
            "the maximum of {id!r} is {printed} here, {own} in the definition",
            id=node.id,
            printed=text,
            own=Figure(plain(own)),
        )
        hint = say("correct the form, or take the definition of its edition")
        self._tell("form-maximum-differs", message, hint, line, role="maximum", path=node.id)

    def _sum(self, layer: str, owner: str) -> Fraction:
        """Return the sum of the points of the indicators below a component that have any."""
        leaves = [leaf for leaf in self.definition.leaves_of(owner) if leaf.adds != "nothing"]
        figures = (
            at_decimals(_figure(self.read.cells.get((layer, leaf.id)), self.definition.maximum(leaf)), leaf.decimals)
            for leaf in leaves
        )
        return sum((figure for figure in figures if figure is not None), Fraction(0))

    def _has_words(self, layer: str, owner: str) -> bool:
        """Return whether a cell of an indicator below a component is no number: it is told by itself."""
        cells = (self.read.cells.get((layer, leaf.id)) for leaf in self.definition.leaves_of(owner))
        return any(cell is not None and _figure(cell) is None for cell in cells)

    def _adds_up(self, owner: str) -> bool:
        """Return whether the points of a component are just the sum of those of its indicators."""
        node = self.definition[owner]
        parts = self.definition.children(owner)
        if not isinstance(node, Component) or node.combine != "sum" or node.better == "lower":
            return False
        return (node.times, node.cap, node.floor, node.decimals) == (None,) * 4 and all(
            part.adds != "penalty" and (isinstance(part, Indicator) or self._adds_up(part.id)) for part in parts
        )

    def _hold(self, owner: str, layer: str, cell: Any, line: int) -> None:
        """Hold the points printed for a component or the total against the sum of its parts."""
        printed, given = _figure(cell, self.definition.maximum(self.definition[owner])), self._sum(layer, owner)
        if cell is not None and printed is None:
            hint = read_number(clean(written(cell)), "").hint
            message = say("{cell!r} is not a number", cell=written(cell)[:40])
            self._tell("not-a-number", message, hint, line, role=layer, path=owner)
        if printed is None or self._has_words(layer, owner) or not self._adds_up(owner):
            return
        if abs(given - printed) <= _half_a_step(printed, given):
            return
        named = say("the total") if owner == self.definition.id else repr(owner)
        values = {"id": named, "printed": Figure(plain(printed)), "given": Figure(plain(given))}
        message = say("{id} is printed as {printed}, its criteria add to {given}", **values)
        self._tell("form-sum-differs", message, "", line, role=layer, path=owner)

    def _total(self, line: int, cells: Mapping[str, Any], most: Any) -> None:
        self._check_maximum(self.definition.root, most, line)
        self.read.totals.append((line, dict(cells)))

    def _compare(self) -> None:
        """Hold components and totals against the sums of their criteria, where all of these are known."""
        if any(problem.code == "unknown-criterion" for problem in self.problems):
            return
        for id_, line in self.read.lines.items():
            if isinstance(self.definition[id_], Component) and id_ not in self._alone():
                for layer in self.form.layers:
                    self._hold(id_, layer, self.read.cells.get((layer, id_)), line)
        for id_, line, cells in self.read.parts:
            for layer, cell in cells.items():
                self._hold(id_, layer, cell, line)
        for line, cells in self.read.totals:
            for layer, cell in cells.items():
                self._hold(self.definition.id, layer, cell, line)

    def _joined(self) -> None:
        """Tell points that stand in merged cells: of which criterion or layer they are cannot be known."""
        layers = {self.form.fields[layer]: layer for layer in self.form.layers}
        criteria = {line: id_ for id_, line in self.read.lines.items()}
        place = {line: row for row, line in enumerate(self.grid.lines)} if self.grid.merged else {}
        for top, left, bottom, right in self.grid.merged:
            cells = self.grid.rows[place[top]] if top in place else ()
            wide = sum(field in layers for field in range(left, right + 1)) > 1
            tall = sum(line in criteria for line in range(top, min(bottom, top + len(place)) + 1)) > 1
            if top in criteria and left in layers and (wide or tall) and not is_blank(cells[left - 1]):
                self._tell(
                    "merged-cell", *joined_cells(top, left, bottom, right), top, role=layers[left], path=criteria[top]
                )

    def _hidden(self) -> None:
        """Note hidden rows of criteria, and hidden columns of points, that are read."""
        lines = sorted(self.grid.hidden_lines.intersection(self.read.lines.values()))
        fields = sorted(self.grid.hidden_fields.intersection(self.form.fields[layer] for layer in self.form.layers))
        for message, hint in hidden_cells(lines, fields):
            self._tell("hidden-cells", message, hint, self._header_line)

    def _pass_over(self) -> None:
        """Note what stands in the form beside criteria: notes, dates, signatures, and columns of shares."""
        for line, words in self.read.below:
            self._tell(
                "heading-row", say("{words!r} is passed over: the row is no criterion", words=words[:80]), "", line
            )
        if (field := self.form.fields.get("percent")) is not None:
            head = self.form.header.stacks[field - 1][-1]
            message = say("column {name!r} is passed over: it follows from points", name=head)
            self._tell("heading-row", message, "", self._header_line, role="percent")
        for field, head, rival in self.form.unread:
            code, message = "unknown-column", say("column {name!r} has no meaning in a form", name=head[:80])
            hint = say("name it in columns= or in a layout, or ignore it")
            if rival:
                code, hint = "duplicate-column", say("ignore one of them, or name it in columns= or in a layout")
                message = say("the columns {rival!r} and {name!r} mean the same", rival=rival[:80], name=head[:80])
            self._tell(code, message, hint, self._header_line, field=field, path=head)

    def _table(self, layer: str, *, first: bool) -> Table:
        """Return the row of a layer: points of each indicator; documents stand with the first layer, notes with all."""
        nodes = [id_ for id_ in self.read.lines if isinstance(self.definition[id_], Indicator) or id_ in self._alone()]
        names = {id_: _column_of(self.definition[id_]) for id_ in nodes}
        columns: dict[str, Any] = {names[id_]: [self.read.cells[layer, id_]] for id_ in nodes}
        places = {(0, names[id_]): self.read.lines[id_] for id_ in nodes}
        fields = dict.fromkeys(columns, self.form.fields[layer])
        columns |= {_column_of(self.definition[id_]): [None] for id_ in self.read.lacking}
        papers = {name: paper for name, paper in self.read.papers.items() if first or name.endswith(".note")}
        for name, (cell, line) in papers.items():
            columns[name], places[0, name] = [cell], line
            fields[name] = self.form.fields[name.rpartition(".")[2]]
        return Table(
            self.grid.source,
            (self.unit,),
            ("",),
            columns,
            (self._header_line,),
            fields,
            tuple(self.problems) if first else (),
            self._header_line,
            self.grid.sheet,
            cell_lines=places,
            layers=(layer,) if layer in LAYERS else (),
            titles=self.grid.titles(self.form.header.first),
            passed=frozenset(self.read.passed),
            headings={fold(stack[-1]): "" for stack in self.form.header.stacks if stack},
        )


def _column_of(node: Component | Indicator) -> str:
    """Return the column of the points of a node: its own where its value is points, else that for points."""
    plain_points = isinstance(node, Component) or (node.rule.kind == "score" and node.formula is None)
    return node.id if plain_points else f"{node.id}.points"


def _figure(cell: Any, most: Fraction | None = None) -> Fraction | None:
    """Return the figure in a cell, None where there is none; a thousand only where that is no more than the maximum."""
    if not isinstance(cell, str):
        return exact_number(cell)
    decimal, thousand = (read_number(clean(cell), mark) for mark in (",", "."))
    if decimal.either and decimal.text != thousand.text:
        low, high = sorted((Fraction(decimal.text), Fraction(thousand.text)), key=abs)
        return high if most is not None and abs(high) <= most else low
    return Fraction(decimal.text) if decimal.text else None


def _half_a_step(printed: Fraction, given: Fraction) -> Fraction:
    """Return by how much a printed figure may differ from one of more decimals that it rounds."""
    places = decimals_of(printed)
    return Fraction(1, 2 * 10**places) if decimals_of(given) > places else Fraction(0)
