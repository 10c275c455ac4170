"""Layers of points: what units say of themselves, what each appraisal makes of it, and the survey beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, get_args

import attrs

from parindex.cells import read_number
from parindex.columns import targets, wanted
from parindex.definition import Definition, Indicator
from parindex.documents import columns_of
from parindex.labels import labelled
from parindex.problems import Problem
from parindex.tables import LAYERS, Table, is_blank, written
from parindex.texts import fold

#: Layers of the same points in the order in which they arise; the survey stands beside them.
STAGES, SURVEY = LAYERS[:3], LAYERS[3]
Empty = Literal["missing", "accepted"]
Layers = Mapping[str, Table]
_NAMED = 5  # so many units are named in one message


def split(table: Table) -> dict[str, Table]:
    """Return the rows of each layer of a table with a column ``layer``; words that name none are told already."""
    return {
        name: attrs.evolve(table.take([row for row, own in enumerate(table.layers) if own == name]), layers=())
        for name in dict.fromkeys(table.layers)
        if name in LAYERS
    }


def chosen(
    table: Table,
    definition: Definition,
    name: str | None,
    *,
    survey: Table | None = None,
    empty: Empty = "missing",
    year: int | None = None,
) -> Table:
    """Return one layer of a table that may hold several, with what the survey and the other layers say for it."""
    check_words(name, empty)
    found = split(table) if table.layers else {name or STAGES[1]: table}
    if survey is not None:
        found[SURVEY] = survey
    known = [layer for layer in LAYERS if layer in found]
    if name is None:
        stages = [layer for layer in known if layer != SURVEY] or known
        name = stages[0] if len(stages) == 1 or not table.layers else None
    if name in found:
        return composed(aligned(found, name, definition, year), name, definition, empty)
    message = f"the table has no layer {name!r}"
    hint = f"it has {', '.join(known)}"
    if name is None:
        message = f"the table holds the layers {', '.join(known)}, and one is scored at a time"
        hint = "choose one with layer= (--layer), or reconcile two of them"
    return found.get(known[-1] if known else "", table).with_problems([table.problem("no-layer", message, hint)])


def check_words(name: str | None, empty: str) -> None:
    """Raise ValueError where a layer, or what its empty cells mean, is none of the words known."""
    if name is not None and name not in LAYERS:
        raise ValueError(f"layer is one of {', '.join(LAYERS)}, not {name!r}")
    if empty not in get_args(Empty):
        raise ValueError(f"empty is one of {', '.join(get_args(Empty))}, not {empty!r}")


def aligned(
    layers: Layers,
    first: str,
    definition: Definition,
    year: int | None,
    *,
    strict: bool = False,
    empty: Empty = "missing",
) -> dict[str, Table]:
    """Bring all layers to the units of the first one.

    If `strict`, a unit that one layer has and another has not is a problem; where an empty cell is `accepted`, a later
    stage needs only those units of which it changes something.
    """
    known = {name: labelled(table, definition, year) for name, table in layers.items()}
    units = known[first][1].units
    out = {}
    for name, (table, labels) in known.items():
        codes = labels.units
        place = {code: row for row, code in reversed(list(enumerate(codes)))}
        problems = []
        for row, code in enumerate(codes):
            if code not in units:
                message = f"unit {table.units[row]!r} is not in the layer {first!r}"
                problems.append(table.problem("layers-differ", message, "add it there", row=row, column="unit"))
        sparing = empty == "accepted" and name in STAGES
        lacking = [] if sparing else list(dict.fromkeys(code for code in units if code not in place))
        if lacking:
            named = ", ".join(map(repr, lacking[:_NAMED])) + (" …" if len(lacking) > _NAMED else "")
            message = f"{len(lacking)} of the units of the layer {first!r} are not in {name!r}: {named}"
            hint = "add them" + (', or take empty = "accepted"' if name in STAGES else "")
            problems.append(table.problem("layers-differ", message, hint))
        taken = table if name == first else table.take([place.get(code, -1) for code in units])
        out[name] = taken.with_problems(problems if strict else ())
    return out


def composed(layers: Layers, name: str, definition: Definition, empty: Empty) -> Table:
    """Return a layer with what the others say for it; all are of the same units in the same order.

    Indicators with ``self_scored = false`` come from the survey, or from the last stage. Documents of an earlier
    stage stand until a later one names others; so do values where an empty cell is `accepted`.
    """
    own, stages = layers[name], [stage for stage in STAGES if stage in layers]
    source = layers[SURVEY if SURVEY in layers else stages[-1]]
    alone = source is own
    if name == STAGES[0]:
        own = own.with_problems(_claimed(own, definition))
    if alone:  # it says only what is its own
        own = own.with_blank(_not_its_own(own, name, definition))
    else:
        polled = [raw for raw, target in targets(source, definition).items() if not _self_scored(target.node)]
        if SURVEY in layers:
            own = own.with_problems(_of_the_survey(own, name, source, polled, definition))
        own = own.overlaid(source, polled, whole=True)
    if name not in stages[1:]:
        return own
    before = composed(layers, stages[stages.index(name) - 1], definition, empty)
    kept = [raw for raw in before.columns if empty == "accepted" or columns_of(raw, definition) is not None]
    return own.overlaid(before, kept)


def _not_its_own(table: Table, name: str, definition: Definition) -> Iterator[str]:
    """Yield the columns that a layer need not have: of the survey what units score, of the units what it asks."""
    given = {target.node.id for target in targets(table, definition).values()}
    for leaf in definition.leaves if name in (STAGES[0], SURVEY) else ():
        above = {leaf.id, *(component.id for component in definition.ancestors(leaf))}
        if leaf.self_scored == (name == SURVEY) and not above & given:
            yield from wanted(leaf)


def _of_the_survey(
    own: Table, name: str, survey: Table, polled: list[str], definition: Definition
) -> Iterator[Problem]:
    """Yield what the survey says and may not, and what a layer says otherwise than the survey."""
    known = targets(survey, definition)
    for raw, cells in survey.columns.items():
        stray = raw not in polled and columns_of(raw, definition) is None and not all(map(is_blank, cells))
        if stray and raw in known:
            message = f"the survey gives {raw!r}, which the definition leaves to the units themselves"
            yield survey.problem("layers-differ", message, "leave it out, or give it self_scored = false", column=raw)
        elif stray:
            message = f"column {raw!r} is no indicator of {definition.id!r} that a survey asks"
            yield survey.problem("unknown-column", message, "remove it, or ignore it", column=raw)
    theirs = {known[raw].id: survey.columns[raw] for raw in polled}
    both = [(raw, theirs[target.id]) for raw, target in targets(own, definition).items() if target.id in theirs]
    for raw, asked in both if name != STAGES[0] else ():
        for row, pair in enumerate(zip(own.columns[raw], asked, strict=True)):
            said = [written(cell)[:40] for cell in pair]
            if not is_blank(pair[0]) and len(set(map(_meant, said))) > 1:
                message = f"{own.units[row]}, {raw}: {said[0]!r} here, {said[1]!r} in the survey"
                yield own.problem("layers-differ", message, "leave it to the survey", row=row, column=raw)


def _meant(text: str) -> Fraction | str:
    """Return the number that a text is, or the text itself."""
    number = read_number(text, "").text
    return Fraction(number) if number else fold(text)


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
