"""The cases of the bundled definitions: they pass, and a figure changed in a definition makes one fail.

Sources and tolerances stand in each file of cases.
"""

import sys
from fractions import Fraction

import attrs
import pytest

import parindex
from parindex.base.problems import errors
from parindex.cases.case_files import parse_cases, read_cases
from parindex.definition import cases_of
from parindex.definition.checking.definition_checks import check_tree
from parindex.definition.reading.structuring import structure, unstructure

BUNDLED = [entry.id for entry in parindex.catalogue()]
#: Figures that no case can guard: they are only shown beside scores, weigh a part that stands alone, limit what other
#: figures limit already, round what has two decimals, or ask for more than 9 where there is 10 or at most 5.
FREE = {
    "nd307-province-2025": {"4.d decimals"},
    "nd307-ward-2025": {"bands 0 requires 1 at_least"},
    "par-province-2012": {"max"},
    "par-province-2020": {"max", "sipas max"},
    "pci-2006": {"area_with_lurc weight", "website_score weight", "non_state_cases weight"},
    "par-template": {"8.2 cap", "8.2 floor", "8.2.1 max", "penalty cap"},
}
#: Keys that hold no figure to score with.
APART = {"years", "id", "parent", "source", "sources", "title", "note", "version"}


@pytest.mark.parametrize("id_", BUNDLED)
def test_cases_of_a_bundled_definition_come_out(id_):
    assert parse_cases(*cases_of(id_))[1] == ()
    results = parindex.run_cases(id_)
    assert results.problems == ()
    assert len(results.outcomes) >= 2
    assert results.definition.id == id_


def figures(table, path=()):
    """Yield the path of every figure in a definition's table."""
    items = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in items:
        if key in APART:
            continue
        if isinstance(value, (dict, list, tuple)):
            yield from figures(value, (*path, key))
        elif isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            yield (*path, key)


def moved(value, by):
    """Return a figure with its last digit moved by one; of a fraction that is no decimal, the numerator."""
    number = Fraction(value)
    places = next((n for n in range(12) if (number * 10**n).denominator == 1), None)
    return number + (Fraction(by, number.denominator) if places is None else Fraction(by, 10**places))


def changed(table, path, by):
    """Return a copy of a table with one figure changed."""
    key, *rest = path
    old = table[key]
    new = changed(old, rest, by) if rest else moved(old, by)
    if isinstance(old, int):
        new = int(new)
    if isinstance(table, dict):
        return {**table, key: new}
    return [new if at == key else value for at, value in enumerate(table)]


def plain_of(value):
    """Turn a table of fractions into one as TOML gives it."""
    if isinstance(value, dict):
        return {key: plain_of(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_of(entry) for entry in value]
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value


def says(cases, node):
    """Return whether a case names a node in its evidence or in what it expects."""
    (case,) = cases.case
    rows = [*(() if isinstance(case.evidence, str) else case.evidence), *case.expect]
    return any(cell.name == node or cell.name.startswith(f"{node}.") for row in rows for cell in row.cells)


def notices(cases, table, node):
    """Return whether a changed definition is refused or fails one of its cases, which is the first to try next time."""
    definition, _ = structure(plain_of(table))
    if definition is None or errors(check_tree(definition)):
        return True
    likely = sorted(cases, key=lambda case: not says(case, node))
    failing = next((case for case in likely if parindex.run_cases(case, definition).failed), None)
    if failing is not None:
        cases.remove(failing)
        cases.insert(0, failing)  # figures beside each other are guarded by the same case
    return failing is not None


def alone(cases):
    """Return each case by itself."""
    return [attrs.evolve(cases, case=(case,)) for case in reversed(cases.case)]


def node_at(table, path):
    """Return the node that a figure stands in, None where that is the index itself."""
    return table[path[0]][path[1]]["id"] if path[0] in ("component", "indicator") else None


def called(table, path):
    """Name a figure by the node it stands in, and its keys."""
    node = node_at(table, path)
    return " ".join(map(str, path if node is None else (node, *path[2:])))


@pytest.mark.slow
@pytest.mark.parametrize("id_", BUNDLED)
def test_a_digit_changed_in_a_definition_fails_its_cases(id_, capsys):
    table = unstructure(parindex.load(id_))
    paths = list(figures(table))
    cases = {by: alone(read_cases(id_)) for by in (1, -1)}  # an edge moved up or down is guarded by different ones
    blind = {
        called(table, path)
        for path in paths
        if not all(notices(guarding, changed(table, path, by), node_at(table, path)) for by, guarding in cases.items())
    }
    with capsys.disabled():
        sys.stdout.write(f"\n{id_}: {len(paths) - len(blind)} of {len(paths)} figures are guarded")
    assert blind <= FREE.get(id_, set())
