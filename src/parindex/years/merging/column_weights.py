"""By what the parts of a merged unit are weighted: weights as given, checked, and which column takes which."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from parindex.base import EvidenceError, Problem, UnknownNameError, clean, errors, first_of, hinted, near, say
from parindex.definition import Definition, Registry, coded
from parindex.evidence import Table, exact_number, read_number, tables_of

#: Weights by unit.
UnitWeights = Mapping[str, Fraction]
#: What stands for weights that are the same for all.
PLAIN = "plain"


@attrs.frozen
class ColumnWeights:
    """Weights by their name, and which node or column takes which.

    Attributes
    ----------
    by : mapping of name to mapping of unit to Fraction
        The weights; none where means are plain.
    weigh : mapping of node or column to name
        Which of them is taken; that of the nearest node above a column counts.
    """

    by: Mapping[str, UnitWeights] = attrs.field(factory=dict)
    weigh: Mapping[str, str | None] = attrs.field(factory=dict)

    def name_for(self, places: Iterable[str]) -> str | None:
        """Return the name of the weight of a column, by the places where it may be said, nearest first."""
        for place in places:
            if place in self.weigh:
                return self.weigh[place]
        return next(iter(self.by)) if len(self.by) == 1 else None


def weights_of(
    by: object, weigh: Mapping[str, str | None] | None, definition: Definition, among: Registry, needed: Iterable[str]
) -> ColumnWeights:
    """Return weights as `merge_units` takes them, of which every unit `needed` has one above 0.

    Raises
    ------
    EvidenceError
        A unit has no weight, or none above 0, or is none of the registry.
    UnknownNameError, ValueError, TypeError
        `weigh` names a weight or a node that is not there, or `by` is no mapping, frame or file.
    """
    given = _by_name(by, definition)
    problems: list[Problem] = []
    weights = {name: _checked(name, figures, among, list(needed), problems) for name, figures in given.items()}
    if problems:
        raise EvidenceError(problems)
    chosen = dict(weigh or {})
    for place, name in chosen.items():
        if name is not None and name not in weights:
            raise UnknownNameError(hinted(say("no weight {name!r}", name=name), near(name, weights)))
        if place not in definition and place.rpartition(".")[0] not in definition:
            known = [node.id for node in definition.nodes]
            raise UnknownNameError(hinted(say("no node or column {name!r}", name=place), near(place, known)))
    if len(weights) > 1 and definition.id not in chosen:
        lacking = [part.id for part in definition.parts(definition.id) if part.id not in chosen]
        if lacking:
            values = {"count": len(weights), "node": lacking[0], "root": definition.id}
            template = (
                "{count} weights are given, and none is named for {node!r}: "
                "weigh={{{root!r}: …}}, or --weigh NODE=WEIGHT"
            )
            raise ValueError(say(template, **values))
    return ColumnWeights(weights, chosen)


def _by_name(by: object, definition: Definition) -> dict[str, Mapping[str, object]]:
    """Return what is given as weights by name: one without a name is called so."""
    if by is None:
        return {}
    if not isinstance(by, Mapping):
        return dict(read_weights(by, definition))
    nested = [isinstance(figures, Mapping) for figures in by.values()]
    if any(nested) and not all(nested):
        raise TypeError(say("weights are numbers by unit, or such mappings by name; here are both"))
    if not by:
        raise ValueError(say("no weights are given; leave out by= for plain means"))
    if not any(nested):
        return {"weight": by}
    return {str(name): figures for name, figures in by.items()}


def read_weights(source: object, definition: Definition) -> dict[str, dict[str, object]]:
    """Return the weights in a file, a data frame or records by the names of their columns; one column holds units.

    Raises
    ------
    EvidenceError, UnreadableError
        The file is faulty, or none.
    TypeError
        `source` is none of these.
    """
    if not (isinstance(source, (str, os.PathLike)) or hasattr(source, "columns") or isinstance(source, list)):
        raise TypeError(say("weights are a mapping, a file or a data frame, not {type}", type=type(source).__name__))
    (table,) = tables_of(definition, [source])
    if faults := errors(table.problems):
        raise EvidenceError(faults)
    return {name: _figures_of(table, name) for name in table.columns}


def _figures_of(table: Table, column: str) -> dict[str, object]:
    """Return the weights in a column by unit; what is no number stays as it stands there."""
    mark, figures = table.mark_of(column), dict[str, object]()
    for unit, cell in zip(table.units, table.columns[column], strict=True):
        read = read_number(clean(cell), mark) if isinstance(cell, str) else None
        figures[unit] = Fraction(read.text) if read is not None and read.text and not read.doubtful else cell
    return figures


def _checked(
    name: str, figures: Mapping[str, object], among: Registry, needed: list[str], problems: list[Problem]
) -> dict[str, Fraction]:
    """Return weights by the codes of units; what is wrong with them joins the problems."""
    weights: dict[str, Fraction] = {}
    for label, figure in figures.items():
        match = among.find(str(label))
        if match.unit is None:
            problems.append(Problem.of("unknown-unit", f"{name}: {match.message}", match.hint, (name, str(label))))
            continue
        exact = exact_number(figure)
        if match.unit.id in weights:
            message = say("{name}: {unit} has two weights", name=name, unit=coded(match.unit))
            problems.append(Problem.of("duplicate-unit", message, say("write it once"), (name, match.unit.id)))
        elif exact is not None and exact > 0:
            weights[match.unit.id] = exact
        elif match.unit.id in needed:
            problems.append(_faulty(name, coded(match.unit), match.unit.id, figure))
    said = {problem.path[-1] for problem in problems}
    problems += _lacking(name, among, [code for code in needed if code not in weights and code not in said])
    return weights


def _faulty(name: str, unit: str, code: str, figure: Any) -> Problem:
    message = say("{name}: the weight of {unit} is {figure!r}", name=name, unit=unit, figure=str(figure)[:40])
    return Problem.of("no-weight", message, say("a weight is a number above 0"), (name, code))


def _lacking(name: str, among: Registry, codes: list[str]) -> Iterator[Problem]:
    if codes:
        units = [coded(unit) for unit in among.units if unit.id in codes]
        values = {"name": name, "count": len(codes), "units": first_of(units)}
        message = say("{name}: {count} former units have no weight: {units}", **values)
        yield Problem.of("no-weight", message, say("a weight is a number above 0"), (name, codes[0]))
