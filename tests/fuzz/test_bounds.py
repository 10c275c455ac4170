"""No file takes more than a second or fifty times its size for each megabyte, however it is made."""

import time
import tracemalloc

import pytest

import parindex
from parindex.base.problems import errors

from . import shapes
from .shapes import DEFINITIONS, DOCUMENTS, MEGABYTE, TABLES

#: Seconds and bytes for each megabyte; the floor holds what any thousands of problems take, a kilobyte each.
SECONDS, TIMES, FLOOR = 1.0, 50, 48 * MEGABYTE
#: Time of the processor, best of three: others on a busy machine slow its caches down, threefold at times. Without
#: --fuzz only what hangs is found, ten times slower than it may be, on half a megabyte; memory is not measured.
TRIES, NOISE, HANGING = 3, 3, 10

pytestmark = pytest.mark.slow


@pytest.fixture
def bounded(request, monkeypatch):
    """Run work on a file of some size within its bounds."""
    thorough = request.config.getoption("--fuzz") > 1
    if not thorough and request.node.callspec.params.get("id_") == "par-template":
        pytest.skip("a definition with every kind of rule is tried as well with --fuzz 2")
    if not thorough:
        monkeypatch.setattr(shapes, "SIZE", MEGABYTE // 2)

    def run(work, size):
        allowed = SECONDS * (NOISE * max(1.0, size / MEGABYTE) if thorough else HANGING * shapes.SIZE / MEGABYTE)
        spent = []
        while not spent or (spent[-1] > allowed and len(spent) < TRIES):
            start = time.process_time()
            work()
            spent.append(time.process_time() - start)
        assert min(spent) <= allowed
        if thorough:
            tracemalloc.start()
            work()
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert peak <= max(FLOOR, TIMES * size)

    return run


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path.stat().st_size


def scored(path, definition):
    try:
        evidence = parindex.read_evidence(definition, path)
    except parindex.UnreadableError:  # beyond a limit: told while it is read
        return
    if not errors(evidence.problems):
        parindex.score(definition, evidence).to_json()


@pytest.mark.parametrize("shape", DEFINITIONS)
def test_a_definition_is_checked_within_bounds(tmp_path, bounded, shape):
    path = tmp_path / "shape.toml"
    size = written(path, DEFINITIONS[shape]())
    parindex.check("pgi-2022")  # imports are no part of it
    bounded(lambda: parindex.check(path), size)


@pytest.mark.parametrize("id_", ["par-template", "par-province-2022"])
@pytest.mark.parametrize(
    "make, suffix",
    [
        *(pytest.param(make, "csv", id=shape) for shape, make in TABLES.items()),
        *(pytest.param(make, "json", id=f"json: {shape}") for shape, make in DOCUMENTS.items()),
    ],
)
def test_evidence_is_read_and_scored_within_bounds(tmp_path, bounded, make, suffix, id_):
    path = tmp_path / f"shape.{suffix}"
    size = written(path, make())
    definition = parindex.load(id_)
    bounded(lambda: scored(path, definition), size)
