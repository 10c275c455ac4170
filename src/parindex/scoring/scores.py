"""Definition + evidence -> scores."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Unpack

import attrs
import numpy as np

from parindex.base import (
    AsJson,
    AsWorkbook,
    EvidenceError,
    Message,
    Problem,
    Problems,
    array,
    errors,
    json_text,
    shipped_schema,
    work_allowed,
)
from parindex.definition import Definition, Indicator, Node, Registry
from parindex.evidence import (
    Answers,
    Evidence,
    ReadingOptions,
    new_values,
    read_evidence,
    with_changed_row,
)
from parindex.kernels import Floats, Indices, Integers, Mask, rank
from parindex.scoring.answers import Losses, Ranks, Summary, UnitDifference, Within, difference, losses, ranks, summary
from parindex.scoring.banding import Banded, Banding, is_gated, standing_problems, undecided
from parindex.scoring.changed_unit import floats_with_other_row, keys_with_other_row
from parindex.scoring.coverage import Coverage
from parindex.scoring.empty_cells import scaleless_warnings
from parindex.scoring.evidence_walk import walked_evidence
from parindex.scoring.exactness import Exactness
from parindex.scoring.explained_nodes import ExplainedNodes
from parindex.scoring.explanation import Explanation, explain
from parindex.scoring.float_walk import FloatWalk
from parindex.scoring.printed_totals import misprints
from parindex.scoring.provenance import figures_used, result_head
from parindex.scoring.score_frames import ScoresFrame
from parindex.scoring.standings import FORMAT, ScoringEdition, Standings, is_own_list, listed_nodes, listed_units
from parindex.scoring.stored_cohort import Cohort
from parindex.scoring.tree_walk import Walk
from parindex.scoring.undefined_formulas import undefined_formulas
from parindex.scoring.unit_documents import unit_documents


@attrs.frozen(repr=False)
class Scores(Standings, AsJson, ScoresFrame, AsWorkbook):
    """Scores of every node for every unit, ranks, and what is published of them.

    Attributes
    ----------
    definition, evidence : Definition, Evidence
        What was scored; see `Evidence` for indicators of which evidence gives points.
    units, names : tuple of str
        The unit of each row, and its name.
    nodes : tuple of str
        The node of each column: the index itself, then every node below its parent.
    values : array (n_units, n_nodes)
        Scores, nan where missing.
    points, max : array (n_units, n_nodes)
        Points obtained and obtainable; they differ from `values` and the definition where a leaf that is not
        applicable has dropped out. nan where a maximum is not known.
    rank : array (n_units,)
        Ranks of the totals, nan where a unit has none.
    problems : tuple of Problem
        Warnings, such as an indicator without spread; see `coverage` for units without a total.
    exactness : Exactness
        What decides exactly where float64 cannot; for analyses.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> scores = parindex.score(definition, evidence)
    >>> scores.rounded
    (Decimal('87.03'), Decimal('89.96'))
    >>> scores.rank
    array([2., 1.])
    >>> float(scores.at("MOHA", "survey"))
    26.38
    """

    definition: Definition
    evidence: Evidence
    units: tuple[str, ...]
    names: tuple[str, ...]
    nodes: tuple[str, ...]
    values: Floats = array()
    points: Floats = array()
    max: Floats = array()
    rank: Floats = array()
    problems: Problems = attrs.field(default=Problems(), converter=Problems)
    exactness: Exactness = attrs.field(eq=False, kw_only=True)

    @property
    def year(self) -> int | None:
        """The year scored, where it is known: told to `score`, or the only one of the definition."""
        return self.evidence.year

    @cached_property
    def edition(self) -> ScoringEdition:
        """By which definition they were scored, as far as results are put beside each other."""
        names = {name: getattr(self.definition, name) for name in ("index", "title", "years")}
        return ScoringEdition(**self.provenance["definition"], **names, best=self.definition.rank.best)

    @property
    def registry(self) -> Registry | None:
        """Where units were looked up, with all that it lists; None where nothing lists them."""
        return self.evidence.registry

    @property
    def lacking(self) -> Mapping[str, Sequence[str]]:
        """Of each unit without a total, the columns without a value that keep it from being worked out."""
        return self.coverage.lacking

    @cached_property
    def rounded(self) -> tuple[Decimal | None, ...]:
        """The totals as published: rounded half up from the exact result, None where missing."""
        return self.published()

    @cached_property
    def band(self) -> tuple[str | None, ...]:
        """The group of results of each unit by its published total, its gates and caps; None where it has none."""
        return tuple(banded.label for banded in self.banded)

    @cached_property
    def band_reasons(self) -> tuple[tuple[str, ...], ...]:
        """Why each unit is in no better group of results though its total is enough for one."""
        return tuple(banded.reasons for banded in self.banded)

    @cached_property
    def banded(self) -> tuple[Banded, ...]:
        """The group of results of each unit, why it is no better one, and what it lacks for one."""
        return Banding(self.exactness, self.group, {self.definition.id: self.rounded}).all()

    @cached_property
    def group(self) -> tuple[str | None, ...]:
        """The group of units that each one is compared and ranked with, None where there are none."""
        return tuple(unit.group if unit else None for unit in self.evidence.members)

    @cached_property
    def undecided(self) -> tuple[tuple[str, ...], ...]:
        """The units that share the rank of each one, itself too, where the definition leaves that to the authority."""
        if self.definition.rank.ties != "authority":
            return ((),) * len(self.units)
        return undecided(self.rank, self.units, self.group)

    @cached_property
    def best_first(self) -> tuple[int, ...]:
        """The rows of units group by group, best first, those without a rank last."""
        groups = list(dict.fromkeys(self.group))
        pairs = enumerate(zip(self.group, self.rank.tolist(), strict=True))
        keys = [(groups.index(group), math.isnan(rank), rank, row) for row, (group, rank) in pairs]
        return tuple(sorted(range(len(self.units)), key=keys.__getitem__))

    def ranked_together(self, rows: Indices) -> tuple[Indices, ...]:
        """Return the units among some rows that are ranked with each other, by their places among these rows."""
        place = np.full(len(self.units), -1)
        place[rows] = np.arange(rows.size)
        groups = (place[members] for members in self.exactness.given.groups)
        return tuple(places for group in groups if (places := group[group >= 0]).size)

    @property
    def complete(self) -> Mask:
        """Where every indicator, or a component above it, has a value or points (n_units,)."""
        watched = {leaf.id for leaf in self.definition.watched}
        columns = enumerate(self.evidence.columns)
        nodes = [at for at, name in columns if name in self.definition and name not in watched]
        return np.asarray(~np.isnan(self.evidence.values[:, nodes]).any(axis=1))

    @cached_property
    def coverage(self) -> Coverage:
        """What each total rests on: what units without one lack, and who is scored from few parts."""
        return Coverage(self.definition, self.evidence, self.exactness.marks, self.values)

    @property
    def left_out(self) -> Mask:
        """Where a node has no score and none is needed: not applicable, or left out if missing (n_units, n_nodes)."""
        return self.exactness.marks.left_out

    @cached_property
    def shown_parts(self) -> tuple[Node, ...]:
        """The nodes right below the index that tables show: what is only watched where some unit gives it."""
        children = self.definition.children(self.definition.id)
        return tuple(part for part in children if part.adds != "nothing" or not np.isnan(self[part.id]).all())

    def published(self, node: str | None = None) -> tuple[Decimal | None, ...]:
        """Return the scores of a node, the total if none is named, as published.

        They are rounded half up (half away from 0) at the node's own `decimals`, else at the definition's, from the
        exact result: fractions where the arithmetic is rational, 45 digits where roots or logarithms occur.
        """
        return self.exactness.published(slice(None), 0 if node is None else self._column(node))

    def published_of(self, unit: str) -> dict[str, Decimal | None]:
        """Return the scores of all nodes of one unit as published, see `published`."""
        return dict(zip(self.nodes, self.exactness.published(self.evidence.row(unit), slice(None)), strict=True))

    @cached_property
    def rules(self) -> dict[str | None, dict[str, Message]]:
        """How each indicator given turns its value into points among the units of each group, in words."""
        words = {}
        for members in self.exactness.given.groups:
            group = self.group[int(np.arange(len(self.units))[members][0])] if self.units else None
            figures = self.exactness.given.company.extremes(members)
            columns = zip(self.evidence.columns, self.evidence.values[members].T, strict=True)
            nodes = ((self.definition[column], values) for column, values in columns if column in self.definition)
            leaves = ((node, values) for node, values in nodes if isinstance(node, Indicator))
            words[group] = {
                leaf.id: leaf.rule.explain(leaf, leaf.rule.spread(self._seen(leaf, group, values), figures))
                for leaf, values in leaves
            }
        return words

    def _seen(self, leaf: Indicator, group: str | None, own: Floats) -> Floats:
        """Return the values that units of a group are compared with: their own, or those of a cohort."""
        seen = self.exactness.seen
        return own if seen is None or not leaf.rule.cohort else seen(leaf.id, group)

    def rule_of(self, row: int, leaf: Indicator) -> Message:
        """Return how an indicator turns the value of a unit into points, with the figures that it is held against."""
        if not self.exactness.given.company.figures or not any(leaf.rule.named()):
            return self.rules[self.group[row]][leaf.id]
        members = [at for at, group in enumerate(self.group) if group == self.group[row]]
        figures = self.exactness.given.company.extremes(np.array([row]))
        column = self.evidence.values[members, self.evidence.columns.index(leaf.id)]
        return leaf.rule.explain(leaf, leaf.rule.spread(self._seen(leaf, self.group[row], column), figures))

    @cached_property
    def explained_nodes(self) -> ExplainedNodes:
        """What explanations of all units have in common."""
        return ExplainedNodes(self)

    @cached_property
    def cohort(self) -> Cohort:
        """What scoring one more unit needs of these, to be stored; see `score_against`."""
        return Cohort.of(self)

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """What results begin with: the version of parindex, definition, year, registry of units, evidence."""
        return result_head(self.definition, self.evidence)

    @cached_property
    def answers(self) -> Answers:
        """The options and ticks of cells, as they were entered."""
        return Answers(self.evidence)

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each node."""
        return {node: at for at, node in enumerate(self.nodes)}

    def _column(self, node: str) -> int:
        return self.places[self.definition[node].id]

    def __getitem__(self, node: str) -> Floats:
        return self.values[:, self._column(node)]

    def node_called(self, node: str, lang: str) -> str:
        """Return the title of a node in a language, its id where it has none."""
        return self.definition[node].called(lang)

    def at(self, unit: str, node: str | None = None) -> float:
        """Return the score of a unit, named by its code or name, for a node or the total."""
        return float(self.values[self.evidence.row(unit), 0 if node is None else self._column(node)])

    def again(self, evidence: Evidence) -> Scores:
        """Return the scores of other evidence by the same definition; see `score` for what it raises."""
        return score(self.definition, evidence)

    def with_unit(self, unit: str, changes: Mapping[str, object]) -> Scores:
        """Return the scores that reading and scoring all again would give, if one unit had other values.

        Where no rule compares units, this costs one row and its place in the ranking.

        Parameters
        ----------
        unit : str
            A unit, by its code or name.
        changes : mapping of str to value
            Its new values, by columns of evidence: ``{"land": 7.2}``. A total that is printed of it is left out.

        Raises
        ------
        EvidenceError
            A column is not given, or a value is not allowed; `problems` holds every fault.
        """
        wanted, problems = new_values(self.evidence, {unit: changes})
        if problems:
            raise EvidenceError(problems)
        row = self.evidence.row(unit)
        return _with_unit(self, with_changed_row(self.evidence, row, wanted), row)

    def explain(self, unit: str) -> Explanation:
        """Return how the total of a unit, named by its code or name, comes about."""
        with self.exactness.within_limits():
            return explain(self, unit)

    def lost(self, unit: str) -> Losses:
        """Return where a unit lost points, most first, and what one more unit of evidence of each would bring."""
        with self.exactness.within_limits():
            return losses(self, unit)

    def summary(self, unit: str) -> Summary:
        """Return how a unit stands at every node against those it is ranked with, and where it is strong and weak."""
        with self.exactness.within_limits():
            return summary(self, unit)

    def ranks(self, node: str | None = None, by: Within | None = None) -> Ranks:
        """Return the rank of every unit at a node, the total if none is named; perhaps within what `by` says."""
        with self.exactness.within_limits():
            return ranks(self, node, by)

    def difference(self, unit: str, other: str) -> UnitDifference:
        """Return what makes the published total of a unit differ from that of another; the rows add up exactly."""
        with self.exactness.within_limits():
            return difference(self, unit, other)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values; missing numbers are None.

        What is published of a unit and of its nodes is text, such as ``"7.20"``: a program of another language shows it
        as it stands. The floats beside it are for calculating on.
        """
        document = self._document()
        return {**document, "units": list(document["units"])}

    def to_json(self, indent: int | None = None) -> str:
        """Return `to_dict` as JSON text."""
        return json_text(self._document(), indent)

    def _document(self) -> dict[str, Any]:
        """Return what JSON holds, with an iterator over units: very many of them are made as they are written."""
        problems = [problem.to_dict() for problem in (*self.problems, *self.coverage.problems)]
        outside = figures_used(self.evidence)
        listed = {"listed": listed_units(self.registry)} if is_own_list(self.registry) else {}
        told = {"edition": self.edition.to_dict(), "nodes": listed_nodes(self.definition)}
        head = {"format": FORMAT, **self.provenance, **told, **listed}
        units = unit_documents(self)
        return {**head, **({"parameters": outside} if outside else {}), "units": units, "problems": problems}

    def __repr__(self) -> str:
        units = f"{len(self.units)} units, {self.ranked.size} ranked"
        return f"<Scores of {self.definition.id!r}: {units}, {len(self.nodes) - 1} nodes>"


def score(definition: Definition, evidence: object, **reading: Unpack[ReadingOptions]) -> Scores:
    """Score evidence by a definition.

    Parameters
    ----------
    definition : Definition
        The index.
    evidence : Evidence, or anything that `read_evidence` takes
        The table of evidence.
    **reading
        How evidence is read; see `read_evidence`.

    Returns
    -------
    Scores

    Raises
    ------
    EvidenceError
        The evidence is faulty; `problems` holds every fault, with row and column.

    Examples
    --------
    >>> import numpy as np
    >>> import parindex
    >>> definition = parindex.load("pgi-2022")
    >>> scores = parindex.score(definition, np.array([[7.43, 5.85, 3.83, 5.23]]), units=["30"])
    >>> scores.rounded
    (Decimal('22.34'),)
    """
    read = read_evidence(definition, evidence, **reading)
    if errors(read.problems):
        raise EvidenceError(read.problems)
    with work_allowed(read.limits, read.table.source):
        return _told_of_standing(_scored(read, Exactness.standing))


def score_unranked(definition: Definition, evidence: Evidence) -> Scores:
    """Score evidence without deciding which totals are equal: whoever has a total has rank 1. For simulations."""
    scores = _scored(read_evidence(definition, evidence), _level)
    scores.exactness.keys = None
    return scores


def _level(exactness: Exactness) -> Integers:
    return np.where(exactness.marks.without_score[:, 0], -1, 0)


def _scored(evidence: Evidence, standing: Callable[[Exactness], Integers]) -> Scores:
    exactness, floats, flat = walked_evidence(evidence)
    return _settled(exactness, floats, standing, scaleless_warnings(exactness.plan, evidence, flat))


def _settled(
    exactness: Exactness, floats: FloatWalk, standing: Callable[[Exactness], Integers], told: Iterable[Problem]
) -> Scores:
    """Make exact what float64 cannot decide, and rank."""
    evidence, walked = (
        exactness.evidence,
        exactness.settle(floats.walked, floats.relied.doubtful, simulated=standing is _level),
    )
    if faults := undefined_formulas(evidence, exactness):
        raise EvidenceError((*evidence.problems, *faults))
    keys = exactness.keys = standing(exactness)
    ranks = np.full(keys.size, np.nan)
    ranked = keys >= 0
    if any(evidence.members):
        ranked &= [unit is None or unit.ranked for unit in evidence.members]
    for members in exactness.given.groups:
        here = np.arange(keys.size)[members][ranked[members]]
        ranks[here] = rank(keys[here], exactness.plan.definition.rank.shared)
    return scores_of(exactness, walked, ranks, (*told, *misprints(evidence, exactness.values[:, 0])))


def _told_of_standing(scores: Scores) -> Scores:
    """Return scores that tell who is left without a group of results, and whose rank the authority decides."""
    banded = scores.banded if is_gated(scores.definition) else ()
    keys = scores.exactness.keys
    nearly = () if keys is None else scores.exactness.nearly_level(keys)
    told = tuple(standing_problems(scores.evidence, banded, scores.undecided, nearly))
    return attrs.evolve(scores, problems=(*scores.problems, *told)) if told else scores


def _with_unit(scores: Scores, evidence: Evidence, row: int) -> Scores:
    """Return the scores of evidence in which one row is another, walking no more than has to be."""
    if errors(evidence.problems):
        raise EvidenceError(evidence.problems)
    before = scores.exactness.keys
    floats = None if before is None else floats_with_other_row(scores.exactness, evidence, row)
    if before is None or floats is None:
        return score(evidence.definition, evidence)
    exactness = Exactness.of(evidence, floats).knowing(scores.exactness, row)
    return _told_of_standing(_settled(exactness, floats, lambda now: keys_with_other_row(now, before, row), ()))


def scores_of(exactness: Exactness, walked: Walk, ranks: Floats, told: Iterable[Problem]) -> Scores:
    """Return what was walked and ranked as scores, with what is told of it beside the problems of the evidence."""
    plan, evidence, marked, values = exactness.plan, exactness.evidence, exactness.marks, exactness.values
    reduced = marked.reduced.copy() if marked.none else marked.reduced & ~marked.without_score
    for node, _ in plan.beside:  # its points stand in those of the total
        reduced[:, 0] |= reduced[:, node] & ~marked.without_score[:, 0]
    points = np.where(reduced, walked.points, values) if reduced.any() else values
    for table in (values, points, ranks):
        table.flags.writeable = False
    axes = evidence.units, evidence.names, plan.ids
    problems = (*evidence.problems, *told)
    return Scores(plan.definition, evidence, *axes, values, points, walked.most, ranks, problems, exactness=exactness)


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema of `Scores.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> parindex.result_schema()["required"]
    ['format', 'parindex', 'definition', 'year', 'registry', 'evidence', 'edition', 'nodes', 'units', 'problems']
    """
    return shipped_schema("parindex.scoring", "result")
