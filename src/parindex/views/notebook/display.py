"""What a notebook shows of a result, chosen by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from parindex.appraisal import Reconciliation
from parindex.base import AsFrame, AsJson, Problem, Problems, language
from parindex.cases import CaseResults
from parindex.comparison import DefinitionDiff, FilesDiff, Restatement
from parindex.definition import Catalogue, Definition, Registry
from parindex.evidence import Evidence, Fields
from parindex.robustness import Audit
from parindex.scoring import AnalysisResult, AsTable, Cohort, Coverage, Explanation, Scores, StoredScores
from parindex.views.notebook import definition_view, explanation_view, result_views
from parindex.views.notebook.pieces import Piece, TitleLine, piece_html
from parindex.views.notebook.styles import FRAGMENT_STYLE
from parindex.years import Merged, UnitChange

_Writer = Callable[[Any, str], Sequence[Piece]]
#: What is shown of each type; of a type below another one, its own.
WRITERS: Mapping[type, _Writer] = {
    Definition: definition_view.definition_pieces,
    Catalogue: definition_view.catalogue_pieces,
    Registry: definition_view.registry_pieces,
    Fields: definition_view.form_pieces,
    Evidence: result_views.evidence_pieces,
    Problems: result_views.problems_pieces,
    Problem: lambda problem, lang: result_views.problems_pieces(Problems([problem]), lang),
    Scores: result_views.scores_pieces,
    StoredScores: result_views.stored_pieces,
    Cohort: result_views.cohort_pieces,
    Coverage: result_views.coverage_pieces,
    Explanation: explanation_view.explanation_pieces,
    Merged: result_views.merged_pieces,
    UnitChange: result_views.unit_change_pieces,
    AsTable: result_views.answer_pieces,
    AnalysisResult: result_views.analysis_pieces,
    Reconciliation: result_views.reconciliation_pieces,
    DefinitionDiff: result_views.diff_pieces,
    FilesDiff: result_views.files_pieces,
    Restatement: result_views.restatement_pieces,
    Audit: result_views.audit_pieces,
    CaseResults: result_views.cases_pieces,
    AsFrame: result_views.frame_pieces,
    AsJson: lambda thing, lang: [TitleLine(repr(thing)[:200])],
}


def notebook_html(thing: object, lang: str | None = None) -> str:
    """Return what a notebook shows of a result: a fragment of HTML with a style of its own, and no script.

    It is in a language, or in that of the locale or of ``PARINDEX_LANG``.
    """
    told = language(lang)
    writer = next(WRITERS[kind] for kind in type(thing).__mro__ if kind in WRITERS)
    inside = "\n".join(map(piece_html, writer(thing, told)))
    return f'<div class="parindex" lang="{told}"><style>{FRAGMENT_STYLE}</style>\n{inside}\n</div>'
