"""The audit of an index: whether its parts belong together, and whether its ranking would stand another method."""

from parindex.audit.coherence_thresholds import CoherenceThresholds as CoherenceThresholds
from parindex.audit.column_descriptions import Description as Description
from parindex.audit.component_coherence import ComponentCoherence as ComponentCoherence
from parindex.audit.flags import Flag as Flag
from parindex.audit.index_coherence import Coherence as Coherence, coherence as coherence
