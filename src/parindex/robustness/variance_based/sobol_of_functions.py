"""Variance-based sensitivity of any function, or of a weighted sum, whose arguments are independent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor

import numpy as np
import numpy.typing as npt

from parindex.base import ToldProgress, say, told
from parindex.kernels import Floats
from parindex.robustness.variance_based.designs import FunctionDesign, called
from parindex.robustness.variance_based.index_estimation import DesignSimulation, IndexOrder, SobolOptions
from parindex.robustness.variance_based.input_groups import named_groups
from parindex.robustness.variance_based.sobol_results import IndexSource, SobolIndices, exact_estimates, result_fields


def sobol_indices(
    function: Callable[[Floats], npt.ArrayLike] | npt.ArrayLike,
    bounds: Mapping[str, tuple[float, float]],
    *,
    n: int = 1024,
    rng: int | np.random.Generator = 0,
    groups: Mapping[str, Iterable[str]] | None = None,
    order: IndexOrder = "first-total",
    intervals: float | None = 0.95,
    executor: Executor | None = None,
    progress: ToldProgress = None,
) -> SobolIndices:
    """Share the variance of a function out among its arguments.

    Parameters
    ----------
    function : callable or array
        ``function(x)`` with `x` (n_draws, n_arguments) returns (n_draws,) or (n_draws, n_outputs). Or the coefficients
        of a weighted sum of the arguments, (n_arguments,) or (n_arguments, n_outputs): indices are in closed form then.
    bounds : mapping of str to (low, high)
        The arguments, in order: independent, each spread evenly between its bounds.
    n : int
        How many rows the design has; the function is called for n (f + 2) draws with f factors, n (2 f + 2) for second
        order, and for some of them again where they are shared out.
    rng : int or Generator
        The seed; a Generator gives one.
    groups : mapping of str to arguments, optional
        Arguments that are one factor together; what is in none stays a factor by itself.
    order, intervals, executor, progress
        As for `sobol`.

    Returns
    -------
    SobolIndices
        Outputs are numbered from 0.

    Raises
    ------
    ValueError
        Bounds are not two finite numbers, the lower first; the function returns an array of another shape, or a value
        that is not finite; groups overlap, are empty or name no argument; or it would take too many draws.

    References
    ----------
    See `sobol`.

    Examples
    --------
    >>> import parindex
    >>> bounds = {"x": (0, 1), "y": (0, 1)}
    >>> indices = parindex.sobol_indices(lambda x: x[:, 0] + 2 * x[:, 1], bounds, n=20_000)
    >>> indices.first[:, 0].round(1)
    array([0.2, 0.8])
    >>> parindex.sobol_indices([1, 2], bounds).first[:, 0]
    array([0.2, 0.8])
    """
    names, (low, high) = tuple(bounds), _ends(bounds)
    members_of = named_groups(names, groups or {})
    factors = {factor: tuple(names.index(name) for name in members) for factor, members in members_of.items()}
    options = SobolOptions.of(n, rng, order, intervals)
    way: IndexSource = "simulated" if callable(function) else "closed form"
    if callable(function):
        # One row tells how many outputs there are; none of the rows of the design is drawn with it.
        count = called(function, (low + high)[None] / 2).shape[1]
        options.refuse(len(factors), count)
        design = FunctionDesign(function, low, high, tuple(factors.values()), count)
        estimates = DesignSimulation(design, len(factors), options).run(executor, told(progress))
    else:
        coefficients = np.asarray(function, dtype=np.float64)
        if coefficients.ndim not in (1, 2) or len(coefficients) != len(names) or not np.isfinite(coefficients).all():
            raise ValueError(
                say("coefficients are finite numbers of shape ({count},) or ({count}, n_outputs)", count=len(names))
            )
        coefficients = coefficients.reshape(len(names), -1)
        options.refuse(len(factors), coefficients.shape[1])
        mean = (low + high) / 2 @ coefficients
        estimates = exact_estimates(coefficients, (high - low) ** 2 / 12, list(factors.values()), mean)
    outputs = tuple(str(at) for at in range(estimates.mean.size))
    return SobolIndices(names=tuple(factors), **result_fields(estimates, outputs, options, way, what="output"))


def _ends(bounds: Mapping[str, tuple[float, float]]) -> Floats:
    """Return the lower and the upper bounds (2, n_arguments)."""
    if not bounds:
        raise ValueError(say("no bounds are given"))
    for name, ends in bounds.items():
        pair = np.asarray(ends, dtype=np.float64)
        if pair.shape != (2,) or not np.isfinite(pair).all() or pair[0] > pair[1]:
            raise ValueError(
                say(
                    "the bounds of {name!r} are {ends}, and not two finite numbers, the lower first",
                    name=name,
                    ends=ends,
                )
            )
    return np.array(list(bounds.values()), dtype=np.float64).T
