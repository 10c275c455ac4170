"""Figures and documents as JSON has them: no nan, no infinity, whole numbers whole."""

from __future__ import annotations

import json
from typing import Any

import numpy as np


def json_float(number: float) -> float | None:
    """Return a number, or None where there is none or it is beyond float64."""
    return float(number) if np.isfinite(number) else None


def json_figure(number: float) -> float | int | None:
    """Return a number, whole where it is whole as ranks mostly are, or None for nan."""
    if np.isnan(number):
        return None
    return int(number) if float(number).is_integer() else float(number)


def json_text(values: dict[str, Any], indent: int | None = None) -> str:
    """Return plain JSON values as text."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=indent)
