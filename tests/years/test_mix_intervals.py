"""How much of a rank hangs on the weights of parts: several ways, and every mix, held against brute force."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text

HEAD = """
id = "sample"
index = "SAMPLE"
version = "1"
title = "Sample"
years = [2020, 2024]
units = "vn-provinces"
"""
#: Three merged units, one of three parts, and two that went on alone.
FORMED = {"08": ("02", "08"), "25": ("17", "25", "26"), "24": ("24", "27"), "38": ("38",), "01": ("01",)}
LEAF = '[[indicator]]\nid = "{id}"\nweight = {weight}\nmax = 10\nrule = {{ kind = "score" }}\n'


def define(*leaves, combine="weighted-sum", root=""):
    return load_text(f'{HEAD}combine = "{combine}"\n{root}{"".join(leaves)}')


def weighted(**options):
    return define(LEAF.format(id="a", weight="0.5"), LEAF.format(id="b", weight="0.25"), **options)


def of_parts(seed, columns=("a", "b")):
    chance = np.random.default_rng(seed)
    units = [part for parts in FORMED.values() for part in parts]
    return {unit: dict(zip(columns, chance.integers(0, 8, len(columns)).tolist(), strict=True)) for unit in units}


def total(cells):
    return Fraction(1, 2) * cells["a"] + Fraction(1, 4) * cells["b"]


def intervals(definition, rows, ways=None, **options):
    return parindex.merge_units(parindex.read_evidence(definition, rows), **options).intervals(ways)


def ranks_of(totals, ties="min"):
    better = {unit: sum(other > own for other in totals.values()) for unit, own in totals.items()}
    equal = {unit: sum(other == own for other in totals.values()) for unit, own in totals.items()}
    return {unit: better[unit] + (1 if ties == "min" else equal[unit]) for unit in totals}


@pytest.mark.parametrize("ties", ["min", "max"])
@pytest.mark.parametrize("seed", range(8))
def test_whatever_the_mix_is_what_brute_force_over_parts_finds(seed, ties):
    """Totals are linear in the mixes, so every rank that is possible at all is within those of single parts."""
    rows = of_parts(seed)
    found = intervals(weighted(root=f'rank = {{ ties = "{ties}" }}\n'), rows)
    best, worst = dict.fromkeys(FORMED, 99), dict.fromkeys(FORMED, 0)
    for chosen in product(*FORMED.values()):
        ranks = ranks_of({unit: total(rows[part]) for unit, part in zip(FORMED, chosen, strict=True)}, ties)
        best = {unit: min(best[unit], rank) for unit, rank in ranks.items()}
        worst = {unit: max(worst[unit], rank) for unit, rank in ranks.items()}
    for row, unit in enumerate(found.units):
        totals = [float(total(rows[part])) for part in FORMED[unit]]
        assert found.any_total[row].tolist() == [min(totals), max(totals)]
        assert found.any_rank[row].tolist() == [best[unit], worst[unit]]


@pytest.mark.parametrize("seed", range(4))
def test_no_mix_drawn_leaves_the_interval(seed):
    rows, chance = of_parts(seed + 100), np.random.default_rng(seed)
    found = intervals(weighted(), rows)
    for _ in range(20):
        by = {part: float(chance.uniform(0.01, 1)) for parts in FORMED.values() for part in parts}
        scores = parindex.score(
            weighted(), parindex.merge_units(parindex.read_evidence(weighted(), rows), by=by).evidence
        )
        assert (scores.total >= found.any_total[:, 0] - 1e-12).all()
        assert (scores.total <= found.any_total[:, 1] + 1e-12).all()
        assert (scores.rank >= found.any_rank[:, 0]).all()
        assert (scores.rank <= found.any_rank[:, 1]).all()


def test_the_lowest_total_may_be_the_best():
    rows = of_parts(3)
    up, down = intervals(weighted(), rows), intervals(weighted(root='rank = { best = "lowest" }\n'), rows)
    np.testing.assert_array_equal(up.any_total, down.any_total)
    for row, unit in enumerate(down.units):
        own = [total(rows[part]) for part in FORMED[unit]]
        others = [[total(rows[part]) for part in parts] for other, parts in FORMED.items() if other != unit]
        assert down.any_rank[row, 0] == 1 + sum(max(parts) < min(own) for parts in others)
        assert down.any_rank[row, 1] == 1 + sum(min(parts) < max(own) for parts in others)


def test_where_rounded_totals_are_ranked_equal_ones_share_a_rank():
    rows = {"02": {"a": 1, "b": 1}, "08": {"a": 1, "b": "1.01"}, "38": {"a": 1, "b": "1.004"}}
    rounded = intervals(weighted(root='rank = { on = "rounded" }\n'), rows)
    assert rounded.any_rank.tolist() == [[1, 1], [1, 1]]
    assert intervals(weighted(), rows).any_rank.tolist() == [[1, 2], [1, 2]]


def test_several_ways_are_told_with_the_least_and_the_greatest():
    rows = {"02": {"a": 8, "b": 8}, "08": {"a": 0, "b": 0}, "38": {"a": 5, "b": 5}}
    ways = {"plain": None, "people": {"02": 9, "08": 1}, "land": {"02": 1, "08": 1}}
    found = intervals(weighted(), rows, ways)
    row = found.units.index("08")
    assert found.ways == ("plain", "people", "land")
    assert found.totals[row].tolist() == [3, 5.4, 3]
    assert found.rank_of("08") == (1, 2)
    assert found.line("08") == "Tuyên Quang (08): rank 1 to 2 by the ways given, 1 to 2 whatever the mix"
    record = next(record for record in found.to_records() if record["unit"] == "08")
    assert [record[name] for name in ("rank (people)", "best_rank", "worst_rank", "least_total")] == [1, 1, 2, 3]
    assert len(found.to_frame()) == 2


def test_without_ways_it_is_plain_means_and_the_weight_that_was_given():
    rows = of_parts(1)
    by = {part: 1 + at for at, part in enumerate(rows)}
    assert intervals(weighted(), rows).ways == ("plain",)
    assert intervals(weighted(), rows, by={"people": by}).ways == ("plain", "people")


def test_what_is_added_is_the_same_in_every_mix():
    rate = (
        '[[indicator]]\nid = "rate"\nweight = 1\nmax = 10\ninputs = ["done", "all"]\nvalue = "done / all * 10"\n'
        'rule = { kind = "bands", bands = [{ at_least = 5, points = 10 }, { points = 0 }] }\n'
    )
    definition = define(rate, LEAF.format(id="b", weight="0.25"))
    rows = {"02": {"rate.done": 9, "rate.all": 10, "b": 4}, "08": {"rate.done": 1, "rate.all": 100, "b": 8}}
    found = intervals(definition, rows)
    assert found.any_total.tolist() == [[1, 2]]  # 10 of 110: no points for either part by itself
    assert found.reason == ""


@pytest.mark.parametrize(
    "leaf, root, why",
    [
        ('rule = { kind = "rescale", anchors = "observed", to = [0, 10] }', "", "the points of b are not linear"),
        ('rule = { kind = "rescale", anchors = [2, 5], to = [0, 10], clip = true }', "", "the points of b are not"),
        ('rule = { kind = "proportional", cap = 5 }', "", "the points of b are not linear in its value"),
        ("decimals = 1", "", "the points of b are not linear in its value"),
        ("", "cap = 5\n", "the index is not linear in its parts"),
    ],
)
def test_where_points_are_not_linear_only_the_ways_given_are_covered(leaf, root, why):
    own = f'[[indicator]]\nid = "b"\nweight = 1\nmax = 10\n{leaf}\n'
    rows = {"02": {"a": 1, "b": 1}, "08": {"a": 1, "b": 9}, "38": {"a": 1, "b": 3}}
    found = intervals(define(LEAF.format(id="a", weight=1), own, root=root), rows)
    assert (found.any_total, found.any_rank) == (None, None)
    assert why in found.notes[0]
    assert found.line("08").endswith("by the ways given")
    assert "any_best_rank" in found.to_records()[0]
    assert "bất kỳ" not in found.to_text("vi")


def test_a_unit_without_a_total_has_no_rank_in_any_mix():
    rows = {"02": {"a": 1, "b": None}, "08": {"a": 1, "b": 9}, "38": {"a": 1, "b": 3}}
    found = intervals(weighted(), rows)
    assert np.isnan(found.any_rank[found.units.index("08")]).all()
    assert found.any_rank[found.units.index("38")].tolist() == [1, 1]
    assert found.line("08") == "Tuyên Quang (08): no rank by the ways given"


def test_ways_are_named_and_checked():
    evidence = parindex.read_evidence(weighted(), of_parts(2))
    merged = parindex.merge_units(evidence)
    with pytest.raises(ValueError, match="name at least one way"):
        merged.intervals({})
    with pytest.raises(parindex.EvidenceError, match="former units have no weight"):
        merged.intervals({"people": {"02": 1}})
    assert "hạng: bình quân cộng đơn giản" in merged.intervals().to_text("vi")
    assert "of 3 merged units keep their rank throughout" in merged.intervals().notes[1]
