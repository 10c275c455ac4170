"""How an indicator's value becomes points: one small class a rule.

A new rule is a new class and one entry in `RULES`; loading, checking, scoring, exact decisions and explanation all go
through the methods of `Rule`.
"""

from parindex.definition.rules.compared import PercentileRank, Relative, Standardise, Target
from parindex.definition.rules.kinds import RULES
from parindex.definition.rules.linear import Anchors, Count, Proportional, Rescale, Score
from parindex.definition.rules.rule import (
    MAX_OPTIONS,
    Cohort,
    ErrorBound,
    Finding,
    Kernel,
    Limits,
    Options,
    Rule,
    Spread,
)
from parindex.definition.rules.steps import MAX_BANDS, Band, Bands, Checklist, Choice, Shares

__all__ = [
    "MAX_BANDS",
    "MAX_OPTIONS",
    "RULES",
    "Anchors",
    "Band",
    "Bands",
    "Checklist",
    "Choice",
    "Cohort",
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
]
