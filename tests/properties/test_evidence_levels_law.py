"""Where no change is breaking, evidence that was scored is scored, and no total is lost."""

import numpy as np
from hypothesis import assume, given, strategies as st

import parindex
from parindex.comparison.edits import edits_between

from .strategies import COSTLY

RULES = [
    '{ kind = "percentile-rank" }',
    '{ kind = "proportional", cap = 50 }',
    '{ kind = "rescale", anchors = [0, 10], to = [0, 10], clip = true }',
    '{ kind = "bands", bands = [{ at_least = 5, points = 3 }, { points = 1 }] }',
    '{ kind = "bands", bands = [{ at_least = 5, points = 3 }, { points = 0 }] }',
]
RANGES = st.sampled_from([(0, 100), (0, 10), (1, 10), (-5, 10), (2, 8)])
WORKED = [*RULES, '{ kind = "rescale", anchors = [1, 100], to = [0, 9], clip = true, transform = "log" }']
SIGNS = [
    "({} + {})",
    "({} - {})",
    "({} * {})",
    "({} / {})",
    "min({}, {})",
    "sqrt({0})",
    "ln({0})",
    "({0} / ({0} + {1}))",
]
POLICIES = st.sampled_from(["", "", "", 'missing = "zero"', 'missing = "redistribute"', 'missing = "error"'])
ZERO = st.sampled_from(["", "zero", "missing"])


def values(names):
    return st.recursive(
        st.sampled_from([*names, *names, "1", "100"]),
        lambda inner: st.builds(lambda sign, one, two: sign.format(one, two), st.sampled_from(SIGNS), inner, inner),
        max_leaves=4,
    )


@st.composite
def given_leaf(draw, name):
    low, high = draw(RANGES)
    return (
        f'id = "{name}"\nmax = 10\nrange = [{low}, {high}]\nrule = {draw(st.sampled_from(RULES))}\n{draw(POLICIES)}\n'
    )


@st.composite
def worked_out(draw, name, names):
    text, (low, high) = draw(values(names)), draw(RANGES)
    limits = f"range = [{low}, {high}]\n" if draw(st.booleans()) else ""
    zero = draw(ZERO) if "/" in text else ""
    limits += f'on_zero_denominator = "{zero}"\n' if zero else ""
    return (
        f'id = "{name}"\nmax = 10\nvalue = "{text}"\n{limits}rule = {draw(st.sampled_from(WORKED))}\n{draw(POLICIES)}\n'
    )


def define(leaves, formula):
    head = 'id = "d"\nindex = "D"\nversion = "1"\ntitle = "D"\nyears = [2025]\ncombine = "sum"\n'
    head += f'[[component]]\nid = "c"\ncombine = "formula"\nmax = 100\nformula = "{formula}"\n'
    texts = [
        f"[[indicator]]\n{text}{'parent = ' + repr('c') if name in ('a', 'b') else ''}\n"
        for name, text in leaves.items()
    ]
    try:
        return parindex.loads(head + "".join(texts), name="d.toml")
    except parindex.DefinitionError:
        return None


FORMULAS = st.sampled_from(["a + b", "a / (1 + b)", "a / b", "sqrt(a) * b", "ln(b) - a"])


@st.composite
def pairs(draw):
    """Draw a small definition, and the same with one node changed, another formula, or an indicator more."""
    leaves = {"a": draw(given_leaf("a")), "b": draw(given_leaf("b"))}
    if draw(st.booleans()):
        leaves["z"] = draw(worked_out("z", ["a", "b"]))
    formula, changed = draw(FORMULAS), dict(leaves)
    name = draw(st.sampled_from(["a", "b", "z", "x", "x"]))
    changed[name] = draw(
        given_leaf(name) if name in "ab" else worked_out(name, ["a", "b"] if name == "z" else [*leaves])
    )
    return define(leaves, formula), define(changed, draw(st.just(formula) | FORMULAS)), leaves


@st.composite
def tables(draw, leaves):
    cells = {}
    for name in "ab":
        low, high = map(int, leaves[name].partition("range = [")[2].partition("]")[0].split(","))
        inner = st.sampled_from([low, high, max(low, 0)]) | st.integers(2 * low, 2 * high).map(lambda twice: twice / 2)
        cells[name] = inner if draw(st.booleans()) else st.none() | inner
    return {unit: {name: draw(cell) for name, cell in cells.items()} for unit in ("u", "v", "w")}


def scored(definition, table):
    try:
        return parindex.score(definition, table)
    except parindex.EvidenceError:
        return None


@COSTLY
@given(pairs().filter(lambda drawn: drawn[0] is not None and drawn[1] is not None), st.data())
def test_where_nothing_breaks_old_evidence_is_scored_and_keeps_its_totals(drawn, data):
    old, new, leaves = drawn
    levels = {edit.level for edit in edits_between(old, new)}
    assume("breaking" not in levels)
    table = data.draw(tables(leaves))
    table = {unit: row for unit, row in table.items() if any(cell is not None for cell in row.values())}
    before = scored(old, table) if table else None
    assume(before is not None)
    after = scored(new, table)
    assert after is not None
    assert not np.isnan(after.total[~np.isnan(before.total)]).any()
    if levels <= {"editorial"}:
        assert after.rounded == before.rounded
        assert np.array_equal(after.total, before.total, equal_nan=True)
