import pytest

import parindex
from parindex import plot

from .conftest import values

LATER = {"MOHA": {"appraised": 62.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.0}}


@pytest.fixture(scope="module")
def later(ministries):
    return parindex.score(ministries.definition, LATER)


def test_units_of_two_scores_are_matched_by_code(ministries, later):
    chart = plot.change(ministries, later, names=("2022", "2023"), lang="vi")
    assert [(one["unit"], one["before"], one["after"], one["difference"], one["better"]) for one in values(chart)] == [
        ("MOJ", 89.96, 89.86, -0.1, False),
        ("MOHA", 87.03, 89.03, 2.0, True),
    ]
    first, second, *_ = chart.to_dict()["title"]["subtitle"]
    assert first == "Rỗng: 2022. Đặc: 2023. Màu đậm: tốt lên. Màu cam: kém đi."
    assert second.startswith("Chỉ có một trong hai (15): ")


def test_a_better_rank_is_a_smaller_one(ministries, later):
    shown = {one["unit"]: one for one in values(plot.change(ministries, later, show="rank", lang="en"))}
    assert (shown["MOHA"]["before"], shown["MOHA"]["after"], shown["MOHA"]["better"]) == (4, 2, True)
    assert shown["MOJ"]["better"] is None


def test_a_restatement_holds_both(ministries):
    moved = parindex.restate(ministries.definition, ministries.definition, ministries.evidence)
    shown = values(plot.change(moved, lang="en"))
    assert {one["difference"] for one in shown} == {0}


def test_a_reconciliation_names_its_layers():
    definition = parindex.load("par-ministry-2022")
    one, two = ({"MOHA": {"appraised": points, "survey": 26}} for points in (62, 61))
    found = parindex.reconcile(definition, self_assessed=one, appraised=two)
    chart = plot.change(found, lang="en")
    assert values(chart)[0]["difference"] == -1
    assert chart.to_dict()["title"]["subtitle"][0].startswith("Hollow: self-assessment. Full: appraisal. ")
    assert "self-assessment" in plot.to_svg(chart)


def test_without_scores_after_it_is_refused(ministries):
    with pytest.raises(ValueError, match="none after"):
        plot.change(ministries)
    with pytest.raises(ValueError, match="no unit has both"):
        plot.change(ministries, parindex.score(ministries.definition, {"GI": {"appraised": 60, "survey": 20}}))
