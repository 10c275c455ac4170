"""The index that most benchmarks score: a weighted mean of indicators, perhaps below domains."""

from fractions import Fraction

import numpy as np

import parindex

UNITS, LEAVES = 63, 100


def definition(leaves=LEAVES, domains=0, criteria=0):
    """Return an index of so many indicators with weights from 1 to 5, perhaps below domains, perhaps below criteria."""
    component = parindex.Component
    components = [component(id=f"d{at}", combine="weighted-mean") for at in range(domains)]
    components += [component(id=f"c{at}", parent=f"d{at % domains}", combine="weighted-mean") for at in range(criteria)]
    groups = [f"c{at}" for at in range(criteria)] or [f"d{at}" for at in range(domains)]
    indicators = tuple(
        parindex.Indicator(
            id=f"i{at}",
            weight=Fraction(at % 5 + 1),
            max=Fraction(1),
            parent=groups[at * len(groups) // leaves] if groups else None,
        )
        for at in range(leaves)
    )
    return parindex.Definition(
        id="flat",
        index="F",
        version="1",
        title=parindex.Text(en="Flat"),
        years=(2024,),
        combine="weighted-mean",
        component=tuple(components),
        indicator=indicators,
    )


def scores(units=UNITS, leaves=LEAVES, domains=0, criteria=0):
    """Return scores of units at random, from 0 to 1."""
    return parindex.score(definition(leaves, domains, criteria), np.random.default_rng(1).random((units, leaves)))
