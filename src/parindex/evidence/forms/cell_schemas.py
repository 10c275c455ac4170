"""The JSON Schema of one cell of evidence, from what reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from parindex.base import TICKS, fold
from parindex.definition import Definition
from parindex.evidence.cells.cell_numbers import NOT_APPLICABLE
from parindex.evidence.column_limits import LARGEST
from parindex.evidence.column_values import Column
from parindex.evidence.forms.cell_readers import (
    is_above,
    is_from_zero,
    limits_of,
    may_be_inapplicable,
    readers,
    takes_numbers,
)
from parindex.evidence.forms.field import json_figure_of
from parindex.evidence.forms.text_patterns import number_texts, text_pattern

Schema = dict[str, Any]
#: So many numbers of steps are listed where a validator cannot divide by the step without an error.
_MOST_STEPS = 200


def cell_schema(column: Column, definition: Definition) -> Schema:
    """Return what one cell may hold, given as text, number, boolean or null."""
    inapplicable = may_be_inapplicable(column, definition)
    if column.words is not None and not takes_numbers(column):
        return (
            _of_ticks(inapplicable=inapplicable)
            if column.target.item
            else _of_options(column.names, inapplicable=inapplicable)
        )
    if column.words is None:
        pattern = number_texts(percent=column.percent, inapplicable=inapplicable)
        return {"type": ["number", "string", "null"], **_limits(column, definition), "pattern": pattern}
    if limits_of(column, definition)[1] is not None:  # an attribute that a condition asks about
        pattern = number_texts(TICKS, percent=False, inapplicable=inapplicable)
        return {**_of_ticks(inapplicable=inapplicable), "pattern": pattern}
    pattern = number_texts(TICKS, percent=False, inapplicable=inapplicable)
    kinds = ["number", "boolean", "string", "null"]
    return {"type": kinds, **_limits(column, definition), "pattern": pattern}


def printed_schema() -> Schema:
    """Return what a cell of printed totals may hold."""
    return {"type": ["number", "string", "null"], "pattern": number_texts(percent=False, inapplicable=True)}


def _of_ticks(*, inapplicable: bool) -> Schema:
    """Return what is ticked or not: yes, no, 1, 0, true, false."""
    words = (*TICKS, *(sorted(NOT_APPLICABLE) if inapplicable else ()))
    kinds = ["string", "boolean", "number", "null"]
    return {"type": kinds, "minimum": 0, "maximum": 1, "multipleOf": 1, "pattern": text_pattern(words)}


def _of_options(names: tuple[str, ...], *, inapplicable: bool) -> Schema:
    """Return one of some names; a number or a boolean may be one, as it is written."""
    words = (*names, *(sorted(NOT_APPLICABLE) if inapplicable else ()))
    schema: Schema = {"type": ["string", "null"], "pattern": text_pattern(words)}
    numbers = sorted({figure for name in names if (figure := _as_number(name)) is not None})
    flags = {"true", "false"} & set(map(fold, names))
    schema["type"] += ["number"] * bool(numbers) + ["boolean"] * bool(flags)
    return {**schema, "if": {"type": "number"}, "then": {"enum": numbers}} if numbers else schema


def _as_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _limits(column: Column, definition: Definition) -> Schema:
    """Return between what numbers lie, and which steps they are."""
    low, high = limits_of(column, definition)
    schema: Schema = {"exclusiveMinimum": -LARGEST} if low is None else {"minimum": json_figure_of(low)}
    schema |= {"exclusiveMaximum": LARGEST} if high is None else {"maximum": json_figure_of(high)}
    if is_from_zero(column) and (low is None or low <= 0):
        schema = {name: limit for name, limit in schema.items() if "inimum" not in name}
        schema["exclusiveMinimum" if is_above(column) else "minimum"] = 0
    return schema if column.grid is None else {**schema, **_steps(*column.grid, low, high)}


def _steps(start: Fraction, step: Fraction, low: Fraction | None, high: Fraction | None) -> Schema:
    """Return which steps numbers are, where a validator that divides in float64 tells them without an error."""
    two = step.denominator & (step.denominator - 1) == 0
    if two and start % step == 0:
        return {"multipleOf": json_figure_of(step)}
    if low is None or high is None or (high - low) / step > _MOST_STEPS:
        return {}
    first = start + -((start - low) // step) * step
    listed = [first + at * step for at in range(int((high - first) // step) + 1)]
    return {"if": {"type": "number"}, "then": {"enum": [json_figure_of(number) for number in listed]}}


def cell_schemas(definition: Definition) -> Mapping[str, Schema]:
    """Return what the cells of every column of figures and words may hold."""
    return {name: cell_schema(column, definition) for name, column in readers(definition).items()}
