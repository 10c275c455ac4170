"""What weights can do to ranks at all, without drawing any."""

from parindex.robustness.exact.joint import JointChange
from parindex.robustness.exact.ranges import RankRange, rank_range
from parindex.robustness.exact.weight_thresholds import Thresholds, thresholds

__all__ = [
    "JointChange",
    "RankRange",
    "Thresholds",
    "rank_range",
    "thresholds",
]
