"""What scores offer of units and ranks, and what of them cannot be written on."""

import numpy as np
import pytest

import parindex

from ..sample import define, indicators

GROUPS = '\n[[group]]\nid = "g"\n[[group]]\nid = "h"\n'
UNITS = "".join(f'[[unit]]\nid = "{id_}"\ngroup = "{of}"\n' for id_, of in zip("abcde", "hghgg", strict=True))
TABLE = {unit: {"x": x} for unit, x in zip("abcde", (3, None, 5, 7, 7), strict=True)}


@pytest.mark.parametrize("best, sign, ranks", [("highest", 1, [2, 1]), ("lowest", -1, [1, 2])])
def test_which_totals_are_best_is_said_by_a_word_and_a_sign(best, sign, ranks):
    scores = parindex.score(
        define(indicators("x"), root=f'rank = {{ best = "{best}" }}'), {"u": {"x": 1}, "v": {"x": 2}}
    )
    stored = parindex.StoredScores.from_dict(scores.to_dict())
    for standings in (scores, stored):
        assert (standings.edition.best, standings.edition.sign) == (best, sign)
        assert standings.rank.tolist() == ranks


def test_units_are_listed_group_by_group_and_the_best_of_each_first():
    scores = parindex.score(define(indicators("x") + GROUPS + UNITS), TABLE)
    assert scores.best_first == (2, 0, 3, 4, 1)
    np.testing.assert_array_equal(scores.rank, [2, np.nan, 1, 1, 1])
    assert scores.n_ranked.tolist() == [2, 0, 2, 2, 2]
    assert scores.ranked.tolist() == [0, 2, 3, 4]
    together = scores.ranked_together(np.array([4, 2, 1]))
    assert [places.tolist() for places in together] in ([[1], [2, 0]], [[2, 0], [1]])


@pytest.mark.parametrize("name", ["values", "points", "rank"])
def test_tables_of_scores_cannot_be_written_on(name):
    body = indicators("x", "y", keys='max = 9\nnot_applicable = "drop"')
    table = getattr(parindex.score(define(body), {"u": {"x": 3, "y": "n/a"}, "v": {"x": 3, "y": 4}}), name)
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 5


def test_scores_are_held_once_with_what_decides_exactly():
    scores = parindex.score(define(indicators("x")), {"u": {"x": 1}})
    assert scores.values is scores.exactness.values
    assert scores.points is scores.values


def test_what_is_obtained_where_nothing_is_left_out_is_the_score_to_the_last_bit():
    """0.1 + 0.2 is 0.3, though not in float64; a bonus of another unit is left out in part."""
    body = indicators("x", "y", keys="max = 9") + '\n[[component]]\nid = "plus"\nadds = "bonus"\ncombine = "sum"\n'
    body += indicators("p", "q", keys='max = 2\nnot_applicable = "drop"', parent="plus")
    row = {"x": "0.10000000000000000000000001", "y": 0.2, "p": 0, "q": 0}
    table = {"u": row, "v": {"x": 1, "y": 2, "p": 1, "q": "n/a"}, "w": {"x": 1, "y": None, "p": 1, "q": "n/a"}}
    scores = parindex.score(define(body), table)
    assert (scores.total[0], scores.points[0, 0]) == (0.3, 0.3)
    assert (scores.total[1], scores.points[1, 0]) == (5, 4)
    assert np.isnan(scores.points[2, 0])


def test_a_unit_is_shown_with_what_is_watched_where_some_unit_gives_it():
    definition = define(indicators("x", "y") + indicators("w", keys='adds = "nothing"'))
    for watched, shown in ((7, ["x", "y", "w"]), (None, ["x", "y"])):
        scores = parindex.score(definition, {"u": {"x": 1, "y": 2, "w": None}, "v": {"x": 1, "y": 2, "w": watched}})
        assert [part.id for part in scores.shown_parts] == shown
        assert (scores.at("u"), scores.at("u", "x")) == (3, 1)


def test_units_that_a_definition_lists_stand_in_results_by_code_and_name():
    named = '\n[[unit]]\nid = "u"\ntitle = { vi = "Sở Nội vụ", en = "Home affairs" }\n[[unit]]\nid = "v"\n'
    listed = parindex.score(define(indicators("x") + named), {"u": {"x": 1}}).to_dict()["listed"]
    assert listed == [{"unit": "u", "name": "Sở Nội vụ"}, {"unit": "v", "name": ""}]
    assert "listed" not in parindex.score(define(indicators("x")), {"u": {"x": 1}}).to_dict()
