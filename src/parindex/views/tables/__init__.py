"""Results as tables: what stands in their cells, for a terminal, CSV and Markdown."""

from parindex.views.tables.analysis_tables import ANALYSES as ANALYSES, analysis_table as analysis_table
from parindex.views.tables.answer_tables import ANSWERS as ANSWERS, answer_table as answer_table
from parindex.views.tables.catalogue_tables import CATALOGUES as CATALOGUES, OUTLINES as OUTLINES
from parindex.views.tables.form_tables import FORMS as FORMS, form_table as form_table
from parindex.views.tables.merged_tables import (
    MERGED as MERGED,
    formed_table as formed_table,
    how_table as how_table,
)
from parindex.views.tables.problem_tables import problem_table as problem_table
from parindex.views.tables.reconciliation_tables import (
    CHANGES as CHANGES,
    change_table as change_table,
    unit_table as unit_table,
)
from parindex.views.tables.score_tables import FORMATS as FORMATS, score_table as score_table
from parindex.views.tables.unit_tables import UNITS as UNITS, registry_for_readers as registry_for_readers
