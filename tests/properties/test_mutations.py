"""No edit of a bundled definition that changes a score, a rank or what evidence is taken goes untold.

Each edit is one slip of the pen in the text of a file: two digits swapped, a node dropped, an id given twice, an edge
shifted, a weight or maximum changed by 0.01. Whether it changes anything is found by scoring random evidence before
and after; then `check` has to tell of an error that was not there or, where the file still loads, `diff` of a change
that is restating or breaking.
"""

import random
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

import parindex
from parindex.definition.bundled import definition_source as text_of
from parindex.definition.reading.definition_text import parse_definition as parse

BUNDLED = [entry.id for entry in parindex.catalogue()]
UNITS = {"vn-provinces": ("01", "48", "79", "92", "31", "22"), "vn-ministries": ("MOHA", "MOF", "MOJ", "MOH", "MOT")}
NUMBER = re.compile(r"(?<![\w.\"-])\d+(?:\.\d+)?(?![\w.\"])")
FIGURE = re.compile(r"^(?:weight|max) = (\"?[\d./]+\"?)", re.MULTILINE)
EDGES = "at_least|above|below|at_most|cap|each|floor|target|from|per|nothing_before|to"
EDGE = re.compile(rf"\b(?:{EDGES}) = (\d+(?:\.\d+)?)|anchors = \[(\d+)")
BLOCK = re.compile(r"^\[\[(?:component|indicator)\]\]\n(?:.+\n)+", re.MULTILINE)
ID = re.compile(r"^id = \"(.+)\"$", re.MULTILINE)
LEAST_TOLD = 0.99


def put(text, match, new, group=0):
    return text[: match.start(group)] + new + text[match.end(group) :]


def bare(text):
    """Blank texts and comments out, so that what is left of digits are numbers; places stay."""
    return re.sub(r"#.*|\"[^\"\n]*\"", lambda match: "_" * len(match[0]), text)


def swap_digits(text, chance):
    numbers = [match for match in NUMBER.finditer(bare(text)) if len(set(match[0]) - {"."}) > 1]
    match = chance.choice(numbers)
    digits = [at for at, digit in enumerate(match[0]) if digit != "."]
    pairs = [pair for pair in pairwise(digits) if match[0][pair[0]] != match[0][pair[1]]]
    first, second = chance.choice(pairs)
    out = list(match[0])
    out[first], out[second] = out[second], out[first]
    return put(text, match, "".join(out))


def drop_a_node(text, chance):
    return put(text, chance.choice(list(BLOCK.finditer(text))), "")


def duplicate_an_id(text, chance):
    _, *nodes = ID.finditer(text)
    first, second = chance.sample(nodes, 2)
    return put(text, first, second[1], 1)


def shift_an_edge(text, chance):
    edges = list(EDGE.finditer(text))
    if not edges:
        return text
    match = chance.choice(edges)
    group = 1 if match[1] else 2
    return put(text, match, f"{float(match[group]) + chance.choice([-1, 1, 0.5, 10]):g}", group)


def change_a_figure(text, chance):
    figures = list(FIGURE.finditer(text))
    if not figures:
        return text
    match = chance.choice(figures)
    top, _, bottom = match[1].strip('"').partition("/")
    moved = float(top) / float(bottom or 1) + chance.choice([-0.01, 0.01])
    return put(text, match, f"{moved:.10g}", 1)


SLIPS = (swap_digits, drop_a_node, duplicate_an_id, shift_an_edge, change_a_figure)


def evidence(definition, chance):
    """Return random evidence of a few units: numbers where the rules look, options, ticks, shares."""
    table = {}
    for unit in tuple(own.id for own in definition.unit) or UNITS.get(definition.units, tuple("ABCDE")):
        row = table.setdefault(unit, {})
        row.update(outside(definition, chance))
        for leaf in definition.leaves:
            if all((row[when.attribute] == "x") == when.holds for when, _ in definition.conditions(leaf)):
                row.update(cells(leaf, chance))
            else:
                row.update(dict.fromkeys(cells(leaf, chance), ""))
            if leaf.documents:
                row[f"{leaf.id}.document"] = "QĐ"
    return table


def outside(definition, chance):
    """Return random figures from outside that the definition leaves to the evidence, and attributes of a unit."""
    open_ = [figure.id for figure in definition.parameter if figure.value is None and figure.values is None]
    return {
        **{name: chance.randint(2, 60) for name in open_},
        **{attribute.id: chance.choice(["x", "không"]) for attribute in definition.attributes},
    }


def cells(leaf, chance):
    names = [f"{leaf.id}.{name}" for name in leaf.reads]
    if leaf.inputs:
        rising = sorted(chance.randint(1, 9) for _ in names)  # such as done of planned
        return dict(zip(names, rising, strict=True))
    if names and leaf.rule.item_limits(leaf) is None:
        return {name: chance.choice(["x", ""]) or "không" for name in names}
    if names:
        whole = leaf.rule.item_sum(leaf)
        cuts = sorted(chance.randint(0, 20) for _ in names[1:])
        parts = [end - start for start, end in zip([0, *cuts], [*cuts, 20], strict=True)]
        return {
            name: part if whole is None else part * float(whole) / 20 for name, part in zip(names, parts, strict=True)
        }
    if leaf.formula is not None:
        return {}
    if options := leaf.rule.options():
        return {leaf.id: chance.choice(options)}
    low, high = leaf.rule.domain(leaf)
    low = 1 if low is None else float(low)
    high = low + 100 if high is None else float(high)
    figure = round(chance.uniform(low, high), 2)
    return {leaf.id: round(figure) if leaf.rule.grid(leaf) else figure}


def results(definition, table):
    """Return everything a reader of results sees, or None where the evidence is refused."""
    try:
        scores = parindex.score(definition, table)
    except parindex.EvidenceError:
        return None
    nodes = {node: np.nan_to_num(scores[node], nan=-1).tolist() for node in sorted(scores.nodes[1:])}
    total, ranks = (np.nan_to_num(figures, nan=-1).tolist() for figures in (scores.total, scores.rank))
    return nodes, total, scores.rounded, ranks, scores.band


def said(problems):
    return {(problem.code, problem.message) for problem in problems}


def told_by(text, original, known, sound, table):
    """Return what tells of an edit, beside what was known before, or None where it changes nothing."""
    definition, problems = parse(text)
    news = said(problems) - known
    if definition is not None and results(definition, table) == sound:
        return None
    told = {"check"} if news else set()
    if definition is not None and parindex.diff(original, definition).level in ("breaking", "restating"):
        told.add("diff")
    return told


@pytest.mark.many
@pytest.mark.parametrize(
    "count, names", [(3, BUNDLED), *(pytest.param(40, BUNDLED[at::4], marks=pytest.mark.slow) for at in range(4))]
)
def test_every_edit_that_changes_a_score_is_told(count, names, capsys):
    told, untold = Counter(), []
    for name in names:
        text, original = text_of(name)[0], parindex.load(name)
        chance = random.Random(f"{name} {count}")
        table = evidence(original, chance)
        known, sound = said(parindex.check(original)), results(original, table)
        assert sound is not None, f"the evidence for {name} is no evidence"
        for slip in SLIPS:
            for _ in range(count):
                edited = slip(text, chance)
                by = told_by(edited, original, known, sound, table)
                if by is not None:
                    told.update(["edits", *by])
                    untold += [] if by else [(name, slip.__name__, edited)]
    with capsys.disabled():
        shares = {what: f"{told[what] / told['edits']:.1%}" for what in ("check", "diff")}
        whole = 1 - len(untold) / told["edits"]
        print(f"\n{told['edits']} edits that change a result: told {whole:.1%}; by {shares}")  # noqa: T201
    assert not untold, untold[0]
    assert told["edits"] > 2 * count * len(names)
