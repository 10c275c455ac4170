"""The command line as a user meets it: its two streams, its exit code, the process it is."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import parindex
from parindex.base.problems import errors

from ..command import DONE, FAILED, FAULTY, process, run

ROOT = Path(__file__).resolve().parents[2]
MINISTRIES = ROOT / "examples" / "par-ministries-2023.csv"
BROKEN = ROOT / "tests" / "broken"
SPREAD = """id = "spread"
index = "SPREAD"
version = "1"
title = { vi = "Độ trải", en = "Spread" }
years = [2020]
combine = "sum"

[[indicator]]
id = "x"
title = { vi = "Số", en = "Number" }
rule = { kind = "rescale", anchors = "observed", to = [0, 1] }
"""
ASCII = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    (tmp_path / "spread.toml").write_text(SPREAD, encoding="utf-8")
    return tmp_path


def test_the_bundled_definitions_are_listed():
    code, printed, said = run("list")
    assert (code, said) == (DONE, "")
    for entry in parindex.catalogue():
        (line,) = (line for line in printed.splitlines() if line.split()[0] == entry.id)
        assert entry.index in line
        assert str(entry.years[0]) in line
        assert line.endswith(entry.title["en"] if isinstance(entry.title, dict) else entry.title.get("en"))


def test_titles_are_listed_in_vietnamese_too():
    code, printed, _ = run("list", "--lang", "vi")
    assert code == DONE
    assert "Chỉ số" in printed


@pytest.mark.parametrize("lang, title, part, way", [("en", "Spread", "Number", "sum"), ("vi", "Độ trải", "Số", "tổng")])
def test_the_tree_of_a_definition_is_shown(lang, title, part, way):
    code, printed, said = run("show", "spread.toml", "--lang", lang)
    assert (code, said) == (DONE, "")
    first, second = printed.splitlines()
    assert first == f"spread · {title} · 2020– · {way}"
    assert second.split("   ")[:2] == ["└─ x", part]


def test_a_bundled_definition_is_shown_by_its_id():
    code, printed, _ = run("show", "par-ministry-2022")
    assert code == DONE
    tree = [line for line in printed.splitlines() if not line.startswith(("bands: ", "note: ", "source: "))]
    assert len(tree) == 3
    assert "max 68.5" in printed
    assert "source: Decision 876/QĐ-BNV" in printed


def test_published_columns_are_passed_over_when_named(tmp_path):
    table = tmp_path / "published.csv"
    table.write_text("unit,appraised,survey,total,rank\nMOHA,60.65,26.38,87.04,4\n", encoding="utf-8")
    assert run("validate", "par-ministry-2022", str(table))[0] == FAULTY
    code, printed, _ = run("score", "par-ministry-2022", str(table), "--ignore", "total, rank", "--format", "csv")
    assert (code, printed.splitlines()[1]) == (DONE, "1,MOHA,Bộ Nội vụ,60.65,26.38,87.03,B")
    code, printed, _ = run("validate", "par-ministry-2022", str(table), "--ignore", "total,rank,totle")
    assert (code, "there is no column 'totle' to ignore" in printed) == (FAULTY, True)


def test_titles_stand_in_place_of_ids_on_request():
    _, printed, _ = run("explain", "par-ministry-2022", str(MINISTRIES), "--unit", "moha", "--lang", "vi")
    assert "├─ Điểm thẩm định" in printed


def test_sound_definitions_are_checked_in_silence():
    code, printed, said = run("check", "pgi-2022", "sipas-2023")
    assert (code, printed) == (DONE, "")
    assert said == "2 checked: no problems\n"


def test_every_problem_of_every_file_is_printed():
    paths = [str(BROKEN / "wrong-type.toml"), str(BROKEN / "everything.toml")]
    code, printed, _ = run("check", *paths)
    assert code == FAULTY
    assert printed.splitlines() == [str(problem) for problem in parindex.check_files(paths).problems]
    told = {str(problem) for path in paths for problem in parindex.check(path)}
    assert told < set(printed.splitlines())


def test_folders_are_checked_with_all_below_them(folder):
    (folder / "below" / "deep").mkdir(parents=True)
    text = SPREAD.replace('"spread"', '"b"').replace("sum", "smu")
    (folder / "below" / "deep" / "b.toml").write_text(text, encoding="utf-8")
    (folder / "parindex.toml").write_text('[check.severity]\nno-cases = "off"\nno-source = "off"\n')
    (folder / "below" / "other.txt").write_text("not = [")
    code, printed, said = run("check", ".")
    assert code == FAULTY
    place = str(Path("below", "deep", "b.toml"))
    assert re.fullmatch(rf"(\.[/\\])?{re.escape(place)}:6:1: error wrong-value: .*\(did you mean 'sum'\?\)\n", printed)
    assert said.startswith("2 checked: 1 problem")


def test_problems_are_printed_as_json():
    path = str(BROKEN / "not-finite.toml")
    code, printed, _ = run("check", path, "--format", "json")
    assert code == FAULTY
    told = json.loads(printed)
    assert told["problems"] == [problem.to_dict() for problem in parindex.check_files([path]).problems]
    assert (told["parindex"], told["checked"], told["failures"]) == (version("parindex"), [path], [])
    assert json.loads(run("check", "pgi-2022", "--format", "json")[1])["problems"] == []


def test_what_cannot_be_read_does_not_hide_what_can():
    path = str(BROKEN / "not-finite.toml")
    code, printed, said = run("check", "absent.toml", path)
    assert code == FAILED
    assert printed.splitlines() == [str(problem) for problem in parindex.check_files([path]).problems]
    absent = "parindex: absent.toml: No such file or directory\n"
    assert f"{absent}1 checked: " in said
    assert "; 1 could not be checked\n" in said


@pytest.mark.parametrize(
    "fail_on, exits", [("error", (DONE, DONE)), ("warning", (DONE, FAULTY)), ("note", (FAULTY, FAULTY))]
)
def test_a_run_fails_from_the_severity_that_is_asked_for(folder, fail_on, exits):
    note = SPREAD.replace('"spread"', '"y"')
    (folder / "y.toml").write_text(note + "max = 1\n", encoding="utf-8")
    (folder / "z.toml").write_text(note.replace('"y"', '"z"') + "max = 2\n", encoding="utf-8")
    codes = [run("check", str(folder / name), "--fail-on", fail_on)[0] for name in ("y.toml", "z.toml")]
    assert tuple(codes) == exits


def test_check_takes_its_settings_from_where_it_is_told(folder):
    case = '[[case]]\nname = "a"\nsource = "s"\nevidence = { unit = "A", x = 1 }\nexpect = { total = 0 }\n'
    (folder / "y.cases.toml").write_text(case)
    (folder / "y.toml").write_text(SPREAD.replace('"spread"', '"y"') + "max = 2\n", encoding="utf-8")
    (folder / "parindex.toml").write_text('[check.severity]\nshort-of-maximum = "error"\nno-source = "off"\n')
    (folder / "mild.toml").write_text('[check.severity]\nshort-of-maximum = "off"\n')
    assert run("check", "y.toml")[0] == FAULTY
    code, printed, _ = run("check", "y.toml", "--no-settings")
    assert (code, "warning short-of-maximum" in printed, "note no-source" in printed) == (DONE, True, True)
    code, printed, _ = run("check", "y.toml", "--settings", "mild.toml")
    assert (code, len(printed.splitlines())) == (DONE, 1)
    assert run("check", "y.toml", "--settings", "absent.toml")[0] == FAILED
    assert run("check", "y.toml", "--settings", "y.toml")[0] == FAULTY
    assert run("check", "y.toml", "--settings", "mild.toml", "--no-settings")[0] == FAILED


def test_check_fails_where_versions_cannot_be_compared_as_asked():
    code, _, said = run("check", "spread.toml", "--against", "HEAD")
    assert (code, "versions cannot be compared with HEAD: no git repository" in said) == (FAILED, True)
    assert run("check", "spread.toml")[::2] == (DONE, "1 checked: 2 problems\n")


def test_evidence_is_validated():
    code, printed, said = run("validate", "par-ministry-2022", str(MINISTRIES))
    assert (code, printed) == (DONE, "")
    assert said == "17 units, 2 columns: no problems\n"


def test_every_fault_of_evidence_is_printed():
    definition, table = BROKEN / "evidence.toml", BROKEN / "everything.csv"
    code, printed, said = run("validate", str(definition), str(table))
    problems = parindex.validate(parindex.load(definition), table)
    assert code == FAULTY
    assert printed.splitlines() == [str(problem) for problem in problems]
    assert f"{len(problems)} problems" in said
    code, printed, _ = run("validate", str(definition), str(table), "--format", "json")
    assert code == FAULTY
    assert json.loads(printed)["problems"] == [problem.to_dict() for problem in problems]


def test_scores_are_printed_as_a_table():
    code, printed, said = run("score", "par-ministry-2022", str(MINISTRIES))
    assert (code, said) == (DONE, "")
    lines = printed.splitlines()
    assert lines[0].split() == ["rank", "unit", "name", "appraised", "survey", "total", "band"]
    # 61.86 + 28.10, and 52.12 + 26.35 for the last but one
    assert lines[2].split() == ["1", "MOJ", "Bộ", "Tư", "pháp", "61.86", "28.10", "89.96", "B"]
    assert lines[-2].split() == ["16", "MOFA", "Bộ", "Ngoại", "giao", "52.12", "26.35", "78.47", "C"]


def test_scores_are_printed_as_csv():
    code, printed, _ = run("score", "par-ministry-2022", str(MINISTRIES), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert code == DONE
    assert len(rows) == 17
    assert rows[10] == {
        "rank": "11",
        "unit": "MOCST",
        "name": "Bộ Văn hóa, Thể thao và Du lịch",
        "appraised": "58.10",
        "survey": "25.47",
        "total": "83.57",
        "band": "B",
    }


def test_scores_are_printed_as_json():
    code, printed, _ = run("score", "par-ministry-2022", str(MINISTRIES), "--format", "json")
    assert code == DONE
    scores = parindex.score(parindex.load("par-ministry-2022"), MINISTRIES)
    assert json.loads(printed) == scores.to_dict()


def test_scores_are_printed_as_markdown():
    code, printed, _ = run("score", "par-ministry-2022", str(MINISTRIES), "--format", "markdown")
    lines = printed.splitlines()
    assert code == DONE
    assert lines[2] == "| 1 | MOJ | Bộ Tư pháp | 61.86 | 28.10 | 89.96 | B |"
    assert len(lines) == 19


def test_a_unit_is_explained_by_code_and_by_name():
    code, printed, said = run("explain", "par-ministry-2022", str(MINISTRIES), "--unit", "MOHA")
    assert (code, said) == (DONE, "")
    assert printed.startswith("Bộ Nội vụ · PAR INDEX 2022–2023 · 87.03 of 100 · rank 4 of 17 · B\n")
    assert run("explain", "par-ministry-2022", str(MINISTRIES), "--unit", "bộ nội vụ") == (DONE, printed, "")


def test_an_unknown_unit_is_a_usage_error_with_a_suggestion():
    code, printed, said = run("explain", "par-ministry-2022", str(MINISTRIES), "--unit", "MOHAA")
    assert (code, printed) == (FAILED, "")
    assert "did you mean 'MOHA'?" in said


def test_evidence_comes_from_standard_input_where_it_is_a_dash():
    content = MINISTRIES.read_bytes()
    for command in ("score", "validate"):
        from_file = run(command, "par-ministry-2022", str(MINISTRIES))
        assert run(command, "par-ministry-2022", "-", given=content) == from_file
    code, printed, _ = run("validate", "par-ministry-2022", "-", given=b"unit,appraised,survey\nMOJ,z,1\n")
    assert code == FAULTY
    assert printed.startswith("<stdin>:2:2: error not-a-number: ")
    assert run("score", "par-ministry-2022", "-", given=b"\xff\n")[0] == FAILED


def test_warnings_go_to_standard_error_and_fail_nothing():
    table = b"unit,x\nA,1\nB,1\n"
    code, printed, said = run("score", "spread.toml", "-", "--format", "csv", given=table)
    assert code == DONE
    assert printed == "rank,unit,x,total\n,A,,\n,B,,\n"
    assert said.startswith("<stdin>:1:2: warning no-spread: ")


@pytest.mark.parametrize("command", [["score"], ["explain", "--unit", "A"]])
def test_faulty_evidence_prints_its_faults_to_standard_error_and_no_result(command):
    definition, table = BROKEN / "evidence.toml", BROKEN / "out-of-range.csv"
    code, printed, said = run(*command, str(definition), str(table))
    assert (code, printed) == (FAULTY, "")
    problems = parindex.validate(parindex.load(definition), table)
    assert said.splitlines() == [str(problem) for problem in problems]


@pytest.mark.parametrize("command", [["show"], ["score", "x.csv"], ["explain", "x.csv", "--unit", "A"]])
def test_a_faulty_definition_prints_its_faults_to_standard_error_and_no_result(command, folder):
    (folder / "x.csv").write_text("unit,x\nA,1\n")
    path = str(BROKEN / "years-reversed.toml")
    code, printed, said = run(command[0], path, *command[1:])
    assert (code, printed) == (FAULTY, "")
    assert said.splitlines() == [str(problem) for problem in parindex.check(path) if problem.severity == "error"]


def test_faults_of_the_definition_are_problems_of_a_validation_too(folder):
    (folder / "x.csv").write_text("unit,x\nA,1\n")
    path = str(BROKEN / "years-reversed.toml")
    code, printed, said = run("validate", path, "x.csv")
    assert (code, said) == (FAULTY, "1 checked: 1 problem\n")
    assert printed.splitlines() == [str(problem) for problem in errors(parindex.check(path))]


@pytest.mark.parametrize(
    "arguments, word",
    [
        (["nothing"], "nothing"),
        (["--nothing"], "--nothing"),
        (["check"], "PATH"),
        (["score", "pci-2006"], "EVIDENCE"),
        (["score", "pci-2006", "a.csv", "b.csv"], "b.csv"),
        (["score", "par-ministry-2022", str(MINISTRIES), "--format", "xml"], "xml"),
        (["show", "pci-2006", "--lang", "fr"], "fr"),
        (["explain", "par-ministry-2022", str(MINISTRIES)], "--unit"),
        (["show", "pci2006"], "did you mean 'pci-2006'?"),
        (["show", "absent.toml"], "absent.toml"),
        (["show", "folder"], "folder"),
        (["show", "latin.toml"], "latin.toml: line 1"),
        (["check", "absent.toml"], "absent.toml"),
        (["check", "folder"], "folder"),
        (["check", "latin.toml"], "latin.toml: line 1"),
        (["score", "spread.toml", "absent.csv"], "absent.csv"),
        (["score", "spread.toml", "folder"], "folder"),
        (["validate", "spread.toml", "latin.csv"], "latin.csv: line 2"),
        (["validate", "spread.toml", ""], ""),
        (["show", ""], ""),
    ],
)
def test_what_cannot_run_says_why_on_standard_error(folder, arguments, word):
    (folder / "folder").mkdir()
    (folder / "latin.toml").write_bytes(b"id = '\xe9'\n")
    (folder / "latin.csv").write_bytes(b"unit,x\n\xe9,1\n")
    code, printed, said = run(*arguments)
    assert (code, printed) == (FAILED, "")
    assert word in said
    assert said.endswith("\n")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux only")
def test_a_name_that_is_not_utf8_can_be_said():
    for arguments in (["show", b"\xff.toml"], ["check", b"\xff.toml"], ["score", "spread.toml", b"\xff.csv"]):
        code, printed, said = run(*arguments)
        assert (code, printed) == (FAILED, "")
        assert said


def test_an_empty_file_is_faulty_not_unreadable(folder):
    (folder / "empty.csv").touch()
    (folder / "empty.toml").touch()
    code, printed, _ = run("validate", "spread.toml", "empty.csv")
    assert code == FAULTY
    assert "empty-table" in printed
    code, printed, _ = run("check", "empty.toml")
    assert code == FAULTY
    assert "missing-key" in printed
    assert run("validate", "spread.toml", "-", given=b"")[0] == FAULTY


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_output_goes_to_a_file(folder, form):
    code, printed, _ = run("score", "par-ministry-2022", str(MINISTRIES), "--format", form)
    arguments = ["score", "par-ministry-2022", str(MINISTRIES), "--format", form, "-o", "kết quả.txt"]
    assert run(*arguments) == (DONE, "", "")
    assert (folder / "kết quả.txt").read_bytes() == printed.encode()
    assert code == DONE


def test_output_replaces_a_file_as_a_whole(folder):
    out = folder / "out.csv"
    out.write_text("x" * 100_000)
    assert run("score", "par-ministry-2022", str(MINISTRIES), "--format", "csv", "--output", str(out))[0] == DONE
    assert out.read_text(encoding="utf-8").startswith("rank,unit,")
    assert "x" * 10 not in out.read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["out.csv", "spread.toml"]


@pytest.mark.parametrize("evidence", [str(BROKEN / "unknown-column.csv"), "absent.csv"])
def test_output_that_does_not_come_about_leaves_the_file_as_it_was(folder, evidence):
    out = folder / "out.csv"
    out.write_text("before")
    assert run("score", "spread.toml", evidence, "-o", str(out))[0] in {FAULTY, FAILED}
    assert out.read_text() == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["out.csv", "spread.toml"]


@pytest.mark.parametrize("out", ["absent/out.csv", "folder", "spread.toml/out.csv", ""])
def test_output_to_where_nothing_can_be_written_fails_and_leaves_nothing(folder, out):
    (folder / "folder").mkdir()
    code, printed, said = run("score", "par-ministry-2022", str(MINISTRIES), "-o", out)
    assert (code, printed) == (FAILED, "")
    assert out in said
    assert said
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == ["folder", "spread.toml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_fails():
    with Path("/dev/full").open("wb") as full:
        code, _, said = process("score", "par-ministry-2022", str(MINISTRIES), stdout=full)
    assert code == FAILED
    assert "space" in said
    code, _, said = run("score", "par-ministry-2022", str(MINISTRIES), "-o", "/dev/full")
    assert code == FAILED
    assert "space" in said


@pytest.mark.parametrize("arguments", [["list"], ["score", "par-ministry-2022", str(MINISTRIES), "--format", "json"]])
def test_a_reader_that_has_had_enough_ends_the_command_in_silence(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        code, _, said = process(*arguments, stdout=closed)
    assert (code, said) == (DONE, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--lang", "vi"],
        ["show", "spread.toml", "--lang", "vi"],
        ["score", "par-ministry-2022", str(MINISTRIES)],
        ["score", "par-ministry-2022", str(MINISTRIES), "--format", "json"],
        ["explain", "par-ministry-2022", str(MINISTRIES), "--unit", "MOHA"],
        ["explain", "par-ministry-2022", str(MINISTRIES), "--unit", "Bộ"],
        ["validate", "spread.toml", "absent.csv"],
        ["check", "đây.toml"],
    ],
)
def test_output_is_utf8_whatever_the_locale(arguments):
    expected = run(*arguments)
    assert process(*arguments, **ASCII) == expected
    if all(argument.isascii() for argument in arguments):  # others do not even arrive in a locale without their letters
        nothing_but_ascii = ASCII | {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        assert process(*arguments, **nothing_but_ascii) == expected


def test_help_names_every_command():
    code, printed, said = run("--help")
    assert (code, said) == (DONE, "")
    for command in ("list", "show", "check", "validate", "score", "explain"):
        assert re.search(rf"^  {command} +\w", printed, re.MULTILINE)
        code, help_, _ = run(command, "-h")
        assert code == DONE
        assert help_.startswith("Usage: parindex ")


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    code, printed, _ = run("--version")
    assert code == DONE
    assert version("parindex") in printed


@pytest.mark.parametrize("library", ["click", "rich"])
@pytest.mark.parametrize("arguments", [["list"], [], ["--help"]])
def test_without_its_libraries_the_command_says_in_a_line_what_to_install(library, arguments):
    snippet = (
        f"import runpy, sys; sys.modules[{library!r}] = None;"
        "sys.argv[0] = 'parindex'; runpy.run_module('parindex', run_name='__main__')"
    )
    code, printed, said = process(*arguments, program=("-c", snippet))
    assert (code, printed) == (FAILED, "")
    assert said.splitlines() == ["parindex: the command line needs an extra: pip install 'parindex[cli]'"]


def test_a_fault_of_the_program_itself_is_not_taken_for_a_missing_library():
    snippet = "import sys; sys.modules['numpy'] = None; from parindex.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", snippet], capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert b"numpy" in done.stderr


def test_the_installed_command_is_the_module():
    from importlib.metadata import entry_points

    (command,) = entry_points(group="console_scripts", name="parindex")
    from parindex.cli import main

    assert command.load() is main


def test_problems_are_told_in_the_language_of_the_locale(tmp_path):
    table = tmp_path / "x.csv"
    table.write_text("unit,appraised,survey\nMOHA,99,1\n", encoding="utf-8")
    for command in (["score"], ["explain", "--unit", "MOHA"]):
        arguments = [command[0], "par-ministry-2022", str(table), *command[1:]]
        assert "99 không nằm trong khoảng" in run(*arguments, LC_ALL="vi_VN.UTF-8")[2]
        assert "99 is not between" in run(*arguments, LC_ALL="C.UTF-8")[2]
    said = run("score", "par-ministry-2022", "absent.csv", LC_ALL="vi_VN.UTF-8")[2]
    assert said == "parindex: absent.csv: không có tệp hoặc thư mục này\n"
