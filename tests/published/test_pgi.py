"""Provincial Green Index: the plain sum of four.

Source: pcivietnam.vn, rows of 2023 typed from ../shared/facts/pci/pci.md, section 10.
Tolerance: four parts and a total of two decimals, each off by up to 0.005; that of Ho Chi Minh City is printed 24.2.
"""

import numpy as np
import pytest

import parindex

from .tables import assert_close


@pytest.mark.parametrize(
    "province, parts, total",
    [("Hải Dương", [7.43, 5.85, 3.83, 5.23], 22.34), ("TP. Hồ Chí Minh", [7.49, 6.37, 5.92, 4.43], 24.20)],
)
def test_four_sub_indices_add_to_the_published_total(province, parts, total):
    scores = parindex.score(parindex.load("pgi-2022"), np.array([parts]), units=[province])
    assert_close(scores.total, [total], 5 * 0.005)
