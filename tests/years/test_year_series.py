"""Series of PCI and PAPI against their published tables, and units followed through the registries."""

import copy
import json
import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import attrs
import jsonschema
import numpy as np
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text

from ..published.tables import edition, read

PCI = (2008, 2010, 2013, 2014, 2016)
PAPI = (2018, 2020, 2021, 2022)
VALIDATOR = jsonschema.Draft202012Validator(parindex.series_schema())
SMALL = """
id = "{id}"
index = "S"
version = "1"
title = "Small"
years = [{years}]
{units}
combine = "sum"
decimals = 1
[[indicator]]
id = "a"
max = 100
"""


def small(years, table, units="", id_="small", year=None):
    definition = load_text(SMALL.format(id=id_, years=years, units=units))
    return parindex.score(definition, [{"unit": unit, "a": a} for unit, a in table.items()], year=year)


@pytest.fixture(scope="module")
def pci(shared):
    """Give the series of five years, the sub-indices of their published tables scored."""
    files = {year: str(shared(f"pci/{year}/published.csv")) for year in PCI}
    ignored = ["rank", "unweighted"]
    return parindex.series(
        {year: parindex.score(edition("PCI", year), file, year=year, ignore=ignored) for year, file in files.items()}
    )


@pytest.fixture(scope="module")
def papi(shared):
    definitions = {year: edition("PAPI", year) for year in PAPI}
    return parindex.series(
        {
            year: parindex.score(
                definition,
                str(shared(f"papi/{year}/published.csv")),
                year=year,
                ignore=[part.id for part in definition.component],
            )
            for year, definition in definitions.items()
        }
    )


@pytest.fixture(scope="module")
def printed(shared):
    """Give total and rank of each province and year as they were published, totals rounded half up to 2 decimals."""
    return {
        year: {
            row["unit"]: (Decimal(row["total"]).quantize(Decimal("0.01"), ROUND_HALF_UP), int(row["rank"]))
            for row in read(shared(f"pci/{year}/published.csv"))
        }
        for year in PCI
    }


def test_a_row_of_each_year_is_what_was_published(pci, printed):
    rows = {(record["unit"].partition("@")[0], record["year"]): record for record in pci.to_records()}
    assert len(rows) == 64 + 4 * 63
    for (unit, year), record in rows.items():
        total, rank = printed[year][unit]
        assert record["rank"] == rank
        assert abs(Decimal(record["published"]) - total) <= Decimal("0.01")  # totals of tables have 5 decimals
        assert record["n_ranked"] == (64 if year == 2008 else 63)


def test_movers_between_two_years_are_those_of_the_published_ranks(pci, printed):
    shifts = {unit: printed[2014][unit][1] - printed[2013][unit][1] for unit in printed[2013]}
    for movers, sign in ((pci.improved(6, 2013, 2014), 1), (pci.worsened(6, 2013, 2014), -1)):
        sixth = sorted(sign * shift for shift in shifts.values())[5]
        assert set(movers.units) == {unit for unit, shift in shifts.items() if sign * shift <= sixth}
        assert movers.rank_shift.tolist() == [shifts[unit] for unit in movers.units]
        assert sorted(sign * movers.rank_shift) == (sign * movers.rank_shift).tolist()


def test_movers_by_total_are_those_of_the_published_totals(pci, printed):
    changes = {unit: printed[2016][unit][0] - printed[2014][unit][0] for unit in printed[2014]}
    assert list(pci.improved(3, 2014, by="total").units) == sorted(changes, key=lambda unit: -changes[unit])[:3]
    assert list(pci.worsened(2, 2014, by="total").units) == sorted(changes, key=lambda unit: changes[unit])[:2]


def test_volatility_is_that_of_the_published_ranks(pci, printed):
    """Of Thanh Hóa five ranks and four steps; of Hà Nội the year before Hà Tây joined is another line's."""
    found = pci.volatility()
    for unit, years in (("38", PCI), ("01", PCI[1:])):
        at = found.units.index(unit)
        ranks = [printed[year][unit][1] for year in years]
        sizes = [abs(now - then) for then, now in pairwise(ranks)]
        assert found.mean_shift[at] == pytest.approx(statistics.mean(sizes))
        assert found.deviation[at] == pytest.approx(statistics.stdev(ranks))
        assert (found.best[at], found.worst[at], found.n_years[at]) == (min(ranks), max(ranks), len(ranks))
        assert abs(found.largest[at]) == max(sizes)
        assert found.when[at] == tuple(years[sizes.index(max(sizes)) :][:2])


def test_a_usual_change_counts_years_of_one_edition_only(pci):
    """From 2013 to 2014 is one year, from 2014 to 2016 two; 2008, 2010 and 2013 are of three editions."""
    usual, best = pci.usual_change(), pci.usual_change("largest")
    for unit in ("38", "19", "01"):
        totals = [Fraction(pci.published[pci.at(unit)][PCI.index(year)]) for year in (2013, 2014, 2016)]
        yearly = [totals[1] - totals[0], (totals[2] - totals[1]) / 2]
        assert usual[unit] == sum(yearly) / 2
        assert best[unit] == max(yearly)
    assert not {"28", "01@2008"} & set(usual)


def test_hanoi_before_and_after_ha_tay_joined_are_two_lines(pci):
    before, after, joined = (pci.trend(unit) for unit in ("01@2008", "Hà Nội", "Hà Tây"))
    assert before.years == joined.years == (2008,)
    assert after.years == PCI[1:]
    assert [str(event) for event in before.events[0]] == ["then part of Hà Nội (01)"]
    assert "formed of Hà Nội (01@2008), Hà Tây (28)" in map(str, after.events[0])
    assert after.change[0] is None
    assert set(pci.improved(3).left_out) == {"01", "01@2008", "28"}


def test_every_other_province_has_one_line_through_2008(pci):
    assert len(pci.units) == 63 + 2
    assert sum(len(line.years) == 5 for line in pci.lines) == 62


def test_changes_across_editions_are_marked(pci):
    trend = pci.trend("Thanh Hóa")
    assert trend.edition_changed == (False, True, True, False, False)
    assert trend.change[3] == trend.published[3] - trend.published[2]
    assert "+9.46*" in trend.to_text("en")
    assert any("another edition (2010, 2013)" in note for note in trend.notes)


def test_incomplete_years_are_told_and_ranks_say_of_how_many(papi, shared):
    totals = {year: sum(bool(row["total"]) for row in read(shared(f"papi/{year}/published.csv"))) for year in PAPI}
    assert totals == {2018: 61, 2020: 63, 2021: 60, 2022: 61}
    for year, count in totals.items():
        at = PAPI.index(year)
        assert np.count_nonzero(~np.isnan(papi.rank[:, at])) == count
        assert set(papi.n_ranked[:, at].tolist()) == ({0, count} if count < 63 else {63})
        assert any(note.startswith(f"{year}: {count} of 63") for note in papi.notes) == (count < 63)
    missing = [record for record in papi.to_records() if record["published"] is None]
    assert len(missing) == 4 * 63 - sum(totals.values())
    assert all(record["why"] and record["rank"] is None for record in missing)


def test_nothing_is_bridged(papi):
    """Bắc Ninh has no total of 2021 and 2022, and so no change, no shift and no place among movers."""
    trend = papi.trend("Bắc Ninh")
    assert [total is None for total in trend.published] == [False, False, True, True]
    assert [change is None for change in trend.change] == [True, False, True, True]
    assert np.isnan(trend.rank_shift[2:]).all()
    assert "27" in papi.improved(60).left_out


def test_changes_are_of_the_units_with_a_line_through_both_years(pci):
    for before, after in ((2008, 2010), (2013, 2016)):
        both = pci.rows[:, [PCI.index(before), PCI.index(after)]].min(axis=1) >= 0
        assert set(pci.change(before, after).units) == {
            unit for unit, there in zip(pci.units, both, strict=True) if there
        }
    assert pci.change(2013, 2014) is pci.change(2013, 2014)
    trend, change = pci.trend("38"), pci.change(2013, 2014).of("38")
    assert sum(change.total.values()) == Fraction(trend.change[3])
    assert sum(change.rank.values()) == trend.rank_shift[3]
    with pytest.raises(ValueError, match="has no year 2012"):
        pci.change(2012, 2013)


@pytest.fixture(scope="module")
def merged():
    """Give made-up figures of 2023 and 2024 for units of the 63, and of 2025 for those of the 34."""
    units, first = 'units = "vn-provinces"', {"08": 61, "38": 70, "02": 50, "40": 65}
    by_year = {
        2023: small("2020, 2030", first, units, year=2023),
        2024: small("2020, 2030", {**first, "02": 55}, units, year=2024),
        2025: small("2020, 2030", {"08": 58, "38": 75, "40": 60}, units, year=2025),
    }
    return parindex.series(by_year)


def test_a_code_that_is_used_again_is_another_unit(merged):
    assert set(merged.units) == {"08@2024", "02", "38", "40", "08"}
    assert merged.trend("08").years == (2025,)
    assert merged.trend("Tuyên Quang").published == (Decimal("58.0"),)
    assert merged.trend("08@2024").years == merged.trend("Hà Giang").years == (2023, 2024)
    assert str(merged.trend("02").events[1][-1]) == "then part of Tuyên Quang (08)"
    assert merged.trend("38").years == (2023, 2024, 2025)


def test_units_that_the_registry_knows_and_the_table_does_not_are_counted(merged):
    assert "2025: 3 of 34 units have a total" in merged.notes


def test_movers_that_share_the_last_place_are_all_shown():
    before = small("2019, 2030", {"a": 50, "b": 40, "c": 30, "d": 20}, year=2020)
    after = small("2019, 2030", {"a": 10, "b": 45, "c": 36, "d": 22}, year=2021)
    found = parindex.series({2021: after, 2020: before}).improved(1)
    assert found.units == ("c", "b", "d")  # each one place up, by 6, 5 and 2 points
    assert any("share the last place" in note for note in found.notes)


def test_a_rise_into_a_smaller_field_is_told_from_one_within_it():
    """Third of four and then second of two, c fell behind d: of the two that are in both years from first to second."""
    before = small("2019, 2030", {"a": 50, "b": 40, "c": 30, "d": 20}, year=2020)
    after = small("2019, 2030", {"a": None, "b": None, "c": 30, "d": 40}, year=2021)
    years = parindex.series({2020: before, 2021: after})
    found = years.improved(2)
    assert found.units == ("d", "c")
    assert found.rank_shift.tolist() == [-3, -1]
    assert found.shift_among_both.tolist() == [-1, 1]
    assert found.n_before.tolist() == [4, 4]
    assert found.n_after.tolist() == [2, 2]
    assert {"3/4", "2/2", "▼1"} <= set(found.to_text("en").split())
    assert {"3/4", "2/2"} <= set(years.to_text("en").split())
    volatility = years.volatility()
    assert [(best, of) for best, of in zip(volatility.best, volatility.best_of, strict=True)] == [
        *((1, 4), (2, 4)),
        *((2, 2), (1, 2)),
    ]


def test_of_more_movers_than_moved_only_those_are_shown():
    before = small("2019, 2030", {"a": 50, "b": 40}, year=2020)
    after = small("2019, 2030", {"a": 60, "b": 40}, year=2021)
    years = parindex.series({2020: before, 2021: after})
    assert years.improved(5).units == ()
    assert years.improved(5, by="total").units == ("a",)
    assert "no other unit moved that way" in years.worsened(5).to_text("en")


def test_a_unit_of_no_list_that_is_away_for_a_year_has_a_gap():
    tables = {2020: {"a": 1, "b": 2}, 2021: {"b": 3}, 2022: {"a": 5, "b": 4}}
    years = parindex.series({year: small("2019, 2030", table, year=year) for year, table in tables.items()})
    record = next(one for one in years.to_records() if (one["unit"], one["year"]) == ("a", 2021))
    assert record["why"] == "not in the table"
    assert years.trend("a").change == (None, None, None)
    assert years.usual_change() == {"b": Fraction(1)}


def test_units_of_a_list_of_ones_own_are_matched_by_code_and_new_names_told():
    first = 'unit = [{ id = "x", title = "Sở A" }, { id = "y", title = "Sở B" }]'
    second = 'unit = [{ id = "x", title = "Sở A và C" }, { id = "z", title = "Sở Z" }]'
    years = parindex.series(
        {
            2020: small("2020, 2020", {"x": 1, "y": 2}, first, "one"),
            2021: small("2021, 2021", {"x": 3, "z": 4}, second, "two"),
        }
    )
    assert years.units == ("x", "y", "z")
    assert "called Sở A before" in map(str, years.trend("x").events[1])
    assert years.trend("y").years == (2020,)


@pytest.mark.parametrize(
    "given, error, message",
    [
        ({}, ValueError, "needs the scores of some years"),
        ([], TypeError, "takes {year: scores}, not list"),
        ({"2020": 1}, TypeError, "year is a whole number, not str"),
        ({2020: 1}, TypeError, "scores are what parindex.score returns, not int"),
    ],
)
def test_what_is_no_series_is_refused(given, error, message):
    with pytest.raises(error, match=message):
        parindex.series(given)


def test_scores_of_another_year_or_index_or_registry_are_refused():
    of_2020 = small("2019, 2030", {"a": 1}, year=2020)
    with pytest.raises(ValueError, match="scores of 2020 stand under the year 2021"):
        parindex.series({2021: of_2020})
    other = parindex.score(attrs.evolve(of_2020.definition, index="T"), {"a": {"a": 1}}, year=2021)
    with pytest.raises(ValueError, match="one index, not of S, T"):
        parindex.series({2020: of_2020, 2021: other})
    provinces = small("2019, 2030", {"38": 1}, 'units = "vn-provinces"', year=2020)
    ministries = small("2019, 2030", {"MOHA": 1}, 'units = "vn-ministries"', year=2021)
    with pytest.raises(ValueError, match="are none of"):
        parindex.series({2020: provinces, 2021: ministries})


def test_an_earlier_period_does_not_follow_a_later_one():
    """Hà Giang is of the 63 only; without a year told its table is looked up in the period that knows it."""
    units = 'units = "vn-provinces"'
    later = small("2019, 2030", {"38": 1}, units, year=2025)
    earlier = small("2019, 2030", {"02": 1}, units)
    with pytest.raises(ValueError, match="cannot come before"):
        parindex.series({2025: later, 2026: earlier})


def test_a_definition_that_is_not_of_the_year_is_told():
    scores = small("2019, 2020", {"a": 1})
    assert any("'small' is of 2019–2020, not of 2025" in note for note in parindex.series({2025: scores}).notes)


def test_years_and_units_that_are_not_there_are_refused(merged):
    with pytest.raises(ValueError, match="has no year 2030; it has 2023, 2024, 2025"):
        merged.improved(2, 2030)
    with pytest.raises(ValueError, match="not from 2025 to 2023"):
        merged.improved(2, 2025, 2023)
    with pytest.raises(TypeError, match="year must be a whole number, not '2024'"):
        merged.change("2024", 2025)
    with pytest.raises(ValueError, match="n is at least 1"):
        merged.worsened(0)
    with pytest.raises(parindex.UnknownNameError):
        merged.trend("Atlantis")


def test_all_answers_are_as_their_schema_says(pci, papi, merged):
    for years in (pci, papi, merged):
        answers = (years, years.trend("38"), years.improved(3), years.worsened(3, by="total"), years.volatility())
        for answer in answers:
            VALIDATOR.validate(json.loads(answer.to_json()))
            assert answer.to_text("vi")
            assert answer.to_frame().shape[0] == len(answer.to_records())


def test_a_copy_of_a_series_is_the_same(merged):
    again = copy.deepcopy(merged)  # as pickle does
    assert again == merged
    assert again.volatility() == merged.volatility()
    assert again.trend("08") == merged.trend("08")
    assert again.improved(2) != merged.worsened(2)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_wide_frame_has_a_column_a_year(merged, library):
    frame = merged.to_frame(library, shape="wide", show="rank")
    assert list(frame.columns) == ["unit", "name", "2023", "2024", "2025"]
    assert len(frame) == 5
    with pytest.raises(ValueError, match="shape"):
        merged.to_frame(library, shape="long")


def test_a_series_of_one_year_says_so():
    assert repr(parindex.series({2019: small("2019, 2020", {"a": 1})})).endswith(": 1 year, 1 unit>")
