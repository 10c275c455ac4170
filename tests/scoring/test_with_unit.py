"""One unit with other values among all: the same as reading and scoring the whole table again."""

import attrs
import numpy as np
import pytest

import parindex

ROWS = 250  # columns of longer files are kept as text
DEFINITION = """
id = "communes"
index = "C"
version = "1"
years = [2024]
title = { en = "Communes" }
combine = "weighted-mean"
rank = { on = "rounded", ties = "average", then = ["b"] }

[[component]]
id = "a"
combine = "sum"
weight = 1
decimals = 1

[[indicator]]
id = "a1"
parent = "a"
max = 10
missing = "redistribute"

[[indicator]]
id = "a2"
parent = "a"
max = 10
decimals = 1

[[indicator]]
id = "b"
weight = 2
max = 20
rule = { kind = "proportional", cap = 100 }
unit = "percent"
"""


def file_of(tmp_path, cells):
    lines = ["unit,a1,a2,b,total", *(f"u{row}," + ",".join(line) for row, line in enumerate(cells))]
    path = tmp_path / "communes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def drawn(rng):
    return [f"{rng.integers(0, 100) / 10}", f"{rng.integers(0, 1000) / 100}", f"{rng.integers(20, 1000) / 10}", ""]


CHANGES = [
    {"a1": "7.5"},
    {"a1": None},
    {"a1": 10, "b": 99.5},
    {"b": 0.5},  # a share? how it is told hangs on the others
    {"a2": "1,5"},  # another decimal mark
    {"a2": "1.503"},  # a decimal, or a thousand
    {"b": "80 %"},
    {},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_file_with_another_row_is_scored_as_if_it_was_written_so(tmp_path, changes):
    definition, rng = parindex.loads(DEFINITION), np.random.default_rng(5)
    cells = [drawn(rng) for _ in range(ROWS)]
    scores = parindex.score(definition, file_of(tmp_path, cells))
    found = scores.with_unit("u7", changes)
    for name, value in changes.items():
        cells[7][["a1", "a2", "b"].index(name)] = "" if value is None else f'"{value}"'
    again = parindex.score(definition, file_of(tmp_path, cells))
    assert found == again
    assert found.to_json() == again.to_json()


def test_values_that_are_not_allowed_are_refused_with_their_place(tmp_path):
    definition, rng = parindex.loads(DEFINITION), np.random.default_rng(5)
    scores = parindex.score(definition, file_of(tmp_path, [drawn(rng) for _ in range(ROWS)]))
    with pytest.raises(parindex.EvidenceError) as caught:
        scores.with_unit("u7", {"a1": 11})
    assert [problem.code for problem in caught.value.problems if problem.severity == "error"] == ["out-of-range"]
    assert caught.value.problems[0].path == ("u7", "a1")
    with pytest.raises(parindex.EvidenceError, match="no indicator"):
        scores.with_unit("u7", {"a9": 1})
    with pytest.raises(parindex.EvidenceError, match="no unit"):
        scores.with_unit("x7", {"a1": 1})


def test_a_printed_total_is_that_of_the_old_values(tmp_path):
    definition = parindex.loads(DEFINITION)
    cells = [["1.5", "2.5", "50.5", "99"], ["1.5", "2.5", "60.5", "99"], ["1.5", "2.5", "70.5", ""]]
    scores = parindex.score(definition, file_of(tmp_path, cells))
    assert [problem.code for problem in scores.problems].count("total-differs") == 2
    changed = scores.with_unit("u0", {"a1": "2.5"})
    assert [problem.code for problem in changed.problems].count("total-differs") == 1


@pytest.mark.parametrize(
    "id_, name", [("pci-2013", "pci-2016"), ("papi-2021", "papi-2022"), ("qd766-2026", "qd766-dak-lak")]
)
def test_examples_with_a_value_of_another_unit_are_scored_as_if_all_were_read_again(id_, name):
    scores = parindex.score(parindex.load(id_), f"examples/{name}.csv")
    raw = next(column for column in scores.evidence.table.columns if column in scores.evidence.columns)
    cells = scores.evidence.table.columns[raw]
    found = scores.with_unit(scores.units[0], {raw: cells[2]})
    table = scores.evidence.table
    other = parindex.score(scores.definition, _with(table, raw, [cells[2], *list(cells)[1:]]))
    assert found == other


def _with(table, raw, cells):
    columns = {**table.columns, raw: cells}
    if "total" in columns:
        columns["total"] = [None, *list(columns["total"])[1:]]
    return attrs.evolve(table, columns=columns)


SMALL = 'id = "s"\nindex = "S"\nversion = "1"\ntitle = "S"\nyears = [2024]\nstatus = "assumed"\n'
PLAIN = '[[indicator]]\nid = "{}"\nmissing = "{}"\nrule = {{ kind = "score", range = [0, 9] }}\nweight = {}\n{}\n'
LEVEL = {"u": (4, 2, 1), "v": (3, 3, 1), "w": (4, 2, 2), "x": (1, 1, None), "y": (None, 5, 5), "z": (2, 4, 1)}
RANKS = {
    "as published": "{ on = 'rounded' }",
    "exactly": "{ on = 'unrounded' }",
    "the lowest first": "{ on = 'unrounded', best = 'lowest' }",
    "by two more scores": "{ on = 'unrounded', then = ['c', 'a'], ties = 'average' }",
    "by one that may be missing": "{ on = 'rounded', then = ['c'], ties = 'max' }",
    "missing, lowest first": "{ on = 'unrounded', then = ['c'], best = 'lowest', ties = 'dense' }",
}


@pytest.mark.parametrize("name", RANKS)
def test_whoever_is_level_with_a_unit_that_changes_is_ranked_as_if_all_were_scored_again(name):
    """Totals are (a + b) / 2 and c decides nothing but ties; x has no c, y no total; many are level."""
    parts = [PLAIN.format(id_, "propagate", 1, "decimals = 1" if id_ == "b" else "") for id_ in "ab"]
    beside = PLAIN.format("c", "propagate", 1, 'adds = "nothing"').replace("weight = 1\n", "")
    root = f"combine = 'weighted-mean'\ndecimals = 1\nrank = {RANKS[name]}\n"
    definition = parindex.loads(SMALL + root + "".join(parts) + beside)
    table = {unit: dict(zip("abc", row, strict=True)) for unit, row in LEVEL.items()}
    scores = parindex.score(definition, table)
    rows = [*LEVEL.values(), (9, 9, 9), (3, 3.02, 1), (3, 2.98, 3), (4, 2.1, 1), (None, None, 4)]
    for unit in "uxy":
        for row in rows:
            values = dict(zip("abc", row, strict=True))
            changed, again = scores.with_unit(unit, values), parindex.score(definition, {**table, unit: values})
            np.testing.assert_array_equal(changed.total, again.total)
            np.testing.assert_array_equal(changed.rank, again.rank)
            np.testing.assert_array_equal(*(np.sign(np.subtract.outer(keys, keys)) for keys in keys_of(changed, again)))


def keys_of(*scores):
    return [each.exactness.keys for each in scores]
