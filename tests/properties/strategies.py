"""Random definitions and evidence, and an exact scorer of their own, one unit and one node at a time."""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import assume
from hypothesis import strategies as st

from parindex import Component, Definition, Indicator, Text
from parindex.checks import check
from parindex.rules import Band, Bands, Choice, Options, Proportional, Rescale, Score

RATIONAL = ("sum", "weighted-sum", "weighted-mean", "harmonic-mean", "min", "max", "product")
LINEAR = ("sum", "weighted-sum", "weighted-mean")
WEIGHTED = ("weighted-sum", "weighted-mean", "harmonic-mean")

#: Figures as offices write them: few decimals, so that ties and halves really occur.
figures = st.builds(lambda whole, places: Fraction(whole, 10**places), st.integers(0, 2000), st.integers(0, 3))
weights = st.builds(Fraction, st.integers(1, 20), st.sampled_from([1, 2, 3, 7, 10, 100]))


def rules(monotone):
    """Rules for values of 0 to 2000; `monotone` leaves out those where more is not better."""
    ends = st.tuples(figures, figures).filter(lambda pair: pair[0] < pair[1])
    rescale = st.builds(Rescale, anchors=ends | st.just("observed"), to=ends, clip=st.just(value=True))
    kinds = [st.just(Score()), rescale, st.builds(Proportional, cap=st.integers(1, 100).map(Fraction))]
    if not monotone:
        kinds.append(st.builds(_bands, st.lists(figures, min_size=1, max_size=4, unique=True), st.data()))
        kinds.append(
            st.builds(
                lambda points: Choice(Options(tuple((f"option {at}", value) for at, value in enumerate(points)))),
                st.lists(figures, min_size=1, max_size=4),
            )
        )
    return st.one_of(kinds)


def _bands(edges, data):
    edges = sorted(edges, reverse=True)
    sides = data.draw(st.lists(st.sampled_from(["above", "at_least"]), min_size=len(edges), max_size=len(edges)))
    points = data.draw(st.lists(figures, min_size=len(edges) + 1, max_size=len(edges) + 1))
    bands = [Band(points=given, **{side: edge}) for edge, side, given in zip(edges, sides, points, strict=False)]
    return Bands((*bands, Band(points=points[-1])))


@st.composite
def definitions(draw, combine=RATIONAL, *, monotone=False, max_leaves=8):
    """Draw a tree of at most three levels."""
    components, indicators = [], []

    def group(parent, kind, depth):
        weighted = kind in WEIGHTED and (kind == "weighted-sum" or draw(st.booleans()))
        for _ in range(draw(st.integers(1, 3))):
            at = len(components) + len(indicators)
            common = {"id": f"n{at}", "parent": parent, "weight": draw(weights) if weighted else None}
            if depth < 2 and draw(st.booleans()):
                inner = draw(st.sampled_from(combine))
                times = draw(st.none() | weights)
                cap = draw(st.none() | figures.filter(bool))
                components.append(Component(combine=inner, times=times, cap=cap, **common))
                group(f"n{at}", inner, depth + 1)
            else:
                rule = draw(rules(monotone))
                lower = isinstance(rule, Rescale) and not monotone and draw(st.booleans())
                most = Fraction(2000) if isinstance(rule, Proportional | Score) else None
                better = "lower" if lower else "higher"
                indicators.append(Indicator(rule=rule, max=most, better=better, **common))

    kind = draw(st.sampled_from(combine))
    group(None, kind, 0)
    made = Definition(
        id="random",
        index="R",
        version="1",
        title=Text(en="Random"),
        years=(2024,),
        combine=kind,
        times=draw(st.none() | weights),
        decimals=draw(st.integers(0, 3)),
        component=tuple(components),
        indicator=tuple(indicators),
    )
    assume(not check(made))
    return made


@st.composite
def evidence(draw, definition, *, min_units=1, max_units=6):
    """Draw a table `{unit: {indicator: value}}` with exact numbers and a value everywhere."""
    table = {}
    for unit in range(draw(st.integers(min_units, max_units))):
        row = {}
        for leaf in definition.leaves:
            if isinstance(leaf.rule, Choice):
                row[leaf.id] = draw(st.sampled_from([name for name, _ in leaf.rule.points.items]))
            else:
                row[leaf.id] = draw(figures)
        table[f"u{unit}"] = row
    return table


def exact_scores(definition, table):
    """Score `table` one unit and one node at a time in fractions; None where a score is missing."""
    return {unit: {id_: _node(definition, table, unit, id_) for id_ in _ids(definition)} for unit in table}


def _ids(definition):
    return [definition.id, *(node.id for node in (*definition.component, *definition.indicator))]


def _node(definition, table, unit, id_):
    nodes = {node.id: node for node in (*definition.component, *definition.indicator)}
    node = nodes.get(id_, definition)
    if isinstance(node, Indicator):
        return _leaf(node, table, unit)
    parent = None if node is definition else id_
    parts = [part for part in nodes.values() if part.parent == parent]
    values = [_node(definition, table, unit, part.id) for part in parts]
    if None in values:
        return None
    raw = [Fraction(1) if part.weight is None else part.weight for part in parts]
    value = _combined(node.combine, values, raw)
    value *= node.times or 1
    return value if node.cap is None else min(value, node.cap)


def _combined(kind, values, weights):
    share = [weight / sum(weights) for weight in weights]
    if kind == "harmonic-mean":
        if 0 in values:
            return Fraction(0)
        return 1 / sum(weight / value for weight, value in zip(share, values, strict=True))
    return {
        "sum": lambda: sum(values),
        "weighted-sum": lambda: sum(weight * value for weight, value in zip(weights, values, strict=True)),
        "weighted-mean": lambda: sum(weight * value for weight, value in zip(share, values, strict=True)),
        "min": lambda: min(values),
        "max": lambda: max(values),
        "product": lambda: math.prod(values),
    }[kind]()


def _leaf(leaf, table, unit):
    value, rule = table[unit][leaf.id], leaf.rule
    if isinstance(rule, Choice):
        return dict(rule.points.items)[value]
    if isinstance(rule, Bands):
        for band in rule.bands:
            if (
                (band.above is not None and value > band.above)
                or (band.at_least is not None and value >= band.at_least)
                or (band.above is None and band.at_least is None)
            ):
                return band.points
    if isinstance(rule, Proportional):
        return leaf.max * min(value, rule.cap) / rule.cap
    if isinstance(rule, Rescale):
        everyone = [row[leaf.id] for row in table.values()]
        start, end = rule.anchors if rule.anchors != "observed" else (min(everyone), max(everyone))
        if start == end:
            return None
        low, high = rule.to
        share = (value - start) / (end - start)
        share = 1 - share if leaf.better == "lower" else share
        return min(max(low + share * (high - low), low), high)
    return value


def half_up(value, decimals):
    """Round with the standard library's decimals, whose division is made exact enough to tell a half from its side."""
    with localcontext(prec=400):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
