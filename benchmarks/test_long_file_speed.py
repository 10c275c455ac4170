"""A table of 100,000 units x 100 indicators: within 1.5 x of the csv module with `float`, in under 20 x its size."""

import csv
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import parindex

UNITS, INDICATORS = 100_000, 100
LIMITS = parindex.Limits(max_cells=2 * UNITS * INDICATORS)
MEMORY = """
    import sys, resource
    import parindex
    sys.path.insert(0, sys.argv[3])
    from test_long_file_speed import LIMITS, index
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    parindex.read_evidence(index(int(sys.argv[2])), sys.argv[1], limits=LIMITS)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


def index(n_leaves):
    leaves = tuple(parindex.Indicator(id=f"i{at}", range=(0, 100)) for at in range(n_leaves))
    head = {"id": "long", "index": "L", "version": "1", "title": parindex.Text(en="Long"), "years": (2024,)}
    return parindex.Definition(**head, combine="sum", indicator=leaves)


@pytest.fixture(scope="module", params=[",", ";", "quoted"])
def path(request, quick, tmp_path_factory):
    values = np.random.default_rng(1).random((UNITS // 10 if quick else UNITS, INDICATORS)) * 100
    separator = "," if request.param == "quoted" else request.param
    file = (
        tmp_path_factory.mktemp("long") / f"{ {',': 'comma', ';': 'semicolon'}.get(request.param, request.param) }.csv"
    )
    with file.open("w", encoding="utf-8") as out:
        out.write(separator.join(["unit", *(f"i{at}" for at in range(INDICATORS))]) + "\n")
        for at, row in enumerate(values):
            cells = separator.join(f"{value:.2f}" for value in row)
            unit = f'"u{at}"' if request.param == "quoted" else f"u{at}"
            out.write(f"{unit}{separator}{cells.replace('.', ',') if separator == ';' else cells}\n")
    return file


def floats(path):
    """Read every cell with the csv module, and make a float of it."""
    separator = ";" if path.stem == "semicolon" else ","

    def work():
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter=separator)
            next(rows)
            for row in rows:
                cells = row[1:]
                if separator == ";":
                    cells = [cell.replace(",", ".") for cell in cells]
                list(map(float, cells))

    return work


def test_read_a_long_file(against, path):
    definition = index(INDICATORS)
    against(
        lambda: parindex.read_evidence(definition, path, limits=LIMITS), floats(path), "csv.reader and float", rounds=5
    )


def test_memory_of_a_long_file(benchmark, path):
    command = [sys.executable, "-c", textwrap.dedent(MEMORY), str(path), str(INDICATORS), str(Path(__file__).parent)]
    taken = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ratio = taken / path.stat().st_size
    benchmark.extra_info.update(ratio=ratio, floor="the size of the file")
    benchmark.pedantic(lambda: None, rounds=1)
    assert ratio < 20
