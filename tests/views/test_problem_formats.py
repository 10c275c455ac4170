"""The formats of problems, each read back by rules of others: schemas, and how their readers take them apart."""

import json
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import attrs
import jsonschema
import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.base.exceptions import UnreadableError
from parindex.base.findings import Checked, Failure, Findings
from parindex.base.messages import say, translated
from parindex.base.problems import CODES, Problem
from parindex.views.problems.formats import PROBLEMS
from parindex.views.problems.problem_lines import summary

SARIF = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
# As GitLab documents the report: what an issue must have, and the words for severity.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./).+"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
# What Jenkins allows (junit-10.xsd of its plug-in xunit): attributes that must and that may be, and children.
JUNIT = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "time", "group"},
        {"testcase", "system-out", "system-err", "properties"},
    ),
    "testcase": ({"name"}, {"time", "classname", "group"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
    "system-err": (set(), set(), set()),
    "properties": (set(), set(), {"property"}),
}
# The rules of the schema for Ant's JUnit and JUnitReport (JUnit.xsd of windyroad/JUnit-Schema): for each element the
# attributes that must be there, each with how it is written, those that may, and its children in their order.
WORD, WHOLE, SECONDS, ANY = r"\s*\S[\s\S]*", r"\d+", r"\d+(\.\d+)?", r"[\s\S]*"
DATED = {"timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}
COUNTED = {"tests": WHOLE, "failures": WHOLE, "errors": WHOLE, "time": SECONDS}
ANT = {
    "testsuites": ({}, set(), "(testsuite )*"),
    "testsuite": (
        {"id": WHOLE, "package": ANY, "name": WORD, "hostname": WORD, **DATED, **COUNTED},
        {"skipped"},
        "properties (testcase )*system-out system-err ",
    ),
    "properties": ({}, set(), "(property )*"),
    "testcase": ({"name": ANY, "classname": ANY, "time": SECONDS}, set(), "((skipped|error|failure) )?"),
    "failure": ({"type": ANY}, {"message"}, ""),
    "error": ({"type": ANY}, {"message"}, ""),
    "system-out": ({}, set(), ""),
    "system-err": ({}, set(), ""),
}
FAULT = Problem("wrong-type", "error", "a fault", "mend it", "a.toml", 3, 7, ("version",))
DOUBT = Problem("total-differs", "warning", "a doubt", "", "b.csv", 4, 2, ("79", "total"))
REMARK = Problem("unused-input", "note", "a remark", "", "a.toml", 9, 1, ("indicator", 0, "inputs"))
ABSENT = Failure("nowhere.toml", "No such file or directory")
ALL = Findings((FAULT, DOUBT, REMARK), ("a.toml", "b.csv", "sound.toml"), (ABSENT,))
CLEAN = Findings((), ("sound.toml",))


def commands(text):
    """Take lines apart as the runner of GitHub does: a command stands at the beginning of a line, after blanks."""
    found = []
    for line in text.split("\n"):
        if match := re.match(r"\s*::([^ :]+)(?: (.*?))?::(.*)$", line, re.DOTALL):
            properties = dict(part.split("=", 1) for part in (match[2] or "").split(",") if "=" in part)
            found.append((match[1], {key: unescaped(value, ":,") for key, value in properties.items()}, match[3]))
        else:
            assert "##[" not in line
            assert not line.lstrip().startswith("::")
    return [(level, properties, unescaped(message)) for level, properties, message in found]


def unescaped(text, more=""):
    for char in (*"\r\n", *more, "%"):
        text = text.replace(f"%{ord(char):02X}", char)
    return text


def sarif(report):
    told = json.loads(PROBLEMS["sarif"](report))
    jsonschema.validate(told, SARIF)
    return told["runs"][0]


def junit(report):
    root = ET.fromstring(PROBLEMS["junit"](report))  # noqa: S314 - our own
    for element in root.iter():
        must, may, children = JUNIT[element.tag]
        assert must <= set(element.attrib) <= must | may
        assert {child.tag for child in element} <= children
        patterns, others, order = ANT[element.tag]
        assert set(patterns) <= set(element.attrib) <= set(patterns) | others
        assert all(re.fullmatch(pattern, element.get(name)) for name, pattern in patterns.items())
        assert re.fullmatch(order, "".join(f"{child.tag} " for child in element))
        if element.tag == "testsuite":
            tests = list(element.iter("testcase"))
            counts = [len(tests), *(sum(test.find(tag) is not None for test in tests) for tag in ("failure", "error"))]
            assert [int(element.get(name)) for name in ("tests", "failures", "errors")] == counts
    assert [suite.get("id") for suite in root] == [str(at) for at in range(len(root))]
    return root


def gitlab(report):
    told = json.loads(PROBLEMS["gitlab"](report))
    jsonschema.validate(told, GITLAB)
    assert len({issue["fingerprint"] for issue in told}) == len(told)
    return told


def test_text_has_a_line_for_each_problem_and_then_each_failure():
    assert PROBLEMS["text"](ALL) == (
        "a.toml:3:7: error wrong-type: a fault (mend it)\n"
        "b.csv:4:2: warning total-differs: a doubt\n"
        "a.toml:9:1: note unused-input: a remark\n"
        "parindex: nowhere.toml: No such file or directory\n"
    )
    assert PROBLEMS["text"](CLEAN) == ""


def test_json_is_one_object_with_all_that_was_checked_found_and_not_checked():
    told = json.loads(PROBLEMS["json"](ALL))
    assert told["checked"] == ["a.toml", "b.csv", "sound.toml"]
    assert told["problems"] == [problem.to_dict() for problem in ALL.problems]
    assert told["failures"] == [{"source": "nowhere.toml", "message": "No such file or directory"}]
    assert json.loads(PROBLEMS["json"](CLEAN)) | {"parindex": ""} == {
        "parindex": "",
        "checked": ["sound.toml"],
        "problems": [],
        "failures": [],
        "remarks": [],
    }


def test_github_is_told_all_severities_and_the_log_all_lines():
    text = PROBLEMS["github"](ALL)
    assert commands(text) == [
        ("error", {"file": "nowhere.toml", "title": "parindex could not check"}, "No such file or directory"),
        ("error", {"file": "a.toml", "line": "3", "col": "7", "title": "parindex wrong-type"}, "a fault (mend it)"),
        ("warning", {"file": "b.csv", "line": "4", "title": "parindex total-differs"}, "a doubt"),
        ("notice", {"file": "a.toml", "line": "9", "col": "1", "title": "parindex unused-input"}, "a remark"),
    ]
    assert text.endswith("\n" + PROBLEMS["text"](Findings(ALL.problems)))
    assert PROBLEMS["github"](CLEAN) == ""


def test_gitlab_has_an_issue_for_each_problem_and_a_blocker_for_each_failure():
    told = gitlab(ALL)
    assert [(issue["check_name"], issue["severity"]) for issue in told] == [
        ("wrong-type", "critical"),
        ("total-differs", "minor"),
        ("unused-input", "info"),
        ("could-not-check", "blocker"),
    ]
    assert [(issue["location"]["path"], issue["location"]["lines"]["begin"]) for issue in told] == [
        ("a.toml", 3),
        ("b.csv", 4),
        ("a.toml", 9),
        ("nowhere.toml", 1),
    ]
    assert gitlab(CLEAN) == []


def test_no_text_is_a_link_in_sarif():
    """Plain text of SARIF may hold links, section 3.11.6, which editors follow."""
    linked = "no unit '[here](https://evil.example)'"
    run = sarif(Findings((attrs.evolve(FAULT, message=linked),), (), (Failure("a.toml", linked),)))
    assert "no unit '[here] (https://evil.example)'" in run["results"][0]["message"]["text"]
    assert "](" not in json.dumps([run["results"], run["invocations"]])


def test_sarif_has_rules_results_and_what_kept_the_run_from_succeeding():
    run = sarif(ALL)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["wrong-type", "total-differs", "unused-input"]
    for rule, problem, result in zip(rules, ALL.problems, run["results"], strict=True):
        assert rule["fullDescription"]["text"] == CODES[problem.code].meaning.get("en")
        assert rule["defaultConfiguration"]["level"] == CODES[problem.code].severity
        assert (result["ruleId"], rules[result["ruleIndex"]]) == (problem.code, rule)
        assert result["level"] == problem.severity
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [place["region"] for place in places] == [
        {"startLine": 3, "startColumn": 7},
        {"startLine": 4},  # in a table the column is that of a field
        {"startLine": 9, "startColumn": 1},
    ]
    assert run["columnKind"] == "unicodeCodePoints"
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("error", "nowhere.toml: No such file or directory")
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == ["a.toml", "b.csv", "sound.toml"]
    (invocation,) = sarif(CLEAN)["invocations"]
    assert invocation == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_junit_has_a_suite_for_each_file_and_fails_only_for_errors():
    suites = {suite.get("name"): suite for suite in junit(ALL)}
    assert list(suites) == ["a.toml", "b.csv", "sound.toml", "nowhere.toml"]
    assert suites["a.toml"].find("testcase/failure").text == "a.toml:3:7: error wrong-type: a fault (mend it)"
    assert suites["a.toml"].find("system-out").text == "a.toml:9:1: note unused-input: a remark"
    assert suites["b.csv"].find("system-out").text == "b.csv:4:2: warning total-differs: a doubt"
    assert [len(suites[name].find("testcase")) for name in ("b.csv", "sound.toml")] == [0, 0]
    assert suites["nowhere.toml"].find("testcase/error").get("message") == "No such file or directory"


def test_junit_names_no_machine_and_no_time_but_the_one_that_a_build_is_given(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (suite,) = junit(CLEAN)
    told = {name: suite.get(name) for name in ("hostname", "timestamp", "time")}
    assert told == {"hostname": "localhost", "timestamp": "1970-01-01T00:00:00", "time": "0"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert junit(CLEAN)[0].get("timestamp") == "2023-11-14T22:13:20"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "now")
    assert junit(CLEAN)[0].get("timestamp") == "1970-01-01T00:00:00"


def test_a_file_that_failed_twice_is_one_test_as_gitlab_takes_each_name_once():
    (suite,) = junit(Findings(failures=(ABSENT, Failure("nowhere.toml", "larger than 4 MB"))))
    (test,) = suite.iter("testcase")
    assert test.find("error").get("message") == "No such file or directory (and 1 more)"
    assert test.find("error").text.count("nowhere.toml") == 2


REMARKED = Findings(
    (FAULT,), ("a.toml",), lang="vi", remarks=(say("versions are not compared: {why}", why=say("no git repository")),)
)


def test_remarks_stand_wherever_a_format_has_a_place_for_them():
    said = "không so sánh phiên bản: không có kho git"
    assert PROBLEMS["text"](REMARKED).splitlines()[-1] == f"parindex: {said}"
    assert json.loads(PROBLEMS["json"](REMARKED))["remarks"] == [said]
    assert commands(PROBLEMS["github"](REMARKED))[-1] == ("notice", {"title": "parindex"}, said)
    (told,) = sarif(REMARKED)["invocations"][0]["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("note", said)
    assert sarif(REMARKED)["invocations"][0]["executionSuccessful"] is True
    assert [suite.find("system-err").text for suite in junit(REMARKED)] == [f"parindex: {said}"]
    assert [suite.find("system-err").text for suite in junit(attrs.evolve(REMARKED, problems=(), checked=()))] == [
        f"parindex: {said}"
    ]
    assert len(gitlab(REMARKED)) == 1


def test_code_scanning_is_given_no_more_than_it_takes_the_gravest_first():
    notes = [attrs.evolve(REMARK, line=line, path=("indicator", line, "inputs")) for line in range(1, 25_002)]
    run = json.loads(PROBLEMS["sarif"](Findings((*notes, FAULT), ("a.toml",))))["runs"][0]
    assert (len(run["results"]), run["results"][0]["ruleId"]) == (25_000, "wrong-type")
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "2 more are left out: code scanning takes no more"


def test_a_result_about_no_file_has_a_place_as_code_scanning_refuses_others():
    (result,) = sarif(Findings((attrs.evolve(FAULT, source="", line=None),)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "."


def test_a_message_longer_than_the_runner_takes_is_cut_in_the_annotation_and_whole_below():
    long = attrs.evolve(FAULT, message="x" * 5_000, hint="")
    text = PROBLEMS["github"](Findings((long,)))
    ((_, _, message),) = commands(text)
    assert (len(message), message[-1], "x" * 5_000 in text) == (4_096, "…", True)


def test_gitlab_knows_a_failure_again_in_another_language():
    there = (Failure("a.toml", say("larger than {size} MB", size=4)),)
    (one,), (other,) = (gitlab(Findings(failures=there, lang=lang)) for lang in ("en", "vi"))
    assert one["fingerprint"] == other["fingerprint"]
    assert one["description"] != other["description"]


def test_parts_of_a_file_are_tests_of_their_own():
    cases = [Checked("a.cases.toml", "first", ("case", 0)), Checked("a.cases.toml", "second", ("case", 1))]
    of_second = Problem("total-differs", "error", "11 is not 12", "", "a.cases.toml", 9, 1, ("case", 1, "total"))
    of_file = Problem("unknown-key", "error", "unknown key 'x'", "", "a.cases.toml", 1, 1, ("x",))
    (suite,) = junit(Findings((of_second, of_file), tuple(cases)))
    failing = {test.get("name"): [failure.get("message") for failure in test] for test in suite.iter("testcase")}
    assert failing == {"first": [], "second": ["11 is not 12"], "check": ["unknown key 'x'"]}
    assert json.loads(PROBLEMS["json"](Findings((), tuple(cases))))["checked"] == [
        "a.cases.toml: first",
        "a.cases.toml: second",
    ]


def test_a_fingerprint_stays_when_lines_move_and_in_another_language():
    before = (
        Problem(
            "empty-component",
            "error",
            say("component {id!r} has no part", id="land"),
            "",
            "a.toml",
            3,
            1,
            ("component", 0),
        ),
        Problem(
            "empty-component",
            "error",
            say("component {id!r} has no part", id="tax"),
            "",
            "a.toml",
            9,
            1,
            ("component", 1),
        ),
    )
    moved = tuple(
        parindex.Problem(p.code, p.severity, p.message, "", p.source, p.line + 20, 1, ("component", p.path[1] + 1))
        for p in before
    )
    prints = Findings(before).fingerprints
    assert len(set(prints)) == 2
    assert Findings(moved).fingerprints == prints
    vietnamese = Findings(before, lang="vi")
    assert vietnamese.fingerprints == prints
    assert vietnamese.told[0].message == "thành phần 'land' không có phần nào"
    assert len(set(Findings((before[0], before[0])).fingerprints)) == 2  # the same twice is two


def test_files_below_the_folder_are_named_from_it(tmp_path, monkeypatch):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "in")
    sources = {
        str(tmp_path / "in" / "deep" / "a b.toml"): "deep/a b.toml",
        "./deep/a.toml": "deep/a.toml",
        "deep/../b.toml": "b.toml",
        "../out.toml": "../out.toml",
        str(tmp_path / "out.toml"): (tmp_path / "out.toml").as_posix(),
        "-": "-",
        "<data>": "<data>",
        "": "",
        "a\0b.toml": "a\0b.toml",
    }
    report = Findings(checked=tuple(sources))
    assert report.names == sources
    assert Findings(checked=("x.toml",), folder=tmp_path).names == {"x.toml": "in/x.toml"}


def test_uris_are_percent_encoded_and_lead_back_to_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["chỉ số 100%.toml", "a#b?c.toml", str(tmp_path.parent / "ngoài.toml")]
    run = sarif(Findings(checked=tuple(names)))
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]  # where the checkout lies is nobody's business
    uris = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert all(re.fullmatch(r"(file:///)?[A-Za-z0-9._~/%-]+", uri) for uri in uris)
    assert [unquote_to_bytes(uri).decode().removeprefix("file://") for uri in uris] == names
    assert ["uriBaseId" in artifact["location"] for artifact in run["artifacts"]] == [True, True, False]


@pytest.mark.parametrize(
    "report, said",
    [
        (CLEAN, "1 checked: no problems"),
        (Findings((FAULT,), ("a.toml",)), "1 checked: 1 problem"),
        (Findings((FAULT, REMARK), ("a.toml", "b.toml")), "2 checked: 2 problems"),
        (Findings((), (), (ABSENT,)), "0 checked; 1 could not be checked"),
        (ALL, "3 checked: 3 problems; 1 could not be checked"),
    ],
)
def test_a_summary_counts_and_never_hides_a_failure(report, said):
    assert summary(report, "") == said


def test_a_failure_names_the_file_that_the_error_is_about():
    assert Failure.of(UnreadableError("b.csv: larger than 4 MB"), "a.toml", "b.csv") == Failure(
        "b.csv", "larger than 4 MB"
    )
    assert Failure.of(UnreadableError("c.csv: absent"), "a.toml", "b.csv") == Failure("", "c.csv: absent")
    within = Failure.of(UnreadableError.of("folder/c.csv", say("larger than {size} MB", size=4)).told, "folder")
    assert (within.source, translated(within.message, "vi")) == ("folder/c.csv", "lớn hơn 4 MB")
    assert Failure.of(PermissionError(13, "Permission denied", "a.toml"), "a.toml") == Failure(
        "a.toml", "Permission denied"
    )


HOSTILE = [
    "::error::all is well.toml",
    "  ::stop-commands::x",
    "##[error]x",
    "a\r\n::warning::b",
    "100%0A,file=other:1",
    "a,line=1:col=2",
    "]]><testsuite/>",
    "\"quotes\" & 'more' <b>",
    "\x00\x07\x1b[31m\x7f\x85\u2028\u202e",
    "Điểm tối đa của thành phần 👩‍👩‍👧 é",
    "\udcff\ud800",
    "\ufffe\uffff",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_or_message_breaks_out_of_a_format(text):
    holds_in_every_format(text, text, text)


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_out_of_a_format(source, message, hint):
    holds_in_every_format(source, message, hint)


def holds_in_every_format(source, message, hint):
    problem = Problem("wrong-type", "error", message, hint, source, 3, 7)
    report = Findings((problem,), (source,), (Failure(source, message),))
    for form in PROBLEMS.values():
        form(report).encode("utf-8")  # no half of a pair is left
    assert PROBLEMS["text"](report).count("\n") == len(PROBLEMS["text"](report).splitlines()) == 2
    second, first = commands(PROBLEMS["github"](report))
    name = json.loads(PROBLEMS["json"](report))["problems"][0]["source"]
    assert first[:2] == (
        "error",
        {**({"file": name} if name else {}), "line": "3", "col": "7", "title": "parindex wrong-type"},
    )
    assert (first[2].startswith(report.told[0].message), second[2]) == (True, report.told[0].message)
    assert len(gitlab(report)) == 2
    run = sarif(report)
    assert (len(run["results"]), len(run["invocations"][0]["toolExecutionNotifications"])) == (1, 1)
    root = junit(report)
    assert [len(root.findall(f".//{tag}")) for tag in ("testcase", "failure", "error")] == [2, 1, 1]
