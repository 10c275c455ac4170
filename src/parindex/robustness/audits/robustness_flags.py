"""What is to be asked about robustness: rankings that other methods, weights or parts would change much."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from parindex.base import Name, half_up_text, method, say
from parindex.robustness.audits.alternatives_compared import Alternatives
from parindex.robustness.audits.coherence_flags import OURS, FlagWriter
from parindex.robustness.audits.flags import Flag
from parindex.robustness.audits.interval_summary import IntervalSummary
from parindex.robustness.one_change import LeaveOut

JRC_2014 = "JRC 2014"


@attrs.frozen(kw_only=True)
class RobustnessThresholds:
    """From where on shifts of ranks are told as flags. A flag is a question, not an error.

    Attributes
    ----------
    mean_shift : float
        Another method by which units move by more places on average is told; a proposal of ours.
    spearman : float
        One whose ranking goes with that of the index less than this is told; a proposal of ours.
    within_3 : float
        A smaller share of units within three places of the simulated median is told (JRC 2014).
    width : float
        Units of which the 90 % interval spans more places are told; a proposal of ours.
    """

    mean_shift: float = 3.0
    spearman: float = 0.9
    within_3: float = 0.9
    width: float = 10.0


def robustness_flags(
    other: Alternatives | None,
    intervals: IntervalSummary | None,
    without: LeaveOut | None,
    thresholds: RobustnessThresholds,
) -> Iterator[Flag]:
    """Yield what is to be asked about the ranking."""
    writer = FlagWriter("")
    if other is not None:
        yield from _of_methods(writer, other, thresholds)
    if without is not None:
        yield from _of_parts(writer, without, thresholds)
    if intervals is not None:
        yield from _of_intervals(writer, intervals, thresholds)


def _of_methods(writer: FlagWriter, other: Alternatives, thresholds: RobustnessThresholds) -> Iterator[Flag]:
    for at, name in enumerate(other.changed):
        shift, together = float(other.mean_rank_shift[at]), float(other.spearman[at])
        words = {"name": method(name), "value": half_up_text(shift, 1), "together": half_up_text(together, 2)}
        if shift > thresholds.mean_shift or together < thresholds.spearman:
            message = say("by {name} units move by {value} places on average (rank correlation {together})", **words)
            yield writer.flag("alternatives", (name,), (shift, thresholds.mean_shift), OURS, message)


def _of_parts(writer: FlagWriter, without: LeaveOut, thresholds: RobustnessThresholds) -> Iterator[Flag]:
    for part, shift in zip(without.changed, without.mean_rank_shift.tolist(), strict=True):
        if shift > thresholds.mean_shift:
            words = {"node": Name(part, kept=True), "value": half_up_text(shift, 1)}
            message = say("without {node} units move by {value} places on average: it decides much", **words)
            yield writer.flag("leave-out", (part,), (shift, thresholds.mean_shift), OURS, message)


def _of_intervals(writer: FlagWriter, intervals: IntervalSummary, thresholds: RobustnessThresholds) -> Iterator[Flag]:
    if intervals.within_3 < thresholds.within_3:
        words = {"value": half_up_text(intervals.within_3, 2), "threshold": half_up_text(thresholds.within_3, 2)}
        message = say(
            "a share of {value} of the units are within three places of their simulated median, less than {threshold}",
            **words,
        )
        yield writer.flag("within-3", (), (intervals.within_3, thresholds.within_3), JRC_2014, message)
    pairs = zip(intervals.units, intervals.width.tolist(), strict=True)
    wide = [(unit, width) for unit, width in pairs if width > thresholds.width]
    if wide:
        most = max(width for _, width in wide)
        message = say(
            "the ranks of {count} units are uncertain by more than {places:g} places, up to {most:g}",
            count=len(wide),
            places=thresholds.width,
            most=most,
        )
        yield writer.flag("interval-width", (unit for unit, _ in wide), (most, thresholds.width), OURS, message)
