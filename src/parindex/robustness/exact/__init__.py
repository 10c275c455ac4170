"""What weights can do to ranks at all, without drawing any."""

from parindex.robustness.exact.joint_change import JointChange as JointChange
from parindex.robustness.exact.rank_ranges import RankRange as RankRange, rank_range as rank_range
from parindex.robustness.exact.weight_thresholds import Thresholds as Thresholds, thresholds as thresholds
