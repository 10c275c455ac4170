"""What answers about a series share: where their years come from, and the words for changes of rank."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

import numpy as np

from parindex.base import FieldKind, local_number, shipped_schema, version
from parindex.scoring import AsTable, Standings

_KINDS: Mapping[str, FieldKind] = {
    **dict.fromkeys(("total", "published", "change", "change_of_total", "before", "after"), "number"),
    **dict.fromkeys(("mean_rank_shift", "deviation"), "number"),
    **dict.fromkeys(("year", "rank", "n_ranked", "rank_shift", "rank_before", "rank_after", "n_years"), "whole"),
    **dict.fromkeys(("n_before", "n_after", "shift_among_both", "best_of", "worst_of"), "whole"),
    **dict.fromkeys(("best_rank", "worst_rank", "largest_rank_shift"), "whole"),
    **dict.fromkeys(("edition", "band", "why", "events", "name", "unit", "when"), "text"),
}


class YearsAnswer(AsTable):
    """A series of years, or an answer about one.

    Attributes
    ----------
    analysis : str
        Which answer it is.
    """

    analysis: ClassVar[str]

    @property
    @abstractmethod
    def of_years(self) -> Mapping[int, Standings]:
        """The scores of each year that it is about."""

    @property
    def parameters(self) -> dict[str, Any]:
        """What was asked for, as plain JSON values."""
        return {}

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {name: _KINDS[name] for name in next(iter(self.to_records()), {}) if name in _KINDS}

    def to_dict(self, units: Collection[str] = ()) -> dict[str, Any]:
        """Return everything as plain JSON values: the years with their definitions and evidence, records and notes."""
        return {
            "parindex": version(),
            "analysis": self.analysis,
            "years": years_head(self.of_years),
            "parameters": self.parameters,
            "records": self.of_units(units),
            "notes": list(self.notes),
        }


def years_head(scores: Mapping[int, Standings]) -> list[dict[str, Any]]:
    """Return where each year comes from: its definition, registry and evidence."""
    names = ("definition", "registry", "evidence")
    heads = ((year, {name: of_year.provenance[name] for name in names}) for year, of_year in scores.items())
    return [{**head, "year": year} for year, head in heads]


def rank_cell(rank: float, of: int, lang: str, *, told: bool) -> str:
    """Write a rank; where it is told among how many units, with their number: 3/61."""
    text = "" if np.isnan(rank) else local_number(f"{rank:g}", lang)
    return f"{text}/{of}" if text and told else text


def series_schema() -> dict[str, Any]:
    """Return the JSON Schema of `to_dict` of a series and of what it answers: trends, movers and volatility.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.series_schema()["oneOf"]]
    ['series', 'trend', 'movers', 'volatility']
    """
    return shipped_schema("parindex.years.trends", "series")
