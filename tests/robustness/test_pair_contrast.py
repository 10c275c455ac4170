"""Two units side by side: which is ahead, what is proved of it, and what each part gives one of them more, by hand."""

import math
from fractions import Fraction

import pytest

import parindex
from parindex.robustness.exact.pair_contrast import Contrast

from ..sample import define, indicators

F = Fraction


def contrast(definition, u, v):
    return Contrast.of(parindex.score(definition, {"u": u, "v": v}), "u", "v")


def compared(definition, u, v):
    """Return the thresholds of two units, and each weight by node."""
    found = parindex.thresholds(parindex.score(definition, {"u": u, "v": v}), "u", "v")
    return found, dict(zip(found.nodes, found.threshold.tolist(), strict=True))


def in_fractions(over_one):
    """Return whole numbers over one denominator as fractions."""
    numerators, denominator = over_one
    return [F(numerator, denominator) for numerator in numerators]


def nested(*, times=1, root=""):
    """Return a mean of a multiplied mean g of a and b, and of c."""
    body = f'\n[[component]]\nid = "g"\ncombine = "weighted-mean"\ntimes = {times}\nweight = 3\n'
    body += indicators("a", "b", keys="max = 10", parent="g")
    return define(body + indicators("c", keys="max = 10\nweight = 1"), "weighted-mean", root)


@pytest.mark.parametrize("whole", [1, 3, "0.5"])
@pytest.mark.parametrize("part", [1, 4, "0.25"])
def test_what_an_end_gives_more_is_its_points_times_all_factors_above_it(whole, part):
    """Weights of 3/8, 3/8 and 1/4; of g each point is worth `part`, and of the whole each is worth `whole`."""
    of = contrast(nested(times=part, root=f"times = {whole}"), {"a": 7, "b": 2, "c": 4}, {"a": 5, "b": 3, "c": 1})
    whole, part = F(whole), F(part)
    weights, slopes = map(in_fractions, of.ends())
    names = [of.model.columns.names[at] for at in of.model.columns.ends]
    assert dict(zip(names, weights, strict=True)) == {"a": F(3, 8), "b": F(3, 8), "c": F(1, 4)}
    assert dict(zip(names, slopes, strict=True)) == {"a": 2 * part * whole, "b": -part * whole, "c": 3 * whole}
    groups = {group.ids[0]: group for group in of.model.columns.groups}
    assert in_fractions(of.gains(groups["g"])) == [2 * part, -part]
    assert of.reach(groups["g"]) == F(3, 4) * whole
    assert of.lead == (3 * part / 8 + F(3, 4)) * whole


def test_what_stands_beside_the_tree_is_shared_out_among_all():
    beside = indicators("more", keys='adds = "bonus"\nmax = 3') + indicators("less", keys='adds = "penalty"\nmax = 3')
    definition = define(indicators("a", "b", keys="max = 10") + beside, "weighted-mean")
    of = contrast(definition, {"a": 7, "b": 2, "more": 2, "less": 1}, {"a": 5, "b": 3, "more": 1, "less": 3})
    weights, slopes = map(in_fractions, of.ends())
    assert (weights, slopes) == ([F(1, 2), F(1, 2)], [2 + 1 + 2, -1 + 1 + 2])


LOWER = 'max = 10\nbetter = "lower"'


@pytest.mark.parametrize(
    "keys, reach",
    [("", F(1, 2)), ("decimals = 1", None), ("cap = 9", None), ("floor = 1", None), (LOWER, None)],
)
def test_how_much_of_a_group_comes_to_the_total_is_fixed_only_where_nothing_bends_it(keys, reach):
    body = f'\n[[component]]\nid = "g"\ncombine = "weighted-mean"\n{keys}\n'
    body += indicators("a", "b", keys="max = 10", parent="g") + indicators("c", keys="max = 10")
    of = contrast(define(body, "weighted-mean"), {"a": 7, "b": 2, "c": 4}, {"a": 5, "b": 3, "c": 1})
    (group,) = (group for group in of.model.columns.groups if group.ids[0] == "g")
    assert of.reach(group) == reach


@pytest.mark.parametrize("lacking", [("u", "a"), ("v", "b"), ("u", "c"), ("v", "c")])
def test_it_is_not_where_something_is_left_out(lacking):
    keys = 'max = 10\nmissing = "redistribute"'
    body = '\n[[component]]\nid = "g"\ncombine = "weighted-mean"\n' + indicators("a", "b", keys=keys, parent="g")
    rows = {"u": {"a": 7, "b": 2, "c": 4}, "v": {"a": 5, "b": 3, "c": 1}}
    rows[lacking[0]][lacking[1]] = None
    of = contrast(define(body + indicators("c", keys=keys), "weighted-mean"), rows["u"], rows["v"])
    assert [of.reach(group) for group in of.model.columns.groups] == [None, None]
    assert of.ends() is None


GEOMETRIC = indicators("a", "b", "c", keys='max = 10\nmissing = "redistribute"')


def test_logarithms_are_compared_of_a_plain_geometric_mean_of_figures_above_0():
    """8^w 2^(1-w) and 4^w 5^(1-w), with the same c: level where 2^w = 2.5^(1-w)."""
    definition = define(GEOMETRIC, "geometric-mean")
    assert contrast(definition, {"a": 8, "b": 2, "c": 3}, {"a": 4, "b": 5, "c": 3}).geometric
    definition = define(indicators("a", "b", keys="max = 10"), "geometric-mean")
    found, ties = compared(definition, {"a": 8, "b": 2}, {"a": 4, "b": 5})
    assert set(found.way) == {"closed form"}
    assert ties["a"] == pytest.approx(math.log(2.5) / math.log(5), abs=1e-15)
    assert found.exact == (None, None)


@pytest.mark.parametrize(
    "u, v",
    [
        ({"a": 8, "b": 2, "c": 4}, {"a": 4, "b": 5, "c": None}),
        ({"a": 8, "b": 2, "c": None}, {"a": 4, "b": 5, "c": 4}),
        ({"a": 8, "b": None, "c": 2}, {"a": 4, "b": 5, "c": 4}),
        ({"a": 8, "b": 2, "c": 0}, {"a": 4, "b": 5, "c": 4}),
        ({"a": 8, "b": 2, "c": 4}, {"a": 4, "b": 5, "c": 0}),
    ],
)
def test_they_are_not_where_a_figure_is_0_or_left_out(u, v):
    of = contrast(define(GEOMETRIC, "geometric-mean"), u, v)
    assert not of.geometric
    assert of.ends() is None
    found, ties = compared(define(GEOMETRIC, "geometric-mean"), u, v)
    assert set(found.way) == {"bisection"}
    assert found.joint == ()
    if None in (*u.values(), *v.values()):
        # the logarithms of what is there, with a weight w of a and the rest in two halves, over what these add to
        w = ties["a"]
        logs = [
            sum(share * math.log(unit[name]) for name, share in pairs.items() if unit[name])
            / sum(share for name, share in pairs.items() if unit[name])
            for pairs in [{"a": w, "b": (1 - w) / 2, "c": (1 - w) / 2}] for unit in (u, v)
        ]  # fmt: skip
        assert logs[0] == pytest.approx(logs[1], abs=1e-12)


@pytest.mark.parametrize("keys, more", [("cap = 9", {}), ("floor = 1", {}), ("", {"more": 1})])
def test_nor_where_the_total_is_bent_or_something_is_added_to_it(keys, more):
    bonus = '[[indicator]]\nid = "more"\nadds = "bonus"\nmax = 3\n' if more else ""
    definition = define(indicators("a", "b", keys="max = 10") + bonus, "geometric-mean", keys)
    of = contrast(definition, {"a": 8, "b": 2, **more}, {"a": 4, "b": 5, **more})
    assert not of.geometric


#: √b + √c is √(b + c + 2 √(b c)), which no algebra here proves: so of these two none has a closed form as the greater.
GREATER = 'combine = "formula"\nformula = "max(sqrt(b) + sqrt(c), sqrt(b + c + 2 * sqrt(b * c)))"'
EQUAL = 'combine = "geometric-mean"'


@pytest.mark.parametrize("keys, proved", [(GREATER, False), (EQUAL, True)])
def test_that_two_are_level_is_proved_only_in_closed_form(keys, proved):
    body = f'\n[[component]]\nid = "g"\n{keys}\n' + indicators("b", "c", keys="max = 10", parent="g")
    definition = define(indicators("a", keys="max = 10") + body, "weighted-mean")
    of = contrast(definition, {"a": 3, "b": 2, "c": 3}, {"a": 3, "b": 3, "c": 2})
    assert (of.closed is None) is not proved
    for other in ({"a": 3, "b": 4, "c": 9}, {"a": 3, "b": 2, "c": 3}):  # both need a closed form
        assert (contrast(definition, {"a": 1, "b": 2, "c": 3}, other).closed is None) is not proved
        assert (contrast(definition, other, {"a": 1, "b": 2, "c": 3}).closed is None) is not proved
    assert (of.ahead.of, of.ahead.proved) == (0, proved)
    assert of.told_sign(F(1, 10**39)) == 1
    assert of.told_sign(F(-1, 10**39)) == -1
    assert of.told_sign(F(3, 2 * 10**40)) == 1
    assert of.told_sign(F(1, 10**40)) == of.told_sign(F(-1, 10**40)) == 0
    assert of.told_sign(F(1, 10**41)) == of.told_sign(F(0)) == of.told_sign(F(-1, 10**41)) == 0
    for figure, sign in ((F(1), 1), (F(-1), -1)):
        told = of.sign(figure, lambda closed: closed.lead)
        assert (told.of, told.proved) == (sign, True)


def test_what_is_too_long_for_algebra_is_not_proved():
    body = '\n[[component]]\nid = "g"\ncombine = "geometric-mean"\n' + indicators("b", "c", keys="max = 10", parent="g")
    definition = define(indicators("a", keys="max = 10") + body, "weighted-mean")
    of = contrast(definition, {"a": 3, "b": 2, "c": 8}, {"a": 3, "b": 4, "c": 4})

    def too_long(_):
        raise ArithmeticError

    assert (of.sign(F(0), too_long).of, of.sign(F(0), too_long).proved) == (0, False)
    assert of.sign(F(0), lambda closed: closed.lead).proved
    assert not of.sign(F(1, 10**50), lambda closed: closed.lead + 1).proved


def test_fractions_are_told_from_nothing_however_small_they_are():
    of = contrast(nested(), {"a": 7, "b": 2, "c": 4}, {"a": 7, "b": 2, "c": 4})
    assert [of.told_sign(sign * F(1, 10**60)) for sign in (1, 0, -1)] == [1, 0, -1]
    assert (of.ahead.of, of.ahead.proved) == (0, True)


def test_digits_of_great_totals_are_off_by_a_part_of_their_size():
    """Of totals of some 1e9 what is below 1e-36 is not told from 0."""
    keys = 'rule = { kind = "score", range = [0, 1e12] }'
    body = '\n[[component]]\nid = "g"\ncombine = "geometric-mean"\n' + indicators("b", "c", keys=keys, parent="g")
    definition = define(indicators("a", keys=keys) + body, "weighted-mean")
    of = contrast(definition, {"a": 1, "b": 2, "c": 3}, {"a": 1e9, "b": 2, "c": 3})
    assert of.told_sign(F(2, 10**36)) == 1
    assert of.told_sign(F(1, 2 * 10**36)) == 0
