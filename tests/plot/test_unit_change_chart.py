"""What moved one unit, by cause: steps that join, and lead from one published figure to the other."""

import itertools

import pytest

import parindex
from parindex import plot
from parindex.years import changes_between

from ..sample import define, indicators
from .conftest import ROOT, values
from .text_boxes import collisions, drawn_texts

PCI = ("pci-2009", "pci-2010"), ("pci-2013", "pci-2013"), ("pci-2013", "pci-2014")
PAPI = ("papi-2018", "papi-2018"), ("papi-2019", "papi-2020")


def changes(*editions):
    scores = [
        parindex.score(parindex.load(id_), ROOT / "examples" / f"{file}.csv", year=int(file[-4:]))
        for id_, file in editions
    ]
    return changes_between(*scores)


@pytest.fixture(scope="module")
def same():
    return changes(*PCI[1:])


@pytest.fixture(scope="module")
def other():
    return changes(*PCI[:2])


def test_steps_join_and_lead_from_the_one_total_to_the_other(same):
    """Thanh Hóa 61.59 in 2013 and 60.33 in 2014: business support 10 · 0.2 · (6.3058 - 6.7517) less, and so on."""
    steps = values(plot.change(same.of("38"), lang="en"))
    assert [(one["kind"], one["amount"]) for one in (steps[0], steps[-1])] == [("before", 61.59), ("after", 60.33)]
    assert steps[0]["end"] == steps[1]["start"]
    assert all(one["end"] == pytest.approx(two["start"], abs=1e-6) for one, two in itertools.pairwise(steps[1:-1]))
    assert steps[-2]["end"] == pytest.approx(60.33, abs=0.005)
    then, now = (scores.at("38", "support") for scores in (same.before, same.scores))
    assert steps[1]["node"] == "support"
    assert steps[1]["amount"] == pytest.approx(2 * (now - then), abs=1e-6)
    assert [one["title"] for one in (steps[0], steps[-1])] == ["Total 2013", "Total 2014"]


def test_own_evidence_comes_first_by_size_and_the_least_of_it_together(same):
    steps = values(plot.change(same.of("38"), lang="en"))
    own = [one for one in steps if one["cause"] == "evidence"]
    sizes = [abs(one["amount"]) for one in own[:8]]
    assert sizes == sorted(sizes, reverse=True)
    assert (len(own), own[-1]["title"]) == (9, "2 others")
    assert sum(one["amount"] for one in own) == pytest.approx(float(same.of("38").total["evidence"]), abs=1e-5)


def test_what_a_new_definition_does_has_bars_of_its_own(other):
    """The edition of 2013 changed weights, and brought a sub-index that the former had not."""
    change = other.of("38")
    steps = {one["cause"]: one for one in values(plot.change(change, lang="en"))}
    for cause in ("weights", "incomparable"):
        assert steps[cause]["amount"] == pytest.approx(float(change.total[cause]), abs=1e-6)
    assert (steps["weights"]["title"], steps["weights"]["node"]) == ("Weights", "")
    assert (steps["incomparable"]["title"], steps["incomparable"]["node"]) == ("Policy bias", "competition")


def test_what_cannot_be_compared_is_neither_blue_nor_orange_and_the_notes_say_so(same, other):
    for changes_, lines in (
        (same, ["Bars of parts of the index: the unit's own change.", "Blue: better. Orange: worse."]),
        (
            other,
            [
                "Bars of parts of the index: the unit's own change. Bold: what else changed the total.",
                "Blue: better. Orange: worse. Grey: in one of the years alone, so not comparable.",
            ],
        ),
    ):
        chart = plot.change(changes_.of("38"), lang="en")
        assert chart.to_dict()["title"]["subtitle"][-2:] == lines
    svg = plot.to_svg(plot.change(other.of("38"), lang="en"))
    assert svg.count('fill="#c9c9c9"') == 1
    assert plot.to_svg(plot.change(same.of("38"), lang="en")).count('fill="#c9c9c9"') == 0


def test_moves_of_a_rank_have_the_signs_that_ranks_have_elsewhere(same):
    """Rank 8 to 12: five down by its own change, one up by that of the others; every rank is written."""
    written = {box.text for box in drawn_texts(plot.change(same.of("38"), show="rank", lang="en"))}
    assert {"▼5", "▲1"} <= written
    assert {"8", "9", "10", "11", "12"} <= written


def test_of_a_rank_fewer_places_are_a_gain(same):
    """Rank 8 in 2013 and 12 in 2014."""
    chart = plot.change(same.of("38"), show="rank", lang="en")
    steps = values(chart)
    assert [one["amount"] for one in (steps[0], steps[-1])] == [8, 12]
    moves = {one["cause"]: one for one in steps[1:-1]}
    assert set(moves) == {"own", "others"}
    assert all((one["kind"] == "gain") == (one["amount"] <= 0) for one in moves.values())
    assert sum(one["amount"] for one in moves.values()) == pytest.approx(4)
    assert any(line.startswith("Rank 8 ") for line in chart.to_dict()["title"]["subtitle"])


def test_all_units_of_two_years_are_drawn_as_dumbbells(same):
    chart = plot.change(same, lang="en")
    shown = {one["unit"]: one for one in values(chart)}
    assert len(shown) == 63
    assert (shown["38"]["before"], shown["38"]["after"], shown["38"]["better"]) == (61.59, 60.33, False)
    assert chart.to_dict()["title"]["text"] == ["Provincial Competitiveness Index, 2013\u00a0→\u00a02014"]
    assert chart.to_dict()["title"]["subtitle"][0].startswith("Hollow: 2013. Full: 2014. ")


def test_units_that_go_by_another_code_are_one_line(ministries):
    table = {"MOHA": {"appraised": 60, "survey": 25}, "MOJ": {"appraised": 62, "survey": 25}}
    before = parindex.score(ministries.definition, table)
    after = parindex.score(ministries.definition, {"MOF": table["MOHA"], "MOJ": table["MOJ"]})
    found = changes_between(before, after, lineage={"MOHA": "MOF", "MOJ": "MOJ"})
    assert {one["unit"]: one["before"] for one in values(plot.change(found, lang="en"))} == {"MOF": 85, "MOJ": 87}


def test_a_change_that_is_not_split_is_refused_with_its_reason():
    definition = define(indicators("a"))
    before, after = (parindex.score(definition, {"u": {"a": a}, "v": {"a": 1}}) for a in (None, 3))
    for show in ("score", "rank"):
        with pytest.raises(ValueError, match="no total in the former year"):
            plot.change(changes_between(before, after).of("u"), show=show)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("show", ["score", "rank"])
def test_no_label_stands_on_another(lang, show, other):
    boxes = drawn_texts(plot.change(other.of("38"), show=show, lang=lang))
    assert collisions(boxes) == []
    long = drawn_texts(plot.change(changes(*PAPI).of("38"), show=show, lang=lang))
    assert collisions(long) == []
