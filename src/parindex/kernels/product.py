"""Products of matrices, by pieces where threads would cost more than they save."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: Below so many multiplications OpenBLAS starts no threads; waking them on a busy machine takes milliseconds.
_ALONE, _SMALL = 2**18, 2**24


def product(left: Floats, right: Floats) -> Floats:
    """Return ``left @ right``."""
    each = max(1, right.size)
    if len(left) * each > _SMALL or each > _ALONE:
        return np.asarray(left @ right)
    out, some = np.empty((len(left), right.shape[1])), _ALONE // each
    for start in range(0, len(left), some):
        np.matmul(left[start : start + some], right, out=out[start : start + some])
    return out
