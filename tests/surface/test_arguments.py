"""One order of arguments; a keyword or a word that is none fails wherever it is given."""

import inspect

import pytest

import parindex

DEFINITION = parindex.load("par-ministry-2022")
EVIDENCE = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
FUNCTIONS = {name: getattr(parindex, name) for name in parindex.__all__ if inspect.isfunction(getattr(parindex, name))}
#: What comes before all else, in this order where there are several; evidence that was read knows its definition.
FIRST = ("definition", "scores", "evidence", "cases", "path", "paths", "old", "function", "text", "sources")
TAKE_EVIDENCE = {
    "read_evidence": lambda **given: parindex.read_evidence(DEFINITION, EVIDENCE, **given),
    "validate": lambda **given: parindex.validate(DEFINITION, EVIDENCE, **given),
    "score": lambda **given: parindex.score(DEFINITION, EVIDENCE, **given),
    "restate": lambda **given: parindex.restate(DEFINITION, DEFINITION, EVIDENCE, **given),
    "diff": lambda **given: parindex.diff(DEFINITION, DEFINITION, [EVIDENCE], **given),
    "diff without evidence": lambda **given: parindex.diff(DEFINITION, DEFINITION, **given),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_definition_or_the_scores_come_first(name):
    names = list(inspect.signature(FUNCTIONS[name]).parameters)
    assert not names or names[0] in (*FIRST, "lang")
    assert all(
        other not in names or names.index(other) == 0 for other in ("definition", "scores") if name != "run_cases"
    )


@pytest.mark.parametrize("name", TAKE_EVIDENCE)
@pytest.mark.parametrize("keyword", ["aprovals", "evidnce", "headr_row"])
def test_a_keyword_that_does_not_exist_is_refused(name, keyword):
    with pytest.raises(TypeError, match=keyword):
        TAKE_EVIDENCE[name](**{keyword: None})


@pytest.mark.parametrize("name", [name for name in TAKE_EVIDENCE if name != "diff without evidence"])
@pytest.mark.parametrize("words", [{"empty": "nonsense"}, {"layer": "nonsense"}])
def test_a_word_that_is_none_of_the_choices_is_refused(name, words):
    with pytest.raises(ValueError, match="nonsense"):
        TAKE_EVIDENCE[name](**words)


@pytest.mark.parametrize("name", [name for name in TAKE_EVIDENCE if name != "diff without evidence"])
def test_whatever_takes_evidence_is_told_how_it_is_read(name):
    def read(**given):
        table = [{"unit": unit, "note of ours": "x", **row} for unit, row in {**EVIDENCE, "Total": {}}.items()]
        calls = {
            "read_evidence": lambda: parindex.read_evidence(DEFINITION, table, **given).problems,
            "validate": lambda: parindex.validate(DEFINITION, table, **given),
            "score": lambda: parindex.score(DEFINITION, table, **given).problems,
            "restate": lambda: parindex.restate(DEFINITION, DEFINITION, table, **given).before.problems,
            "diff": lambda: parindex.diff(DEFINITION, DEFINITION, [table], **given).restatements[0].before.problems,
        }
        return calls[name]()

    assert read(ignore=["note of ours"], ignore_rows=["Total"]) == ()


def test_a_reconciliation_is_told_how_its_tables_are_read():
    tables = {
        "self_assessed": [{"unit": "MOHA", "appraised": 61, "survey": 26.38, "x": 1}],
        "appraised": [{"unit": "MOHA", "appraised": 60.65, "survey": 26.38, "x": 1}],
    }
    assert len(parindex.reconcile(DEFINITION, **tables, ignore=["x"]).changes) == 1
    with pytest.raises(TypeError, match="ignored"):
        parindex.reconcile(DEFINITION, **tables, ignored=["x"])
    with pytest.raises(TypeError, match="lists of names"):
        parindex.reconcile(DEFINITION, **tables, ignore="x")


@pytest.mark.parametrize(
    "name", ["effective_weights", "leave_out", "one_at_a_time", "rank_range", "uncertainty", "sobol"]
)
def test_what_is_no_scores_is_refused_as_such(name):
    with pytest.raises(TypeError, match=r"scores are what parindex\.score returns, not Definition"):
        FUNCTIONS[name](DEFINITION, *([parindex.Uniform(0.1)] if name in ("rank_range", "sobol") else []))


def test_thresholds_of_what_is_no_scores_are_refused():
    with pytest.raises(TypeError, match="scores are what"):
        parindex.thresholds(DEFINITION, "MOHA", "MOJ")


@pytest.mark.parametrize("where", [{"sheet": "2024"}, {"header_row": 3}])
def test_evidence_that_is_read_already_is_read_from_no_other_sheet(where):
    """Else figures of one sheet would pass for those of another."""
    read = parindex.read_evidence(DEFINITION, EVIDENCE)
    for take in (parindex.score, parindex.validate, parindex.read_evidence):
        with pytest.raises(TypeError, match="read already"):
            take(DEFINITION, read, **where)
