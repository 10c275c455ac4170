"""Scores of several years: who moved, and why, by cause; the parts of every change add up exactly."""

from parindex.years.change import (
    Changes as Changes,
    UnitChange as UnitChange,
    change_schema as change_schema,
    changes_between as changes_between,
)
from parindex.years.change.comparable_definitions import ComparableDefinitions as ComparableDefinitions
from parindex.years.change.node_matching import NodePairs as NodePairs
from parindex.years.change.rank_split import RankCause as RankCause
from parindex.years.change.total_split import ChangeCause as ChangeCause
from parindex.years.change.unit_lines import UnitLines as UnitLines
from parindex.years.merging import (
    Merged as Merged,
    MixIntervals as MixIntervals,
    merge_units as merge_units,
    merged_before as merged_before,
    merging_schema as merging_schema,
    read_weights as read_weights,
)
from parindex.years.merging.column_weights import ColumnWeights as ColumnWeights
from parindex.years.merging.merger import Merger as Merger
from parindex.years.merging.mix_intervals import MixEnds as MixEnds
from parindex.years.trends import (
    Movers as Movers,
    MoversBy as MoversBy,
    Series as Series,
    Trend as Trend,
    Volatility as Volatility,
    YearsAnswer as YearsAnswer,
    series as series,
    series_schema as series_schema,
)
from parindex.years.trends.lines import SeriesLine as SeriesLine
from parindex.years.trends.year_series import SeriesFigure as SeriesFigure
