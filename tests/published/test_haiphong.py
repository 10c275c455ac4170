"""Hải Phòng, Decision 212/2025/QĐ-UBND: `check` finds the faults of the printed forms, and no others.

Source: ../shared/facts/haiphong212: forms.csv, one row a criterion of the three forms; forms.md, which lists the
faults of the original: a rule that ends at 1 under a maximum of 2, a footnote that scales to 10 a group that has 20,
two groups of form 2 under one number.
"""

import pytest

import parindex
from parindex.definition.reading.definition_text import load_text, parse_definition

from .tables import read

FORM_1 = "haiphong-212-form1.toml"
#: What a criterion says of a cell that is not applicable, and the word for it.
NOT_APPLICABLE = {"not obliged": "full", "shared equally": "share", "group rescaled": "drop"}


@pytest.fixture
def forms(shared):
    return read(shared("../facts/haiphong212/forms.csv"))


@pytest.fixture
def form_1(root):
    return (root / "examples" / "definitions" / FORM_1).read_text(encoding="utf-8")


def block(row):
    """Write one criterion of a form as the node of a definition."""
    kind = "component" if row["kind"] == "group" else "indicator"
    lines = [f"[[{kind}]]", f'id = "{row["id"]}"', f"max = {row['max']}"]
    lines += [f'parent = "{row["parent"]}"'] if row["parent"] else []
    lines += ['combine = "sum"'] if row["kind"] == "group" else []
    if row["kind"] == "ratio":
        lines += ['inputs = ["done", "assigned"]', 'value = "done / assigned"']
        lines += ['rule = { kind = "proportional", cap = 1 }']
    policy = next((word for text, word in NOT_APPLICABLE.items() if text in row["not_applicable"]), None)
    lines += [f'not_applicable = "{policy}"'] if policy else []
    return "\n".join(lines)


def written(rows):
    """Write a form as a definition."""
    head = 'id = "form"\nindex = "Form"\nversion = "1"\ntitle = "Form"\nyears = [2025]\ncombine = "sum"\nmax = 100\n'
    return "\n\n".join([head, *map(block, rows)])


def faults(text):
    """Return the codes and places of what is told of a definition; titles are left out here."""
    _, problems = parse_definition(text)
    told = [problem for problem in problems if problem.code != "no-title"]
    return {(problem.code, problem.message.partition(":")[0]) for problem in told}


def test_form_1_cannot_reach_the_maximum_of_one_criterion(root):
    found = parindex.check(root / "examples" / "definitions" / FORM_1)
    assert [problem.code for problem in found] == ["short-of-maximum"]
    assert "II.5.1b" in found[0].message


def test_form_1_as_its_footnote_has_it_gives_a_group_less_than_its_parts(form_1):
    """The footnote's example scales II.5 to 10; its parts have 20."""
    group = form_1.index('id = "II.5"\n')
    footnote = form_1[:group] + form_1[group:].replace("max = 20", "max = 10", 1)
    assert ("maximum-differs", "II.5") in faults(footnote)
    assert "maximum-differs" not in {code for code, _ in faults(form_1)}


def test_form_1_has_the_criteria_and_maxima_of_the_decision(root, forms):
    definition = parindex.load(root / "examples" / "definitions" / FORM_1)
    rows = [row for row in forms if row["form"] == "1"]
    assert len([row for row in rows if row["kind"] != "group"]) == 41
    assert {row["id"]: (float(row["max"]), row["parent"] or None) for row in rows} == {
        node.id: (float(node.max), node.parent) for node in definition.nodes[1:] if not node.adds
    }


def test_form_2_numbers_two_groups_alike(forms):
    rows = [row for row in forms if row["form"] == "2"]
    assert faults(written(rows)) == set()
    printed = [{**row, **{key: "II.2" for key in ("id", "parent") if row[key] == "II.3"}} for row in rows]
    assert {code for code, _ in faults(written(printed))} == {"duplicate-id"}


def test_form_3_has_no_fault_and_two_customs_of_not_applicable(forms):
    """Not obliged to declare property: full points; no contact with the public: its points go to the other criteria."""
    rows = [row for row in forms if row["form"] == "3"]
    text = written(rows)
    assert faults(text) == set()
    definition = load_text(text)
    assert definition["I.4c"].not_applicable == "full"
    assert definition["I.5"].not_applicable == "share"
