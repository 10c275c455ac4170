"""Random definitions and evidence, and an exact scorer of their own, one unit and one node at a time."""

import itertools
import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache

import attrs
from hypothesis import assume, settings, strategies as st

from parindex import Component, Definition, Indicator, Text
from parindex.definition.checking.definition_checks import check_tree as check
from parindex.definition.expressions import parse
from parindex.definition.ranks_and_bands import Needs
from parindex.definition.rules.linear import Percentiles, Proportional, Rescale, Score
from parindex.definition.rules.piecewise import Increments, Piecewise
from parindex.definition.rules.rule import Options
from parindex.definition.rules.steps import Band, Bands, Choice

RATIONAL = ("sum", "weighted-sum", "weighted-mean", "harmonic-mean", "min", "max", "product", "first")
WITH_FORMULAS = (*RATIONAL, "formula", "formula", "formula")
LINEAR = ("sum", "weighted-sum", "weighted-mean")
WEIGHTED = ("weighted-sum", "weighted-mean", "harmonic-mean")

#: For laws of which an example takes a tenth of a second: scored over and over in fractions, or drawn in vain.
COSTLY = settings.get_profile("costly")
#: Figures as offices write them: few decimals, so that ties and halves really occur.
figures = st.builds(lambda whole, places: Fraction(whole, 10**places), st.integers(0, 2000), st.integers(0, 3))
#: Figures at the half of a step, and so near that float64 cannot be relied on.
near_halves = st.builds(
    lambda half, places, miss: Fraction(2 * half + 1, 2 * 10**places) + Fraction(miss, 10**14),
    st.integers(0, 19),
    st.integers(0, 2),
    st.integers(-2, 2),
)
NEAR = figures | near_halves
positive = st.builds(Fraction, st.integers(1, 2000), st.sampled_from([1, 10, 100, 1000]))
weights = st.builds(Fraction, st.integers(1, 20), st.sampled_from([1, 2, 3, 7, 10, 100]))


def index(**keys):
    """Return a definition with what every one needs."""
    return Definition(id="random", index="R", version="1", title=Text(en="Random"), years=(2024,), **keys)


ENDS = st.builds(lambda low, rise: (low, low + rise), figures, positive)
EDGES = st.lists(figures, min_size=1, max_size=4, unique=True)
SIDES = st.sampled_from(["above", "at_least"])


@st.composite
def bands(draw):
    """Draw points for every value: what is above the first edge, above the second, the rest."""
    steps = [Band(points=draw(figures), **{draw(SIDES): edge}) for edge in sorted(draw(EDGES), reverse=True)]
    return Bands((*steps, Band(points=draw(figures))))


def _choice(points):
    return Choice(Options(tuple((f"option {at}", value) for at, value in enumerate(points))))


shares = st.integers(0, 100).map(Fraction)
percentiles = st.builds(
    Percentiles,
    st.tuples(shares, shares).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from(["linear", "weibull", "median_unbiased", "lower", "higher"]),
)
INCREMENTS = st.builds(
    Increments,
    from_=figures,
    base=figures,
    per=positive,
    each=weights,
    nothing_before=st.none() | figures,
    whole=st.booleans(),
)


@st.composite
def knots(draw, *, rising=False):
    """Draw knots for values of 0 to 2000, perhaps rising all the way."""
    places = sorted(draw(st.lists(figures, min_size=2, max_size=5, unique=True)))
    points = draw(st.lists(figures, min_size=len(places), max_size=len(places)))
    return tuple(zip(places, sorted(points) if rising else points, strict=True))


#: Rules for values of 0 to 2000: where more is better, and where it need not be.
MONOTONE = [
    st.just(Score()),
    st.builds(Rescale, anchors=ENDS | st.just("observed") | percentiles, to=ENDS, clip=st.just(value=True)),
    st.builds(Proportional, cap=st.integers(1, 100).map(Fraction)),
    INCREMENTS,
    knots(rising=True).map(Piecewise),
]
RULES = {
    True: st.one_of(MONOTONE),
    False: st.one_of(
        *MONOTONE, bands(), knots().map(Piecewise), st.lists(figures, min_size=1, max_size=4).map(_choice)
    ),
}
# Strategies are made once: to make one takes longer than to draw from it.
BOOLEANS, COUNTS, DECIMALS = st.booleans(), st.integers(1, 3), st.integers(0, 3)
TIMES, CAPS = (
    st.none() | weights,
    st.none() | positive,
)
#: With how many decimals a node goes up: most are not rounded, the others so that halves are common.
ROUNDED = st.sampled_from([None, None, None, 0, 1, 2])


SIGNS = st.sampled_from(
    ["({} + {})", "({} - {})", "({} * {})", "min({}, {})", "max({}, {})", "mean({}, {})", "{} / {}"]
)
AROUND = st.sampled_from(
    ["{}", "{}", "abs({})", "(1 - {})", "round({}, 1)", "{} ^ 2", "(1 / (1 + {} ^ 2))", "({}) ^ -1", "(2.5 * {})"]
)


@st.composite
def formulas(draw, names):
    """Draw a formula of fractions that names each of some parts."""
    text, *others = [draw(AROUND).format(f"[{name}]") for name in names]
    for other in others:
        text = draw(AROUND).format(f"({draw(SIGNS).format(text, other)})")
    return parse(text)


#: Which way a component counts: most upward.
DIRECTIONS = st.sampled_from(["higher", "higher", "lower"])


@st.composite
def definitions(draw, combine=RATIONAL, *, monotone=False, turned=False):
    """Draw a tree of at most three levels; perhaps `turned` round, by ranges that hang on weights."""
    components, indicators = [], []
    kinds = st.sampled_from(combine)

    def group(parent, kind, depth):
        weighted = kind in WEIGHTED and (kind == "weighted-sum" or draw(BOOLEANS))
        for _ in range(draw(COUNTS)):
            at = len(components) + len(indicators)
            common = {"id": f"n{at}", "parent": parent, "weight": draw(weights) if weighted else None}
            if depth < 2 and draw(BOOLEANS):
                inner = draw(kinds)
                place = len(components)
                keys = {"times": draw(TIMES), "cap": draw(CAPS), "decimals": draw(ROUNDED)}
                better = draw(DIRECTIONS) if turned else "higher"
                components.append(Component(combine=inner, better=better, **keys, **common))
                group(f"n{at}", inner, depth + 1)
                components[place] = attrs.evolve(components[place], **by_formula(f"n{at}", inner))
            else:
                rule = draw(RULES[monotone])
                lower = isinstance(rule, Rescale | Increments) and not monotone and draw(BOOLEANS)
                most = Fraction(2000) if isinstance(rule, Proportional | Score | Increments) else None
                better = "lower" if lower else "higher"
                decimals = draw(ROUNDED)
                indicators.append(Indicator(rule=rule, max=most, better=better, decimals=decimals, **common))

    def by_formula(id_, kind):
        """Return the formula and the maximum of a component that has one; its parts are there already."""
        if kind != "formula":
            return {}
        parts = sorted(node.id for node in (*components, *indicators) if node.parent == id_)
        return {"formula": draw(formulas(parts)), "max": Fraction(1000)}

    kind = draw(kinds)
    group(None, kind, 0)
    made = index(
        combine=kind,
        **by_formula(None, kind),
        times=draw(TIMES),
        decimals=draw(DECIMALS),
        component=tuple(components),
        indicator=tuple(indicators),
    )
    assume(not check(made))
    return made


@st.composite
def evidence(draw, definition, *, min_units=1, max_units=6, numbers=figures):
    """Draw a table `{unit: {indicator: value}}` with exact numbers and a value everywhere."""
    cells = {
        leaf.id: st.sampled_from([name for name, _ in leaf.rule.points.items])
        if isinstance(leaf.rule, Choice)
        else numbers
        for leaf in definition.leaves
    }
    units = range(draw(st.integers(min_units, max_units)))
    return {f"u{unit}": {id_: draw(cell) for id_, cell in cells.items()} for unit in units}


POLICIES = st.sampled_from([None, None, "zero", "redistribute", "propagate"])
FLOORS = st.none() | st.just(Fraction(1, 2))
NOT_APPLICABLE = st.sampled_from(["drop", "full", "zero", "share"])
MISSING = st.sampled_from(["propagate", "zero", "redistribute"])
#: How many parts a score needs, or which share of them.
NEEDS = st.sampled_from([None, None, None, Needs(1), Needs(2), *(Needs(share=Fraction(n, 5)) for n in (1, 3, 4, 5))])
KINDS_OF_CELLS, A_LITTLE = st.integers(0, 9), st.sampled_from([Fraction(0), Fraction(1, 10**25)])


def needing(draw):
    """Return a function that draws how many parts a component needs, where that has a meaning."""
    return lambda node: node if node.combine in ("first", "formula") else attrs.evolve(node, needs=draw(NEEDS))


@st.composite
def gaps(draw, definition):
    """Draw the same index with policies for what is missing, and floors."""
    components = tuple(
        attrs.evolve(node, missing=draw(POLICIES), floor=draw(FLOORS) if not node.cap else None)
        for node in definition.component
    )
    policies = {node.id: draw(NOT_APPLICABLE) for node in definition.indicator}
    for node in definition.indicator:
        parent = definition[node.parent or definition.id]
        if policies[node.id] == "share" and (parent.combine != "sum" or len(definition.parts(parent.id)) == 1):
            policies[node.id] = "drop"
    indicators = tuple(
        attrs.evolve(node, missing=draw(POLICIES), not_applicable=policies[node.id]) for node in definition.indicator
    )
    missing = draw(MISSING)
    components, definition = tuple(map(needing(draw), components)), needing(draw)(definition)
    made = attrs.evolve(definition, component=components, indicator=indicators, missing=missing)
    assume(not check(made))
    return made


@st.composite
def evidence_with_gaps(draw, definition, *, min_units=1):
    """Draw a table with empty cells, n/a, cells of more digits than a float64 has, and perhaps a component given."""
    table = draw(evidence(definition, min_units=min_units, max_units=4, numbers=NEAR))
    given = draw(st.none() | st.sampled_from(definition.component)) if definition.component else None
    below = set() if given is None else {leaf.id for leaf in definition.leaves_of(given.id)}
    low, high = (None, None) if given is None else definition.domain(given)

    def within_domain(value):
        return (low or 0) <= value <= (value if high is None else high)

    for row in table.values():
        for leaf in definition.leaves:
            kind = draw(KINDS_OF_CELLS)
            if leaf.id in below:
                del row[leaf.id]
            elif kind <= 1:
                row[leaf.id] = (None, "n/a")[kind]
            elif kind <= 3 and not isinstance(row[leaf.id], str):  # on an edge, or so near that float64 cannot tell
                edges = list(leaf.rule.edges())
                if isinstance(leaf.rule, Increments) and leaf.rule.whole:
                    edges += [leaf.rule.from_ + leaf.rule.per * step for step in (1, 2)]
                near = draw(st.sampled_from(edges)) if edges else row[leaf.id]
                row[leaf.id] = near + draw(A_LITTLE) if near < 1999 else near
        if given is not None:
            row[given.id] = draw(st.none() | figures.filter(within_domain))
    return table


def reweighted(definition, weights, kinds):
    """Return an index with other weights and ways to combine, each by the id of its node."""

    def changed(node):
        keys = {"weight": weights[node.id]} if node.id in weights else {}
        return attrs.evolve(node, **keys, **({"combine": kinds[node.id]} if node.id in kinds else {}))

    return attrs.evolve(
        definition,
        combine=kinds.get(definition.id, definition.combine),
        component=tuple(map(changed, definition.component)),
        indicator=tuple(map(changed, definition.indicator)),
    )


LEFT_OUT = "left out"


def exact_scores(definition, table, units=None):
    """Score `table` one unit and one node at a time in fractions; None where a score is missing."""
    scorer = Scorer(definition, table)
    ids = [definition.id, *scorer.nodes]
    found = {unit: {id_: scorer.node(unit, id_)[0] for id_ in ids} for unit in units or table}
    return {
        unit: {id_: None if score is LEFT_OUT else score for id_, score in scores.items()}
        for unit, scores in found.items()
    }


class Scorer:
    """Fractions of one definition and table; what was worked out of a node is kept."""

    def __init__(self, definition, table):
        self.definition, self.table = definition, table
        self.nodes = {node.id: node for node in (*definition.component, *definition.indicator)}
        self.full, self.whole, self.node = cache(self.full), cache(self.whole), cache(self.node)

    def parts(self, id_):
        parent = None if id_ == self.definition.id else id_
        return [part for part in self.nodes.values() if part.parent == parent]

    def policy(self, id_):
        """Return what is done where something is missing, as the nearest node above says."""
        node = self.nodes.get(id_)
        while node is not None:
            if node.missing is not None:
                return node.missing
            node = self.nodes.get(node.parent)
        return self.definition.missing

    def full(self, id_):
        """Return the most a node can give."""
        node = self.nodes.get(id_, self.definition)
        if node.max is not None:
            return node.max
        if not isinstance(node, Indicator):
            return _finish(node, self.whole(id_))
        if isinstance(node.rule, Rescale):
            most = node.rule.to[1]
        elif isinstance(node.rule, Piecewise):
            most = max(points for _, points in node.rule.knots)
        elif isinstance(node.rule, Bands):
            most = max(band.points for band in node.rule.bands)
        else:
            most = max(points for _, points in node.rule.points.items)
        return _rounded(node, most)

    def whole(self, id_):
        parts, combine = self.parts(id_), self.nodes.get(id_, self.definition).combine
        maxima = [self.full(part.id) for part in parts]
        return max(maxima) if combine == "first" else _combined(combine, maxima, _raw(parts))

    def node(self, unit, id_):
        """Return the score, points, the most obtainable, and whether anything at or below the node is left out."""
        node = self.nodes.get(id_, self.definition)
        row = self.table[unit]
        if isinstance(node, Indicator) or id_ in row:
            score = self.leaf(node, unit) if isinstance(node, Indicator) else row[id_]
            if score is not None and not isinstance(node, Indicator) and self.top(node) is not None:
                score = (node.floor or 0) + self.top(node) - score  # evidence gives it as it is printed
            if score is None and not isinstance(node, Indicator):
                score = {"zero": Fraction(0), "redistribute": LEFT_OUT}.get(self.policy(id_))
            score = score if score is None or score is LEFT_OUT else _rounded(node, score)
            return score, score, self.full(id_), score is LEFT_OUT
        parts = self.parts(id_)
        found = [self.node(unit, part.id) for part in parts]
        raw = [weight for weight, result in zip(_raw(parts), found, strict=True) if result[0] is not LEFT_OUT]
        rest = [result for result in found if result[0] is not LEFT_OUT]
        reduced = any(result[3] for result in found)
        if node.combine in ("first", "formula"):
            return self.not_shared_out(node, found, rest)
        short = node.needs is not None and self.counted(node, parts, found) < self.needed(node, parts)
        missing = short or any(result[0] is None for result in rest)
        if missing or not rest:
            return (None, None, None, reduced) if missing else (LEFT_OUT, LEFT_OUT, None, True)
        shared, kind = [part for part in parts if self._is_shared(part, unit)], node.combine
        if shared:
            kind, raw = "weighted-sum", self._raised(unit, id_, shared)
        additive = kind in ("sum", "weighted-sum")
        own = 1 if additive else 0
        value = _combined(kind, [result[own] for result in rest], raw)
        top = self.top(node)
        score = _finish(node, value, top)
        if not reduced:
            return score, score, self.full(id_), False
        if additive:
            most = _combined(kind, [result[2] for result in rest], raw)
            left = None if top is None else _finish(attrs.evolve(node, decimals=None), most)
            points = _finish(node, value, left)
            return _finish(node, value * self.whole(id_) / most, top), points, _finish_most(node, most), True
        fulls = [self.full(part.id) for part, result in zip(parts, found, strict=True) if result[0] is not LEFT_OUT]
        left = _finish_most(node, _combined(node.combine, fulls, raw))
        return score, score, left if top is None else self.full(id_), True

    def top(self, node):
        """Return the most of a node that is turned round, unrounded; None for others."""
        if getattr(node, "better", "higher") == "higher":
            return None
        return node.max or _finish(attrs.evolve(node, decimals=None), self.whole(node.id))

    def counted(self, node, parts, found):
        """Return how many parts that count have a score."""
        ends = [result[0] for part, result in zip(parts, found, strict=True) if _counts(node, part)]
        return sum(end is not None and end is not LEFT_OUT for end in ends)

    def needed(self, node, parts):
        if node.needs.parts is not None:
            return node.needs.parts
        return node.needs.share * sum(_counts(node, part) for part in parts)

    def not_shared_out(self, node, found, rest):
        """Return likewise the first part that applies, or what a formula makes of all of them; or that none is left."""
        if not rest:
            return LEFT_OUT, LEFT_OUT, None, True
        full = self.full(node.id)
        if node.combine == "first":
            score = None if rest[0][0] is None else _finish(node, rest[0][0], self.top(node))
            return score, score, full, rest[0][3]
        if any(result[0] is None for result in rest):
            return None, None, None, any(result[3] for result in found)
        if len(rest) < len(found):
            return LEFT_OUT, LEFT_OUT, None, True
        values = {part.id: result[0] for part, result in zip(self.parts(node.id), found, strict=True)}
        score = _finish(node, in_python(node.formula.text, values), self.top(node))
        return score, score, full, any(result[3] for result in found)

    def _is_shared(self, part, unit):
        given = self.table[unit].get(part.id) == "n/a"
        return given and isinstance(part, Indicator) and part.not_applicable == "share"

    def _raised(self, unit, id_, shared):
        """Return what a point of each part that is left counts, where those of others are shared out."""
        left = [part for part in self.parts(id_) if self.node(unit, part.id)[0] is not LEFT_OUT]
        points = (self.full(part.id) * weight for part, weight in zip(shared, _raw(shared), strict=True))
        each = sum(points) / Fraction(len(left))
        return [weight + each / self.full(part.id) for part, weight in zip(left, _raw(left), strict=True)]

    def leaf(self, leaf, unit):  # noqa: C901, PLR0911 - a case a rule
        if leaf.id not in self.table[unit]:  # a component above it is given
            return None
        value, rule = self.table[unit][leaf.id], leaf.rule
        if value == "n/a":
            return {"drop": LEFT_OUT, "share": LEFT_OUT, "full": self.full(leaf.id), "zero": Fraction(0)}[
                leaf.not_applicable
            ]
        if value is None:
            return {"zero": Fraction(0), "redistribute": LEFT_OUT}.get(self.policy(leaf.id))
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
        if isinstance(rule, Piecewise | Increments):
            return _between(rule.knots, value) if isinstance(rule, Piecewise) else _beyond(leaf, value)
        if isinstance(rule, Proportional):
            return leaf.max * min(value, rule.cap) / rule.cap
        if isinstance(rule, Rescale):
            everyone = [row[leaf.id] for row in self.table.values() if isinstance(row.get(leaf.id), Fraction)]
            start, end = _anchors(rule.anchors, everyone)
            if start == end:
                return LEFT_OUT if self.policy(leaf.id) == "redistribute" else None
            low, high = rule.to
            share = (value - start) / (end - start)
            share = 1 - share if leaf.better == "lower" else share
            return min(max(low + share * (high - low), low), high)
        return value


def _anchors(anchors, values):
    if isinstance(anchors, tuple):
        return anchors
    if anchors == "observed":
        return min(values), max(values)
    values, size = sorted(values), len(values)
    return [_percentile(values, size, share / 100, anchors.interpolation) for share in anchors.percentiles]


def _percentile(values, size, share, way):
    place = {
        "weibull": share * (size + 1) - 1,
        "median_unbiased": share * (size + Fraction(1, 3)) - Fraction(2, 3),
    }.get(way, share * (size - 1))
    place = min(max(place, 0), size - 1)
    before, after = values[math.floor(place)], values[math.ceil(place)]
    if way in ("lower", "higher"):
        return before if way == "lower" else after
    return before * (1 - place % 1) + after * (place % 1)


def _between(knots, value):
    for (left, low), (right, high) in itertools.pairwise(knots):
        if left <= value <= right:
            return low + (high - low) * (value - left) / (right - left)
    return knots[0 if value < knots[0][0] else -1][1]


def _beyond(leaf, value):
    rule, sign = leaf.rule, -1 if leaf.better == "lower" else 1
    if rule.nothing_before is not None and sign * (value - rule.nothing_before) < 0:
        return Fraction(0)
    steps = max(sign * (value - rule.from_) / rule.per, 0)
    return min(rule.base + rule.each * (math.floor(steps) if rule.whole else steps), leaf.max)


def _counts(node, part):
    return node.combine not in WEIGHTED or part.weight != 0


def full(definition, node):
    """Return the most a node can give."""
    return Scorer(definition, {}).full(node.id)


def _raw(parts):
    return [Fraction(1) if part.weight is None else part.weight for part in parts]


def _finish(node, value, most=None):
    """Finish a score; one that is turned round is taken from the most of it."""
    value *= node.times or 1
    value = value if node.floor is None else max(value, node.floor)
    value = value if node.cap is None else min(value, node.cap)
    return _rounded(node, value if most is None else (node.floor or 0) + most - value)


def _finish_most(node, value):
    """Finish what is left to obtain; where that rounds to 0 it stays, since points are divided by it."""
    return _finish(node, value) or _finish(attrs.evolve(node, decimals=None), value)


def _rounded(node, value):
    """Round what goes up of a node below the root, which is published with its decimals."""
    if isinstance(node, Definition) or node.decimals is None:
        return value
    return Fraction(half_up(value, node.decimals))


def _combined(kind, values, weights):
    share = [weight / sum(weights) for weight in weights]
    if kind == "harmonic-mean":  # a part without weight is no part of a mean
        counted = [(weight, value) for weight, value in zip(share, values, strict=True) if weight]
        if any(value == 0 for _, value in counted):
            return Fraction(0)
        return 1 / sum(weight / value for weight, value in counted)
    return {
        "sum": lambda: sum(values),
        "weighted-sum": lambda: sum(weight * value for weight, value in zip(weights, values, strict=True)),
        "weighted-mean": lambda: sum(weight * value for weight, value in zip(share, values, strict=True)),
        "min": lambda: min(values),
        "max": lambda: max(values),
        "product": lambda: math.prod(values),
    }[kind]()


IN_FRACTIONS = {
    "Fraction": Fraction,
    "min": min,
    "max": max,
    "abs": abs,
    "mean": lambda *values: sum(values) / len(values),
    "round": lambda value, places: Fraction(half_up(value, int(places))),
}


def in_python(text, values):
    """Return what Python makes of a formula of fractions; names in brackets are keys of `values`."""
    text = re.sub(r"(?<![\w.\[])[0-9]+(?:\.[0-9]+)?(?![\w\]])", lambda figure: f"Fraction('{figure[0]}')", text)
    text = re.sub(r"\[([^\]]+)\]", lambda name: f"values[{name[1]!r}]", text.replace("^", "**"))
    return eval(text, {**IN_FRACTIONS, "values": values})  # noqa: S307 - our own text


def half_up(value, decimals):
    """Round with the standard library's decimals, whose division is made exact enough to tell a half from its side."""
    with localcontext(prec=400):  # enough for any tree drawn here
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def published(definition, node, value):
    """Return a score of a node as it is published: with its own decimals, else with those of the index."""
    own = None if node == definition.id else definition[node].decimals
    return None if value is None else half_up(value, definition.decimals if own is None else own)


def standing_keys(definition, scores):
    """Return what each unit is ranked by, the greatest first, by exact scores; None where it has no total."""

    def compared(id_, score):
        score = published(definition, id_, score) if definition.rank.on == "rounded" else score
        return (1, score if definition.rank.best == "highest" else -score)

    return {
        unit: None
        if nodes[definition.id] is None
        else tuple(
            (0, 0) if nodes[id_] is None else compared(id_, nodes[id_])
            for id_ in (definition.id, *definition.rank.then)
        )
        for unit, nodes in scores.items()
    }
