"""The least cost found by trying all evidence on a grid: the yardstick for plans, which knows nothing of programmes."""

from fractions import Fraction
from itertools import product

import attrs

import parindex


@attrs.frozen
class Trying:
    """One unit `a` among others, and the values that each cell of its evidence may take, with what they cost."""

    definition: parindex.Definition
    rows: dict  # evidence of all units, by column
    values: dict  # of each column that moves
    costs: dict  # of a unit of each column; of options and ticks by the value
    together: bool = False  # a rule holds units against each other: each trial is scored with all of them

    @property
    def scores(self):
        return parindex.score(self.definition, self.rows)

    def cost(self, changed):
        """Return what it costs to have other values of some columns."""
        own, whole = self.rows["a"], Fraction(0)
        for column, value in changed.items():
            price = self.costs[column]
            if isinstance(price, dict):
                whole += abs(Fraction(price[value]) - Fraction(price[own[column]]))
            else:
                whole += Fraction(price) * abs(Fraction(value) - Fraction(own[column]))
        return whole

    def trials(self):
        """Yield every evidence of the unit with its cost, and its scores with those of the others."""
        columns = list(self.values)
        changes = [dict(zip(columns, values, strict=True)) for values in product(*self.values.values())]
        if self.together:
            for changed in changes:
                yield (
                    self.cost(changed),
                    parindex.score(self.definition, self.rows | {"a": self.rows["a"] | changed}),
                    0,
                )
            return
        table = {f"t{at}": self.rows["a"] | changed for at, changed in enumerate(changes)}
        alone = parindex.score(self.definition, table)
        for at, changed in enumerate(changes):
            yield self.cost(changed), alone, at

    def least(self, rank=None, total=None, band=None):
        """Return the least cost at which something is reached, None where nothing on the grid reaches it."""
        costs = [cost for cost, scores, row in self.trials() if self.reaches(scores, row, rank, total, band)]
        return min(costs, default=None)

    def reaches(self, scores, row, rank, total, band):
        if total is not None:
            lowest = self.definition.rank.best == "lowest"
            published = Fraction(scores.rounded[row])
            return published <= Fraction(total) if lowest else published >= Fraction(total)
        if band is not None:
            labels = [each.label for each in self.definition.bands]
            return scores.band[row] is not None and labels.index(scores.band[row]) <= labels.index(band)
        return self.rank(scores, row) <= rank

    def rank(self, scores, row):
        """Return the rank that is sure, worked out here from totals and what decides between equal ones."""
        others = scores if self.together else self._base
        keys = [key(others, other) for other in range(len(others.units)) if others.units[other] != "a"]
        own = key(scores, row)
        above, level = sum(other > own for other in keys), keys.count(own)
        ties = self.definition.rank.ties
        if ties == "dense":
            return 1 + len({other for other in keys if other > own})
        return 1 + above + {"min": 0, "max": level, "average": Fraction(level, 2), "authority": level}[ties]

    def __attrs_post_init__(self):
        object.__setattr__(self, "_base", self.scores)

    _base: object = attrs.field(init=False, default=None)


def key(scores, row):
    """Return by what a unit is ranked, the greater the better."""
    ranking = scores.definition.rank
    sign = -1 if ranking.best == "lowest" else 1
    nodes = [0, *(scores.nodes.index(node) for node in ranking.then)]
    if ranking.on == "rounded":
        return tuple(sign * Fraction(scores.published(scores.nodes[node])[row]) for node in nodes)
    return tuple(sign * scores.exactness.exact_score(row, node) for node in nodes)
