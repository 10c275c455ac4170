import itertools

import pytest

import parindex
from parindex import plot

from ..sample import define, indicators
from .conftest import values
from .text_boxes import drawn_texts


def test_losses_lead_from_the_maximum_to_the_total(ministries):
    """MOHA: 60.65 of 68.5 appraised and 26.38 of 31.5 surveyed, 87.03 of 100."""
    steps = values(plot.waterfall(ministries, "MOHA", lang="vi"))
    assert [(one["kind"], one["node"], one["amount"]) for one in steps] == [
        ("maximum", "", 100),
        ("loss", "appraised", pytest.approx(-7.85)),
        ("loss", "survey", pytest.approx(-5.12)),
        ("total", "", pytest.approx(87.03)),
    ]
    assert steps[0]["title"] == "điểm tối đa"


def test_steps_join_and_weights_count(pci):
    """A sub-index out of 10 with weight w loses w × 10 × (10 − score): published weights of PCI 2013–2021."""
    steps = values(plot.waterfall(pci, "66", lang="en"))
    assert all(one["end"] == pytest.approx(two["start"]) for one, two in itertools.pairwise(steps[:-1]))
    labour = next(one for one in steps if one["node"] == "labour")
    assert labour["amount"] == pytest.approx(-0.20 * 10 * (10 - pci.at("66", "labour")))
    assert steps[-2]["end"] == pytest.approx(steps[-1]["end"], abs=0.005)


def test_contributions_lead_up_from_nothing(ministries):
    steps = values(plot.waterfall(ministries.explain("MOHA"), by="contributions", lang="en"))
    assert [one["amount"] for one in steps] == pytest.approx([60.65, 26.38, 87.03])


def test_indicators_that_lose_most_come_first(pci):
    steps = values(plot.waterfall(pci, "66", of="indicators", lang="en"))
    moves = [one["amount"] for one in steps[1:-1]]
    assert moves == sorted(moves)
    assert 100 + sum(moves) == pytest.approx(float(pci.at("66")), abs=0.005)


def test_a_part_with_a_score_of_0_loses_all_of_its_points(hostile):
    definition = hostile.definition
    scores = parindex.score(definition, {"x": {"a": 0, "b": 5}, "y": {"a": 0, "b": 0}})
    of = {unit: values(plot.waterfall(scores, unit, lang="en")) for unit in ("x", "y")}
    assert [one["amount"] for one in of["x"]] == [30, -20, -5, 5]
    assert [one["amount"] for one in of["y"]] == [30, -20, -10, 0]


def test_what_has_no_waterfall_is_refused(hostile):
    with pytest.raises(ValueError, match="has no total"):
        plot.waterfall(hostile, "nothing & <b>nobody</b>")
    with pytest.raises(ValueError, match="name it"):
        plot.waterfall(hostile)


def test_a_geometric_mean_is_no_sum_of_its_parts(geometric):
    with pytest.raises(ValueError, match="no sum of what its parts give"):
        plot.waterfall(geometric, "x")


def _tenths(decimals):
    """Return scores of two parts: 1.2345 and 2.2222, which make 3.4567."""
    rule = 'max = 10\nrule = { kind = "score" }'
    definition = define(indicators("a", "b", keys=rule), root=f"decimals = {decimals}")
    return parindex.score(definition, {"u": {"a": "1.2345", "b": "2.2222"}})


def test_what_a_coarse_total_rounds_away_is_a_step():
    """3.4567 is published as 3: the 0.4567 between is a step, or the figures do not add up."""
    steps = values(plot.waterfall(_tenths(0), "u", by="contributions", lang="en"))
    assert [one["amount"] for one in steps] == pytest.approx([1.2345, 2.2222, -0.4567, 3])
    assert [one["node"] for one in steps] == ["a", "b", "", ""]


def test_figures_have_the_decimals_of_the_total():
    written = [
        {box.text for box in drawn_texts(plot.waterfall(_tenths(n), "u", by="contributions", lang="en"))}
        for n in (4, 0)
    ]
    assert {"+1.2345", "3.4567"} <= written[0]
    assert {"+1.23", "3"} <= written[1]


def test_of_two_units_of_one_name_the_one_that_was_asked_for_is_drawn():
    definition = define(indicators("a", "b", keys='max = 10\nrule = { kind = "score" }'))
    rows = [{"unit": "1", "name": "An", "a": 9, "b": 8}, {"unit": "2", "name": "An", "a": 4, "b": 3}]
    steps = values(plot.waterfall(parindex.score(definition, rows), "2", of="indicators", lang="en"))
    assert [one["amount"] for one in steps] == pytest.approx([20, -7, -6, 7])


def test_it_is_called_as_the_index_is(ministries):
    """Not by the short name of the index, which a reader may not know."""
    title = "Bộ Nội vụ: Chỉ số cải cách hành chính của các bộ, cơ quan ngang bộ 2022–2023"
    for chart in (plot.waterfall(ministries, "MOHA", lang="vi"), plot.waterfall(ministries.explain("MOHA"), lang="vi")):
        assert " ".join(chart.to_dict()["title"]["text"]) == title
