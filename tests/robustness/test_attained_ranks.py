"""`attained` is true: the weights returned give the rank when units are scored again in fractions, ties and all."""

import json
import random
from fractions import Fraction

import attrs
import jsonschema
import pytest

import parindex

from ..sample import define, indicators

pytest.importorskip("scipy.optimize")

SIX = {
    "u0": (2, 2, 2, 3),
    "u1": (0, 2, 2, 0),
    "u2": (4, 2, 2, 0),
    "u3": (4, 3, 3, 0),
    "u4": (2, 3, 1, 3),
    "u5": (2, 3, 3, 4),
}


def flat(weights, root=""):
    body = "".join(indicators(f"i{at}", keys=f"max = 10\nweight = {weight}") for at, weight in enumerate(weights))
    return define(body, "weighted-mean", root)


def table(rows):
    return {unit: {f"i{at}": value for at, value in enumerate(row)} for unit, row in rows.items()}


def scored_again(definition, rows, shares):
    """Score with other weights, as the page does."""
    leaves = (attrs.evolve(leaf, weight=Fraction(shares[leaf.id])) for leaf in definition.indicator)
    components = (attrs.evolve(own, weight=Fraction(shares[own.id])) for own in definition.component)
    return parindex.score(attrs.evolve(definition, indicator=tuple(leaves), component=tuple(components)), rows)


def test_a_rank_that_only_an_exact_tie_attains_has_weights_that_are_fractions():
    """Worked out by hand: u2 is first only where u3 and u5 are level with it, at weights of 2/3 and 1/3."""
    definition, rows = flat((5, 3, 3, 2)), table(SIX)
    found = parindex.rank_range(parindex.score(definition, rows), parindex.Dirichlet(5))
    assert found.best[2] == 1
    assert found.attained[2].all()
    shares = found.weights_of("u2")["best"]
    assert shares == {"i0": Fraction(2, 3), "i1": 0, "i2": 0, "i3": Fraction(1, 3)}
    assert scored_again(definition, rows, shares).rank[2] == 1
    assert any("exactly level" in note and "u2" in note for note in found.notes)
    document = json.loads(found.to_json())
    jsonschema.validate(document, parindex.sensitivity_schema())
    assert document["exact_weights"]["u2"]["best"] == {"i0": "2/3", "i1": "0", "i2": "0", "i3": "1/3"}
    assert document["weights"]["u2"]["best"]["i0"] == pytest.approx(2 / 3)


LEVEL_ONCE = {"u": (2, 2), "v": (3, 0), "w": (1, 4)}  # totals of 2, 3 i and 4 - 3 i: all level at i = 2/3 alone
TURNED = {unit: tuple(4 - value for value in row) for unit, row in LEVEL_ONCE.items()}


@pytest.mark.parametrize(
    "better,ties,rows,end,rank", [("highest", "max", LEVEL_ONCE, "worst", 3), ("lowest", "min", TURNED, "best", 1)]
)
def test_so_it_is_of_worst_ranks_and_where_the_lowest_is_best(better, ties, rows, end, rank):
    """Elsewhere either v or w is above u, and never both."""
    definition, rows = flat((1, 1), f'rank = {{ best = "{better}", ties = "{ties}" }}'), table(rows)
    found = parindex.rank_range(parindex.score(definition, rows), parindex.Dirichlet(1))
    assert {"best": found.best, "worst": found.worst}[end][0] == rank
    shares = found.weights_of("u")[end]
    assert shares == {"i0": Fraction(2, 3), "i1": Fraction(1, 3)}
    assert scored_again(definition, rows, shares).rank[0] == rank


@pytest.mark.parametrize("ties", ["min", "max", "average"])
@pytest.mark.parametrize("better", ["highest", "lowest"])
def test_what_is_attained_is_so_when_scored_again(better, ties):
    rng = random.Random(f"{better} {ties}")
    for nested in (False, True) * 6:
        weights = [rng.randint(1, 5) for _ in range(4)]
        parents = ("g", "g", "", "") if nested else ("",) * 4
        pairs = enumerate(zip(weights, parents, strict=True))
        body = '\n[[component]]\nid = "g"\ncombine = "weighted-mean"\nweight = 3\n' if nested else ""
        for at, (weight, parent) in pairs:
            body += indicators(f"i{at}", keys=f"max = 10\nweight = {weight}", parent=parent)
        definition = define(body, "weighted-mean", f'rank = {{ best = "{better}", ties = "{ties}" }}')
        rows = {f"u{unit}": {f"i{at}": rng.randint(0, 3) for at in range(4)} for unit in range(5)}
        how = rng.choice([parindex.Dirichlet(5), parindex.Uniform(0.5)])
        found = parindex.rank_range(parindex.score(definition, rows), how)
        for row, unit in enumerate(found.units):
            for at, (end, shares) in enumerate(found.weights_of(unit).items()):
                rank = scored_again(definition, rows, shares).rank[row]
                assert (rank == (found.best, found.worst)[at][row]) == found.attained[row, at], (unit, end)
