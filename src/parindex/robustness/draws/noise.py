"""Scores of units whose evidence is measured with errors: the ordinary rules, some draws side by side."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from parindex.base import say
from parindex.definition import Indicator, Node
from parindex.kernels import Floats
from parindex.scoring import Program, Scores, leaf_scores

#: Normal errors are cut off here; beyond lie two in a thousand million.
FARTHEST = 6.0
#: So many draws are scored in one call of a rule.
_SIDE_BY_SIDE = 16


@attrs.frozen(eq=False, repr=False)
class NoisyScores:
    """Scores of what is not made of parts, as evidence varies."""

    scores: Scores
    errors: Floats  # (n_units, n_columns): the standard error of each cell of evidence

    @cached_property
    def columns(self) -> list[int]:
        """The columns of evidence that vary."""
        return np.flatnonzero(self.errors.any(axis=0)).tolist()

    @cached_property
    def nodes(self) -> list[Node]:
        """Their nodes."""
        return [self.scores.definition[self.scores.evidence.columns[column]] for column in self.columns]

    @cached_property
    def limits(self) -> Floats:
        """The least and the greatest value of each column that varies (2, n_columns)."""
        limits = np.array([[-np.inf], [np.inf]]).repeat(len(self.columns), axis=1)
        for at, node in enumerate(self.nodes):
            domain = node.rule.domain(node) if isinstance(node, Indicator) else self.scores.definition.domain(node)
            for side, limit in enumerate(domain):
                if limit is not None:
                    limits[side, at] = float(limit)
        return limits

    def refuse(self) -> None:
        """Raise `ValueError` where errors may bring a value to where its rule has no meaning, or would have to go on.

        An indicator worked out from others has errors that follow from theirs, which are not carried over.
        """
        names = {node.id for node in self.nodes}
        for leaf in self.scores.definition.computed:
            if leaf.refers_to and names & {leaf.id, *leaf.refers_to}:
                first = ", ".join(sorted(leaf.refers_to))
                raise ValueError(
                    say(
                        "{id!r} is worked out from {first}: errors of these cannot be carried over",
                        id=leaf.id,
                        first=first,
                    )
                )
        for at, (column, node) in enumerate(zip(self.columns, self.nodes, strict=True)):
            values = self.scores.evidence.values[:, column]
            if isinstance(node, Indicator):
                far = [values + sign * FARTHEST * self.errors[:, column] for sign in (-1, 1)]
                undefined = [node.rule.undefined(np.clip(ends, *self.limits[:, at])) for ends in far]
                if any(where is not None and where[~np.isnan(values)].any() for where in undefined):
                    raise ValueError(
                        say("errors may bring {id!r} to where the transform of its rule is not defined", id=node.id)
                    )

    @cached_property
    def straight(self) -> bool:
        """Whether the score of whatever varies is linear in the error, as far as errors go."""
        for at, (column, node) in enumerate(zip(self.columns, self.nodes, strict=True)):
            limits = node.rule.straight(node) if isinstance(node, Indicator) else (None, None)
            if limits is None or node.decimals is not None:
                return False
            low = max(self.limits[0, at], -np.inf if limits[0] is None else float(limits[0]))
            high = min(self.limits[1, at], np.inf if limits[1] is None else float(limits[1]))
            values, far = self.scores.evidence.values[:, column], FARTHEST * self.errors[:, column]
            moves = (far > 0) & ~np.isnan(values)
            if (values - far < low)[moves].any() or (values + far > high)[moves].any():
                return False
        return True

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Return errors in standard errors (n_draws, n_units, n_columns)."""
        errors = rng.standard_normal((size, len(self.scores.units), len(self.columns)))
        return np.clip(errors, -FARTHEST, FARTHEST, out=errors)

    def scored(self, errors: Floats) -> Floats:
        """Return the scores of every node (n_draws, n_units, n_nodes); of what is made of parts as they were."""
        exactness, evidence = self.scores.exactness, self.scores.evidence
        values = evidence.values[:, self.columns] + errors * self.errors[:, self.columns]
        np.clip(values, *self.limits, out=values)
        scores = np.tile(np.where(np.isnan(self.scores.values), 1.0, self.scores.values), (len(errors), 1, 1))
        leaves = np.tile(exactness.given.leaves, (len(errors), 1, 1))
        leaf_at = {leaf.id: at for at, leaf in enumerate(self.scores.definition.leaves)}
        for at, (column, node) in enumerate(zip(self.columns, self.nodes, strict=True)):
            there = ~np.isnan(evidence.values[:, column])
            if node.id in leaf_at:
                leaves[:, there, leaf_at[node.id]] = values[:, there, at]
            else:
                scores[:, there, self.scores.places[node.id]] = values[:, there, at]
        leaf_nodes = exactness.plan.leaf_nodes
        for start in range(0, len(errors), _SIDE_BY_SIDE):
            some = scores[start : start + _SIDE_BY_SIDE]
            varied = self._leaf_scores(leaves[start : start + _SIDE_BY_SIDE])
            some[:, :, leaf_nodes] = np.where(exactness.given.observed, varied, some[:, :, leaf_nodes])
        return scores

    def _leaf_scores(self, leaves: Floats) -> Floats:
        """Return the scores of leaves (n_draws, n_units, n_leaves), each draw with the others of its own."""
        draws, units, count = leaves.shape
        beside = attrs.evolve(
            self.scores.exactness.given,
            leaves=leaves.transpose(1, 0, 2).reshape(units, draws * count),
            observed=np.tile(self.scores.exactness.given.observed, (1, draws)),
            full=np.zeros((units, draws * count), dtype=bool),  # what is not observed is not asked for
            zero=np.zeros((units, draws * count), dtype=bool),
        )
        scores = leaf_scores(self.scores.exactness.plan, self._program(draws), beside)
        return np.asarray(scores.reshape(units, draws, count).transpose(1, 0, 2))

    @cached_property
    def _programs(self) -> dict[int, Program]:
        return {}

    def _program(self, draws: int) -> Program:
        """Return the rules of so many draws side by side."""
        if draws not in self._programs:
            plan = self.scores.exactness.plan
            leaves = plan.definition.leaves * draws
            rules, rounding = plan.rules(leaves), plan.rounding(dict(enumerate(leaves)))
            self._programs[draws] = attrs.evolve(plan.float_program, rules=rules, rounding=rounding)
        return self._programs[draws]
