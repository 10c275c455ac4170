import json
import re
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser

import attrs
import numpy as np
import pytest

import parindex
from parindex import Component, Definition, DefinitionError, EvidenceError, Indicator, Text, restate
from parindex.base import translated
from parindex.definition.expressions import parse
from parindex.definition.ranks_and_bands import Group
from parindex.definition.rules.linear import Proportional, Rescale
from parindex.views.comparison.effect_on_results import restated_results
from parindex.views.document.as_html import html_fragment
from parindex.views.document.as_markdown import markdown_document
from parindex.views.document.as_text import text_document
from parindex.views.document.blocks import TitledBlocks

from ..sample import define


def leaf(id_, most=10, **keys):
    return Indicator(id=id_, max=Fraction(most), **keys)


def index(*nodes, **keys):
    told = {"id": "old", "index": "X", "version": "1", "title": Text(en="X"), "years": (2024,), "combine": "sum"}
    components = tuple(node for node in nodes if isinstance(node, Component))
    leaves = tuple(node for node in nodes if isinstance(node, Indicator))
    return Definition(**{**told, **keys}, component=components, indicator=leaves)


TWO = index(leaf("a"), leaf("b"))
TABLE = {"u": {"a": 4, "b": 5}, "v": {"a": 6, "b": 1}, "w": {"a": 2, "b": 2}}


def to_text(restatement, lang="en"):
    return text_document(TitledBlocks("", lang, [restated_results(restatement, lang)]))


def to_markdown(restatement):
    return markdown_document(TitledBlocks("", "en", [restated_results(restatement)]))


def to_html(restatement, lang="en"):
    return html_fragment([restated_results(restatement, lang)])


def test_columns_of_a_removed_indicator_are_passed_over_and_told():
    found = restate(TWO, index(leaf("a"), id="new"), TABLE)
    assert found.passed_over == ((), ("b",))
    assert found.causes == ("structure",)
    assert found.changes == (-5, -1, -2)
    assert [found.split(unit).structure for unit in "uvw"] == [-5, -1, -2]
    assert "columns that the new definition does not read: 'b'" in to_text(found)


def test_columns_that_only_the_new_definition_reads_are_passed_over_by_the_old_one():
    found = restate(TWO, index(leaf("a"), leaf("b"), leaf("c")), {unit: {**row, "c": 1} for unit, row in TABLE.items()})
    assert found.passed_over == (("c",), ())
    assert found.changes == (1, 1, 1)


def test_a_faulty_definition_made_in_python_is_an_error():
    with pytest.raises(DefinitionError, match="b"):
        restate(TWO, attrs.evolve(TWO, indicator=(leaf("a"), leaf("b", parent="x"))), TABLE)


def test_a_column_that_no_definition_reads_is_an_error():
    with pytest.raises(EvidenceError, match="column 'x' is no indicator"):
        restate(TWO, TWO, {"u": {"a": 1, "b": 2, "x": 3}})


def test_an_indicator_without_evidence_makes_the_new_side_unscorable_and_is_told():
    found = restate(TWO, index(leaf("a"), leaf("b"), leaf("c")), TABLE)
    assert found.after is None
    assert [problem.code for problem in found.problems] == ["missing-column"]
    assert found.split("u") is None
    assert found.reason("u") == "the new definition gives no total: no column for indicator 'c'"
    assert [record["without"] for record in found.one_sided] == ["new"] * 3
    assert found.summary["compared"] == 0
    for view in (to_text, to_markdown, to_html):
        assert "no column for indicator" in view(found)
    json.loads(found.to_json())


def test_faults_by_the_old_definition_are_raised():
    with pytest.raises(EvidenceError, match="a: 11 is not between 0 and 10"):
        restate(TWO, TWO, {"u": {"a": 11, "b": 2}})


def test_a_cell_that_only_the_new_definition_refuses_leaves_out_its_unit():
    found = restate(TWO, index(leaf("a", 5), leaf("b"), id="new"), TABLE)
    assert found.published == (
        (Decimal("9.00"), Decimal("9.00")),
        (Decimal("7.00"), None),
        (Decimal("4.00"), Decimal("4.00")),
    )
    assert [(record["unit"], record["without"]) for record in found.one_sided] == [("v", "new")]
    assert found.reason("v") == "the new definition gives no total: v, a: 6 is not between 0 and 5"
    assert found.before.rank.tolist() == [1, 2, 3]
    assert found.rank.tolist()[::2] == [1, 2]


def test_where_units_are_compared_with_each_other_one_refused_cell_leaves_out_all():
    rule = Rescale("observed", (Fraction(0), Fraction(10)))
    old = index(leaf("a"), Indicator(id="b", rule=rule))
    found = restate(old, index(leaf("a", 5), Indicator(id="b", rule=rule)), TABLE)
    assert found.after is None


def test_renamed_nodes_inputs_documents_and_formulas_are_read_under_either_id():
    def made(id_, **keys):
        rate = Indicator(id=id_, max=Fraction(10), inputs=("done", "all"), value=parse("done / all * 10"))
        twice = Indicator(id="twice", value=parse(f"[{id_}] * 2"), max=Fraction(20))
        return index(rate, twice, **keys)

    rows = {"u": {"1.1.done": 1, "1.1.all": 4, "1.1.document": "QĐ 1"}, "v": {"1.1.done": 2, "1.1.all": 2}}
    found = restate(made("1.1"), made("2.3", id="new"), rows, {"1.1": "2.3"})
    assert found.causes == ()
    assert found.changes == (0, 0)
    assert found.passed_over == ((), ())
    new = {"u": {"2.3.done": 1, "2.3.all": 4}, "v": {"2.3.done": 2, "2.3.all": 2}}
    assert restate(made("1.1"), made("2.3"), new, {"1.1": "2.3"}).changes == (0, 0)


def test_of_a_renamed_column_given_under_both_ids_the_old_one_counts_and_the_other_is_told():
    found = restate(TWO, index(leaf("a"), leaf("c")), {"u": {"c": 9, "a": 1, "b": 2}}, {"b": "c"})
    assert found.before.total.tolist() == found.total.tolist() == [3]
    assert found.passed_over == (("c",), ("c",))


def test_an_id_that_another_node_takes_over_is_not_mixed_up():
    old, new = index(leaf("a"), leaf("b")), index(leaf("b"), id="new", times=Fraction(2))
    found = restate(old, new, TABLE, {"a": "b"})  # a goes by b, and the old b is gone
    assert found.total.tolist() == [8, 12, 4]
    assert [found.split(unit).structure for unit in "uvw"] == [-1, 5, 0]


@pytest.mark.parametrize("renamed, message", [({"x": "b"}, "no such nodes"), ({"a": "b", "b": "b"}, "renamed to one")])
def test_names_that_are_not_there_are_refused(renamed, message):
    with pytest.raises(ValueError, match=message):
        restate(TWO, TWO, TABLE, renamed)


def test_a_published_sub_index_is_read_by_a_definition_that_has_it_as_a_component():
    parts = Component(id="a", combine="sum"), leaf("a1", parent="a"), leaf("b")
    found = restate(TWO, index(*parts, times=Fraction(2)), TABLE)
    assert found.total.tolist() == [18, 14, 8]
    assert found.split("u").structure == 9


def test_decimals_alone_are_all_rounding():
    old = index(leaf("a"), times=Fraction(1, 3))
    found = restate(old, attrs.evolve(old, decimals=0, id="new"), {"u": {"a": 8}})
    assert found.causes == ()
    assert found.changes == (Fraction(3) - Fraction("2.67"),)
    assert found.split("u").rounding == Fraction(33, 100)


def test_ranks_bands_and_the_first_k_are_counted():
    bands = (Group("A", Fraction(8)), Group("B"))
    old, new = attrs.evolve(TWO, bands=bands), index(leaf("a"), leaf("b"), id="new", bands=bands, combine="max")
    found = restate(old, new, TABLE, top=1)
    assert found.rank.tolist() == [2, 1, 3]
    assert (found.entered, found.left) == (("v",), ("u",))
    assert found.band == (("A", "B"), ("B", "B"), ("B", "B"))
    expected = {"rank_changed": 2, "band_changed": 1, "mean_rank_shift": 2 / 3, "compared": 3, "total_changed": 3}
    assert {key: found.summary[key] for key in expected} == expected
    assert "A → B" in to_text(found)


def test_hybrids_that_score_nothing_leave_the_split_open_with_a_reason():
    old = index(Indicator(id="a", rule=Rescale((Fraction(0), Fraction(10)), (Fraction(-1), Fraction(1)))), leaf("b"))
    fit = Rescale((Fraction(0), Fraction(10)), (Fraction(0), Fraction(1)), clip=True)
    new = index(Indicator(id="a", rule=fit), leaf("b"), combine="geometric-mean", id="new")
    found = restate(old, new, TABLE)
    assert found.causes == ("rules", "structure")
    assert found.changes[0] is not None
    assert found.split("u") is None
    assert "the old definition with only structure as in the new one gives no total" in found.reason("u")
    assert json.loads(found.to_json())["units"][0]["split"] is None


def test_roots_are_split_without_a_rest_and_told():
    old = index(leaf("a"), leaf("b"), combine="geometric-mean", decimals=4)
    new = attrs.evolve(
        old, indicator=tuple(attrs.evolve(one, weight=Fraction(at)) for at, one in enumerate(old.indicator, 1))
    )
    found = restate(old, new, TABLE)
    split = found.split("u")
    assert split.change == split.weights + split.rules + split.structure + split.rounding
    assert found.weights_by_node("u") is None
    assert "45 digits" in found.notes[0]


def test_weights_of_nested_components_are_told_by_node():
    def made(top, low):
        return index(
            Component(id="c", combine="weighted-mean", weight=Fraction(top)),
            leaf("a", parent="c", weight=Fraction(low)),
            leaf("b", parent="c", weight=Fraction(1)),
            leaf("d", weight=Fraction(1)),
            combine="weighted-mean",
        )

    found = restate(made(1, 1), made(3, 3), {"u": {"a": 8, "b": 4, "d": 2}})
    # c: share 1/2 -> 3/4, score 6 -> 7; within it a: 1/2 -> 3/4, b: 1/2 -> 1/4; d: share 1/2 -> 1/4
    mean = Fraction(5, 8)
    expected = {"c": Fraction(1, 4) * Fraction(13, 2), "a": mean * 2, "b": -mean, "d": Fraction(-1, 2)}
    assert found.weights_by_node("u") == expected
    assert sum(expected.values()) == found.split("u").weights


def test_a_maximum_and_a_rule_changed_together_are_averaged_over_both_orders():
    def made(most, cap, **keys):
        return index(leaf("a", most, rule=Proportional(Fraction(cap))), leaf("b"), **keys)

    found = restate(made(10, 20), made(30, 40, id="new"), {"u": {"a": 10, "b": 1}})
    # most * 10 / cap: 5 -> 7.5; by the maximum first 15, by the rule first 2.5
    split = found.split("u")
    assert split.weights == (Fraction(10) + Fraction(5)) / 2
    assert split.rules == (Fraction("-7.5") + Fraction("-2.5")) / 2
    assert found.weights_by_node("u") == {"a": Fraction("7.5")}


def test_a_maximum_of_a_component_that_moves_with_a_new_part_leaves_no_gap():
    def made(most, *more, **keys):
        parts = (leaf("a", most, parent="c", rule=Proportional(Fraction(10))), *more)
        whole = sum(part.max for part in parts)
        return index(Component(id="c", combine="sum", max=whole), *parts, max=whole, **keys)

    new = made(6, leaf("b", 4, parent="c"), id="new")
    found = restate(made(10), new, {"u": {"a": 5, "b": 3}})
    assert found.changes == (1,)
    assert (found.split("u").weights, found.split("u").structure) == (-2, 3)


def test_the_range_of_scores_goes_with_their_maximum():
    def made(most, **keys):
        return index(leaf("a", most, range=(Fraction(0), Fraction(most))), leaf("b"), **keys)

    found = restate(made(10), made(5, id="new", times=Fraction(2)), {"u": {"a": 4, "b": 5}})
    assert found.causes == ("weights", "structure")
    assert (found.split("u").weights, found.split("u").structure) == (0, 9)


def test_json_holds_every_part_exactly():
    found = restate(TWO, index(leaf("a"), leaf("b"), times=Fraction(1, 3), id="new"), TABLE)
    record = json.loads(found.to_json())["units"][0]
    parts = {name: Fraction(part["exact"]) for name, part in record["split"].items()}
    change = parts.pop("change")
    assert sum(parts.values()) == change == Fraction(record["change"])
    assert found.to_records()[0]["structure"] == -6.0
    assert [record["unit"] for record in found.to_dict(["v"])["units"]] == ["v"]
    assert list(found.to_frame()["rank_after"]) == [1, 2, 3]


def test_one_layer_of_points_is_taken_and_the_year_looks_units_up():
    rows = [
        {"unit": "Hà Nội", "layer": "self_assessed", "a": 9, "b": 9},
        {"unit": "Hà Nội", "layer": "appraised", "a": 4, "b": 5},
    ]
    old = attrs.evolve(TWO, units="vn-provinces", years=(2021, 2024))
    new = attrs.evolve(old, id="new", indicator=(leaf("a"),), years=(2026,))
    found = restate(old, new, rows, layer="appraised", year=2024)
    assert (found.units, found.before.total.tolist(), found.total.tolist()) == (("01",), [9], [4])


def test_units_of_an_array_have_no_names_to_look_up():
    old = attrs.evolve(TWO, units="vn-provinces")
    found = restate(old, attrs.evolve(old, id="new", times=Fraction(2)), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert found.total.tolist() == [6, 14]


def test_words_of_evidence_are_shown_as_they_are():
    nasty = "<b>|*x*@y"
    found = restate(TWO, index(leaf("a"), id="new"), [{"unit": "u", "name": nasty, "a": 1, "b": 2}])
    assert nasty in to_text(found)
    marked, page = to_markdown(found), to_html(found)
    assert nasty not in marked
    assert "<b>" not in marked + page
    assert re.search(r"&lt;b&gt;&#124;\\\*x\\\*@&#8203;y", marked)


def test_html_is_well_formed_and_draws_a_bar_for_each_unit():
    class Tags(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open, self.bars = [], 0

        def handle_starttag(self, tag, attrs):
            self.open.append(tag)
            self.bars += ("role", "img") in attrs

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    tags = Tags()
    tags.feed(to_html(restate(TWO, index(leaf("a"), id="new"), TABLE), "vi"))
    assert tags.open == []
    assert tags.bars == 3


def test_many_units_are_folded_in_markdown():
    table = {f"u{at}": {"a": 1, "b": 1} for at in range(12)}
    text = to_markdown(restate(TWO, index(leaf("a"), id="new"), table))
    assert text.count("<details>") == text.count("</details>") == 1
    assert all(f"| {unit} |" in text for unit in table)


def test_every_word_of_the_views_has_its_vietnamese():
    old, new = parindex.load("pci-2013"), parindex.load("pci-2022")
    shown = to_text(restate(old, new, "examples/pci-2016.csv"), "vi")
    assert "Ảnh hưởng đến kết quả" in shown
    assert not re.search(r"\b(units|ranks|total|change|weights|rounding|enter|leave|parts)\b", shown)


@pytest.mark.parametrize("sides", [("pci-2013", None), (None, "pci-2013")])
def test_a_name_in_place_of_a_definition_is_refused(sides):
    old, new = (side or parindex.load("pci-2022") for side in sides)
    with pytest.raises(TypeError, match=r"parindex\.load returns, not str"):
        parindex.restate(old, new, "examples/pci-2016.csv")


def test_the_year_of_a_table_is_held_against_the_old_definition_only(tmp_path):
    old, new = (parindex.load(id_) for id_ in ("pci-2013", "pci-2022"))
    names = [leaf.id for leaf in old.leaves]
    text = f"unit,{','.join(names)}\n01,{','.join('5' for _ in names)}\n"
    for year, codes in ((2019, []), (2008, ["other-year"])):
        (tmp_path / f"pci-{year}.csv").write_text(text, encoding="utf-8")
        restated = parindex.restate(old, new, tmp_path / f"pci-{year}.csv")
        assert [problem.code for problem in restated.before.problems] == codes
        assert [problem.code for problem in restated.problems if problem.code == "other-year"] == []


def rated(cap):
    rule = f'{{ kind = "proportional", cap = {cap} }}'
    rate = f'[[indicator]]\nid = "rate"\nunit = "percent"\nrange = [0, 100]\nmax = 5\nrule = {rule}\n'
    return define(rate + '[[indicator]]\nid = "other"\nmax = 5\n')


def test_points_that_a_new_rule_cannot_change_are_told():
    """80 of 100 percent are 4 points, and 5 by the new rule; of points alone nobody knows."""
    table = {"A": {"rate": 80, "other": 3}, "B": {"rate.points": 2, "other": 5}}
    found = parindex.restate(rated(100), rated(50), table)
    assert [(problem.code, problem.severity) for problem in found.problems] == [("points-alone", "warning")]
    assert (found.before.total.tolist(), found.after.total.tolist()) == ([7, 7], [8, 7])
    assert parindex.restate(rated(100), rated(100), table).problems == ()
    more = attrs.evolve(rated(100)["other"], max=Fraction(6))  # whose values are points
    new = attrs.evolve(rated(100), indicator=(rated(100)["rate"], more))
    assert parindex.restate(rated(100), new, {"A": {"rate": 80, "other.points": 3}}).problems == ()


def test_points_that_values_gave_by_the_old_rule_are_not_held_against_the_new_one():
    table = {"A": {"rate": 80, "rate.points": 4, "other": 3}, "B": {"rate": 40, "rate.points": 2, "other": 5}}
    found = parindex.restate(rated(100), rated(50), table)
    assert found.problems == ()
    assert (found.before.total.tolist(), found.after.total.tolist()) == ([7, 7], [8, 9])
    assert [found.split(unit).rules for unit in "AB"] == [1, 2]


def test_rounding_of_nodes_is_told_with_that_of_the_total_and_of_nothing_else():
    """By hand: weights 1 and 1, then 3 and 1, of 1.25 and 2; the first goes up as 1.3 in the old edition only."""

    def made(weight, decimals):
        leaves = leaf("a", weight=Fraction(weight), decimals=decimals), leaf("b", weight=Fraction(1))
        return index(*leaves, combine="weighted-mean", decimals=3)

    found = restate(made(1, 1), made(3, None), {"u": {"a": Fraction(5, 4), "b": 2}})
    split = found.split("u")
    before, after = Fraction(165, 100), Fraction(23, 16)
    assert found.causes == ("weights",)
    assert split.change == Fraction(1438, 1000) - before
    assert split.weights == after - Fraction(13, 8)
    assert split.rounding == (Fraction(1438, 1000) - after) - (before - Fraction(13, 8))
    assert found.weights_by_node("u") == {"a": Fraction(5, 16), "b": Fraction(-1, 2)}
    only = restate(made(1, 1), made(1, None), {"u": {"a": Fraction(5, 4), "b": 2}})
    assert (only.causes, only.split("u").rounding) == ((), Fraction(-1, 40))


def test_maxima_of_rounded_parts_stand_in_no_way():
    """The part can give 2.5, rounded 3: the maximum of the whole is that of the rounded part."""

    def made(most):
        rule = Rescale(anchors=(Fraction(0), Fraction(10)), to=(Fraction(0), Fraction(5, 2)), clip=True)
        part = Indicator(id="a", parent="c", rule=rule, decimals=0)
        return index(Component(id="c", combine="sum", max=Fraction(3)), part, leaf("b", most))

    split = restate(made(4), made(5), {"u": {"a": 10, "b": 2}}).split("u")
    assert attrs.astuple(split) == (0, 0, 0, 0, 0)


def test_too_few_parts_are_a_reason_in_both_languages():
    body = "".join(f'[[indicator]]\nid = "{id_}"\nmax = 10\n' for id_ in "ab")
    root = 'missing = "redistribute"\n'
    old, new = (define(body, "weighted-mean", f"{root}needs = {needs}") for needs in (2, 1))
    moved = restate(old, new, {"u": {"a": 1, "b": 2}, "v": {"a": 1, "b": None}})
    (record,) = moved.one_sided
    assert record["why"] == "the old definition gives no total: sample: 1 of 2 parts have a score, 2 are needed"

    assert translated(record["why"], "vi").startswith("không có tổng điểm theo bộ chỉ số cũ: sample: 1/2")
