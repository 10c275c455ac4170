"""Every benchmark times our work and its floor in turn, in one run, and reports the ratio of their medians."""

import statistics
import time

import pytest

RATIOS = []


@pytest.fixture
def against(benchmark, request):
    """Benchmark `ours` and compare it with `floor`, the bare work that nobody can do without."""

    def run(ours, floor, what, rounds=15, clock=_seconds):
        if request.config.getoption("benchmark_disable"):  # only whether they run
            rounds = 1
        pairs = [(clock(ours), clock(floor)) for _ in range(rounds)]
        mine, least = (statistics.median(times) for times in zip(*pairs, strict=True))
        benchmark.extra_info.update(ratio=mine / least, floor=what)
        RATIOS.append((request.node.name, mine, least, what))
        return benchmark(ours)

    return run


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pytest_terminal_summary(terminalreporter):
    for name, mine, least, what in RATIOS:
        terminalreporter.write_line(f"{name}: {mine * 1e3:.3f} ms, {mine / least:.1f} x {what} ({least * 1e3:.3f} ms)")
