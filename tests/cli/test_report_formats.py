"""How `check` and `validate` report: formats, languages, files, and a failure that never looks like a clean run."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ..command import FAILED, FAULTY, process, run

FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit")
SOUND = """id = "sound"
index = "SOUND"
version = "1"
title = { vi = "Mẫu", en = "Sample" }
years = [2020]
combine = "sum"
status = "assumed"

[[indicator]]
id = "x"
title = { vi = "Số", en = "Number" }
max = 10
"""
WRONG = SOUND.replace("sound", "faulty").replace("SOUND", "FAULTY").replace("max =", "mx =")
CASES = """[[case]]
name = "itself"
source = "made up"
note = "x is the only part"
evidence = { unit = "A", x = 5 }
expect = { total = 5 }
"""
FAULT = "faulty.toml:12:1: error unknown-key: unknown key 'mx' (did you mean 'max'?)"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "sound.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "faulty.toml").write_text(WRONG, encoding="utf-8")
    for name in ("sound", "faulty"):
        (tmp_path / f"{name}.cases.toml").write_text(CASES, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


def failures(form, text):
    """Return what a program that reads a report is told of failures."""
    if form == "json":
        return [failure["source"] for failure in json.loads(text)["failures"]]
    if form == "github":
        return re.findall(r"^::error file=([^,]+),title=parindex could not check::", text, re.MULTILINE)
    if form == "gitlab":
        return [issue["location"]["path"] for issue in json.loads(text) if issue["severity"] == "blocker"]
    if form == "sarif":
        (invocation,) = json.loads(text)["runs"][0]["invocations"]
        told = [note["message"]["text"].split(":")[0] for note in invocation["toolExecutionNotifications"]]
        assert invocation["executionSuccessful"] is not bool(told)
        return told
    if form == "junit":
        return [suite.get("name") for suite in ET.fromstring(text) if suite.find("testcase/error") is not None]  # noqa: S314 - our own
    return []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("absent", ["absent.toml", "empty"])
def test_a_failure_stands_in_every_format_beside_what_could_be_checked(form, absent):
    for others, count in (([], "0 checked"), (["sound.toml"], "1 checked"), (["faulty.toml"], "1 checked: 1 problem")):
        code, printed, said = run("check", absent, *others, "--format", form)
        assert code == FAILED
        assert failures(form, printed) == ([] if form == "text" else [absent])
        *told, last = said.splitlines()
        assert [line.startswith(f"parindex: {absent}: ") for line in told].count(True) == 1
        assert last == f"{count}; 1 could not be checked"


@pytest.mark.parametrize("form", FORMATS)
def test_a_failure_stands_in_a_validation_too(form, folder):
    (folder / "x.csv").write_text("unit,x\nA,11\n", encoding="utf-8")
    code, printed, said = run("validate", "sound.toml", "absent.csv", "--format", form)
    assert (code, failures(form, printed)) == (FAILED, [] if form == "text" else ["absent.csv"])
    assert said == "parindex: absent.csv: No such file or directory\n0 checked; 1 could not be checked\n"
    code, printed, said = run("validate", "sound.toml", "x.csv", "--format", form)
    assert (code, said) == (FAULTY, "1 units, 1 columns: 1 problem\n")
    assert "out-of-range" in printed


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_goes_to_a_file_and_what_was_done_to_the_log(form, folder):
    code, printed, _ = run("check", "faulty.toml", "--format", form)
    again, nothing, said = run("check", "faulty.toml", "--format", form, "-o", "report")
    assert (again, nothing, said.splitlines()[-1]) == (FAULTY, "", "1 checked: 1 problem")
    assert (code, (folder / "report").read_text(encoding="utf-8")) == (FAULTY, printed)
    code, printed, said = run("check", "absent.toml", "--format", form, "-o", "report")
    assert (code, printed, said.count("absent.toml")) == (FAILED, "", 1)
    assert "absent.toml" in (folder / "report").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_a_failure():
    code, printed, said = run("check", "sound.toml", "--format", "json", "-o", "absent/report.json")
    assert (code, printed) == (FAILED, "")
    assert said.splitlines()[-1] == "parindex: absent/report.json: No such file or directory"


@pytest.mark.skipif(sys.platform != "linux", reason="a full device, names that are no text")
def test_a_report_that_no_one_can_read_is_a_failure(folder):
    with Path("/dev/full").open("w") as full:
        code, _, said = process("check", "sound.toml", "--format", "json", stdout=full)
    assert (code, "no problems" in said) == (FAILED, False)
    Path(os.fsdecode(b"\xff.toml")).write_text(WRONG, encoding="utf-8")
    for form in FORMATS:
        assert run("check", b"\xff.toml", "--format", form, "-o", "report")[0] == FAULTY
        assert "xff.toml" in (folder / "report").read_text(encoding="utf-8").replace("udcff", "xff").replace(
            "%FF", "xff"
        )


@pytest.mark.parametrize("form", FORMATS)
def test_a_fault_of_parindex_itself_prints_no_report(form):
    broken = "import sys, tomli, parindex.cli.check_command; tomli.loads = lambda text, **options: 1 // 0"
    program = f"{broken}; from parindex.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "check", "sound.toml", "--format", form]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.splitlines()[-1] != "1 checked: no problems"


@pytest.mark.parametrize(
    "environment, vietnamese",
    [
        ({}, False),
        ({"LANG": "vi_VN.UTF-8"}, True),
        ({"LANG": "vi"}, True),
        ({"LANG": "vi_VN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, False),
        ({"LANG": "C", "LC_MESSAGES": "vi_VN"}, True),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "vie"}, False),
    ],
)
def test_messages_are_in_the_language_of_the_locale(environment, vietnamese):
    code, printed, said = run("check", "faulty.toml", **environment)
    assert code == FAULTY
    assert ("(có phải là 'max' không?)" in printed, "đã kiểm tra 1 tệp: 1 vấn đề" in said) == (vietnamese, vietnamese)
    severity = "lỗi" if vietnamese else "error"
    assert printed.startswith(f"faulty.toml:12:1: {severity} unknown-key: ")  # the code is the same everywhere


@pytest.mark.parametrize("form", FORMATS)
def test_messages_are_in_the_language_asked_for(form):
    hint = "có phải là 'max' không?"
    assert hint in run("check", "faulty.toml", "--format", form, "--lang", "vi")[1]
    assert hint not in run("check", "faulty.toml", "--format", form, "--lang", "en", LANG="vi_VN.UTF-8")[1]
    assert run("check", "sound.toml", "--lang", "vi")[2].splitlines()[-1] == "đã kiểm tra 1 tệp: không có vấn đề"


def test_what_could_not_be_checked_is_said_in_the_language_asked_for():
    assert run("check", "absent.toml", "--lang", "vi")[2].splitlines() == [
        "parindex: absent.toml: không có tệp hoặc thư mục này",
        "đã kiểm tra 0 tệp; không kiểm tra được 1",
    ]
    assert "absent.toml: No such file or directory" in run("check", "absent.toml", "--lang", "en")[2]
    said = run("check", "sound.toml", "--against", "HEAD", "--lang", "vi")[2]
    assert "không so sánh được phiên bản với bản HEAD: không có kho git" in said


@pytest.mark.parametrize("form, variable", [("github", "GITHUB_WORKSPACE"), ("gitlab", "CI_PROJECT_DIR")])
def test_files_are_named_from_the_top_of_a_checkout(form, variable, folder, monkeypatch):
    monkeypatch.chdir(folder / "empty")
    (folder / "empty" / "faulty.toml").write_text(WRONG, encoding="utf-8")
    assert "empty/faulty.toml" in run("check", "faulty.toml", "--format", form, **{variable: str(folder)})[1]
    elsewhere = run("check", "faulty.toml", "--format", form, **{variable: str(folder / "elsewhere")})[1]
    assert "empty/faulty.toml" not in elsewhere
    assert "faulty.toml" in elsewhere


def test_absolute_paths_below_the_working_directory_are_told_from_it(folder):
    assert run("check", str(folder / "faulty.toml"))[1].splitlines() == [FAULT]
    assert run("check", "./empty/../faulty.toml")[1].splitlines() == [FAULT]


@pytest.mark.parametrize("command", ["check", "test"])
def test_an_empty_path_is_not_the_working_directory(command):
    code, printed, said = run(command, "sound.toml", "")
    assert (code, printed) == (FAILED, "")
    assert "a path is empty" in said


@pytest.mark.parametrize(
    "name, begins", [("r.json", "{"), ("r.xml", "<?xml"), ("r.sarif", "{"), ("r.txt", "faulty.toml:")]
)
def test_the_name_of_the_file_tells_the_format(folder, name, begins):
    run("check", "faulty.toml", "-o", name)
    assert (folder / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("command", ["check", "test", "validate"])
def test_one_run_is_written_in_several_formats_at_once(command, folder):
    (folder / "x.csv").write_text("unit,x\nA,11\n", encoding="utf-8")
    arguments = ("sound.toml", "x.csv") if command == "validate" else ("faulty.toml", "absent.toml")
    single = {form: run(command, *arguments, "--format", form) for form in FORMATS}
    beside = [f"--report={form}={form}.out" for form in FORMATS if form != "text"]
    code, printed, said = run(command, *arguments, "--format", "github", *beside[:1], "-o", "main", *beside[1:])
    assert (code, printed, said) == (single["github"][0], "", single["json"][2])
    assert (folder / "main").read_text(encoding="utf-8") == single["github"][1]
    for form in FORMATS[1:]:
        assert (folder / f"{form}.out").read_text(encoding="utf-8") == single[form][1]
    run(command, *arguments, "--report", "text=text.out")
    assert len((folder / "text.out").read_text(encoding="utf-8")) >= len(single["text"][1])


@pytest.mark.parametrize(
    "given, said",
    [
        (("--report", "xml=r.xml"), "FORMAT is one of text, json, github, gitlab, sarif, junit, not 'xml'"),
        (("--report", "r.json"), "'r.json' is not written as json=report.json"),
        (("--report", "json="), "'json=' is not written as json=report.json"),
        (("--report", "json=r", "--report", "junit=./empty/../r"), "r would be written twice"),
        (("-o", "r", "--report", "junit=r"), "r would be written twice"),
        (("--report", "json=r.xlsx"), "r.xlsx is named for another format than --format json"),
    ],
)
def test_reports_that_cannot_be_meant_are_refused_before_any_work(given, said, folder):
    before = sorted(folder.iterdir())
    code, printed, told = run("check", "faulty.toml", *given)
    assert (code, printed, said in told) == (FAILED, "", True)
    assert "unknown-key" not in told
    assert sorted(folder.iterdir()) == before


def test_a_report_that_cannot_be_written_keeps_no_other_back(folder):
    reports = ("--report", "json=absent/r.json", "--report", "junit=r.xml", "--report", "sarif=empty")
    code, printed, said = run("check", "faulty.toml", *reports, "--lang", "vi")
    assert (code, printed.startswith("faulty.toml:12:1: ")) == (FAILED, True)
    assert ET.parse(folder / "r.xml").getroot().find(".//failure") is not None  # noqa: S314 - our own
    first, second = said.splitlines()
    assert first == "parindex: absent/r.json: không có tệp hoặc thư mục này"
    assert second.startswith("parindex: empty: ")
    assert sorted(path.name for path in folder.glob(".*")) == []
