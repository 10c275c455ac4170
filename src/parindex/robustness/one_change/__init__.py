"""One change at a time: a weight moved, or something left out."""

from parindex.robustness.one_change.leaving_out import LeaveOut, leave_out
from parindex.robustness.one_change.one_weight import OneAtATime, one_at_a_time

__all__ = [
    "LeaveOut",
    "OneAtATime",
    "leave_out",
    "one_at_a_time",
]
