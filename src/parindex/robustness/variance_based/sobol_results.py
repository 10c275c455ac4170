"""What variance-based sensitivity finds: the indices of each factor and output, and of each pair of factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, ClassVar, Literal

import attrs
import numpy as np

from parindex.base import AsFrame, FieldKind, array, first_of, json_figure, say
from parindex.kernels import Floats, Mask, SobolEstimates, additive_indices
from parindex.robustness.variance_based.index_estimation import SobolOptions

IndexSource = Literal["closed form", "simulated"]
#: What is explained, as a note says it.
_EXPLAINED = {
    "output": say("output"),
    "rank": say("rank"),
    "rank-shift": say("shift of all ranks"),
    "score": say("score"),
}


@attrs.frozen(kw_only=True, repr=False)
class SobolIndices(AsFrame):
    """Indices of variance-based sensitivity.

    Attributes
    ----------
    names : tuple of str
        The factors.
    outputs : tuple of str
        The outputs.
    first, total : array (n_factors, n_outputs)
        The share of an output's variance that goes with a factor alone, and with all that it takes part in; nan where
        the output does not vary.
    first_interval, total_interval : array (n_factors, n_outputs, 2) or None
        Between what they lie, by the delta method; None if not asked for, or in closed form. nan also where float64
        cannot hold fourth powers of the output.
    second : array (n_factors, n_factors, n_outputs) or None
        The share that goes with a pair of factors beyond those of each alone; nan for a factor with itself. None if
        not asked for.
    second_interval : array (n_factors, n_factors, n_outputs, 2) or None
        As above.
    mean, variance : array (n_outputs,)
        Of the outputs.
    n, seed : int
        The rows of the design; with these the same result comes out anywhere.
    intervals : float or None
        The level of the intervals.
    way : {"closed form", "simulated"}
        Where they come from; in closed form nothing is drawn.
    notes : tuple of str
        What a reader should know: which outputs do not vary.
    """

    shown: ClassVar[Mapping[str, int]] = {
        name + end: 3 for name in ("first", "total", "second") for end in ("", "_low", "_high")
    }
    heads: ClassVar[Mapping[str, str]] = {
        name + end: said + end
        for name, said in (("first", "first_order"), ("second", "second_order"), ("total", "total_effect"))
        for end in ("", "_low", "_high")
    }
    names: tuple[str, ...]
    outputs: tuple[str, ...]
    first: Floats = array()
    total: Floats = array()
    first_interval: Floats | None = array()
    total_interval: Floats | None = array()
    second: Floats | None = array()
    second_interval: Floats | None = array()
    mean: Floats = array()
    variance: Floats = array()
    n: int
    seed: int
    intervals: float | None
    way: IndexSource
    notes: tuple[str, ...] = ()

    @property
    def interaction(self) -> Floats:
        """The share of each output's variance that no factor has alone (n_outputs,): 1 less the sum of `first`."""
        return np.asarray(1 - self.first.sum(axis=0))

    @property
    def varying(self) -> Mask:
        """Which outputs vary (n_outputs,): the others have no indices."""
        return np.asarray(~np.isnan(self.total).any(axis=0))

    @property
    def mean_first(self) -> Floats:
        """The mean of `first` over the outputs that vary (n_factors,); nan where none does."""
        return self._mean(self.first)

    @property
    def mean_total(self) -> Floats:
        """The mean of `total` over the outputs that vary (n_factors,); nan where none does."""
        return self._mean(self.total)

    def _mean(self, indices: Floats) -> Floats:
        known = indices[:, self.varying]
        return np.asarray(known.mean(axis=1) if known.size else np.full(len(indices), np.nan))

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        figures = [name + end for name in ("first", "total", "second") for end in ("", "_low", "_high")]
        return {**dict.fromkeys(("output", "factor", "with"), "text"), **dict.fromkeys(figures, "number")}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record for each output and factor, with `with` None, and for each output and pair of factors."""
        singles = {"first": (self.first, self.first_interval), "total": (self.total, self.total_interval)}
        pairs = {"second": (self.second, self.second_interval)}
        none = {"first": (None, None), "total": (None, None), "second": (None, None)}
        records = []
        for at, output in enumerate(self.outputs):
            for factor, name in enumerate(self.names):
                head = {"output": output, "factor": name, "with": None}
                records.append(head | _figures({**none, **singles}, (factor, at)))
            for one, other in combinations(range(len(self.names)), 2) if self.second is not None else ():
                head = {"output": output, "factor": self.names[one], "with": self.names[other]}
                records.append(head | _figures({**none, **pairs}, (one, other, at)))
        return records

    def __repr__(self) -> str:
        rows = "" if self.way == "closed form" else f", n {self.n:,}"
        return f"<SobolIndices: {len(self.names)} factors, {len(self.outputs)} outputs{rows}, {self.way}>"


def _figures(arrays: dict[str, tuple[Floats | None, Floats | None]], at: tuple[int, ...]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, (values, ends) in arrays.items():
        figures[name] = None if values is None else json_figure(values[at])
        for side, end in enumerate(("low", "high")):
            figures[f"{name}_{end}"] = None if ends is None else json_figure(ends[at][side])
    return figures


def result_fields(
    estimates: SobolEstimates, outputs: tuple[str, ...], options: SobolOptions, way: IndexSource, *, what: str
) -> dict[str, Any]:
    """Return the fields of `SobolIndices` but `names`; a note tells which outputs, called `what`, do not vary."""
    level = options.intervals if way == "simulated" else None
    fields: dict[str, Any] = dict.fromkeys(("first_interval", "total_interval", "second", "second_interval"))
    fields |= {name: getattr(estimates, name) for name in ("first", "total", "mean", "variance")}
    if level is not None:
        fields |= {"first_interval": estimates.first_interval, "total_interval": estimates.total_interval}
    if options.order == "second":
        still = estimates.total == 0
        fields["second"] = _square(estimates.second, still)
        if level is not None:
            fields["second_interval"] = _square(estimates.second_interval, still)
    return {
        **fields,
        "outputs": outputs,
        "n": options.n,
        "seed": options.seed,
        "intervals": level,
        "way": way,
        "notes": _constant(estimates.variance, outputs, what),
    }


def _constant(variance: Floats, outputs: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Tell which outputs do not vary, and over how many the means are then; nothing where all vary."""
    still = [output for output, own in zip(outputs, variance, strict=True) if own == 0]
    if not still:
        return ()
    told = {"what": _EXPLAINED[what], "outputs": first_of(still)}
    if others := int(np.count_nonzero(variance > 0)):
        return (
            say(
                "no indices where the {what} does not vary: {outputs}; means are over the other {count}",
                count=others,
                **told,
            ),
        )
    return (say("no indices where the {what} does not vary: {outputs}", **told),)


def exact_estimates(
    coefficients: Floats, variances: Floats, factors: Sequence[Sequence[int]], mean: Floats
) -> SobolEstimates:
    """Return the indices of sums of independent arguments; each factor is some of these, by their places.

    Sums have coefficients (n_arguments, n_outputs) and a mean (n_outputs,), arguments have variances (n_arguments,).
    """
    single, variance = additive_indices(coefficients, variances)
    indices = np.array([single[list(places)].sum(axis=0) for places in factors])
    pairs = len(factors) * (len(factors) - 1) // 2
    none = np.where(np.isnan(indices[:1]), np.nan, 0.0).repeat(pairs, axis=0)
    ends = [np.repeat(figures[..., None], 2, axis=-1) for figures in (indices, none)]
    return SobolEstimates(mean, variance, indices, ends[0], indices, ends[0], none, ends[1])


def _square(pairs: Floats, still: Mask) -> Floats:
    """Return figures of pairs (n_pairs, n_outputs, ...) as a table of factors; 0 for those without effect alone."""
    count = len(still)
    table = np.full((count, count, *pairs.shape[1:]), np.nan)
    one, other = np.triu_indices(count, 1)
    values = pairs.copy()
    values[still[one] | still[other]] = 0.0
    table[one, other] = table[other, one] = values
    return table
