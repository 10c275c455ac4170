"""Plain functions on arrays `(units, …)`: no labels, no checks, no definition.

Every kernel runs on float64 and, unchanged, on object arrays of `Fraction` or `Decimal`: scoring, simulation and
exact decisions share one implementation.
"""

from typing import TYPE_CHECKING

from parindex.kernels.combine import COMBINATIONS, Combination, together
from parindex.kernels.number import DECIMAL, FLOAT, RATIONAL, TRANSFORMS, Array, Number, as_float, kept, transform
from parindex.kernels.ordering import ordered, places, rank
from parindex.kernels.rounding import half_up, half_up_exact, in_decimals, undecided
from parindex.kernels.rule_points import (
    at_or_below,
    band_points,
    choice_points,
    observed_mean,
    proportional_points,
    relative_points,
    rescaled_points,
    spread,
    target_points,
    z_scores,
)
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.kernels.greatest import after_dividing, before_dividing
    from parindex.kernels.nearest import NORMS
    from parindex.kernels.variance import Estimates, Sums, additive_indices, resampled_rows

__all__ = [
    "COMBINATIONS",
    "DECIMAL",
    "FLOAT",
    "NORMS",
    "RATIONAL",
    "TRANSFORMS",
    "Array",
    "Combination",
    "Estimates",
    "Number",
    "Sums",
    "additive_indices",
    "after_dividing",
    "as_float",
    "at_or_below",
    "band_points",
    "before_dividing",
    "choice_points",
    "half_up",
    "half_up_exact",
    "in_decimals",
    "kept",
    "observed_mean",
    "ordered",
    "places",
    "proportional_points",
    "rank",
    "relative_points",
    "resampled_rows",
    "rescaled_points",
    "spread",
    "target_points",
    "together",
    "transform",
    "undecided",
    "z_scores",
]

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "greatest": ("after_dividing", "before_dividing"),
            "nearest": ("NORMS",),
            "variance": ("Estimates", "Sums", "additive_indices", "resampled_rows"),
        },
    )
