"""The audit of an index: whether its parts belong together, and whether its ranking would stand another method."""

from parindex.audit.alternatives_compared import Alternatives as Alternatives, alternatives as alternatives
from parindex.audit.coherence_thresholds import CoherenceThresholds as CoherenceThresholds
from parindex.audit.column_descriptions import Description as Description
from parindex.audit.component_coherence import (
    AddedValue as AddedValue,
    Alpha as Alpha,
    Bartlett as Bartlett,
    ComponentCoherence as ComponentCoherence,
    Importance as Importance,
)
from parindex.audit.dimension_correlations import DimensionCorrelations as DimensionCorrelations
from parindex.audit.evidence_description import EvidenceDescription as EvidenceDescription
from parindex.audit.flags import Flag as Flag
from parindex.audit.index_coherence import Coherence as Coherence, coherence as coherence
from parindex.audit.other_methods import (
    BenefitOfTheDoubt as BenefitOfTheDoubt,
    Borda as Borda,
    Copeland as Copeland,
    EqualWeights as EqualWeights,
    OtherRanking as OtherRanking,
)
from parindex.audit.winsorising import Winsorised as Winsorised
