"""The index that most benchmarks score: a weighted mean of indicators, perhaps below domains."""

from fractions import Fraction

import numpy as np

import parindex

UNITS, LEAVES = 63, 100


def scores(units=UNITS, leaves=LEAVES, domains=0):
    """Return scores of units by so many indicators, with weights from 1 to 5."""
    indicators = tuple(
        parindex.Indicator(
            id=f"i{at}",
            weight=Fraction(at % 5 + 1),
            max=Fraction(1),
            parent=f"d{at * domains // leaves}" if domains else None,
        )
        for at in range(leaves)
    )
    definition = parindex.Definition(
        id="flat",
        index="F",
        version="1",
        title=parindex.Text(en="Flat"),
        years=(2024,),
        combine="weighted-mean",
        component=tuple(parindex.Component(id=f"d{at}", combine="weighted-mean") for at in range(domains)),
        indicator=indicators,
    )
    return parindex.score(definition, np.random.default_rng(1).random((units, leaves)))
