"""ASEM Sustainable Connectivity, 51 countries, 49 indicators in four levels.

Source: COINr 1.1.14 (MIT), run on its own data set: treated, normalised and aggregated tables in ../shared/data/asem.
Tolerance: 1e-9 on a scale of 0 to 100; the tables are printed with 15 significant digits.
"""

import subprocess
import sys

import numpy as np
import pytest

import parindex
from parindex.kernels import winsorised

from .tables import assert_close, inputs, numbers, read

WITHIN = 1e-9


@pytest.fixture(scope="module")
def scores(root, shared):
    definition = parindex.load(root / "examples" / "definitions" / "asem.toml")
    return parindex.score(definition, inputs(read(shared("asem/pipe_Treated.csv")), definition, "uCode"))


def test_indicators_are_normalised_as_by_coinr(shared, scores):
    rows = read(shared("asem/pipe_Normalised.csv"))
    assert scores.units == tuple(row["uCode"] for row in rows)
    assert len(scores.definition.leaves) == 49
    for leaf in scores.definition.leaves:
        assert_close(scores[leaf.id], numbers(rows, leaf.id), WITHIN)


def test_levels_are_aggregated_as_by_coinr(shared, scores):
    rows = read(shared("asem/pipe_Aggregated.csv"))
    components = {node.id for node in scores.definition.component}
    assert set(rows[0]) - {"uCode"} == components | {leaf.id for leaf in scores.definition.leaves} | {"Index"}
    for component in components:
        assert_close(scores[component], numbers(rows, component), WITHIN)
    assert_close(scores.total, numbers(rows, "Index"), WITHIN)


def test_definition_is_what_its_maker_writes(root, shared):
    folder = root / "examples" / "definitions"
    command = [sys.executable, folder / "make_asem.py", shared("asem/ASEM_iMeta.csv")]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    assert made == (folder / "asem.toml").read_bytes()


def denominated(shared):
    """Return the indicators that no unit lacks, each divided by its denominator, as COINr takes them."""
    raw = {row["uCode"]: row for row in read(shared("asem/ASEM_iData.csv"))}
    units = [row["uCode"] for row in read(shared("asem/pipe_Treated.csv"))]
    columns = {}
    for row in read(shared("asem/ASEM_iMeta.csv")):
        if row["Type"] == "Indicator":
            over, under = ([raw[unit].get(code, "1") for unit in units] for code in (row["iCode"], row["Denominator"]))
            if not {"", "NA"} & {*over, *under}:
                columns[row["iCode"]] = np.array(over, dtype=float) / np.array(under, dtype=float)
    return columns


def test_values_far_out_are_brought_in_as_by_coinr(shared):
    treated, moved = read(shared("asem/pipe_Treated.csv")), 0
    for code, values in denominated(shared).items():
        ours, steps = winsorised(values, 2.0, 3.5, 5)
        assert ours == pytest.approx(numbers(treated, code), rel=1e-12), code
        moved += bool(steps)
    assert moved == 8
