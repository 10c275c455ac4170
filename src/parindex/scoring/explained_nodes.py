"""What the explanations of all units of some scores have in common, worked out once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import attrs
import numpy as np

from parindex.base import Message, Text, message_with_titles, together
from parindex.definition import BESIDE, Component, Node, titles_of

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@attrs.frozen(eq=False, repr=False)
class ExplainedNodes:
    """The nodes of scores, as explanations ask for them."""

    scores: Scores
    _said: dict[tuple[str, int], tuple[Message, Message]] = attrs.field(factory=dict, init=False)

    @cached_property
    def evidence_columns(self) -> Mapping[str, int]:
        """The column of evidence of each node or input that it gives."""
        return {name: at for at, name in enumerate(self.scores.evidence.columns)}

    @cached_property
    def titles(self) -> Mapping[str, Text | None]:
        """The titles of what messages name."""
        return titles_of(self.scores.definition)

    @cached_property
    def named(self) -> frozenset[str]:
        """What formulas of values and of components name."""
        definition = self.scores.definition
        values = (name for leaf in definition.leaves for name in leaf.refers_to)
        formulas = (node.formula for node in definition.nodes if isinstance(node, Component) and node.formula)
        return frozenset((*values, *(name for formula in formulas for name, _ in formula.tree.names())))

    @cached_property
    def beside(self) -> frozenset[str]:
        """What stands beside the tree: bonus, penalty, what is only watched, and all below it."""
        definition = self.scores.definition
        return frozenset(node.id for node in definition.nodes if definition.branch(node).adds is not None)

    @cached_property
    def full(self) -> list[float]:
        """The maximum of every node when nothing drops out, nan where it is not known."""
        return list(self.scores.exactness.plan.float_program.full.tolist())

    @cached_property
    def n_ranked(self) -> Counter[str | None]:
        """How many units of each group have a rank."""
        pairs = zip(self.scores.group, np.isnan(self.scores.rank).tolist(), strict=True)
        return Counter(group for group, missing in pairs if not missing)

    def said(self, node: Node, how: Message, more: tuple[Message | str, ...] = ()) -> Message:
        """Say how the score of a node comes about, with what happens to it then, and with titles.

        What is said of many units, the words of the rule and those in which no figure stands, is put together once.
        """
        key = node.id, id(how)
        if key in self._said and not any(more):
            return self._said[key][1]
        beside = BESIDE[node.adds] if node.adds else ""
        said = message_with_titles(together([beside, how, *more]), self.titles)
        if not any(more) and (not how.values or any(how is of.get(node.id) for of in self.scores.rules.values())):
            self._said[key] = how, said  # as long as it is kept, nothing else has its id
        return said
