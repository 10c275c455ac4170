"""`parindex test` as a user or a CI run meets it."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from parindex.base.messages import say, translated

from .. import command

ROOT = Path(__file__).resolve().parents[2]
BROKEN = ROOT / "tests" / "broken" / "case-failed.cases.toml"
SOUND = ROOT / "indicators" / "pgi-2022.toml"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, in no language."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*arguments):
    return command.run("test", *arguments)


def test_cases_that_come_out_print_nothing_but_their_number():
    assert run(SOUND) == (0, "", "5 of 5 cases passed: no problems\n")
    assert run("pgi-2022", "sipas-2017") == (0, "", "8 of 8 cases passed: no problems\n")


def test_each_figure_that_does_not_come_out_is_a_line():
    code, printed, said = run(BROKEN)
    assert code == 1
    assert len(printed.splitlines()) == 10
    assert printed.splitlines()[0].startswith(
        f"{BROKEN}:18:12: error case-failed: Hải Dương 2023: total: expected 22.43"
    )
    assert said == "1 of 8 cases passed: 10 problems\n"


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["pgi-2202"], "no bundled definition"),
        (["lonely.toml"], "has no cases"),
        (["."], "no *.cases.toml in this folder"),
        (["pgi-2022", "-k", "Sơn La"], "no case has 'Sơn La' in its name"),
        (["pgi-2022", "lonely.toml"], "has no cases"),
        (["pgi-2022", "empty"], "no *.cases.toml in this folder"),
    ],
)
def test_what_was_not_tested_does_not_look_sound(arguments, told):
    Path("lonely.toml").write_text(SOUND.read_text(encoding="utf-8"), encoding="utf-8")
    Path("empty").mkdir()
    code, printed, said = run(*arguments)
    assert (code, printed) == (2, "")
    assert told in said
    assert "could not be checked" in said


def test_every_file_of_cases_in_a_folder_is_run_and_every_faulty_one_told():
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(name, "x.cases.toml").write_text('definition = "pgi-2022"\n', encoding="utf-8")
    code, printed, said = run(".", SOUND)
    assert code == 1
    assert [line.split(" error ")[1][:11] for line in printed.splitlines()] == ["missing-key", "missing-key"]
    assert said.startswith("5 of 5 cases passed")


def test_cases_in_a_file_of_another_name_that_are_of_a_definition_are_run_with_it(folder):
    text = (ROOT / "indicators" / "pgi-2022.toml").read_text(encoding="utf-8")
    (folder / "index.toml").write_text(text, encoding="utf-8")
    first, *others = (ROOT / "indicators" / "pgi-2022.cases.toml").read_text(encoding="utf-8").split("[[case]]")
    cases = [f"{first}[[case]]{case}" for case in others]
    assert len(cases) == 5
    (folder / "index.cases.toml").write_text(cases[0], encoding="utf-8")
    (folder / "more.cases.toml").write_text(f'definition = "index.toml"\n{cases[1]}', encoding="utf-8")
    (folder / "unlike.cases.toml").write_text(f'definition = "pgi-2022"\n{cases[2]}', encoding="utf-8")
    assert run("index.toml") == (0, "", "2 of 2 cases passed: no problems\n")
    assert run(".") == (0, "", "3 of 3 cases passed: no problems\n")


def test_only_cases_of_a_name_are_run():
    assert run(BROKEN, "-k", "hải dương")[2] == "0 of 1 cases passed: 3 problems\n"


def test_messages_are_said_in_vietnamese():
    code, printed, said = run(BROKEN, "-k", "hải dương", "--lang", "vi")
    assert code == 1
    assert "Hải Dương 2023: total: phải là 22.43, nhưng tính ra 22.34" in printed
    assert said.startswith(translated(say("{passed} of {count} cases passed", passed=0, count=1), "vi"))


def test_what_could_not_be_run_is_said_in_vietnamese():
    Path("lonely.toml").write_text(SOUND.read_text(encoding="utf-8"), encoding="utf-8")
    said = run("lonely.toml", "--lang", "vi")[2]
    assert "lonely.toml: không có trường hợp kiểm thử (đáng lẽ nằm trong lonely.cases.toml)" in said


def test_junit_has_a_test_a_case():
    code, printed, _ = run(BROKEN, SOUND, "--format", "junit")
    assert code == 1
    tests = ET.fromstring(printed).findall(".//testcase")  # noqa: S314 - our own
    assert len(tests) == 8 + 5
    assert sum(test.find("failure") is not None for test in tests) == 7


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "json"])
def test_other_formats_tell_it_too(form):
    code, printed, _ = run(BROKEN, "--format", form)
    assert code == 1
    assert "expected 22.43" in printed
    if form != "github":
        json.loads(printed)


def test_faulty_files_whose_cases_were_not_run_are_counted():
    for name in ("one", "two"):
        Path(f"{name}.toml").write_text("id = 1\n", encoding="utf-8")
        Path(f"{name}.cases.toml").write_text("", encoding="utf-8")
    assert run("pgi-2022", "one.toml")[2].startswith("5 of 5 cases passed, 1 faulty file not run: ")
    assert run("pgi-2022", "one.toml", "two.toml")[2].startswith("5 of 5 cases passed, 2 faulty files not run: ")
