"""What can still become of units whose evidence is being filled in, by arithmetic by hand."""

import json
import math
from decimal import Decimal
from fractions import Fraction

import jsonschema
import numpy as np
import pytest

import parindex
from parindex import EvidenceError
from parindex.definition.reading.definition_text import load_text

HEAD = 'id = "r"\nindex = "R"\nversion = "1"\ntitle = "R"\nyears = [2024]\n'
SUM = HEAD + 'combine = "sum"\n'
TWO = SUM + '[[indicator]]\nid = "a"\nmax = 10\n[[indicator]]\nid = "b"\nmax = 5\n'
RATE = (
    '[[indicator]]\nid = "rate"\nmax = 10\nunit = "percent"\nrange = [0, 100]\ninputs = ["done", "due"]\n'
    'value = "100 * done / due"\nrule = { kind = "proportional", cap = 80 }\n'
)
LIST = '[[indicator]]\nid = "list"\nmax = 3\nrule = { kind = "checklist", points = { plan = 1, budget = 2 } }\n'
ASKED = (
    '[[indicator]]\nid = "asked"\nmax = 10\nunit = "percent"\n'
    'rule = { kind = "shares", weights = { A = 1, B = 0.6, C = 0 } }\n'
)
PAPER = '[[indicator]]\nid = "a"\nmax = 10\ndocuments = "required"\n[[indicator]]\nid = "b"\nmax = 5\n'


def told(text, evidence, **options):
    return parindex.outlook(load_text(text), evidence, **options)


def ends(found, row=0):
    return found.published_points[row], found.published_least[row], found.published_most[row]


def decimals(*figures):
    return tuple(Decimal(figure) for figure in figures)


def test_an_empty_cell_may_get_anything_that_the_indicator_takes():
    found = told(TWO, {"u": {"a": 3, "b": None}})
    assert ends(found) == decimals("3.00", "3.00", "8.00")
    assert found.open.tolist() == [1]
    assert found.attained.tolist() == [True]


def test_a_column_that_is_not_there_is_open_and_no_fault():
    found = told(TWO, {"u": {"a": 3}})
    assert ends(found) == decimals("3.00", "3.00", "8.00")
    assert [(field.node, field.why, field.columns) for field in found.of("u").open] == [("b", "no column", ("b",))]
    assert not found.problems


def test_of_a_table_with_nothing_but_units_all_is_open():
    found = told(TWO, [{"unit": "u"}, {"unit": "v"}])
    assert ends(found) == decimals("0.00", "0.00", "15.00")
    assert (found.best_rank.tolist(), found.worst_rank.tolist()) == ([1, 1], [2, 2])


def test_a_rank_that_is_settled_is_told_as_one_and_an_open_one_by_its_ends():
    alone = told(TWO, {"u": {"a": 3, "b": None}}).of("u").heading()
    assert str(alone).endswith("a total of 3.00 to 8.00, rank 1")
    assert alone.said("vi").endswith("còn 1 chỉ tiêu chưa điền, tổng điểm từ 3,00 đến 8,00, hạng 1")
    two = told(TWO, {"u": {"a": 3, "b": None}, "v": {"a": 4, "b": 1}}).of("u").heading()
    assert two.said("vi").endswith("hạng 1 đến 2")


def test_a_faulty_cell_is_told_and_counts_as_open():
    found = told(TWO, {"u": {"a": 30, "b": 2}})
    assert [problem.code for problem in found.problems] == ["out-of-range"]
    assert ends(found) == decimals("2.00", "2.00", "12.00")
    assert [field.why for field in found.of("u").open] == ["faulty"]


def test_a_table_that_is_faulty_as_a_whole_is_refused():
    with pytest.raises(EvidenceError, match="duplicate-unit"):
        told(TWO, [{"unit": "u", "a": 1, "b": 2}, {"unit": "u", "a": 1, "b": 2}])


def test_a_column_that_nobody_knows_is_told_and_passed_over():
    found = told(TWO, {"u": {"a": 1, "b": 2, "zzz": 1}})
    assert [problem.code for problem in found.problems] == ["unknown-column"]
    assert ends(found) == decimals("3.00", "3.00", "3.00")


@pytest.mark.parametrize("cells", [{"rate.done": 8}, {"rate.due": 10}, {}])
def test_a_numerator_without_its_denominator_tells_nothing_yet(cells):
    found = told(SUM + RATE, {"u": cells})
    assert ends(found) == decimals("0.00", "0.00", "10.00")
    lacking = {"rate.done", "rate.due"} - cells.keys()
    assert set(found.of("u").open[0].columns) == lacking


def test_both_give_the_value():
    assert ends(told(SUM + RATE, {"u": {"rate.done": 4, "rate.due": 10}})) == decimals("5.00", "5.00", "5.00")


def test_what_a_value_divides_by_may_be_zero_and_count_in_full():
    text = SUM + RATE.replace("max = 10", 'max = 10\non_zero_denominator = "full"').replace("[0, 100]", "[0, 40]")
    assert ends(told(text, {"u": {"rate.done": 0}})) == decimals("0.00", "0.00", "10.00")
    assert ends(told(text, {"u": {"rate.due": 4}})) == decimals("0.00", "0.00", "5.00")


@pytest.mark.parametrize(
    "cells, low, high", [({}, 0, 3), ({"plan": "yes"}, 1, 3), ({"budget": "no"}, 0, 1), ({"budget": "yes"}, 2, 3)]
)
def test_items_that_are_not_ticked_yet_may_be(cells, low, high):
    found = told(SUM + LIST, {"u": {f"list.{name}": cell for name, cell in cells.items()}})
    assert (found.least[0], found.most[0], bool(found.attained[0])) == (low, high, True)


@pytest.mark.parametrize(
    "cells, low, high",
    [({}, 0, 10), ({"A": 50}, 5, 8), ({"A": 50, "B": 20}, 6.2, 6.2), ({"B": 50}, 3, 8), ({"A": 40, "C": 60}, 4, 4)],
)
def test_open_answers_make_up_what_the_others_leave_of_the_whole(cells, low, high):
    found = told(SUM + ASKED, {"u": {f"asked.{name}": cell for name, cell in cells.items()}})
    assert (found.least[0], found.most[0]) == pytest.approx((low, high), abs=1e-12)


def test_points_without_their_document_do_not_count_yet():
    found = told(SUM + PAPER, {"u": {"a": 4, "b": 2}})
    assert ends(found) == decimals("2.00", "2.00", "6.00")
    assert [(field.why, field.columns) for field in found.of("u").open] == [("no document", ("a.document",))]
    assert ends(told(SUM + PAPER, {"u": {"a": 4, "a.document": "x.pdf", "b": 2}})) == decimals("6.00", "6.00", "6.00")


def test_what_the_survey_gives_is_waited_for():
    text = TWO.replace('id = "b"', 'id = "b"\nself_scored = false')
    field = told(text, {"u": {"a": 1}}).of("u").open[0]
    assert (field.node, field.waits_for) == ("b", "survey")


def test_what_counts_against_a_unit_is_at_its_most_where_the_total_is_least():
    text = TWO + '[[indicator]]\nid = "minus"\nmax = 4\nadds = "penalty"\n'
    text += '[[indicator]]\nid = "plus"\nmax = 2\nadds = "bonus"\n'
    found = told(text, {"u": {"a": 3, "b": 2}})
    assert ends(found) == decimals("5.00", "1.00", "7.00")
    stakes = {field.node: field.at_stake for field in found.of("u").open}
    assert stakes == {"minus": 4, "plus": 2}


TREE = (
    HEAD + 'combine = "weighted-mean"\n'
    '[[component]]\nid = "c"\ncombine = "KIND"\nweight = 3\n'
    '[[indicator]]\nid = "x"\nparent = "c"\nmax = 8\n[[indicator]]\nid = "y"\nparent = "c"\nmax = 8\n'
    '[[indicator]]\nid = "z"\nmax = 4\nweight = 1\n'
)


@pytest.mark.parametrize(
    "kind, low, high",
    [
        ("sum", 2, 10),
        ("min", 0, 2),
        ("max", 2, 8),
        ("geometric-mean", 0, 4),
        ("product", 0, 16),
        ("weighted-mean", 1, 5),
    ],
)
def test_every_way_to_combine_has_its_ends(kind, low, high):
    found = told(TREE.replace("KIND", kind), {"u": {"x": 2, "z": 4}})
    nodes = {one.node: one for one in found.of("u").nodes}
    assert (nodes["c"].least, nodes["c"].most) == (low, high)
    assert (found.least[0], found.most[0]) == pytest.approx(((3 * low + 4) / 4, (3 * high + 4) / 4))


def test_a_component_that_is_given_may_be_open():
    text = TREE.replace("KIND", "sum")
    found = told(text, [{"unit": "u", "c": 4, "z": 1}, {"unit": "v", "c": None, "z": 1}])
    assert (found.least[1], found.most[1]) == (0.25, 12.25)
    assert [field.node for field in found.of("v").open] == ["c"]


def test_a_formula_is_told_by_intervals():
    text = TREE.replace('"KIND"', '"formula"\nformula = "x - y"\nmax = 8')
    found = told(text, {"u": {"x": 2, "z": 0}})
    assert (found.least[0], found.most[0], bool(found.attained[0])) == (-4.5, 1.5, True)
    twice = told(text.replace("x - y", "x * y - y"), {"u": {"x": 2, "z": 0}})
    assert (twice.least[0], twice.most[0], bool(twice.attained[0])) == (0, 6, False)  # 2y - y, of y from 0 to 8


def test_a_lower_score_is_better_where_the_definition_says_so():
    text = TWO.replace('combine = "sum"', 'combine = "sum"\nrank = { best = "lowest" }')
    found = told(text, {"u": {"a": 3}, "v": {"a": 1, "b": 1}, "w": {"a": 8, "b": 5}})
    assert (found.best_rank.tolist(), found.worst_rank.tolist()) == ([2, 1, 3], [2, 1, 3])


@pytest.mark.parametrize(
    "ties, best, worst",
    [
        ("min", [1, 1, 1], [2, 2, 3]),
        ("max", [2, 2, 1], [3, 3, 3]),
        ("average", [1.5, 1.5, 1], [2.5, 2.5, 3]),
        ("dense", [1, 1, 1], [2, 2, 2]),
    ],
)
def test_equal_totals_share_ranks_as_the_definition_says(ties, best, worst):
    """Units u and v have 3 of 3 for good; w has 1 and may get up to 6."""
    text = TWO.replace('combine = "sum"', f'combine = "sum"\nrank = {{ ties = "{ties}" }}')
    found = told(text, {"u": {"a": 1, "b": 2}, "v": {"a": 2, "b": 1}, "w": {"a": 1, "b": None}})
    assert (found.best_rank.tolist(), found.worst_rank.tolist()) == (best, worst)


def test_what_decides_between_equal_totals_decides_here():
    text = TWO.replace('combine = "sum"', 'combine = "sum"\nrank = { then = ["a"] }')
    found = told(text, {"u": {"a": 4, "b": 1}, "v": {"a": 3, "b": 2}, "w": {"a": 0, "b": None}})
    assert (found.best_rank.tolist(), found.worst_rank.tolist()) == ([1, 2, 3], [1, 2, 3])


def test_points_that_others_decide_on_lie_between_what_these_can_do():
    """Of value 4 between 2 and an open one of 0 to 10: best 4 of 4, worst 4 of 10."""
    text = SUM + '[[indicator]]\nid = "a"\nmax = 10\nrange = [0, 10]\nrule = { kind = "relative", to = "best" }\n'
    found = told(text, {"u": {"a": 4}, "v": {"a": 2}, "w": {"a": None}})
    assert (found.least.tolist(), found.most.tolist()) == ([4, 2, 0], [10, 5, 10])
    assert not found.attained.any()
    assert not found.ranks_attained.any()


@pytest.mark.parametrize("share", ["at-or-below", "below", "mid-rank", "others-below"])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_shares_of_units_reach_from_the_fewest_to_the_most_of_all_that_can_come(share, better):
    """Against every way to fill in two cells with values below, at, between and above those known."""
    rule = f'max = 6\nbetter = "{better}"\nrule = {{ kind = "percentile-rank", share = "{share}" }}\n'
    text = SUM + '[[indicator]]\nid = "a"\nrange = [0, 10]\n' + rule
    known = {"s": {"a": 3}, "t": {"a": 3}, "u": {"a": 7}}
    found = told(text, {**known, "v": {"a": None}, "w": {"a": None}})
    filled = [
        parindex.score(load_text(text), {**known, "v": {"a": v}, "w": {"a": w}}).total
        for v in (0, 2, 3, 5, 7, 9)
        for w in (0, 2, 3, 5, 7, 9, 10)
    ]
    np.testing.assert_allclose(found.least, np.min(filled, axis=0), atol=1e-12)
    np.testing.assert_allclose(found.most, np.max(filled, axis=0), atol=1e-12)


def test_a_total_without_an_end_is_told_as_that():
    text = SUM + '[[indicator]]\nid = "a"\nrule = { kind = "rescale", anchors = [0, 1], to = [0, 1] }\n'
    found = told(text, {"u": {"a": None}, "v": {"a": 3}})
    assert (found.least[0], found.most[0]) == (-math.inf, math.inf)
    assert (found.published_least[0], found.published_most[0]) == (None, None)
    assert (found.best_rank[1], found.worst_rank[1]) == (1, 2)


GATES = (
    'bands = [{ label = "A", at_least = 10, requires = [{ above_zero = "all" }, { node = "b", at_least = 2 }] }, '
    '{ label = "B", at_least = 5 }, { label = "C" }]\n'
)


@pytest.mark.parametrize(
    "cells, worst, best",
    [({"a": 9}, "B", "A"), ({"a": 5}, "B", "A"), ({"a": 4}, "C", "B"), ({"b": 1}, "C", "B"), ({"b": 2}, "C", "A")],
)
def test_groups_of_results_ask_for_their_gates_too(cells, worst, best):
    found = told(TWO.replace('combine = "sum"\n', 'combine = "sum"\n' + GATES), {"u": cells})
    assert (found.worst_band[0], found.best_band[0]) == (worst, best)


def test_a_figure_from_outside_that_nobody_gives_is_open():
    text = (
        SUM + '[[parameter]]\nid = "mean"\ntitle = "Mean"\n'
        '[[indicator]]\nid = "a"\nmax = 10\nrule = { kind = "proportional", cap = "mean" }\n'
    )
    found = told(text, {"u": {"a": 4}})
    assert (found.least[0], found.most[0], bool(found.attained[0])) == (0, 10, False)
    assert ends(told(text, {"u": {"a": 4}}, parameters={"mean": 8})) == decimals("5.00", "5.00", "5.00")


def test_of_a_unit_of_which_it_is_not_known_what_applies_no_bounds_are_told():
    text = (
        HEAD + 'combine = "sum"\nattributes = [{ id = "coastal" }]\n'
        '[[indicator]]\nid = "a"\nmax = 10\n'
        '[[indicator]]\nid = "b"\nmax = 5\nwhen = "coastal"\nnot_applicable = "drop"\n'
    )
    found = told(text, [{"unit": "u", "a": 3, "b": 1, "coastal": "yes"}, {"unit": "v", "a": 3}])
    assert math.isnan(found.most[1])
    assert (found.best_rank[0], found.worst_rank[0]) == (1, 2)
    assert "v" in str(found.notes[-1])


def test_units_are_ranked_within_their_group_and_one_that_is_not_has_no_rank():
    text = TWO + (
        '[[group]]\nid = "x"\n[[group]]\nid = "y"\n[[unit]]\nid = "u"\ngroup = "x"\n[[unit]]\nid = "v"\ngroup = "x"\n'
        '[[unit]]\nid = "w"\ngroup = "y"\n[[unit]]\nid = "t"\ngroup = "x"\nranked = false\n'
    )
    found = told(text, {unit: {"a": 3} for unit in "uvwt"})
    assert found.best_rank.tolist()[:3] == [1, 1, 1]
    assert found.worst_rank.tolist()[:3] == [2, 2, 1]
    assert math.isnan(found.best_rank[3])


def test_json_has_the_shape_of_its_schema_and_texts_are_in_two_languages():
    found = told(TWO, {"u": {"a": 3}, "v": {"a": 1, "b": "x"}})
    validator = jsonschema.Draft202012Validator(parindex.answers_schema())
    for answer in (found, found.of("u")):
        validator.validate(json.loads(answer.to_json()))
        assert answer.to_frame() is not None
    assert "rank 1 to 2" in found.of("u").to_text("en")
    assert "hạng 1 đến 2" in found.of("u").to_text("vi")
    assert "3,00" in found.to_text("vi")
    assert repr(found).startswith("<Outlook: what can still become")


def test_what_is_at_stake_is_told_most_first(root):
    """Index 766 is a sum: what an indicator can bring is its maximum."""
    definition = parindex.load("qd766-2026")
    empty = [definition[id_] for id_ in ("1.2", "5.1", "6.2")]
    evidence = [{"unit": "H15.131", "name": "UBND xã Ea Súp"}]
    fields = parindex.outlook(definition, evidence).of("H15.131").open
    stakes = {field.node: field.at_stake for field in fields}
    assert {leaf.id: stakes[leaf.id] for leaf in empty} == {leaf.id: leaf.max for leaf in empty}
    assert [field.at_stake for field in fields] == sorted(stakes.values(), reverse=True)


@pytest.mark.parametrize("units", [63, 1000])
def test_what_many_open_cells_can_still_bring_is_added_up(units):
    leaves = "".join(f'[[indicator]]\nid = "i{at}"\nmax = 10\n' for at in range(100))
    chance = np.random.default_rng(1)
    cells = chance.integers(0, 11, (units, 100)).astype(float)
    cells[chance.random(cells.shape) < 0.3] = np.nan
    definition = load_text(SUM + leaves)
    found = parindex.outlook(definition, cells, units=[f"u{at}" for at in range(units)])
    assert found.most.tolist() == np.where(np.isnan(cells), 10, cells).sum(axis=1).tolist()
    assert found.least.tolist() == np.nansum(cells, axis=1).tolist()


def test_fractions_are_exact():
    found = told(TREE.replace("KIND", "weighted-mean"), {"u": {"x": Fraction(1, 3), "z": 4}})
    assert found._known.walks.span(0, 0).low == (3 * Fraction(1, 6) + 4) / 4


def test_more_open_cells_of_rules_that_compare_units_than_limits_allow_are_refused():
    leaf = '[[indicator]]\nid = "x{}"\nmax = 10\nrule = {{ kind = "rescale", anchors = "observed", to = [0, 10] }}\n'
    definition = load_text(SUM + "".join(map(leaf.format, range(41))))
    cells = np.full((5000, 41), np.nan)
    cells[:2] = [[1.0] * 41, [2.0] * 41]
    with pytest.raises(parindex.EvidenceError, match="204,918 open cells of indicators that compare units"):
        parindex.outlook(definition, cells, limits=parindex.Limits.server())  # 200,000 may be open
    part = parindex.outlook(definition, cells[:20], limits=parindex.Limits.server())
    assert part.most[2] == 41 * 10
