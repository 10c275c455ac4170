"""What would be with other values: the scores that the changed table gives, whatever is asked."""

import json
import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import parindex
from parindex.scoring import what_if, what_if_each

from ..sample import define, indicators

PCI = Path(__file__).resolve().parents[2] / "examples" / "pci-2016.csv"
MIXED = """
[[indicator]]
id = "plan"
max = 2
not_applicable = "drop"
rule = { kind = "choice", points = { none = 0, late = 1, "in time" = 2 } }
[[indicator]]
id = "files"
max = 10
range = [0, 1]
inputs = [{ id = "done", title = "Done" }, "all"]
value = "done / all"
[[indicator]]
id = "share"
max = 3
unit = "percent"
rule = { kind = "bands", bands = [{ at_least = 80, points = 3 }, { at_least = 50, points = 1 }, { points = 0 }] }
[[indicator]]
id = "best"
max = 5
rule = { kind = "relative", to = "best" }
"""
ROWS = {
    "A": {"plan": "late", "files.done": 7, "files.all": 8, "share": 79, "best": 40},
    "B": {"plan": "none", "files.done": 9, "files.all": 9, "share": 40, "best": 50},
    "C": {"plan": "in time", "files.done": 1, "files.all": 3, "share": 100, "best": 10},
}


@pytest.fixture(scope="module")
def mixed():
    return parindex.score(define(MIXED), ROWS)


@pytest.fixture(scope="module")
def pci():
    return parindex.score(parindex.load("pci-2013"), PCI)


@pytest.mark.parametrize(
    "changes",
    [
        {"A": {"plan": "in time"}},
        {"A": {"plan": "n/a", "share": "81,5 %"}, "C": {"files.all": "2"}},
        {"B": {"best": 100}},
        {"B": {"best": None}},
        {"C": {"files.done": 3}, "A": {"best": "60.5"}},
    ],
)
def test_it_is_what_scoring_the_changed_table_says(mixed, changes):
    found = what_if(mixed, changes)
    again = parindex.score(define(MIXED), {unit: {**row, **changes.get(unit, {})} for unit, row in ROWS.items()})
    assert found.scores.rounded == again.rounded
    assert np.array_equal(found.scores.values, again.values, equal_nan=True)
    assert np.array_equal(found.scores.rank, again.rank, equal_nan=True)
    assert found.before is mixed
    several = what_if(mixed, [changes, {"A": {"plan": "none"}}])
    rows = [again.units.index(unit) for unit in changes]
    here = np.flatnonzero(several.scenario == 1).tolist()
    assert [again.units[row] for row in several.rows[here]] == [again.units[row] for row in rows]
    assert [several.published[at] for at in here] == [again.rounded[row] for row in rows]
    assert np.array_equal(several.rank[here], again.rank[rows], equal_nan=True)


def test_what_thanh_hoa_would_have_had_in_2016_with_land_at_7_2(pci):
    # Land counts for 5 % of ten sub-indices up to 10: ten times (7.2 - 5.472118) / 20 more than the 58.54 published.
    found = what_if(pci, {"Thanh Hóa": {"land": "7,2"}})
    row = pci.units.index("38")
    assert found.scores.rounded[row] - pci.rounded[row] == Decimal("0.86")
    better = sum(total > found.scores.rounded[row] for at, total in enumerate(pci.rounded) if at != row)
    assert found.scores.rank[row] == 1 + better
    assert found.changed.tolist() == [unit == "38" for unit in pci.units]
    rest = [pci.units[at] for at in pci.best_first[25:30]]
    assert "5,472118 → 7,2" in found.to_text("vi").splitlines()[0]
    # Rank 31 becomes 26, so that the five between go one down; nothing moves for the 57 others.
    _, _, *rows, held = found.to_text("vi").splitlines()
    assert [row.split()[:3] for row in rows] == [
        ["31", "26", "38"],
        *([str(rank), str(rank + 1), unit] for rank, unit in zip(range(26, 31), rest, strict=True)),
    ]
    assert rows[0].endswith(" +0,8639")
    assert held == "57 đơn vị giữ nguyên, không hiện ở đây"


def test_all_units_are_shown_where_that_is_asked_for(pci):
    found = what_if(pci, {"38": {"land": 7.2}})
    heading, *lines = found.to_text("vi").splitlines()
    assert heading.startswith("Thanh Hóa (38), nếu “Tiếp cận đất đai")
    assert heading.endswith("thay đổi 5,472118 → 7,2: tổng điểm 58,54 → 59,40, hạng 31 → 26")
    assert len(lines) < len(pci.units) == len(found.to_records())
    assert len(found.with_every_unit().to_text("vi").splitlines()) == 2 + len(pci.units)


def test_faults_name_unit_and_indicator(pci):
    with pytest.raises(parindex.EvidenceError) as raised:
        what_if(pci, {"38": {"lnd": 7}, "Nowhere": {"land": 7}})
    assert [problem.code for problem in raised.value.problems] == ["unknown-column", "unknown-unit"]
    assert "38: column 'lnd'" in str(raised.value)
    assert "did you mean 'land'?" in str(raised.value)
    with pytest.raises(parindex.EvidenceError, match="38, land: 12 is not between 1 and 10"):
        what_if(pci, [{"38": {"land": 12}}])
    with pytest.raises(TypeError, match="changes say by unit and indicator"):
        what_if(pci, {"38": 7})
    with pytest.raises(ValueError, match="by is a number above 0"):
        what_if_each(pci, by=0)


def test_new_values_may_be_named_by_titles(pci):
    found = what_if(pci, {"38": {"Đào tạo lao động": 7}})
    assert [change.column for change in found.changes] == ["labour"]
    assert found.scores.rounded == what_if(pci, {"38": {"labour": 7}}).scores.rounded
    with pytest.raises(parindex.EvidenceError, match="named twice"):
        what_if(pci, {"38": {"Đào tạo lao động": 7, "labour": 8}})


def test_what_is_worked_out_is_changed_by_its_inputs(mixed):
    with pytest.raises(parindex.EvidenceError, match=r"evidence does not give 'files' \(give files.done, files.all\)"):
        what_if(mixed, {"A": {"files": 1}})
    with pytest.raises(parindex.EvidenceError, match="is no option"):
        what_if(mixed, {"A": {"plan": "soon"}})


def test_points_are_changed_where_evidence_gives_points():
    definition = define(MIXED)
    rows = {unit: {**{k: v for k, v in row.items() if k != "plan"}, "plan.points": 1} for unit, row in ROWS.items()}
    scores = parindex.score(definition, rows)
    found = what_if(scores, {"B": {"plan.points": 2}})
    assert found.scores.at("B", "plan") == 2
    assert what_if(scores, [{"B": {"plan.points": 2}}]).change.tolist() == [1.0]
    with pytest.raises(parindex.EvidenceError, match=r"give plan.points"):
        what_if(scores, {"B": {"plan": "late"}})


@pytest.mark.parametrize("by", [1, "0.5", 3])
def test_the_grid_is_what_scoring_each_case_says(pci, by):
    found = what_if_each(pci, by=by, units=["38", "48", "01"])
    land = pci.evidence.columns.index("land")
    for at in [at for at, node in enumerate(found.columns_changed) if node == "land"]:
        row = int(found.rows[at])
        value = min(Fraction(repr(float(pci.evidence.values[row, land]))) + Fraction(by), Fraction(10))
        again = what_if(pci, {pci.units[row]: {"land": str(float(value))}}).scores
        assert found.published[at] == again.rounded[row]
        assert found.rank[at] == again.rank[row]
        assert found.value[at] == float(value)


def test_a_grid_of_values_tries_each_alone(mixed):
    found = what_if_each(mixed, values={"plan": ["none", "in time"], "best": [60]})
    assert found.columns_changed == ("plan",) * 6 + ("best",) * 3
    for at, (value, row) in enumerate([(v, row) for v in ("none", "in time", 60) for row in range(3)]):
        unit = mixed.units[row]
        again = what_if(mixed, {unit: {found.columns_changed[at]: value}}).scores
        assert found.published[at] == again.rounded[row]
        assert found.rank[at] == again.rank[row]
    assert str(found.told(0)) == "late → none"
    columns, table = found.matrix("rank")
    assert columns == ("plan", "best")
    assert table.shape == (3, 2)


def test_one_step_more_is_that_of_what_was_lost(mixed):
    found = what_if_each(mixed)
    for unit in mixed.units:
        losses = mixed.lost(unit)
        grid = {
            found.columns_changed[at]: (str(found.told(at)), found.change[at], found.rank[at])
            for at, row in enumerate(found.rows.tolist())
            if mixed.units[row] == unit
        }
        for node, told, change, rank in zip(losses.nodes, losses.told, losses.one_more, losses.rank, strict=True):
            if told is None:
                assert node not in grid
            else:
                assert grid[node][0] == str(told)
                assert grid[node][1:] == (pytest.approx(change), rank)


def test_answers_fit_their_schema_and_say_so_in_both_languages(mixed, pci):
    schema = parindex.answers_schema()
    for answer in (
        what_if(mixed, {"A": {"plan": "n/a"}, "B": {"best": 100}}),
        what_if(mixed, [{"A": {"plan": "n/a"}}, {"B": {"best": 100}}]),
        what_if_each(mixed),
        what_if_each(pci, values={"land": [5, 6]}, units=["38"]),
        what_if(pci, []),
        what_if(pci, {}),
    ):
        jsonschema.validate(json.loads(answer.to_json()), schema)
        assert answer.to_text("vi") != answer.to_text("en")
        assert len(answer.to_frame()) == len(answer.to_records())


def test_of_scores_that_move_with_others_it_says_how_many(mixed):
    assert any("would move too: 2" in note for note in what_if(mixed, {"B": {"best": 100}}).notes)


def test_a_unit_without_a_total_may_have_one_then():
    scores = parindex.score(
        define(indicators("a", "b", keys="max = 10")), {"x": {"a": 1, "b": None}, "y": {"a": 3, "b": 4}}
    )
    found = what_if_each(scores, values={"b": [7]}, units=["x"])
    assert (found.total.tolist(), found.rank.tolist()) == ([8.0], [1.0])
    assert math.isnan(found.change[0])


COUNTED = """
[[indicator]]
id = "texts"
max = 4
rule = { kind = "count", each = 0.5 }
[[indicator]]
id = "halves"
max = 5
rule = { kind = "score", step = 0.5 }
[[indicator]]
id = "plain"
max = 5
[[indicator]]
id = "asked"
max = 5
unit = "count"
rule = { kind = "shares", weights = { yes = 1, no = 0 }, apart = ["unset"] }
"""


def test_no_step_is_tried_that_evidence_cannot_hold():
    row = {"texts": 2, "halves": 1.5, "plain": 2, "asked.yes": 3, "asked.no": 1, "asked.unset": 0}
    scores = parindex.score(define(COUNTED), {"a": row})
    half = what_if_each(scores, by=0.5)
    assert half.columns_changed == ("plain",)
    assert half.not_tried == ("texts", "halves", "asked")
    assert "texts, halves, asked" in half.to_text()
    two = what_if_each(scores, by=2)
    assert dict(zip(two.columns_changed, two.value.tolist(), strict=True)) == {"texts": 4, "halves": 2.5, "plain": 4}
    assert not what_if_each(scores).notes


def test_answers_that_do_not_count_need_not_be_known():
    row = {"texts": 2, "halves": 1.5, "plain": 2, "asked.yes": 3, "asked.no": 1, "asked.unset": None}
    scores = parindex.score(define(COUNTED), {"a": row})
    each = what_if_each(scores, nodes=["asked"])
    assert each.total.tolist() == [pytest.approx(float(Fraction(2 * 1, 2) + Fraction(3, 2) + 2 + 5))]
    assert scores.lost("a").one_more[-1] == pytest.approx(1.25)


def test_a_value_that_is_told_twice_is_refused(pci):
    with pytest.raises(parindex.EvidenceError, match="38, land: named twice, by other names"):
        what_if(pci, {"38": {"land": 6}, "Thanh Hóa": {"land": 7}})


@pytest.mark.parametrize("changes", [5, None, "38", [[]], [None], {"38": 5}])
def test_what_is_no_change_is_named(pci, changes):
    with pytest.raises(TypeError, match="changes"):
        what_if(pci, changes)


@pytest.mark.parametrize(
    "options",
    [
        *({"by": by} for by in (None, float("nan"), True, [1])),
        *({"values": values} for values in (5, {"land": 5}, {"land": "567"})),
        {"units": "38"},
        {"nodes": "land"},
    ],
)
def test_what_is_no_number_or_no_list_of_a_grid_is_named(pci, options):
    with pytest.raises(TypeError, match=r"must be|are lists"):
        what_if_each(pci, **options)


@pytest.mark.parametrize("by", ["x", "1e99999999"])
def test_a_step_that_is_written_is_a_number(pci, by):
    with pytest.raises(ValueError, match="by must be a number"):
        what_if_each(pci, by=by)


def test_no_units_are_no_rows(pci):
    assert not what_if_each(pci, units=[]).rows.size


@pytest.mark.parametrize("missing", ["none", "other"])
def test_a_value_just_beyond_the_edge_of_a_band_is_beyond_it(missing):
    """Also where float64 holds it as the edge, and where units lack another value and are worked out as a whole."""
    bands = 'rule = { kind = "bands", bands = [{ above = 447, points = 5 }, { points = 1 }] }'
    definition = define(
        f'[[indicator]]\nid = "y"\nmax = 5\n{bands}\n' + indicators("x"), root='missing = "zero"\n', combine="sum"
    )
    beyond = "447.0000000000000000000001"
    rows = {"A": {"y": 447, "x": 1}, "B": {"y": 3, "x": None if missing == "other" else 2}, "C": {"y": beyond, "x": 0}}
    scores = parindex.score(definition, rows)
    assert [float(total) for total in what_if(scores, [{unit: {"y": beyond}} for unit in "ABC"]).total] == [
        6.0,
        5.0 if missing == "other" else 7.0,
        5.0,
    ]
