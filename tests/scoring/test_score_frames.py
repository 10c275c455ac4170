"""Scores as frames: wide and tidy, by ids and titles, with names that merge over years."""

import inspect
from decimal import Decimal
from fractions import Fraction

import pytest

import parindex

from ..sample import define, indicators

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")

BODY = """
[[component]]
id = "c"
combine = "weighted-mean"
title = { vi = "Lĩnh vực", en = "Domain" }
[[indicator]]
id = "x"
parent = "c"
weight = "1/3"
title = { vi = "Đất đai", en = "Land" }
rule = { kind = "score", range = [0, 10] }
max = 10
[[indicator]]
id = "y"
parent = "c"
weight = "2/3"
title = { vi = "Đất đai", en = "Land" }
rule = { kind = "score", range = [0, 10] }
max = 10
not_applicable = "drop"
"""
PGI = {"hazards": 5, "standards": 5, "leadership": 5, "incentives": 5}
EVIDENCE = {"02": {"name": "B", "x": "1.005", "y": 3}, "01": {"x": 3, "y": "n/a"}, "03": {"x": None, "y": 1}}


@pytest.fixture(scope="module")
def scores():
    return parindex.score(define(BODY), EVIDENCE)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_tidy_frame_has_a_row_a_unit_and_node_with_all_there_is_to_compute_with(scores, library):
    frame = scores.to_frame(library, shape="tidy", lang="vi")
    frame = frame if library == "pandas" else pandas.DataFrame(frame.to_dict(as_series=False))
    assert list(frame["unit"]) == [unit for unit in EVIDENCE for _ in range(4)]
    assert list(frame["node"][:4]) == list(scores.nodes)
    assert list(frame["level"][:4]) == [0, 1, 2, 2]
    assert list(frame["parent"][1:4]) == ["sample", "c", "c"]
    assert pandas.isna(frame["parent"][0])
    assert list(frame["kind"][:4]) == ["component", "component", "indicator", "indicator"]
    assert list(frame["title"][1:4]) == ["Lĩnh vực", "Đất đai", "Đất đai"]
    assert list(frame["weight"][2:4]) == [1 / 3, 2 / 3]
    # 1.005 / 3 + 3 * 2 / 3 = 2.335, which is 2.34 half up and a little less than it in binary
    assert frame["published"][0] == 2.34
    assert frame["score"][0] == pytest.approx(float(Fraction("1.005") / 3 + 2))
    assert list(frame["left_out"][4:8]) == [False, False, False, True]
    assert list(frame["max"][4:8])[:3] == [10, 10, 10]


def test_published_scores_of_every_node_are_the_floats_nearest_to_them(scores):
    frame = scores.to_frame(shape="tidy").set_index(["unit", "node"])["published"]
    for unit in scores.units:
        for node, figure in scores.published_of(unit).items():
            shown = frame[unit, node]
            assert pandas.isna(shown) if figure is None else Decimal(repr(float(shown))) == figure


def test_a_wide_frame_has_published_totals_as_numbers_and_ranks_as_whole_numbers(scores):
    frame = scores.to_frame()
    kinds = {"unit": "string", "name": "string", "group": "string", "band": "string", "rank": "Int64"}
    assert {name: str(frame.dtypes[name]) for name in kinds} == kinds
    assert list(frame["published"])[:2] == [2.34, 3]
    assert list(frame["rank"])[:2] == [2, 1]
    assert frame["rank"].isna().tolist() == [False, False, True]


def test_ranks_that_are_shared_by_the_mean_are_halves():
    definition = define(indicators("x"), root='rank = { ties = "average" }')
    frame = parindex.score(definition, {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": None}}).to_frame()
    assert str(frame.dtypes["rank"]) == "Float64"
    assert list(frame["rank"])[:2] == [1.5, 1.5]
    assert frame["rank"].isna()[2]


@pytest.mark.parametrize("shape", ["wide", "tidy"])
@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_titles_and_words_head_the_columns_and_none_is_lost(scores, shape, library, lang):
    by_id = scores.to_frame(library, shape=shape, lang=lang)
    titled = scores.to_frame(library, shape=shape, labels="title", lang=lang)
    assert len(titled.columns) == len(set(titled.columns)) == len(by_id.columns)
    assert list(titled.columns)[:2] == {"vi": ["đơn vị", "tên đơn vị"], "en": ["unit", "name"]}[lang]
    if shape == "wide":
        assert (
            list(titled.columns)[-2:]
            == {
                "vi": ["Đất đai (x)", "Đất đai (y)"],
                "en": ["Land (x)", "Land (y)"],
            }[lang]
        )


def test_a_tidy_table_for_people_says_what_a_node_is_in_their_language(scores):
    assert set(scores.to_frame(shape="tidy", labels="title", lang="vi")["loại"]) == {"thành phần", "chỉ tiêu"}
    assert set(scores.to_frame(shape="tidy", lang="vi")["kind"]) == {"component", "indicator"}


@pytest.mark.parametrize("words", [{"shape": "long"}, {"labels": "titles"}, {"lang": "fr"}, {"library": "numpy"}])
def test_a_word_that_is_none_of_the_choices_is_refused(scores, words):
    with pytest.raises(ValueError, match="not "):
        scores.to_frame(**words)


def test_tables_of_two_years_and_two_indices_merge_by_code_and_name(shared):
    """The tables write TP. Hồ Chí Minh, TP.HCM, Thừa Thiên Huế and Thừa Thiên-Huế."""
    sources = {"pci-2013": "pci/2016", "papi-2021": "papi/2021", "papi-2019": "papi/2020"}
    frames = []
    for id_, folder in sources.items():
        definition = parindex.load(id_)
        table = pandas.read_csv(shared(f"{folder}/published.csv"), dtype=str)
        leaves = [leaf.id for leaf in definition.leaves if leaf.id in table.columns]
        frames.append(parindex.score(definition, table[["unit", "name", *leaves]]).to_frame())
    first, *others = frames
    for other in others:
        merged = first.merge(other, on=["unit", "name"], suffixes=("", "_later"))
        assert len(merged) == 63
        assert {"Thành phố Hồ Chí Minh", "Hồ Chí Minh"} & set(merged["name"])


def test_a_frame_merges_with_a_table_read_from_a_file(tmp_path):
    (tmp_path / "more.csv").write_text("unit,people\n01,8.4\n02,0.9\n", encoding="utf-8")
    scores = parindex.score(parindex.load("pgi-2022"), {"01": PGI})
    merged = scores.to_frame().merge(pandas.read_csv(tmp_path / "more.csv", dtype={"unit": str}), on="unit")
    assert list(merged["people"]) == [8.4]


def test_a_name_is_written_as_the_registry_writes_it():
    """A table writes it as it likes; where no registry is asked, as the table does."""
    rows = {"79": {"name": "TP.HCM", **PGI}, "01": {"name": "Ha Noi", **PGI}}
    scores = parindex.score(parindex.load("pgi-2022"), rows)
    assert scores.names == ("Hồ Chí Minh", "Hà Nội")
    assert list(scores.to_frame(lang="en")["name"]) == ["Ho Chi Minh", "Ha Noi"]
    assert parindex.score(define(indicators("x")), {"a": {"name": "Sở  A", "x": 1}}).names == ("Sở A",)


def weighed():
    """Return scores of two units of which weights decide."""
    definition = parindex.load("pci-2022")
    rows = {unit: {leaf.id: 2 + (at + step) % 3 for at, leaf in enumerate(definition.leaves)} for unit, step in UNITS}
    return parindex.score(definition, rows)


UNITS = (("01", 0), ("02", 1))
RESULTS = {
    "Definition": lambda scores: scores.definition,
    "Evidence": lambda scores: scores.evidence,
    "Problems": lambda scores: scores.problems,
    "Coverage": lambda scores: scores.coverage,
    "Explanation": lambda scores: scores.explain("02"),
    "Catalogue": lambda _: parindex.catalogue(),
    "Reconciliation": lambda scores: parindex.reconcile(
        scores.definition, self_assessed={"a": {"x": 3, "y": 4}}, appraised={"a": {"x": 2, "y": 4}}
    ),
    "DefinitionDiff": lambda scores: parindex.diff("pci-2013", "pci-2022"),
    "Restatement": lambda scores: parindex.restate(scores.definition, scores.definition, EVIDENCE),
    "CaseResults": lambda scores: parindex.run_cases("par-ministry-2022"),
    "Report": lambda scores: parindex.check_files(["pci-2013"]),
    "EffectiveWeights": parindex.effective_weights,
    "JointChange": lambda scores: parindex.thresholds(weighed(), "01", "02").joint[0],
}


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("name", RESULTS)
def test_every_result_has_a_frame_without_lists_in_it(scores, name, library):
    found = RESULTS[name](scores)
    frame = found.to_frame(library)
    assert type(found).__name__ == name
    assert len(frame) == len(found.to_records())
    kinds = frame.dtypes.tolist() if library == "pandas" else list(frame.schema.values())
    assert {str(kind) for kind in kinds} <= {"string", "Int64", "Float64", "float64", "boolean", "String", "Boolean"}


def test_published_figures_of_a_reconciliation_are_numbers(scores):
    found = RESULTS["Reconciliation"](scores)
    row = found.to_frame().iloc[0]
    assert (row["points_before"], row["points_after"], row["published_after"]) == (3, 2, 2)
    assert row["effect"] == -0.33
    assert found.to_frame(what="units")["published_before"].tolist() == [3.67]
    with pytest.raises(ValueError, match="what is one of"):
        found.to_frame(what="unit")


EMPTY = {
    "Reconciliation": lambda definition: parindex.reconcile(
        definition, self_assessed={"a": {"x": 3, "y": 4}}, appraised={"a": {"x": 3, "y": 4}}
    ),
    "DefinitionDiff": lambda definition: parindex.diff(definition, definition),
    "CaseResults": lambda _: parindex.run_cases("par-ministry-2022", only="no case is called so"),
    "Report": lambda _: parindex.check_files(["pci-2013"]),
}


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("name", EMPTY)
def test_a_result_of_nothing_has_the_columns_of_one_of_something(scores, name, library):
    """So that a programme that puts frames together need not ask."""
    nothing, something = EMPTY[name](scores.definition).to_frame(library), RESULTS[name](scores).to_frame(library)
    assert len(nothing) == 0
    assert list(nothing.columns) == list(something.columns)
    assert list(nothing.dtypes) == list(something.dtypes)


def test_an_explanation_is_a_frame_in_the_order_of_the_tree(scores):
    frame = scores.explain("02").to_frame(lang="vi")
    assert list(frame["node"]) == ["sample", "c", "x", "y"]
    assert list(frame["level"]) == [0, 1, 2, 2]
    assert frame["lost"][1] == 10 - 2.34
    assert list(frame["title"][1:3]) == ["Lĩnh vực", "Đất đai"]


def test_evidence_is_a_frame_of_what_was_understood():
    choice = '[[indicator]]\nid = "q"\nrule = { kind = "choice", points = { late = 0, "on time" = 2 } }\n'
    definition = define(f"{indicators('x')}\n{choice}")
    evidence = parindex.read_evidence(definition, {"a": {"x": "1,5", "q": "on time"}, "b": {"x": 2, "q": None}})
    assert evidence.to_frame()["q"].tolist()[0] == "on time"
    assert evidence.to_frame()["x"].tolist() == [1.5, 2]
    tidy = evidence.to_frame(shape="tidy")
    assert tidy["option"].isna().tolist() == [True, False, True, True]
    assert tidy["value"].tolist()[0] == 1.5
    with pytest.raises(ValueError, match="shape"):
        evidence.to_frame(shape="long")


def test_the_library_comes_first_in_every_frame(scores):
    for name, make in RESULTS.items():
        first = next(iter(inspect.signature(make(scores).to_frame).parameters.values()))
        assert (first.name, first.default) == ("library", "pandas"), name
