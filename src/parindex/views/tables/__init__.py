"""Results as tables: for a terminal, CSV and Markdown."""

from parindex.views.tables.analysis_tables import ANALYSES
from parindex.views.tables.progress import sharing
from parindex.views.tables.score_tables import CHANGES, FORMATS, escaped, ruled

__all__ = [
    "ANALYSES",
    "CHANGES",
    "FORMATS",
    "escaped",
    "ruled",
    "sharing",
]
