"""How much of the spread of ranks and scores each uncertain input explains."""

from parindex.robustness.variance_based.draw_outputs import KINDS as KINDS, OutputKind as OutputKind
from parindex.robustness.variance_based.index_estimation import ORDERS as ORDERS, IndexOrder as IndexOrder
from parindex.robustness.variance_based.input_groups import InputGrouping as InputGrouping
from parindex.robustness.variance_based.sobol_of_functions import sobol_indices as sobol_indices
from parindex.robustness.variance_based.sobol_of_scores import Sobol as Sobol, sobol as sobol
from parindex.robustness.variance_based.sobol_results import IndexSource as IndexSource, SobolIndices as SobolIndices
