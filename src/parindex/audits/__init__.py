"""The audit of an index: whether its parts belong together, and whether its ranking would stand another method."""

from parindex.audits.alternatives_compared import Alternatives as Alternatives, alternatives as alternatives
from parindex.audits.coherence_thresholds import CoherenceThresholds as CoherenceThresholds
from parindex.audits.column_descriptions import Description as Description
from parindex.audits.component_coherence import (
    AddedValue as AddedValue,
    Alpha as Alpha,
    Bartlett as Bartlett,
    ComponentCoherence as ComponentCoherence,
    Importance as Importance,
)
from parindex.audits.dimension_correlations import DimensionCorrelations as DimensionCorrelations
from parindex.audits.evidence_description import EvidenceDescription as EvidenceDescription
from parindex.audits.flags import Flag as Flag
from parindex.audits.index_coherence import Coherence as Coherence, coherence as coherence
from parindex.audits.interval_summary import IntervalSummary as IntervalSummary
from parindex.audits.other_methods import (
    BenefitOfTheDoubt as BenefitOfTheDoubt,
    Borda as Borda,
    Copeland as Copeland,
    EqualWeights as EqualWeights,
    OtherRanking as OtherRanking,
)
from parindex.audits.robustness_flags import RobustnessThresholds as RobustnessThresholds
from parindex.audits.whole_audit import Audit as Audit, audit as audit, audit_schema as audit_schema
from parindex.audits.winsorising import Winsorised as Winsorised
