"""What changed between two definitions: of what kind, how far it reaches, in whose words."""

from fractions import Fraction

import attrs
import pytest

import parindex
from parindex import Component, Definition, Indicator, Text
from parindex.base import keys_of
from parindex.comparison.edits import edits_between
from parindex.comparison.key_levels import KEYS
from parindex.comparison.levels import LEVELS
from parindex.comparison.matching import match
from parindex.definition import Input
from parindex.definition.parameters_and_attributes import Attribute, Parameter, Source
from parindex.definition.ranks_and_bands import BandCap, Gate, Group, Ranking, UnitGroup
from parindex.definition.reading.definition_text import load_text
from parindex.definition.rules.by_rank import RankBand
from parindex.definition.rules.kinds import RULES
from parindex.definition.rules.linear import Percentiles
from parindex.definition.rules.steps import Band
from parindex.definition.unit_registry import Unit

from ..sample import indicators, text

HEAD = """id = "sample"
index = "SAMPLE"
version = "1"
title = "Sample"
years = [2020, 2022]
combine = "weighted-mean"
sources = [{ id = "law", title = "A law" }]
"""
TREE = """
[[component]]
id = "land"
title = { en = "Land", vi = "Đất đai" }
weight = 0.2
combine = "sum"

[[indicator]]
id = "plots"
parent = "land"
title = { en = "Plots", vi = "Thửa đất" }
max = 10
rule = { kind = "proportional", cap = 80 }
source = "law"

[[indicator]]
id = "days"
parent = "land"
title = { en = "Days", vi = "Số ngày" }
better = "lower"
rule = { kind = "rescale", anchors = [0, 30], to = [0, 5], clip = true }

[[indicator]]
id = "charter"
title = { en = "Charter", vi = "Hiến chương" }
weight = 0.8
rule = { kind = "choice", points = { full = 2, part = 1, none = 0 } }
"""
BANDS = """
[[indicator]]
id = "calls"
weight = 1
rule = { kind = "bands", bands = [{ at_least = 90, points = 2 }, { above = 50, points = 1 }, { points = 0 }] }
"""


def define(text):
    return load_text(text, "sample.toml")


def between(old, new, text=TREE):
    """Return what changed where one piece of the text is another."""
    assert text.count(old) == 1 or (HEAD + text).count(old) == 1
    before = HEAD + text
    return edits_between(define(before), define(before.replace(old, new)))


#: Every class whose attributes are keys.
CLASSES = (
    Definition,
    Component,
    Indicator,
    Input,
    Source,
    Group,
    Gate,
    BandCap,
    UnitGroup,
    Unit,
    Parameter,
    Attribute,
    Ranking,
    Band,
    RankBand,
    Percentiles,
    *RULES.values(),
)


@pytest.mark.parametrize("cls", CLASSES)
def test_every_key_of_every_class_has_a_decision(cls):
    assert set(KEYS[cls]) == set(keys_of(cls))


def test_there_is_no_decision_on_a_class_that_is_gone():
    assert set(KEYS) == set(CLASSES)


@pytest.mark.parametrize(
    "old, new, level, kind, key, message",
    [
        ("weight = 0.2", "weight = 0.1", "restating", "weight", "weight",
         "weight of 'land' (Land): 0.2 → 0.1 (share 20 % → 11.1111 %)"),
        ("cap = 80", "cap = 90", "restating", "rule-edge", "rule.cap",
         "value of full points of 'plots' (Plots): 80 → 90"),
        ("max = 10", "max = 12", "restating", "maximum", "max", "maximum of 'plots' (Plots): 10 → 12"),
        ('better = "lower"', 'better = "higher"', "restating", "direction", "better",
         "direction of 'days' (Days): lower → higher"),
        ('combine = "sum"', 'combine = "min"', "restating", "combination", "combine",
         "way to combine of 'land' (Land): sum → min"),
        ("part = 1", "part = 1.5", "restating", "rule", "rule.points.part",
         "points of 'part' of 'charter' (Charter): 1 → 1.5"),
        ("part = 1", "part = 1, some = 1", "extending", "rule", "rule.points.some",
         "points of 'some' of 'charter' (Charter): none → 1"),
        ("part = 1, ", "", "breaking", "rule", "rule.points.part",
         "points of 'part' of 'charter' (Charter): 1 → none"),
        ("full = 2, part = 1,", "part = 1, full = 2,", "editorial", "order", "rule.points", None),
        ("cap = 80", "cap = 80, floor = 10", "restating", "rule-edge", "rule.floor", None),
        ("max = 10", "max = 10\nrange = [0, 100]", "breaking", "evidence", "range",
         "range of evidence of 'plots' (Plots): none → [0, 100]"),
        ("max = 10", 'max = 10\nmissing = "error"', "breaking", "missing-policy", "missing", None),
        ("max = 10", 'max = 10\nmissing = "zero"', "restating", "missing-policy", "missing", None),
        ("max = 10", 'max = 10\nmissing = "propagate"', "editorial", "missing-policy", "missing", None),
        ("max = 10", 'max = 10\nnot_applicable = "drop"', "extending", "missing-policy", "not_applicable", None),
        ("max = 10", 'max = 10\ndocuments = "required"', "breaking", "documents", "documents", None),
        ("max = 10", "max = 10\nself_scored = false", "breaking", "documents", "self_scored", None),
        ("max = 10", 'max = 10\nunit = "percent"', "breaking", "evidence", "unit", None),
        ("max = 10", 'max = 10\nunit = "files"', "editorial", "evidence", "unit", None),
        ('en = "Plots"', 'en = "Lots"', "editorial", "title", "title",
         "title of 'plots' (Plots): Plots → Lots"),
        ('source = "law"', 'note = "x"\nsource = "law"', "editorial", "note", "note", None),
        ('version = "1"', 'version = "2"', "editorial", "version", "version", "version: 1 → 2"),
        ("years = [2020, 2022]", "years = [2020, 2023]", "extending", "years", "years", None),
        ("years = [2020, 2022]", "years = [2020]", "extending", "years", "years", None),
        ("years = [2020, 2022]", "years = [2021, 2022]", "breaking", "years", "years", None),
        ('index = "SAMPLE"', 'index = "S"', "editorial", "title", "index", None),
        ('version = "1"', 'version = "1"\ndecimals = 1', "restating", "rounding", "decimals", "decimals: 2 → 1"),
        ("max = 10", "max = 10\ndecimals = 1", "restating", "rounding", "decimals",
         "decimals of 'plots' (Plots): none → 1"),
        ('version = "1"', 'version = "1"\nrank = { ties = "dense" }', "restating", "ranking", "rank.ties",
         "ties: min → dense"),
        ('version = "1"', 'version = "1"\nunits = "vn-provinces"', "breaking", "registry", "units", None),
        ('version = "1"', 'version = "1"\ntimes = 1', "editorial", "limits", "times", None),
        ('version = "1"', 'version = "1"\ntimes = 10', "restating", "limits", "times", "factor: none → 10"),
        ('version = "1"', 'version = "1"\nbands = [{ label = "A", at_least = 9 }, { label = "B" }]', "restating",
         "result-groups", "bands", "groups of results: none → A ≥ 9, B"),
        ('title = "A law"', 'title = "The law"', "editorial", "title", "sources.law.title", None),
        ("clip = true", 'clip = true, transform = "sqrt"', "breaking", "rule", "rule.transform", None),
    ],
)  # fmt: skip
def test_one_key_changed_gives_one_edit(*, old, new, level, kind, key, message):
    (found,) = between(old, new)
    assert (found.level, found.kind, found.key) == (level, kind, key)
    assert message is None or found.message == message
    (back,) = edits_between(*reversed([define(HEAD + TREE), define((HEAD + TREE).replace(old, new))]))
    assert (back.before, back.after) == (found.after, found.before)


@pytest.mark.parametrize(
    "rule, before, after, level",
    [
        ('{ kind = "score", step = 0.5 }', None, 1, "editorial"),
        ('{ kind = "score", step = 0.5 }', 2, 1, "editorial"),
        ('{ kind = "score", step = 0.25 }', None, 1, "restating"),
        ('{ kind = "score", step = 0.25 }', None, 2, "editorial"),
        ('{ kind = "score" }', 3, 2, "restating"),
        ('{ kind = "proportional", cap = 80 }', None, 1, "restating"),
    ],
)
def test_rounding_is_editorial_where_scores_are_steps_that_it_leaves_as_they_are(rule, before, after, level):
    def made(decimals):
        own = "" if decimals is None else f"decimals = {decimals}\n"
        return define(f'{HEAD}\n[[indicator]]\nid = "a"\nmax = 10\nweight = 1\n{own}rule = {rule}\n')

    for one, other in ((before, after), (after, before)):
        (edit,) = edits_between(made(one), made(other))
        assert (edit.level, edit.kind, edit.key) == (level, "rounding", "decimals")


def test_what_breaks_one_way_extends_the_other():
    required = define((HEAD + TREE).replace("max = 10", 'max = 10\ndocuments = "required"'))
    assert [edit.level for edit in edits_between(define(HEAD + TREE), required)] == ["breaking"]
    assert [edit.level for edit in edits_between(required, define(HEAD + TREE))] == ["extending"]


WORKED = """
[[indicator]]
id = "a"
weight = 1
rule = { kind = "rescale", anchors = [0, 10], to = [0, 10] }

[[indicator]]
id = "rate"
weight = 1
inputs = ["n", "d"]
value = "n * d"
rule = { kind = "rescale", anchors = [0, 10], to = [0, 10] }
"""
TWICE = '\n[[indicator]]\nid = "twice"\nweight = 1\nvalue = "a * 2"\n'


@pytest.mark.parametrize(
    "old, new, evidence",
    [
        ('"n * d"', '"n / d"', {"rate.d": 0}),
        ('"n * d"\n', '"n * d"\ndocuments = "required"\n', {}),
        (
            '"n * d"\n',
            '"n / d"\non_zero_denominator = "not-applicable"\n',
            {"rate.d": 0},
        ),
    ],
)
def test_what_may_refuse_old_evidence_is_breaking(old, new, evidence):
    before, after = define(HEAD + WORKED), define(HEAD + WORKED.replace(old, new))
    row = {"a": 5, "rate.n": 3, "rate.d": 4, **evidence}
    assert parindex.score(before, {"x": row}).total.size == 1
    with pytest.raises(parindex.EvidenceError):
        parindex.score(after, {"x": row})
    assert edits_between(before, after)[0].level == "breaking"


@pytest.mark.parametrize(
    "more",
    ["max = 5", 'range = [0, 5]\nrule = { kind = "percentile-rank" }', 'documents = "required"'],
)
def test_an_indicator_worked_out_from_others_breaks_where_it_may_refuse_what_they_give(more):
    before, after = define(HEAD + WORKED), define(HEAD + WORKED + TWICE + more)
    with pytest.raises(parindex.EvidenceError):
        parindex.score(after, {"x": {"a": 5, "rate.n": 3, "rate.d": 4}})
    assert [edit.level for edit in edits_between(before, after)] == ["breaking"]
    free = define(HEAD + WORKED + TWICE + 'rule = { kind = "percentile-rank" }')
    assert [edit.level for edit in edits_between(before, free)] == ["restating"]


def test_a_zero_divisor_that_is_not_applicable_breaks_where_that_is_refused():
    full = HEAD + WORKED.replace('"n * d"', '"n / d"\non_zero_denominator = "full"\nmax = 10')
    (found,) = edits_between(define(full), define(full.replace('"full"', '"not-applicable"')))
    assert found.level == "breaking"


def test_a_rule_of_another_kind_that_is_not_defined_for_old_values_is_breaking():
    old = HEAD + WORKED.replace("[0, 10], to = [0, 10] }", "[1, 10], to = [0, 10] }", 1)
    new = old.replace('{ kind = "rescale", anchors = [1', '{ kind = "rescale", transform = "log", anchors = [1')
    plain = old.replace('{ kind = "rescale", anchors = [1, 10], to = [0, 10] }', '{ kind = "percentile-rank" }', 1)
    assert [edit.level for edit in edits_between(define(plain), define(new))] == ["breaking"]
    assert [edit.level for edit in edits_between(define(new), define(plain))] == ["restating"]


def test_an_approval_of_a_change_is_none_of_one_that_reaches_further():
    wide = HEAD + WORKED.replace('"a"\n', '"a"\nrange = [0, 100]\n')
    (alone,) = edits_between(define(wide), define(wide.replace("range = [0, 100]\n", "")))
    found = edits_between(define(wide), define(wide.replace("range = [0, 100]\n", 'unit = "share"\n')))
    beside = {edit.key: edit for edit in found}["range"]
    assert (alone.key, alone.before, alone.after) == ("range", beside.before, beside.after)
    assert (alone.level, beside.level) == ("extending", "breaking")
    assert alone.fingerprint != beside.fingerprint


def test_weights_of_a_mean_written_another_way_are_the_same_shares():
    old = HEAD + TREE
    new = old.replace("weight = 0.2", "weight = 20").replace("weight = 0.8", "weight = 80")
    found = edits_between(define(old), define(new))
    assert {(edit.kind, edit.level) for edit in found} == {("weight", "editorial")}
    third = old.replace("weight = 0.2", 'weight = "1/3"').replace("weight = 0.8", 'weight = "2/3"')
    again = edits_between(define(third), define(third.replace('"1/3"', "1").replace('"2/3"', "2")))
    assert {edit.level for edit in again} == {"editorial"}


def test_equal_weights_given_where_none_were_are_editorial():
    old = HEAD + TREE.replace("weight = 0.2\n", "").replace("weight = 0.8\n", "")
    new = HEAD + TREE.replace("weight = 0.2", "weight = 0.5").replace("weight = 0.8", "weight = 0.5")
    assert {edit.level for edit in edits_between(define(old), define(new))} == {"editorial"}


def test_weights_of_a_weighted_sum_count_as_they_are_written():
    old = (HEAD + TREE).replace('combine = "weighted-mean"', 'combine = "weighted-sum"')
    new = old.replace("weight = 0.2", "weight = 20").replace("weight = 0.8", "weight = 80")
    found = edits_between(define(old), define(new))
    assert {edit.level for edit in found} == {"restating"}
    assert found[0].message == "weight of 'land' (Land): 0.2 → 20"


def test_an_edge_of_a_band_is_told_by_its_number_and_name():
    (edge,) = between("above = 50", "above = 60", BANDS)
    assert edge.message == "edge “above” of band 2 of 'calls': 50 → 60"
    assert (edge.level, edge.kind, edge.key) == ("restating", "rule-edge", "rule.bands[1].above")
    closed = between("above = 50", "at_least = 50", BANDS)
    assert [(edit.before, edit.after) for edit in closed] == [("50", None), (None, "50")]


def test_another_number_of_bands_is_one_edit():
    (found,) = between("{ above = 50, points = 1 }, ", "", BANDS)
    assert (found.level, found.key) == ("restating", "rule.bands")


def test_a_rule_of_another_kind_that_reads_the_same_evidence_is_restating():
    (found,) = between('kind = "rescale", anchors = [0, 30], to = [0, 5], clip = true', 'kind = "percentile-rank"')
    assert (found.level, found.key) == ("restating", "rule")
    (found,) = between('kind = "choice", points = { full = 2, part = 1, none = 0 }', 'kind = "percentile-rank"')
    assert found.level == "breaking"


def test_a_checklist_that_asks_for_one_item_more_is_breaking():
    text = '\n[[indicator]]\nid = "a"\nrule = { kind = "checklist", points = { one = 1, two = 1 } }\n'
    (found,) = between("two = 1", "two = 1, three = 1", text.replace('id = "a"', 'id = "a"\nweight = 1'))
    assert (found.level, found.key) == ("breaking", "rule.points.three")


def test_an_indicator_removed_added_renamed_and_moved():
    block = TREE[TREE.index('[[indicator]]\nid = "days"') : TREE.index('[[indicator]]\nid = "charter"')]
    (gone,) = between(block, "")
    assert (gone.level, gone.kind, gone.node, gone.side) == ("breaking", "criterion-removed", "days", "old")
    assert gone.message == "criterion removed: 'days' (Days)"
    (come,) = edits_between(define(HEAD + TREE.replace(block, "")), define(HEAD + TREE))
    assert (come.level, come.kind, come.path) == ("breaking", "criterion-added", ("indicator", 1))
    (renamed,) = between('id = "plots"', 'id = "parcels"')
    assert (renamed.level, renamed.kind) == ("breaking", "criterion-renamed")
    assert renamed.message == "criterion renamed: 'plots' (Plots) is 'parcels' now"
    assert (renamed.node, renamed.data) == ("plots", ("plots", "parcels"))
    moved = between('id = "plots"\nparent = "land"', 'id = "plots"\nweight = 0')
    assert [(edit.kind, edit.level) for edit in moved] == [("criterion-moved", "restating"), ("weight", "restating")]
    assert moved[0].message == "indicator moved: 'plots' (Plots) from 'land' (Land) to 'sample' (Sample)"


def test_one_renamed_and_changed_gives_both_edits():
    found = between('id = "charter"\ntitle = { en = "Charter", vi = "Hiến chương" }\nweight = 0.8',
                    'id = "pledge"\ntitle = { en = "Charter", vi = "Hiến chương" }\nweight = 0.6')  # fmt: skip
    assert [edit.kind for edit in found] == ["criterion-renamed", "weight"]


def test_one_renamed_with_another_title_is_known_by_its_source_and_rule():
    found = between('id = "plots"\nparent = "land"\ntitle = { en = "Plots", vi = "Thửa đất" }',
                    'id = "parcels"\nparent = "land"\ntitle = { en = "Parcels", vi = "Lô đất" }')  # fmt: skip
    assert [edit.kind for edit in found] == ["criterion-renamed", "title"]


def test_a_component_is_known_by_its_parts_and_they_by_it():
    new = (HEAD + TREE).replace('"land"', '"estate"').replace('id = "plots"', 'id = "parcels"')
    matching = match(define(HEAD + TREE), define(new))
    assert matching.renamed == {"land": "estate", "plots": "parcels"}
    kinds = [edit.kind for edit in edits_between(define(HEAD + TREE), define(new))]
    assert kinds == ["criterion-renamed", "criterion-renamed"]


def test_of_two_equals_none_is_taken_and_a_hint_says_so():
    twins = "".join(
        f'\n[[indicator]]\nid = "{id_}"\nmax = 1\nrule = {{ kind = "proportional", cap = 2 }}\n' for id_ in ("a", "b")
    )
    new = twins.replace('"a"', '"c"').replace('"b"', '"d"')
    head = HEAD.replace("weighted-mean", "sum")
    found = edits_between(define(head + twins), define(head + new))
    assert [edit.kind for edit in found] == ["criterion-removed"] * 2 + ["criterion-added"] * 2
    hint = "indicator removed: 'a'; it may be 'c', 'd' now, which cannot be told for certain"
    assert found[0].message == hint


def test_a_score_taken_as_given_is_no_sign_that_two_are_the_same():
    old = '\n[[indicator]]\nid = "a"\ntitle = "Bias"\nmax = 1\n\n[[indicator]]\nid = "z"\nmax = 1\n'
    head = HEAD.replace("weighted-mean", "sum")
    new = old.replace('id = "a"\ntitle = "Bias"', 'id = "b"\ntitle = "Openness"')
    assert match(define(head + old), define(head + new)).renamed == {}


def test_an_indicator_that_becomes_a_component_is_removed_and_added():
    part = '[[component]]\nid = "charter"\nweight = 0.8\ncombine = "sum"\n'
    part += '\n[[indicator]]\nid = "x"\nparent = "charter"\nmax = 1'
    block = TREE[TREE.index('[[indicator]]\nid = "charter"') :]
    found = between(block, part)
    assert [(edit.kind, edit.node) for edit in found] == [
        ("criterion-removed", "charter"),
        ("criterion-added", "x"),
        ("criterion-added", "charter"),
    ]
    assert {edit.level for edit in found} == {"breaking", "restating"}


@pytest.mark.parametrize(
    "before, after, level",
    [
        ("a + b", "a+b", "editorial"),
        ("a + b", "b + a", "restating"),
        ("a + b", "a - b", "restating"),
    ],
)
def test_a_formula_is_held_against_the_other_by_what_it_says(before, after, level):
    text = '\n[[indicator]]\nid = "i"\nweight = 1\ninputs = ["a", "b"]\nrule = { kind = "percentile-rank" }\n'
    text += f'value = "{before}"\n'
    (found,) = between(f'"{before}"', f'"{after}"', text)
    assert (found.kind, found.level) == ("inputs", level)


def test_a_formula_that_names_one_renamed_is_the_same():
    text = (
        '\n[[indicator]]\nid = "a"\nweight = 1\ntitle = "A"\nrule = { kind = "percentile-rank" }\n'
        '\n[[indicator]]\nid = "b"\nweight = 1\nvalue = "a * 2"\nrule = { kind = "percentile-rank" }\n'
    )
    new = text.replace('id = "a"', 'id = "c"').replace("a * 2", "c * 2")
    found = edits_between(define(HEAD + text), define(HEAD + new))
    assert [(edit.kind, edit.level) for edit in found] == [("criterion-renamed", "breaking"), ("inputs", "editorial")]


UNITS = """
[[group]]
id = "g"

[[unit]]
id = "A"
title = "Phòng A"
spellings = ["P. A"]
group = "g"

[[unit]]
id = "B"
title = "Phòng B"
group = "g"
"""


@pytest.mark.parametrize(
    "old, new, level, key",
    [
        ('spellings = ["P. A"]\n', "", "breaking", "unit.A.spellings"),
        ('spellings = ["P. A"]', 'spellings = ["P. A", "PA"]', "extending", "unit.A.spellings"),
        ('title = "Phòng B"', 'title = "Phòng C"', "breaking", "unit.B.title"),
        ('title = "Phòng B"', 'title = "Phòng B"\nranked = false', "restating", "unit.B.ranked"),
        ('\n[[unit]]\nid = "B"\ntitle = "Phòng B"\ngroup = "g"\n', "", "breaking", "unit.B"),
        ('[[unit]]\nid = "B"', '[[unit]]\nid = "C"\ngroup = "g"\n\n[[unit]]\nid = "B"', "extending", "unit.C"),
        ('id = "g"\n\n', 'id = "g"\ntitle = "G"\n\n', "editorial", "group.g.title"),
        ('id = "g"\n\n', 'id = "g"\nbands = [{ label = "A" }]\n\n', "restating", "group.g.bands"),
        ('[[group]]\nid = "g"\n', '[[group]]\nid = "g"\n\n[[group]]\nid = "h"\n', "extending", "group.h"),
    ],
)  # fmt: skip
def test_units_and_their_groups(old, new, level, key):
    (found,) = between(old, new, TREE + UNITS)
    assert (found.level, found.key) == (level, key)


def test_a_list_of_units_where_there_was_none_is_breaking():
    found = edits_between(define(HEAD + TREE), define(HEAD + TREE + UNITS))
    assert {edit.level for edit in found if edit.kind == "units"} == {"breaking"}


def test_years_that_bring_other_units_of_the_registry_are_breaking():
    old = (HEAD + TREE).replace('index = "SAMPLE"', 'index = "SAMPLE"\nunits = "vn-provinces"')
    new = old.replace('id = "sample"', 'id = "next"').replace("[2020, 2022]", "[2025, 2026]")
    assert {edit.kind: edit.level for edit in edits_between(define(old), define(new))} == {
        "edition": "editorial",
        "years": "breaking",
    }


def test_the_order_of_display_is_editorial():
    days, charter = (TREE.index(f'[[indicator]]\nid = "{id_}"') for id_ in ("days", "charter"))
    new = TREE[: TREE.index("[[component]]")] + TREE[charter:] + TREE[TREE.index("[[component]]") : charter]
    (found,) = edits_between(define(HEAD + TREE), define(HEAD + new))
    assert days < charter
    assert (found.kind, found.level, found.node) == ("order", "editorial", "sample")
    assert found.data == (["land", "charter"], ["charter", "land"])


def test_every_sort_of_node_has_its_own_name():
    deep = (
        '\n[[component]]\nid = "d"\ntitle = { vi = "Chỉ đạo" }\ncombine = "sum"\nweight = 1\n'
        '\n[[component]]\nid = "c"\nparent = "d"\ncombine = "sum"\n\n[[indicator]]\nid = "s"\nparent = "c"\nmax = 1\n'
    )
    old = HEAD + '\n[[indicator]]\nid = "i"\nweight = 1\nmax = 1\n'
    found = {edit.node: edit for edit in edits_between(define(old), define(old + deep))}
    assert found["d"].said("vi") == "bổ sung lĩnh vực: 'd' (Chỉ đạo)"
    assert found["c"].said("vi") == "bổ sung tiêu chí: 'c'"
    assert found["s"].said("vi") == "bổ sung tiêu chí thành phần: 's'"
    (gone,) = (edit for edit in edits_between(define(old + deep), define(HEAD + deep)) if edit.node == "i")
    assert gone.said("vi") == "bỏ chỉ tiêu: 'i'"


def test_a_change_is_said_in_both_languages_with_the_title_of_each():
    (found,) = between("weight = 0.2", "weight = 0.1")
    assert found.said() == found.message
    assert found.said("vi") == "trọng số của 'land' (Đất đai): 0,2 → 0,1 (tỷ trọng 20 % → 11,1111 %)"


def test_edges_of_groups_have_a_decimal_comma_in_vietnamese():
    texts = (text(indicators("a"), root=f'bands = [{{ label = "A", at_least = {at} }}]') for at in ("9", "9.5"))
    old, new = (load_text(one, "sample.toml") for one in texts)
    (found,) = edits_between(old, new)
    assert found.said("vi").endswith("A ≥ 9 → A ≥ 9,5")
    assert found.message.endswith("A ≥ 9 → A ≥ 9.5")


def test_levels_stand_worst_first():
    new = HEAD.replace('"1"', '"2"') + TREE.replace("cap = 80", "cap = 90").replace('id = "days"', 'id = "time"')
    levels = [edit.level for edit in edits_between(define(HEAD + TREE), define(new))]
    assert levels == sorted(levels, key=LEVELS.index)
    assert levels == ["breaking", "restating", "editorial"]


def test_a_fingerprint_ends_with_the_version_it_was_given_for():
    (first,) = between("weight = 0.2", "weight = 0.1")
    (again,) = between("weight = 0.2", "weight  =  0.10   # a remark")
    assert again.fingerprint == first.fingerprint
    released = HEAD.replace('"1"', '"2"') + TREE
    (later,) = edits_between(define(released), define(released.replace("weight = 0.2", "weight = 0.1")))
    assert later.fingerprint != first.fingerprint
    raised = (HEAD + TREE).replace("weight = 0.2", "weight = 0.1").replace('version = "1"', 'version = "9"')
    assert first.fingerprint in {edit.fingerprint for edit in edits_between(define(HEAD + TREE), define(raised))}


def test_values_are_told_exactly_and_as_figures():
    (found,) = between("weight = 0.2", 'weight = "1/3"')
    assert (found.before, found.after) == ("0.2", '"1/3"')
    assert found.data == (0.2, pytest.approx(1 / 3))


def test_the_weights_of_the_next_edition_of_pci():
    found = edits_between(parindex.load("pci-2013"), parindex.load("pci-2022"))
    percent = {
        edit.node: tuple(Fraction(str(side)) * 100 for side in edit.data) for edit in found if edit.kind == "weight"
    }
    # The Saigon Times (2024) prints these changes in words.
    assert percent == {
        "land": (5, 10),
        "transparency": (20, 5),
        "informal": (10, 15),
        "competition": (5, 10),
        "proactivity": (5, 15),
        "support": (20, 15),
        "labour": (20, 10),
        "legal": (5, 10),
    }
    assert {edit.level for edit in found if edit.kind != "weight"} == {"editorial"}


@pytest.mark.parametrize("entry", parindex.catalogue(), ids=lambda entry: entry.id)
def test_a_bundled_definition_does_not_differ_from_itself(entry):
    assert edits_between(parindex.load(entry.id), parindex.load(entry.id)) == ()


def test_a_title_in_one_more_language_is_editorial():
    (found,) = between('title = "A law"', 'title = { vi = "Luật", en = "A law" }')
    assert found.level == "editorial"
    assert attrs.evolve(found, title=Text(en="x")).said("en") == found.message


def test_a_range_has_decimal_commas_in_vietnamese():
    (found,) = between("max = 10", "max = 10\nrange = [0, 31.5]")
    assert found.said("vi").endswith("không có → [0; 31,5]")
    assert found.said("en").endswith("none → [0, 31.5]")
