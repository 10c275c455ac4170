"""Small definitions and their scores, made for one test."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import parindex
from parindex.definition.reading.definition_text import load_text

HEAD = 'id = "sample"\nindex = "SAMPLE"\nversion = "1"\ntitle = "Sample"\nyears = [2020]\n'


def text(body, combine="sum", root=""):
    """Return the text of a definition: `root` are keys of the index, `body` its nodes."""
    return f'{HEAD}combine = "{combine}"\n{root}\n{body}'


def define(body, combine="sum", root=""):
    return load_text(text(body, combine, root), "sample.toml")


def indicators(*ids, keys='rule = { kind = "score", range = [-1e18, 1e18] }', parent=""):
    """Return the text of indicators that are alike."""
    above = f'parent = "{parent}"\n' if parent else ""
    return "".join(f'\n[[indicator]]\nid = "{id_}"\n{above}{keys}\n' for id_ in ids)


def codes(body, combine="sum", root=""):
    """Return the codes of what is wrong with a definition."""
    try:
        define(body, combine, root)
    except parindex.DefinitionError as error:
        return [problem.code for problem in error.problems]
    return []


def half_up(value, decimals=2):
    """Round an exact number the way people do, half away from zero: the yardstick for what is published."""
    value = Fraction(value)
    with localcontext(prec=200):
        step = Decimal(1).scaleb(-decimals)
        # Division may only be cut far behind the digit that decides.
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, rounding=ROUND_HALF_UP)
