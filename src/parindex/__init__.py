"""Scoring of governance indices: PAR INDEX, PAPI, PCI, SIPAS and any index defined the same way."""

from importlib import import_module
from typing import TYPE_CHECKING

from parindex.later import handed_on_later, offer_views

if TYPE_CHECKING:
    from parindex import plot as plot
    from parindex.appraisal import reconcile as reconcile, reconciliation_schema as reconciliation_schema
    from parindex.base import (
        CasesError as CasesError,
        Content as Content,
        DefinitionError as DefinitionError,
        EvidenceError as EvidenceError,
        ExtraError as ExtraError,
        Limits as Limits,
        ParindexError as ParindexError,
        Problem as Problem,
        Text as Text,
        UnknownNameError as UnknownNameError,
        UnreadableError as UnreadableError,
        code_schema as code_schema,
        problems_schema as problems_schema,
    )
    from parindex.cases import cases_schema as cases_schema, run_cases as run_cases
    from parindex.comparison import (
        Approval as Approval,
        comparison_schema as comparison_schema,
        diff as diff,
        read_approvals as read_approvals,
        restate as restate,
    )
    from parindex.definition import (
        Component as Component,
        Definition as Definition,
        Indicator as Indicator,
        catalogue as catalogue,
        catalogue_schema as catalogue_schema,
        check as check,
        definition_schema as definition_schema,
        load as load,
        loads as loads,
        outline_schema as outline_schema,
        units_schema as units_schema,
    )
    from parindex.evidence import (
        Evidence as Evidence,
        evidence_schema as evidence_schema,
        fields as fields,
        fields_schema as fields_schema,
        layout_schema as layout_schema,
        read_evidence as read_evidence,
    )
    from parindex.project import (
        check_files as check_files,
        diff_files as diff_files,
        diff_folders as diff_folders,
    )
    from parindex.robustness import (
        Aggregation as Aggregation,
        BenefitOfTheDoubt as BenefitOfTheDoubt,
        Borda as Borda,
        Bounds as Bounds,
        CoherenceThresholds as CoherenceThresholds,
        Copeland as Copeland,
        Dirichlet as Dirichlet,
        EqualWeights as EqualWeights,
        Imputation as Imputation,
        LeftOut as LeftOut,
        Noise as Noise,
        Normalisation as Normalisation,
        RobustnessThresholds as RobustnessThresholds,
        StandardErrors as StandardErrors,
        Uniform as Uniform,
        Winsorised as Winsorised,
        alternatives as alternatives,
        audit as audit,
        audit_schema as audit_schema,
        coherence as coherence,
        effective_weights as effective_weights,
        leave_out as leave_out,
        one_at_a_time as one_at_a_time,
        rank_range as rank_range,
        sobol as sobol,
        sobol_indices as sobol_indices,
        thresholds as thresholds,
        uncertainty as uncertainty,
    )
    from parindex.scoring import (
        Cohort as Cohort,
        Scores as Scores,
        StoredScores as StoredScores,
        answers_schema as answers_schema,
        cohort_schema as cohort_schema,
        explanation_schema as explanation_schema,
        peers as peers,
        result_schema as result_schema,
        score as score,
        score_against as score_against,
        sensitivity_schema as sensitivity_schema,
        validate as validate,
        what_if as what_if,
        what_if_each as what_if_each,
    )
    from parindex.targets import (
        frontier as frontier,
        outlook as outlook,
        target as target,
        targets_schema as targets_schema,
    )
    from parindex.views.report import report as report
    from parindex.years import (
        Merged as Merged,
        Series as Series,
        change_schema as change_schema,
        merge_units as merge_units,
        merging_schema as merging_schema,
        series as series,
        series_schema as series_schema,
    )

    __version__: str

#: Which package each name is handed on from, once it is first named: nobody waits for what they do not use.
_PACKAGES = {
    "appraisal": "reconcile reconciliation_schema",
    "base": (
        "CasesError Content DefinitionError EvidenceError ExtraError Limits ParindexError Problem Text "
        "UnknownNameError UnreadableError code_schema problems_schema"
    ),
    "cases": "cases_schema run_cases",
    "comparison": "Approval comparison_schema diff read_approvals restate",
    "definition": (
        "Component Definition Indicator catalogue catalogue_schema check definition_schema load loads outline_schema "
        "units_schema"
    ),
    "evidence": "Evidence evidence_schema fields fields_schema layout_schema read_evidence",
    "project": "check_files diff_files diff_folders",
    "robustness": (
        "Aggregation BenefitOfTheDoubt Borda Bounds CoherenceThresholds Copeland Dirichlet EqualWeights Imputation "
        "LeftOut Noise Normalisation RobustnessThresholds StandardErrors Uniform Winsorised alternatives audit "
        "audit_schema coherence effective_weights leave_out one_at_a_time rank_range sobol sobol_indices thresholds "
        "uncertainty"
    ),
    "scoring": (
        "Cohort Scores StoredScores answers_schema cohort_schema explanation_schema peers result_schema score "
        "score_against sensitivity_schema validate what_if what_if_each"
    ),
    "targets": "frontier outlook target targets_schema",
    "views.report": "report",
    "years": "Merged Series change_schema merge_units merging_schema series series_schema",
}

#: Who writes the views that results are asked for.
offer_views(
    {
        "notebook": "parindex.views.notebook:notebook_html",
        "explanation page": "parindex.views.notebook:explanation_page",
        "problem": "parindex.views.problems:problem_html",
        "progress bar": "parindex.views.notebook:ProgressBar",
        "workbook": "parindex.views.workbook:write_workbook",
    }
)

__all__ = [name for names in _PACKAGES.values() for name in names.split()]
__all__ += ["__version__"]


if not TYPE_CHECKING:
    _later = handed_on_later(__name__, _PACKAGES)

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from parindex.base import version

            return version()
        if name == "plot":  # a package of its own, which `import parindex.plot` imports too
            return import_module("parindex.plot")
        return _later(name)


def __dir__() -> list[str]:
    return __all__
