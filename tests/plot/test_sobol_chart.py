import numpy as np
import pytest

import parindex
from parindex import plot

from .conftest import values


@pytest.fixture(scope="module")
def found(ministries):
    return parindex.sobol(ministries, parindex.Uniform(0.2), n=64, rng=1)


def test_of_a_unit_it_shows_both_indices_with_their_intervals(found):
    shown = values(plot.sobol(found, "MOHA", lang="vi"))
    at = found.scores.units.index("MOHA")
    for one in shown:
        factor = found.names.index(one["factor"])
        wanted = found.first if one["index"] == "first" else found.total
        ends = found.first_interval if one["index"] == "first" else found.total_interval
        assert one["value"] == pytest.approx(wanted[factor, at], abs=1e-5)
        assert [one["low"], one["high"]] == pytest.approx(ends[factor, at], abs=1e-5)


def test_without_an_output_it_shows_means_without_intervals(found):
    shown = values(plot.sobol(found, lang="en"))
    assert {one["low"] for one in shown} == {None}
    first = next(one for one in shown if (one["factor"], one["index"]) == ("weight:survey", "first"))
    assert first["value"] == pytest.approx(np.nanmean(found.first[1]), abs=1e-5)
    assert first["title"].endswith(" (weight)")


def test_it_says_over_how_many_units_the_means_are(ministries, found):
    told = str(plot.sobol(found, lang="en").to_dict())
    assert "Means over all units." in told
    ranks = parindex.sobol(ministries, parindex.Uniform(0.2), n=16, rng=1, output="rank")
    moving = np.count_nonzero(ranks.variance > 0)
    assert 0 < moving < len(ministries.units)
    assert f"Means over the {moving} units that move." in str(plot.sobol(ranks, lang="en").to_dict())


def test_it_draws_indices_of_any_function():
    """Of x + 2y with independent x and y of the same variance: 1/5 and 4/5."""
    function = parindex.sobol_indices(lambda x: x @ np.array([1.0, 2.0]), {"x": (0, 1), "y": (0, 1)}, n=4096, rng=1)
    chart = plot.sobol(function, lang="en")
    total = {one["factor"]: one["value"] for one in values(chart) if one["index"] == "total"}
    assert sorted(total.values()) == pytest.approx([0.2, 0.8], abs=0.02)
    assert "<svg" in plot.to_svg(chart)


def test_an_output_that_is_none_is_refused(found):
    with pytest.raises(parindex.UnknownNameError, match="nobody"):
        plot.sobol(found, "nobody")


def test_choices_are_called_in_words_and_inputs_of_a_function_as_they_were(ministries):
    choice = parindex.sobol(ministries, parindex.Uniform(0.2), factors=[parindex.LeftOut()], n=16, rng=1)
    assert "bỏ ra một chỉ tiêu" in {one["title"] for one in values(plot.sobol(choice, "MOHA", lang="vi"))}
    function = parindex.sobol_indices([1, 2], {"weight": (0, 1), "noise": (0, 1)})
    assert {one["title"] for one in values(plot.sobol(function, lang="vi"))} == {"weight", "noise"}
