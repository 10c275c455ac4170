import itertools
import json

import attrs
import pytest

import parindex
from parindex import plot
from parindex.plot.chart_frame import WIDTH
from parindex.plot.chart_labels import index_title
from parindex.plot.trend_chart import spread

from ..sample import define, indicators
from .conftest import values
from .text_boxes import drawn_texts


def told(chart):
    """Return the lines below the title."""
    return chart.to_dict()["title"].get("subtitle", [])


def every_record(chart):
    """Return the records of all layers."""
    return [one for layer in chart.to_dict()["layer"] for one in layer.get("data", {}).get("values", [])]


@pytest.fixture(scope="module")
def years(ministries):
    def of(**appraised):
        table = {unit: {"appraised": points, "survey": 25} for unit, points in appraised.items()}
        return parindex.score(ministries.definition, table)

    return {2019: of(MOHA=60, MOJ=61), 2020: of(MOHA=62), 2022: of(MOHA=61, MOJ=60.5)}


def test_a_year_without_a_figure_is_a_gap(years):
    shown = {(one["unit"], one["year"]): one["value"] for one in values(plot.trend(years, lang="vi"))}
    assert shown == {
        ("MOHA", 2019): 85, ("MOHA", 2020): 87, ("MOHA", 2021): None, ("MOHA", 2022): 86,
        ("MOJ", 2019): 86, ("MOJ", 2020): None, ("MOJ", 2021): None, ("MOJ", 2022): 85.5,
    }  # fmt: skip
    assert told(plot.trend(years, lang="vi")) == [
        "Nét chấm: không có điểm của các năm 2021.",
        "* Không phải đơn vị nào cũng có tổng điểm: 2020 (1/2)",
        "Có năm thiếu (1): Bộ Tư pháp",
    ]


def test_ranks_and_a_node_can_be_shown(years):
    ranks = values(plot.trend(years, ["MOJ"], show="rank", lang="en"))
    assert [(one["value"], one["of"]) for one in ranks] == [(1, 2), (None, None), (None, None), (2, 2)]
    node = values(plot.trend(years, ["MOJ"], node="survey", highlight=["MOJ"], lang="en"))
    assert [(one["value"], one["highlighted"]) for one in node][::3] == [(25, True), (25, True)]


def test_editions_that_differ_are_named(pci):
    newer = parindex.load("pci-2022")
    given = {"66": {node.id: 5 for node in newer.parts(newer.id)}}
    chart = plot.trend({2021: pci, 2022: parindex.score(newer, given)}, ["66"], lang="en")
    assert told(chart)[0] == "Thin rules: the edition changes."
    marks = [one for one in every_record(chart) if "edition" in one]
    assert {(one["edition"], one["from"]) for one in marks} == {("pci-2013", 2021), ("pci-2022", 2021.5)}
    assert "Thin rules" not in told(plot.trend({2021: pci, 2022: pci}, ["66"], lang="en"))[:1]


def test_a_dotted_line_leads_over_years_without_scores_and_over_no_other_gap(years):
    """MOHA has a figure in 2020 and 2022, MOJ none in 2020, so that nothing leads over its gap."""
    links = {(one["unit"], one["year"]) for one in every_record(plot.trend(years, lang="en")) if "link" in one}
    assert links == {("MOHA", 2020), ("MOHA", 2022)}


def test_at_each_year_stands_among_how_many_ranks_are_and_whether_all_have_a_total(years):
    axis = json.dumps(plot.trend(years, show="rank", lang="en").to_dict())
    assert all(label in axis for label in (r"2019\\nof 2", r"2020*\\nof 1", r"2022\\nof 2"))


def test_years_that_stand_side_by_side_are_written_as_short_as_their_room_asks(pci):
    scores = parindex.score(pci.definition, pci.evidence)

    def axis(*years):
        chart = plot.trend(dict.fromkeys(years, scores), ["66"], show="rank", lang="vi")
        return {box.text for box in drawn_texts(chart)}

    assert {"2015", "2016", "trong số 63"} <= axis(2015, 2016)
    assert {"2015", "2016", "/63"} <= axis(2005, 2015, 2016)
    assert {"’99", "’15", "’16", "/63"} <= axis(*range(1998, 2017))
    assert {"’22", "’23"} & axis(*range(1960, 2024)) == {"’23"}


def test_a_unit_alone_is_named_in_the_title_and_a_unit_that_stands_out_lies_above_the_others(years, pci):
    assert plot.trend(years, ["MOJ"], lang="vi").to_dict()["title"]["text"][0].startswith("Bộ Tư pháp: ")
    assert not plot.trend(years, lang="vi").to_dict()["title"]["text"][0].startswith("Bộ")
    scores = parindex.score(pci.definition, pci.evidence)
    layers = plot.trend({2015: scores, 2017: scores}, highlight=["66"], lang="vi").to_dict()["layer"]
    widths = [layer["mark"]["strokeWidth"] for layer in layers if layer["mark"]["type"] == "line"]
    assert widths == [1.1, 1.1, 1.5, 3]


def test_each_of_few_has_points_of_its_own_shape_which_stand_at_its_name_too(years):
    chart = plot.trend(years, lang="en").to_dict()
    shapes = [one["encoding"]["shape"]["scale"] for one in chart["layer"] if "shape" in one["encoding"]]
    assert len(shapes) == 2
    assert shapes[0] == shapes[1]
    assert shapes[0]["range"][:2] == ["circle", "square"]


def test_of_ranks_only_those_that_there_are_are_written(index):
    table = {f"u{at:03}": {"a": 20 - at / 100, "b": 1} for at in range(64)}
    boxes = drawn_texts(plot.trend({2024: parindex.score(index, table)}, show="rank", lang="en"))
    assert [box.text for box in boxes if box.text.isdigit()][1:] == ["1", *map(str, range(5, 61, 5))]


def test_a_unit_that_became_another_ends_and_the_new_one_begins(shared):
    """In August 2008 Hà Tây became part of Hà Nội, which stands in 2010 as a new unit with its old code."""
    scores = {
        year: parindex.score(
            parindex.load(edition), shared(f"pci/{year}/published.csv"), year=year, ignore=["rank", "unweighted"]
        )
        for year, edition in ((2008, "pci-2007"), (2010, "pci-2009"))
    }
    chart = plot.trend(parindex.series(scores), ["28", "01", "01@2008"], show="rank", lang="en")
    figures = {(one["unit"], one["year"]): (one["value"], one["ended"]) for one in values(chart)}
    assert {pair: value for pair, value in figures.items() if value[0]} == {
        ("28", 2008): (55, True), ("01@2008", 2008): (31, True), ("01", 2010): (43, False),
    }  # fmt: skip
    assert told(chart)[-2:] == ["Formed of others: Hà Nội (01)", "Part of others since: Hà Tây, Hà Nội (01@2008)"]
    assert not [one for one in every_record(chart) if "link" in one]


def test_a_trend_of_one_unit_is_drawn_by_itself(years):
    series = parindex.series(years)
    assert values(plot.trend(series.trend("MOJ"), lang="vi")) == values(plot.trend(years, ["MOJ"], lang="vi"))


def test_a_node_that_is_called_otherwise_or_is_absent_in_a_year_is_told(pci):
    older = parindex.load("pci-2009")
    given = {"66": {node.id: 5 for node in older.parts(older.id)}, "48": {node.id: 6 for node in older.parts(older.id)}}
    two = {2011: parindex.score(older, given), 2016: pci}
    assert "No competition in 2011" in told(plot.trend(two, ["66"], node="competition", lang="en"))
    with pytest.raises(parindex.UnknownNameError, match="lnd"):
        plot.trend(two, node="lnd")


@pytest.mark.parametrize("arguments", [{"years": {}}, {"show": "points"}, {"show": "rank", "node": "survey"}])
def test_what_cannot_be_drawn_is_refused(years, arguments):
    with pytest.raises(ValueError, match=r"series|trend|show"):
        plot.trend(**{"years": years, **arguments})


def test_labels_keep_their_distance_and_their_order():
    places = spread([1, 1.1, 1.2, 5, 9.9, 10], 1, (0, 10))
    assert all(two - one >= 1 - 1e-9 for one, two in itertools.pairwise(places))
    assert places[3] == 5
    assert places[-1] <= 10


def test_lines_are_named_at_their_ends(years):
    svg = plot.to_svg(plot.trend(years, lang="vi"))
    assert ">Bộ Nội vụ</text>" in svg
    assert ">Bộ Tư pháp</text>" in svg


def test_of_very_many_units_the_first_are_drawn_and_those_that_stand_out(index):
    table = {f"u{at:03}": {"a": 20 - at / 100, "b": 1} for at in range(250)}
    chart = plot.trend({2024: parindex.score(index, table)}, highlight=["u249"], lang="en")
    assert len(values(chart)) == 201
    assert told(chart) == ["49 more units are not shown; name those to show."]


@pytest.mark.parametrize(
    "title, called",
    [
        ("Quality of services (2020)", "Quality of services"),
        ("Index 2020", "Index"),
        ("Index of 20205", "Index of 20205"),
    ],
)
def test_the_years_of_an_edition_are_not_in_the_title(title, called):
    definition = define(indicators("x"))
    assert index_title(attrs.evolve(definition, title=parindex.Text(en=title, vi="")), "en") == called


def test_a_name_that_is_too_long_is_cut_and_the_lines_keep_their_room(hostile):
    boxes = drawn_texts(plot.trend({2023: hostile, 2024: hostile}, show="rank", lang="en"))
    assert [box.text for box in boxes if box.left < 0 or box.right > WIDTH] == []
    assert any(box.text.startswith("ẵẵẵ") and box.text.endswith("…") for box in boxes)
