"""What a portal may write: every kind of call of the surface, typed by its own wrapper, without a cast or an ignore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

import parindex
from parindex import Content, Definition, Evidence, Limits, Problem, Scores
from parindex.base import CODES, Path, Problems, Progress, Severity, ToldProgress
from parindex.comparison import DefinitionDiff, DefinitionSource, Edit, Level
from parindex.evidence import DecimalMark, EmptyPolicy, HeaderRows, Layout, NewValues, ReadingOptions
from parindex.robustness import OutputKind, RankRange, Sobol, Thresholds, Uncertainty
from parindex.scoring import (
    Explanation,
    Losses,
    Peers,
    Ranks,
    Summary,
    UnitDifference,
    WhatIf,
    WhatIfEach,
    WhatIfs,
    Within,
)
from parindex.targets import Frontier, FrontierCurve, TargetPlan
from parindex.years import Changes, Merged, Movers, MoversBy, Series, Trend, UnitChange

SERVER: Limits = Limits.server(max_rows=10_000)
MARK: DecimalMark = ","
EMPTY: EmptyPolicy = "accepted"
HEAD: HeaderRows = (3, 4)
STEPS: list[tuple[int, int]] = []


def read(definition: Definition, data: bytes, called: str, **reading: Unpack[ReadingOptions]) -> Evidence:
    """Read an upload; the keywords are those of parindex."""
    reading["name"] = called
    reading.setdefault("limits", SERVER)
    return parindex.read_evidence(definition, data, **reading)


def definition_of(source: str) -> Definition:
    """Load a definition that is stored as text."""
    return parindex.loads(source, name="stored.toml", limits=SERVER)


def beside(problems: Problems) -> dict[str, list[str]]:
    """Return what stands beside each field."""
    fields: Mapping[str, Problems] = problems.by_pointer()
    return {pointer: [problem.to_html("vi") for problem in there] for pointer, there in fields.items()}


def worst(problems: Problems) -> Severity:
    """Return the worst severity of some problems."""
    first: Problem | None = next((problem for problem in problems if problem.severity == "error"), None)
    path: Path = first.path if first else ()
    told: Problems = problems.at(*path).said("vi")
    return "error" if first and told and CODES[first.code].severity == "error" else "note"


def reported(done: int, whole: int) -> None:
    """Be told how far long work is."""
    STEPS.append((done, whole))


def questions(scores: Scores, unit: str, changes: NewValues, by: Within | None) -> list[str]:
    """Ask about one unit."""
    told: Explanation = scores.explain(unit)
    ranks: Ranks = scores.ranks(by=by)
    losses: Losses = scores.lost(unit)
    summary: Summary = scores.summary(unit)
    difference: UnitDifference = scores.difference(unit, scores.units[0])
    otherwise: WhatIf = parindex.what_if(scores, changes)
    many: WhatIfs = parindex.what_if(scores, [changes])
    each: WhatIfEach = parindex.what_if_each(scores, units=[unit])
    alike: Peers = parindex.peers(scores, unit, n=3)
    plan: TargetPlan = parindex.target(scores, unit, rank=10)
    needed: Frontier = parindex.frontier(scores, unit, rank=10)
    curve: FrontierCurve = parindex.frontier(scores, unit, rank=10, pair=("land", "entry"))
    answers = (told, ranks, losses, summary, difference, otherwise, many, each, alike, plan, needed, curve)
    return [answer.to_json() for answer in answers]


def trusted(scores: Scores, progress: ToldProgress = None) -> tuple[Uncertainty, Sobol, Thresholds, RankRange]:
    """Ask how far ranks can be trusted."""
    callback: Progress = reported
    kind: OutputKind = "rank"
    weights = parindex.Uniform(0.25)
    drawn: Uncertainty = parindex.uncertainty(scores, weights, draws=100, rng=1, progress=progress or callback)
    return (
        drawn,
        parindex.sobol(scores, weights, n=64, output=kind),
        parindex.thresholds(scores, *scores.units[:2]),
        parindex.rank_range(scores, weights),
    )


def years(before: Scores, after: Scores, unit: str, by: MoversBy = "total") -> tuple[Trend, Movers, Merged, UnitChange]:
    """Compare two years."""
    series: Series = parindex.series({2015: before, 2016: after})
    trend: Trend = series.trend(unit)
    moved: Movers = series.improved(3, by=by)
    merged: Merged = parindex.merge_units(after, to=2025)
    changes: Changes = series.change(2015, 2016)
    return trend, moved, merged, changes.of(unit)


def compared(old: DefinitionSource, new: DefinitionSource) -> dict[Level, list[Edit]]:
    """Compare two definitions."""
    found: DefinitionDiff = parindex.diff(old, new, limits=SERVER)
    levels: dict[Level, list[Edit]] = {}
    for edit in found.edits:
        levels.setdefault(edit.level, []).append(edit)
    return levels


def upload(data: bytes, name: str, layout: Layout | None) -> dict[str, list[str]]:
    """Answer an upload: problems beside fields, else the ranking."""
    definition = parindex.load("pci-2013")
    evidence = read(definition, data, name, layout=layout, decimal_mark=MARK, empty=EMPTY, ignore=["total"])
    if any(problem.severity == "error" for problem in evidence.problems):
        return beside(evidence.problems)
    scores: Scores = parindex.score(definition, evidence)
    total: float = scores.at("01")
    again: Content = Content(data, name)
    problems: Problems = parindex.validate(definition, again, limits=SERVER)
    return {unit: [str(rank)] for unit, rank in zip(scores.units, scores.rank.tolist(), strict=True)} | {
        "total": [f"{total:.2f}", worst(problems), parindex.__version__]
    }
