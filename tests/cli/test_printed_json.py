"""Every command that prints JSON, found from the command line itself, prints what its schema says, faults too."""

import functools
import json
import re
from pathlib import Path

import click
import jsonschema
import pytest

from parindex.cli.run import commands
from parindex.cli.schema_command import PRINTED, SCHEMAS

from ..command import DONE, FAILED, FAULTY, run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OFFICES = """id = "offices"
index = "Offices"
version = "1"
title = { en = "Index of offices", vi = "Chỉ số các phòng" }
years = [2024, 2025]
combine = "sum"
bands = [{ label = "khá", at_least = 9 }]

[[component]]
id = "work"
combine = "weighted-mean"

[[indicator]]
id = "online"
parent = "work"
weight = 0.4
unit = "percent"
max = 10
rule = { kind = "proportional", cap = 80 }

[[indicator]]
id = "report"
parent = "work"
weight = 0.6
max = 10
"""
OTHER = OFFICES.replace("cap = 80", "cap = 90").replace('version = "1"', 'version = "2"').replace("0.4", "0.3")
OTHER = OTHER.replace("0.6", "0.7").replace('id = "offices"', 'id = "others"').replace('"Offices"', '"Others"')
CASES = 'definition = "offices.toml"\n[[case]]\nname = "{name}"\nsource = "p. 1"\n'
CASES += 'evidence = [{ unit = "P1", online = 72, report = 2 }]\nexpect = [{ unit = "P1", total = 4.8 }]\n'
TABLE = "unit,name,online,report\nP1,Văn phòng,72,2\nP2,Phòng Nội vụ,88,1.5\nP3,Phòng Tài chính,40,9\nP4,,55,\n"
BOTH = ("offices.toml", "offices.csv")
PCI = ("pci-2013", str(EXAMPLES / "pci-2016.csv"))
SERIES = ("2024:offices.toml=last.csv", "2025:offices.toml=offices.csv")
#: Ways to call each command that print a document of another shape.
CALLS = {
    "list": [()],
    "show": [("offices.toml",), ("pci-2013", "--lang", "vi")],
    "units": [("vn-provinces",), ("vn-ministries", "--year", "2023")],
    "fields": [("offices.toml",), ("pci-2013", "--all", "--lang", "vi")],
    "check": [("offices.toml",), ("offices.toml", "other.toml", "--no-settings")],
    "test": [("offices.cases.toml",)],
    "validate": [BOTH],
    "score": [BOTH, ("par-ministry-2022", str(EXAMPLES / "par-ministries-2023.csv"))],
    "explain": [(*BOTH, "--unit", "P1", "--lang", "vi"), ("unknown-key",)],
    "lost": [(*BOTH, "--unit", "P1")],
    "summary": [(*BOTH, "--unit", "P4")],
    "ranks": [BOTH, (*BOTH, "--node", "online", "--lang", "vi")],
    "difference": [(*BOTH, "--unit", "P1", "--unit", "P2")],
    "peers": [(*BOTH, "--unit", "P1", "--count", "1")],
    "series": [
        SERIES,
        (*SERIES, "--unit", "P1"),
        (*SERIES, "--improved", "1"),
        (*SERIES, "--volatility"),
        (*SERIES, "--change", "2024", "2025"),
        (*SERIES, "--change", "2024", "2025", "--unit", "P1", "--lang", "vi"),
    ],
    "merge-units": [PCI, (*PCI, "--score"), (*PCI, "--intervals")],
    "target": [(*BOTH, "--unit", "P1", "--rank", "2"), (*BOTH, "--unit", "P1", "--total", "7")],
    "frontier": [(*BOTH, "--unit", "P1", "--rank", "2")],
    "what-if": [(*BOTH, "--unit", "P1", "--set", "report=9"), (*BOTH, "--unit", "P1", "--each")],
    "plot": [("ranking", *BOTH), ("structure", "offices.toml")],
    "outlook": [BOTH, (*BOTH, "--unit", "P1"), ("offices.toml", "faulty.csv", "--lang", "vi")],
    "layout": [BOTH],
    "reconcile": [("offices.toml", "--self-assessed", "last.csv", "--appraised", "offices.csv")],
    "audit": [(*PCI, "--draws", "20"), (*BOTH, "--draws", "4")],
    "sensitivity": [
        (*BOTH, "--method", "uncertainty", "--draws", "4"),
        (*BOTH, "--method", "sobol", "--draws", "4"),
        (*BOTH, "--method", "one-at-a-time"),
        (*BOTH, "--method", "leave-out"),
        (*BOTH, "--method", "effective-weights"),
        (*BOTH, "--method", "thresholds", "--unit", "P1", "--unit", "P2"),
        (*BOTH, "--method", "rank-range"),
    ],
    "diff": [("offices.toml", "other.toml"), ("offices.toml", "other.toml", "--evidence", "offices.csv", "--allow")],
}
#: What each command reads first that can be faulty: evidence, or a definition where it takes none.
FAULTY_CALLS = {
    name: [argument.replace("offices.csv", "faulty.csv") for argument in calls[-1]]
    for name, calls in CALLS.items()
    if any("offices.csv" in argument for argument in calls[-1])
}
del FAULTY_CALLS["layout"]
FAULTY_CALLS["show"] = FAULTY_CALLS["check"] = ["faulty.toml"]
FAULTY_CALLS |= {"score": ["offices.toml", "faulty.csv"], "merge-units": ["pci-2013", "faulty.csv"]}
FAULTY_CALLS |= {
    "explain": ["offices.toml", "faulty.csv", "--unit", "P1"],
    "plot": ["ranking", "offices.toml", "faulty.csv"],
}
FAULTY_CALLS |= {"test": ["faulty.cases.toml"], "units": ["faulty.toml"], "fields": ["faulty.toml"]}
FAULTY_CALLS["outlook"] = ["faulty.toml", "offices.csv"]
#: Commands that no table and no definition can make fail.
WITHOUT = {"list", "layout"}


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("json")
    texts = {
        "offices.toml": OFFICES,
        "other.toml": OTHER,
        "faulty.toml": OTHER.replace("weight", "wieght").replace("others", "faulty").replace("Others", "Faulty"),
        "offices.cases.toml": CASES.replace("{name}", "đúng"),
        "faulty.cases.toml": CASES.replace("{name}", "sai").replace("total = 4.8", "total = 5"),
        "offices.csv": TABLE,
        "last.csv": TABLE.replace("72", "60").replace("9\n", "8\n"),
        "faulty.csv": TABLE.replace("72", "nhiều"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("PARINDEX_LANG", "en")
        yield folder


def printing_json():
    """Return the commands that offer JSON, as the command line tells."""
    context = click.Context(commands)
    found = {name: commands.get_command(context, name) for name in commands.list_commands(context)}
    choices = {
        name: [choice for option in command.params if option.name == "form" for choice in option.type.choices]
        for name, command in found.items()
    }
    return {name for name, offered in choices.items() if "json" in offered}


def not_json(constant):
    raise AssertionError(f"{constant} is not JSON")


def whole(digits):
    """Read a whole number that every language can hold."""
    assert abs(int(digits)) < 2**53
    return int(digits)


def read(printed):
    """Read a document as a strict reader of another language does: nothing is escaped that UTF-8 can hold."""
    assert not re.search(r"\\u(?!00[01])", printed)
    return json.loads(printed, parse_constant=not_json, parse_int=whole)


@functools.cache
def validators(*names):
    return {name: jsonschema.Draft202012Validator(SCHEMAS[name]()) for name in names}


def fits(document, *names):
    """Return which of some schemas a document follows; fail with what the only one says where it follows none."""
    checked = validators(*names)
    fitting = [name for name, validator in checked.items() if validator.is_valid(document)]
    if not fitting:
        jsonschema.validate(document, next(iter(checked.values())).schema)
    return fitting


def test_every_command_that_prints_json_has_a_schema_and_is_tried_here():
    assert printing_json() == set(PRINTED) == set(CALLS)
    assert set(CALLS) - WITHOUT == set(FAULTY_CALLS)


def test_every_schema_is_of_something_that_is_printed_or_returned():
    printed = {name for names in PRINTED.values() for name in names}
    assert set(SCHEMAS) - printed == {"definition", "cases", "cohort"}
    assert printed <= set(SCHEMAS)


@pytest.mark.parametrize("command, call", [
    pytest.param(name, call, id=f"{name}-{at}") for name, calls in CALLS.items() for at, call in enumerate(calls)
])  # fmt: skip
def test_what_a_command_prints_follows_its_schema_and_one_alone(command, call):
    code, printed, said = run(command, *call, "--format", "json")
    assert code == DONE, said
    document = read(printed)
    assert printed.endswith("}\n")
    if command == "plot":
        assert document["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    else:
        assert len(fits(document, *PRINTED[command])) == 1


@pytest.mark.parametrize("command", FAULTY_CALLS)
def test_what_is_wrong_is_printed_as_json_too_with_its_place(command):
    code, printed, said = run(command, *FAULTY_CALLS[command], "--format", "json")
    document = read(printed)
    assert fits(document, "problems")
    assert code == (FAILED if command == "diff" else FAULTY), said
    assert any(problem["severity"] == "error" and problem["line"] for problem in document["problems"])
    assert bool(document["failures"]) is (code == FAILED)
    assert "Traceback" not in said


@pytest.mark.parametrize("command", sorted(PRINTED))
def test_a_wrong_use_is_printed_as_json_and_as_help(command):
    code, printed, said = run(command, "--zzz", "--format=json", "--lang", "vi")
    assert code == FAILED
    (failure,) = read(printed)["failures"]
    assert failure == {"source": "", "message": "Không có tùy chọn '--zzz'."}
    assert fits(read(printed), "problems")
    assert "--zzz" in said


@pytest.mark.parametrize("call", [
    ("score", "offices.toml", "absent.csv"),
    ("lost", "offices.toml", "absent.csv", "--unit", "P1"),
    ("diff", "offices.toml", "absent.csv"),
    ("show", "absent.csv"),
    ("test", "absent.csv"),
    ("validate", "offices.toml", "absent.csv"),
], ids=lambda call: call[0])  # fmt: skip
def test_what_cannot_be_read_is_named_in_json(call):
    code, printed, _ = run(*call, "--format", "json")
    document = read(printed)
    assert code == FAILED
    assert fits(document, "problems")
    assert [failure["source"] for failure in document["failures"]] == ["absent.csv"]


def test_a_file_is_not_touched_where_a_command_fails_and_nothing_is_printed_in_its_place(folder):
    (folder / "kept.json").write_text("{}", encoding="utf-8")
    code, printed, said = run("score", "offices.toml", "faulty.csv", "--format", "json", "-o", "kept.json")
    assert (code, printed) == (FAULTY, "")
    assert "not-a-number" in said
    assert (folder / "kept.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("method", ["uncertainty", "sobol"])
def test_a_seed_of_many_digits_is_text(method):
    asked = ("sensitivity", *BOTH, "--method", method, "--draws", "4", "--seed", str(2**53), "--format", "json")
    document = read(run(*asked)[1])
    assert document["parameters"]["seed"] == str(2**53)
    assert fits(document, "sensitivity")


def test_words_in_json_are_of_the_language_asked_for():
    told = {}
    for lang in ("en", "vi"):
        document = read(run("score", "offices.toml", "faulty.csv", "--format", "json", "--lang", lang)[1])
        told[lang] = document["problems"][0]["message"]
    assert told == {"en": "P1, online: 'nhiều' is not a number", "vi": "P1, online: 'nhiều' không phải là số"}
    notes = read(run("what-if", *BOTH, "--unit", "P1", "--set", "report=9", "--format", "json", "--lang", "vi")[1])[
        "notes"
    ]
    assert all("units" not in note for note in notes)
