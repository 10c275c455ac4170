"""Heads and cells of tables of analyses and appraisals: words for people, in both languages."""

import json
from itertools import chain
from typing import get_args

import pytest

import parindex
from parindex.appraisal.changes import ChangeKind
from parindex.base import HEADS, WORDS, head, translated, word
from parindex.definition.tree import Status
from parindex.robustness.draws.factors import Factor
from parindex.views.tables import ANALYSES, CHANGES, FORMATS
from parindex.views.tables.reconciliation_tables import change_table, unit_table

from ..sample import define, indicators

BODY = indicators("x", "y", keys='weight = 1\nrule = { kind = "score", range = [0, 10] }')
OFFICES = {"u": {"x": 1.5, "y": 8}, "v": {"x": 4, "y": 6}, "w": {"x": 7, "y": 2}, "o": {"x": 1, "y": None}}
EN, VI = "en", "vi"


@pytest.fixture(scope="module")
def scores():
    return parindex.score(define(BODY, "weighted-mean", 'bands = [{ label = "A", at_least = 0 }]'), OFFICES)


@pytest.fixture(scope="module")
def analyses(scores):
    pytest.importorskip("scipy")
    weights = parindex.Uniform(0.2)
    factors = [parindex.LeftOut(), parindex.Aggregation(["geometric-mean"]), parindex.Noise(0.1)]
    return [
        parindex.uncertainty(scores, weights, draws=50),
        parindex.sobol(scores, weights, factors=factors, n=16, order="second"),
        parindex.sobol(scores, weights, n=16, output="rank-shift"),
        parindex.rank_range(scores, weights),
        parindex.thresholds(scores, "u", "v"),
        parindex.one_at_a_time(scores),
        parindex.leave_out(scores),
        parindex.effective_weights(scores),
    ]


@pytest.fixture(scope="module")
def reconciliation():
    claimed = {"u": {"x": 9, "y": 8}, "v": {"x": 4, "y": 6}}
    return parindex.reconcile(
        define(BODY, "weighted-mean"), self_assessed=claimed, appraised={**claimed, "u": {"x": 7.5, "y": 8}}
    )


def test_every_field_of_an_analysis_has_a_word(analyses):
    for analysis in analyses:
        records = chain(analysis.to_records(), analysis.overview())
        fields = {analysis.heads.get(name, name) for record in records for name in record}
        assert sorted(fields - HEADS.keys()) == [], analysis.analysis


def test_every_field_of_scores_and_appraisals_has_a_word(scores, reconciliation):
    records = [*scores.to_records(), *reconciliation.by_unit(), *reconciliation.by_indicator()]
    records += [change.to_dict() for change in reconciliation.changes]
    assert sorted({name for record in records for name in record} - HEADS.keys() - set(scores.nodes)) == ["effect"]


@pytest.mark.parametrize("field, choices", [("what", ChangeKind), ("status", Status)])
def test_every_word_of_programs_has_one_for_people(field, choices):
    assert set(get_args(choices)) == set(WORDS[field])


def below(kind):
    """Yield every class below one."""
    for inner in kind.__subclasses__():
        yield inner
        yield from below(inner)


def test_every_kind_of_uncertain_input_is_said():
    kinds = {kind.name for kind in below(Factor) if hasattr(kind, "name")}
    assert {"noise", "left-out", "normalisation", "standard-errors"} <= kinds
    for kind in sorted(kinds):
        assert word("factor", kind, VI) != kind
        assert word("factor", f"{kind}-2", VI).endswith(" 2")
    assert word("factor", "weight:land", VI) == "trọng số: land"
    assert word("with", "of my own", VI) == "of my own"


def test_a_unit_called_as_a_word_keeps_its_name():
    """A unit `above`, or a node `level`, is no word of a program."""
    assert [word(field, "above", VI) for field in ("unit", "name", "node")] == ["above"] * 3


def test_heads_and_cells_are_in_the_language_named(scores, reconciliation):
    lines = FORMATS["table"](scores, VI).splitlines()
    assert lines[0].split("   ")[0] == head("rank", VI)
    assert ["5,00" in lines[2], "4,75" in lines[3]] == [True, True]
    assert "4.75" in FORMATS["csv"](scores, VI)
    told = CHANGES["table"](reconciliation, VI)
    assert [*change_table(reconciliation, VI).in_language(VI).rows[0][2:6]] == ["giá trị", "9", "7,5", "9,00 → 7,50"]
    assert "7,5 " in told
    assert "self" not in told + CHANGES["markdown"](reconciliation, VI)
    assert CHANGES["csv"](reconciliation, VI) == CHANGES["csv"](reconciliation, EN)
    assert unit_table(reconciliation, VI).header[1:3] == ["tự đánh giá", "thẩm định"]


def test_what_an_id_stands_for_is_told_to_whoever_names_a_language():
    titled = define(BODY.replace('id = "x"', 'id = "x"\ntitle = { vi = "Đường", en = "Roads" }'), "weighted-mean")
    scores = parindex.score(titled, {"u": {"x": 1, "y": 2}})
    assert FORMATS["table"](scores, VI).splitlines()[-1] == "x    Đường"
    assert FORMATS["markdown"](scores, EN).splitlines()[-1] == "| x | Roads |"
    assert "Roads" not in FORMATS["table"](scores, None)


def test_a_machine_reads_the_same_in_every_language_but_for_sentences(analyses):
    for analysis in analyses:
        assert ANALYSES["csv"](analysis, (), VI) == ANALYSES["csv"](analysis, (), EN)
        vietnamese, english = (json.loads(ANALYSES["json"](analysis, (), lang)) for lang in (VI, EN))
        assert vietnamese.pop("notes") == [translated(note, VI) for note in analysis.notes]
        assert english.pop("notes") == list(analysis.notes)
        assert vietnamese == english


def test_notes_are_said_in_the_language(analyses):
    told = ANALYSES["table"](analyses[4], (), VI)
    assert "xếp trên" in told
    assert "không xếp hạng: o" in ANALYSES["table"](analyses[0], (), VI)
    two = ANALYSES["table"](analyses[3], ("u", "v"), VI)
    assert "u so với v, với mọi trọng số được xét: " in two
