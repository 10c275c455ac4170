"""Layers of points: what units say of themselves, what each appraisal makes of it, and the survey beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, get_args

import attrs

from parindex.base import Problem, check_word, first_of, fold, say
from parindex.definition import Component, Definition, Indicator
from parindex.evidence.cells.cell_numbers import read_number
from parindex.evidence.cells.decimal_marks import MARKS
from parindex.evidence.cells.headings import PRINTED
from parindex.evidence.cells.points_headings import POINTS, points_of_layer
from parindex.evidence.cells.table import LAYERS, Table, is_blank, written
from parindex.evidence.columns import columns_for, targets
from parindex.evidence.document_columns import document_column
from parindex.evidence.unit_rows import UnitRows, with_unit_rows

#: Layers of the same points in the order in which they arise; the survey stands beside them.
STAGES, SURVEY = LAYERS[:3], LAYERS[3]
EmptyPolicy = Literal["missing", "accepted"]
Layers = Mapping[str, Table]


def split_layers(table: Table) -> dict[str, Table]:
    """Return the rows of each layer of a table with a column ``layer``; words that name none are told already."""
    tables = {}
    for name in (name for name in dict.fromkeys(table.layers) if name in LAYERS):
        rows = [row for row, layer in enumerate(table.layers) if layer == name]
        field, own = table.fields.get(points_of_layer(name)), {POINTS: points_of_layer(name)}
        fields = table.fields if field is None else {**table.fields, POINTS: field}
        pointers = table.pointers and table.pointers.under(own)
        tables[name] = attrs.evolve(table.take(rows), layers=(), fields=fields, pointers=pointers)
    return tables


def layer_of(table: Table, name: str) -> Table:
    """Return the rows of a layer, of a table that is of one layer or tells of which each row is."""
    if not table.layers:
        return table
    layers = split_layers(table)
    return layers[name] if name in layers else _without_layer(table, name, list(layers))


def _without_layer(table: Table, name: str, there: Sequence[str]) -> Table:
    """Return no rows, and the problem that a table has others than those of a layer."""
    message = say("the table has no layer {name!r}", name=name)
    fault = table.problem("no-layer", message, say("it has {names}", names=", ".join(there)))
    return attrs.evolve(table.take([]), layers=()).with_problems([fault])


def chosen_layer(
    table: Table,
    definition: Definition,
    name: str | None,
    *,
    survey: Table | None = None,
    empty: EmptyPolicy = "missing",
    year: int | None = None,
) -> Table:
    """Return one layer of a table that may hold several, with what the survey and the other layers say for it."""
    check_layer_words(name, empty)
    tables = split_layers(table) if table.layers else {name or STAGES[1]: table}
    if survey is not None:
        if SURVEY in tables:
            raise ValueError(say("the survey is given twice: by survey= (--survey), and as a layer"))
        tables[SURVEY] = layer_of(survey, SURVEY)
    order = [layer for layer in LAYERS if layer in tables]
    if name is None:
        stages = [layer for layer in order if layer != SURVEY] or order
        name = stages[0] if len(stages) == 1 or not table.layers else None
    if name in tables:
        under = [stage for stage in STAGES if stage in tables and order.index(stage) <= order.index(name)]
        bases = under if empty == "accepted" and name in STAGES else [name]
        layers = aligned_layers(tables, bases, definition, year)
        problems = dict.fromkeys(problem for member in layers.values() for problem in member.problems)
        whole = composed_layer(layers, name, definition, empty)
        return attrs.evolve(whole, problems=tuple(dict.fromkeys((*problems, *whole.problems))))
    message = say("the table has no layer {name!r}", name=name)
    hint = say("it has {names}", names=", ".join(order))
    if name is None:
        message = say("the table holds the layers {names}, and one is scored at a time", names=", ".join(order))
        hint = say("choose one with layer= (--layer), or reconcile two of them")
    return tables.get(order[-1] if order else "", table).with_problems([table.problem("no-layer", message, hint)])


def check_layer_words(name: str | None, empty: str) -> None:
    """Raise ValueError where a layer, or what its empty cells mean, is none of the words known."""
    if name is not None:
        check_word("layer", name, LAYERS)
    check_word("empty", empty, get_args(EmptyPolicy))


def aligned_layers(
    layers: Layers,
    bases: Sequence[str],
    definition: Definition,
    year: int | None,
    *,
    strict: bool = False,
    empty: EmptyPolicy = "missing",
) -> dict[str, Table]:
    """Bring all layers to the units of some of them, with everything wrong with the units of each.

    If `strict`, a unit that one layer has and another has not is an error; where an empty cell is `accepted`, a later
    stage needs only those units of which it changes something. Otherwise the survey alone is told of, as a warning.
    """
    looked_up = {name: with_unit_rows(table, definition, year) for name, table in layers.items()}
    spelled = {code: spelling for name in reversed(bases) for code, spelling in _spelled(*looked_up[name]).items()}
    units = list(dict.fromkeys(code for name in bases for code in looked_up[name][1].units))
    tables = {}
    for name, (table, labels) in looked_up.items():
        place = {code: row for row, code in reversed(list(enumerate(labels.units)))}
        problems = list(labels.problems)
        if strict or name == SURVEY:
            problems += _elsewhere(table, labels, bases[0], units, strict=strict and name != SURVEY)
            if empty != "accepted" or name not in STAGES:
                problems += _lacking(table, name, bases[0], [u for u in units if u not in place], strict=strict)
        taken = table
        if list(labels.units) != units:
            taken = table.take([place.get(code, -1) for code in units])
            pairs = [spelled[code] for code in units]
            taken = attrs.evolve(taken, units=tuple(u for u, _ in pairs), names=tuple(n for _, n in pairs))
        tables[name] = taken.with_problems(problems)
    return tables


def _spelled(table: Table, labels: UnitRows) -> dict[str, tuple[str, str]]:
    """Return how a table writes each of its units, and its name."""
    return dict(zip(labels.units, zip(table.units, table.names, strict=True), strict=True))


def _elsewhere(table: Table, labels: UnitRows, first: str, units: list[str], *, strict: bool) -> Iterator[Problem]:
    """Yield units that the first layer does not have; one that is no unit at all is told already."""
    for row, (code, member) in enumerate(zip(labels.units, labels.members, strict=True)):
        if code not in units and not (labels.registry and member is None):
            message = say("unit {unit!r} is not in the layer {layer!r}", unit=table.units[row], layer=first)
            hint = say("add it there") if strict else say("it is passed over")
            yield table.problem("layers-differ", message, hint, "error" if strict else "note", row=row, column="unit")


def _lacking(table: Table, name: str, first: str, units: list[str], *, strict: bool) -> Iterator[Problem]:
    """Yield the units of the first layer that this one does not have, in one problem."""
    if units:
        values = {"count": len(units), "layer": first, "other": name, "names": first_of([repr(unit) for unit in units])}
        message = say("{count} of the units of the layer {layer!r} are not in {other!r}: {names}", **values)
        hint = say('add them, or take empty = "accepted"') if name in STAGES else say("add them")
        yield table.problem("layers-differ", message, hint, "error" if strict else "warning")


def composed_layer(layers: Layers, name: str, definition: Definition, empty: EmptyPolicy) -> Table:
    """Return a layer with what the others say for it; all are of the same units in the same order.

    What the unit itself may not give comes from the survey, or from the last stage that has it. Documents of an
    earlier stage stand until a later one names others; so do values where an empty cell is `accepted`.
    """
    layer, stages = layers[name], [stage for stage in STAGES if stage in layers]
    if name == STAGES[0]:
        layer = layer.with_problems(_claimed(layer, definition))
    if SURVEY in layers and name != SURVEY:
        layer = layer.with_problems(_of_the_survey(layer, name, layers[SURVEY], definition))
        asked = [raw for raw, _ in _asked(layers[SURVEY], definition)]
        layer = _laid(layer, layers[SURVEY], asked, definition, whole=True)
    elif name != SURVEY:
        layer = _from_the_last(layer, name, layers, definition, empty)
    if name in (STAGES[0], SURVEY):  # it need not have what is not its own
        layer = layer.unasked(_not_its_own(layer, name, definition))
    if name not in stages[1:]:
        return layer
    before = composed_layer(layers, stages[stages.index(name) - 1], definition, empty)
    outside = {raw for raw, target in targets(before, definition).items() if target.outside}
    papers = {raw for raw in before.columns if document_column(raw, definition) is not None}
    carried = [raw for raw in before.columns if raw in outside or (empty == "accepted" and raw not in papers)]
    laid = _laid(_with_papers(layer, before, definition), before, carried, definition)
    return _either_points_or_value(laid, layer, definition) if carried else laid


def _either_points_or_value(laid: Table, layer: Table, definition: Definition) -> Table:
    """Return a layer with nothing carried over beside its own points or value: an earlier one may differ."""
    of_nodes: dict[str, dict[bool, list[str]]] = {}
    for raw, target in targets(laid, definition).items():
        of_nodes.setdefault(target.node.id, {}).setdefault(target.points, []).append(raw)
    for columns in (columns for columns in of_nodes.values() if len(columns) > 1):
        for points, raws in columns.items():
            mine = [layer.columns[raw] for raw in columns[not points] if raw in layer.columns]
            rows = [row for row in range(len(laid.units)) if not all(is_blank(cells[row]) for cells in mine)]
            laid = laid.emptied(dict.fromkeys(raws, rows), layer)
    return laid


def _from_the_last(layer: Table, name: str, layers: Layers, definition: Definition, empty: EmptyPolicy) -> Table:
    """Return a stage with what units may not give themselves as the last stage that has it says."""
    had: set[str] = set()
    for stage in reversed([stage for stage in STAGES if stage in layers]):
        asked = _asked(layers[stage], definition)
        if stage != name:
            new = [raw for raw, node in asked if node.id not in had]
            layer = _laid(layer, layers[stage], new, definition, whole=True)
        if empty == "accepted":
            layer = _laid(layer, layers[stage], [raw for raw, node in asked if node.id in had], definition)
        had |= {node.id for _, node in asked}
    return layer


def _asked(table: Table, definition: Definition) -> list[tuple[str, Component | Indicator]]:
    """Return the columns of what units may not give themselves."""
    given = targets(table, definition)
    return [(raw, target.node) for raw, target in given.items() if not is_self_scored(target.node, definition)]


def _laid(layer: Table, other: Table, columns: Sequence[str], definition: Definition, *, whole: bool = False) -> Table:
    """Lay cells of another layer over blank ones, or `whole` columns, however either writes the name of a column."""
    names = {target.id: raw for raw, target in targets(layer, definition).items()}
    theirs = targets(other, definition)
    renamed = {raw: names.get(theirs[raw].id, raw) if raw in theirs else raw for raw in columns}
    return layer.overlaid(other, renamed, whole=whole)


def _with_papers(layer: Table, before: Table, definition: Definition) -> Table:
    """Return a layer with the papers of the one before where it names none: a document with its page, and the note."""
    places: dict[tuple[str, str, bool], list[str]] = {}
    for table in (layer, before):
        for raw in table.columns:
            place = document_column(raw, definition)
            if place is not None:
                places.setdefault((place[0], fold(place[1]), place[2] == "note"), []).append(raw)
    for raws in places.values():
        mine = [layer.columns[raw] for raw in dict.fromkeys(raws) if raw in layer.columns]
        free = [row for row in range(len(layer.units)) if all(is_blank(cells[row]) for cells in mine)]
        layer = layer.overlaid(before, {raw: raw for raw in raws if raw in before.columns}, rows=free)
    return layer


def _not_its_own(table: Table, name: str, definition: Definition) -> Iterator[str]:
    """Yield the columns that a layer need not have: of the survey what units score, of the units what it asks."""
    nodes = {target.node.id for target in targets(table, definition).values()}
    for leaf in definition.leaves:
        above = {leaf.id, *(component.id for component in definition.ancestors(leaf))}
        if leaf.self_scored == (name == SURVEY) and not above & nodes:
            yield from columns_for(leaf)


def _of_the_survey(layer: Table, name: str, survey: Table, definition: Definition) -> Iterator[Problem]:
    """Yield what the survey says and may not, and what a layer says otherwise than the survey."""
    polled, asked = targets(survey, definition), dict(_asked(survey, definition))
    for raw, cells in survey.columns.items():
        paper = raw == PRINTED or document_column(raw, definition) is not None
        if raw in asked or paper or all(map(is_blank, cells)):
            continue
        if raw in polled:
            message = say("the survey gives {name!r}, which the definition leaves to the units themselves", name=raw)
            hint = say("leave it out, or give it self_scored = false")
            yield survey.problem("layers-differ", message, hint, column=raw)
        else:
            named = {"name": raw, "definition": definition.id}
            message = say("column {name!r} is no indicator of {definition!r} that a survey asks", **named)
            yield survey.problem("unknown-column", message, say("remove it, or ignore it"), column=raw)
    theirs = {polled[raw].id: raw for raw in asked}
    both = [(raw, theirs[target.id]) for raw, target in targets(layer, definition).items() if target.id in theirs]
    for raw, other in both if name != STAGES[0] else ():
        marks = layer.mark_of(raw), survey.mark_of(other)
        for row, pair in enumerate(zip(layer.columns[raw], survey.columns[other], strict=True)):
            texts = [written(cell)[:40] for cell in pair]
            if not is_blank(pair[0]) and _meant(texts[0], marks[0]).isdisjoint(_meant(texts[1], marks[1])):
                values = {"unit": layer.units[row], "column": raw, "value": texts[0], "other": texts[1]}
                message = say("{unit}, {column}: {value!r} here, {other!r} in the survey", **values)
                yield layer.problem("layers-differ", message, say("leave it to the survey"), row=row, column=raw)


def _meant(text: str, mark: str) -> set[Fraction | str]:
    """Return the number that a text is, both where it may be a decimal or a thousand, or the text itself."""
    readings = {read_number(text, each).text for each in ([mark] if mark else MARKS)}
    return {Fraction(number) if number else fold(text) for number in readings}


def is_self_scored(node: Component | Indicator, definition: Definition) -> bool:
    """Return whether the unit itself may give a node: an indicator, or a component with one below."""
    if isinstance(node, Indicator):
        return node.self_scored
    return any(leaf.self_scored for leaf in definition.leaves_of(node.id))


def _claimed(table: Table, definition: Definition) -> Iterator[Problem]:
    """Yield what the unit itself has filled in and may not."""
    for raw, target in targets(table, definition).items():
        for row, cell in enumerate(table.columns[raw]) if not is_self_scored(target.node, definition) else ():
            if not is_blank(cell):
                message = say(
                    "{unit}, {id}: the unit itself gives what it may not", unit=table.units[row], id=target.id
                )
                hint = say("self_scored = false: leave it empty; the survey or the appraisal fills it in")
                yield table.problem("not-self-scored", message, hint, row=row, column=raw)
