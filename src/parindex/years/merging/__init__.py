"""Units that became others: evidence of the former brought to the latter, and how much hangs on how."""

from parindex.years.merging.column_kinds import HOWS as HOWS, How as How
from parindex.years.merging.column_weights import read_weights as read_weights
from parindex.years.merging.merge_notes import merged_before as merged_before
from parindex.years.merging.merge_units import merge_units as merge_units
from parindex.years.merging.merged import Merged as Merged, merging_schema as merging_schema
from parindex.years.merging.mix_intervals import MixIntervals as MixIntervals
