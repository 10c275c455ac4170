"""The audit of an index in one call: coherence, other methods, simulation, and what is to be asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import Any

import attrs
import numpy as np

from parindex.base import AsJson, DefinitionError, ExtraError, Message, method, say, shipped_schema
from parindex.definition import Definition
from parindex.robustness.audits.alternatives_compared import Alternative, Alternatives, alternatives
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds
from parindex.robustness.audits.flags import Flag
from parindex.robustness.audits.index_coherence import Coherence, coherence
from parindex.robustness.audits.interval_summary import IntervalSummary
from parindex.robustness.audits.other_methods import BenefitOfTheDoubt, Borda, Copeland, EqualWeights
from parindex.robustness.audits.robustness_flags import RobustnessThresholds, robustness_flags
from parindex.robustness.audits.winsorising import Winsorised
from parindex.robustness.draws import Aggregation, Factor, Uncertainty, uncertainty
from parindex.robustness.one_change import LeaveOut, leave_out
from parindex.robustness.variance_based import Sobol, sobol
from parindex.robustness.weight_perturbations import Uniform
from parindex.scoring import Scores, result_head

#: By which weights vary in the simulation, as a share of themselves.
SPREAD = 0.25
#: Rows of the design that shares the shifts of ranks out among what is not certain.
SOBOL_ROWS = 512
_MEANS = ("weighted-mean", "geometric-mean", "harmonic-mean")


@attrs.frozen(repr=False, slots=False)
class Audit(AsJson):
    """What an audit found.

    Attributes
    ----------
    scores : Scores
        What was audited.
    coherence : Coherence
        Whether the parts of the index belong together.
    alternatives : Alternatives or None
        Whether the ranking would stand other methods; None where none can be tried.
    uncertainty : Uncertainty or None
        Ranks with weights that vary, and means of other kinds; None where nothing can vary.
    sobol : Sobol or None
        What moves the ranks most in that.
    leave_out : LeaveOut or None
        Ranks without each part of the index.
    not_done : tuple of str
        What could not be looked at, and why.
    thresholds : RobustnessThresholds
        From where on shifts of ranks are told.
    """

    scores: Scores
    coherence: Coherence
    alternatives: Alternatives | None
    uncertainty: Uncertainty | None
    sobol: Sobol | None
    leave_out: LeaveOut | None
    not_done: tuple[Message, ...]
    thresholds: RobustnessThresholds

    @cached_property
    def intervals(self) -> IntervalSummary | None:
        """How far simulated ranks are from those published."""
        return None if self.uncertainty is None else IntervalSummary.of(self.uncertainty)

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """What is to be asked about: evidence, coherence, then robustness."""
        return (
            *self.coherence.flags,
            *robustness_flags(self.alternatives, self.intervals, self.leave_out, self.thresholds),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        parts = {name: getattr(self, name) for name in ("alternatives", "uncertainty", "sobol", "leave_out")}
        return {
            **result_head(self.scores.definition, self.scores.evidence),
            "analysis": "audit",
            "flags": [flag.to_dict() for flag in self.flags],
            "not_done": list(self.not_done),
            "coherence": self.coherence.to_dict(),
            "intervals": None if self.intervals is None else self.intervals.to_dict(),
            **{name: None if part is None else part.to_dict() for name, part in parts.items()},
        }

    def __repr__(self) -> str:
        return f"<Audit of {self.scores.definition.id!r}: {len(self.flags)} flags, {len(self.not_done)} not done>"


def audit(
    scores: Scores,
    *,
    draws: int = 10_000,
    rng: int = 0,
    methods: Iterable[Alternative] | None = None,
    thresholds: CoherenceThresholds | None = None,
    robustness: RobustnessThresholds | None = None,
) -> Audit:
    """Audit an index as the JRC does: data, coherence, added value, robustness, and what is to be asked about.

    What cannot be looked at is said in `not_done`, with the reason. A flag is a question, no error.

    Parameters
    ----------
    scores : Scores
        What is audited.
    draws : int
        How often weights are drawn, each within a quarter of itself, and the kind of mean where it may be another.
    rng : int
        The seed.
    methods : iterable, optional
        Other methods to try; see `alternatives`. Without it equal weights, other means, values far out set to the next
        ones, Borda, Copeland, and the benefit of the doubt.
    thresholds : CoherenceThresholds, optional
        From where on figures of coherence are told.
    robustness : RobustnessThresholds, optional
        From where on shifts of ranks are told.

    Returns
    -------
    Audit

    Raises
    ------
    ValueError
        Fewer than three units have a total.

    References
    ----------
    OECD/JRC (2008), Handbook on constructing composite indicators, doi:10.1787/9789264043466-en.

    Examples
    --------
    >>> import parindex
    >>> scores = parindex.score(parindex.load("pci-2013"), "examples/pci-2016.csv")
    >>> found = parindex.audit(scores, draws=1000)
    >>> found.flags[0].said("en")
    'land and labour go against each other (r = -0.26)'
    """
    found, not_done = coherence(scores, thresholds=thresholds), list[Message]()
    trial = _Trial(not_done)
    simulated = trial.of(partial(_simulated, scores, draws, rng), say("the simulation"))
    return Audit(
        scores,
        found,
        _alternatives(scores, usual_methods(scores) if methods is None else methods, trial),
        simulated and simulated[0],
        simulated and simulated[1],
        trial.of(partial(_without_each_part, scores), say("ranks without each part")),
        (*not_done, *_never_done()),
        robustness or RobustnessThresholds(),
    )


@attrs.frozen
class _Trial:
    """Tries what may be refused, and says why it was."""

    not_done: list[Message]

    def of(self, tried: Callable[[], Any], what: Message) -> Any:
        try:
            return tried()
        except (ValueError, ExtraError, DefinitionError) as error:
            self.not_done.append(say("{what}: {reason}", what=what, reason=_reason(error)))
            return None


def _reason(error: Exception) -> object:
    return error.args[0] if error.args and isinstance(error.args[0], Message) else str(error)


def _simulated(scores: Scores, draws: int, rng: int) -> tuple[Uncertainty, Sobol]:
    factors, weights = tuple(_other_means(scores)), Uniform(SPREAD)
    simulated = uncertainty(scores, weights, factors=factors, draws=draws, rng=rng, progress=False)
    rows = min(SOBOL_ROWS, draws)
    shared = sobol(
        scores, weights, factors=factors, n=rows, rng=rng, output="rank-shift", intervals=None, progress=False
    )
    return simulated, shared


def _other_means(scores: Scores) -> Iterator[Factor]:
    """Yield the choice between the mean of the index and another one, where it may be."""
    factor = Aggregation("weighted-mean" if scores.definition.root.combine == "geometric-mean" else "geometric-mean")
    try:
        alternatives(scores, [factor])
    except ValueError:  # said of the other methods
        return
    yield factor


def _alternatives(scores: Scores, methods: Iterable[Alternative], trial: _Trial) -> Alternatives | None:
    tried = [trial.of(partial(alternatives, scores, [other]), _called(other)) for other in methods]
    done = [result for result in tried if result is not None]
    if not done:
        return None
    return Alternatives(
        scores,
        tuple(name for result in done for name in result.changed),
        tuple(dict.fromkeys(note for result in done for note in result.notes)),
        np.concatenate([result.total for result in done]),
        np.concatenate([result.rank for result in done]),
    )


def _called(tried: Alternative) -> Message:
    name = tried.id if isinstance(tried, Definition) else tried.name
    return say("the method {name}", name=method(name))


def _without_each_part(scores: Scores) -> LeaveOut:
    parts = scores.definition.parts(scores.definition.id)
    below = any(scores.definition.parts(part.id) for part in parts)
    return leave_out(scores, "components" if below else "indicators", only=[part.id for part in parts], progress=False)


def _never_done() -> tuple[Message, ...]:
    """Return what no figure can say."""
    return (
        say("whether the framework is sound, and indicators measure what their titles say, is for people to judge"),
        say("correlation with the size of units (denominators) is not looked at"),
    )


def usual_methods(scores: Scores) -> tuple[Alternative, ...]:
    """Return the other methods that are tried where none are named."""
    other_means = Aggregation([mean for mean in _MEANS if mean != scores.definition.root.combine])
    return EqualWeights(), other_means, Winsorised(), Borda(), Copeland(), BenefitOfTheDoubt()


def audit_schema() -> dict[str, Any]:
    """Return the JSON Schema of the results of `coherence`, `alternatives` and `audit`.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.audit_schema()["oneOf"]]
    ['coherence', 'alternatives', 'audit']
    """
    return shipped_schema("parindex.robustness.audits", "audit")
