"""The JSON Schema of definitions says what the loader does: neither more nor less, but for what is listed here."""

import copy
import datetime as dt
import math
import re
import types
import typing
import unicodedata
from decimal import Decimal
from pathlib import Path

import attrs
import jsonschema
import pytest
import tomli
from hypothesis import given, strategies as st

import parindex
from parindex.base import keys_of
from parindex.base.texts import Text
from parindex.definition.checking import definition_checks as checks
from parindex.definition.checking.hierarchy import PAPERS, RESERVED
from parindex.definition.json_schema import keys
from parindex.definition.reading import structuring as structure
from parindex.definition.rules.kinds import RULES
from parindex.definition.rules.rule import Rule
from parindex.definition.tree import Definition
from parindex.kernels.combination import COMBINATIONS

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = parindex.definition_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
KNOWN = keys()
CASES = set(ROOT.glob("*/**/*.cases.toml"))
BROKEN = sorted(set((ROOT / "tests" / "broken").glob("*.toml")) - CASES)
BUNDLED = sorted(set((ROOT / "indicators").glob("*.toml")) - CASES)
SOUND = [*BUNDLED, *sorted(set((ROOT / "examples" / "definitions").glob("*.toml")) - CASES)]
FENCE = re.compile(r"^```toml ([\w.-]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
WRITTEN = [
    pytest.param(text, id=f"{page.stem}-{name}")
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for name, text in FENCE.findall(page.read_text(encoding="utf-8"))
    if "combine" in tomli.loads(text)
]

#: What a schema sees: one key, or keys of one table. The rest is about several tables, the text itself, or arithmetic.
REFUSABLE = {"unknown-key", "missing-key", "wrong-type", "wrong-value", "not-finite", "missing-source"}
#: Lists and expressions that are too long, an empty expression; a weight below 0, or of a bonus.
SEEN_IN_PART = {"too-large", "value-syntax", "weight-not-allowed"}
#: Of those codes, what is beyond it after all, by the message.
BEYOND = (
    r"is a weighted sum of parts without weights",  # a matter of the parts
    r"needs (the indicator's )?max$",  # the rule and the indicator together
    r"and parts of .* can be left out",
    r"there are inputs and no value",
    r"nothing is divided|reads names, not a number",  # the expression and the rule
    r"a share lies between 0 and 1",  # the unit and the range
    r"floor [0-9./]+ is not between 0 and the cap$",  # the floor and the cap, which are numbers side by side
    r"its points can be shared among|there is no other part to share",
    r"the knot at .* follows that at",
    r"leaves nothing to add up|points begin at .* only, and grow",  # two numbers side by side
    r"ratio and cannot be below 0|a count is 0 or more",
    r"is an edge of groups that go the other way|group of results",  # other tables
    r"parts with a score, and|is turned round",
    r"there is no (group|unit|attribute) |there are groups and no units|is a word for documents",  # other tables
    r"the definition is not of the year|is not applicable, and that is refused|has the name of a figure",
    r": decimals is [0-9]+, max is ",  # two numbers side by side
    r"the power of .* is -?[0-9]+/",  # the size of a fraction in quotes
    r"the weight of .* is [0-9]+/",
    r"expected a whole number, found a number -?[0-9]+\.0+$",  # to JSON, 2.0 is a whole number
)


def as_json(value):
    """Return what an editor hands to its schema: decimals are floats, dates are texts, nan and inf are null."""
    if isinstance(value, dict):
        return {key: as_json(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_json(entry) for entry in value]
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        rough = float(value)
        return rough if math.isfinite(rough) and (rough or not value) else value  # beyond floats: as it is
    return str(value) if isinstance(value, dt.date | dt.time) else value


def read(text):
    return tomli.loads(text, parse_float=lambda digits: Decimal(digits) if len(digits) < 40 else Decimal("inf"))


def refused(data):
    return list(VALIDATOR.iter_errors(as_json(data)))


def told(problem):
    """Whether a problem is one that a schema can tell."""
    return problem.code in REFUSABLE and not any(re.search(words, problem.message) for words in BEYOND)


def covers(error, problem):
    """Whether an error of the schema is that problem: at its key, or at a table around it that is one of its parts."""
    at = tuple(error.absolute_path)
    if problem.code == "missing-source":  # told at the status, and here where the sources should be
        return at in ((), ("sources",))
    return problem.path[: len(at)] == at


def parents(cls):
    """Yield every table below a class, itself first; rules with their kind."""
    yield cls
    for type_ in typing.get_type_hints(cls).values():
        for part in (type_, *typing.get_args(type_)):
            if part is Rule:
                for rule in RULES.values():
                    yield from parents(rule)
            elif isinstance(part, type) and attrs.has(part) and part.__name__ in KNOWN["tables"]:
                yield from parents(part)


TABLES = list(dict.fromkeys(parents(Definition)))
FIELDS = [(cls, name) for cls in TABLES for name in keys_of(cls)]


def table_of(cls):
    """Return the schema of a table by its class."""
    if cls is Definition:
        return SCHEMA
    if cls is Text:
        return SCHEMA["properties"]["title"]
    if cls.__name__ == "Ranking":
        return SCHEMA["properties"]["rank"]
    return SCHEMA["definitions"][cls.kind if issubclass(cls, Rule) else cls.__name__]


def test_the_schema_is_one():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SCHEMA["$id"].startswith("urn:parindex:definition:")


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_sound_definition_is_accepted(path):
    assert refused(read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("text", WRITTEN)
def test_a_definition_of_the_documentation_is_accepted_where_the_loader_accepts_it(text):
    data = read(text)
    definition, problems = structure.structure(data)
    problems = problems or checks.check_tree(definition)
    assert bool(refused(data)) == any(map(told, problems))


def faults_of(path):
    """Return the data of a broken file and its problems; no data where it is no TOML or beyond what is read."""
    problems = parindex.check(path)
    try:
        return read(path.read_text(encoding="utf-8")), problems
    except (ValueError, RecursionError):
        return None, problems


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_for_exactly_what_a_schema_can_see(path):
    data, problems = faults_of(path)
    if data is None or path.stem == "expected":  # no TOML, no definition
        return
    errors = refused(data)
    seen = [problem for problem in problems if told(problem)]
    unseen = [problem for problem in seen if not any(covers(error, problem) for error in errors)]
    assert unseen == []
    assert [error.message for error in errors if not any(covers(error, problem) for problem in seen)] == []
    assert bool(errors) == bool(seen)


def test_what_is_beyond_a_schema_does_occur_in_the_broken_files():
    every = [problem for path in BROKEN if path.stem != "expected" for problem in parindex.check(path)]
    assert {problem.code for problem in every if told(problem)} == REFUSABLE
    assert sum(problem.code in REFUSABLE and not told(problem) for problem in every) >= 5


@pytest.mark.parametrize("cls", TABLES, ids=lambda cls: cls.__name__)
def test_a_table_of_the_schema_has_the_keys_of_its_class(cls):
    table = table_of(cls)
    fields = keys_of(cls)
    kind = {"kind"} if issubclass(cls, Rule) else set()
    assert set(table["properties"]) == set(fields) | kind
    needed = {name for name, field in fields.items() if field.default is attrs.NOTHING}
    assert set(table.get("required", [])) == needed | kind
    assert table["additionalProperties"] is False
    if kind:
        assert table["properties"]["kind"]["const"] == cls.kind


def words(type_):
    """Return the words of a type: its own literals, or those of the type that may be None."""
    if typing.get_origin(type_) is typing.Literal:
        return list(typing.get_args(type_))
    if typing.get_origin(type_) in (typing.Union, types.UnionType):
        return [word for part in typing.get_args(type_) for word in words(part)]
    return []


@pytest.mark.parametrize("cls, name", FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_the_words_of_a_key_are_those_of_its_class(cls, name):
    type_ = typing.get_type_hints(cls)[keys_of(cls)[name].name]
    schema = table_of(cls)["properties"][name]
    expected = list(COMBINATIONS) if name == "combine" else words(type_)
    if name != "units" and expected != ["observed"]:
        assert schema.get("enum", []) == expected
    if expected and expected != ["observed"]:
        unused = {"nothing"} if (cls.__name__, name) == ("Component", "adds") else set()  # components are not watched
        assert set(KNOWN["words"][name]) - unused == set(expected)
    default = keys_of(cls)[name].default
    if isinstance(default, str | bool | int):
        assert schema["default"] == default


def texts(tree, path=()):
    """Yield every description with its path."""
    for key, entry in tree.items():
        if isinstance(entry, dict) and isinstance(entry.get("en"), str):
            yield (*path, key), entry
        elif isinstance(entry, dict):
            yield from texts(entry, (*path, key))


def test_every_table_and_key_is_described_and_no_description_is_left_over():
    described = {path for path, _ in texts({key: entry for key, entry in KNOWN.items() if key != "examples"})}
    shared = {path[1] for path in described if path[0] == "shared"}
    wanted = {("tables", cls.__name__) for cls in TABLES} | {("shared", "kind")}
    for cls, name in FIELDS:
        own = (cls.__name__, name)
        wanted.add(own if own in described else ("shared", name))
    assert {path for path in described if path[0] != "words"} == wanted
    used = [name for cls, name in FIELDS if (cls.__name__, name) not in described]
    assert {name for name in shared - {"kind"} if used.count(name) < 2} == set()
    assert set(KNOWN["words"]) <= {name for _, name in FIELDS}


@pytest.mark.parametrize("path, entry", list(texts(KNOWN)), ids=lambda value: ".".join(value)[:60])
def test_a_description_is_short_and_in_both_languages(path, entry):
    if path[0] == "examples":
        return
    assert set(entry) == {"en", "vi"}
    for text in entry.values():
        assert text
        assert len(text) <= 250
        assert unicodedata.is_normalized("NFC", text)
        assert text == " ".join(text.split())


def every(schema):
    """Yield every schema within one."""
    yield schema
    for entry in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(entry, dict | list):
            yield from every(entry)


def test_one_language_or_both():
    names = [parindex.definition_schema(lang)["properties"]["index"]["description"] for lang in ("en", "vi", None)]
    assert names[2] == f"{names[0]}\n\n{names[1]}"
    assert "viết tắt" in names[1]
    with pytest.raises(ValueError, match="one of en, vi"):
        parindex.definition_schema("fr")


def test_descriptions_change_nothing_else():
    def bare(schema):
        if isinstance(schema, dict):
            return {
                key: bare(entry)
                for key, entry in schema.items()
                if key != "x-taplo" and not (key == "description" and isinstance(entry, str))
            }
        return [bare(entry) for entry in schema] if isinstance(schema, list) else schema

    assert bare(SCHEMA) == bare(parindex.definition_schema("en")) == bare(parindex.definition_schema("vi"))


def test_nothing_stands_beside_a_reference():
    assert all(set(part) == {"$ref"} for part in every(SCHEMA) if isinstance(part, dict) and "$ref" in part)


def test_every_example_and_default_is_accepted():
    found = 0
    for part in every(SCHEMA):
        if not isinstance(part, dict) or (isinstance(part.get("default"), dict) and "enum" in part["default"]):
            continue
        for value in [*part.get("examples", []), *([part["default"]] if "default" in part else [])]:
            rest = {**part, "definitions": SCHEMA["definitions"]}
            assert jsonschema.Draft7Validator(rest).is_valid(value), (part, value)
            found += 1
    assert found > 20


def test_the_words_of_tables_are_no_ids():
    for taken in [*RESERVED, *(f"a.{paper}" for paper in PAPERS)]:
        assert refused({**HEAD, "indicator": [{"id": taken}]})
        assert not refused({**HEAD, "indicator": [{"id": f"{taken}s"}]})


HEAD = {"id": "x", "index": "X", "version": "1", "title": "X", "years": [2020], "combine": "sum"}


def whole(**given):
    """Return a definition with some keys of the root."""
    return {**HEAD, "indicator": [{"id": "a", "max": 1}], **given}


def ruled(kind, **given):
    """Return a definition of one rule; what it gives does not matter here."""
    return {**HEAD, "indicator": [{"id": "a", "max": 1, "rule": {"kind": kind, **given}}]}


def part(**given):
    """Return a definition of one component with a part."""
    parts = [{"id": "b", "parent": "a", "rule": {"kind": "score", "range": [0, 1]}}]
    return {**HEAD, "component": [{"id": "a", "combine": "sum", **given}], "indicator": parts}


def weighted(weight):
    return whole(combine="weighted-mean", indicator=[{"id": "a", "weight": weight}, {"id": "b", "weight": 1}])


def beside(**given):
    return whole(indicator=[{"id": "a", "max": 1}, {"id": "b", "max": 1, "adds": "bonus", **given}])


def powered(power):
    return {**part(combine="power-mean", power=power)}


EDGES = {
    "years": ([[1900], [2200], [1999, 2000]], [[], [1899], [2201], [2000, 2001, 2002]], lambda x: whole(years=x)),
    "decimals": ([0, 12], [-1, 13], lambda x: whole(decimals=x)),
    "units": (
        ["vn-provinces", "units.csv", "lists/units.csv", "đơn vị.csv"],
        ["vn-province", "", ".csv", "../units.csv", "a/../units.csv", "/units.csv", "a\\u.csv", "c:u.csv", "units.txt"],
        lambda x: whole(units=x),
    ),
    "decimals of a node": ([0, 12], [-1, 13], lambda x: part(decimals=x)),
    "title": (["", {"en": ""}], [{}], lambda x: whole(title=x)),
    "times": (["1/999", Decimal("0.001")], [0, -1, "0/5", "-1/5", "00/1", "1/0"], lambda x: part(times=x)),
    "max": ([1, "3/3"], [0, -1, "0/5"], lambda x: part(max=x)),
    "weight": ([0, "0/1", "1/3", 5], [-1, "-1/2", "1/00"], weighted),
    "power": ([Decimal("0.01"), 100, Decimal("-0.01"), -100, "1/3"], [0, 101, -101, Decimal("0.001")], powered),
    "step": ([1, "1/2"], [0, "0/2", -1], lambda x: ruled("score", step=x)),
    "cap": ([1], [0, -1], lambda x: ruled("proportional", cap=x)),
    "floor": ([0, 1], [-1, "-1/2"], lambda x: ruled("proportional", cap=1, floor=x)),
    "each": ([1], [0, -1], lambda x: ruled("count", each=x)),
    "most": ([1], [0, -1], lambda x: ruled("count", each=1, most=x)),
    "ranks": (
        [[{"points": 1}], [{"points": 1, "to": at} for at in range(1, 200)] + [{"points": 1}]],
        [[], [{"points": 1, "to": 0}, {"points": 1}], [{"to": 1}], [{"points": 1}] * 201, {"to": 1, "points": 1}],
        lambda x: ruled("rank", by="given", points=x),
    ),
    "knots": (
        [[[0, 0], [1, "1/2"]], [[at, 1] for at in range(200)]],
        [[], [[0, 1]], [[0, 0], [1]], [[0, 0], [1, 2, 3]], [[at, 1] for at in range(201)], [0, 1]],
        lambda x: ruled("piecewise", knots=x),
    ),
    "per": ([1, "1/2"], [0, -1], lambda x: ruled("increments", **{"from": 0, "base": 0, "per": x, "each": 1})),
    "base": ([0, "1/2"], [-1], lambda x: ruled("increments", **{"from": 0, "base": x, "per": 1, "each": 1})),
    "target": ([1], [0, -1], lambda x: ruled("target", target=x)),
    "shares": ([0, 1, "1/3"], [-1, 2, Decimal("1.01")], lambda x: ruled("shares", weights={"a": x, "b": 1})),
    "to": ([[0, 1], [-5, "1/2"]], [[0, 0], [0, -1], [1], [0, 1, 2]], lambda x: ruled("standardise", to=x)),
    "options": ([1, 100], [0, 101], lambda x: ruled("choice", points={f"o{at}": 1 for at in range(x)})),
    "band": (
        [{"points": 1, "above": 0}, {"points": 1, "at_most": 0}],
        [{"points": 1, "above": 0, "below": 9}, {"above": 0}],
        lambda x: ruled("bands", bands=[x, {"points": 0}]),
    ),
    "bands": ([1], [0, 201], lambda x: ruled("bands", bands=[{"points": 0}] * x)),
    "inputs": (
        [["a1"], [f"a{at}" for at in range(50)]],
        [[f"a{at}" for at in range(51)], ["a b"], "a1"],
        lambda x: whole(indicator=[{"id": "a", "inputs": x, "value": f"max(1, {','.join(x)})"}]),
    ),
    "value": (["1" + " + 1" * 99], ["", "1" + " " * 500], lambda x: whole(indicator=[{"id": "a", "value": x}])),
    "combine": (["product"], ["summ", "power-mean"], lambda x: whole(combine=x)),
    "powerless": ([{}], [{"power": 2}], lambda x: part(**x)),
    "beside": ([{}], [{"parent": "c"}, {"weight": 1}], lambda x: beside(**x)),
    "listed": ([[]], [[{"id": "U"}]], lambda x: whole(unit=x, units="vn-provinces")),
    "sources": ([[{"id": "s"}]], [[], [{}]], lambda x: whole(status="published", sources=x)),
    "status": (["assumed", "template", "partial"], ["published", "recovered", "derived"], lambda x: whole(status=x)),
    "label": ([{"label": "A"}], [{}, {"label": "A", "from": 1}], lambda x: whole(bands=[x])),
    "rule": ([{"kind": "score"}, {"kind": "percentile-rank"}], [{}, {"kind": "scores"}, {"kind": "score", "x": 1}],
             lambda x: whole(indicator=[{"id": "a", "max": 1, "rule": x}])),
    "anchors": (["observed", [0, 1], {"percentiles": [0, 100]}, {"percentiles": ["1/3", 5], "interpolation": "lower"}],
                ["observd", [0], 1, {}, {"percentiles": [1]}, {"percentiles": [-1, 5]}, {"percentiles": [1, 101]},
                 {"percentiles": [1, 5], "interpolation": "x"}], lambda x: ruled("rescale", anchors=x, to=[0, 1])),
    "id": (["a", "9", "a" * 64], ["", "é", "-a", "a" * 65, "unit", "a.page"], lambda x: whole(indicator=[{"id": x}])),
}  # fmt: skip


@pytest.mark.parametrize("name", EDGES)
def test_the_schema_ends_where_the_loader_ends(name):
    good, bad, definition = EDGES[name]
    for value in good:
        assert not refused(definition(value)), value
        loaded, problems = structure.structure(definition(value))
        assert not problems, value
        assert not any(map(told, checks.check_tree(loaded))), value
    for value in bad:
        assert refused(definition(value)), value
        loaded, problems = structure.structure(definition(value))
        assert problems or checks.check_tree(loaded), value


#: Every key of every table; sound.
FULL = """
id = "full"
index = "FULL"
version = "1"
title = { en = "Full", vi = "Đủ" }
years = [2020, 2021]
combine = "power-mean"
weights_total = "1/2"
power = 2
times = 1
cap = 9
floor = 0
max = 10
needs = 1
decimals = 1
rank = { on = "rounded", ties = "dense", best = "highest", then = ["c"] }
missing = "zero"
caps = [{ node = "c", at_least = 1, band = "B" }, { node = "c", above = 1, band = "B" }]
status = "derived"
sources = [{ id = "s", title = "S", url = "https://example.org", note = "n" }]
note = { en = "n" }
group = [{ id = "g", title = "G", bands = [{ label = "A", above = 5 }, { label = "B" }] }]
attributes = ["coastal", { id = "hilly", title = "H", note = "n" }]

[[unit]]
id = "u"
title = "U"
group = "g"
ranked = false
spellings = ["uu"]
parent = "p"
attributes = { hilly = true }

[[parameter]]
id = "mean"
title = "Mean"
unit = "percent"
value = 7.2
source = "s"
status = "published"
note = "n"

[[parameter]]
id = "growth"
values = { 2020 = 7, 2021 = "1/3" }

[[bands]]
label = "A"
at_least = 5
requires = [{ above_zero = "all" }, { node = "c", at_least = 1 }, { node = "c", at_most = 4 }]

[[bands]]
label = "B"

[[component]]
id = "c"
combine = "power-mean"
parent = "d"
title = "C"
weight = "1/2"
weights_total = 1
power = -1
times = 2
cap = 5
floor = 1
max = 5
range = [0, 5]
better = "lower"
needs = 0.5
missing = "propagate"
source = "s"
status = "assumed"
note = "n"

[[component]]
id = "d"
weight = "1/2"
combine = "weighted-sum"
times = 1

[[component]]
id = "e"
combine = "sum"
adds = "bonus"

[[indicator]]
id = "i"
parent = "c"
title = "I"
weight = 1
unit = "percent"
range = [0, 100]
max = 1
better = "higher"
inputs = ["x", { id = "y", title = "Y" }]
value = "x / y"
on_zero_denominator = "full"
missing = "redistribute"
not_applicable = "drop"
when = "not hilly"
self_scored = false
documents = "required"
source = "s"
status = "partial"
note = "n"
rule = { kind = "rescale", anchors = [0, 100], to = [0, 1], transform = "sqrt", clip = true }

[[indicator]]
id = "w"
adds = "nothing"

[[indicator]]
id = "j"
adds = "penalty"
rule = { kind = "score", range = [0, 1], step = 0.5 }
"""
#: Rules that `FULL` does not hold.
RULED = (
    'kind = "bands", bands = [{ points = 1, above = 3 }, { points = 1, at_least = 2 }, { points = 0 }]',
    'kind = "bands", bands = [{ points = 1, below = 3 }, { points = 1, at_most = 4 }, { points = 0 }]',
    'kind = "choice", points = { a = 1, b = 0 }',
    'kind = "checklist", points = { a = 0.5, b = "1/2" }, all = true',
    'kind = "proportional", cap = 5, floor = 1',
    'kind = "count", each = 0.5, most = 1',
    'kind = "increments", from = 3, base = 0.5, per = 1, each = 0.1, cap = 1, nothing_before = 2, whole = true',
    'kind = "piecewise", knots = [[0, 0], [1, 0.5], [5, 1]]',
    'kind = "shares", weights = { a = 1, b = 0 }, apart = ["c"]',
    'kind = "relative", to = "best"',
    'kind = "target", target = 5',
    'kind = "standardise", to = [0, 1], deviation = "population"',
    'kind = "percentile-rank", share = "mid-rank"',
    'kind = "rescale", anchors = { percentiles = [1, 99], interpolation = "lower" }, to = [0, 1]',
    'kind = "rank", by = "value", points = [{ to = 10, points = 1 }, { points = 0 }]',
)
LEAST = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "X"\nyears = [2020]\ncombine = "sum"\nunits = "vn-provinces"\n'
WHOLES = [read(FULL)]
WHOLES += [read(f'{LEAST}[[indicator]]\nid = "a"\nmax = 1\nrule = {{ {rule} }}') for rule in RULED]
WHOLES += [
    read(
        f'{LEAST}[[component]]\nid = "c"\ncombine = "formula"\nformula = "a / 2"\n'
        '[[indicator]]\nid = "a"\nparent = "c"\nmax = 1\nrule = { kind = "score" }\n'
    )
]
OTHERS = (True, 3, -1, Decimal("2.5"), "x", "a b", "1/0", "-1/2", "", [], ["x"], [0, 1], {}, {"x": 1})


def beside_each_other(error, problem):
    """Whether an error of the schema is of that problem; of a list of the wrong length it tells the entries as well."""
    return covers(error, problem) or tuple(error.absolute_path)[: len(problem.path)] == problem.path


def agree(data):
    """Hold the schema against loader and checks."""
    definition, problems = structure.structure(data)
    problems = problems if definition is None else checks.check_tree(definition)
    errors = refused(data)
    assert bool(errors) >= any(map(told, problems)), problems
    assert all(any(beside_each_other(error, problem) for problem in problems) for error in errors), errors
    if not any(problem.code in SEEN_IN_PART for problem in problems):
        assert bool(errors) == any(map(told, problems)), problems


def places(tree):
    """Yield every table and list with a key or index of it."""
    for key, entry in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield tree, key
        if isinstance(entry, dict | list):
            yield from places(entry)


def test_every_key_is_tried():
    tried = {key for data in WHOLES for _, key in places(data) if isinstance(key, str)}
    assert {name for _, name in FIELDS} <= tried


@pytest.mark.many
@pytest.mark.parametrize("at", range(len(WHOLES)), ids=lambda at: WHOLES[at]["indicator"][0]["rule"]["kind"])
def test_loader_and_schema_agree_on_every_key(at):
    data = copy.deepcopy(WHOLES[at])
    assert not refused(data)
    agree(data)
    for holder, key in list(places(data)):
        kept = holder[key]
        for other in OTHERS:
            holder[key] = other
            agree(data)
        holder[key] = kept
        if isinstance(holder, dict):
            order = dict(holder)
            del holder[key]
            agree(data)
            holder[f"{key}s"] = kept
            agree(data)
            holder.clear()
            holder.update(order)


# Laws: one change of a bundled definition, and the loader and the schema agree whether it may be.

SAMPLES = [read(path.read_text(encoding="utf-8")) for path in [*SOUND, ROOT / "tests" / "broken" / "worked.toml"]]
SAMPLES = [data for data in SAMPLES if len(str(data)) < 40_000]
VALUES = st.one_of(
    st.sampled_from([True, 0, 1, -1, 3, 2.5, "", "x", "a b", "1/2", "-1/2", "0/3", "1/0", "best", [], {}, [1], [0, 1]]),
    st.sampled_from([["a", "a b"], {"vi": "x"}, {"fr": "x"}, {"kind": "score"}, {"kind": "count", "each": 0}]),
    st.sampled_from([*COMBINATIONS, "zero", "refuse", "propagate", "published", "bonus", "lower", "required", "unit"]),
).map(lambda value: Decimal(str(value)) if isinstance(value, float) else copy.deepcopy(value))


@st.composite
def changed(draw):
    data = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    holder, key = draw(st.sampled_from(list(places(data))))
    way = draw(st.sampled_from(["delete", "replace", "misspell", "add"]))
    if way == "delete":
        del holder[key]
    elif way == "replace" or isinstance(holder, list):
        holder[key] = draw(VALUES)
    elif way == "misspell":
        holder[f"{key}s"] = holder.pop(key)
    else:
        holder[draw(st.sampled_from(sorted({name for _, name in FIELDS})))] = draw(VALUES)
    return data


@given(changed())
def test_loader_and_schema_agree_on_any_change(data):
    agree(data)
