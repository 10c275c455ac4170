"""Arrays inside frozen classes: copied unless read-only already, compared as a whole."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from parindex.kernels import Array


def _read_only(values: npt.ArrayLike | None) -> Array | None:
    if values is None or (isinstance(values, np.ndarray) and not values.flags.writeable):
        return values
    copied = np.array(values)
    copied.flags.writeable = False
    return copied


def _equal(left: Array, right: Array) -> bool:
    return left is right or np.array_equal(left, right, equal_nan=left.dtype.kind == right.dtype.kind == "f")


def array() -> Any:
    """Return an attrs field for an array, or None."""
    return attrs.field(converter=_read_only, eq=attrs.cmp_using(eq=_equal), hash=False)
