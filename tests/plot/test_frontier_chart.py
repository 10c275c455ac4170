"""What two parts must reach together: a line, the field beyond it, and where the unit stands."""

import pytest

import parindex
from parindex import plot

from .conftest import values
from .text_boxes import drawn_texts


def curve(pci, **aim):
    return parindex.frontier(pci, "38", pair=("land", "labour"), points=3, **aim)


def layers(chart):
    return {one["mark"]["type"]: one for one in chart.to_dict()["layer"] if one["mark"]["type"] != "text"}


def test_the_line_is_the_curve_and_the_dot_is_the_unit(pci):
    """A point of land brings 0.5 and one of labour 2: from 5.48 to 10 the least of labour falls by about 1.13."""
    found = curve(pci, rank=10)
    chart = plot.frontier(found, lang="en")
    assert values(chart) == found.to_records()
    assert values(chart)[0]["second"] - values(chart)[-1]["second"] == pytest.approx((10 - 5.48) / 4, abs=0.011)
    dot = layers(chart)["point"]["data"]["values"]
    assert dot == [{"first": pci.at("38", "land"), "second": pci.at("38", "labour"), "label": "Thanh Hóa"}]
    assert {"Land access and security of tenure", "Labour and training", "Thanh Hóa"} <= {
        box.text for box in drawn_texts(chart)
    }


def test_the_field_goes_up_and_no_further_than_the_maximum(pci):
    chart = plot.frontier(parindex.frontier(pci, "38", rank=10, pair=("land", "time"), points=5), lang="en")
    assert layers(chart)["area"]["transform"][-1] == {"calculate": "10.0", "as": "beyond"}
    assert layers(chart)["line"]["encoding"]["y"]["scale"]["domain"][1] == 10
    assert [one["second"] is None for one in values(chart)][:2] == [True, False]


def test_it_is_refused_where_no_scores_are_enough(pci):
    with pytest.raises(ValueError, match="no scores of the two are enough"):
        plot.frontier(curve(pci, rank=1), lang="en")
