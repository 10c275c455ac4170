"""Which unit of a registry became which: codes of an earlier year followed to a later one."""

from __future__ import annotations

from parindex.base import say
from parindex.definition.unit_registry import REGISTRIES, Registry, registry, registry_periods, successor


def successors(registry_id: str, from_year: int, to_year: int) -> dict[str, str]:
    """Return what became of each unit: the codes of an earlier year, and the code that each has in a later one.

    Codes are used again: 44 was Quảng Bình and is Quảng Trị, of which Quảng Bình is a part. See `went_on` for which
    units are the same.

    Parameters
    ----------
    registry_id : {"vn-provinces", "vn-ministries"}
        The registry.
    from_year, to_year : int
        Years whose tables hold the units, the later one not before the earlier.

    Raises
    ------
    KeyError
        There is no such registry.
    ValueError
        The years stand the wrong way round.

    Examples
    --------
    >>> from parindex.definition import successors
    >>> became = successors("vn-provinces", 2024, 2025)
    >>> len(became), became["02"], became["08"], became["38"]
    (63, '08', '08', '38')
    >>> successors("vn-provinces", 2008, 2025)["28"]
    '01'
    """
    _check_order(from_year, to_year)
    then, now = registry(registry_id, from_year), registry(registry_id, to_year)
    return {unit.id: successor(unit.id, then, now) for unit in then.units}


def _check_order(from_year: int, to_year: int) -> None:
    if from_year > to_year:
        template = "units are followed from a year to a later one, not from {a} to {b}"
        raise ValueError(say(template, a=from_year, b=to_year))


def lineage(then: Registry, now: Registry) -> dict[str, tuple[str, ...]]:
    """Return of which units of a period each unit of a later one was formed."""
    formed: dict[str, list[str]] = {unit.id: [] for unit in now.units}
    for unit in then.units:
        formed[successor(unit.id, then, now)].append(unit.id)
    return {new: tuple(olds) for new, olds in formed.items()}


def parents(registry_id: str, from_year: int, to_year: int) -> dict[str, tuple[str, ...]]:
    """Return of which units of an earlier year each unit of a later one was formed, in the order of the registry.

    Parameters
    ----------
    registry_id, from_year, to_year
        See `successors`.

    Examples
    --------
    >>> from parindex.definition import parents
    >>> formed = parents("vn-provinces", 2024, 2025)
    >>> len(formed), formed["08"], formed["38"]
    (34, ('02', '08'), ('38',))
    """
    _check_order(from_year, to_year)
    return lineage(registry(registry_id, from_year), registry(registry_id, to_year))


def went_on(registry_id: str, from_year: int, to_year: int) -> frozenset[str]:
    """Return the units that are the same in both years, alone; the others are new, even under a code and name of old.

    Parameters
    ----------
    registry_id, from_year, to_year
        See `successors`.

    Examples
    --------
    >>> from parindex.definition import went_on
    >>> same = went_on("vn-provinces", 2024, 2025)
    >>> len(same), "38" in same, "08" in same
    (11, True, False)
    >>> "01" in went_on("vn-provinces", 2008, 2009)
    False
    """
    return frozenset(new for new, olds in parents(registry_id, from_year, to_year).items() if len(olds) == 1)


def neighbouring_periods(one: Registry) -> tuple[Registry | None, Registry | None]:
    """Return the periods of a registry before and after one of them; None where there is none.

    Examples
    --------
    >>> from parindex.definition import neighbouring_periods, registry
    >>> before, after = neighbouring_periods(registry("vn-provinces", 2024))
    >>> before.find("Hà Tây").unit.became, len(after.units)
    ('01', 34)
    """
    periods = registry_periods(one.id) if one.id in REGISTRIES else ()
    at = periods.index(one) if one in periods else len(periods)
    return (periods[at - 1] if 0 < at < len(periods) else None), next(iter(periods[at + 1 :]), None)
