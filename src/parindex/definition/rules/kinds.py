"""Every rule by its name in a definition: a new one is a class and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.definition.rules.by_rank import Rank
from parindex.definition.rules.compared import PercentileRank, Relative, Standardise, Target
from parindex.definition.rules.linear import Count, Proportional, Rescale, Score
from parindex.definition.rules.piecewise import Increments, Piecewise
from parindex.definition.rules.rule import Rule
from parindex.definition.rules.steps import Bands, Checklist, Choice, Shares

#: Every rule by its `kind`.
RULES: Mapping[str, type[Rule]] = {
    cls.kind: cls
    for cls in (
        Score,
        Rescale,
        Bands,
        Choice,
        Checklist,
        Proportional,
        Count,
        Increments,
        Piecewise,
        Shares,
        Relative,
        Target,
        Standardise,
        PercentileRank,
        Rank,
    )
}
