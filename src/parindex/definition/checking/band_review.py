"""What a reviewer would ask about the bands of a rule: overlaps, gaps, points that go up and down along the value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from parindex.base import Path, plain, say
from parindex.definition.checking.hierarchy import SoundTree
from parindex.definition.rules.rule import Finding
from parindex.definition.rules.steps import Band, Bands
from parindex.definition.tree import Indicator

_UPPER = ("below", "at_most")


def review_bands(tree: SoundTree) -> Iterator[Finding]:
    """Yield what is odd about rules of bands."""
    for path, leaf in tree.places():
        if not isinstance(leaf, Indicator) or not isinstance(leaf.rule, Bands):
            continue
        bands = leaf.rule.bands
        if not bands or any(len(band.edges()) > 1 for band in bands):
            continue  # told already
        place: Path = (*path, "rule", "bands")
        yield from _overlaps(leaf, place, bands)
        if any(leaf.rule.findings(leaf)):
            continue
        gap = _gap(bands)
        if gap is not None and leaf.unit != "count":
            low, high = gap
            values = {"id": leaf.id, "low": plain(low), "high": plain(high)}
            message = say("{id}: values between {low} and {high} fall in the last band", **values)
            hint = say("let one of the two edges be open: below in place of at_most, or above in place of at_least")
            yield "gap-between-bands", (*place, len(bands) - 1), message, hint
        else:
            yield from _turns(leaf, place, bands if gap is None else bands[:-1])


def _overlaps(leaf: Indicator, place: Path, bands: Sequence[Band]) -> Iterator[Finding]:
    """Find bands that claim values which one of the other direction has taken."""
    for at, band in enumerate(bands):
        for name, edge in band.edges():
            others = [
                earlier
                for earlier in bands[:at]
                for other, taken in earlier.edges()
                if (other in _UPPER) != (name in _UPPER) and _meet(leaf, {name: edge, other: taken})
            ]
            if others:
                values = {"id": leaf.id, "band": str(band), "other": str(others[0])}
                message = say("{id}: some values that are {band} are taken by the band {other!r} before", **values)
                yield "bands-overlap", (*place, at), message, say("correct one of the two edges")


def _meet(leaf: Indicator, named: dict[str, Fraction]) -> bool:
    """Return whether a lower and an upper edge leave values between them that the evidence can have."""
    low = next(edge for name, edge in named.items() if name not in _UPPER)
    high = next(edge for name, edge in named.items() if name in _UPPER)
    least, most = leaf.rule.domain(leaf)
    within = (most is None or low <= most) and (least is None or high >= least)
    return within and (low < high or (low == high and "at_least" in named and "at_most" in named))


def _gap(bands: Sequence[Band]) -> tuple[Fraction, Fraction] | None:
    """Return two closed edges that were written as neighbours, 89 and 90, with only the last band between them."""
    lower = [band.at_most for band in bands if band.at_most is not None]
    upper = [band.at_least for band in bands if band.at_least is not None]
    if not lower or not upper or bands[-1].edges():
        return None
    low, high = max(lower), min(upper)
    open_between = any(edge is not None and low <= edge <= high for band in bands for edge in (band.above, band.below))
    step = min(_step(low), _step(high))
    return (low, high) if 0 < high - low <= step and not open_between else None


def _step(number: Fraction) -> Fraction:
    """Return one unit of the last digit that a number is written with."""
    return Fraction(1, 10 ** len(plain(number).partition(".")[2]))


def _turns(leaf: Indicator, place: Path, bands: Sequence[Band]) -> Iterator[Finding]:
    """See that points rise along the value, or fall: where they do both, two figures may have changed places."""
    # Along the value: upper edges as they stand in the file, what is left, lower edges from the last to the first.
    lower = [at for at, band in enumerate(bands) if any(name in _UPPER for name, _ in band.edges())]
    upper = [at for at, band in enumerate(bands) if any(name not in _UPPER for name, _ in band.edges())]
    rest = [at for at, band in enumerate(bands) if not band.edges()]
    along = [*lower, *rest, *reversed(upper)]
    steps = [(bands[after].points - bands[before].points, before, after) for before, after in pairwise(along)]
    rising = [step for step in steps if step[0] > 0]
    falling = [step for step in steps if step[0] < 0]
    if rising and falling:
        odd = min(rising, falling, key=len)[0]
        message = say(
            "{id}: points go from {before} to {after} along the value, and elsewhere {way}",
            id=leaf.id,
            before=plain(bands[odd[1]].points),
            after=plain(bands[odd[2]].points),
            way=say("they fall") if odd[0] > 0 else say("they rise"),
        )
        yield "points-up-and-down", (*place, max(odd[1:])), message, say("are two figures swapped?")
