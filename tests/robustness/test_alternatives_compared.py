"""Other methods on small indices by hand: several together, ties, groups, other editions, and what is refused."""

import numpy as np
import pytest

import parindex
from parindex.definition import Standardise

TEXT = """id = "votes"
index = "V"
version = "1"
title = "Votes"
years = [2020]
combine = "weighted-mean"
"""
LEAF = '\n[[indicator]]\nid = "{id}"\nweight = {weight}\nmax = 10\n'
WEIGHTS = {"a": 0.5, "b": 0.3, "c": 0.2}
VOTES = TEXT + "".join(LEAF.format(id=id_, weight=weight) for id_, weight in WEIGHTS.items())
TABLE = {
    "U": {"a": 9, "b": 1, "c": 1},
    "V": {"a": 5, "b": 5, "c": 5},
    "W": {"a": 1, "b": 9, "c": 6},
    "X": {"a": 0, "b": 0, "c": 0},
}


@pytest.fixture
def scores():
    return parindex.score(parindex.loads(VOTES), TABLE)


def test_equal_weights_take_the_plain_mean_and_of_a_sum_the_mean_of_shares_of_maxima(scores):
    found = parindex.alternatives(scores, [parindex.EqualWeights()])
    assert found.total[0] == pytest.approx([11 / 3, 5, 16 / 3, 0])
    assert found.rank[0].tolist() == [3, 2, 1, 4]
    summed = VOTES.replace('combine = "weighted-mean"', 'combine = "sum"')
    for weight, most in ((0.5, 20), (0.3, 10), (0.2, 10)):
        summed = summed.replace(f"weight = {weight}\nmax = 10", f"max = {most}")
    of_sum = parindex.alternatives(parindex.score(parindex.loads(summed), TABLE), [parindex.EqualWeights()])
    shares = np.array([[9 / 20, 0.1, 0.1], [5 / 20, 0.5, 0.5], [1 / 20, 0.9, 0.6], [0, 0, 0]])
    assert of_sum.total[0] == pytest.approx(40 * shares.mean(axis=1))


def test_borda_and_copeland_count_ranks_and_wins_by_weight(scores):
    found = parindex.alternatives(scores, [parindex.Borda(), parindex.Copeland()])
    ranks = np.array([[4, 2, 2], [3, 3, 3], [2, 4, 4], [1, 1, 1]])
    assert found.total[0] == pytest.approx(ranks @ list(WEIGHTS.values()))
    assert found.rank[0].tolist() == [1, 1, 1, 4]  # 3 each, up to rounding
    # a outvotes nobody alone: half of the weight is no majority, so U and V are level, and so are U and W.
    assert found.total[1].tolist() == [1, 1, 1, -3]
    assert found.rank[1].tolist() == [1, 1, 1, 4]


def test_the_best_mix_of_a_unit_that_leads_everywhere_is_one_and_bounds_hold_the_others(scores):
    free = parindex.alternatives(scores, [parindex.BenefitOfTheDoubt(low=0, high=100)])
    assert free.total[0] == pytest.approx([1, 1, 1, 0])  # each of three leads in something, or in their middle
    fixed = parindex.alternatives(scores, [parindex.BenefitOfTheDoubt(low=1, high=1)])
    assert fixed.total[0] == pytest.approx(scores.total / scores.total.max())


def test_several_changes_are_made_together_another_ranking_last(scores):
    geometric = parindex.Aggregation("harmonic-mean")
    found = parindex.alternatives(scores, [[geometric, parindex.EqualWeights()]])
    assert found.changed == ("harmonic-mean + equal-weights",)
    assert found.total[0, 0] == pytest.approx(3 / (1 / 9 + 1 + 1))
    with pytest.raises(TypeError, match="last"):
        parindex.alternatives(scores, [[parindex.EqualWeights(), geometric]])


def test_another_edition_reads_the_same_evidence(scores):
    other = parindex.loads(VOTES.replace('id = "votes"', 'id = "later"').replace("weight = 0.5", "weight = 0.1"))
    found = parindex.alternatives(scores, [other])
    assert found.changed == ("later",)
    assert found.total[0] == pytest.approx([(0.9 + 0.3 + 0.2) / 0.6, 5, (0.1 + 2.7 + 1.2) / 0.6, 0])


def test_values_far_out_are_brought_in_by_steps():
    table = {f"U{at}": {"a": at, "b": 1, "c": 1} for at in range(9)} | {"Z": {"a": 10, "b": 1, "c": 1}}
    text = VOTES.replace(
        "weight = 0.5\nmax = 10", 'weight = 0.5\nmax = 100\nrule = { kind = "score", range = [0, 100] }'
    )
    table["Z"]["a"] = 100
    found = parindex.alternatives(parindex.score(parindex.loads(text), table), [parindex.Winsorised()])
    assert found.changed == ("winsorised",)
    assert found.total[0, -1] == pytest.approx(0.5 * 8 + 0.5)
    with pytest.raises(ValueError, match="far out"):
        parindex.alternatives(parindex.score(parindex.loads(VOTES), TABLE), [parindex.Winsorised()])


def test_records_say_who_moves_most_and_details_put_ranks_side_by_side(scores):
    found = parindex.alternatives(scores, [parindex.EqualWeights(), parindex.EqualWeights()])
    assert found.changed == ("equal-weights (1)", "equal-weights (2)")
    (record, _) = found.to_records()
    assert (record["first"], record["rank"], record["then"], record["greatest_rank_shift"]) == ("U", 1, "3", 2)
    assert found.to_dict(["W"])["ranks"] == [{"unit": "W", "rank": 3, "equal-weights (1)": 1, "equal-weights (2)": 1}]
    assert found.share_within_3.tolist() == [1.0, 1.0]


def test_z_scores_go_into_a_geometric_mean_where_no_unit_is_below_0(scores):
    geometric = parindex.Aggregation("geometric-mean")
    near, far = (parindex.Normalisation(Standardise((mean, 1)), tuple(WEIGHTS)) for mean in (5, 1))
    found = parindex.alternatives(scores, [[near, geometric]])
    values = np.array([list(row.values()) for row in TABLE.values()], dtype=float)
    z = 5 + (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    assert found.total[0] == pytest.approx(np.exp(np.log(z) @ list(WEIGHTS.values())))
    with pytest.raises(parindex.DefinitionError):
        parindex.alternatives(scores, [[far, geometric]])


@pytest.mark.parametrize(
    "changes, why",
    [([], "no change"), ([parindex.Aggregation("weighted-mean")], "already")],
)
def test_what_changes_nothing_is_refused(changes, why, scores):
    with pytest.raises(ValueError, match=why):
        parindex.alternatives(scores, changes)


def test_bounds_and_scores_that_give_no_best_mix_are_refused(scores):
    with pytest.raises(ValueError, match="around 1"):
        parindex.BenefitOfTheDoubt(low=2, high=3)
    lacking = VOTES.replace("max = 10", 'max = 10\nmissing = "redistribute"')
    table = TABLE | {"U": {"a": 9, "b": 1, "c": ""}}
    told = parindex.alternatives(parindex.score(parindex.loads(lacking), table), [parindex.Borda()]).notes
    assert told == ("units that lack a part are ranked by the parts that they have",)
    lowest = parindex.loads(VOTES.replace('combine = "weighted-mean"', 'combine = "min"').replace("weight = ", "# "))
    told = parindex.alternatives(parindex.score(lowest, TABLE), [parindex.Copeland()]).notes
    assert told == ("'votes' has no weights: its parts count alike",)
    with pytest.raises(ValueError, match="every part"):
        parindex.alternatives(parindex.score(parindex.loads(lacking), table), [parindex.BenefitOfTheDoubt()])
