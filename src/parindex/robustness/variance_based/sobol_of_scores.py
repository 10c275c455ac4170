"""Which of the things that are not certain moves scores and ranks: variance-based sensitivity of an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import Any, ClassVar

import attrs
import numpy as np

from parindex.base import ToldProgress, json_figure, told
from parindex.kernels import Floats, SobolEstimates
from parindex.robustness.draws import Factor, UncertainInputs
from parindex.robustness.variance_based.designs import Design, InputsDesign
from parindex.robustness.variance_based.draw_outputs import DrawOutput, OutputKind
from parindex.robustness.variance_based.index_estimation import DesignSimulation, IndexOrder, SobolOptions
from parindex.robustness.variance_based.input_groups import InputGrouping, grouped
from parindex.robustness.variance_based.sobol_results import IndexSource, SobolIndices, exact_estimates, result_fields
from parindex.robustness.variance_based.weight_swaps import SwapsDesign, swept
from parindex.robustness.weight_perturbations import Perturbation
from parindex.scoring import AnalysisResult, Scores, described, ties_left, without_rank


@attrs.frozen(kw_only=True, repr=False)
class Sobol(SobolIndices, AnalysisResult):
    """Indices of variance-based sensitivity of an index; see also `SobolIndices`.

    The outputs are the units as in `scores`, nan for those without a rank, or the one output ``rank-shift``.

    Attributes
    ----------
    scores : Scores
        What was scored.
    weights : Perturbation or None
        How the weights vary.
    factors : tuple of Factor
        What else is not certain.
    output : {"score", "rank", "rank-shift"}
        What was asked of each draw.
    members : mapping of str to tuple of str
        The inputs that each factor is made of, such as ``weight:land``.
    """

    analysis: ClassVar[str] = "sobol"
    scores: Scores
    weights: Perturbation | None
    factors: tuple[Factor, ...]
    output: OutputKind
    members: Mapping[str, tuple[str, ...]] = attrs.field(hash=False)

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        names = ("weights", "factors", "n", "seed", "output", "members", "intervals", "way")
        order = "first-total" if self.second is None else "second"
        return {**{name: described(getattr(self, name)) for name in names}, "order": order}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one record for each unit and factor, and for each unit and pair of factors; see `SobolIndices`."""
        names = dict(zip(self.scores.units, self.scores.names, strict=True))
        return [
            {"output": record["output"], "name": names.get(record["output"]) or None, **record}
            for record in super().to_records()
        ]

    def overview(self) -> list[dict[str, Any]]:
        """Return one record a factor: means of its indices over the outputs that vary, and how many it moves most."""
        total = self.total[:, self.varying]
        most = np.bincount(total.argmax(axis=0), minlength=len(self.names))
        means = zip(self.names, self.mean_first, self.mean_total, most, strict=True)
        return [
            {"factor": name, "first": json_figure(first), "total": json_figure(total), "moves_most": int(moved)}
            for name, first, total, moved in means
        ]

    def __repr__(self) -> str:
        rows = "" if self.way == "closed form" else f", n {self.n:,}"
        outputs = f"{self.output} of {len(self.outputs)} units" if self.output != "rank-shift" else "rank shift"
        return f"<Sobol of {self.scores.definition.id!r}: {len(self.names)} factors, {outputs}{rows}, {self.way}>"


def sobol(
    scores: Scores,
    weights: Perturbation | None = None,
    *,
    factors: Iterable[Factor] = (),
    n: int = 1024,
    rng: int | np.random.Generator = 0,
    output: OutputKind = "score",
    groups: InputGrouping = None,
    order: IndexOrder = "first-total",
    intervals: float | None = 0.95,
    executor: Executor | None = None,
    progress: ToldProgress = None,
) -> Sobol:
    """Share the variance of scores or ranks out among what is not certain.

    Parameters
    ----------
    scores : Scores
        What is scored; units are ranked as there, among their group.
    weights : Perturbation, optional
        `Uniform`, `Dirichlet` or `Bounds`: how weights vary among siblings. Each weight is a factor, as it is before
        the weights of siblings are divided by their sum; no factor is one that has none beside it, or is 0. Between
        `Bounds` only all siblings together are a factor.
    factors : iterable of Factor
        What else is not certain, as for `uncertainty`.
    n : int
        How many rows the design has; it takes n (f + 2) draws with f factors, n (2 f + 2) for second order.
    rng : int or Generator
        The seed; a Generator gives one.
    output : {"score", "rank", "rank-shift"}
        The total of each unit, in points; its rank; or the mean distance of the ranks to those in `scores`, over the
        units.
    groups : {"component", "domain"} or mapping of str to nodes, optional
        What moves together as one factor. ``component``: all weights below one component. ``domain``: all weights
        below a part of the index, with the weight of that part itself. A mapping names groups of nodes, or of inputs
        such as ``noise:land``; what is in none stays a factor by itself.
    order : {"first-total", "second"}
        Whether pairs of factors are told as well.
    intervals : float, optional
        How often an interval is to hold the index; None for no intervals.
    executor : Executor, optional
        Shares the work out, by factors: threads, processes, or any other with `submit`. The result is the same.
        Where products of matrices give all factors at once, as of scores by weights alone, there is nothing to share.
    progress : callable or bool, optional
        Called with the work done and all work. True shows a bar, False nothing; without it notebooks show a bar.

    Returns
    -------
    Sobol

    Raises
    ------
    ValueError
        No unit is ranked; nothing varies; groups overlap or have nothing that varies; or it would take too many draws.

    References
    ----------
    Sobol' (1993), Sensitivity estimates for nonlinear mathematical models, Mathematical Modelling and Computational
    Experiments 1, 407-414. Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer
    Physics Communications 181, 259-270, doi:10.1016/j.cpc.2009.09.018. Jansen (1999), Analysis of variance designs for
    model output, Computer Physics Communications 117, 35-43, doi:10.1016/S0010-4655(98)00154-4. Saisana, Saltelli and
    Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the quality assessment of composite
    indicators, Journal of the Royal Statistical Society A 168, 307-323, doi:10.1111/j.1467-985X.2005.00350.x.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> scores = parindex.score(definition, "examples/par-ministries-2023.csv")
    >>> indices = parindex.sobol(scores, parindex.Uniform(0.2), n=4096, rng=1)
    >>> indices
    <Sobol of 'par-ministry-2022': 2 factors, score of 17 units, n 4,096, simulated>
    >>> indices.names
    ('weight:appraised', 'weight:survey')
    >>> indices.total[:, 0].round(1)
    array([0.5, 0.5])
    """
    inputs = UncertainInputs.of(scores, weights, factors)
    members = grouped(inputs, groups)
    options, wanted = SobolOptions.of(n, rng, order, intervals), DrawOutput.of(inputs, output)
    options.refuse(len(members), wanted.count)
    way: IndexSource = "closed form"
    estimates = _closed_form(inputs, wanted, members)
    if estimates is None:
        way, design = "simulated", _design(inputs, wanted, members)
        if isinstance(design, SwapsDesign) and output == "score" and order == "first-total":
            estimates = swept(design, options, told(progress))
        else:
            estimates = DesignSimulation(design, len(members), options).run(executor, told(progress))
    outputs: tuple[str, ...] = ("rank-shift",)
    notes: tuple[str, ...] = ()
    if output != "rank-shift":
        estimates, outputs = _for_units(estimates, inputs), scores.units
        notes = *without_rank(scores, inputs.rows), *(ties_left(scores) if output != "score" else ())
    place = {name: at for at, name in enumerate(inputs.names)}
    ordered = {name: tuple(sorted(inside, key=place.__getitem__)) for name, inside in members.items()}
    fields = {"names": tuple(members), **result_fields(estimates, outputs, options, way, what=output)}
    fields["notes"] += notes
    return Sobol(scores=scores, weights=weights, factors=inputs.factors, output=output, members=ordered, **fields)


def _design(inputs: UncertainInputs, output: DrawOutput, members: Mapping[str, frozenset[str]]) -> Design:
    """Return what is drawn; weights of a linear index are exchanged without adding totals up again."""
    if not inputs.factors and inputs.model.linear and all(len(inside) == 1 for inside in members.values()):
        columns = tuple(inputs.names.index(name) for inside in members.values() for name in inside)
        return SwapsDesign(inputs, output, columns)
    return InputsDesign(inputs, output, tuple(members.values()))


def _closed_form(
    inputs: UncertainInputs, output: DrawOutput, members: Mapping[str, frozenset[str]]
) -> SobolEstimates | None:
    """Return the indices of totals that are linear in independent inputs of variance 1; None where they are not."""
    if output.kind != "score" or inputs.coefficients is None:
        return None
    index = {name: at for at, name in enumerate(inputs.names)}
    places = [[index[name] for name in inside] for inside in members.values()]
    mean = inputs.scores.total[inputs.rows]
    return exact_estimates(inputs.coefficients, np.ones(len(index)), places, mean)


def _for_units(estimates: SobolEstimates, inputs: UncertainInputs) -> SobolEstimates:
    """Give every unit its place, with nan for those without a rank."""

    def spread(name: str, ranked: Floats) -> Floats:
        axis = int(name not in ("mean", "variance"))
        values = np.full((*ranked.shape[:axis], len(inputs.scores.units), *ranked.shape[axis + 1 :]), np.nan)
        values[(slice(None),) * axis + (inputs.rows,)] = ranked
        return values

    fields = attrs.asdict(estimates, recurse=False)
    return SobolEstimates(**{name: spread(name, ranked) for name, ranked in fields.items()})
