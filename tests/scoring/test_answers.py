"""Answers to a leader's questions, against published tables and arithmetic by hand."""

import json
import math
import time
from decimal import Decimal
from fractions import Fraction

import jsonschema
import pytest

import parindex
from parindex.definition.reading.definition_text import load_text
from parindex.scoring import losses
from parindex.views.report.node_standings import node_standing

HEAD = 'id = "r"\nindex = "R"\nversion = "1"\ntitle = "R"\nyears = [2024]\n'


def made(text, evidence):
    return parindex.score(load_text(HEAD + text), evidence)


@pytest.fixture(scope="module")
def pci(root):
    return parindex.score(parindex.load("pci-2013"), str(root / "examples" / "pci-2016.csv"))


@pytest.fixture(scope="module")
def offices(root):
    return parindex.score(parindex.load("qd766-2026"), str(root / "examples" / "qd766-dak-lak.csv"))


def test_answers_and_explanations_show_themselves_in_a_line(pci):
    assert repr(pci.ranks("land")).startswith("<Ranks: ")
    assert repr(pci.lost("38")).startswith("<Losses: Thanh Hóa (38): ")
    assert repr(pci.explain("38")) == "<Explanation of 'Thanh Hóa': 58.54, 10 parts>"


def test_of_a_weighted_mean_a_loss_is_weight_times_what_the_score_lacks(pci):
    """Support weighs 20 of 100 and the PCI is ten times the mean: 10 · 0.2 · (10 - 6.185136)."""
    losses = pci.lost("Thanh Hóa")
    assert losses.nodes[:3] == ("support", "labour", "transparency")
    assert losses.exact[0] == 2 * (10 - Fraction("6.185136"))
    assert losses.published[0] == Decimal("7.63")
    assert sum(losses.exact) == 100 - Fraction("58.5377555")
    assert losses.notes == ()


def test_one_more_point_brings_its_weight_and_the_rank_by_the_published_table(pci):
    losses = pci.lost("38")
    at = losses.nodes.index("informal")
    assert losses.one_more[at] == 1.0
    assert losses.rank[at] == 1 + sum(total > 59.5377555 for total in pci.total)


def test_of_a_sum_losses_are_the_maxima_less_the_published_scores(offices):
    losses = offices.lost("H15.131")
    leaf = losses.nodes.index("1.1")
    assert (losses.lost[leaf], losses.published[leaf]) == (6.0, Decimal("6.00"))
    # One more procedure of 82 announced on time: 6 · 1 / 82 = 0.0731…, rounded to 0.07 before it goes up.
    assert str(losses.told[leaf]) == "Procedures announced on time: 0 → 1"
    assert losses.one_more[leaf] == pytest.approx(0.07)
    assert losses.below()["1"] == 6.15  # and 4 - 3.85 of 1.2: 4 · 79 / 82 = 3.853…


STEPS = HEAD + (
    'combine = "sum"\n'
    '[[indicator]]\nid = "answer"\nrule = { kind = "choice", points = { no = 0, late = 0.5, "on time" = 1 } }\n'
    '[[indicator]]\nid = "level"\nunit = "percent"\n'
    'rule = { kind = "bands", bands = [{ at_least = 80, points = 2 }, { above = 50, points = 1 }, { points = 0 }] }\n'
    '[[indicator]]\nid = "list"\nmax = 3\nrule = { kind = "checklist", points = { plan = 1, budget = 2 } }\n'
    '[[indicator]]\nid = "files"\nmax = 4\nrule = { kind = "count", each = 0.5, most = 4 }\n'
    '[[indicator]]\nid = "late"\nbetter = "lower"\nunit = "percent"\n'
    'rule = { kind = "rescale", anchors = [0, 20], to = [0, 2], clip = true }\n'
    '[[indicator]]\nid = "extra"\nmax = 2\nadds = "bonus"\n'
    '[[indicator]]\nid = "faults"\nmax = 5\nadds = "penalty"\nrule = { kind = "count", each = 0.25, most = 5 }\n'
)


def test_one_more_is_the_next_answer_band_item_file_or_point_and_one_fault_less():
    row = {"answer": "no", "level": 50, "list.plan": "yes", "list.budget": "no", "files": 3, "late": 10}
    scores = parindex.score(load_text(STEPS), {"a": {**row, "extra": 0.5, "faults": 2}})
    losses = scores.lost("a")
    told = {
        node: (str(said), float(brings))
        for node, said, brings in zip(losses.nodes, losses.told, losses.one_more, strict=True)
    }
    assert told == {
        "answer": ("no → late", 0.5),
        "level": ("50 → above 50", 1.0),
        "list": ("budget: no → yes", 2.0),
        "files": ("3 → 4", 0.5),
        "late": ("10 → 9", 0.1),
        "extra": ("0.5 → 1.5", 1.0),
        "faults": ("2 → 1", 0.25),
    }
    lost = dict(zip(losses.nodes, losses.lost, strict=True))
    assert lost == {"answer": 1, "level": 2, "list": 2, "files": 2.5, "late": 1, "extra": 1.5, "faults": 0.5}


RELATIVE = (
    'combine = "sum"\n[[indicator]]\nid = "a"\nmax = 10\nrule = { kind = "relative", to = "best" }\n'
    '[[indicator]]\nid = "b"\nmax = 10\n'
)


def test_where_units_are_held_against_each_other_one_more_moves_the_others_too():
    """The best with 20 has 10 points; one more lowers the second from 10 · 19/20 to 10 · 19/21 and overtakes it."""
    scores = made(RELATIVE, {"u": {"a": 20, "b": 1}, "v": {"a": 19, "b": "1.6"}})
    assert scores.rank.tolist() == [2, 1]
    losses = scores.lost("u")
    at = losses.nodes.index("a")
    assert (losses.one_more[at], losses.rank[at]) == (0.0, 1.0)


def test_losses_of_a_geometric_mean_need_not_add_up_and_say_so():
    """Of 4 and 9 of 16: the mean is 6, with either at 16 it is 12 or 8, with both 16."""
    scores = made(
        'combine = "geometric-mean"\n[[indicator]]\nid = "a"\nmax = 16\n[[indicator]]\nid = "b"\nmax = 16\n',
        {"u": {"a": 4, "b": 9}},
    )
    losses = scores.lost("u")
    assert losses.lost.tolist() == [6.0, 2.0]
    assert losses.lacking == 10
    assert len(losses.notes) == 1


def test_a_difference_of_geometric_means_is_shared_out_by_every_order():
    """From (4, 4) to (16, 9): first a then b 4 → 8 → 12, first b then a 4 → 6 → 12; a: (4 + 6) / 2, b: (4 + 2) / 2."""
    scores = made(
        'combine = "geometric-mean"\n[[indicator]]\nid = "a"\nmax = 16\n[[indicator]]\nid = "b"\nmax = 16\n',
        {"u": {"a": 16, "b": 9}, "v": {"a": 4, "b": 4}},
    )
    assert scores.difference("u", "v").below() == {"a": 5.0, "b": 3.0}


def test_penalties_and_rounding_are_rows_with_their_sign():
    text = (
        'combine = "sum"\ndecimals = 1\n[[component]]\nid = "c"\ncombine = "sum"\ndecimals = 0\n'
        '[[indicator]]\nid = "a"\nparent = "c"\nmax = 10\n[[indicator]]\nid = "p"\nmax = 5\nadds = "penalty"\n'
    )
    found = made(text, {"u": {"a": "7.5", "p": 2}, "v": {"a": "6.4", "p": "0.25"}}).difference("u", "v")
    rows = list(zip(found.nodes, found.why, found.exact, strict=True))
    # 8 - 2 = 6.0 and 6 - 0.25 = 5.75, published 5.8
    assert rows == [
        ("c", "rounding", Fraction("0.9")),
        ("a", "score", Fraction("1.1")),
        ("p", "score", Fraction("-1.75")),
        ("r", "rounding", Fraction("-0.05")),
    ]
    assert found.total == Decimal("0.2")


def test_more_parts_than_can_be_shared_out_are_refused():
    leaves = "".join(f'[[indicator]]\nid = "n{at}"\nmax = 9\n' for at in range(13))
    rows = {unit: {f"n{at}": at % 5 + own for at in range(13)} for own, unit in enumerate("uv", start=1)}
    scores = made(f'combine = "geometric-mean"\n{leaves}', rows)
    with pytest.raises(ValueError, match="13 parts that differ"):
        scores.difference("u", "v")


def test_units_without_a_total_are_refused_by_name():
    scores = made('combine = "sum"\n[[indicator]]\nid = "a"\nmax = 9\n', {"u": {"a": 1}, "v": {"a": None}})
    for ask in (lambda: scores.lost("v"), lambda: scores.difference("u", "v")):
        with pytest.raises(ValueError, match="v has no total"):
            ask()


def test_ranks_within_regions_are_those_of_the_region_alone(pci):
    found = pci.ranks(by="region")
    totals = dict(zip(pci.units, pci.total, strict=True))
    region = {unit: member.region.en for unit, member in zip(pci.units, pci.evidence.members, strict=True)}
    for unit, rank, count in zip(found.units, found.rank, found.n_ranked, strict=True):
        others = [other for other in pci.units if region[other] == region[unit]]
        assert rank == 1 + sum(totals[other] > totals[unit] for other in others)
        assert count == len(others)
    assert found.of("Đà Nẵng") == 1
    assert set(found.among("38").units) == {unit for unit in pci.units if region[unit] == region["38"]}


def test_units_without_a_region_are_told(root):
    ministries = parindex.score(parindex.load("par-ministry-2022"), str(root / "examples" / "par-ministries-2023.csv"))
    found = ministries.ranks(by="region")
    assert all(map(math.isnan, found.rank))
    assert found.notes[0].startswith("without a region: MOJ, SBV")
    assert ministries.ranks("survey").rank.tolist() == [
        1 + sum(ministries["survey"] > score) for score in ministries["survey"]
    ]
    with pytest.raises(ValueError, match="region, group, kind"):
        ministries.ranks(by="size")


def test_at_a_penalty_the_fewest_points_come_first():
    scores = parindex.score(
        load_text(STEPS),
        {
            unit: {
                "answer": "no",
                "level": 1,
                "list.plan": 1,
                "list.budget": 1,
                "files": 1,
                "late": 1,
                "extra": 0,
                "faults": n,
            }
            for unit, n in (("u", 4), ("v", 1))
        },
    )
    assert scores.ranks("faults").rank.tolist() == [2, 1]
    own = scores.summary("v")
    at = own.nodes.index("faults")
    assert (own.best[at], own.worst[at]) == (0.25, 1.0)


def test_a_summary_holds_a_unit_against_those_it_is_ranked_with(pci):
    own = pci.summary("38")
    at = own.nodes.index("support")
    column = sorted(pci["support"], reverse=True)
    assert own.rank[at] == 1 + sum(score > own.score[at] for score in column) == 4
    assert (own.best[at], own.worst[at], own.median[at]) == (column[0], column[-1], column[31])
    assert own.percent_rank[at] == pytest.approx((63 - 4) / 62)
    assert own.strengths == ("support", "transparency")
    assert own.weaknesses == ("competition", "time")


def test_a_rank_that_all_share_is_neither_strength_nor_weakness(offices):
    leaves = "".join(f'[[indicator]]\nid = "{leaf}"\nmax = 10\n' for leaf in ("same", "own"))
    scores = made('combine = "sum"\nmax = 20\n' + leaves, {"u": {"same": 10, "own": 9}, "v": {"same": 10, "own": 1}})
    standing_out = [(own.strengths, own.weaknesses) for own in map(scores.summary, "uv")]
    assert standing_out == [(("own",), ()), ((), ("own",))]
    assert set(offices.published("4.6")) == {Decimal("2.00")}  # full marks of all
    assert not any("4.6" in own.strengths + own.weaknesses for own in map(offices.summary, offices.units))


def test_median_best_and_worst_are_written_as_published_from_the_exact_figures():
    """5.125, 5.135 and 1.005 are 5.13, 5.14 and 1.01 rounded half up; in binary each lies a little below the half."""
    rule = 'rule = { kind = "score" }'
    text = f'combine = "sum"\ndecimals = 2\n[[indicator]]\nid = "a"\nmax = 10\n{rule}\n'
    scores = made(
        text, {unit: {"a": figure} for unit, figure in (("a", "5.125"), ("b", "5.135"), ("c", "1.005"), ("d", "5.125"))}
    )
    row = scores.summary("a").to_text("en").splitlines()[2].split()
    assert row == ["R", "5.13", "10", "2", "4", "5.13", "5.14", "1.01"]
    page = node_standing(scores, "r")
    assert (page.median[0], page.best[0]) == (Decimal("5.13"), Decimal("5.14"))


def test_figures_of_millions_are_written_out_and_shared_ranks_with_a_comma():
    text = 'combine = "sum"\nrank = { ties = "average" }\n[[indicator]]\nid = "a"\nmax = 2345678\n'
    scores = made(text + 'rule = { kind = "score" }\n', {"u": {"a": "1"}, "v": {"a": "1"}})
    told = scores.lost("u").to_text("vi")
    assert "thứ hạng 1,5" in told
    assert "2345678 " in told
    assert "1,00/2345678 · hạng 1,5/2" in scores.explain("u").to_text("vi")


def test_every_answer_fits_the_schema_that_ships(pci, offices):
    validator = jsonschema.Draft202012Validator(parindex.answers_schema())
    for scores, one, other in ((pci, "38", "24"), (offices, "H15.131", "H15.15")):
        for answer in (
            scores.lost(one),
            scores.summary(one),
            scores.ranks(),
            scores.ranks(by="region"),
            scores.difference(one, other),
            parindex.peers(scores, one),
            parindex.peers(scores, one, weights={scores.nodes[1]: 2}, nodes=[scores.nodes[1]]),
        ):
            validator.validate(json.loads(answer.to_json()))
            assert len(answer.to_frame()) == len(answer.to_records())


def test_titles_stand_where_a_language_is_named_and_ids_elsewhere(pci):
    vietnamese, plain = pci.lost("38").to_text("vi"), pci.lost("38").to_text()
    assert "Dịch vụ hỗ trợ doanh nghiệp" in vietnamese
    assert "7,63" in vietnamese
    assert "support" not in vietnamese
    assert "support" in plain


def test_of_63_units_with_100_indicators_held_against_each_other_it_takes_no_second():
    leaves = "".join(
        f'[[indicator]]\nid = "n{at}"\nmax = 2\nrule = {{ kind = "relative", to = "best" }}\n' for at in range(100)
    )
    rows = {f"u{unit}": {f"n{at}": 1 + (unit * 37 + at * 11) % 97 for at in range(100)} for unit in range(63)}
    scores = made(f'combine = "sum"\n{leaves}', rows)
    start = time.process_time()
    losses = scores.lost("u7")
    assert time.process_time() - start < 1.5
    assert len(losses.nodes) == 100


def test_where_a_part_drops_out_the_rest_is_lost_by_what_it_counts_then():
    """Of 10 and 10 points one does not apply: each point of the other counts twice, 10 · 20 / 10."""
    text = 'combine = "sum"\n' + "".join(
        f'[[indicator]]\nid = "{one}"\nmax = 10\nnot_applicable = "drop"\n' for one in "ab"
    )
    losses = made(text, {"u": {"a": 7, "b": "n/a"}}).lost("u")
    assert (losses.nodes, losses.exact, losses.published) == (("a",), (6,), (Decimal("6.00"),))


@pytest.mark.parametrize("index", ["pci", "offices"])
def test_the_few_greatest_losses_are_the_first_of_all(index, request):
    scores = request.getfixturevalue(index)
    for unit in scores.units[:12]:
        few, all_ = parindex.scoring.losses(scores, unit, 5), scores.lost(unit)
        for name in ("nodes", "exact", "published", "told"):
            assert getattr(few, name)[:5] == getattr(all_, name)[:5]
        assert str(few.one_more[:5]) == str(all_.one_more[:5])
        assert all(more is None for more in parindex.scoring.losses(scores, unit, 5, one_more=False).told)


def test_the_few_greatest_losses_are_those_of_all_also_below_a_logarithm():
    log = 'rule = { kind = "rescale", anchors = [1, 100], to = [0, 10], transform = "log", clip = true }'
    text = 'combine = "sum"\n' + "".join(f'[[indicator]]\nid = "{id_}"\n{log}\n' for id_ in "abc")
    scores = made(text, {"u": {"a": 90, "b": 2, "c": 50}, "v": {"a": 3, "b": 4, "c": 5}})
    few, whole = losses(scores, "u", 1), scores.lost("u")
    assert few.nodes == ("b",) == whole.nodes[:1]
    assert few.lost[0] == whole.lost[0] == pytest.approx(10 - 10 * math.log(2) / math.log(100))


def test_what_one_more_brings_is_rounded_half_up_as_scores_are():
    """One more point at a weight of 1.00105 brings 1.00105, written 1.0011; in binary it is a little less."""
    leaf = '[[indicator]]\nid = "{}"\nweight = {}\nmax = 10\nrule = {{ kind = "score" }}\n'
    text = 'combine = "weighted-sum"\n' + leaf.format("a", "1.00105") + leaf.format("b", "1")
    scores = made(text, {"u": {"a": 1, "b": 10}})
    assert f"{1.00105:.4f}" == "1.0010"
    assert scores.lost("u").to_text("en").splitlines()[2].split()[-2:] == ["+1.0011", "1"]
    assert "adds 1.0011" in scores.explain("u").to_text("en")


def test_a_difference_adds_up_exactly_in_json(pci):
    told = pci.difference("38", "24").to_dict()
    first, second = map(Decimal, told["published"])
    assert sum(map(Fraction, told["exact"])) == Fraction(first - second) == Fraction(told["total"])
    assert len(told["exact"]) == len(told["records"])
