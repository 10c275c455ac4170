"""What changed between two years, held against figures worked out by hand from the tables."""

import json
from fractions import Fraction

import jsonschema
import pytest

import parindex
from parindex.definition import load_text
from parindex.years.change import changes_between

from ..sample import text

PCI = "examples/pci-{}.csv"


@pytest.fixture(scope="module")
def pci():
    editions = {2010: "pci-2009", 2013: "pci-2013", 2014: "pci-2013"}
    return {year: parindex.score(parindex.load(id_), PCI.format(year), year=year) for year, id_ in editions.items()}


def test_thanh_hoa_8_to_13_by_its_own_change_and_12_with_that_of_the_others(pci):
    """Sub-indices of the workbooks times their weights; ranks by counting who has a higher total."""
    change = changes_between(pci[2013], pci[2014]).of("Thanh Hóa")
    assert change.path == (8, 13, 12, 12, 12)
    assert change.rank == {"own": 5, "others": -1, "definition": 0, "units": 0}
    assert change.nodes["support"] == 2 * (Fraction("5.824853") - Fraction("6.27075"))
    assert change.nodes["land"] == (Fraction("5.788962") - Fraction("6.877046")) / 2
    assert change.total["evidence"] == Fraction("-1.259387")
    assert change.total["rounding"] == Fraction("-1.26") + Fraction("1.259387")
    assert sum(change.total.values()) == change.change == Fraction("-1.26")


def test_a_new_sub_index_is_a_part_of_its_own(pci):
    """Competition came in 2013: the weights of nine parts add to 0.95 then, and to 1 with it."""
    changes = changes_between(pci[2010], pci[2013])
    assert changes.causes == ("evidence", "weights", "incomparable")
    change = changes.of("38")
    assert set(change.incomparable_nodes) == {"competition"}
    assert sum(change.total.values()) == change.change
    assert sum(change.nodes.values()) == change.total["evidence"]
    assert change.total["structure"] == change.total["rules"] == 0


def test_years_swapped_turn_every_sign(pci):
    there, back = changes_between(pci[2010], pci[2013]), changes_between(pci[2013], pci[2010])
    for unit in ("01", "38", "79"):
        one, other = there.of(unit), back.of(unit)
        assert one.total == {cause: -part for cause, part in other.total.items()}
        assert one.nodes == {node: -part for node, part in other.nodes.items()}
        assert one.rank == {cause: -part for cause, part in other.rank.items()}


@pytest.mark.parametrize("unit", ["38", None])
def test_json_has_the_shape_of_the_schema_and_parts_add_exactly(pci, unit):
    changes = changes_between(pci[2010], pci[2013])
    plain = json.loads((changes.of(unit) if unit else changes).to_json())
    jsonschema.validate(plain, parindex.change_schema())
    parts = (
        [one for one in plain["records"] if one["of"] == "total" and one["node"] is None]
        if unit
        else list(plain["exact"]["38"]["total"].values())
    )
    assert sum(Fraction(part["exact"]) for part in parts) == changes.of("38").change


def test_records_of_all_units_stand_best_first(pci):
    changes = changes_between(pci[2013], pci[2014])
    records = changes.to_records()
    assert len(records) == 63
    assert [record["rank_after"] for record in records] == sorted(record["rank_after"] for record in records)
    ours = next(record for record in records if record["unit"] == "38")
    assert (ours["rank_own"], ours["rank_others"], ours["rank_change"]) == (5, -1, 4)
    assert "others" not in ours  # no rule holds provinces against each other
    assert list(changes.to_frame().columns) == list(records[0])


def test_a_series_splits_between_any_of_its_years(pci):
    changes = parindex.series(pci).change(2010, 2014)
    assert changes.heading().startswith("Changes from 2010 to 2014")
    with pytest.raises(ValueError, match="no year 2012"):
        parindex.series(pci).change(2010, 2012)


def test_wrong_names_are_refused(pci):
    with pytest.raises(ValueError, match="no such nodes"):
        changes_between(pci[2013], pci[2014], renamed={"nothing": "land"})
    with pytest.raises(ValueError, match="two nodes are renamed to one"):
        changes_between(pci[2013], pci[2014], renamed={"entry": "land", "time": "land"})
    with pytest.raises(parindex.UnknownNameError, match="no such units"):
        changes_between(pci[2013], pci[2014], lineage={"38": "99"})
    with pytest.raises(TypeError, match=r"parindex\.score"):
        changes_between(pci[2013], "pci-2014.csv")
    with pytest.raises(parindex.UnknownNameError):
        changes_between(pci[2013], pci[2014]).of("Thăng Long")


def test_a_figure_from_outside_that_changed_is_a_matter_of_the_rules():
    body = """
[[parameter]]
id = "goal"
values = { 2019 = 10, 2020 = 20 }
[[indicator]]
id = "a"
max = 10
rule = { kind = "proportional", cap = "goal" }
"""
    definition = load_text(text(body).replace("[2020]", "[2019, 2020]"))
    scores = {year: parindex.score(definition, {"u": {"a": 8}}, year=year) for year in (2019, 2020)}
    change = changes_between(scores[2019], scores[2020]).of("u")
    assert (change.total["evidence"], change.total["rules"]) == (0, -4)  # 8 of 10 points, then 8 of 20
    moved = parindex.score(definition, {"u": {"a": 12}}, year=2020)
    change = changes_between(scores[2019], moved).of("u")
    # by the goal of 10 from 8 to 10 points, by that of 20 from 4 to 6; the goal takes 4 of either
    assert (change.total["evidence"], change.total["rules"]) == (2, -4)
    told = "figures from outside changed, what that does is counted among the rules: goal 10 → 20"
    assert told in change.to_text("en")
    assert "goal 10 → 20" in change.to_text("vi")
    assert told not in changes_between(scores[2019], scores[2019]).to_text("en")


def test_a_rank_by_a_figure_from_outside_is_changed_by_the_definition():
    body = '[[parameter]]\nid = "goal"\nvalues = { 2019 = 10, 2020 = 20 }\n'
    body += '[[indicator]]\nid = "a"\nmax = 10\nrule = { kind = "proportional", cap = "goal" }\n'
    body += '[[indicator]]\nid = "b"\nmax = 10\nrule = { kind = "score" }\n'
    definition = load_text(text(body).replace("[2020]", "[2019, 2020]"))
    rows = {"u": {"a": 10, "b": 3}, "v": {"a": 20, "b": 2}}  # 13 and 12 points of either; then 8 and 12
    scores = [parindex.score(definition, rows, year=year) for year in (2019, 2020)]
    assert [list(one.rank) for one in scores] == [[1, 2], [2, 1]]
    change = changes_between(*scores).of("u")
    assert change.rank == {"own": 0, "others": 0, "definition": 1, "units": 0}


def of_a_goal(goal, rows, year):
    """Return scores of some values against a goal: by unit, or a figure of the definition."""
    given = f"value = {goal}" if isinstance(goal, int) else ""
    parameter = f'[[parameter]]\nid = "goal"\n{given}\n' if goal else ""
    cap = '"goal"' if goal else "10"
    body = f'{parameter}[[indicator]]\nid = "a"\nmax = 10\nrule = {{ kind = "proportional", cap = {cap} }}\n'
    own = {} if isinstance(goal, int) or not goal else {unit: {"goal": figure} for unit, figure in goal.items()}
    table = {unit: {"a": value, **own.get(unit, {})} for unit, value in rows.items()}
    return parindex.score(load_text(text(body).replace("[2020]", "[2019, 2020]")), table, year=year)


def test_a_unit_that_went_is_held_against_the_figure_that_all_others_have_since():
    before = of_a_goal(0, {"u": 6, "v": 5, "w": 5}, 2019)  # out of 10: 6, 5, 5 points
    after = of_a_goal(8, {"u": 6, "v": 5}, 2020)  # out of 8: w, who went, would have no more than v
    change = changes_between(before, after).of("u")
    assert (change.path, set(change.rank.values())) == ((1, 1, 1, 1, 1), {0})


def test_a_unit_that_went_is_not_ranked_where_nobody_knows_a_figure_for_it():
    before = of_a_goal(0, {"u": 6, "v": 5, "w": 7}, 2019)
    after = of_a_goal({"u": 8, "v": 9}, {"u": 6, "v": 5}, 2020)
    changes = changes_between(before, after)
    assert changes.of("u").path == (2, 2, 2, 1, 1)
    told = "without a total by the definition of the other year, so not ranked there: w"
    assert told in changes.of("u").to_text("en")


def test_a_figure_that_nothing_uses_any_more_leaves_nobody_out_of_a_comparison():
    body = '[[indicator]]\nid = "a"\nmax = 10\nrule = { kind = "proportional", cap = CAP }\n'
    body += '[[indicator]]\nid = "b"\nmax = 10\nrange = [0, 20]\nrule = { kind = "relative", to = "best" }\n'
    old = '[[parameter]]\nid = "goal"\n' + body.replace("CAP", '"goal"')
    before, after = (load_text(text(one).replace("[2020]", "[2019, 2020]")) for one in (old, body.replace("CAP", "9")))
    rows = {"u": {"a": 4, "b": 5, "goal": 8}, "v": {"a": 4, "b": 6, "goal": 10}}
    first = parindex.score(before, rows, year=2019)
    last = parindex.score(after, {"u": {"a": 4, "b": 5}, "v": {"a": 4, "b": 6}, "x": {"a": 1, "b": 20}}, year=2020)
    # x came, is the best of b, and is held against a goal that nobody knows only where a goal counts
    assert changes_between(first, last).of("u").total["structure"] == 0


def test_where_every_unit_is_refused_in_between_the_reason_says_so():
    body = '[[parameter]]\nid = "more"\nvalues = { 2019 = 0, 2020 = 8 }\n'
    body += '[[indicator]]\nid = "a"\nmax = 20\ninputs = ["x"]\nvalue = "x + more"\n'
    body += 'rule = { kind = "proportional", cap = 20 }\nrange = [0, 20]\n'
    body += '[[indicator]]\nid = "b"\nmax = 10\nrange = [0, 10]\nrule = { kind = "relative", to = "best" }\n'
    definition = load_text(text(body).replace("[2020]", "[2019, 2020]"))
    rows = {2019: {"u": {"a.x": 15, "b": 1}}, 2020: {"u": {"a.x": 2, "b": 1}}}  # 15 and 8 are above 20
    change = changes_between(*(parindex.score(definition, rows[year], year=year) for year in rows)).of("u")
    assert (change.total, change.rank) == ({}, {})
    assert change.reason
    assert change.rank_reason


def test_a_condition_goes_with_the_tree():
    body = '[[indicator]]\nid = "a"\nmax = 10\nrule = { kind = "score" }\n'
    body += '[[indicator]]\nid = "b"\nmax = 10\nwhen = "IF"\nnot_applicable = "zero"\n'
    body += 'missing = "zero"\nrule = { kind = "score" }\n'
    hills, others = (
        load_text(text(body.replace("IF", when), root='attributes = ["hill"]').replace("[2020]", "[2019, 2020]"))
        for when in ("hill", "not hill")
    )
    before = parindex.score(hills, {"u": {"a": 5, "b": 4, "hill": 1}}, year=2019)
    after = parindex.score(others, {"u": {"a": 6, "hill": 1}}, year=2020)
    # 9 points before and 6 after; 5 of the old evidence by the new tree, 6 of the new evidence by either
    change = changes_between(before, after).of("u")
    assert change.total["evidence"] == Fraction((6 - 9) + (6 - 5), 2)
    assert change.total["structure"] == Fraction((6 - 6) + (5 - 9), 2)
    assert "applying to other units since, what that does is counted as structure: b" in change.to_text("en")
    assert "đối tượng áp dụng đã đổi, tác động được tính vào cấu trúc: b" in change.to_text("vi")
    assert "applying to other units" not in changes_between(before, before).to_text("en")


def test_attributes_of_units_that_changed_are_told():
    body = '[[indicator]]\nid = "a"\nmax = 9\ninputs = ["x"]\nvalue = "x * (1 + hill)"\nrule = { kind = "score" }\n'
    definition = load_text(text(body, root='attributes = ["hill"]').replace("[2020]", "[2019, 2020]"))
    hills = {2019: (0, 1, None), 2020: (1, 1, None)}
    scores = [
        parindex.score(
            definition,
            {unit: {"a.x": 3, "hill": hill} for unit, hill in zip("uvw", hills[year], strict=True)},
            year=year,
        )
        for year in hills
    ]
    changes = changes_between(*scores)
    assert changes.of("u").total["evidence"] == 3
    told = "attributes of units changed, what that does is counted as their own change: hill (u)"
    assert told in changes.notes
    assert "thuộc tính của đơn vị đã đổi" in changes.to_text("vi")


def test_a_unit_of_which_nobody_knows_whether_a_part_applies_is_not_ranked():
    plain = '[[indicator]]\nid = "a"\nmax = 10\nIF\nrule = { kind = "score" }\n'
    old = load_text(text(plain.replace("IF", "")).replace("[2020]", "[2019, 2020]"))
    asked = text(plain.replace("IF", 'when = "hill"\nnot_applicable = "drop"'), root='attributes = ["hill"]')
    new = load_text(asked.replace("[2020]", "[2019, 2020]"))
    before = parindex.score(old, {"u": {"a": 3}, "w": {"a": 4}}, year=2019)
    after = parindex.score(new, {"u": {"a": 3, "hill": 1}}, year=2020)
    change = changes_between(before, after).of("u")
    assert change.path == (2, 2, 2, 1, 1)
    assert "so not ranked there: w" in change.to_text("en")


@pytest.mark.parametrize("best", [False, True])
def test_units_in_groups_have_parts_of_their_totals(best):
    compared = 'max = 10\nrange = [0, 10]\nrule = { kind = "relative", to = "best" }\n'
    body = '[[indicator]]\nid = "a"\n' + (compared if best else 'rule = { kind = "score", range = [0, 10] }\n')
    groups = "".join(f'[[group]]\nid = "{id_}"\n' for id_ in ("g", "h"))
    units = "".join(f'[[unit]]\nid = "{id_}"\ngroup = "{group}"\n' for id_, group in zip("uvw", "ggh", strict=True))
    definition = load_text(text(body + groups + units).replace("[2020]", "[2019, 2020]"))
    rows = {2019: {"u": {"a": 4}, "v": {"a": 5}, "w": {"a": 8}}, 2020: {"u": {"a": 6}, "v": {"a": 8}, "w": {"a": 8}}}
    change = changes_between(*(parindex.score(definition, rows[year], year=year) for year in rows)).of("u")
    if best:  # of the best of its group: 8 points by 4 of 5, 10 by 6 where v has 5, 5 by 4 of 8, 7.5 by 6 of 8
        assert sum(change.total.values()) == change.change == Fraction(-1, 2)
        assert change.total["evidence"] == (Fraction(10 - 8) + Fraction("7.5") - 5) / 2
        assert change.total["others"] == (Fraction(5 - 8) + Fraction("7.5") - 10) / 2
    else:
        assert change.total["evidence"] == change.change == 2


def test_units_in_another_group_are_told():
    def scores(groups, year):
        body = '[[indicator]]\nid = "a"\n' + "".join(f'[[group]]\nid = "{id_}"\n' for id_ in "gh")
        body += "".join(
            f'[[unit]]\nid = "{id_}"\ngroup = "{group}"\n' for id_, group in zip("uvw", groups, strict=True)
        )
        definition = load_text(text(body).replace("[2020]", "[2019, 2020]"))
        return parindex.score(definition, {unit: {"a": 4} for unit in "uvw"}, year=year)

    before, after = scores("ggh", 2019), scores("ghh", 2020)
    told = "ranked in another group since, what that does is counted as change of the units: v"
    assert told in changes_between(before, after).notes
    assert "đã chuyển sang nhóm xếp hạng khác" in changes_between(before, after).to_text("vi")
    assert not [note for note in changes_between(before, before).notes if "group" in note]


def test_who_has_no_total_by_the_other_definition_is_named_where_rules_compare_units_too():
    body = '[[indicator]]\nid = "a"\nmax = 10\nrange = [0, 100]\n'
    body += 'rule = { kind = "rescale", anchors = "observed", to = [0, 10] }\n'
    later = body + '[[indicator]]\nid = "c"\nmax = 5\nrule = { kind = "score" }\n'
    before = parindex.score(load_text(text(body)), {"u": {"a": 1}, "v": {"a": 5}, "w": {"a": 7}})
    after = parindex.score(load_text(text(later)), {"u": {"a": 2, "c": 1}, "v": {"a": 5, "c": 2}})
    lost = "without a total by the definition of the other year, so not ranked there: w"  # it has no c
    assert lost in changes_between(before, after).notes
    assert lost not in changes_between(before, before).notes
