"""Scoring of governance indices: PAR INDEX, PAPI, PCI, SIPAS and any index defined the same way."""

from typing import TYPE_CHECKING, Any

from parindex.catalogue import Entry, catalogue, check, load
from parindex.definition import Component, Definition, Indicator
from parindex.evidence import Evidence, read_evidence
from parindex.explanation import Explanation
from parindex.problems import (
    CasesError,
    DefinitionError,
    EvidenceError,
    ExtraError,
    ParindexError,
    Problem,
    UnreadableError,
)
from parindex.scoring import Scores, score, validate
from parindex.texts import Text
from parindex.views.json import definition_schema, result_schema, sensitivity_schema

if TYPE_CHECKING:
    from parindex.analysis.approvals import Approval, read_approvals
    from parindex.analysis.changes import Change
    from parindex.analysis.diff import DefinitionDiff, diff
    from parindex.analysis.edits import Edit
    from parindex.analysis.effective_weights import EffectiveWeights, effective_weights
    from parindex.analysis.factors import Aggregation, Factor, Imputation, LeftOut, Noise, Normalisation, StandardErrors
    from parindex.analysis.functions import sobol_indices
    from parindex.analysis.indices import SobolIndices
    from parindex.analysis.joint import JointChange
    from parindex.analysis.leave_out import LeaveOut, leave_out
    from parindex.analysis.one_at_a_time import OneAtATime, one_at_a_time
    from parindex.analysis.outcomes import CaseResults, Miss, Outcome, run_cases
    from parindex.analysis.ranges import RankRange, rank_range
    from parindex.analysis.reconcile import Reconciliation, reconcile
    from parindex.analysis.restated import Restatement
    from parindex.analysis.restatement import restate
    from parindex.analysis.sobol import Sobol, sobol
    from parindex.analysis.split import Split
    from parindex.analysis.thresholds import Thresholds, thresholds
    from parindex.analysis.uncertainty import Uncertainty, uncertainty
    from parindex.analysis.weights import Bounds, Dirichlet, Perturbation, Uniform
    from parindex.linting import Report, check_files

__all__ = [
    "Aggregation",
    "Approval",
    "Bounds",
    "CaseResults",
    "CasesError",
    "Change",
    "Component",
    "Definition",
    "DefinitionDiff",
    "DefinitionError",
    "Dirichlet",
    "Edit",
    "EffectiveWeights",
    "Entry",
    "Evidence",
    "EvidenceError",
    "Explanation",
    "ExtraError",
    "Factor",
    "Imputation",
    "Indicator",
    "JointChange",
    "LeaveOut",
    "LeftOut",
    "Miss",
    "Noise",
    "Normalisation",
    "OneAtATime",
    "Outcome",
    "ParindexError",
    "Perturbation",
    "Problem",
    "RankRange",
    "Reconciliation",
    "Report",
    "Restatement",
    "Scores",
    "Sobol",
    "SobolIndices",
    "Split",
    "StandardErrors",
    "Text",
    "Thresholds",
    "Uncertainty",
    "Uniform",
    "UnreadableError",
    "catalogue",
    "check",
    "check_files",
    "definition_schema",
    "diff",
    "effective_weights",
    "leave_out",
    "load",
    "one_at_a_time",
    "rank_range",
    "read_approvals",
    "read_evidence",
    "reconcile",
    "restate",
    "result_schema",
    "run_cases",
    "score",
    "sensitivity_schema",
    "sobol",
    "sobol_indices",
    "thresholds",
    "uncertainty",
    "validate",
]

#: What is imported when it is first named: scoring needs none of it. Names by module.
_LATER = {
    "analysis.approvals": ("Approval", "read_approvals"),
    "analysis.changes": ("Change",),
    "analysis.diff": ("DefinitionDiff", "diff"),
    "analysis.edits": ("Edit",),
    "analysis.effective_weights": ("EffectiveWeights", "effective_weights"),
    "analysis.factors": ("Aggregation", "Factor", "Imputation", "LeftOut", "Noise", "Normalisation", "StandardErrors"),
    "analysis.functions": ("sobol_indices",),
    "analysis.indices": ("SobolIndices",),
    "analysis.joint": ("JointChange",),
    "analysis.leave_out": ("LeaveOut", "leave_out"),
    "analysis.one_at_a_time": ("OneAtATime", "one_at_a_time"),
    "analysis.outcomes": ("CaseResults", "Miss", "Outcome", "run_cases"),
    "analysis.ranges": ("RankRange", "rank_range"),
    "analysis.reconcile": ("Reconciliation", "reconcile"),
    "analysis.restated": ("Restatement",),
    "analysis.restatement": ("restate",),
    "analysis.sobol": ("Sobol", "sobol"),
    "analysis.split": ("Split",),
    "analysis.thresholds": ("Thresholds", "thresholds"),
    "analysis.uncertainty": ("Uncertainty", "uncertainty"),
    "analysis.weights": ("Bounds", "Dirichlet", "Perturbation", "Uniform"),
    "linting": ("Report", "check_files"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _LATER.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"parindex.{module}"), name)
            return found
    raise AttributeError(f"module 'parindex' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
