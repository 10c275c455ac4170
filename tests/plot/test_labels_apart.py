"""What is written in a picture stands apart from all else that is, and within the picture, in both languages."""

import pytest

import parindex
from parindex import plot
from parindex.plot.chart_frame import WIDTH

from .conftest import ROOT, values
from .text_boxes import collisions, drawn_texts, text_boxes


@pytest.fixture(scope="module")
def services():
    """Give scores of index 766: long titles, moves far down and up."""
    return parindex.score(parindex.load("qd766-2026"), ROOT / "examples" / "qd766-dak-lak.csv")


def editions(pci):
    """Return scores by three editions, the first two a year apart."""
    older = parindex.load("pci-2009")
    at = ROOT / "examples" / "pci-2010.csv"
    by_older = parindex.score(older, at, year=2010)
    return {2010: by_older, 2011: parindex.score(parindex.load("pci-2013"), pci.evidence), 2016: pci}


def far_apart(pci):
    """Return scores of years of which some follow upon each other while the last is far away."""
    scores = parindex.score(pci.definition, pci.evidence)
    older = parindex.score(parindex.load("pci-2009"), ROOT / "examples" / "pci-2010.csv")
    return {2008: older, 2010: scores, 2011: older, 2013: scores, 2023: older}


CHARTS = {
    "ranking": lambda pci, _, lang: plot.ranking(pci, lang=lang),
    "heatmap": lambda pci, _, lang: plot.heatmap(pci, lang=lang),
    "ranks": lambda pci, _, lang: plot.heatmap(pci, show="rank", lang=lang),
    "full-heatmap": lambda _, services, lang: plot.heatmap(services, lang=lang),
    "standing-heads": lambda _, services, lang: plot.heatmap(
        services, nodes=[node.id for node in services.definition.leaves], lang=lang
    ),
    "tiles": lambda pci, _, lang: plot.tiles(pci, lang=lang),
    "profile": lambda _, services, lang: plot.profile(services, "H15", lang=lang),
    "waterfall": lambda _, services, lang: plot.waterfall(services, "H15", of="indicators", lang=lang),
    "contributions": lambda pci, _, lang: plot.waterfall(pci, "66", by="contributions", lang=lang),
    "tornado": lambda _, services, lang: plot.tornado(parindex.leave_out(services), "H15", lang=lang),
    "two-ways": lambda pci, _, lang: plot.tornado(parindex.one_at_a_time(pci), "66", lang=lang),
    "change": lambda pci, _, lang: plot.change(pci, pci, lang=lang),
    "trend": lambda pci, _, lang: plot.trend({2015: pci, 2016: pci}, lang=lang),
    "editions": lambda pci, _, lang: plot.trend(editions(pci), show="rank", highlight=["66"], lang=lang),
    "years-side-by-side": lambda pci, _, lang: plot.trend(far_apart(pci), ["66", "48"], show="rank", lang=lang),
    "years-without-end": lambda pci, _, lang: plot.trend(
        dict.fromkeys(range(1960, 2024), parindex.score(pci.definition, pci.evidence)), ["66"], show="rank", lang=lang
    ),
    "frontier": lambda pci, _, lang: plot.frontier(
        parindex.frontier(pci, "38", rank=10, pair=("land", "time")), lang=lang
    ),
    "structure": lambda _, services, lang: plot.structure(services.definition, lang=lang),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_label_stands_on_another_or_outside(name, lang, pci, services):
    boxes = drawn_texts(CHARTS[name](pci, services, lang))
    assert len(boxes) > 10
    assert collisions(boxes) == []
    assert [box.text for box in boxes if box.left < 0 or box.right > WIDTH] == []


def test_boxes_that_meet_are_found():
    text = '<text text-anchor="{}" transform="translate({},20)" font-size="11px">Đắk Lắk</text>'
    begins, ends = text.format("start", 10), text.format("end", 60)
    assert collisions(text_boxes(begins + ends)) == [("Đắk Lắk", "Đắk Lắk")]
    assert collisions(text_boxes(ends + text.format("start", 70))) == []
    assert collisions(text_boxes(f'<g transform="translate(80,0)">{begins}</g>{begins}')) == []


def test_words_of_heads_are_not_broken(pci):
    boxes = drawn_texts(plot.heatmap(pci, lang="en"))
    assert {"Transparency", "Proactivity", "institutions"} <= {box.text for box in boxes}


def test_two_lines_are_about_as_long_as_each_other(services):
    labels = [one["label"] for one in values(plot.waterfall(services, "H15", of="indicators", lang="vi"))]
    both = [[len(line) for line in label.split("\n")] for label in labels if "\n" in label]
    assert both
    assert all(max(lengths) - min(lengths) <= 12 for lengths in both)


@pytest.mark.parametrize("id_", ["papi-2021", "qd766-2026"])
def test_a_structure_names_every_part_that_a_page_has_room_for(id_):
    assert all(one["label"] for one in values(plot.structure(parindex.load(id_), lang="vi")))
