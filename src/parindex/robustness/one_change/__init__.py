"""One change at a time: a weight moved, or something left out."""

from parindex.robustness.one_change.leaving_out import (
    LeaveOut as LeaveOut,
    LeftOutKind as LeftOutKind,
    leave_out as leave_out,
)
from parindex.robustness.one_change.one_weight import OneAtATime as OneAtATime, one_at_a_time as one_at_a_time
from parindex.robustness.one_change.rank_moves import RankMoves as RankMoves
