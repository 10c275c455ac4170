"""The change of a total and of a rank between two years by cause, worked out apart from parindex, in fractions.

The definition of the split, and nothing else, is what this follows: every order of the causes that differ, one after
the other from the earlier year to the later; a cause gets the mean of what it does. It knows two sorts of index: PCI, a
weighted mean of sub-indices times ten, and PAPI, a sum of sums. In neither do rules or structure say anything that
moves a total: a sub-index is its own score, and a sum of sums is the sum of its leaves (`edition` holds both). Where a
score is out of 2.5 in one year and out of 10/3 in the other, it is taken as a share, and what that is out of goes with
the weights.

Which leaf is which is told by hand (`LEAVES`), from what they ask.
"""

import csv
import itertools
import tomllib
from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
EDITIONS = {
    ("pci", 2008): "pci-2007",
    **dict.fromkeys([("pci", year) for year in (2010, 2011)], "pci-2009"),
    **dict.fromkeys([("pci", year) for year in (2013, 2014, 2016)], "pci-2013"),
    **dict.fromkeys([("papi", year) for year in (2011, 2014)], "papi-2011"),
    ("papi", 2016): "papi-2016",
    ("papi", 2018): "papi-2018",
    ("papi", 2020): "papi-2019",
    **dict.fromkeys([("papi", year) for year in (2021, 2022)], "papi-2021"),
}
#: Leaves of the earlier edition under another id in the later one; `'` for those that the later one asks no more.
LEAVES = {
    # boards of the people's inspection moved, those that supervise investment went, answers to citizens came
    ("papi-2011", "papi-2016"): {"3.2": "3.3", "3.3": "3.3'"},
    # lists of the poor, budgets, plans of land moved for access to information; boards went for access to justice
    ("papi-2016", "papi-2018"): {"2.1": "2.2", "2.2": "2.3", "2.3": "2.4", "3.3": "3.3'"},
    ("papi-2011", "papi-2021"): {"2.1": "2.2", "2.2": "2.3", "2.3": "2.4", "3.2": "3.2'", "3.3": "3.3'"},
}
CAUSES = ("evidence", "weights", "incomparable")
RANK_CAUSES = ("own", "others", "definition", "units")


class Edition(NamedTuple):
    """What an edition says of a total: weight (`None` in sums) and maximum of leaves, and how it is published."""

    weights: dict
    most: dict
    times: Fraction
    decimals: int


class Year(NamedTuple):
    """An edition and the values of each unit by leaf; a blank cell is not there."""

    edition: Edition
    values: dict


def edition(id_):
    """Read a bundled edition, and hold that it is of the two sorts."""
    data = tomllib.loads((ROOT / "indicators" / f"{id_}.toml").read_text("utf-8"), parse_float=Fraction)
    means = data["combine"] == "weighted-mean"
    assert means or all(part["combine"] == "sum" for part in (data, *data["component"]))
    assert data["rank"] == {"on": "unrounded", "ties": "min"}
    assert all(leaf["rule"] == {"kind": "score"} for leaf in data["indicator"])
    weights = {leaf["id"]: leaf["weight"] if means else None for leaf in data["indicator"]}
    most = {leaf["id"]: Fraction(leaf["max"]) for leaf in data["indicator"]}
    return Edition(weights, most, Fraction(data.get("times", 1)), data["decimals"])


@cache
def year_of(folder, index, year):
    """Read a year of a published table."""
    made = edition(EDITIONS[index, year])
    with (Path(folder) / index / str(year) / "published.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return Year(made, {row["unit"]: {leaf: Fraction(row[leaf]) for leaf in made.weights if row[leaf]} for row in rows})


def renamed(year, leaves, units):
    """Give leaves and units of a year other ids, all at once."""
    old = year.edition
    called = [{leaves.get(leaf, leaf): figure for leaf, figure in column.items()} for column in (old.weights, old.most)]
    values = {
        units.get(unit, unit): {leaves.get(leaf, leaf): value for leaf, value in own.items()}
        for unit, own in year.values.items()
    }
    return Year(Edition(*called, old.times, old.decimals), values)


def total(values, weights, times):
    """Return a weighted mean or a sum, exactly; `None` where a leaf has no value."""
    if any(leaf not in values for leaf in weights):
        return None
    if None in weights.values():
        return sum(values[leaf] for leaf in weights)
    return times * sum(weight * values[leaf] for leaf, weight in weights.items()) / sum(weights.values())


def half_up(value, decimals):
    """Round a positive number as the editions publish it."""
    return Fraction(int(value * 10**decimals + Fraction(1, 2)), 10**decimals)


def shapley(causes, worth):
    """Return for each cause the mean of what it does over all orders, by walking through every one of them."""
    seen = {}

    def known(done):
        if done not in seen:
            seen[done] = worth(done)
        return seen[done]

    parts, orders = dict.fromkeys(causes, Fraction(0)), list(itertools.permutations(causes))
    for order in orders:
        for place, cause in enumerate(order):
            before = frozenset(order[:place])
            parts[cause] += Fraction(known(before | {cause}) - known(before)) / len(orders)
    return parts


def change(folder, index, before, after):
    """Return what changed between two years of an index, leaves and units under the ids of the later one.

    Hà Nội without Hà Tây, as in 2008, is another unit than Hà Nội since.
    """
    leaves = LEAVES.get((EDITIONS[index, before], EDITIONS[index, after]), {})
    units = {"01": "01'"} if "28" in year_of(folder, index, before).values else {}
    return Change(renamed(year_of(folder, index, before), leaves, units), year_of(folder, index, after))


class Change:
    """What changed between two years of an index."""

    def __init__(self, before, after):
        self.before, self.after = before, after
        old, new = before.edition.weights, after.edition.weights
        self.common = [leaf for leaf in old if leaf in new]
        self.only = ({leaf for leaf in old if leaf not in new}, {leaf for leaf in new if leaf not in old})
        self.ranked = tuple(
            [unit for unit, own in year.values.items() if total(own, year.edition.weights, 1) is not None]
            for year in (before, after)
        )
        self.both = [unit for unit in self.ranked[0] if unit in self.ranked[1]]
        self.stood = {}

    def mixed(self, unit, done, moved=None):
        """Return the total of a unit with the causes that are done as in the later year; `moved`: these leaves only."""
        years = (self.before, self.after)
        there = self.only["incomparable" in done]
        weights = {leaf: years["weights" in done].edition.weights[leaf] for leaf in self.common}
        weights |= {leaf: years["incomparable" in done].edition.weights[leaf] for leaf in there}
        moved = set(self.common if "evidence" in done else ()) if moved is None else moved
        values = {leaf: self.out_of(leaf, unit, leaf in moved, "weights" in done) for leaf in self.common}
        values |= {leaf: years["incomparable" in done].values[unit][leaf] for leaf in there}
        return total(values, weights, self.before.edition.times)

    def out_of(self, leaf, unit, evidence, definition):
        """Return a value of one year out of the maximum of one; `None` where there is none."""
        years = (self.before, self.after)
        value = years[evidence].values[unit].get(leaf)
        most, own = (years[side].edition.most[leaf] for side in (definition, evidence))
        return value if value is None or most == own else value * most / own

    def total_parts(self, unit):
        """Split the change of the published total by cause."""
        parts = shapley(CAUSES, lambda done: self.mixed(unit, done))
        before, after = (self.mixed(unit, done) for done in (frozenset(), frozenset(CAUSES)))
        assert sum(parts.values()) == after - before
        published = half_up(after, self.after.edition.decimals) - half_up(before, self.before.edition.decimals)
        return {**parts, "rounding": published - (after - before)}

    def node_parts(self, unit):
        """Split the part of evidence by leaf: in each order what the leaf alone does when evidence moves."""
        parts, orders = dict.fromkeys(self.common, Fraction(0)), list(itertools.permutations(CAUSES))
        for done, times in self.states_before_evidence(orders).items():
            none = self.mixed(unit, done, set())
            for leaf in self.common:
                parts[leaf] += (self.mixed(unit, done, {leaf}) - none) * Fraction(times, len(orders))
        return parts

    @staticmethod
    def states_before_evidence(orders):
        """Count in how many orders evidence moves after these causes and before the others."""
        counted = defaultdict(int)
        for order in orders:
            counted[frozenset(order[: order.index("evidence")])] += 1
        return counted

    def standing(self, *state):
        """Return what `worked_out` says, known from before where it is."""
        if state not in self.stood:
            self.stood[state] = self.worked_out(*state)
        return self.stood[state]

    def worked_out(self, unit, evidence, definition):
        """Return a total by the evidence of one year and the definition of one; leaves of one side bring theirs."""
        years = (self.before, self.after)
        if (unit in self.ranked[0]) != (unit in self.ranked[1]):
            evidence = int(unit in self.ranked[1])
        values = {leaf: self.out_of(leaf, unit, evidence, definition) for leaf in self.common}
        values |= {leaf: years[definition].values.get(unit, {}).get(leaf) for leaf in self.only[definition]}
        made = years[definition].edition
        return total({leaf: value for leaf, value in values.items() if value is not None}, made.weights, made.times)

    def rank_in(self, unit, done):
        """Return the rank of a unit with the causes that are done as in the later year."""
        own, others, definition, units = (cause in done for cause in RANK_CAUSES)
        mine = self.standing(unit, own, definition)
        theirs = [self.standing(other, others, definition) for other in self.ranked[units] if other != unit]
        return 1 + sum(value is not None and value > mine for value in theirs)

    def rank_parts(self, unit):
        """Split the change of rank by cause; a lower rank is a better one."""
        return shapley(RANK_CAUSES, lambda done: self.rank_in(unit, done))

    def rank_path(self, unit):
        """Return the ranks from the earlier year to the later, cause by cause."""
        return [self.rank_in(unit, frozenset(RANK_CAUSES[:done])) for done in range(5)]
