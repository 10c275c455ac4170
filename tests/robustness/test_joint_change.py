"""The smallest change of all weights together that brings two units level, by hand."""

from fractions import Fraction

import pytest

import parindex

from ..sample import define, indicators

F = Fraction


def compared(definition, u, v):
    return parindex.thresholds(parindex.score(definition, {"u": u, "v": v}), "u", "v")


def mean(*weights, root=""):
    body = "".join(
        indicators(id_, keys=f"max = 10\nweight = {weight}") for id_, weight in zip("abc", weights, strict=True)
    )
    return define(body, "weighted-mean", root)


@pytest.mark.parametrize("best", ["highest", "lowest"])
@pytest.mark.parametrize("turned", [False, True])
def test_three_weights_by_hand(turned, best):
    """Leads of 4, 1 and -2 with weights of 1/2, 1/4 and 1/4: 7/4, and it is nought at the least change of each norm.

    By the sum: 7/24 from the steepest to the flattest. By the greatest: so much t from the first to the last, the
    second as it is, falls by 6 t: 7/24 too. By squares: less m (4, 1, -2) + m, 3 m (1, 0, -1), falls by 18 m: 7/72.
    """
    u, v = {"a": 7, "b": 5, "c": 3}, {"a": 3, "b": 4, "c": 5}
    pair = (v, u) if turned else (u, v)
    found = compared(mean(2, 1, 1, root=f'rank = {{ best = "{best}" }}'), *pair)
    assert found.ahead == ("u" if turned is (best == "lowest") else "v")
    step = F(7, 24)
    for joint, size in zip(found.joint, (2 * step, (2 * step**2) ** F(1, 2), step), strict=True):
        assert joint.exact == (F(1, 2) - step, F(1, 4), F(1, 4) + step)
        assert joint.size == pytest.approx(float(size))
        assert joint.before.tolist() == [0.5, 0.25, 0.25]
        assert joint.after.tolist() == pytest.approx([5 / 24, 6 / 24, 13 / 24])
        assert joint.shares == pytest.approx({"a": 5 / 24, "b": 6 / 24, "c": 13 / 24})
        both = [float(sum(weight * unit[id_] for weight, id_ in zip(joint.exact, "abc", strict=True))) for unit in pair]
        assert joint.totals == pytest.approx(both)
        assert joint.swaps
    assert [joint.norm for joint in found.joint] == ["L1", "L2", "Linf"]


def test_records_tell_each_weight_before_and_after_and_its_change():
    found = compared(mean(2, 1, 1), {"a": 7, "b": 5, "c": 3}, {"a": 3, "b": 4, "c": 5})
    assert len(set(found.joint)) == 3
    for joint in found.joint:
        changes = {
            record["node"]: (record["before"], record["after"], record["change"]) for record in joint.to_records()
        }
        assert changes["a"] == pytest.approx((1 / 2, 5 / 24, -7 / 24))
        assert changes["b"] == pytest.approx((1 / 4, 1 / 4, 0))
        assert changes["c"] == pytest.approx((1 / 4, 13 / 24, 7 / 24))


@pytest.mark.parametrize(
    "u, v, weights, swaps, changed",
    [
        ({"a": 3, "b": 1}, {"a": 1, "b": 3}, (1, 1), True, False),  # level now, and either ahead of the other nearby
        ({"a": 3, "b": 3}, {"a": 3, "b": 3}, (1, 1), False, False),  # the same in all
        ({"a": 3, "b": 1}, {"a": 2, "b": 1}, (0, 1), False, False),  # level now, and only the first can be ahead
        ({"a": 1, "b": 3}, {"a": 1, "b": 2}, (1, 0), False, False),
        ({"a": 2, "b": 1}, {"a": 3, "b": 1}, (0, 1), False, False),
        ({"a": 3, "b": 1}, {"a": 2, "b": 1}, (1, 1), False, True),  # level without a, never reversed
        ({"a": 2, "b": 1}, {"a": 3, "b": 1}, (1, 1), False, True),
        ({"a": 4, "b": 1}, {"a": 2, "b": 2}, (1, 1), True, True),
    ],
)
def test_whether_the_order_can_be_reversed_is_told(u, v, weights, swaps, changed):
    definition = define(
        "".join(indicators(id_, keys=f"max = 10\nweight = {one}") for id_, one in zip("ab", weights, strict=True)),
        "weighted-mean",
    )
    found = compared(definition, u, v)
    assert [joint.swaps for joint in found.joint] == [swaps] * 3
    assert [joint.size > 0 for joint in found.joint] == [changed] * 3
    assert all(joint.totals[0] == pytest.approx(joint.totals[1]) for joint in found.joint)


def test_no_weights_bring_level_what_is_above_in_all():
    assert compared(mean(2, 1, 1), {"a": 2, "b": 3, "c": 4}, {"a": 1, "b": 2, "c": 3}).joint == ()
    assert compared(mean(2, 1, 1), {"a": 1, "b": 2, "c": 3}, {"a": 2, "b": 3, "c": 4}).joint == ()


def test_what_digits_do_not_tell_apart_gives_neither_more():
    """The roots of 2 * 8 and 4 * 4 are the same, and that of (5 - d)(5 + d) is 1e-51 below 5: a alone tells the two."""
    body = '\n[[component]]\nid = "g"\ncombine = "geometric-mean"\n' + indicators("b", "c", keys="max = 10", parent="g")
    definition = define(indicators("a", keys="max = 10") + body, "weighted-mean")
    low, high = "4.9999999999999999999999999", "5.0000000000000000000000001"
    for (b, c), same in (((2, 8), 4), ((low, high), 5)):
        for u, v in (({"a": 3}, {"a": 2}), ({"a": 2}, {"a": 3})):
            found = compared(definition, {**u, "b": b, "c": c}, {**v, "b": same, "c": same})
            for joint in found.joint:
                assert joint.shares["a"] == 0
                assert joint.exact is None
                assert not joint.swaps
