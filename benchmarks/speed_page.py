"""The page of all ratios, as they are on the machine at hand."""

import itertools
import os
import platform
from importlib.metadata import version
from pathlib import Path

TEXT = """\
# Speed

How long the library takes, each time beside work that nobody can do without, or beside a peer.
Both are timed in turn, in one run: times hang on the machine and its load, ratios hardly do.
A ratio is *ours divided by theirs*, of medians; below 1 we are the faster.

This page is written by one command, on your machine too, in six minutes or so:

```text
python -m tox -e speed
```

It was last written on {machine}.
Times are those of the processor; only where work is shared out to others are they of the clock.
A benchmark that promises a ratio at most says so in the last column; what was not reached is in bold.
Each is a test of the folder `benchmarks`, where the work and what it is compared with can be read.

{tables}
"""
HEAD = "| work | ours | times | of what | promised |\n|---|---:|---:|---|---:|"


def page(ratios):
    """Return Markdown: a table for each module of benchmarks."""
    tables = []
    for title, group in itertools.groupby(ratios, key=lambda ratio: ratio.module):
        rows = [
            f"| {ratio.work} | {_time(ratio.ours)} | {_ratio(ratio)} "
            f"| {ratio.what}, {_time(ratio.floor)} | {'' if ratio.most is None else f'{ratio.most:.3g}'} |"
            for ratio in group
        ]
        tables.append("\n".join([f"## {title}\n", HEAD, *rows]))
    return TEXT.format(machine=_machine(), tables="\n\n".join(tables))


def _time(seconds):
    """Return a time in three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds / size < 999.5 else f"{seconds / size:.0f} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def _ratio(ratio):
    """Return a ratio in three digits, in bold where it is above what is promised."""
    times = ratio.ours / ratio.floor
    text = f"{times:.3g}" if times < 100 else f"{times:,.0f}"
    return f"**{text}**" if ratio.most is not None and times > ratio.most else text


def _machine():
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        processor = names[0] if names else processor
    versions = f"Python {platform.python_version()}, numpy {version('numpy')}"
    return f"{platform.system()}, {processor}, {os.cpu_count()} cores, with {versions}"
