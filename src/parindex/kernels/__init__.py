"""Plain functions on arrays `(units, …)`: no labels, no checks, no definition.

Every kernel runs on float64 and, unchanged, on object arrays of `Fraction` or `Decimal`: scoring, simulation and
exact decisions share one implementation.
"""

from typing import TYPE_CHECKING

from parindex.kernels.closed_forms import (
    ClosedForm as ClosedForm,
    closed_sign as closed_sign,
    logarithm as logarithm,
)
from parindex.kernels.combination import COMBINATIONS as COMBINATIONS, Combination as Combination, together as together
from parindex.kernels.common_denominators import (
    OverOne as OverOne,
    adds_to as adds_to,
    common_denominator as common_denominator,
    fraction_sum as fraction_sum,
    grouped_sums as grouped_sums,
    near_sum as near_sum,
    over_one as over_one,
    shares_of as shares_of,
)
from parindex.kernels.enclosures import (
    EVERY_NUMBER as EVERY_NUMBER,
    Enclosure as Enclosure,
    Steps as Steps,
    enclosed_result as enclosed_result,
)
from parindex.kernels.intervals import EVERYTHING as EVERYTHING, End as End, Ends as Ends
from parindex.kernels.number import (
    CLOSED as CLOSED,
    DECIMAL as DECIMAL,
    FLOAT as FLOAT,
    RATIONAL as RATIONAL,
    TRANSFORMS as TRANSFORMS,
    WORKING_DIGITS as WORKING_DIGITS,
    Array as Array,
    Floats as Floats,
    Indices as Indices,
    Integers as Integers,
    Mask as Mask,
    Number as Number,
    as_float as as_float,
    difference as difference,
    elementwise as elementwise,
    kept as kept,
    kept_of_score as kept_of_score,
    one_where as one_where,
    transform as transform,
)
from parindex.kernels.operations import (
    FUNCTIONS as FUNCTIONS,
    MOST_EXPONENT as MOST_EXPONENT,
    OPERATIONS as OPERATIONS,
    Argument as Argument,
    outside as outside,
    undecided_domain as undecided_domain,
)
from parindex.kernels.percentiles import (
    PLACES as PLACES,
    of_sorted as of_sorted,
    percentiles_of as percentiles_of,
)
from parindex.kernels.polynomials import (
    Polynomial as Polynomial,
    Quotient as Quotient,
    TooManyTermsError as TooManyTermsError,
)
from parindex.kernels.ranking import placed as placed, places as places, rank as rank, rank_behind as rank_behind
from parindex.kernels.rounding import (
    MAX_DECIMALS as MAX_DECIMALS,
    at_decimals as at_decimals,
    each_once as each_once,
    half_up as half_up,
    half_up_exact as half_up_exact,
    half_up_within as half_up_within,
    in_decimals as in_decimals,
    in_order as in_order,
    open_to_rounding as open_to_rounding,
    rounded as rounded,
    undecided as undecided,
)
from parindex.kernels.rows_in_blocks import (
    all_of as all_of,
    column_ends as column_ends,
    columns_at as columns_at,
    greatest_sizes as greatest_sizes,
    in_blocks as in_blocks,
)
from parindex.kernels.rule_points import (
    SHARE_WAYS as SHARE_WAYS,
    band_points as band_points,
    choice_points as choice_points,
    distance_beyond as distance_beyond,
    increment_points as increment_points,
    knot_points as knot_points,
    observed_mean as observed_mean,
    points_of_ranks as points_of_ranks,
    proportional_points as proportional_points,
    ranks_among as ranks_among,
    relative_points as relative_points,
    rescaled_points as rescaled_points,
    shares_among as shares_among,
    spread as spread,
    target_points as target_points,
    whole_steps as whole_steps,
    z_scores as z_scores,
)
from parindex.kernels.significant_digits import (
    at_fifteen_digits as at_fifteen_digits,
    number_at_fifteen_digits as number_at_fifteen_digits,
)
from parindex.kernels.whole_sums import (
    WholeSum as WholeSum,
    decimals_of as decimals_of,
    in_places as in_places,
    whole_steps_of as whole_steps_of,
)
from parindex.kernels.work import (
    CELL as CELL,
    OPERATION as OPERATION,
    ROOT as ROOT,
    Allowance as Allowance,
    TooMuchWorkError as TooMuchWorkError,
    allowed as allowed,
    bits_of as bits_of,
    charge as charge,
    pieces as pieces,
)
from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.kernels.correlations import (
        covariances as covariances,
        kendall as kendall,
        kendall_p as kendall_p,
        pearson as pearson,
        spearman as spearman,
        units_with_both as units_with_both,
        with_column as with_column,
    )
    from parindex.kernels.greatest_means import after_dividing as after_dividing, before_dividing as before_dividing
    from parindex.kernels.local_fits import correlation_ratio as correlation_ratio
    from parindex.kernels.moments import (
        is_skewed as is_skewed,
        kurtosis as kurtosis,
        most_frequent as most_frequent,
        skewness as skewness,
        winsorised as winsorised,
    )
    from parindex.kernels.nearest_weights import NORMS as NORMS
    from parindex.kernels.random_weights import (
        EvenWeights as EvenWeights,
        bounded_weights as bounded_weights,
        dirichlet_weights as dirichlet_weights,
    )
    from parindex.kernels.reliability import (
        alpha as alpha,
        alpha_without as alpha_without,
        principal_components as principal_components,
        sampling_adequacy as sampling_adequacy,
        sphericity as sphericity,
        with_the_rest as with_the_rest,
    )
    from parindex.kernels.sobol_sums import (
        AddedRows as AddedRows,
        SobolEstimates as SobolEstimates,
        SobolSums as SobolSums,
        additive_indices as additive_indices,
    )
    from parindex.kernels.votes import borda as borda, copeland as copeland

if not TYPE_CHECKING:
    __getattr__ = handed_on_later(
        __name__,
        {
            "local_fits": "correlation_ratio",
            "correlations": "covariances kendall kendall_p pearson spearman units_with_both with_column",
            "moments": "is_skewed kurtosis most_frequent skewness winsorised",
            "reliability": "alpha alpha_without principal_components sampling_adequacy sphericity with_the_rest",
            "greatest_means": "after_dividing before_dividing",
            "nearest_weights": "NORMS",
            "random_weights": "EvenWeights bounded_weights dirichlet_weights",
            "votes": "borda copeland",
            "sobol_sums": "AddedRows SobolEstimates SobolSums additive_indices",
        },
    )
