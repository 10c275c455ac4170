"""A comparison of definitions as text, JSON, a comment, a page."""

from parindex.views.comparison.comparison_report import ComparisonReport as ComparisonReport
from parindex.views.comparison.diff_formats import DIFFS as DIFFS
from parindex.views.comparison.effect_on_results import restated_results as restated_results
