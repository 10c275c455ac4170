"""What a formula gives lies in its enclosure, and where nothing is doubted it is defined."""

from fractions import Fraction

from hypothesis import given, strategies as st

from parindex.definition.enclosed_formulas import enclosed
from parindex.definition.evaluation import evaluate
from parindex.definition.expressions import parse
from parindex.kernels import RATIONAL, Enclosure

LOWS = st.sampled_from([-10, -1, 0, 0, 1, 2]).map(Fraction)
WIDTHS = st.sampled_from([1, 3, 10, 100]).map(Fraction)
SHARES = st.sampled_from([0, 0, 1, 1]).map(Fraction) | st.fractions(0, 1, max_denominator=50)
SIGNS = ["({} + {})", "({} - {})", "({} * {})", "({} / {})", "min({}, {})", "max({}, {})", "mean({}, {})"]
SIGNS += ["abs({0})", "(-{0})", "({0}) ^ 2", "({0}) ^ 3", "({0}) ^ -1", "round({0}, 1)", "sqrt({0})", "ln({0})"]
TEXTS = st.recursive(
    st.sampled_from(["x", "x", "y", "y", "2", "0.5", "100"]),
    lambda inner: st.builds(lambda sign, one, two: sign.format(one, two), st.sampled_from(SIGNS), inner, inner),
    max_leaves=6,
)
NEARLY = Fraction(1, 10**30)


@st.composite
def figures_of_a_name(draw, count=12):
    """Draw what a name can be, and figures of it: ends among them, whole ones where it is counted."""
    low, width = draw(LOWS), draw(WIDTHS)
    shares = draw(st.lists(SHARES, min_size=count, max_size=count))
    figures = [low + width * share for share in shares]
    counted = draw(st.booleans())
    return Enclosure(low, low + width, steps=(low, Fraction(1)) if counted else None), [
        Fraction(round(figure)) if counted else figure for figure in figures
    ]


@given(TEXTS, figures_of_a_name(), figures_of_a_name())
def test_a_formula_gives_what_its_enclosure_holds(text, x, y):
    tree = parse(text).tree
    found = enclosed(tree, {"x": x[0], "y": y[0]})
    columns = {name: RATIONAL.vector(drawn[1]) for name, drawn in (("x", x), ("y", y))}
    given_ = evaluate(tree, columns, RATIONAL, len(x[1]))
    undefined = given_.by_zero | given_.undefined
    assert found.doubts or not undefined.any()
    for value, none in zip(given_.values.tolist(), undefined.tolist(), strict=True):
        near = any(abs(value - end) <= NEARLY * (1 + abs(value)) for end in found.result.ends if not tree.rational)
        assert none or near or found.result.holds(value)
