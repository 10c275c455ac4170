"""Published figures of many units: totals within a tenth of scoring, JSON within 1.5 times bare json.dumps."""

import json
from fractions import Fraction
from functools import cache

import attrs
import numpy as np
import pytest

import parindex
from parindex.base import json_document

from .flat import LEAVES, definition, scores
from .test_reconcile_speed import index, layers

UNITS, IN_JSON = 100_000, 10_000
LIMITS = parindex.Limits(max_cells=2 * UNITS * LEAVES)
#: Where it is only tried that they run, a tenth of the units will do.
PART = 10
TABLES = pytest.mark.parametrize("figures", ["of any digits", "often at a half"])
#: A page or file is indented, what goes to a program is not.
WAYS = {"plain": (None, lambda result: result.to_json()), "indented": (2, lambda result: result.to_json(2))}
WAYS["as the command prints it"] = 2, lambda result: json_document(result.to_dict(), "vi")


@cache
def table(figures, units):
    """Return units with figures from 0 to 100 below eight domains; at a half two decimals are published as one."""
    halves = figures == "often at a half"
    tree = definition(domains=8)
    leaves = tuple(attrs.evolve(leaf, max=Fraction(100)) for leaf in tree.indicator)
    tree = attrs.evolve(tree, indicator=leaves, decimals=1 if halves else 2)
    values = np.random.default_rng(1).random((units, LEAVES)) * 100
    return tree, parindex.read_evidence(tree, np.round(values, 2) if halves else values, limits=LIMITS)


@TABLES
def test_publish_100_000_totals(against, quick, figures):
    tree, evidence = table(figures, UNITS // PART if quick else UNITS)
    result = parindex.score(tree, evidence)
    against(result.published, lambda: parindex.score(tree, evidence), "scoring them", rounds=3, most=0.1)


@TABLES
def test_publish_100_000_units_at_all_of_109_nodes(against, quick, figures):
    tree, evidence = table(figures, UNITS // PART if quick else UNITS)
    result = parindex.score(tree, evidence)

    def every():
        for node in result.nodes:
            result.published(node)

    against(every, lambda: parindex.score(tree, evidence), "scoring them", rounds=3, most=3)


@pytest.mark.parametrize("way", WAYS)
def test_write_10_000_units_as_json(against, quick, way):
    result = scores(IN_JSON // PART if quick else IN_JSON, domains=8)
    values = result.to_dict()
    indent, ours = WAYS[way]

    def bare():
        return json.dumps(values, ensure_ascii=False, indent=indent)

    against(lambda: ours(result), bare, "json.dumps of the same", rounds=5, most=1.5)


def test_explain_124_units_with_97_nodes(against):
    tree, (claimed, _) = index(), layers()
    result = parindex.score(tree, claimed)
    told = [result.explain(unit).to_dict("vi") for unit in result.units]
    explained = against(
        lambda: [result.explain(unit) for unit in result.units],
        lambda: json.dumps(told, ensure_ascii=False),
        "json.dumps of what they say",
        rounds=7,
    )
    assert len(explained) == len(result.units)
