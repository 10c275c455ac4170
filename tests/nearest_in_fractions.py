"""The least changes of weights, which the kernel finds in whole numbers, in the fractions that tests are written in."""

import math
from fractions import Fraction

from parindex.kernels.nearest_weights import NORMS


def whole(fractions):
    """Return fractions as whole numbers over one denominator."""
    denominator = math.lcm(*(fraction.denominator for fraction in fractions))
    return [int(fraction * denominator) for fraction in fractions], denominator


def nearest(norm, start, slopes):
    """Return the weights nearest to those at the start, by a norm, at which the function is 0."""
    weights, denominator = whole(start)
    after, parts = NORMS[norm](weights, whole(slopes)[0])
    return [Fraction(weight, parts * denominator) for weight in after]


def value(weights, slopes):
    """Return the sum of weights times slopes."""
    return sum(weight * slope for weight, slope in zip(weights, slopes, strict=True))
