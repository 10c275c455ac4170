"""Every benchmark times our work and its floor in turn, in one run, and reports the ratio of their medians.

`python -m tox -e speed` writes them all to docs/speed.md as they are on the machine at hand.
"""

import statistics
import time
from pathlib import Path
from typing import NamedTuple

import pytest

try:
    import resource
except ImportError:
    resource = None

from .speed_page import page


class Ratio(NamedTuple):
    """What a benchmark found."""

    module: str  # what its module says of itself
    work: str  # what is done
    ours: float  # seconds
    floor: float
    what: str  # what the floor is
    most: float | None  # the ratio that is promised


RATIOS = []


def pytest_addoption(parser):
    parser.addoption("--page", type=Path, help="a Markdown file to write all ratios to")


@pytest.fixture(scope="session")
def quick(request):
    """Whether it is only tried that benchmarks run, so that less will do."""
    return request.config.getoption("benchmark_disable")


@pytest.fixture
def against(benchmark, request, quick):
    """Benchmark `ours` and compare it with `floor`, the bare work that nobody can do without.

    Times are of the processor, so that whatever else runs on the machine takes no part in them; work that is shared
    out to others needs `of_clock`. `most` is the ratio that is promised.
    """

    def run(ours, floor, what, *, rounds=15, clock=of_processor, most=None):
        if quick:
            rounds = 1
        pairs = [(clock(ours), clock(floor)) for _ in range(rounds)]
        mine, least = (statistics.median(times) for times in zip(*pairs, strict=True))
        benchmark.extra_info.update(ratio=mine / least, floor=what)
        RATIOS.append(Ratio(_told(request.module.__doc__), _work(request), mine, least, what, most))
        return benchmark(ours) if request.config.getoption("page") is None else benchmark.pedantic(ours)

    return run


def of_processor(work):
    """Return the seconds of the processor that some work takes, in this process and in those that it ends."""
    start = _used()
    work()
    return _used() - start


def _used():
    if resource is None:  # where processes do not tell what those they began have taken
        return time.perf_counter()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def of_clock(work):
    """Return the seconds that pass meanwhile: of work shared out to others."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _told(text):
    """Return the subject of a docstring as a heading."""
    return text.strip().splitlines()[0].partition(":")[0].rstrip(".")


def _work(request):
    name, case = request.node.originalname, request.node.name.removeprefix(request.node.originalname)
    return name.removeprefix("test_").replace("_", " ") + case.replace("[", " (").replace("]", ")")


def pytest_terminal_summary(terminalreporter, config):
    for ratio in RATIOS:
        promised = "" if ratio.most is None else f", at most {ratio.most:g}"
        terminalreporter.write_line(
            f"{ratio.work}: {ratio.ours * 1e3:.3f} ms, {ratio.ours / ratio.floor:.1f} x {ratio.what} "
            f"({ratio.floor * 1e3:.3f} ms){promised}"
        )
    if (path := config.getoption("page")) is not None:
        path.write_text(page(RATIOS), encoding="utf-8")
