"""Columns of figures described one by one: how many there are, where they lie, how they are spread."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import attrs
import numpy as np

from parindex.base import array, json_figure
from parindex.kernels import Floats, Mask, is_skewed, kurtosis, most_frequent, skewness, winsorised
from parindex.robustness.audits.coherence_thresholds import CoherenceThresholds

_NO_FIGURES = ("columns", "outlying", "winsorising_steps")


@attrs.frozen(repr=False)
class Description:
    """What stands in columns, one place a column; nan where a figure is not known, as the skewness of two values.

    Attributes
    ----------
    columns : tuple of str
        Indicators, or parts of a component.
    count, missing, zeros, unique : array (n_columns,)
        How many units have a value, have none, have 0, and how many values differ.
    most_frequent : array (n_columns,)
        The share of units, of those with a value, that have the most frequent one.
    minimum, median, maximum, mean, standard_deviation : array (n_columns,)
        In the unit of the values; the deviation is divided by one less than the count.
    skewness, kurtosis : array (n_columns,)
        The adjusted coefficients G1 and G2 (Joanes and Gill 1998, doi:10.1111/1467-9884.00122); G2 of a normal
        distribution is 0.
    outlying : array of bool (n_columns,)
        Whether both are beyond the thresholds.
    winsorising_steps : tuple of (int or None)
        How often the values furthest out are to be set to the next one until they are not; None where that takes more
        steps than the threshold allows.
    """

    columns: tuple[str, ...]
    count: Floats = array()
    missing: Floats = array()
    zeros: Floats = array()
    unique: Floats = array()
    most_frequent: Floats = array()
    minimum: Floats = array()
    median: Floats = array()
    maximum: Floats = array()
    mean: Floats = array()
    standard_deviation: Floats = array()
    skewness: Floats = array()
    kurtosis: Floats = array()
    outlying: Mask = array()
    winsorising_steps: tuple[int | None, ...] = ()

    @classmethod
    def of(
        cls, columns: tuple[str, ...], values: Floats, thresholds: CoherenceThresholds, named: Collection[str] = ()
    ) -> Description:
        """Describe values (n_units, n_columns), nan where there is none.

        Those of `named` columns are places of options: they are counted, and have no figures.
        """
        there = ~np.isnan(values)
        count = there.sum(axis=0).astype(np.float64)
        frequencies = [most_frequent(values[:, at]) for at in range(len(columns))]
        zeros = (values == 0).sum(axis=0).astype(np.float64)
        values = np.where([column in named for column in columns], np.nan, values)
        zeros[[column in named for column in columns]] = np.nan
        limits, there = (thresholds.skewness, thresholds.kurtosis), ~np.isnan(values)
        outlying = np.asarray(is_skewed(values, *limits))
        steps = tuple(
            winsorised(values[there[:, at], at], *limits, thresholds.winsorising_steps)[1] if beyond else 0
            for at, beyond in enumerate(outlying.tolist())
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            return cls(
                columns,
                count=count,
                missing=len(values) - count,
                zeros=zeros,
                unique=np.array([unique for unique, _ in frequencies], dtype=np.float64),
                most_frequent=np.array([most for _, most in frequencies], dtype=np.float64) / count,
                minimum=_by_column(values, there, np.min),
                median=_by_column(values, there, np.median),
                maximum=_by_column(values, there, np.max),
                mean=_by_column(values, there, np.mean),
                standard_deviation=_by_column(values, there, _deviation),
                skewness=skewness(values),
                kurtosis=kurtosis(values),
                outlying=outlying,
                winsorising_steps=steps,
            )

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield one flat record a column."""
        figures = [field.name for field in attrs.fields(type(self)) if field.name not in _NO_FIGURES]
        for at, column in enumerate(self.columns):
            described = {name: json_figure(getattr(self, name)[at]) for name in figures}
            last = {"outlying": bool(self.outlying[at]), "winsorising_steps": self.winsorising_steps[at]}
            yield {"column": column, **described, **last}


def _deviation(line: Floats) -> float:
    return float(line.std(ddof=1)) if line.size > 1 else np.nan


def _by_column(values: Floats, there: Any, figure: Any) -> Floats:
    lines = (values[there[:, at], at] for at in range(values.shape[1]))
    return np.array([figure(line) if line.size else np.nan for line in lines], dtype=np.float64)
