"""Scores of several years: who moved, and why, by cause; the parts of every change add up exactly."""

from parindex.years.change import (
    Changes as Changes,
    UnitChange as UnitChange,
    change_schema as change_schema,
    changes_between as changes_between,
)
from parindex.years.merging import (
    Merged as Merged,
    MixIntervals as MixIntervals,
    merge_units as merge_units,
    merged_before as merged_before,
    merging_schema as merging_schema,
    read_weights as read_weights,
)
from parindex.years.trends import (
    By as By,
    Movers as Movers,
    Series as Series,
    Trend as Trend,
    Volatility as Volatility,
    YearsAnswer as YearsAnswer,
    series as series,
    series_schema as series_schema,
)
