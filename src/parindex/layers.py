"""Layers of points: what units say of themselves, what each appraisal makes of it, and the survey beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from parindex.columns import targets
from parindex.definition import Definition, Indicator
from parindex.documents import columns_of
from parindex.labels import label
from parindex.problems import Problem
from parindex.tables import LAYERS, Table, is_blank

#: Layers of the same points in the order in which they arise; the survey stands beside them.
STAGES, SURVEY = LAYERS[:3], LAYERS[3]
Empty = Literal["missing", "accepted"]
Layers = Mapping[str, Table]


def split(table: Table) -> dict[str, Table]:
    """Return the rows of each layer of a table with a column ``layer``."""
    return {
        name: attrs.evolve(table.take([row for row, own in enumerate(table.layers) if own == name]), layers=())
        for name in dict.fromkeys(table.layers)
    }


def chosen(table: Table, name: str | None, definition: Definition, empty: Empty, year: int | None) -> Table:
    """Return one layer of a table that may hold several, with what the others say for it."""
    found = split(table)
    known = [layer for layer in LAYERS if layer in found]
    if name is None and len(known) <= 1:
        return found[known[0]] if known else attrs.evolve(table, layers=())
    if name in found:
        return composed(aligned(found, name, definition, year), name, definition, empty)
    message = f"the table holds the layers {', '.join(known)}, and one is scored at a time"
    hint = "choose one with layer= (--layer), or reconcile two of them"
    if name is not None:
        message = f"the table has no layer {name!r}"
        hint = f"it has {', '.join(known)}" if known else f"a column 'layer' names it: {', '.join(LAYERS)}"
    return found.get(known[-1] if known else "", table).with_problems([table.problem("no-layer", message, hint)])


def aligned(
    layers: Layers, first: str, definition: Definition, year: int | None, *, strict: bool = False
) -> dict[str, Table]:
    """Bring all layers to the units of the first one.

    If `strict`, a unit that one layer has and another has not is a problem.
    """
    wanted = label(layers[first], definition, year).units
    out = {}
    for name, table in layers.items():
        codes = label(table, definition, year).units
        place = {code: row for row, code in reversed(list(enumerate(codes)))}
        problems = []
        for row, code in enumerate(codes):
            if code not in wanted:
                message = f"unit {table.units[row]!r} is not in the layer {first!r}"
                problems.append(table.problem("layers-differ", message, "add it there", row=row, column="unit"))
        lacking = dict.fromkeys(code for code in wanted if code not in place)
        problems += [
            table.problem("layers-differ", f"unit {code!r} of the layer {first!r} is not in {name!r}", "add it")
            for code in lacking
        ]
        taken = table if name == first else table.take([place.get(code, -1) for code in wanted])
        out[name] = taken.with_problems(problems if strict else ())
    return out


def composed(layers: Layers, name: str, definition: Definition, empty: Empty) -> Table:
    """Return a layer with what the others say for it; all are of the same units in the same order.

    Indicators with ``self_scored = false`` come from the survey, or from the last stage. Documents of an earlier
    stage stand until a later one names others; so do values where an empty cell is `accepted`.
    """
    own, stages = layers[name], [stage for stage in STAGES if stage in layers]
    own = own.with_problems(_claimed(own, definition)) if name == STAGES[0] else own
    source = layers[SURVEY if SURVEY in layers else stages[-1]] if stages else own
    polled = [raw for raw, target in targets(source, definition).items() if not _self_scored(target.node)]
    own = own.overlaid(source, polled, whole=True) if source is not own else own
    if name not in stages[1:]:
        return own
    before = composed(layers, stages[stages.index(name) - 1], definition, empty)
    kept = [raw for raw in before.columns if empty == "accepted" or columns_of(raw, definition) is not None]
    return own.overlaid(before, kept)


def _self_scored(node: object) -> bool:
    return not isinstance(node, Indicator) or node.self_scored


def _claimed(table: Table, definition: Definition) -> Iterator[Problem]:
    """Yield what the unit itself has filled in and may not."""
    for raw, target in targets(table, definition).items():
        for row, cell in enumerate(table.columns[raw]) if not _self_scored(target.node) else ():
            if not is_blank(cell):
                message = f"{table.units[row]}, {target.id}: the unit itself gives what it may not"
                hint = "self_scored = false: leave it empty; the survey or the appraisal fills it in"
                yield table.problem("not-self-scored", message, hint, row=row, column=raw)
