"""Estimators of variance-based sensitivity on arrays, against formulas written out and against SALib."""

import numpy as np
import pytest

from parindex.kernels.sobol_sums import SobolSums, additive_indices


def design(n, factors, outputs=2, seed=0):
    """Return outputs a, b and, for each factor, ab and ba of a function with interactions, far from 0."""
    chance = np.random.default_rng(seed)
    one, other = chance.random((2, n, factors))

    def function(x):
        level = (x * np.arange(1, factors + 1)).sum(axis=1)
        return np.stack([100 + level ** (1 + at) for at in range(outputs)], axis=1)

    def exchanged(one, other, at):
        x = one.copy()
        x[:, at] = other[:, at]
        return function(x)

    pairs = [[exchanged(*both, at) for at in range(factors)] for both in ((one, other), (other, one))]
    return function(one), function(other), *map(np.array, pairs)


def added(a, b, ab, ba=None, *, centre=0.0, intervals=False):
    """Return the sums of a whole design."""
    factors, pairs = len(ab), []
    if ba is not None:
        pairs = [(one, other) for one in range(factors) for other in range(one + 1, factors)]
    sums = SobolSums.empty(centre + np.zeros(a.shape[1]), factors, pairs, intervals=intervals)
    rows = sums.add(a, b)
    alone = [rows.factor(at, ab[at]) for at in range(factors)]
    changes = [] if ba is None else [rows.returned(at, ba[at]) for at in range(factors)]
    for place, (one, other) in enumerate(pairs):
        rows.pair(place, changes[one], alone[one], ab[other])
    return sums


def by_formula(a, b, ab, ba, centre):
    """Return first, total and second order as Saltelli et al. (2010), Jansen (1999) and Saltelli (2002) write them."""
    both = np.concatenate([a, b])
    variance = both.var(axis=0)
    a, b, ab, ba = a - centre, b - centre, ab - centre, ba - centre
    first = (b * (ab - a)).mean(axis=1) / variance
    total = 0.5 * ((a - ab) ** 2).mean(axis=1) / variance
    one, other = np.triu_indices(len(ab), 1)
    second = (ba[one] * ab[other] - a * b).mean(axis=1) / variance - first[one] - first[other]
    return first, total, second


@pytest.mark.parametrize("about", [None, 3.0])
@pytest.mark.parametrize("taken_off", [0.0, 100.0])
def test_indices_are_those_of_the_formulas_wherever_the_sums_are_centred(about, taken_off):
    a, b, ab, ba = design(300, 4)
    centre = np.concatenate([a, b]).mean(axis=0) if about is None else np.full(2, about)
    found = added(a, b, ab, ba, centre=taken_off).estimates(None, None if about is None else centre)
    first, total, second = by_formula(a, b, ab, ba, centre)
    np.testing.assert_allclose(found.first, first, atol=1e-9)  # 100² / 300 rows: eleven digits are left
    np.testing.assert_allclose(found.total, total, atol=1e-9)
    np.testing.assert_allclose(found.second, second, atol=1e-8)
    np.testing.assert_allclose(found.mean, np.concatenate([a, b]).mean(axis=0))
    np.testing.assert_allclose(found.variance, np.concatenate([a, b]).var(axis=0), rtol=1e-6)


@pytest.mark.parametrize("second", [False, True])
def test_indices_are_those_of_salib_on_the_same_design(second):
    analyze, sample = (pytest.importorskip(f"SALib.{name}.sobol") for name in ("analyze", "sample"))
    names = ["x", "y", "z"]
    problem = {"num_vars": 3, "names": names, "bounds": [[-np.pi, np.pi]] * 3}
    x = sample.sample(problem, 256, calc_second_order=second, seed=1)
    outputs = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    theirs = analyze.analyze(problem, outputs, calc_second_order=second, num_resamples=2, seed=1)
    outputs = (outputs - outputs.mean()) / outputs.std()
    blocks = outputs.reshape(256, -1)
    a, b, ab = blocks[:, :1], blocks[:, -1:], blocks.T[1:4, :, None]
    ba = blocks.T[4:7, :, None] if second else None
    found = added(a, b, ab, ba).estimates(None, np.zeros(1))
    np.testing.assert_allclose(found.first[:, 0], theirs["S1"], atol=1e-10)
    np.testing.assert_allclose(found.total[:, 0], theirs["ST"], atol=1e-10)
    if second:
        np.testing.assert_allclose(found.second[:, 0], theirs["S2"][np.triu_indices(3, 1)], atol=1e-10)


def test_parts_of_a_design_add_up_to_the_whole():
    a, b, ab, _ = design(90, 3)
    centre = a[:10].mean(axis=0)
    sums = SobolSums.empty(centre, 3, intervals=True)
    for part in (slice(0, 10), slice(10, 90)):
        rows = sums.add(a[part], b[part])
        for at in range(3):
            rows.factor(at, ab[at, part])
    whole, parts = added(a, b, ab, centre=centre, intervals=True).estimates(0.9), sums.estimates(0.9)
    for name in ("first", "total", "first_interval", "total_interval"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), atol=1e-11)


def test_standard_errors_are_those_of_the_jackknife_to_the_first_order():
    """An index with a row weighted 1 + e less that with it weighted 1 - e is 2 e of what the row moves the index by."""
    a, b, ab, ba = design(40, 3)
    centre, step = np.concatenate([a, b]).mean(axis=0), 1e-4

    def weighted(weights):
        """Return all indices (n_indices, n_outputs), as the rows count; outputs are centred by the same."""

        def mean(parts):
            return np.average(parts, axis=-2, weights=weights)

        x, y, xy, yx = a - centre, b - centre, ab - centre, ba - centre
        variance = mean((x**2 + y**2) / 2) - mean((x + y) / 2) ** 2
        one, other = np.triu_indices(3, 1)
        second = mean((yx[one] - y) * xy[other]) - mean(y * (xy[one] - x))
        return np.concatenate([mean(y * (xy - x)), mean((xy - x) ** 2 / 2), second]) / variance

    rows = np.eye(40)
    moved = [(weighted(1 + step * row) - weighted(1 - step * row)) / (2 * step) for row in rows]
    error = np.std(moved, axis=0) * np.sqrt(40 * 40 / 39)
    found = added(a, b, ab, ba, centre=centre, intervals=True).estimates(0.6826894921370859)  # one standard error
    first, total, second = np.split(error, 3)
    for index, ends, expected in (
        (found.first, found.first_interval, first),
        (np.log(found.total), np.log(found.total_interval), total / found.total),
        (found.second, found.second_interval, second),
    ):
        np.testing.assert_allclose(ends[..., 1] - index, expected, rtol=1e-6)
        np.testing.assert_allclose(index - ends[..., 0], expected, rtol=1e-6)


def test_what_does_not_vary_has_no_indices_and_what_changes_nothing_has_0():
    a, b, ab, _ = design(50, 2)
    a[:, 0] = b[:, 0] = ab[:, :, 0] = 0.1 + 0.2
    a[::2, 0] = 0.3  # rounding is no variation
    ab[1] = a
    found = added(a, b, ab, centre=a.mean(axis=0), intervals=True).estimates(0.9)
    assert found.variance[0] == 0
    for figures in (found.first, found.total, found.first_interval, found.total_interval):
        assert np.isnan(figures[:, 0]).all()
        assert (figures[1, 1] == 0).all()
        assert (figures[0, 1] != 0).all()


def test_a_sum_of_independent_factors_has_the_shares_of_its_variance():
    found, variance = additive_indices(np.array([[1.0, 0.0], [-2.0, 0.0]]), np.array([3.0, 1.0]))
    np.testing.assert_allclose(found[:, 0], [3 / 7, 4 / 7])
    assert np.isnan(found[:, 1]).all()
    assert variance.tolist() == [7, 0]
    found, variance = additive_indices(np.array([[0.01], [-0.02]]), np.array([3.0, 1.0]))
    np.testing.assert_allclose(found[:, 0], [3 / 7, 4 / 7])


def test_outputs_that_are_nothing_at_all_have_no_indices():
    found = added(*np.zeros((2, 5, 1)), np.zeros((2, 5, 1))).estimates(0.9)
    assert np.isnan(found.total).all()
    assert found.variance.tolist() == [0]


@pytest.mark.parametrize("unit", [1e-7, 1.0, -1.0, 1e6])
def test_whether_an_output_varies_does_not_hang_on_its_unit(unit):
    """Its size counts: at 100 a hundredth of a millionth is a change, and 1e-13 is rounding."""
    a, b, ab, _ = design(60, 2)
    known = added(a, b, ab, centre=100.0).estimates(0.9)
    scaled = added(a * unit, b * unit, ab * unit, centre=100.0 * unit).estimates(0.9)
    np.testing.assert_allclose(scaled.first, known.first, atol=1e-9)
    np.testing.assert_allclose(scaled.total, known.total, atol=1e-9)
    for part, varies in ((1e-8, True), (1e-15, False)):
        still = [unit * (100 + part * (each - 100)) for each in (a, b, ab)]
        found = added(*still, centre=100.0 * unit).estimates(0.9)
        assert np.isfinite(found.total).all() == varies
        assert (found.variance > 0).all() == varies


def test_what_two_rows_tell_has_an_interval_too():
    a, b, ab, _ = design(2, 2)
    found = added(a, b, ab, centre=a.mean(axis=0), intervals=True).estimates(0.9)
    assert np.isfinite(found.total_interval).all()
    assert (found.total_interval[..., 0] <= found.total).all()
    assert (found.total <= found.total_interval[..., 1]).all()


def test_without_moments_no_interval_is_known():
    a, b, ab, _ = design(9, 2)
    assert np.isnan(added(a, b, ab).estimates().total_interval).all()


@pytest.mark.parametrize("unit, known", [(1e-50, True), (1e50, True), (1e-100, False), (1e100, False)])
def test_beyond_what_fourth_powers_can_be_there_are_indices_and_no_intervals(unit, known):
    a, b, ab, ba = design(60, 2)
    expected = added(a, b, ab, ba, centre=100.0, intervals=True).estimates(0.9)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = added(a * unit, b * unit, ab * unit, ba * unit, centre=100.0 * unit, intervals=True).estimates(0.9)
    for order in ("first", "total", "second"):
        np.testing.assert_allclose(getattr(scaled, order), getattr(expected, order), rtol=1e-7)
        ends = getattr(expected, f"{order}_interval")
        wanted = ends if known else np.full(ends.shape, np.nan)
        np.testing.assert_allclose(getattr(scaled, f"{order}_interval"), wanted, rtol=1e-7)
