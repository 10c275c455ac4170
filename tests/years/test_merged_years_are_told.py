"""Figures that were worked out for units that did not exist are told wherever years are held against each other."""

import pytest

import parindex
from parindex.years import changes_between

NOTE = "values of merged units are worked out from those of their parts, and not published: "


@pytest.fixture(scope="module")
def years(request):
    definition, scores = parindex.load("pci-2013"), {}
    for year in (2013, 2014):
        table = request.config.rootpath / "examples" / f"pci-{year}.csv"
        evidence = parindex.read_evidence(definition, table, year=year)
        scores[year] = parindex.score(definition, parindex.merge_units(evidence, to=2025).evidence)
    return parindex.series(scores)


def test_series_trends_movers_volatility_and_changes_say_it(years):
    change = years.change(2013, 2014)
    answers = (years, years.trend("08"), years.improved(3), years.volatility(), change, change.of("08"))
    assert [f"{NOTE}2013, 2014" in map(str, answer.notes) for answer in answers] == [True] * 6


def test_pictures_say_it(years):
    plot = pytest.importorskip("parindex.plot")
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    for chart in (plot.trend(years, lang="vi"), plot.change(years.change(2013, 2014).of("08"), lang="vi")):
        assert "không phải số công bố: 2013, 2014" in " ".join(chart.to_dict()["title"]["subtitle"])


def test_scores_of_units_as_they_were_say_nothing(request):
    examples, definition = request.config.rootpath / "examples", parindex.load("pci-2013")
    scores = [parindex.score(definition, examples / f"pci-{year}.csv") for year in (2013, 2014)]
    assert not [note for note in changes_between(*scores).notes if "merged" in str(note)]
