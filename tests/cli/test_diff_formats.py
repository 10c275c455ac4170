"""Changes as forges are told of them: at their line of the new file, the same on every machine."""

import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ..command import DONE, FAILED, FAULTY, run
from ..views.test_problem_formats import ANT, commands

ROOT = Path(__file__).resolve().parents[2]
TEXT = """id = "offices"
index = "Offices"
version = "1"
title = { vi = "Chỉ số các phòng", en = "Index of offices" }
years = [2025, 2025]
combine = "sum"
max = 30
status = "assumed"

[[component]]
id = "online"
title = { vi = "Trực tuyến", en = "Online" }
combine = "sum"
max = 30

[[indicator]]
id = "received"
title = { vi = "Hồ sơ nhận", en = "Files received" }
parent = "online"
max = 10

[[indicator]]
id = "answered"
title = { vi = "Hồ sơ trả", en = "Files answered" }
parent = "online"
max = 20
"""
REMOVED = TEXT[: TEXT.index('[[indicator]]\nid = "answered"')].replace("max = 30", "max = 10")
FORGES = ("github", "gitlab", "sarif", "junit")


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def checkout(top, new):
    """Make a checkout whose folder `i` holds a definition, committed, and then changed."""
    (top / "i").mkdir(parents=True)
    (top / "i" / "offices.toml").write_text(TEXT, encoding="utf-8")
    who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")
    for command in (("init", "--quiet", "-b", "main"), ("add", "."), ("commit", "--quiet", "-m", "first")):
        subprocess.run(["git", *who, *command], check=True, capture_output=True, cwd=top)
    for name, text in new.items():
        if text is None:
            (top / "i" / name).unlink()
        else:
            (top / "i" / name).write_text(text, encoding="utf-8")
    return top


def diff(top, monkeypatch, *options):
    monkeypatch.chdir(top)
    return run("diff", "main:i", "i", *options)


def test_a_change_is_marked_at_its_line_and_what_was_removed_where_its_component_stands(tmp_path, monkeypatch):
    top = checkout(tmp_path / "a", {"offices.toml": REMOVED})
    code, printed, _ = diff(top, monkeypatch, "--format", "github")
    assert code == FAULTY
    told = commands(printed)
    where = {"file": "i/offices.toml", "line": "10", "col": "1", "title": "parindex criterion-removed"}
    assert told[0] == (
        "error",
        where,
        "breaking: criterion removed: 'answered' (Files answered), where it was: main:i/offices.toml:22:1",
    )
    assert [(level, place["line"]) for level, place, _ in told[1:]] == [("error", "14"), ("warning", "7")]
    assert diff(top, monkeypatch)[1] in printed  # the whole of it stands in the log
    issue = json.loads(diff(top, monkeypatch, "--format", "gitlab")[1])[0]
    assert (issue["severity"], issue["check_name"], issue["location"]["lines"]["begin"]) == (
        "critical",
        "criterion-removed",
        10,
    )


def test_what_is_approved_is_a_note_with_its_reason(tmp_path, monkeypatch):
    top = checkout(tmp_path / "a", {"offices.toml": REMOVED})
    approvals = diff(top, monkeypatch, "--format", "approvals")[1].replace('""', '"Phòng đã giải thể"')
    (top / "parindex-approvals.toml").write_text(approvals, encoding="utf-8")
    code, printed, _ = diff(top, monkeypatch, "--format", "github", "--report", "sarif=d.sarif", "--lang", "vi")
    assert code == DONE
    assert [level for level, _, _ in commands(printed)] == ["warning", "notice", "notice"]
    assert commands(printed)[-2][2].endswith("(đã phê duyệt: Phòng đã giải thể)")
    (run_,) = json.loads((top / "d.sarif").read_text(encoding="utf-8"))["runs"]
    (result,) = [one for one in run_["results"] if one["ruleId"] == "criterion-removed"]
    assert result["level"] == "note"
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "Phòng đã giải thể"}]
    fingerprint = result["partialFingerprints"]["parindex/v1"]
    assert f'fingerprint = "{fingerprint}"' in approvals


@pytest.mark.parametrize("fail_on, level", [("breaking", "warning"), ("restating", "error"), ("editorial", "error")])
def test_what_changes_no_result_is_told_only_where_it_fails(tmp_path, monkeypatch, fail_on, level):
    text = TEXT.replace("Online", "On the web").replace('status = "', 'decimals = 1\nstatus = "')
    top = checkout(tmp_path / "a", {"offices.toml": text})
    told = commands(diff(top, monkeypatch, "--format", "github", "--fail-on", fail_on)[1])
    assert {given for given, _, _ in told} == {level}
    assert len(told) == (2 if fail_on == "editorial" else 1)


def test_a_file_that_is_gone_is_told_under_its_old_name(tmp_path, monkeypatch):
    top = checkout(tmp_path / "a", {"offices.toml": None, "new.toml": TEXT.replace('"offices"', '"branches"')})
    _, place, _ = commands(diff(top, monkeypatch, "--format", "github")[1])[0]
    assert place == {"file": "i/offices.toml", "title": "parindex definition-removed"}
    for form in FORGES:
        assert "i/offices.toml" in diff(top, monkeypatch, "--format", form)[1]


@pytest.mark.parametrize("form", FORGES)
def test_what_could_not_be_compared_is_an_error_in_every_format(tmp_path, monkeypatch, form):
    top = checkout(tmp_path / "a", {"offices.toml": TEXT.replace("max = 30", "mx = 30")})
    code, printed, _ = diff(top, monkeypatch, "--format", form)
    assert (code, "could-not-compare" in printed or "could not compare" in printed) == (FAILED, True)
    assert str(tmp_path) not in printed
    code, printed, _ = run("diff", "absent:i", "i", "--format", form)
    assert (code, "no such revision" in printed) == (FAILED, True)


def test_junit_of_changes_has_a_test_for_each_definition(tmp_path, monkeypatch):
    top = checkout(tmp_path / "a", {"offices.toml": REMOVED})
    root = ET.fromstring(diff(top, monkeypatch, "--format", "junit")[1])  # noqa: S314 - our own
    (suite,) = root
    assert set(suite.attrib) == set(ANT["testsuite"][0])
    (test,) = suite.iter("testcase")
    assert (suite.get("name"), test.get("name"), test.find("failure").get("type")) == (
        "i/offices.toml",
        "offices",
        "criterion-removed",
    )
    assert suite.find("system-out").text == "i/offices.toml:7:1: warning maximum: restating: maximum: 30 → 10"


NOWHERE = {
    "zz.cases.toml": '[[case]]\nname = "a"\nsource = "b"\nevidence = { unit = "A", x = 5 }\nexpect = { total = 5 }\n',
    "offices.toml": REMOVED.replace("max = 10", "mx = 10"),
}


@pytest.mark.parametrize("command", ["check", "test", "diff"])
def test_reports_are_the_same_in_every_place_and_by_every_name(tmp_path, monkeypatch, command):
    new = {"offices.toml": REMOVED} if command == "diff" else NOWHERE
    tops = [checkout(tmp_path / name, new) for name in ("a", "deep/er")]
    told = {}
    for top in tops:
        for here, names in (
            (top, ["i", "./i/../i", str(top / "i")]),
            (top / "i", [".", str(top / "i"), "../i"]),
        ):
            monkeypatch.chdir(here)
            for name in names:
                given = (f"main:{os.path.relpath(name, here)}", name) if command == "diff" else (name,)
                for form in (*FORGES, "json", "text"):
                    at_top = form in ("github", "gitlab", "sarif")
                    _, printed, said = run(command, *given, "--format", form, "--lang", "vi")
                    assert str(tmp_path) not in printed + said
                    place = form if at_top else (form, here == top)
                    told.setdefault(place, set()).add(printed)
    assert {place: len(texts) for place, texts in told.items()} == dict.fromkeys(told, 1)
