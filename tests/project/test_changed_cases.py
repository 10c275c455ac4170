"""What is told of changed cases: whatever checks less is loosening, with its place in the file of cases."""

import pytest

from parindex.base import locate, nearest
from parindex.cases import written_cases
from parindex.project.guards.changed_cases import edits_of_cases
from parindex.project.guards.guard_edits import GuardFile
from parindex.project.guards.matched_cases import placed_cases

CASES = """tolerance = 0.005

[[case]]
name = "Yearbook 2024"
source = "Yearbook 2024, page 31"
year = 2024
evidence = [
    { unit = "A", quality = 8.5, supply = 7.9 },
    { unit = "B", quality = 7, supply = "" },
]
expect = [
    { unit = "A", total = 82.66, published = 82.7, rank = 1, band = "good" },
    { unit = "B", quality = 7, rank = [2, 3] },
]

[[case]]
name = "ends"
source = "by hand"
tolerance = { total = 0 }
evidence = { quality = 10, supply = 10 }
expect = { total = 100 }
note = "10 times 10"

[[case]]
name = "zero"
source = "Yearbook 2024, page 4"
evidence = { quality = 0, supply = 5 }
problems = [{ code = "out-of-range", column = "quality" }]

[[case]]
name = "table"
source = "Yearbook 2024, page 40"
evidence = "yearbook.csv"
expect = [{ unit = "A", total = 80 }]
"""


def side(text, name, table="unit,quality\nA,1\n"):
    cases, problems = written_cases(text, name)
    assert cases is not None, problems
    positions = locate(text)
    file = GuardFile(name, "old" if name == "old" else "new", lambda path: nearest(positions, path))
    return placed_cases(cases, file, lambda _: table)


def changed(old, new, text=CASES):
    assert old in text
    return text.replace(old, new, 1)


def edits(text, table="unit,quality\nA,1\n"):
    return list(edits_of_cases("water", side(CASES, "old"), side(text, "new", table)))


def test_the_same_cases_written_otherwise_are_no_change():
    first, *others = CASES.split("[[case]]")
    text = "[[case]]".join([first, *reversed(others)]).replace("82.66", "82.660").replace("= 7,", '= "7.0",')
    assert edits(text) == []


@pytest.mark.parametrize(
    "old, new, kind, level, place",
    [
        ("tolerance = 0.005", "tolerance = 0.5", "tolerance-raised", "loosening", (1, 1)),
        ("tolerance = 0.005", "tolerance = { rank = 1 }", "tolerance-lowered", "editorial", (1, 1)),
        ("tolerance = { total = 0 }", "tolerance = 1", "tolerance-raised", "loosening", (19, 1)),
        ("tolerance = { total = 0 }\n", "", "tolerance-raised", "loosening", (16, 1)),
        ("tolerance = { total = 0 }", "tolerance = 0", None, None, None),
        ("published = 82.7, ", "", "expectation-removed", "loosening", (11, 1)),
        (', band = "good"', "", "expectation-removed", "loosening", (11, 1)),
        ('    { unit = "B", quality = 7, rank = [2, 3] },\n', "", "expectation-removed", "loosening", (11, 1)),
        ("rank = [2, 3]", "rank = [2, 3, 4]", "expectation-widened", "loosening", (13, 32)),
        ("rank = 1", "rank = [1, 2]", "expectation-widened", "loosening", (12, 52)),
        ("rank = [2, 3]", "rank = 2", "case-extended", "editorial", (13, 32)),
        ("total = 82.66", "total = 82.69", "expectation-replaced", "loosening", (12, 19)),
        ("total = 100", "total = 99", "expectation-replaced", "restating", (21, 12)),
        ("quality = 8.5", "quality = 8.6", "evidence-replaced", "loosening", (7, 1)),
        ("quality = 10", "quality = 9", "evidence-replaced", "restating", (20, 1)),
        ("year = 2024", "year = 2025", "year-replaced", "loosening", (6, 1)),
        ('source = "Yearbook 2024, page 4"', 'source = "by hand"\nnote = "x"', "source-replaced", "loosening", (26, 1)),
        ('source = "by hand"', 'source = "Yearbook, page 3"', "source-replaced", "editorial", (18, 1)),
        ('name = "ends"', 'name = "the ends"', "case-renamed", "editorial", (17, 1)),
        ('{ code = "out-of-range", column = "quality" }', '"out-of-range"', "problem-removed", "loosening", (28, 1)),
        ("problems = [{", 'problems = ["missing-value", {', "problem-added", "loosening", (28, 1)),
        ('column = "quality" }', 'column = "quality", unit = "A" }', None, None, None),
    ],
)
def test_a_change_of_cases_is_told_at_its_level_and_place(old, new, kind, level, place):
    told = edits(changed(old, new))
    if kind is None:
        assert told == []
        return
    assert [(edit.kind, edit.level) for edit in told][:1] == [(kind, level)]
    assert told[0].source == "new"
    assert (told[0].line, told[0].column) == place


def test_a_case_that_went_is_told_at_its_old_place():
    start = CASES.index('[[case]]\nname = "zero"')
    end = CASES.index('[[case]]\nname = "table"')
    (edit,) = edits(CASES[:start] + CASES[end:])
    assert (edit.kind, edit.level, edit.node, edit.source, edit.line) == (
        "case-removed",
        "loosening",
        "zero",
        "old",
        24,
    )
    assert edit.said("vi") == "bỏ trường hợp kiểm thử 'zero'"


def test_cases_that_all_went_are_told_once():
    (edit,) = edits_of_cases("water", side(CASES, "old"), [])
    assert (edit.kind, edit.level, edit.node) == ("cases-removed", "loosening", "water")
    assert edit.before == '["Yearbook 2024", "ends", "zero", "table"]'


def test_another_table_under_the_same_name_is_other_evidence():
    (edit,) = edits(CASES, "unit,quality\nA,2\n")
    assert (edit.kind, edit.level, edit.node) == ("evidence-replaced", "loosening", "table")


def test_a_case_renamed_and_weakened_is_removed_and_another_one_added():
    text = changed('name = "ends"', 'name = "others"').replace("total = 100", "total = 50")
    assert [(edit.kind, edit.level) for edit in edits(text)] == [
        ("case-removed", "loosening"),
        ("case-added", "editorial"),
    ]


def test_more_units_and_figures_check_more():
    text = changed(
        '    { unit = "B", quality = 7, supply',
        '    { unit = "C", quality = 1 },\n    { unit = "B", quality = 7, supply',
    )
    text = changed("[2, 3] },", '[2, 3] },\n    { unit = "C", quality = 1 },', text)
    assert {(edit.kind, edit.level) for edit in edits(text)} == {("case-extended", "editorial")}


def test_a_fingerprint_does_not_hang_on_where_things_stand_or_what_files_are_called():
    text = changed("total = 82.66", "total = 82.69")
    (edit,) = edits(text)
    moved = "# a remark\n\n" + text
    (again,) = edits_of_cases("water", side(CASES, "main:old"), side(moved, "elsewhere"))
    assert again.fingerprint == edit.fingerprint
    (other,) = edits_of_cases("air", side(CASES, "old"), side(text, "new"))
    assert other.fingerprint != edit.fingerprint


def test_long_lists_are_cut_short_and_counted():
    names = [f"n{at}" for at in range(9)]
    figures = ", ".join(f"{name} = 1" for name in names)
    text = f'[[case]]\nname = "a"\nsource = "x"\nevidence = {{ p = 1 }}\nexpect = {{ total = 2, {figures} }}\n'
    (edit,) = edits_of_cases("water", side(text, "old"), side(text.replace(f", {figures}", ""), "new"))
    assert edit.message == "case 'a' expects less: without n0, n1, n2, n3, n4, n5, … and 3 more"
    assert all(name in edit.before for name in names)
