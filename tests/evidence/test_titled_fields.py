"""A head says behind or before the name of an indicator what of it the column holds; what is in doubt is not taken."""

import pytest

import parindex
from parindex.evidence.layouts.heads import KnownHeads

from ..sample import define

TITLE = "Tỷ lệ TTHC công bố đúng hạn"


@pytest.fixture(scope="module")
def known():
    return KnownHeads(parindex.load("qd766-2026"))


@pytest.mark.parametrize(
    "head, column",
    [
        (f"1.1 {TITLE}", "1.1"),
        (f"1.1 {TITLE} (%)", "1.1"),
        (f"1.1 {TITLE} tử số", "1.1.numerator"),
        (f"1.1. {TITLE} - Mẫu số", "1.1.denominator"),
        (f"{TITLE} (mau so)", "1.1.denominator"),
        (f"Tử số: {TITLE}", "1.1.numerator"),
        ("Tử số 1.1", "1.1.numerator"),
        ("1.1 (tử số)", "1.1.numerator"),
        ("1.1 Rate of procedures announced on time, denominator", "1.1.denominator"),
        ("1.1 Procedures announced on time", "1.1.numerator"),
        (f"1.1 {TITLE} (điểm)", "1.1.points"),
        (f"1.1 {TITLE} - điểm", "1.1.points"),
        (f"1.1 {TITLE} điểm tự chấm", "1.1.points of self_assessed"),
        (f"1.1 {TITLE} - tài liệu kiểm chứng", "1.1.document"),
        ("3 Dịch vụ công trực tuyến điểm", "3"),
        ("3 Dịch vụ công trực tuyến tử số", None),
    ],
)
def test_a_word_beside_a_name_says_which_column_it_is(known, head, column):
    assert known.column(head) == column


@pytest.mark.parametrize(
    "head, like",
    [
        ("1.1 Số TTHC công bố đúng hạn", "1.1.numerator"),
        ("1.1 Số TTHC phải công bố trong kỳ", "1.1.denominator"),
        ("5.1 Hồ sơ thanh toán trực tuyến", "5.1.numerator"),  # the rate without its first words, or the count?
    ],
)
def test_a_head_more_like_a_count_than_like_the_rate_is_no_rate(known, head, like):
    assert known.column(head) is None
    assert known.like(head) == like


def test_counts_are_not_taken_for_rates_in_silence(tmp_path):
    """1 of 2 procedures are 50 percent of 6 points, and not 1 percent."""
    path = tmp_path / "counts.csv"
    heads = f"unit,1.1 {TITLE} tử số,1.1 {TITLE} mẫu số,1.2,1.3,1.4,2,3,4,5,6"
    path.write_text(f"{heads}\nA,1,2{',0' * 8}\n", encoding="utf-8")
    assert parindex.score(parindex.load("qd766-2026"), path)["1.1"].tolist() == [3.0]


TITLES = """
[[component]]
id = "2"
title = "Diện tích tự nhiên"
combine = "sum"

[[indicator]]
id = "2.1"
parent = "2"
title = "Diện tích tự nhiên (km2)"
max = 25

[[indicator]]
id = "3"
title = "Hộ nghèo (%)"
max = 5

[[indicator]]
id = "4"
title = "Cân đối ngân sách"
value = "balanced"
max = 1
"""


def test_titles_are_known_without_their_measure_and_of_two_nodes_none_is_meant():
    """20 km² headed as the criterion is no 20 points; what has no column of its own stands in nobody's way."""
    definition = define(TITLES, "sum", 'attributes = [{ id = "balanced", title = "Cân đối ngân sách" }]')
    heads = KnownHeads(definition)
    assert [heads.column(head) for head in ("Diện tích tự nhiên (km2)", "Hộ nghèo", "Cân đối ngân sách")] == [
        "2.1",
        "3",
        "balanced",
    ]
    assert heads.like("Cân đối thu ngân sách") == "balanced"
    row = {"Diện tích tự nhiên": 20, "Hộ nghèo": 3, "Cân đối ngân sách": "có"}
    found = [
        problem for problem in parindex.validate(definition, [{"unit": "A", **row}]) if problem.code == "unknown-column"
    ]
    assert [problem.hint for problem in found] == ["the title of 2 or 2.1: write the id that is meant"]


@pytest.mark.parametrize("head", ["Xã, phường, đặc khu", "xã/phường/đặc khu", "Tên xã, phường", "Ten xa"])
def test_communes_and_special_zones_head_units(tmp_path, head):
    path = tmp_path / "communes.csv"
    path.write_text(f'"{head}",3\nXã Một,2\n', encoding="utf-8")
    definition = define('[[indicator]]\nid = "3"\nmax = 5\n')
    assert parindex.score(definition, path).units == ("Xã Một",)
