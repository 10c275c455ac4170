"""What would be with other evidence: the questions that are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from parindex.base import say
from parindex.evidence import NewValues
from parindex.scoring.answers.what_if.grid import WhatIfEach, grid
from parindex.scoring.answers.what_if.many_scenarios import WhatIfs, many_scenarios
from parindex.scoring.answers.what_if.one_scenario import WhatIf, one_scenario

if TYPE_CHECKING:
    from parindex.scoring.scores import Scores


@overload
def what_if(scores: Scores, changes: NewValues) -> WhatIf: ...
@overload
def what_if(scores: Scores, changes: Sequence[NewValues]) -> WhatIfs: ...
def what_if(scores: Scores, changes: NewValues | Sequence[NewValues]) -> WhatIf | WhatIfs:
    """Return what units would have if some had other values, everything else as it is: exactly.

    Parameters
    ----------
    scores : Scores
        What is.
    changes : mapping of unit to mapping of column to value, or a sequence of these
        New values by unit, named by code or name, and by column of evidence: an indicator, an input (``1.1.on_time``),
        points (``1.1.points``) or a component, whichever evidence gives. They are read and checked as evidence is:
        options by their names, ``yes`` and ``no``, ``"7,2"``, percentages as text, ``"n/a"``, None for a missing value.

    Returns
    -------
    WhatIf or WhatIfs
        Of one mapping all units before and after, with the new `Scores`. Of a sequence, in which each mapping is a
        scenario by itself, the units that have new values in each.

    Raises
    ------
    EvidenceError
        A unit or column is not known, or a value not allowed; `problems` holds every fault.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> scores = parindex.score(definition, evidence)
    >>> found = parindex.what_if(scores, {"MOHA": {"survey": "29,5"}})
    >>> found.scores.rounded
    (Decimal('90.15'), Decimal('89.96'))
    >>> found.scores.rank
    array([1., 2.])
    >>> parindex.what_if(scores, [{"MOHA": {"survey": 28}}, {"MOHA": {"survey": 30}}]).rank
    array([2., 1.])
    """
    if isinstance(changes, Mapping):
        return one_scenario(scores, changes)
    return many_scenarios(scores, _scenarios(changes))


def _scenarios(changes: object) -> list[NewValues]:
    if isinstance(changes, str) or not isinstance(changes, Iterable):
        raise TypeError(say("changes are a mapping by unit, or a list of such, not {value!r}", value=changes))
    return list(changes)


def what_if_each(
    scores: Scores,
    *,
    by: object = 1,
    values: Mapping[str, Iterable[object]] | None = None,
    units: Iterable[str] | None = None,
    nodes: Iterable[str] | None = None,
) -> WhatIfEach:
    """Return what each unit would have with one value otherwise: a step more at every node, or each of some values.

    Parameters
    ----------
    scores : Scores
        What is.
    by : number
        So many units of evidence more: points, files, hundredths of a share, steps of whole increments. Less where less
        is better, and no further than is allowed. An answer, a band, a tick or a count moves by one, where `by` is 1.
    values : mapping of column to values, optional
        Values that are tried in place of steps, each alone, for every unit: ``{"land": [5, 6, 7]}``.
    units, nodes : iterable of str, optional
        Some units, and some nodes, of which steps are tried; without them all.

    Returns
    -------
    WhatIfEach
        Published totals and ranks are what scoring again would say.

    Raises
    ------
    EvidenceError
        A column is not known, or a value not allowed; `problems` holds every fault.
    ValueError
        `by` is not above 0.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> found = parindex.what_if_each(parindex.score(definition, evidence), by=3)
    >>> found.matrix("rank")
    (('appraised', 'survey'), array([[1., 1.],
           [1., 1.]]))
    """
    return grid(scores, by=by, values=values, units=units, nodes=nodes)
