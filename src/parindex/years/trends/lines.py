"""One line a unit through the years: the same unit as long as its registry says that it went on alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from parindex.base import fold, say
from parindex.definition import REGISTRIES, lineage, registry_periods
from parindex.scoring import Standings


@attrs.define(eq=False)
class SeriesLine:
    """One unit through the years of a series.

    Attributes
    ----------
    code : str
        Its code, the last of it.
    rows : dict of int to int
        Its row in the scores of each year that has one.
    years : dict of int to None
        The years in which there is such a unit, whether it has a row or not.
    names : dict of int to str
        What it was called.
    formed_of : tuple of Line
        Of which units it was formed after the year before its first.
    became : Line or None
        Which unit it became part of after its last year.
    label : str
        What it goes by: its code; where another unit had that code later, with the last year, ``08@2024``.
    """

    code: str
    rows: dict[int, int] = attrs.field(factory=dict)
    years: dict[int, None] = attrs.field(factory=dict)
    names: dict[int, str] = attrs.field(factory=dict)
    formed_of: tuple[SeriesLine, ...] = ()
    became: SeriesLine | None = None
    label: str = ""

    @property
    def name(self) -> str:
        """What it is called in the last year that tells."""
        return next((name for name in reversed(self.names.values()) if name), "")

    @property
    def called(self) -> str:
        """Its name with its label."""
        return f"{self.name} ({self.label})" if self.name else self.label

    def stand(self, year: int, code: str, row: int | None, name: str) -> None:
        """Take down that the unit is there in a year."""
        self.code = code
        self.years[year] = None
        self.names[year] = name
        if row is not None:
            self.rows[year] = row


def lines_of(scores: Mapping[int, Standings]) -> tuple[SeriesLine, ...]:
    """Return one line a unit, in the order in which they first stand.

    Raises
    ------
    ValueError
        Units of one year cannot be those of another: of other registries, or of a period that lies before.
    """
    lines: dict[int, SeriesLine] = {}
    current: dict[str, SeriesLine] = {}
    before: int | None = None
    for year, of_year in scores.items():
        formed = None if before is None else _formed(scores[before], of_year)
        if formed is not None:
            current = _passed_on(current, formed)
        for code, (row, name) in _units(of_year).items():
            line = current.setdefault(code, SeriesLine(code))
            line.stand(year, code, row, name)
            lines[id(line)] = line
        before = year
    standing = [line for line in lines.values() if line.rows]
    _fill_gaps(standing, scores)
    _label(lines.values())
    return tuple(standing)


def _formed(before: Standings, after: Standings) -> Mapping[str, tuple[str, ...]] | None:
    """Return of which units each unit of the next year was formed; None where no list says, and codes do."""
    then, now = before.registry, after.registry
    if then is None or now is None or {then.id, now.id} - set(REGISTRIES):
        return None
    if then.id != now.id:
        raise ValueError(say("units of {a} are none of {b}", a=then.label, b=now.label))
    periods = registry_periods(now.id)
    if periods.index(then) > periods.index(now):
        raise ValueError(say("the units of {a} cannot come before those of {b}", a=then.label, b=now.label))
    return lineage(then, now)


def _passed_on(current: Mapping[str, SeriesLine], formed: Mapping[str, tuple[str, ...]]) -> dict[str, SeriesLine]:
    """Return the line of each unit of the next year: that of the one unit that it was, else one of its own."""
    following: dict[str, SeriesLine] = {}
    for code, olds in formed.items():
        known = [current[old] for old in olds if old in current]
        alone = len(olds) == 1 and known
        following[code] = known[0] if alone else SeriesLine(code, formed_of=tuple(known) if len(olds) > 1 else ())
    became = {old: following[new] for new, olds in formed.items() for old in olds}
    for old, line in current.items():
        new = became.get(old)
        line.became = None if new is line else new
    return following


def _units(scores: Standings) -> dict[str, tuple[int | None, str]]:
    """Return every unit that there is in a year, by its code, with its row, if it has one, and its name."""
    known = scores.registry
    units: dict[str, tuple[int | None, str]] = {}
    for unit in known.units if known else ():
        units[unit.id] = None, unit.called("vi") if unit.title else ""
    for row, (code, name) in enumerate(zip(scores.units, scores.names, strict=True)):
        units[code] = row, name
    return units


def _fill_gaps(lines: Iterable[SeriesLine], scores: Mapping[int, Standings]) -> None:
    """Let units that no list names be there in every year between two in which they are."""
    unlisted = [year for year, of_year in scores.items() if of_year.registry is None]
    for line in lines:
        first, last = min(line.years), max(line.years)
        line.years.update(dict.fromkeys(year for year in unlisted if first < year < last))
        line.years = dict.fromkeys(sorted(line.years))


def _label(lines: Iterable[SeriesLine]) -> None:
    """Give the last unit of a code that code, earlier ones the code with their last year."""
    last: dict[str, SeriesLine] = {}
    for line in lines:
        holder = last.get(line.code)
        last[line.code] = line if holder is None or max(holder.years) < max(line.years) else holder
    for line in lines:
        line.label = line.code if last[line.code] is line else f"{line.code}@{max(line.years)}"


def renamed(line: SeriesLine, year: int) -> str:
    """Return what a unit was called in the year before one, where that is another name; else ""."""
    earlier = [name for of, name in line.names.items() if of < year and name]
    now = line.names.get(year, "")
    return earlier[-1] if earlier and now and fold(earlier[-1]) != fold(now) else ""
