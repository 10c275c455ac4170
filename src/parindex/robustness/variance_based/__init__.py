"""How much of the spread of ranks and scores each uncertain input explains."""

from parindex.robustness.variance_based.indices import SobolIndices as SobolIndices
from parindex.robustness.variance_based.simulation import ORDERS as ORDERS
from parindex.robustness.variance_based.sobol_of_functions import sobol_indices as sobol_indices
from parindex.robustness.variance_based.sobol_of_scores import Sobol as Sobol, sobol as sobol
