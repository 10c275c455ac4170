import itertools

import numpy as np
import pytest

import parindex
from parindex import plot

from ..sample import define, indicators
from .conftest import values


@pytest.fixture(scope="module")
def drawn(ministries):
    return parindex.uncertainty(ministries, parindex.Uniform(0.2), draws=500, rng=1)


def test_the_interval_of_draws_holds_their_middle_nine_tenths(drawn):
    shown = {one["unit"]: one for one in values(plot.rank_intervals(drawn, lang="vi"))}
    for row, unit in enumerate(drawn.units):
        ranks = np.repeat(drawn.ranks, np.round(drawn.rank_probability[row] * 500).astype(int))
        ends = [np.sort(ranks)[int(np.ceil(share * 500)) - 1] for share in (0.05, 0.5, 0.95)]
        assert [shown[unit][name] for name in ("low", "middle", "high")] == ends


def test_the_range_of_ranks_has_no_middle(ministries):
    found = parindex.rank_range(ministries, parindex.Uniform(0.2))
    shown = values(plot.rank_intervals(found, units=["MOJ"], highlight=["MOJ"], lang="en"))
    assert shown == [
        {
            "unit": "MOJ",
            "name": "Bộ Tư pháp",
            "label": "Bộ Tư pháp",
            "rank": 1,
            "low": 1,
            "middle": None,
            "high": int(found.worst[ministries.units.index("MOJ")]),
            "highlighted": True,
        }
    ]


def test_a_thin_line_goes_as_far_as_a_range_that_is_not_proved_may(ministries):
    found = parindex.rank_range(ministries, parindex.Dirichlet(1), seconds=0)
    assert not found.proved.all()
    chart = plot.rank_intervals(found, lang="vi")
    shown = {one["unit"]: one for one in values(chart)}
    for row, unit in enumerate(found.units):
        assert shown[unit]["low_proved"] == found.best_proved[row] <= shown[unit]["low"] == found.best[row]
        assert shown[unit]["high_proved"] == found.worst_proved[row] >= shown[unit]["high"] == found.worst[row]
    assert "Nét mảnh" in plot.to_svg(chart)
    proved = [unit for unit, sure in zip(found.units, found.proved.all(axis=1), strict=True) if sure]
    assert proved
    assert "low_proved" not in values(plot.rank_intervals(found, units=proved))[0]


def test_likelihoods_of_a_unit_add_to_1_and_what_never_occurs_is_left_out(drawn):
    shown = values(plot.rank_probabilities(drawn, lang="en"))
    assert all(one["probability"] > 0 for one in shown)
    for unit in drawn.units:
        assert sum(one["probability"] for one in shown if one["unit"] == unit) == pytest.approx(1, abs=1e-3)


def test_a_unit_without_a_rank_is_named(hostile):
    found = parindex.uncertainty(hostile, parindex.Uniform(0.2), draws=100)
    for chart in (plot.rank_intervals(found, lang="en"), plot.rank_probabilities(found, lang="en")):
        assert chart.to_dict()["title"]["subtitle"][-1] == "Without a rank (1): nothing & <b>nobody</b>"


def test_both_are_drawn_with_their_notes_in_vietnamese(drawn):
    for chart in (plot.rank_intervals(drawn, lang="vi"), plot.rank_probabilities(drawn, lang="vi")):
        assert "500 lần thử" in plot.to_svg(chart)


def test_ranks_counted_together_are_drawn_as_one_span():
    """Of 2,001 units the ranks beyond 100 are counted in 150 bins of some thirteen ranks each, side by side."""
    rule = 'weight = {}\nmax = 2100\nrule = {{ kind = "score" }}'
    leaves = indicators("a", keys=rule.format(1)) + indicators("b", keys=rule.format(1))
    table = {f"u{at}": {"a": 2100 - at, "b": 2100 - (at * 7) % 2001} for at in range(2001)}
    scores = parindex.score(define(leaves, combine="weighted-mean"), table)
    shown = values(plot.rank_probabilities(parindex.uncertainty(scores, parindex.Uniform(0.2), draws=20, rng=1)))
    spans = sorted({(one["first"], one["rank"]) for one in shown if "first" in one})
    assert {one["rank"] for one in shown if "first" not in one} <= set(range(1, 101))
    assert len(spans) > 3
    assert all(first > 100 and last - first in (11, 12, 13) for first, last in spans)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))
