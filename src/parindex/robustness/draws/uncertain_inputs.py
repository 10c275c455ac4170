"""Everything about an index that is not certain, drawn together, and the totals that each draw gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import attrs
import numpy as np

from parindex.base import DefinitionError, say
from parindex.kernels import EvenWeights, Floats, Indices
from parindex.robustness.draws.factors import ChoiceFactor, ErrorFactor, Factor, LeftOut, named
from parindex.robustness.draws.noise import NoisyScores
from parindex.robustness.draws.units_at_hand import scored_at_hand
from parindex.robustness.siblings import Siblings, siblings
from parindex.robustness.weight_model import CELLS, FoldedTotals, WeightModel
from parindex.robustness.weight_perturbations import Perturbation, Uniform, check_kinds
from parindex.scoring import Scores

#: So many draws at most are made at a time.
BLOCK = 1024
#: An option of each choice.
ChosenOptions = tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class InputDraws:
    """Some draws of what is not certain."""

    weights: Floats  # (n_draws, n_weights): in proportion within each group of siblings; none where they do not vary
    options: Indices  # (n_draws, n_choices): which option of each choice
    errors: Floats  # (n_draws, n_units, n_columns): of evidence, in standard errors


@attrs.frozen(eq=False, repr=False)
class UncertainInputs:
    """What is not certain about an index."""

    scores: Scores
    weights: Perturbation | None
    factors: tuple[Factor, ...]
    groups: tuple[Siblings, ...]  # the weights that there are; none where they are not known, and need not be
    rows: Indices  # (n_ranked,): the units that have a rank whatever is chosen

    @classmethod
    def of(cls, scores: Scores, weights: Perturbation | None, factors: Iterable[Factor] = ()) -> UncertainInputs:
        """Return the inputs of scores; raises `ValueError` for one that can have no effect."""
        check_kinds(scores, weights)
        factors = (factors,) if isinstance(factors, Factor) else tuple(factors)
        for factor in factors:
            if not isinstance(factor, (ChoiceFactor, ErrorFactor)):
                raise TypeError(
                    say("factors are Noise(0.1), LeftOut() and others of their kind, not {factor!r}", factor=factor)
                )
        if weights is None and not factors:
            raise ValueError(say("nothing varies: give weights or other factors"))
        if sum(isinstance(factor, ErrorFactor) for factor in factors) > 1:
            raise ValueError(say("evidence has one kind of errors: give Noise or StandardErrors, and once"))
        inputs = cls(scores, weights, factors, _groups(scores, weights), scores.ranked)
        if inputs.choices:
            inputs = attrs.evolve(inputs, rows=inputs._always_ranked())
        if not inputs.rows.size:
            raise ValueError(
                say("no unit has a rank whatever is chosen") if inputs.choices else say("no unit has a rank")
            )
        if inputs.noise is not None:
            inputs.noise.refuse()
        return inputs

    def _always_ranked(self) -> Indices:
        """Return the units that have a rank with each option by itself."""
        ranked = np.ones(len(self.scores.units), dtype=bool)
        for at, choice in enumerate(self.choices):
            for option in range(len(choice.options(self.scores))):
                ranked &= ~np.isnan(self._scored((0,) * at + (option,) + (0,) * (len(self.choices) - at - 1)).rank)
        return np.flatnonzero(ranked)

    @cached_property
    def choices(self) -> tuple[ChoiceFactor, ...]:
        """The factors with options; what is left out comes last, after whatever fills it."""
        choices = [factor for factor in self.factors if isinstance(factor, ChoiceFactor)]
        return tuple(sorted(choices, key=lambda choice: isinstance(choice, LeftOut)))

    @cached_property
    def noise(self) -> NoisyScores | None:
        """The errors of evidence."""
        factor = self._error_factor
        return None if factor is None else NoisyScores(self.scores, factor.errors(self.scores))

    @property
    def _error_factor(self) -> ErrorFactor | None:
        return next((factor for factor in self.factors if isinstance(factor, ErrorFactor)), None)

    @cached_property
    def model(self) -> WeightModel:
        """What gives the totals with the first option of each choice."""
        return self._model((0,) * len(self.choices))[0]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each input that varies by itself: `weight:` and the node, `noise:` and the indicator, choices."""
        weights = [f"weight:{name}" for name in self.model.columns.names] if self.weights is not None else []
        factor, columns = self._error_factor, self.scores.evidence.columns
        errors = [f"{factor.name}:{columns[column]}" for column in self.noise.columns] if factor and self.noise else []
        return (*weights, *named(self.choices), *errors)

    @cached_property
    def size(self) -> int:
        """How many draws are made at a time; it depends on nothing but what is scored."""
        cells = self.rows.size if self.noise is None else len(self.scores.units) * len(self.scores.nodes)
        return max(1, min(BLOCK, CELLS // cells))

    def draw(self, rng: np.random.Generator, size: int) -> InputDraws:
        """Draw everything `size` times."""
        weights = np.empty((size, 0)) if self.weights is None else self.weights.draw(rng, self.groups, size)
        counts = [len(choice.options(self.scores)) for choice in self.choices]
        options = rng.integers(0, counts, (size, len(counts))) if counts else np.zeros((size, 0), dtype=np.int64)
        errors = self.noise.draw(rng, size) if self.noise else np.zeros((size, 0, 0))
        return InputDraws(weights, options, errors)

    def drawn_totals(self, rng: np.random.Generator, size: int) -> Floats:
        """Return the totals (n_draws, n_ranked) of `size` draws."""
        if self._folded is None:
            return self.totals(self.draw(rng, size))
        return self._refuse_lost(self._folded.drawn(rng, size))

    @cached_property
    def _folded(self) -> FoldedTotals | None:
        """What gives them where only the weights of a flat index vary, evenly."""
        if not isinstance(self.weights, Uniform) or self.choices or self.noise is not None:
            return None
        return self.model.folded(EvenWeights.about(self.model.columns.shares, self.weights.share))

    def exchange(self, one: InputDraws, other: InputDraws, names: Collection[str]) -> InputDraws:
        """Return the first draws with the inputs named taken from the second."""
        taken = np.array([name in names for name in self.names], dtype=bool)
        weights, options, errors = np.split(taken, np.cumsum([one.weights.shape[1], len(self.choices)]))
        return InputDraws(
            np.where(weights, other.weights, one.weights),
            np.where(options, other.options, one.options),
            np.where(errors, other.errors, one.errors) if errors.size else one.errors,
        )

    @cached_property
    def coefficients(self) -> Floats | None:
        """What one standard error of each input adds to the totals (n_names, n_ranked); None where they are not linear.

        Inputs are independent then, with a variance of 1.
        """
        if self.weights is not None or self.choices or self.noise is None:
            return None
        if not (self.model.linear and self.noise.straight):
            return None
        count, units = len(self.noise.columns), len(self.scores.units)
        errors = np.zeros((count + 1, units, count))
        errors[np.arange(count), :, np.arange(count)] = 1.0
        totals = self._totals((), np.empty((count + 1, 0)), errors)
        return np.asarray(totals[:-1] - totals[-1])

    def totals(self, drawn: InputDraws) -> Floats:
        """Return totals (n_draws, n_ranked)."""
        if not self.choices:
            return self._totals((), drawn.weights, drawn.errors)
        totals = np.empty((len(drawn.weights), self.rows.size))
        chosen, which = np.unique(drawn.options, axis=0, return_inverse=True)
        for at, options in enumerate(chosen.tolist()):
            here = np.flatnonzero(which.reshape(-1) == at)
            totals[here] = self._totals(tuple(options), drawn.weights[here], drawn.errors[here])
        return totals

    def _totals(self, options: ChosenOptions, weights: Floats, errors: Floats) -> Floats:
        model, noise = self._model(options)
        if self.weights is None:
            weights = np.tile(model.columns.shares, (len(weights), 1))
        return self._refuse_lost(model.totals(weights, None if noise is None else noise.scored(errors)[:, self.rows]))

    def _refuse_lost(self, totals: Floats) -> Floats:
        """Return totals; raise `ValueError` where a unit has none."""
        if np.isnan(totals.sum()):
            unit = self.scores.units[self.rows[np.isnan(totals).any(axis=0).argmax()]]
            raise ValueError(
                say(
                    "unit {unit!r} has no total in some draws: the parts that it has are left without weight", unit=unit
                )
            )
        return totals

    @cached_property
    def _models(self) -> dict[ChosenOptions, tuple[WeightModel, NoisyScores | None]]:
        return {}

    def _model(self, options: ChosenOptions) -> tuple[WeightModel, NoisyScores | None]:
        """Return what gives the totals with these options, and scores as evidence varies."""
        if options not in self._models:
            scores = self._scored(options)
            if lost := [self.scores.units[row] for row in self.rows if np.isnan(scores.rank[row])]:
                raise ValueError(
                    say("unit {unit!r} has no total with {options}", unit=lost[0], options=self._words(options))
                )
            groups = self.groups if scores is self.scores or not self.groups else siblings(scores)
            if self.weights is not None:
                self._refuse_other_weights(groups, options)
            noise = None if self.noise is None else NoisyScores(scores, self.noise.errors)
            model = WeightModel.of(scores, self.rows, groups)
            given = scores.exactness.given.components
            if noise is not None and any(node not in given for node, _ in model.plan.beside):
                model = attrs.evolve(model, linear=False)  # what stands beside the tree may be made of parts that vary
            self._models[options] = model, noise
        return self._models[options]

    def _refuse_other_weights(self, groups: Sequence[Siblings], options: ChosenOptions) -> None:
        """Raise `ValueError` where parts of a sum can give more or less with these options, so that weights differ."""
        for before, after in zip(self.groups, groups, strict=True):
            if before.exact != after.exact:
                raise ValueError(
                    say(
                        "with {options} the parts of {id!r} have other maxima, which are their weights: "
                        "give them a max, or leave the weights as they are",
                        options=self._words(options),
                        id=before.ids[0],
                    )
                )

    def _scored(self, options: ChosenOptions) -> Scores:
        """Score the definition and the evidence that the options make."""
        variant = before = self.scores.definition, self.scores.evidence
        for option, choice in zip(options, self.choices, strict=True):
            variant = choice.apply(option, self.scores, variant)
        if variant == before:
            return self.scores
        try:
            return scored_at_hand(*variant, moving=self._error_factor is not None)
        except DefinitionError as error:
            raise ValueError(
                say("{options} cannot be: {message}", options=self._words(options), message=error.problems[0].message)
            ) from None

    def _words(self, options: ChosenOptions) -> str:
        pairs = zip(self.choices, named(self.choices), options, strict=True)
        return ", ".join(f"{name} {choice.options(self.scores)[option]!r}" for choice, name, option in pairs)


def _groups(scores: Scores, weights: Perturbation | None) -> tuple[Siblings, ...]:
    if weights is not None:
        groups = siblings(scores)
        weights.refuse(groups)
        return groups
    try:
        return siblings(scores)
    except ValueError:  # weights that are not known cannot vary, and need not
        return ()
