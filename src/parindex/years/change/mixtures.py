"""Units scored as of the former year in some respects and as of the later one in the others."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, TypeVar

import attrs
import numpy as np

from parindex.base import DefinitionError, EvidenceError, errors
from parindex.comparison import coalitions, holding, mixed, without_maxima
from parindex.definition import Definition, check_tree
from parindex.kernels import Indices
from parindex.scoring import Scores, score, score_unranked
from parindex.years.change.comparable_definitions import ComparableDefinitions, OneSidedBranch
from parindex.years.change.joint_evidence import JointEvidence

#: What of a definition may be that of either year.
Respect = Literal["structure", "rules", "weights", "incomparable"]
RESPECTS: tuple[Respect, ...] = ("structure", "rules", "weights", "incomparable")
#: The respects that are as of the later year already, and branches of the tree likewise, by `own_cause`.
Later = frozenset[str]
#: How many rows are worked out exactly together once several units are asked for, and how many one unit has.
_AT_ONCE, _OF_ONE_UNIT = 128, 2
_T = TypeVar("_T")


@attrs.frozen(eq=False)
class Mixed:
    """Rows of two years scored by a definition between them; `place` says where each row stands, -1 where nowhere."""

    scores: Scores | None
    place: Indices
    _known: set[int] = attrs.field(factory=set)  # places whose exact totals are worked out

    def total(self, row: int) -> Fraction | None:
        """Return the exact total of a row, None where it has none."""
        at = int(self.place[row])
        if self.scores is None or at < 0 or np.isnan(self.scores.total[at]):
            return None
        exactness = self.scores.exactness
        if at not in self._known:  # the first unit asked for alone; with the next come many at once, which is quicker
            more = range(at, min(at + _AT_ONCE, len(self.scores.units))) if len(self._known) > _OF_ONE_UNIT else (at,)
            exactness.exact(more)
            self._known.update(more)
        return exactness.exact_score(at)


@attrs.frozen(eq=False)
class DefinitionsBetween:
    """The definitions between those of two years."""

    definitions: ComparableDefinitions
    _made: dict[Later, Definition] = attrs.field(factory=dict)

    def between(self, later: Later) -> Definition:
        """Return the definition with some respects as of the later year."""
        if later not in self._made:
            first, last = self.definitions.bare
            tree = self._tree(later)
            made = mixed(tree, last if "rules" in later else first, last if "weights" in later else first)
            self._made[later] = _sound(made)
        return self._made[later]

    def _tree(self, later: Later) -> Definition:
        """Return the tree of one year, with the branches that the other one has alone as they are told."""
        side = int("structure" in later)
        tree, other = self.definitions.bare[side], self.definitions.bare[1 - side]
        branches = self.definitions.branches
        gone = {
            node for branch in branches if branch.side == side != self._flipped(branch, later) for node in branch.nodes
        }
        come = [branch for branch in branches if branch.side != side and branch.side == self._flipped(branch, later)]
        if not gone and not come:
            return tree
        nodes = [node for node in tree.nodes[1:] if node.id not in gone]
        nodes += [other[node] for branch in come for node in branch.nodes]
        figures = {one.id: one for one in (*tree.parameter, *other.parameter)}
        attributes = {one.id: one for one in (*tree.attributes, *other.attributes)}
        held = holding(tree, nodes)
        return attrs.evolve(held, parameter=tuple(figures.values()), attributes=tuple(attributes.values()))

    @staticmethod
    def _flipped(branch: OneSidedBranch, later: Later) -> int:
        return int("incomparable" in later or branch.own_cause in later)

    @cached_property
    def respects(self) -> tuple[Respect, ...]:
        """What differs between the two."""
        return tuple(respect for respect in RESPECTS if any(self._steps(respect)))

    def _steps(self, respect: Respect) -> Iterator[bool]:
        others = [other for other in RESPECTS if other != respect]
        for later in coalitions(others):
            names: Later = frozenset(later)
            yield _sorted(self.between(names)) != _sorted(self.between(names | {respect}))


def _sorted(definition: Definition) -> Definition:
    """Return a definition with its nodes in the order of their ids, where their order is nothing."""
    if definition.order:
        return definition
    return attrs.evolve(
        definition,
        component=_by_id(definition.component),
        indicator=_by_id(definition.indicator),
        parameter=_by_id(definition.parameter),
        attributes=_by_id(definition.attributes),
        group=_by_id(definition.group),
    )


def _by_id(things: tuple[_T, ...]) -> tuple[_T, ...]:
    def id_(thing: Any) -> str:
        return str(thing.id)

    return tuple(sorted(things, key=id_))


def _sound(definition: Definition) -> Definition:
    """Return a definition that can be scored by, without maxima where these contradict each other."""
    if not errors(check_tree(definition)):
        return definition
    bare = without_maxima(definition)
    return definition if errors(check_tree(bare)) else bare


@attrs.frozen(eq=False)
class YearMixtures:
    """The evidence of two years, scored by either definition and by those between them."""

    joint: JointEvidence
    between: DefinitionsBetween
    _scored: dict[Later, Mixed] = attrs.field(factory=dict)
    _years: dict[tuple[Later, int], Mixed] = attrs.field(factory=dict)

    @classmethod
    def of(cls, joint: JointEvidence) -> YearMixtures:
        """Return those of some evidence."""
        return cls(joint, DefinitionsBetween(joint.definitions))

    @cached_property
    def respects(self) -> tuple[Respect, ...]:
        """What differs between the definitions, figures from outside among the rules."""
        differing = self.between.respects
        if self.joint.figures_changed:
            return tuple(respect for respect in RESPECTS if respect == "rules" or respect in differing)
        return differing

    def scored(self, later: Later) -> Mixed:
        """Return all rows scored with some respects as of the later year, where no rule holds units together."""
        if later not in self._scored:
            self._scored[later] = self.scored_rows(later, np.arange(len(self.joint.units)))
        return self._scored[later]

    def scored_year(self, later: Later, side: int) -> Mixed:
        """Return the rows of one year, scored together."""
        if (later, side) not in self._years:
            self._years[later, side] = self.scored_rows(later, self.joint.rows_of(side))
        return self._years[later, side]

    def scored_rows(self, later: Later, rows: Indices) -> Mixed:
        """Return some rows scored together, with some respects as of the later year."""
        sides = int("rules" in later), int("weights" in later)
        return self._score(self.between.between(later), sides, rows, ranked=False)

    def ranked_rows(self, side: int, rows: Indices) -> Mixed:
        """Return some rows scored together by the definition of a year as it is, with its roundings and ties."""
        return self._score(self.joint.definitions.full[side], (side, side), rows, ranked=True)

    def _score(self, definition: Definition, sides: tuple[int, int], rows: Indices, *, ranked: bool) -> Mixed:
        place, left = np.full(len(self.joint.units), -1, dtype=np.intp), rows
        for _ in range(3):  # rows that are refused, then rows of which a formula is not defined
            try:
                evidence, refused = self.joint.evidence(definition, *sides, left)
                if refused.size:
                    left = np.delete(left, refused)
                    evidence, _ = self.joint.evidence(definition, *sides, left)
                if not left.size:
                    break
                scores = score(definition, evidence) if ranked else score_unranked(definition, evidence)
            except DefinitionError:
                break
            except EvidenceError as error:
                faulty = {problem.line for problem in error.problems if problem.line is not None}
                left = np.delete(left, sorted(faulty))
                continue
            place[left] = np.arange(left.size)
            return Mixed(scores, place)
        return Mixed(None, place)
