"""The formulas of a workbook give what we score: LibreOffice works them out again.

Bundled and example definitions are tried on the evidence of their cases, which hold to what is published; what no
definition uses, on evidence drawn by chance.
"""

import math
import random

import openpyxl
import pytest

import parindex
from parindex.base import errors
from parindex.cases.case_files import parse_cases, read_cases
from parindex.cases.outcomes import _evidence
from parindex.definition import cases_of
from parindex.views.workbook.calculation import SheetPlan
from parindex.views.workbook.calculation_columns import calculation_columns

from ..sample import define, indicators
from .recalculation import differences, recalculated

BUNDLED = {entry.id for entry in parindex.catalogue()}
COMPARED = """
[[indicator]]
id = "best"
max = 10
rule = { kind = "relative", to = "best" }
[[indicator]]
id = "to.mean"
max = 10
better = "lower"
range = [1, 200]
rule = { kind = "relative", to = "mean" }
[[indicator]]
id = "of.unit"
max = 10
rule = { kind = "relative", to = "u3" }
[[indicator]]
id = "target"
max = 10
rule = { kind = "target", target = 40 }
[[indicator]]
id = "z"
rule = { kind = "standardise", to = [50, 10] }
[[indicator]]
id = "z.all"
better = "lower"
rule = { kind = "standardise", to = [50, 10], deviation = "population" }
[[indicator]]
id = "share"
max = 5
rule = { kind = "percentile-rank" }
[[indicator]]
id = "share.lower"
max = 5
better = "lower"
rule = { kind = "percentile-rank" }
[[indicator]]
id = "share.below"
max = 5
rule = { kind = "percentile-rank", share = "below" }
[[indicator]]
id = "share.mid"
max = 5
better = "lower"
rule = { kind = "percentile-rank", share = "mid-rank" }
[[indicator]]
id = "share.others"
max = 5
rule = { kind = "percentile-rank", share = "others-below" }
[[indicator]]
id = "by.rank"
rule = { kind = "rank", by = "value", points = [{ to = 2, points = 5 }, { to = 5, points = 2.5 }, { points = 1 }] }
[[indicator]]
id = "observed"
missing = "redistribute"
rule = { kind = "rescale", anchors = "observed", to = [1, 10] }
[[indicator]]
id = "flat"
missing = "redistribute"
rule = { kind = "rescale", anchors = "observed", to = [1, 10] }
"""
PERCENTILES = """
[[indicator]]
id = "p.{way}"
rule = {{ kind = "rescale", anchors = {{ percentiles = [5, 90], interpolation = "{way}" }}, to = [0, 1], clip = true }}
"""
WAYS = ("linear", "weibull", "median_unbiased", "lower", "higher")
#: Parts of which some may be left out, below every way to combine, below a sum that is brought to its maximum.
PARTS = """
[[component]]
id = "{id}"
combine = "{combine}"
{keys}
[[indicator]]
id = "{id}.a"
parent = "{id}"
weight = 2
max = 10
missing = "redistribute"
rule = {{ kind = "score" }}
[[indicator]]
id = "{id}.b"
parent = "{id}"
weight = 3
max = 10
not_applicable = "drop"
rule = {{ kind = "score" }}
[[indicator]]
id = "{id}.c"
parent = "{id}"
weight = 1
max = 10
rule = {{ kind = "proportional", cap = 40, floor = 4 }}
"""
COMBINED = {
    "sum": "",
    "weighted-sum": "cap = 50\ntimes = 1.5",
    "weighted-mean": "decimals = 2",
    "geometric-mean": "",
    "harmonic-mean": "floor = 2",
    "power-mean": "power = -2",
    "min": "",
    "max": "",
    "product": "",
    "first": "",
}
BESIDE = """
[[component]]
id = "plus"
combine = "sum"
adds = "bonus"
cap = 3
[[indicator]]
id = "plus.a"
parent = "plus"
max = 2
missing = "zero"
rule = { kind = "count", each = 0.5 }
[[component]]
id = "minus"
combine = "max"
adds = "penalty"
[[indicator]]
id = "minus.a"
parent = "minus"
max = 5
missing = "zero"
rule = { kind = "increments", from = 3, base = 0, per = 2, each = 1, cap = 5, whole = true }
[[indicator]]
id = "minus.b"
parent = "minus"
max = 5
missing = "zero"
rule = { kind = "piecewise", knots = [[0, 0], [5, 2], [20, 5]] }
"""


@pytest.mark.slow
def test_scores_of_the_cases_of_every_definition_are_worked_out(tmp_path, root):
    books = {}
    for name, definition, cases in _definitions(root):
        for at, scores in enumerate(_telling(definition, cases)):
            books[f"{name}-{at}.xlsx"] = scores
    assert len(books) > 30
    assert {entry.id for entry in parindex.catalogue()} == {name.rpartition("-")[0] for name in books} & BUNDLED
    _assert_worked_out(tmp_path, books)


def _definitions(root):
    for entry in parindex.catalogue():
        yield entry.id, parindex.load(entry.id), parse_cases(*cases_of(entry.id))[0]
    for path in sorted((root / "examples" / "definitions").glob("*.cases.toml")):
        definition = parindex.load(str(path).replace(".cases", ""))
        yield definition.id, definition, read_cases(str(path))


def _telling(definition, cases):
    """Yield the scores of the case that gives most figures, and of that with most units, of those without errors."""
    sized = sorted((case for case in cases.case if not isinstance(case.evidence, str)), key=_size, reverse=True)
    for some in (sized, [case for case in sized if len(case.evidence) > 1]):
        read = (_evidence(cases, case, definition) for case in some)
        sound = (evidence for evidence in read if not errors(evidence.problems))
        yield from (parindex.score(evidence.definition, evidence) for evidence in [*sound][:1])


def _size(case):
    return sum(len(row.cells) for row in case.evidence)


def _assert_worked_out(folder, books):
    """Assert that every formula gives what we say, that every column has one, and that it is another file's figure."""
    for name, scores in books.items():
        scores.to_excel(folder / name, lang="vi")
        plan = SheetPlan.of(scores, "vi")
        assert [column.node.id for column in calculation_columns(plan) if not column.templates] == []
    copies = recalculated([folder / name for name in books], folder)
    found = [
        each for copy, scores in zip(copies, books.values(), strict=True) for each in differences(copy, scores, "vi")
    ]
    assert found == []


def _drawn(definition, count, chance, *, holes=True):
    """Return evidence drawn by chance: a tenth of the cells is empty or not applicable where that may be."""
    table = {"unit": [f"u{at}" for at in range(count)]}
    for leaf in definition.leaves:
        most = leaf.max if leaf.rule.kind == "score" else 100
        cells = [round(chance.uniform(1, float(most or 100)), 2) for _ in range(count)]
        if leaf.rule.kind == "count" or leaf.id.startswith("minus.a"):
            cells = [chance.randrange(9) for _ in range(count)]
        for at in range(count if holes else 0):
            if definition.missing_policy(leaf) != "propagate" and chance.random() < 0.2:
                cells[at] = None
            elif leaf.not_applicable != "refuse" and chance.random() < 0.2:
                cells[at] = "n/a"
        table[leaf.id] = [7] * count if leaf.id == "flat" else cells
    return table


def _family(combine, keys):
    text = PARTS.format(id=combine, combine=combine, keys=keys)
    weighs = combine == "weighted-sum" or combine.endswith("mean")
    return text if weighs else "\n".join(line for line in text.splitlines() if not line.startswith("weight "))


def test_rules_that_compare_units_and_ways_to_combine_parts_that_may_be_left_out(tmp_path):
    chance = random.Random(7)
    compared = define(COMPARED + "".join(PERCENTILES.format(way=way) for way in WAYS), combine="weighted-mean")
    families = "".join(_family(combine, keys) for combine, keys in COMBINED.items())
    combined = define(families + BESIDE, combine="sum")
    needing = define(_family("weighted-mean", "needs = 2"), combine="weighted-mean")
    books = {
        "compared.xlsx": parindex.score(compared, _drawn(compared, 9, chance)),
        "combined.xlsx": parindex.score(combined, _drawn(combined, 25, chance)),
        "needing.xlsx": parindex.score(needing, _drawn(needing, 25, chance)),
    }
    assert not all(scores.complete.all() for scores in books.values())
    _assert_worked_out(tmp_path, books)


RANKS = [
    'ties = "min"',
    'ties = "max"',
    'ties = "dense"',
    'ties = "average"',
    'ties = "authority", best = "lowest"',
    'ties = "max", then = ["b", "a"]',
    'ties = "average", then = ["b"], best = "lowest"',
]


def test_ranks_share_and_part_ties_as_the_definition_says(tmp_path):
    leaves = "".join(f'[[indicator]]\nid = "{id_}"\nmax = 3\nrule = {{ kind = "score" }}\n' for id_ in "abc")
    table = {id_: [random.Random(at).randrange(4) for at in range(k, 30 + k)] for k, id_ in enumerate("abc")}
    table["unit"] = [f"u{at}" for at in range(30)]
    books = {}
    for at, words in enumerate(RANKS):
        on = ("rounded", "unrounded")[at % 2]
        definition = define(leaves, root=f'rank = {{ on = "{on}", {words} }}')
        books[f"{at}.xlsx"] = parindex.score(definition, table)
    _assert_worked_out(tmp_path, books)


def test_a_changed_cell_gives_what_the_changed_evidence_scores(tmp_path, root):
    definition = parindex.load("qd766-2026")
    evidence = parindex.read_evidence(definition, root / "examples" / "qd766-dak-lak.csv")
    scores = parindex.score(definition, evidence)
    scores.to_excel(tmp_path / "before.xlsx", lang="vi")
    plan = SheetPlan.of(scores, "vi")
    book = openpyxl.load_workbook(tmp_path / "before.xlsx")
    sheet = book[plan.names.evidence]
    changes = {("H15", "2.1.numerator"): 400_000, ("H15", "1.2.denominator"): 80, ("H15.131", "2.1.numerator"): 1}
    changed = {unit: _row(evidence, unit) for unit in evidence.units}
    for (unit, column), figure in changes.items():
        if unit in changed:
            sheet.cell(plan.sheet_rows[evidence.row(unit)], plan.given[column] + 1).value = figure
            changed[unit][column] = figure
    book.save(tmp_path / "after.xlsx")
    again = parindex.score(definition, changed)
    assert again.rounded != scores.rounded
    (copy,) = recalculated([tmp_path / "after.xlsx"], tmp_path)
    assert list(differences(copy, again, "vi")) == []


def test_a_cell_that_is_emptied_or_not_applicable_counts_as_the_definition_says(tmp_path):
    definition = define("".join(_family(combine, keys) for combine, keys in COMBINED.items()) + BESIDE)
    table = _drawn(definition, 6, random.Random(3), holes=False)
    scores = parindex.score(definition, table)
    scores.to_excel(tmp_path / "before.xlsx", lang="en")
    plan = SheetPlan.of(scores, "en")
    book = openpyxl.load_workbook(tmp_path / "before.xlsx")
    changes = [(0, "sum.a", None), (1, "weighted-mean.b", "n/a"), (1, "weighted-mean.a", None), (2, "min.c", None)]
    changes += [(3, "sum.a", None), (3, "sum.b", "n/a"), (4, "plus.a", None), (5, "first.a", None)]
    for row, column, cell in changes:
        book[plan.names.evidence].cell(plan.sheet_rows[row], plan.given[column] + 1).value = cell
        table[column][row] = cell
    book.save(tmp_path / "after.xlsx")
    (copy,) = recalculated([tmp_path / "after.xlsx"], tmp_path)
    assert list(differences(copy, parindex.score(definition, table), "en")) == []


SHARED = """
[[component]]
id = "x"
combine = "sum"
[[indicator]]
id = "x.a"
parent = "x"
max = 10
not_applicable = "share"
rule = { kind = "score" }
[[indicator]]
id = "x.b"
parent = "x"
max = 10
rule = { kind = "proportional", cap = 40 }
"""


def test_what_no_formula_says_is_a_value_with_the_reason(tmp_path):
    definition = define(SHARED)
    scores = parindex.score(definition, {"u": {"x.a": "n/a", "x.b": 20}, "v": {"x.a": 4, "x.b": 10}})
    plan = SheetPlan.of(scores, "en")
    whys = {column.node.id: column.why for column in calculation_columns(plan) if not column.templates}
    assert whys == {"x": "no formula of a spreadsheet says this"}
    scores.to_excel(tmp_path / "x.xlsx", lang="en")
    (copy,) = recalculated([tmp_path / "x.xlsx"], tmp_path)
    assert list(differences(copy, scores, "en")) == []
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")[plan.names.calculation]
    notes = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert notes == ["no formula of a spreadsheet says this"]


def _row(evidence, unit):
    row, given = evidence.row(unit), (at for at in range(len(evidence.columns)) if at not in evidence.computed)
    cells = ((evidence.columns[at], float(evidence.values[row, at])) for at in given)
    return {name: None if math.isnan(value) else value for name, value in cells}


NO_SCALE = """
[[indicator]]
id = "flat"
decimals = 2
missing = "redistribute"
rule = { kind = "rescale", anchors = "observed", to = [1, 10] }
[[indicator]]
id = "one.alike"
decimals = 1
missing = "zero"
rule = { kind = "standardise", to = [50, 10] }
[[indicator]]
id = "of.unit"
max = 10
decimals = 1
missing = "zero"
rule = { kind = "relative", to = "u" }
"""


def test_what_has_no_scale_is_marked_also_where_it_would_be_rounded(tmp_path):
    """Rounded, a mark is an error in a spreadsheet; and 0 stands for a missing value, not for a missing scale."""
    definition = define(NO_SCALE, combine="weighted-mean")
    alike = {"flat": 7, "one.alike": 3, "of.unit": 0}
    books = {
        "alike.xlsx": parindex.score(definition, {"u": alike, "v": {**alike, "of.unit": 4}, "w": {"flat": 7}}),
        "apart.xlsx": parindex.score(definition, {"u": {**alike, "of.unit": 2}, "v": {"flat": 8, "one.alike": 4}}),
    }
    assert math.isnan(books["alike.xlsx"].total[0])
    _assert_worked_out(tmp_path, books)


def test_a_tie_is_not_decided_by_what_a_given_component_hides(tmp_path):
    rule = 'max = 9\nrule = { kind = "score" }'
    parts = indicators("x.a", keys=rule, parent="x") + indicators("b", keys=rule)
    whole = define('[[component]]\nid = "x"\ncombine = "sum"\n' + parts, root='rank = { then = ["x.a", "b"] }')
    scores = parindex.score(whole, {"u": {"x": 3, "b": 1}, "v": {"x": 2, "b": 2}})
    assert scores.rank.tolist() == [2, 1]
    _assert_worked_out(tmp_path, {"given.xlsx": scores})
