"""`target`: the plan of least cost that brings a unit to a rank, a total or a group of results."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import SupportsFloat

import attrs
import numpy as np

from parindex.base import Message, check_number, in_digits, rough, say, short
from parindex.definition import Indicator, Rescale, Standardise
from parindex.kernels import MAX_DECIMALS, as_float
from parindex.robustness import Perturbation
from parindex.scoring import Scores, direction
from parindex.targets.aims import Aim
from parindex.targets.band_aim import BandAim
from parindex.targets.choice_of_aim import aim_of
from parindex.targets.least_cost import Asked, Knowledge
from parindex.targets.moves import Moves, Wishes, moves_of
from parindex.targets.plan_search import FoundPlan, PlanSearch
from parindex.targets.rank_aim import RankAim
from parindex.targets.robust_aim import Gains, LikelyRankAim
from parindex.targets.target_plan import EvidenceChange, TargetPlan
from parindex.targets.trials import Trials, Values

#: A number as somebody writes it.
GivenFigure = float | str | Decimal | Fraction
RangeEnd = GivenFigure | None


def target(
    scores: Scores,
    unit: str,
    *,
    rank: int | None = None,
    total: GivenFigure | None = None,
    band: str | None = None,
    costs: Mapping[str, GivenFigure] | None = None,
    fixed: Collection[str] = (),
    bounds: Mapping[str, tuple[RangeEnd, RangeEnd]] | None = None,
    decimals: int | Mapping[str, int] | None = None,
    others: Mapping[str, GivenFigure] | None = None,
    weights: Perturbation | None = None,
    share: GivenFigure = Fraction(9, 10),
    draws: int = 200,
    rng: int | np.random.Generator = 0,
    seconds: float = 60.0,
) -> TargetPlan:
    """Return the change of a unit's evidence that reaches a rank, a total or a group of results at the least cost.

    The other units stay as they are. The plan is scored again before it is returned: it reaches what it says on
    published figures, and with ties as the definition has them.

    Parameters
    ----------
    scores : Scores
        What is scored.
    unit : str
        The unit, by its code or name.
    rank, total, band : int, number, str
        What it is to reach, or better; exactly one of them. `band` is the label of a group of results, or "next".
    costs : mapping of str to number, optional
        What one unit of evidence of an indicator costs: one point, percent or file; of choices and ticks one point of
        the score. An item or input is named ``indicator.item``. Others cost the share of the way from where the
        evidence is to where it gives the most, in [0, 1].
    fixed : collection of str
        What stays as it is: indicators, or components with all that is below them.
    bounds : mapping of str to (lowest, highest), optional
        Between what values evidence may end up; None for no end.
    decimals : int or mapping of str to int, optional
        With how many decimals evidence is written; else as many as its column has, at most as many as scores are
        published with.
    others : mapping of str to number, optional
        By how much of the total other units may gain: the rank is to hold whatever each gains up to that.
    weights : Uniform, Bounds or Dirichlet, optional
        How weights may vary: the rank is to hold in a `share` of so many `draws` of them, begun from `rng`.
    seconds : float
        How long to search before the best plan so far is returned.

    Returns
    -------
    TargetPlan
        See there for what is proved of it.

    Raises
    ------
    ValueError
        It cannot be reached, or the unit has no total; the message says the best that can be reached. Or a text is no
        number.
    UnknownNameError
        There is no such unit or node.
    TypeError
        What is no text is no number either.
    ExtraError
        scipy is not installed: extra `exact`.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> plan = parindex.target(parindex.score(definition, evidence), "MOHA", rank=1)
    >>> plan.changes, plan.proved
    ({'MOHA': {'appraised': Fraction(3179, 50)}}, True)
    """
    row = scores.evidence.row(unit)
    if isinstance(seconds, bool) or not isinstance(seconds, SupportsFloat):
        raise TypeError(say("{name} must be a number, not {value!r}", name="seconds", value=seconds))
    gains = Gains.read(scores, row, others or {})
    aim = aim_of(scores, row, rank=rank, total=total, band=band, gains=gains.of)
    if weights is not None:
        aim = _by_weights(scores, row, aim, weights, share=share, draws=draws, rng=rng)
    wishes = _wishes(scores, costs or {}, bounds or {}, fixed)
    if math.isnan(scores.total[row]):
        raise ValueError(say("{unit} has no total", unit=scores.called(row)))
    against = isinstance(aim, RankAim | LikelyRankAim)
    moves = moves_of(scores, row, wishes, _decimals(scores, decimals), against=against)
    told = (_gained(gains), *gains.notes()) if gains.of else ()
    return Targeting(scores, row, aim, moves, wishes, seconds, told).plan()


def _gained(gains: Gains) -> Message:
    """Say how much others may gain."""
    most = max(abs(gain) for gain in gains.of.values())
    return say(
        "it holds if each of the others gains no more than is allowed for, {most} points of the total at most",
        most=in_digits(most),
    )


def _by_weights(
    scores: Scores,
    row: int,
    aim: Aim,
    weights: Perturbation,
    *,
    share: GivenFigure,
    draws: int,
    rng: int | np.random.Generator,
) -> Aim:
    """Return a rank that holds for most weights."""
    if not isinstance(aim, RankAim) or aim.gains:
        raise ValueError(say("weights vary for a rank only, with others as they are"))
    return LikelyRankAim.of(scores, row, aim.rank, weights, draws=draws, rng=rng, share=share)


@attrs.frozen(eq=False, repr=False)
class Targeting:
    """One unit, what it is to reach, and what it may change."""

    scores: Scores
    row: int
    aim: Aim
    moves: Moves
    wishes: Wishes
    seconds: float
    told: tuple[Message, ...] = ()  # what else a reader should know of the aim

    @property
    def trials(self) -> Trials:
        """Where plans are scored again."""
        return Trials(self.scores, self.row, self.moves.moves, self.aim.reached)

    def plan(self) -> TargetPlan:
        """Return the plan of least cost."""
        if self.aim.reached(self.scores, self.row):
            return self._told(FoundPlan(self.trials.present, Fraction(0), 0.0, proved=True), self.scores)
        found = self._search(())
        if found.values is None:
            unknown = say("no plan was found that reaches {aim}", aim=self.aim.words())
            # On a very fine grid the solver may find no plan though the best of all reaches.
            reachable = not self._rises or self.trials.reach(self.trials.best)
            raise ValueError(unknown if reachable else self._out_of_reach())
        return self._told(found)

    def alternatives(self, plan: TargetPlan, count: int, within: float) -> tuple[TargetPlan, ...]:
        """Return plans that each do without something that every cheaper one needs."""
        places = {move.name: at for at, move in enumerate(self.moves.moves)}
        most = as_float(plan.cost) * (1 + within)
        aside: list[frozenset[int]] = []
        plans: list[TargetPlan] = []
        while plan.made and len(plans) < count:
            aside.append(frozenset(places[change.move.name] for change in plan.main))
            found = self._search(aside)
            if found.values is None or as_float(found.cost) > most:
                break
            plan = self._told(found)
            plans.append(plan)
        return tuple(plans)

    def _search(self, aside: Sequence[frozenset[int]]) -> FoundPlan:
        trials, moves = self.trials, self.moves.moves
        best = trials.scored(trials.best)
        if self._rises and not aside and not trials.reach(trials.best):
            return FoundPlan(None, Fraction(0), math.inf, proved=True)
        cases = self.aim.cases(best if self._others_move and best is not None else self.scores, self.row)
        asked = Asked(self.scores, self.row, moves, cases)
        known = Knowledge.of(moves)
        known.aside = list(aside)
        found = PlanSearch(asked, trials, known, self._rises and self._orderly, self.seconds).run()
        return found if self._orderly and not self._contrary else attrs.evolve(found, bound=0.0, proved=False)

    @cached_property
    def _rises(self) -> bool:
        """Whether whatever brings the unit more brings it nearer to the aim."""
        return all(move.sense for move in self.moves.moves) and not self._contrary

    @cached_property
    def _contrary(self) -> bool:
        """Whether a group of results asks for less of a node that may move and of which more is better."""
        if not isinstance(self.aim, BandAim):
            return False
        definition, places = self.scores.definition, self.scores.places
        moving = {move.node for move in self.moves.moves}
        moving |= {places[one.id] for at in moving for one in definition.ancestors(definition.nodes[at])}
        asked = {one for way in self.aim.ways(self.scores, self.row) for one in way if one.node in moving}
        return any(one.upward != (self._sense(one.node) > 0) for one in asked)

    def _sense(self, at: int) -> int:
        definition = self.scores.definition
        return definition.rank.sign * (direction(definition, definition.nodes[at]) if at else 1)

    @property
    def _others_move(self) -> bool:
        """Whether what the unit changes may change what others have."""
        return any(move.ahead for move in self.moves.moves)

    @property
    def _orderly(self) -> bool:
        """Whether what brings the unit further never helps others, nor would values beyond those looked at."""
        return not self._others_move or all(map(_keeps_down, self.scores.definition.leaves))

    def _told(self, found: FoundPlan, after: Scores | None = None) -> TargetPlan:
        """Return a plan as a result."""
        trials = self.trials
        values = found.values or trials.present
        after = after or trials.scored(values) or self.scores
        made = sorted(self._made(values, trials), key=lambda change: -abs(change.alone))
        return TargetPlan(
            scores=self.scores,
            after=after,
            unit=self.scores.units[self.row],
            name=self.scores.names[self.row],
            aim=self.aim,
            made=tuple(made),
            cost=found.cost,
            bound=found.bound,
            proved=found.proved,
            immovable=self.moves.immovable,
            wishes=self.wishes,
            remarks=(*self._remarks(after), *self._of_time(found)),
            search=self.alternatives,
        )

    def _of_time(self, found: FoundPlan) -> Iterator[Message]:
        """Say that the plan hangs on the time it was searched for."""
        if found.stopped and not found.proved:
            template = "the search ended after {seconds} seconds: another computer, or more time, may find another plan"
            yield say(template, seconds=rough(float(self.seconds)))

    def _made(self, values: Values, trials: Trials) -> list[EvidenceChange]:
        changes = []
        for place, (move, value) in enumerate(zip(self.moves.moves, values, strict=True)):
            if value != move.present:
                alone = trials.scored((*trials.present[:place], value, *trials.present[place + 1 :]))
                changes.append(EvidenceChange(move, value, move.cost(value), self._brought(alone)))
        return changes

    def _brought(self, after: Scores | None) -> float:
        """Return by how much the total of the unit differs in other scores."""
        if after is None or math.isnan(after.total[self.row]):
            return math.nan
        totals = (scores.exactness.exact_score(self.row) for scores in (self.scores, after))
        return as_float(-sum(total * sign for total, sign in zip(totals, (1, -1), strict=True)))

    def _remarks(self, after: Scores) -> list[Message]:
        remarks = list(self.told)
        if isinstance(self.aim, LikelyRankAim):
            remarks.append(self.aim.fresh(after, self.row))
        level = [row for row in after.ranked.tolist() if after.rank[row] == after.rank[self.row] and row != self.row]
        if isinstance(self.aim, RankAim) and any(after.group[row] == after.group[self.row] for row in level):
            remarks.append(say("the rank is shared with others of the same total"))
        named = [move.name for move in self.moves.moves if move.name in self.wishes.costs]
        if named and len(named) < len(self.moves.moves):
            remarks.append(say("what no cost is given for costs the share of the way to its most"))
        return remarks

    def _out_of_reach(self) -> Message:
        """Say how far the unit could come with everything at its best."""
        trials = self.trials
        best = trials.scored(trials.best) or self.scores
        values = {"aim": self.aim.words(), "total": best.rounded[self.row]}
        if isinstance(self.aim, BandAim) and best.band_reasons[self.row]:
            why = best.band_reasons[self.row][-1]
            return say("{aim} is out of reach: with all at its best {why}", aim=self.aim.words(), why=why)
        if math.isnan(best.rank[self.row]):
            return say("{aim} is out of reach: with all at its best the total is {total}", **values)
        told = "{aim} is out of reach: with all at its best the total is {total}, rank {rank}"
        return say(told, **values, rank=short(Fraction(float(best.rank[self.row]))))


def _keeps_down(leaf: Indicator) -> bool:
    """Return whether, by a rule that holds units against each other, a better value of one never helps others."""
    rule = leaf.rule
    if not rule.cohort:
        return True
    spread = isinstance(rule, Standardise) or (isinstance(rule, Rescale) and rule.within)
    return not spread and None not in rule.domain(leaf)


def _wishes(
    scores: Scores,
    costs: Mapping[str, GivenFigure],
    bounds: Mapping[str, tuple[RangeEnd, RangeEnd]],
    fixed: Collection[str],
) -> Wishes:
    """Check what a caller asks of moves."""
    for name, told in (("costs", costs), ("bounds", bounds)):
        if not isinstance(told, Mapping):
            raise TypeError(say("{name} must be a mapping, not {value!r}", name=name, value=told))
    if isinstance(fixed, str) or not isinstance(fixed, Iterable):
        raise TypeError(say("{name} must be a list of nodes, not {value!r}", name="fixed", value=fixed))
    prices = {_name(scores, node): check_number("costs", cost) for node, cost in costs.items()}
    if wrong := [name for name, price in prices.items() if price < 0]:
        raise ValueError(say("the cost of {node} is below 0: {cost}", node=wrong[0], cost=in_digits(prices[wrong[0]])))
    limits = {_name(scores, node): _bounds(node, pair) for node, pair in bounds.items()}
    return Wishes(prices, limits, frozenset(_name(scores, node) for node in fixed))


def _name(scores: Scores, node: str) -> str:
    """Return the name of a node, or of a column that it is worked out from."""
    return node if node in scores.evidence.columns else scores.definition[node].id


def _bounds(node: str, pair: tuple[RangeEnd, RangeEnd]) -> tuple[Fraction | None, Fraction | None]:
    try:
        low, high = pair
    except (TypeError, ValueError):
        message = say("bounds of {node} are a lowest and a highest value, not {value!r}", node=node, value=pair)
        raise TypeError(message) from None
    low, high = (None if end is None else check_number("bounds", end) for end in (low, high))
    if low is not None and high is not None and low > high:
        raise ValueError(say("the bounds of {node} run downwards", node=node))
    return low, high


def _decimals(scores: Scores, told: int | Mapping[str, int] | None) -> Callable[[str], int | None]:
    """Return with how many decimals a column is written, as told."""
    if isinstance(told, Mapping):
        by_name = {_name(scores, node): places for node, places in told.items()}
        for places in by_name.values():
            _check_decimals(places)
        return by_name.get
    if told is not None:
        _check_decimals(told)
    return lambda _: told


def _check_decimals(places: object) -> None:
    if not isinstance(places, int) or isinstance(places, bool):
        raise TypeError(say("{name} must be a whole number, not {value!r}", name="decimals", value=places))
    if not 0 <= places <= MAX_DECIMALS:
        raise ValueError(say("decimals are from 0 to {most}", most=MAX_DECIMALS))
