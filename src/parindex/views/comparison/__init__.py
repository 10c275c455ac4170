"""A comparison of definitions as text, JSON, a comment, a page."""

from parindex.views.comparison.diff_text import DIFFS
from parindex.views.comparison.shown import Shown

__all__ = [
    "DIFFS",
    "Shown",
]
