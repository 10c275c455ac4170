import attrs
import numpy as np
import pytest

import parindex
from parindex import plot

from .conftest import values


def test_the_weight_that_moves_ranks_most_stands_on_top(pci):
    moved = parindex.one_at_a_time(pci)
    shown = values(plot.tornado(moved, lang="vi"))
    assert [one["direction"] for one in shown[:2]] == ["down", "up"]
    far = {one["changed"]: max(abs(two["move"]) for two in shown if two["changed"] == one["changed"]) for one in shown}
    assert list(far.values()) == sorted(far.values(), reverse=True)
    first = moved.changed.index(shown[0]["changed"])
    assert shown[0]["move"] == pytest.approx(np.abs(moved.rank[first, 0] - pci.rank).mean())


def test_of_a_unit_it_shows_points_of_the_total(ministries):
    """A tenth more of the weight 68.5 of 100 of what is appraised: the survey's weight falls to 24.65."""
    shown = values(plot.tornado(parindex.one_at_a_time(ministries), "MOHA", lang="en"))
    up = next(one for one in shown if (one["changed"], one["direction"]) == ("appraised", "up"))
    then = 60.65 * 1.1 + 26.38 * (100 - 68.5 * 1.1) / 31.5
    assert up["move"] == pytest.approx(then - 87.03)


def test_what_is_left_out_is_one_bar_each(pci):
    without = parindex.leave_out(pci)
    chart = plot.tornado(without, most=3, lang="en")
    assert {one["direction"] for one in values(chart)} == {"left out"}
    assert len(values(chart)) == 3
    assert chart.to_dict()["title"]["subtitle"][-1] == "7 more move less and are not shown."


def test_units_left_out_go_by_their_names(ministries):
    shown = values(plot.tornado(parindex.leave_out(ministries, "units"), lang="vi"))
    assert "Bộ Tư pháp" in {one["label"] for one in shown}


def test_it_is_drawn(pci):
    assert "Đào tạo lao động" in plot.to_svg(plot.tornado(parindex.one_at_a_time(pci), "66", lang="vi"))


def test_moves_of_a_total_are_written_with_its_decimals(ministries):
    """Of an index of 0 to 1 in four decimals a move of 0.0034 is not 0.00."""
    first, second = {"appraised": 60.65, "survey": 26.38}, {"appraised": 61.86, "survey": 28.1}
    definition = attrs.evolve(ministries.definition, decimals=4)
    moved = parindex.one_at_a_time(parindex.score(definition, {"MOHA": first, "MOJ": second}))
    of_unit, of_ranks = (plot.tornado(moved, unit, lang="en").to_json() for unit in ("MOHA", None))
    assert '"format": ".4f"' in of_unit
    assert '"format": ".2f"' in of_ranks
