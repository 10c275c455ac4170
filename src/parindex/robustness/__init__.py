"""How far ranks can be trusted: what weights, errors and choices of method do to them."""

from typing import TYPE_CHECKING

from parindex.later import handed_on_later
from parindex.robustness.draws import (
    Aggregation as Aggregation,
    ChoiceFactor as ChoiceFactor,
    Factor as Factor,
    FillPolicy as FillPolicy,
    Imputation as Imputation,
    LeftOut as LeftOut,
    Noise as Noise,
    Normalisation as Normalisation,
    StandardErrors as StandardErrors,
    Uncertainty as Uncertainty,
    UncertaintyWork as UncertaintyWork,
    Variant as Variant,
    WeightDraws as WeightDraws,
    uncertainty as uncertainty,
)
from parindex.robustness.effective_weighting import (
    EffectiveWeights as EffectiveWeights,
    effective_weights as effective_weights,
)
from parindex.robustness.exact import (
    JointChange as JointChange,
    RankRange as RankRange,
    Thresholds as Thresholds,
    rank_range as rank_range,
    thresholds as thresholds,
)
from parindex.robustness.one_change import (
    LeaveOut as LeaveOut,
    LeftOutKind as LeftOutKind,
    OneAtATime as OneAtATime,
    RankMoves as RankMoves,
    leave_out as leave_out,
    one_at_a_time as one_at_a_time,
)
from parindex.robustness.siblings import Siblings as Siblings
from parindex.robustness.variance_based import (
    KINDS as KINDS,
    ORDERS as ORDERS,
    IndexOrder as IndexOrder,
    IndexSource as IndexSource,
    InputGrouping as InputGrouping,
    OutputKind as OutputKind,
    Sobol as Sobol,
    SobolIndices as SobolIndices,
    sobol as sobol,
    sobol_indices as sobol_indices,
)
from parindex.robustness.weight_model import WeightModel as WeightModel
from parindex.robustness.weight_perturbations import (
    Bounds as Bounds,
    Dirichlet as Dirichlet,
    Perturbation as Perturbation,
    Uniform as Uniform,
    WeightLimits as WeightLimits,
)

if TYPE_CHECKING:
    from parindex.robustness.audits import (
        AddedValue as AddedValue,
        Alpha as Alpha,
        Alternative as Alternative,
        Alternatives as Alternatives,
        Audit as Audit,
        Bartlett as Bartlett,
        BenefitOfTheDoubt as BenefitOfTheDoubt,
        Borda as Borda,
        Coherence as Coherence,
        CoherenceThresholds as CoherenceThresholds,
        ComponentCoherence as ComponentCoherence,
        Copeland as Copeland,
        Description as Description,
        DimensionCorrelations as DimensionCorrelations,
        EqualWeights as EqualWeights,
        EvidenceDescription as EvidenceDescription,
        Flag as Flag,
        Importance as Importance,
        IntervalSummary as IntervalSummary,
        MissingCells as MissingCells,
        OtherRanking as OtherRanking,
        PrincipalComponents as PrincipalComponents,
        RobustnessThresholds as RobustnessThresholds,
        Winsorised as Winsorised,
        alternatives as alternatives,
        audit as audit,
        audit_schema as audit_schema,
        coherence as coherence,
    )

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "audits": (
                "AddedValue Alpha Alternative Alternatives Audit Bartlett BenefitOfTheDoubt Borda Coherence "
                "CoherenceThresholds ComponentCoherence Copeland Description DimensionCorrelations EqualWeights "
                "EvidenceDescription Flag Importance IntervalSummary MissingCells OtherRanking PrincipalComponents "
                "RobustnessThresholds Winsorised alternatives audit audit_schema coherence"
            ),
        },
    )
