"""63 provinces and 100 indicators restated, every change split by three causes: eight definitions in place of two."""

from fractions import Fraction

import attrs
import numpy as np
import pytest

import parindex
from parindex.definition.rules.linear import Rescale

from .flat import scores


def changed(definition):
    """Return an index with other weights, other rules and another way to combine its first domain."""

    def leaf(at, own):
        weight = own.weight + at % 3
        return attrs.evolve(own, weight=weight, rule=RULES[1]) if at % 5 else attrs.evolve(own, weight=weight)

    return attrs.evolve(
        definition,
        id="other",
        times=Fraction(2),
        component=(attrs.evolve(definition.component[0], cap=Fraction(1, 2)), *definition.component[1:]),
        indicator=tuple(leaf(at, own) for at, own in enumerate(definition.indicator)),
    )


RULES = tuple(Rescale((Fraction(0), Fraction(1)), (Fraction(0), Fraction(most))) for most in (1, 2))


@pytest.mark.parametrize("units, all_of_them", [(63, "all units"), (1_000, "the first ten")])
def test_restate(against, units, all_of_them):
    old = scores(2, domains=10).definition
    old = attrs.evolve(old, indicator=tuple(attrs.evolve(own, rule=RULES[0], max=None) for own in old.indicator))
    new = changed(old)
    figures = np.random.default_rng(1).integers(0, 10_001, (units, 100)) / 10_000
    table = {"unit": [f"u{at}" for at in range(units)]}
    table |= {leaf.id: figures[:, at].tolist() for at, leaf in enumerate(old.leaves)}

    def ours():
        found = parindex.restate(old, new, table)
        if all_of_them == "all units":
            found.to_dict()
        else:
            [found.split_at(row) for row in found.largest[:10]]
        return found

    def plain():
        return parindex.score(old, table), parindex.score(new, table)

    found = against(ours, plain, "scoring both sides")
    assert found.causes == ("weights", "rules", "structure")
