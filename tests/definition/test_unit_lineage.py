"""Units are followed through the periods of their registry: which became which, and which are still the same."""

import csv

import pytest

from parindex.definition import parents, registry, successors, went_on

PROVINCES = "vn-provinces"


@pytest.fixture
def crosswalk(root):
    path = root.parent / "shared" / "facts" / "units" / "crosswalk_63_34.csv"
    if not path.is_file():
        pytest.skip("the crosswalk is not beside the project (../shared/facts/units)")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_63_became_the_34_as_the_crosswalk_says(crosswalk):
    assert successors(PROVINCES, 2024, 2025) == {row["old_code"]: row["new_code"] for row in crosswalk}
    unchanged = {row["new_code"] for row in crosswalk if row["kind"] == "unchanged"}
    assert went_on(PROVINCES, 2024, 2025) == unchanged
    for new, olds in parents(PROVINCES, 2024, 2025).items():
        assert set(olds) == {row["old_code"] for row in crosswalk if row["new_code"] == new}


def test_a_name_that_is_kept_is_no_unit_that_went_on(crosswalk):
    kept = {row["new_code"] for row in crosswalk if row["old_name_kept"] == "yes" and row["kind"] == "merged"}
    assert "08" in kept  # Tuyên Quang of 34 is Hà Giang and Tuyên Quang
    assert not kept & went_on(PROVINCES, 2024, 2025)


def test_hanoi_took_in_ha_tay_and_every_other_unit_went_on():
    assert parents(PROVINCES, 2008, 2009)["01"] == ("01", "28")
    assert went_on(PROVINCES, 2008, 2009) == {unit.id for unit in registry(PROVINCES, 2009).units} - {"01"}


def test_units_are_followed_through_all_periods_between():
    first, second = successors(PROVINCES, 2006, 2012), successors(PROVINCES, 2012, 2026)
    assert successors(PROVINCES, 2006, 2026) == {old: second[new] for old, new in first.items()}
    assert "01" not in went_on(PROVINCES, 2006, 2026)


@pytest.mark.parametrize("name, years", [(PROVINCES, (2010, 2024)), ("vn-ministries", (2012, 2022))])
def test_within_a_period_every_unit_is_itself(name, years):
    codes = [unit.id for unit in registry(name, years[0]).units]
    assert successors(name, *years) == dict(zip(codes, codes, strict=True))
    assert went_on(name, *years) == set(codes)


def test_units_are_not_followed_backwards():
    with pytest.raises(ValueError, match="to a later one, not from 2025 to 2024"):
        successors(PROVINCES, 2025, 2024)
