"""A comparison of definitions as text, JSON, a comment, a page."""

from parindex.views.comparison.diff_text import DIFFS as DIFFS
from parindex.views.comparison.shown import Shown as Shown
