"""Results that were stored as JSON, read back without their evidence and definition: what can be said of them still."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Self

import attrs
import numpy as np

from parindex.base import (
    CODES,
    LIMITS,
    AsFrame,
    AsJson,
    Content,
    Limits,
    Problem,
    Problems,
    Readable,
    Shape,
    Text,
    UnknownNameError,
    UnreadableError,
    array,
    content_given,
    frame_of,
    hinted,
    named_text,
    near,
    say,
    shipped_schema,
)
from parindex.definition import REGISTRIES, Registry, Unit, registry_periods
from parindex.kernels import Floats
from parindex.scoring.score_frames import unit_columns
from parindex.scoring.standings import FORMAT, ScoringEdition, Standings
from parindex.scoring.stored_agreement import disagreements
from parindex.scoring.stored_documents import Misfits, document_in, misfits_in, unlike_units

_MAX_BYTES = 256 * 1024 * 1024
_HEAD = ("parindex", "definition", "year", "registry", "evidence")


@attrs.frozen(repr=False)
class StoredScores(Standings, AsJson, AsFrame):
    """Scores as they were stored: totals, ranks, groups and published figures, without evidence and definition.

    They can be put into a `series`, beside `Scores` too. What needs the evidence, such as an explanation, raises an
    error that says so.

    Attributes
    ----------
    units, names : tuple of str
        The unit of each row, and its name.
    nodes : tuple of str
        The node of each column: the index itself, then every node below its parent.
    values : array (n_units, n_nodes)
        Scores, nan where missing.
    rank : array (n_units,)
        Ranks of the totals, nan where a unit has none.
    problems : tuple of Problem
        What was told of them.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> text = parindex.score(definition, evidence, year=2023).to_json()
    >>> stored = parindex.StoredScores.from_json(text)
    >>> stored.rounded, stored.edition.index, stored.year
    ((Decimal('87.03'), Decimal('89.96')), 'PAR INDEX', 2023)
    >>> stored.published("survey")
    (Decimal('26.38'), Decimal('28.10'))
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    nodes: tuple[str, ...]
    values: Floats = array()
    rank: Floats = array()
    problems: Problems = attrs.field(default=Problems(), converter=Problems)
    _document: dict[str, Any] = attrs.field(factory=dict, hash=False)

    @classmethod
    def from_json(
        cls,
        text: str | bytes | Readable | Content | os.PathLike[str],
        *,
        name: str = "<text>",
        limits: Limits = LIMITS,
    ) -> Self:
        """Read a result back from its JSON text, from a stream, or from a file by its path.

        Parameters
        ----------
        text : str, bytes, stream, Content or path-like
            What `Scores.to_json` wrote; a text is never a path.
        name : str
            What an error calls it.
        limits : Limits
            How large it may be, and whether files are opened by name.

        Raises
        ------
        UnreadableError
            It is too large, no JSON, or no result: the error says what is wrong where.
        """
        source = text if isinstance(text, os.PathLike) else content_given(text, name)
        if source is None:
            raise TypeError(say("a text is given as text, bytes or a stream, not as {type}", type=type(text).__name__))
        called, read = named_text(source, _MAX_BYTES, limits)
        try:
            document = document_in(read)
        except ValueError as error:
            raise UnreadableError.of(called, error.args[0]) from None
        return cls._of(_checked(document, called, limits))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], *, name: str = "<data>", limits: Limits = LIMITS) -> Self:
        """Read a result back from what `Scores.to_dict` returned.

        Raises
        ------
        UnreadableError
            It is no result, of another version, or too large: the error says what is wrong where.
        """
        return cls._of(copy.deepcopy(_checked(values, name, limits)))

    @classmethod
    def _of(cls, document: dict[str, Any]) -> Self:
        """Return what is known of a document, which is its own and sound."""
        units = document["units"]
        root, *nodes = (node["id"] for node in document["nodes"])
        totals = [[unit["total"], *(unit["scores"][node] for node in nodes)] for unit in units]
        return cls(
            tuple(unit["unit"] for unit in units),
            tuple(unit["name"] or "" for unit in units),
            (root, *nodes),
            np.array(totals, dtype=np.float64).reshape(len(units), 1 + len(nodes)),
            np.array([unit["rank"] for unit in units], dtype=np.float64),
            Problems(map(_problem, document["problems"])),
            document,
        )

    @property
    def _units(self) -> Sequence[Mapping[str, Any]]:
        units: Sequence[Mapping[str, Any]] = self._document["units"]
        return units

    @property
    def year(self) -> int | None:
        """The year scored, where it is known."""
        year: int | None = self._document["year"]
        return year

    @cached_property
    def edition(self) -> ScoringEdition:
        """By which definition they were scored."""
        said = self._document["edition"]
        fields = {**said, "title": _title(said["title"]), "years": tuple(said["years"])}
        return ScoringEdition(**self._document["definition"], **fields)

    @cached_property
    def _titles(self) -> dict[str, Text]:
        return {node["id"]: _title(node["title"]) for node in self._document["nodes"]}

    def node_called(self, node: str, lang: str) -> str:
        """Return the title of a node in a language, its id where it has none."""
        return self._titles[self.nodes[self._column(node)]].get(lang) or node

    @property
    def provenance(self) -> dict[str, Any]:
        """What results begin with: the version of parindex, definition, year, registry of units, evidence."""
        return {name: copy.deepcopy(self._document[name]) for name in _HEAD}

    @cached_property
    def registry(self) -> Registry | None:
        """Where units were looked up: a registry of parindex, or the units that the definition lists."""
        return _registry(self._document)

    @cached_property
    def rounded(self) -> tuple[Decimal | None, ...]:
        """The totals as published, None where missing."""
        return tuple(_decimal(unit["published"]) for unit in self._units)

    @cached_property
    def group(self) -> tuple[str | None, ...]:
        """The group of units that each one is ranked with, None where there are none."""
        return tuple(unit["group"] for unit in self._units)

    @cached_property
    def band(self) -> tuple[str | None, ...]:
        """The group of results of each unit, None where it has none."""
        return tuple(unit["band"] for unit in self._units)

    @cached_property
    def lacking(self) -> Mapping[str, Sequence[str]]:
        """Of each unit without a total, the columns without a value that keep it from being worked out."""
        return {unit["unit"]: tuple(unit["lacking"]) for unit in self._units if unit["lacking"]}

    def published(self, node: str | None = None) -> tuple[Decimal | None, ...]:
        """Return the scores of a node, the total if none is named, as published."""
        if self._column(node) == 0:
            return self.rounded
        return tuple(_decimal(unit["published_scores"][node]) for unit in self._units)

    def _column(self, node: str | None) -> int:
        if node is None:
            return 0
        if node not in self.nodes:
            message = say("{id!r} has no node {node!r}", id=self.edition.id, node=node)
            raise UnknownNameError(hinted(message, near(str(node), self.nodes)))
        return self.nodes.index(node)

    def at(self, unit: str, node: str | None = None) -> float:
        """Return the score of a unit, named by its code or name, for a node or the total."""
        return float(self.values[self.row(unit), self._column(node)])

    def to_dict(self) -> dict[str, Any]:
        """Return what was stored, as plain JSON values."""
        return copy.deepcopy(self._document)

    def to_frame(self, library: str = "pandas") -> Any:
        """Return a row a unit with a column a node as a data frame of pandas or polars, as `Scores.to_frame` does.

        Raises
        ------
        ExtraError
            The library is not installed.
        """
        return frame_of(unit_columns(self), library)

    if not TYPE_CHECKING:  # a name that is not there stays an error of the type checker

        def __getattr__(self, name: str) -> NoReturn:
            template = "there is no {name}: this result was stored without its evidence; score it again"
            raise AttributeError(say(template, name=name), name=name, obj=self)

    def __repr__(self) -> str:
        units = f"{len(self.units)} units, {self.ranked.size} ranked"
        return f"<StoredScores of {self.edition.id!r}: {units}, {len(self.nodes) - 1} nodes>"


@cache
def _shape() -> Shape:
    return Shape(shipped_schema("parindex.scoring", "result"))


def _checked(values: Any, name: str, limits: Limits) -> dict[str, Any]:
    """Return the values of a result, refused where they are none."""
    if not isinstance(values, Mapping):
        raise UnreadableError.of(name, say("it is no JSON object"))
    stored = values.get("format")
    if stored != FORMAT or isinstance(stored, bool):
        by = str(values.get("parindex", "?"))[:40]
        which = {"found": repr(stored)[:40], "by": by, "read": FORMAT}
        raise UnreadableError.of(name, say("a result of format {found}, by parindex {by}; {read} is read", **which))
    units = values.get("units")
    if isinstance(units, list):
        first = units[0] if units and isinstance(units[0], dict) else {}
        scores = first.get("scores")
        limits.check_size(name, len(units), 1 + len(scores) if isinstance(scores, dict) else 1)
    document = dict(values)
    if why := misfits_in(_faults(document)):
        raise UnreadableError.of(name, why)
    return document


def _faults(document: dict[str, Any]) -> Iterator[Misfits]:
    """Yield what is wrong with a document; each kind of fault rests on the ones before it being absent."""
    yield _shape().faults(document)
    yield _contradictions(document)
    yield disagreements(document["units"], document["edition"]["best"])


def _contradictions(document: dict[str, Any]) -> Misfits:
    """Yield what the shape does not tell: units twice, nodes that differ from unit to unit, unknown registries."""
    nodes = [node["id"] for node in document["nodes"][1:]]
    yield from _strays(document["nodes"], document["definition"]["id"])
    unlike = say("its nodes are not those that the result names")
    yield from unlike_units(document["units"], ("scores", "published_scores"), nodes, unlike)
    if not 1 <= len(document["edition"]["years"]) <= len(("first", "last")):
        yield "/edition/years", say("the first year, and perhaps the last")
    if document["registry"] is not None and _registry(document) is None:
        told = say("this version of parindex knows no registry {name!r}", name=document["registry"][:80])
        yield "/registry", told


def _strays(nodes: Sequence[Mapping[str, Any]], root: str) -> Misfits:
    """Yield the nodes that stand in no tree: the index comes first, and every other one below one before it."""
    known = set[str]()
    for at, node in enumerate(nodes):
        if node["id"] in known:
            yield f"/nodes/{at}/id", say("a node stands there twice")
        if (node["id"] != root or node["parent"] is not None) if at == 0 else node["parent"] not in known:
            yield f"/nodes/{at}/parent", say("the index comes first, and nodes behind their parents")
        known.add(node["id"])
    if not nodes:
        yield "/nodes", say("the index comes first, and nodes behind their parents")


def _registry(document: Mapping[str, Any]) -> Registry | None:
    label = document["registry"]
    if label is None:
        return None
    if "listed" in document:
        listed = ((one["unit"], one["name"]) for one in document["listed"])
        return Registry(label, units=tuple(Unit(code, Text(name, name) if name else None) for code, name in listed))
    periods = (period for id_ in REGISTRIES for period in registry_periods(id_))
    return next((period for period in periods if str(period.label) == label), None)


def _problem(fields: Mapping[str, Any]) -> Problem:
    """Return a problem; a code of another version of parindex becomes one of a program's own."""
    code = fields["code"]
    known = code if code in CODES or code.startswith("x-") else f"x-{code}"
    return Problem(**{**fields, "code": known, "path": tuple(fields["path"])})


def _title(title: Mapping[str, str | None] | None) -> Text:
    return Text(**(title or {}))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
