"""Results as tables: for a terminal, CSV and Markdown."""

from parindex.views.tables.analysis_tables import ANALYSES as ANALYSES
from parindex.views.tables.progress import sharing as sharing
from parindex.views.tables.score_tables import (
    CHANGES as CHANGES,
    FORMATS as FORMATS,
    escaped as escaped,
    ruled as ruled,
)
