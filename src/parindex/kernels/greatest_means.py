"""The greatest weighted mean that weights between bounds can give, for many rows of values at once."""

from __future__ import annotations

import numpy as np

from parindex.kernels.number import Floats, Indices


def before_dividing(values: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the greatest means (n_rows,) of values (n_rows, n_parts), and weights (n_rows, n_parts) that give them.

    Weights lie between the bounds (n_parts,) before they are divided by their sum. The greatest values have their
    greatest weights and the others their least; one of the n_parts + 1 ways to cut is best.
    """
    order = np.argsort(-values, axis=1, kind="stable")
    sizes, added = low[order], (high - low)[order]
    sorted_ = np.take_along_axis(values, order, axis=1)
    whole = _from_none(sizes.sum(axis=1), added)
    sums = _from_none((sizes * sorted_).sum(axis=1), added * sorted_)
    means = np.divide(sums, whole, out=np.full_like(sums, -np.inf), where=whole > 0)
    raised = np.argmax(means, axis=1)
    weights = np.where(_places(order) < raised[:, None], high, low)
    return np.take_along_axis(means, raised[:, None], axis=1)[:, 0], weights


def after_dividing(values: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the same where the bounds hold of weights that add to 1: what they leave goes to the greatest values."""
    order = np.argsort(-values, axis=1, kind="stable")
    room = (high - low)[order]
    left = (1 - low.sum()) - _from_none(np.zeros(len(values)), room)[:, :-1]
    given = np.clip(left, 0.0, room)
    weights = low + np.take_along_axis(given, _places(order), axis=1)
    return (weights * values).sum(axis=1), weights


def _from_none(start: Floats, added: Floats) -> Floats:
    """Return running sums from `start` on (n_rows, n_parts + 1)."""
    return np.cumsum(np.column_stack([start, added]), axis=1)


def _places(order: Indices) -> Indices:
    """Return where each part stands in an order."""
    return np.argsort(order, axis=1, kind="stable")
