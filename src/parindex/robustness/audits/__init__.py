"""The audit of an index: whether its parts belong together, and whether its ranking would stand another method."""

from parindex.robustness.audits.alternatives_compared import (
    Alternative as Alternative,
    Alternatives as Alternatives,
    alternatives as alternatives,
)
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds as CoherenceThresholds
from parindex.robustness.audits.column_descriptions import Description as Description
from parindex.robustness.audits.component_coherence import (
    AddedValue as AddedValue,
    Alpha as Alpha,
    Bartlett as Bartlett,
    ComponentCoherence as ComponentCoherence,
    Importance as Importance,
    PrincipalComponents as PrincipalComponents,
)
from parindex.robustness.audits.dimension_correlations import DimensionCorrelations as DimensionCorrelations
from parindex.robustness.audits.evidence_description import EvidenceDescription as EvidenceDescription
from parindex.robustness.audits.flags import Flag as Flag
from parindex.robustness.audits.index_coherence import (
    Coherence as Coherence,
    MissingCells as MissingCells,
    coherence as coherence,
)
from parindex.robustness.audits.interval_summary import IntervalSummary as IntervalSummary
from parindex.robustness.audits.other_methods import (
    BenefitOfTheDoubt as BenefitOfTheDoubt,
    Borda as Borda,
    Copeland as Copeland,
    EqualWeights as EqualWeights,
    OtherRanking as OtherRanking,
)
from parindex.robustness.audits.robustness_flags import RobustnessThresholds as RobustnessThresholds
from parindex.robustness.audits.whole_audit import Audit as Audit, audit as audit, audit_schema as audit_schema
from parindex.robustness.audits.winsorising import Winsorised as Winsorised
