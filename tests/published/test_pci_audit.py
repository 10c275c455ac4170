"""The coherence and robustness of PCI 2016 against figures computed outside the project.

Source: ../shared/data/audit/pci_2016.json, whose functions were checked against COINr's own figures of ASEM; formulas
in ../shared/design/audit.md. Tolerance 1e-9: both sides are float64. Simulated figures have their Monte Carlo error.
"""

import json
from fractions import Fraction

import numpy as np
import pytest

import parindex
from parindex.definition import Rescale, Standardise

NEAR = 1e-9
DESCRIBED = {
    "count": "n",
    "missing": "missing",
    "zeros": "zeros",
    "unique": "unique",
    "most_frequent": "most_frequent_share",
    "minimum": "min",
    "maximum": "max",
    "mean": "mean",
    "median": "median",
    "standard_deviation": "sd",
    "skewness": "skew",
    "kurtosis": "kurt",
    "outlying": "outlying",
    "winsorising_steps": "winsorise_steps",
}
OTHERS = {
    "equal weights": [parindex.EqualWeights()],
    "geometric": [parindex.Aggregation("geometric-mean")],
    "harmonic": [parindex.Aggregation("harmonic-mean")],
    "Borda (mean rank), weights": [parindex.Borda()],
    "Copeland, weights": [parindex.Copeland()],
    "benefit of the doubt ±50 %": [parindex.BenefitOfTheDoubt()],
}
MOVES = {
    "mean_rank_shift": "mean_abs",
    "greatest_rank_shift": "max_abs",
    "share_within_3": "share_within_3",
    "share_moved_10": "share_moved_10",
    "spearman": "spearman",
    "kendall": "kendall",
}


@pytest.fixture(scope="module")
def expected(shared):
    return json.loads(shared("audit/pci_2016.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def scores(root):
    return parindex.score(parindex.load("pci-2013"), str(root / "examples" / "pci-2016.csv"))


@pytest.fixture(scope="module")
def index(scores):
    return parindex.coherence(scores)["pci-2013"]


def line(figures, parts):
    return [figures[part] for part in parts]


def table(figures, parts):
    return [line(figures[part], parts) for part in parts]


def test_every_part_and_the_total_are_described(index, expected):
    described = [*line(expected["data"], index.parts), expected["data_total"]]
    for ours, theirs in DESCRIBED.items():
        assert list(getattr(index.describe, ours)) == pytest.approx([one[theirs] for one in described], abs=NEAR), ours
    assert index.availability.tolist() == [expected["data"][part]["available"] for part in index.parts]


@pytest.mark.parametrize("way", ["pearson", "spearman", "kendall"])
def test_parts_go_together_and_with_the_total(way, index, expected):
    assert index.correlations[way] == pytest.approx(np.array(table(expected[f"corr_{way}"], index.parts)), abs=NEAR)
    of_total = line(expected[f"corr_{way}_total"], index.parts)
    assert index.with_component[way] == pytest.approx(np.array(of_total), abs=NEAR)


def test_alpha_the_rest_principal_components_and_adequacy(index, expected):
    assert (index.alpha.raw, index.alpha.standardised) == pytest.approx(
        (expected["alpha_raw"], expected["alpha_standardised"]), abs=NEAR
    )
    for ours, theirs in (("raw_without", "alpha_raw_without"), ("standardised_without", "alpha_standardised_without")):
        assert getattr(index.alpha, ours) == pytest.approx(line(expected[theirs], index.parts), abs=NEAR)
    assert index.item_rest == pytest.approx(line(expected["rest_corr"], index.parts), abs=NEAR)
    pca = expected["pca"]
    assert index.pca.eigenvalues == pytest.approx(pca["eigenvalues"], abs=NEAR)
    assert index.pca.shares == pytest.approx(pca["share"], abs=NEAR)
    assert index.pca.loadings[:, 0] == pytest.approx(line(pca["first_loading"], index.parts), abs=NEAR)
    assert index.kmo == pytest.approx(expected["kmo"], abs=NEAR)
    bartlett = expected["bartlett"]
    assert index.bartlett.chi_square == pytest.approx(bartlett["chi2"], abs=NEAR)
    assert (index.bartlett.degrees_of_freedom, index.bartlett.p) == (bartlett["df"], pytest.approx(bartlett["p"]))


def test_importance_the_correlation_ratio_and_added_value(index, expected):
    for ours, theirs in (("weight", "weight"), ("correlation", "r"), ("r_squared", "r2"), ("share", "r2_share")):
        figures = [expected["importance"][part][theirs] for part in index.parts]
        assert getattr(index.importance, ours) == pytest.approx(figures, abs=NEAR)
    ratios = [expected["importance"][part]["ratio_r2share_weight"] for part in index.parts]
    assert index.importance.ratio == pytest.approx(ratios, abs=NEAR)
    # The bandwidth of a local fit is a choice: 0.05.
    assert index.correlation_ratio == pytest.approx(line(expected["correlation_ratio"], index.parts), abs=0.05)
    added = [expected["added_value"][part] for part in index.parts]
    for ours, theirs in (("share", "share_rank_differs_10"), ("mean", "mean_abs"), ("spearman", "spearman")):
        assert getattr(index.added_value, ours) == pytest.approx([one[theirs] for one in added], abs=NEAR)


def test_flags_are_those_that_thresholds_give(scores, expected):
    flags = parindex.coherence(scores).flags
    told = {
        measure: [flag for flag in flags if flag.measure == measure] for measure in {flag.measure for flag in flags}
    }
    summary = expected["corr_summary"]
    against = {(one, other): r for one, other, r, _ in summary["significantly_negative_5pct"]}
    assert {flag.nodes: pytest.approx(flag.value, abs=NEAR) for flag in told["negative"]} == against
    (weak,) = told["weak"]
    assert weak.value == pytest.approx(summary["min"][2], abs=NEAR)
    assert weak.said("en").startswith(f"{summary['below_0_3']} of {summary['pairs']} pairs")
    assert told.keys().isdisjoint({"redundant", "outlying", "kmo", "alpha", "availability", "added-value"})
    assert [flag.value for flag in told["eigenvalues"]] == [expected["pca"]["above_1"]]
    assert {flag.nodes for flag in told["loading"]} == {("support",), ("labour",)}
    assert {flag.nodes for flag in told["importance"]} == {("competition",), ("support",), ("proactivity",)}
    assert {flag.nodes for flag in told["correlation-ratio"]} == {("transparency",), ("entry",)}


@pytest.mark.parametrize("name", OTHERS)
def test_other_methods_move_ranks_as_far(name, scores, expected):
    found = parindex.alternatives(scores, OTHERS[name])
    for ours, theirs in MOVES.items():
        assert getattr(found, ours) == pytest.approx([expected["alternatives"][name][theirs]], abs=NEAR), ours
    if name.startswith("benefit"):
        assert found.total[0] == pytest.approx(line(expected["bod"], scores.units), abs=NEAR)


def test_other_normalisations_move_ranks_as_far(scores, expected):
    parts = tuple(expected["parts"])
    rules = {"z-scores": Standardise((50, 10)), "min-max": Rescale("observed", (Fraction(0), Fraction(10)))}
    for name, rule in rules.items():
        found = parindex.alternatives(scores, [parindex.Normalisation(rule, parts)])
        for ours, theirs in MOVES.items():
            assert getattr(found, ours) == pytest.approx([expected["alternatives"][name][theirs]], abs=NEAR), ours


def test_without_each_part_ranks_move_as_far(scores, expected):
    found = parindex.alternatives(scores, [parindex.LeftOut()])
    for at, part in enumerate(expected["parts"]):
        assert found.changed[at] == f"without {part}"
        for ours, theirs in MOVES.items():
            assert getattr(found, ours)[at] == pytest.approx(expected["leave_one_out"][part][theirs], abs=NEAR)


def test_intervals_of_ranks_are_as_wide_up_to_what_draws_leave_open(scores, expected):
    intervals = parindex.audit(scores, draws=4000, methods=[parindex.Borda()]).intervals
    wanted = expected["uncertainty_25_both"]
    assert intervals.within_3 == pytest.approx(wanted["median_shift_within_3"], abs=1.5 / 63)  # one unit more or less
    assert intervals.within_1 == pytest.approx(wanted["median_shift_within_1"], abs=3.5 / 63)
    assert intervals.width.mean() == pytest.approx(wanted["width_mean"], abs=0.3)
    assert len(intervals.wide) == pytest.approx(wanted["units_wider_10"], abs=3)
