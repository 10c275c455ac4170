"""Which columns of evidence are brought to the new units, and how each: as somebody says, else by what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from parindex.base import Collector, EvidenceError, UnknownNameError, check_word, errors, hinted, near, say
from parindex.definition import Component, Definition, GivenPoints, Indicator
from parindex.evidence import OF_EVIDENCE, Evidence, in_points, owner_of
from parindex.years.merging.column_kinds import (
    COMPONENT,
    HOWS,
    POINTS,
    VALUE,
    ColumnKind,
    How,
    kind_of,
)


@attrs.frozen
class MergedColumn:
    """One column on its way from the former units to the new ones.

    Attributes
    ----------
    at : int
        Its place in the evidence of the former units.
    id : str
        Its name there.
    raw : str
        The head that it has in a table of evidence.
    kind : ColumnKind
        What it holds.
    how : str
        How the values of parts become one.
    options : tuple of str or None
        The answers that it holds, where it holds answers.
    places : tuple of str
        The column, its indicator and the components above, nearest first: where how and by what may be said.
    beside : tuple of int
        The columns of the same indicator, itself too: where one is not applicable, none of them is.
    indicator : str
        The indicator that reads it, or the node or figure that it is itself.
    """

    at: int
    id: str
    raw: str
    kind: ColumnKind
    how: How
    options: tuple[str, ...] | None
    places: tuple[str, ...]
    beside: tuple[int, ...]
    indicator: str

    @property
    def by_points(self) -> bool:
        """Whether the points of an indicator may be taken in place of what it holds."""
        return len(self.places) > 1 and self.kind not in (POINTS, COMPONENT)


def checked_hows(how: Mapping[str, str] | None, evidence: Evidence) -> dict[str, How]:
    """Return how columns are merged, as somebody says for columns, indicators or components.

    Raises
    ------
    UnknownNameError, ValueError
        There is no such column, or no such way.
    """
    if how is not None and not isinstance(how, Mapping):
        raise TypeError(say("{name} must be a mapping, not {value!r}", name="how", value=how))
    definition, asked = evidence.definition, dict[str, How]()
    known = {*evidence.columns, *(node.id for node in definition.nodes)}
    for place, word in (how or {}).items():
        if place not in known:
            raise UnknownNameError(hinted(say("no node or column {name!r}", name=place), near(place, known)))
        check_word("how", word, HOWS)
        if word == "points" and place not in definition:
            raise ValueError(say("how of {place!r}: points are those of an indicator", place=place))
        asked[place] = next(one for one in HOWS if one == word)
    return asked


def with_points(evidence: Evidence, asked: Mapping[str, How]) -> Evidence:
    """Return evidence that holds points of the indicators of which points are to be averaged.

    Raises
    ------
    EvidenceError
        Points cannot be told without the other units.
    """
    problems = Collector()
    definition = evidence.definition
    wanted = [leaf.id for leaf in definition.leaves if _asked(asked, _places(definition, leaf.id)) == "points"]
    pointed = in_points(evidence, wanted, problems)
    if errors(problems):
        raise EvidenceError(problems)
    return pointed


def columns_of(evidence: Evidence, asked: Mapping[str, How]) -> tuple[tuple[MergedColumn, ...], tuple[str, ...]]:
    """Return the columns that are merged, and the names of those that are left behind.

    What is worked out from others follows from these, and is merged itself only where somebody asks for its mean.
    """
    definition = evidence.definition
    by_value = {
        leaf.id
        for leaf in definition.leaves
        if leaf.inputs and leaf.id in evidence.columns and _asked_of_value(asked, definition, leaf) == "mean"
    }
    columns, left = [], []
    for at, id_ in enumerate(evidence.columns):
        owner, _ = owner_of(definition, id_)
        if at in evidence.computed and id_ not in by_value:
            continue
        kind = VALUE if at in evidence.computed else kind_of(definition, id_)
        if kind is None or (owner is not None and owner.id in by_value):
            left.append(id_)
        elif evidence.origins.get(id_, OF_EVIDENCE) == OF_EVIDENCE:
            columns.append(_column(evidence, at, kind, asked))
    return tuple(columns), tuple(left)


def _asked_of_value(asked: Mapping[str, How], definition: Definition, leaf: Indicator) -> How | None:
    """Return what is asked of the value of an indicator that is worked out from inputs, where these say nothing."""
    if any(f"{leaf.id}.{item}" in asked for item in leaf.reads) or isinstance(leaf.rule, GivenPoints):
        return None
    return _asked(asked, _places(definition, leaf.id))


def _places(definition: Definition, column: str) -> tuple[str, ...]:
    """Return a column, its indicator and the components above it, nearest first."""
    owner, _ = owner_of(definition, column)
    if owner is None and column not in definition:
        return (column,)
    node = owner or definition[column]
    above = [one.id for one in definition.ancestors(node)]
    return tuple(dict.fromkeys((column, node.id, *above)))


def _asked(asked: Mapping[str, How], places: tuple[str, ...]) -> How | None:
    return next((asked[place] for place in places if place in asked), None)


def _column(evidence: Evidence, at: int, kind: ColumnKind, asked: Mapping[str, How]) -> MergedColumn:
    definition, id_ = evidence.definition, evidence.columns[at]
    places, owner = _places(definition, id_), owner_of(definition, id_)[0]
    return MergedColumn(
        at,
        id_,
        f"{id_}.points" if kind is POINTS else id_,
        kind,
        _how(kind, asked, places, definition),
        _options(definition, id_, kind),
        places,
        tuple(_beside(evidence, id_)) or (at,),
        owner.id if owner else id_,
    )


def _how(kind: ColumnKind, asked: Mapping[str, How], places: tuple[str, ...], definition: Definition) -> How:
    """Return how a column is merged; what is said of a component holds for those below that can be merged so."""
    word = _asked(asked, places)
    if word == "points":
        word = "mean" if kind in (POINTS, COMPONENT) else None
    if word is None or word in kind.allowed:
        return word or kind.default
    said = next(place for place in places if place in asked)
    if said in definition and isinstance(definition[said], Component) and said != places[0]:
        return kind.default
    values = {"place": said, "word": word, "words": ", ".join(kind.allowed)}
    message = say("how of {place!r} is one of {words}, not {word!r}", **values)
    raise ValueError(hinted(message, kind.why))


def _options(definition: Definition, column: str, kind: ColumnKind) -> tuple[str, ...] | None:
    if kind.name == "tick":
        return ("no", "yes")
    if kind.name != "choice":
        return None
    node = definition[column]
    return node.rule.options() if isinstance(node, Indicator) else None


def _beside(evidence: Evidence, column: str) -> Iterator[int]:
    """Yield the columns of the inputs of the same indicator."""
    owner, _ = owner_of(evidence.definition, column)
    if owner is not None and owner.inputs:
        names = [f"{owner.id}.{item}" for item in owner.reads]
        yield from (evidence.columns.index(name) for name in names if name in evidence.columns)
