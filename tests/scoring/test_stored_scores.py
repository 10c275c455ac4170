"""Results read back from their JSON: what they still tell, and what is refused."""

import copy
import json
from decimal import Decimal

import jsonschema
import numpy as np
import pytest

import parindex
from parindex.base import Shape
from parindex.base.json_shapes import SILENT, UNDERSTOOD

from ..sample import define, indicators

FILES = {2018: ("papi-2018", "examples/papi-2018.csv"), 2020: ("papi-2019", "examples/papi-2020.csv")}


@pytest.fixture(scope="module")
def years():
    return {
        year: parindex.score(parindex.load(definition), file, year=year) for year, (definition, file) in FILES.items()
    }


@pytest.fixture(scope="module")
def stored(years):
    return {year: parindex.StoredScores.from_json(scores.to_json()) for year, scores in years.items()}


def own_list(**rows):
    units = "".join(f'\n[[unit]]\nid = "{unit}"\ntitle = "Phòng {unit}"\n' for unit in ("P2", "P1", "P9"))
    definition = define(
        units + indicators("a", "b", keys="max = 10"), root='bands = [{ label = "A", at_least = 5 }, { label = "B" }]'
    )
    return parindex.score(definition, rows)


@pytest.fixture
def document():
    return own_list(P1={"a": 3, "b": "4,25"}, P2={"a": 1, "b": None}).to_dict()


def test_what_was_stored_comes_back_as_it_was(years, stored):
    for year, scores in years.items():
        again = stored[year]
        assert again.to_dict() == scores.to_dict()
        assert again.to_json() == scores.to_json()
        assert again.to_records() == scores.to_records()
        for name in ("units", "names", "nodes", "year", "period", "group", "band", "rounded", "edition", "registry"):
            assert getattr(again, name) == getattr(scores, name), name
        for name in ("values", "total", "rank", "n_ranked", "ranked"):
            np.testing.assert_array_equal(getattr(again, name), getattr(scores, name))
        assert [str(one) for one in again.problems] == [
            str(one) for one in (*scores.problems, *scores.coverage.problems)
        ]
        assert again.published("1.1") == scores.published("1.1")
        assert again.at("Hà Nội", "1.1") == scores.at("Hà Nội", "1.1")
        assert again == parindex.StoredScores.from_dict(scores.to_dict()) == copy.deepcopy(again)
        assert not again.values.flags.writeable


def test_a_frame_is_that_of_the_scores(years, stored):
    pytest.importorskip("pandas")
    assert stored[2018].to_frame().equals(years[2018].to_frame())


@pytest.mark.parametrize("which", [(2018,), (2020,), (2018, 2020)])
def test_a_series_of_stored_results_is_that_of_the_scores(years, stored, which):
    mixed = parindex.series({**years, **{year: stored[year] for year in which}})
    whole = parindex.series(years)
    for answer in (
        lambda series: series.to_dict(),
        lambda series: series.improved(5).to_dict(),
        lambda series: series.worsened(5, by="total").to_text("vi"),
        lambda series: series.trend("Bình Định").to_dict(),
        lambda series: series.volatility().to_dict(),
        lambda series: series.to_text("vi"),
    ):
        assert answer(mixed) == answer(whole)
    with pytest.raises(ValueError, match="stored without their evidence"):
        mixed.change(2018, 2020)


def test_units_that_a_definition_lists_itself_are_known_again():
    scores = own_list(P1={"a": 3, "b": 4}, P2={"a": 1, "b": 2})
    again = parindex.StoredScores.from_dict(scores.to_dict())
    assert [unit["unit"] for unit in again.to_dict()["listed"]] == ["P2", "P1", "P9"]
    assert again.row("Phòng P1") == scores.row("Phòng P1")
    assert parindex.series({2020: again}).to_dict() == parindex.series({2020: scores}).to_dict()


def test_figures_are_exact_and_totals_that_are_missing_stay_missing(document):
    again = parindex.StoredScores.from_dict(document)
    assert again.rounded == (Decimal("7.25"), None)
    assert again.published("b") == (Decimal("4.25"), None)
    assert again.band == ("A", None)
    assert again.lacking == {"P2": ("b",)}
    assert np.isnan(again.total[1])
    assert np.isnan(again.rank[1])


def test_nodes_are_labelled_without_the_definition():
    index = parindex.load("qd766-2026")
    scores = parindex.score(index, "examples/qd766-dak-lak.csv")
    nodes = scores.to_dict()["nodes"]
    assert [node["id"] for node in nodes] == [index.id, *scores.to_dict()["units"][0]["scores"]]
    for node in nodes:
        assert node["title"] == {"vi": index[node["id"]].title.vi, "en": index[node["id"]].title.en}
        most = index.maximum(index[node["id"]])
        assert node["max"] == (None if most is None else float(most))
    again = parindex.StoredScores.from_dict(scores.to_dict())
    for node in again.nodes:
        assert again.node_called(node, "vi") == scores.node_called(node, "vi")
    with pytest.raises(parindex.UnknownNameError, match="no node 'x'"):
        again.node_called("x", "vi")


def test_nodes_without_a_title_go_by_their_id_and_results_without_units_have_nodes(document):
    bare = {**document, "units": [], "edition": {**document["edition"], "title": None}}
    again = parindex.StoredScores.from_dict(bare)
    assert again.nodes == ("sample", "a", "b")
    assert again.values.shape == (0, 3)
    assert again.node_called("a", "en") == "a"
    assert again.edition.title.get("vi") == ""


@pytest.mark.parametrize("name", ["evidence", "explain", "lost", "definition", "to_excel", "cohort", "exactness"])
def test_what_needs_the_evidence_says_why_it_is_not_there(document, name):
    again = parindex.StoredScores.from_dict(document)
    with pytest.raises(AttributeError, match=f"there is no {name}: this result was stored without its evidence"):
        getattr(again, name)
    assert not hasattr(again, name)


def test_questions_to_the_evidence_are_refused_with_the_reason(document):
    again = parindex.StoredScores.from_dict(document)
    with pytest.raises(AttributeError, match="stored without its evidence"):
        parindex.what_if(again, {"P1": {"a": 1}})
    with pytest.raises(TypeError, match="not StoredScores"):
        parindex.effective_weights(again)


def changed(document, *path, value):
    """Return a document with one value in another one's place, or taken out."""
    document = copy.deepcopy(document)
    *above, last = path
    place = document
    for key in above:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


BROKEN = [
    (("format",), 2, "a result of format 2, by parindex"),
    (("format",), ..., "a result of format None"),
    (("format",), True, "a result of format True"),
    (("units",), {}, "/units: {…} is of another type than array"),
    (("units", 0, "rank"), "1", "/units/0/rank: '1' is of another type than number/null"),
    (("units", 0, "rank"), 0, "/units/0/rank: 0 is below 1"),
    (("units", 0, "total"), float("inf"), "/units/0/total: inf is of another type"),
    (("units", 0, "total"), 10**400, "/units/0/total: … is of another type"),
    (("units", 0, "total"), True, "/units/0/total: True is of another type"),
    (("units", 0, "published"), "7,25", "/units/0/published: '7,25' is not written"),
    (("units", 0, "published"), "7.25\n", "/units/0/published: '7.25\\n' is not written"),
    (("units", 0, "published"), ..., "/units/0: the key 'published' is missing"),
    (("units", 0, "more"), 1, "/units/0: unknown key 'more'"),
    (("units", 1, "unit"), "P1", "/units/1/unit: a unit stands there twice"),
    (("units", 1, "scores"), {"b": 1, "a": 1}, "/units/1/scores: its nodes are not those"),
    (("units", 1, "published_scores", "a"), ..., "/units/1/published_scores: its nodes are not those"),
    (("definition", "sha256"), "x", "/definition/sha256: 'x' is not written"),
    (("edition", "best"), "middle", "/edition/best: 'middle' is none of highest, lowest"),
    (("edition", "years"), [], "/edition/years: the first year"),
    (("listed",), ..., "/registry: this version of parindex knows no registry 'sample'"),
    (("problems",), [7], "/problems/0: 7 is of another type than object"),
    (("nodes",), [], "/nodes: the index comes first"),
    (("nodes", 0, "parent"), "a", "/nodes/0/parent: the index comes first"),
    (("nodes", 0, "id"), "b", "/nodes/0/parent: the index comes first"),
    (("nodes", 1, "parent"), "b", "/nodes/1/parent: the index comes first, and nodes behind their parents"),
    (("nodes", 2, "id"), "a", "/nodes/2/id: a node stands there twice"),
    (("nodes", 2, "kind"), "part", "/nodes/2/kind: 'part' is none of component, indicator"),
    (("nodes", 1), ..., "/units/0/scores: its nodes are not those"),
]


@pytest.mark.parametrize("path, value, told", BROKEN, ids=lambda one: str(one)[:40])
def test_what_is_no_result_is_refused_with_its_place(document, path, value, told):
    with pytest.raises(parindex.UnreadableError) as caught:
        parindex.StoredScores.from_dict(changed(document, *path, value=value), name="result 7")
    assert str(caught.value).startswith("result 7: ")
    assert told in str(caught.value)
    assert "result 7" in caught.value.said("vi")


CONTRADICTIONS = [
    ({("units", 0, "published"): "7.26"}, "/units/0/published: '7.26' is not 7.25 rounded"),
    ({("units", 0, "total"): 7.2}, "/units/0/published: '7.25' is not 7.2 rounded"),
    ({("units", 0, "total"): None}, "/units/0/total: '7.25' is published of no score"),
    ({("units", 0, "published"): None}, "/units/0/published: nothing is published of the score 7.25"),
    ({("units", 1, "published"): "4.5"}, "/units/0/published: figures of one column have unlike"),
    ({("units", 2, "published_scores", "b"): "3.04"}, "/units/2/published_scores/b: '3.04' is not 3"),
    ({("units", 2, "scores", "b"): 30}, "/units/2/published_scores/b: '3.00' is not 30 rounded"),
    ({("units", 1, "rank"): 1}, "/units/1/rank: rank 1 does not fit to the total 4.50, beside that of P1"),
    (
        {("units", 0, "rank"): 3, ("units", 1, "rank"): 1},
        "/units/0/rank: rank 3 does not fit to the total 7.25, beside that of P2",
    ),
    ({("units", 1, "rank"): 3, ("units", 2, "rank"): 4}, "/units/0/rank: ranks are left out"),
    ({("units", 1, "rank"): None}, "/units/0/rank: ranks are left out"),
    ({("units", 1, "total"): None, ("units", 1, "published"): None}, "/units/1/rank: a rank without a total"),
]


@pytest.mark.parametrize("changes, told", CONTRADICTIONS, ids=lambda one: str(one)[:40])
def test_figures_that_contradict_each_other_are_refused(changes, told):
    document = own_list(P1={"a": 3, "b": "4,25"}, P2={"a": 1, "b": 3.5}, P9={"a": 0, "b": 3}).to_dict()
    assert [unit["rank"] for unit in document["units"]] == [1, 2, 3]
    for path, value in changes.items():
        document = changed(document, *path, value=value)
    with pytest.raises(parindex.UnreadableError) as caught:
        parindex.StoredScores.from_dict(document)
    assert told in str(caught.value)


def test_figures_that_only_look_contradictory_are_read():
    definition = define(indicators("a", "b"), root="decimals = 1")
    rows = {"x": {"a": 1e17, "b": -1e17}, "y": {"a": "0.249999999999999999999", "b": 0}, "z": {"a": None, "b": 1}}
    huge = define(indicators(*map("a{}".format, range(18)), keys="max = 1e18"), combine="product")
    beyond = {"x": {f"a{at}": 1e18 for at in range(18)}}
    for scores in (parindex.score(definition, rows), parindex.score(huge, beyond)):
        assert parindex.StoredScores.from_dict(scores.to_dict()).rounded == scores.rounded
    assert scores.to_dict()["units"][0]["total"] is None


@pytest.mark.parametrize(
    "text, told",
    [
        ("[]", "it is no JSON object"),
        ("{", "it is no JSON"),
        ("", "it is no JSON"),
        ("[" * 200_000, "nested too deeply"),
        ('{"format": NaN}', "NaN is no number of JSON"),
        ('{"format": 1, "format": 1}', "the key 'format' stands there twice"),
        (b"\xff\xfe{}", "is not UTF-8"),
        ("1" * 5_000, "it is no JSON"),
    ],
    ids=lambda one: str(one)[:20],
)
def test_text_that_is_no_json_of_a_result_is_refused(text, told):
    with pytest.raises(parindex.UnreadableError, match=told):
        parindex.StoredScores.from_json(text)


def test_results_larger_than_allowed_are_refused_before_they_are_walked(document):
    text = json.dumps(document)
    for limits in (parindex.Limits(max_bytes=1000), parindex.Limits(max_rows=1), parindex.Limits(max_cells=5)):
        with pytest.raises(parindex.UnreadableError, match=r"larger than|more than"):
            parindex.StoredScores.from_json(text, limits=limits)
    assert parindex.StoredScores.from_json(text, limits=parindex.Limits.server()).units == ("P1", "P2")


def test_a_text_is_no_path_and_a_path_is_opened_only_where_files_are(document, tmp_path):
    path = tmp_path / "result.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert parindex.StoredScores.from_json(path).to_dict() == document
    with pytest.raises(parindex.UnreadableError, match="it is no JSON"):
        parindex.StoredScores.from_json(str(path))
    with pytest.raises(parindex.UnreadableError, match="files are not opened"):
        parindex.StoredScores.from_json(path, limits=parindex.Limits.server())


def test_a_stored_result_does_not_change_with_what_it_was_read_from(document):
    again = parindex.StoredScores.from_dict(document)
    document["units"][0]["published"] = "9.99"
    again.to_dict()["units"][0]["published"] = "8.88"
    assert again.rounded[0] == again.published()[0] == Decimal("7.25")


def test_a_problem_of_another_version_is_kept(document):
    document["problems"][0]["code"] = "from-the-future"
    assert parindex.StoredScores.from_dict(document).problems[0].code == "x-from-the-future"


@pytest.mark.parametrize("path, value", [one[:2] for one in BROKEN[3:13] + BROKEN[16:18]], ids=str)
def test_shapes_refuse_what_a_validator_of_json_schema_refuses(document, path, value):
    shape, validator = Shape(parindex.result_schema()), jsonschema.Draft202012Validator(parindex.result_schema())
    broken = changed(document, *path, value=value)
    assert not list(shape.faults(document))
    assert validator.is_valid(document)
    assert list(shape.faults(broken))
    no_json = isinstance(value, (float, str)) or value == 10**400  # infinity, a line feed behind `$`, beyond float64
    assert no_json or not validator.is_valid(broken)


def words_of(schema):
    if isinstance(schema, list):
        return set().union(*map(words_of, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    inner = [one for key in ("properties", "$defs") for one in schema.get(key, {}).values()]
    inner += [schema[key] for key in ("items", "additionalProperties") if key in schema]
    return set(schema) | words_of(inner)


def test_every_word_of_the_schema_is_understood():
    assert words_of(parindex.result_schema()) <= UNDERSTOOD | SILENT


def test_values_nested_without_end_are_refused(document):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(parindex.UnreadableError, match="/units/0/rank"):
        parindex.StoredScores.from_dict(changed(document, "units", 0, "rank", value=nested))
