"""What weights can do to ranks at all, without drawing any."""

from parindex.robustness.exact.ranges import rank_range as rank_range
from parindex.robustness.exact.weight_thresholds import thresholds as thresholds
