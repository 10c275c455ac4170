"""Effective weights of many draws: each is the product of the shares on the way to the top."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.robustness.siblings import WeightColumns, siblings


def tree(chance):
    """Return a definition with components of all sizes, side by side with indicators, at up to four levels."""
    components, leaves, open_ = [], [], [(None, 0)]
    while open_:
        parent, depth = open_.pop()
        for _ in range(chance.randint(1, 4)):
            if depth < 3 and chance.random() < 0.4:
                components.append(parindex.Component(id=f"c{len(components)}", parent=parent, combine="weighted-mean"))
                open_.append((components[-1].id, depth + 1))
            else:
                leaves.append(f"i{len(leaves)}" if parent is None else f"i{len(leaves)} {parent}")
    return components, leaves


@given(st.integers(0, 2**32))
def test_effective_weights_are_products_of_shares(seed):
    """Against fractions, within the rounding of a few operations."""
    chance = random.Random(seed)
    components, leaves = tree(chance)
    parents = [leaf.partition(" ") for leaf in leaves]
    definition = parindex.Definition(
        id="tree",
        index="T",
        version="1",
        title=parindex.Text(en="Tree"),
        years=(2024,),
        combine="weighted-mean",
        component=tuple(components),
        indicator=tuple(
            parindex.Indicator(id=leaf, max=Fraction(1), parent=parent or None) for leaf, _, parent in parents
        ),
    )
    scores = parindex.score(definition, np.full((1, len(leaves)), 0.5))
    columns = WeightColumns(siblings(scores))
    drawn = np.array([[chance.randint(1, 9) for _ in columns.names] for _ in range(3)], dtype=np.float64)
    group_of = {name: group for group in columns.groups for name in group.ids[1:]}
    for weights, effective in zip(drawn, columns.effective(drawn), strict=True):
        weight_of = dict(zip(columns.names, map(Fraction, weights), strict=True))

        def share(name, weight_of=weight_of):
            group = group_of[name]
            whole = sum(weight_of[part] for part in group.ids[1:])
            return weight_of[name] / whole * (1 if group.parent == 0 else share(group.ids[0]))

        expected = [float(share(columns.names[end])) for end in columns.ends]
        assert effective.tolist() == pytest.approx(expected, rel=1e-13)
        assert effective.sum() == pytest.approx(1, rel=1e-13)
