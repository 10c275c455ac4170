"""How an indicator's value becomes points: one small class a rule.

A new rule is a new class and one entry in `RULES`; loading, checking, scoring, exact decisions and explanation all go
through the methods of `Rule`.
"""

from collections.abc import Mapping

from parindex.rules.base import ErrorBound, Finding, Kernel, Limits, Options, Rule, Spread, interval, plain, short
from parindex.rules.compared import PercentileRank, Relative, Standardise, Target
from parindex.rules.linear import Anchors, Count, Proportional, Rescale, Score
from parindex.rules.steps import Band, Bands, Checklist, Choice, Shares

#: Every rule by its name in a definition.
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
        Shares,
        Relative,
        Target,
        Standardise,
        PercentileRank,
    )
}

__all__ = [
    "RULES",
    "Anchors",
    "Band",
    "Bands",
    "Checklist",
    "Choice",
    "Count",
    "ErrorBound",
    "Finding",
    "Kernel",
    "Limits",
    "Options",
    "PercentileRank",
    "Proportional",
    "Relative",
    "Rescale",
    "Rule",
    "Score",
    "Shares",
    "Spread",
    "Standardise",
    "Target",
    "interval",
    "plain",
    "short",
]
