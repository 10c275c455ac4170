"""A layout proposed from what a file shows, for a person to correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Any

import attrs

from parindex.base import (
    clean,
    fold,
    say,
    shipped_schema,
    toml_key,
    toml_value,
    translated,
    version,
    without_marks,
)
from parindex.definition import Definition, registries_of
from parindex.evidence.cells.cell_numbers import NOT_APPLICABLE, read_number
from parindex.evidence.cells.points_headings import POINTS
from parindex.evidence.cells.table import Table, is_blank, written
from parindex.evidence.columns import targets
from parindex.evidence.files.grid import Grid
from parindex.evidence.layouts.form_unit import unit_of_form
from parindex.evidence.layouts.header_rows import Header, HeaderSearch
from parindex.evidence.layouts.heads import KnownHeads
from parindex.evidence.layouts.layout import EVERY, Layout
from parindex.evidence.layouts.office_form import form_of
from parindex.evidence.layouts.table_years import is_year_column
from parindex.evidence.layouts.total_words import claim_of
from parindex.evidence.sources import grids_in

#: Heads of columns that hold no evidence, without diacritics.
_NO_EVIDENCE = (
    "xep hang",
    "thu hang",
    "hang",
    "rank",
    "rk",
    "ranking",
    "nguon",
    "source",
    "ghi chu",
    "note",
)
#: Words of heads of points.
_POINTS_IN = frozenset(("points", "point", "diem"))
_RANKS = frozenset(("rank", "ranking", "rk"))
#: What often stands for nothing, folded; another text is one where it stands in several cells that want numbers.
_MARKS = frozenset(("na", "nan", "null", "none", "-", "--", "–", "—", "..", "…", "...", "không có", "kad", "#n/a"))
_MOST_ROWS, _SEVERAL = 5000, 3


#: Keys of a layout that are proposed, beside the columns.
_PROPOSED = ("missing_marks", "header_rows", "ignore", "ignore_rows", "sheet", "unit_from")


@attrs.frozen
class LayoutProposal:
    """A layout, and what a person has to decide.

    Attributes
    ----------
    layout : Layout
        What the file shows.
    open_heads : tuple of (str, str)
        Heads that name no column of the definition, each with the id it is most like, "" where it is like none.
    notes : tuple of str
        What was seen, a sentence each.
    """

    layout: Layout
    open_heads: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def to_toml(self, lang: str = "en") -> str:
        """Return the file, with what is open as comments in a language, `vi` or `en`."""
        return "".join(f"{line}\n" for line in self._lines(lang))

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return everything as plain JSON values, notes in a language, `vi` or `en`; see `layout_schema`."""
        given = {key: getattr(self.layout, key) for key in _PROPOSED}
        layout = {key: list(value) if isinstance(value, tuple) else value for key, value in given.items()}
        return {
            "parindex": version(),
            "layout": {"columns": dict(self.layout.columns), **layout},
            "open_heads": [{"head": head, "like": id_ or None} for head, id_ in self.open_heads],
            "notes": [translated(note, lang) for note in self.notes],
        }

    def _lines(self, lang: str) -> Iterator[str]:
        yield from (f"# {translated(note, lang)}" for note in self.notes)
        layout = self.layout
        if layout.header_rows is not None:
            yield f"header_rows = {toml_value(list(layout.header_rows))}"
        for key in ("sheet", "unit_from", "missing_marks", "ignore", "ignore_rows"):
            if value := getattr(layout, key):
                yield f"{key} = {toml_value(value)}"
        if not (layout.columns or self.open_heads):
            return
        yield ""
        yield "[columns]"
        yield from (f"{toml_key(head)} = {toml_value(column)}" for head, column in layout.columns.items())
        doubt = translated(say("only like it: see whether it is meant"), lang)
        for head, id_ in self.open_heads:
            like = f"{toml_value(id_)}  # {doubt}" if id_ else '""'
            yield f"# {toml_key(head)} = {like}"


def propose_layout(definition: Definition, source: str, **given: Any) -> LayoutProposal:
    r"""Propose how a file is laid out, from what its cells show.

    Parameters
    ----------
    definition : Definition
        What the file is evidence for.
    source : path-like
        The file.
    **given
        Fields of `Layout` that are known already, such as ``sheet``.

    Raises
    ------
    UnreadableError, ExtraError
        See `read_evidence`.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import parindex
    >>> from parindex.evidence import propose_layout
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ministries.csv"
    ...     _ = path.write_text("unit,appraised,survey,rank\nMOHA,60.65,26.38,4\n", encoding="utf-8")
    ...     print(propose_layout(parindex.load("par-ministry-2022"), str(path)).to_toml())
    # Every column is known.
    ignore = ["rank"]
    <BLANKLINE>
    """
    known = KnownHeads(definition, Layout(**given))
    grids = grids_in(source, known.layout.sheet)
    forms = [form for grid in grids if (form := form_of(grid, known)) is not None]
    if forms and len(forms) == len(grids):
        registries = registries_of(definition)
        units = ", ".join(unit_of_form(form.grid, form.header.first, registries).name for form in forms[:_SEVERAL])
        layers = ", ".join(forms[0].layers)
        notes = [say("Forms of one unit each: {units} …; layers {layers}.", units=units, layers=layers)]
        sheets = (EVERY,) if len(grids) > 1 else ()
        heads = [(head, "") for head in forms[0].unknown_heads]
        return LayoutProposal(Layout(sheet=sheets), tuple(heads), tuple(notes))
    return _of_table(grids, known, source)


def _of_table(grids: Sequence[Grid], known: KnownHeads, source: str) -> LayoutProposal:
    grid = grids[0]
    header = HeaderSearch(grid, known).find(known.layout.header_rows)
    if header is None:
        return LayoutProposal(Layout(), (), (say("No row heads the columns."),))
    body = grid.rows[header.last + 1 : header.last + 1 + _MOST_ROWS]
    heads = [(field, stack[-1]) for field, stack in enumerate(header.stacks) if stack]
    strange = [(field, head) for field, head in heads if not known.knows(header.stacks[field])]
    unknown = [(field, head) for field, head in strange if not is_year_column(head)]
    ignored = tuple(head for _, head in unknown if _says_no_evidence(head))
    unit_from, notes = _unit(grid, header, known)
    totals = _totals(body)
    units = [row for row in body if not _is_total(row)]
    likely = _criteria(unknown, units, known)
    sure = {head: "indicator" for field, head in unknown if head in likely and _all_named(field, units, known)}
    if sure:
        unknown = [(field, head) for field, head in unknown if head not in sure and not known.is_input(head)]
        likely |= {head: POINTS for _, head in unknown if _POINTS_IN & set(re.split(r"[\s_.-]+", without_marks(head)))}
    if not unit_from and "unit" not in header.names:
        named = [stack[-1] for stack, name in zip(header.stacks, header.names, strict=True) if name == "name"]
        names = named or [head for head in _naming(unknown, units, known) if head not in likely]
        unknown = [*((0, head) for head in named), *unknown]
        likely |= dict(zip(names, ("unit", "name"), strict=False))
    open_heads = tuple((head, likely.get(head) or known.like(head)) for _, head in unknown if head not in ignored)
    rows = grid.lines[header.first], grid.lines[header.last]
    first = next((line for line, row in zip(grid.lines, grid.rows, strict=True) if not all(map(is_blank, row))), 1)
    layout = Layout(
        missing_marks=_marks(
            grid, header, units, known, others=[field for field, head in unknown if head not in likely]
        ),
        header_rows=rows if rows != (first, first) else None,
        columns=sure,
        ignore=ignored,
        ignore_rows=totals,
        sheet=known.layout.sheet or ((grid.sheet,) if len(grids) > 1 and not unit_from else ()),
        unit_from=unit_from,
    )
    if len(grids) > 1:
        sheets = ", ".join(other.sheet or FilePath(other.source).name for other in grids[:_SEVERAL])
        notes.append(say("{count} worksheets: {names} …; * reads all as one table.", count=len(grids), names=sheets))
    values = {"count": len(open_heads), "id": known.definition.id}
    told = say("{count} heads name no column of {id}: fill in or ignore.", **values)
    notes.append(told if open_heads else say("Every column is known."))
    return LayoutProposal(layout, open_heads, tuple(notes))


def _unit(grid: Grid, header: Header, known: KnownHeads) -> tuple[str, list[str]]:
    """Return where the unit is named where no column is of units, and what is to be said of it."""
    if "unit" in header.names:
        return "", []
    registries = registries_of(known.definition)
    for place, name in (("sheet", grid.sheet), ("file", FilePath(grid.source).stem)):
        if name and any(registry.find(name).unit for registry in registries):
            where = say("the worksheet") if place == "sheet" else say("the file")
            return place, [say("No column is of units: {place} {name} names one.", place=where, name=name)]
    return "", [say("No column is of units.")]


def _says_no_evidence(head: str) -> bool:
    """Return whether a head is one of columns that hold no evidence, alone or as a word of it: `pillar_rank`."""
    words = without_marks(head)
    return words in _NO_EVIDENCE or not _RANKS.isdisjoint(re.split(r"[\s_.-]+", words))


def _criteria(unknown: Sequence[tuple[int, str]], body: Sequence[Sequence[Any]], known: KnownHeads) -> dict[str, str]:
    """Return the head of the column that names indicators, of a long table: most of its cells are ids or titles."""
    for field, head in unknown:
        if known.names_nodes(clean(written(row[field])) for row in body if field < len(row)):
            return {head: "indicator"}
    return {}


def _all_named(field: int, body: Sequence[Sequence[Any]], known: KnownHeads) -> bool:
    """Return whether every cell of a column names a node or the total, so that there is no doubt that it names them."""
    texts = {clean(written(row[field])) for row in body if field < len(row)} - {""}
    return all(known.column(text) is not None for text in texts)


def _naming(unknown: Sequence[tuple[int, str]], body: Sequence[Sequence[Any]], known: KnownHeads) -> list[str]:
    """Return the heads of columns that may name the units, another one in each row: those of codes, then of names.

    A column most of whose texts are units of a registry goes before them: what stands below a table may be in it too.
    """
    codes, names = [], []
    registries = registries_of(known.definition)
    for field, head in unknown:
        texts = [clean(row[field]) for row in body if field < len(row) and isinstance(row[field], str)]
        units = sum(any(registry.find(text).unit for registry in registries) for text in texts)
        if 2 * units > len(texts):
            return [head]
        if not all(texts) or not len(body) == len(texts) == len(set(texts)):
            continue
        if all(text.isdecimal() for text in texts) and any(text.startswith("0") for text in texts):
            codes.append(head)
        elif not any(read_number(text, "").text for text in texts):
            names.append(head)
    return [*codes, *names]


def _is_total(row: Sequence[Any]) -> bool:
    """Return whether the first text of a row is what rows of totals are called."""
    first = next((clean(cell) for cell in row if isinstance(cell, str) and clean(cell)), "")
    return claim_of(first) is not None


def _totals(body: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """Return the names of rows of totals."""
    cells = (
        next(clean(cell) for cell in row if isinstance(cell, str) and clean(cell)) for row in filter(_is_total, body)
    )
    return tuple(dict.fromkeys(cells))


def _marks(
    grid: Grid, header: Header, body: Sequence[Sequence[Any]], known: KnownHeads, others: Sequence[int]
) -> tuple[str, ...]:
    """Return what stands in place of numbers: known marks, and texts that several cells of known columns hold."""
    columns = {name: [None] for name in header.names if name}
    given = targets(Table(grid.source, ("",), ("",), columns, (1,), {}), known.definition)
    wanted = {at for at, name in enumerate(header.names) if name in given and not _has_words(given[name].node)}
    texts = Counter(
        (clean(written(row[at])), at in wanted)
        for row in body
        for at in wanted.union(others)
        if at < len(row) and isinstance(row[at], str) and not is_blank(row[at])
    )
    other = {text: times for text, times in texts.items() if not read_number(text[0].rstrip("% "), "").text}
    marks = {text for (text, sure), times in other.items() if fold(text) in _MARKS or (sure and times >= _SEVERAL)}
    return tuple(sorted(mark for mark in marks if fold(mark) not in NOT_APPLICABLE))


def _has_words(node: Any) -> bool:
    """Return whether cells of a node hold words: options of a choice."""
    return hasattr(node, "rule") and (node.rule.options() is not None or bool(node.reads))


def layout_schema() -> dict[str, Any]:
    """Return the JSON Schema of `LayoutProposal.to_dict`, which `parindex layout --format json` prints.

    Examples
    --------
    >>> import parindex
    >>> parindex.layout_schema()["required"]
    ['parindex', 'layout', 'open_heads', 'notes']
    """
    return shipped_schema("parindex.evidence", "layout")
