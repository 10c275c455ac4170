"""Units near each other are ordered by whole numbers over one denominator, as fractions order them."""

from fractions import Fraction

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

TREE = """
[[component]]
id = "a"
combine = "weighted-mean"
weight = 2
[[component]]
id = "b"
combine = "sum"
weight = 3
times = 1.5
[[indicator]]
id = "a1"
parent = "a"
weight = 1
max = 100
[[indicator]]
id = "a2"
parent = "a"
weight = 2
rule = { kind = "rescale", anchors = "observed", to = [1, 10] }
[[indicator]]
id = "b1"
parent = "b"
rule = { kind = "proportional", cap = 7 }
max = 3
[[indicator]]
id = "b2"
parent = "b"
max = 9
rule = { kind = "choice", points = { none = 0, some = 0.1, all = "1/3" } }
"""


def by_hand(rows):
    """Return the totals of TREE in fractions."""
    cells = [[Fraction(cell) if isinstance(cell, str) and cell[0].isdigit() else cell for cell in row] for row in rows]
    low, high = min(row[1] for row in cells), max(row[1] for row in cells)
    choice = {"none": Fraction(0), "some": Fraction(1, 10), "all": Fraction(1, 3)}
    totals = []
    for one, two, three, four in cells:
        first = (one + 2 * (1 + 9 * (two - low) / (high - low))) / 3
        second = Fraction(3, 2) * (3 * min(three, Fraction(7)) / 7 + choice[four])
        totals.append((2 * first + 3 * second) / 5)
    return totals


def units_of(rows):
    return {f"u{at}": row for at, row in enumerate(rows)}


def ranks(totals):
    return [1 + sum(other > total for other in totals) for total in totals]


@pytest.mark.parametrize("places", [0, 1, 2, 17])
def test_ranks_of_a_tree_are_those_of_totals_in_fractions(places):
    rng = np.random.default_rng(places)
    step = 10.0 ** -min(places, 16)

    def number(most):
        return f"{rng.integers(0, int(min(most / step, 4 if places < 2 else 9))) * step:.{places}f}"

    rows = [[number(99), number(5), number(9), str(rng.choice(["none", "some", "all"]))] for _ in range(400)]
    rows[:2] = [["0", "0", "0", "none"], ["1", "1", "1", "none"]]
    definition = define(TREE, combine="weighted-mean")
    scores = parindex.score(
        definition, units_of([dict(zip(("a1", "a2", "b1", "b2"), row, strict=True)) for row in rows])
    )
    totals = by_hand(rows)
    assert scores.rank.tolist() == ranks(totals)
    assert len(set(totals)) < len(totals)
    whole = scores.exactness.whole_node(0)
    told = scores.exactness.whole_scores(whole, np.arange(len(rows)))
    assert [Fraction(int(one), told.denominator) for one in told.numerators.tolist()] == totals


def test_units_with_empty_cells_are_ordered_among_the_others():
    """Their weights are shared out, so that their totals have another denominator."""
    leaves = "".join(f'[[indicator]]\nid = "i{at}"\nmax = 10\nweight = {at + 1}\n' for at in range(3))
    definition = define(leaves, combine="weighted-mean", root='missing = "redistribute"')
    rows = [(6, 6, 6), (6, 6, None), (6, None, None), (5, 6, 6), (7, None, 5), (4, 7, None), (0, 9, 6), (9, 9, 3)]
    table = [{f"i{at}": cell for at, cell in enumerate(row) if cell is not None} for row in rows]
    totals = []
    for row in rows:
        there = [(Fraction(cell), at + 1) for at, cell in enumerate(row) if cell is not None]
        totals.append(sum(cell * weight for cell, weight in there) / sum(weight for _, weight in there))
    assert parindex.score(definition, units_of(table)).rank.tolist() == ranks(totals)


def test_a_node_that_takes_the_lowest_part_is_decided_in_fractions():
    definition = define('[[indicator]]\nid = "a"\nmax = 1\n[[indicator]]\nid = "b"\nmax = 1\n', combine="min")
    scores = parindex.score(definition, units_of([{"a": 0.1, "b": 0.2}, {"a": 0.3, "b": 0.1}, {"a": 0.2, "b": 0.3}]))
    assert scores.exactness.whole_node(0) is None
    assert scores.rank.tolist() == [2, 2, 1]
    assert scores.exactness.whole_node(scores.nodes.index("a")) is not None


PRIMES = [number for number in range(2, 2_000) if all(number % divisor for divisor in range(2, int(number**0.5) + 1))]


@pytest.mark.parametrize("count", [100, 300])
def test_weights_of_many_digits_in_all_give_the_ranks_of_fractions(count):
    """A common denominator of 300 primes has more digits than is worth while: each unit has one of its own."""
    primes = PRIMES[:count]
    leaves = "".join(f'[[indicator]]\nid = "i{p}"\nmax = 10\nweight = "1/{p}"\n' for p in primes)
    # 2/2 = 3/3 + 0/5 = 1: other cells, the same total; and one that is above by less than float64 tells.
    cells = [{2: "2"}, {3: "3"}, {5: "5", 7: "0.0000000000000001"}, {primes[-1]: "0.1"}]
    table = units_of([{f"i{p}": row.get(p, "0") for p in primes} for row in cells])
    scores = parindex.score(define(leaves, combine="weighted-mean"), table)
    assert scores.rank.tolist() == [2, 2, 1, 4]
    assert (scores.exactness.whole_node(0) is None) == (count == 300)


@pytest.mark.parametrize("count", [100, 250])
def test_anchors_of_many_digits_in_all_give_equal_units_one_rank(count):
    values = np.random.default_rng(0).random((5, count))
    values[3] = values[1]
    values[4] = values[1, ::-1]
    rule = 'rule = { kind = "rescale", anchors = "observed", to = [0, 1] }'
    definition = define(
        "".join(f'[[indicator]]\nid = "i{at}"\n{rule}\n' for at in range(count)), combine="weighted-mean"
    )
    scores = parindex.score(definition, values, units=[f"u{at}" for at in range(5)])
    exact = [[Fraction(repr(cell)) for cell in row] for row in values.tolist()]
    ends = [(min(column), max(column)) for column in zip(*exact, strict=True)]
    totals = [sum((cell - low) / (high - low) for cell, (low, high) in zip(row, ends, strict=True)) for row in exact]
    assert scores.rank.tolist() == ranks(totals)
    whole = scores.exactness.whole_scores(scores.exactness.whole_node(0), np.arange(5))
    assert (whole is None) == (count == 250)


def test_leaves_between_observed_ends_that_round_tie_where_their_points_do():
    """The ends are those of all units, not of those whose totals are near each other."""
    keys = 'weight = 7\ndecimals = 1\nrule = { kind = "rescale", anchors = "observed", to = [1, 10] }'
    rows = {f"u{at}": {"a": value} for at, value in enumerate([0, 9.86, 9.87, 9.88, 10])}
    scores = parindex.score(define(indicators("a", keys=keys), "weighted-sum"), rows)
    assert [1 + value * 9 / 10 for value in (9.86, 9.88)] == pytest.approx([9.874, 9.892])  # both are 9.9
    assert scores.rank.tolist() == [5, 2, 2, 2, 1]
