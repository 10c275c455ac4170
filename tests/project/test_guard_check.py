"""Ways to turn a check green by taking away what guards published figures: each is told, and cannot be switched off."""

import os
import shutil
from pathlib import Path

import pytest

import parindex

from ..guarded_repository import CASES, DEFINITION, edit, git, guarded, write


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    return guarded(tmp_path, monkeypatch)


def told(*paths, **options):
    report = parindex.check_files(paths or ["i"], **options)
    assert report.failures == ()
    return [(problem.code, Path(problem.source).as_posix()) for problem in report.problems]


def deleted(*names):
    return lambda: [Path(name).unlink() for name in names]


def edited(name, old, new):
    return lambda: edit(name, old, new)


def moved(old, new):
    def move():
        Path(new).parent.mkdir(parents=True, exist_ok=True)
        Path(old).rename(new)

    return move


def linked():
    write("easy.cases.toml", CASES.replace("total = 4, rank = 1", "total = 4"))
    Path("i/offices.cases.toml").unlink()
    Path("i/offices.cases.toml").symlink_to("../easy.cases.toml")


def swapped():
    """Another definition takes the name that the cases stand beside."""
    Path("i/offices.toml").rename("i/work.toml")
    write("i/offices.toml", DEFINITION.format(id="easy"))


def set_nearer():
    write("i/parindex.toml", "[check]\n")


LOST, SET = "cases-loosened", "settings-loosened"
WAYS = {
    "deleted": (deleted("i/offices.cases.toml"), LOST, "i/offices.cases.toml"),
    "hidden": (moved("i/offices.cases.toml", "i/.offices.cases.toml"), LOST, "i/offices.cases.toml"),
    "moved away": (moved("i/offices.cases.toml", "old/offices.cases.toml"), LOST, "i/offices.cases.toml"),
    "renamed beside nothing": (moved("i/offices.cases.toml", "i/nothing.cases.toml"), LOST, "i/offices.cases.toml"),
    "of another definition": (
        edited("i/offices.cases.toml", "tolerance", 'definition = "other"\ntolerance'),
        LOST,
        "i/offices.cases.toml",
    ),
    "beside another definition": (swapped, LOST, "i/offices.cases.toml"),
    "a link to others": (linked, LOST, "i/offices.cases.toml"),
    "one removed": (
        edited("i/offices.cases.toml", CASES[CASES.index('[[case]]\nname = "Table') :], ""),
        LOST,
        "i/offices.cases.toml",
    ),
    "wider": (edited("i/offices.cases.toml", "0.005", "0.5"), LOST, "i/offices.cases.toml"),
    "fewer figures": (edited("i/offices.cases.toml", ", rank = 1", ""), LOST, "i/offices.cases.toml"),
    "another table": (edited("i/offices.csv", "A,5", "A,5.0001"), LOST, "i/offices.cases.toml"),
    "by hand": (edited("i/offices.cases.toml", "Yearbook 2025, page 3", "by hand"), LOST, "i/offices.cases.toml"),
    "settings deleted": (deleted("parindex.toml"), SET, "parindex.toml"),
    "settings nearer": (set_nearer, SET, "parindex.toml"),
    "switched off": (edited("parindex.toml", '"error"', '"off"'), SET, "parindex.toml"),
    "left out": (
        edited("parindex.toml", "[check.sev", '[check]\nexclude = ["i/offices.*"]\n[check.sev'),
        SET,
        "parindex.toml",
    ),
    "definition deleted": (
        deleted("i/offices.toml", "i/offices.cases.toml"),
        "definition-removed",
        "i/offices.toml",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_guard_taken_away_is_told(way):
    change, code, source = WAYS[way]
    change()
    assert (code, source) in told(against="HEAD")


def test_what_is_told_of_one_file_is_told_when_only_that_is_checked():
    edit("i/offices.cases.toml", ", rank = 1", "")
    edit("i/other.cases.toml", ", rank = 1", "")
    expected = [(LOST, "i/offices.cases.toml")]
    assert [one for one in told("i/offices.toml") if one[0] == LOST] == expected
    assert told("i/offices.cases.toml") == expected
    assert [one for one in told() if one[0] == LOST] == [*expected, (LOST, "i/other.cases.toml")]


def test_the_rule_that_tells_it_cannot_be_switched_off_in_the_same_change():
    edit("parindex.toml", "no-cases", 'cases-loosened = "off"\nsettings-loosened = "note"\nno-cases')
    edit("i/offices.cases.toml", "0.005", "0.5")
    assert sorted(told()) == [
        (LOST, "i/offices.cases.toml"),
        ("fixed-severity", "parindex.toml"),
        ("fixed-severity", "parindex.toml"),
    ]


def test_what_is_approved_passes_and_who_said_so_is_told():
    edit("i/offices.cases.toml", "0.005", "0.5")
    (problem,) = parindex.check_files(["i"]).problems
    fingerprint = problem.hint.rpartition(" ")[2]
    write("parindex-approvals.toml", f'[[approved]]\nfingerprint = "{fingerprint}"\nreason = "printed to one digit"\n')
    report = parindex.check_files(["i"])
    assert report.problems == ()
    assert "approvals added: 1 (printed to one digit)" in report.remarks
    assert len(parindex.check_files(["i"], approvals=None).problems) == 1
    Path("parindex-approvals.toml").rename("elsewhere.toml")
    assert len(parindex.check_files(["i"]).problems) == 1
    assert parindex.check_files(["i"], approvals="elsewhere.toml").problems == ()
    assert parindex.check_files(["i"], approvals="nowhere.toml").failures == (
        "nowhere.toml: No such file or directory",
    )


def test_a_faulty_file_of_approvals_approves_nothing():
    write("parindex-approvals.toml", "approved = 1\n")
    assert told() == [("wrong-type", "parindex-approvals.toml")]


def test_renamed_files_and_more_cases_and_severities_are_no_problem():
    git("mv", "i/offices.cases.toml", "i/work.cases.toml")
    git("mv", "i/offices.toml", "i/work.toml")
    edit("i/work.toml", "max", "unit = 'days'\nmax")
    edit("i/work.cases.toml", "0.005", "0.001")
    edit("parindex.toml", "no-cases", 'short-of-maximum = "error"\nno-cases')
    assert [one for one in told() if one[0] in (LOST, SET, "definition-removed")] == []


def test_cases_with_a_slip_are_told_once_where_they_are_checked_and_also_where_only_the_definition_is():
    edit("i/offices.cases.toml", "expect = {", "expect = {{")
    assert [source for _, source in told()] == ["i/offices.cases.toml"]
    assert [source for _, source in told("i/offices.toml")] == ["i/offices.cases.toml"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links")
def test_links_to_the_folder_are_followed():
    Path("linked").symlink_to("i", target_is_directory=True)
    edit("i/offices.cases.toml", "0.005", "0.5")
    assert [code for code, _ in told("linked")] == [LOST]


def test_settings_that_are_named_are_held_against_what_they_were_if_git_has_them(tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "s.toml"
    elsewhere.write_text('[check.severity]\nno-cases = "off"\n', encoding="utf-8")
    assert told(settings=elsewhere) == []
    edit("parindex.toml", '"error"', '"off"')
    assert told(settings="parindex.toml") == [(SET, "parindex.toml")]
    assert told(settings=None) == []


# The same in a comparison


def levels(report):
    return [(edit.kind, edit.level, edit.source) for edit in report.edits]


@pytest.mark.parametrize("way", WAYS)
def test_a_comparison_tells_of_the_same(way):
    change, code, _ = WAYS[way]
    change()
    report = parindex.diff_files(["i"], against="HEAD")
    if code == "definition-removed":
        assert [(edit.kind, edit.level) for edit in report.open()] == [("definition-removed", "breaking")]
    else:
        assert report.level == "loosening"
        assert report.breaking
    folders = parindex.diff_folders("HEAD:i", "i")
    assert [edit.fingerprint for edit in folders.edits] == [edit.fingerprint for edit in report.edits]
    approved = [parindex.Approval(edit.fingerprint, "meant") for edit in report.open()]
    assert parindex.diff_files(["i"], against="HEAD", approvals=approved).breaking is False


def test_a_check_and_a_comparison_know_a_change_by_one_fingerprint():
    edit("i/offices.cases.toml", "0.005", "0.5")
    edit("parindex.toml", '"error"', '"off"')
    report = parindex.diff_files(["i"], against="HEAD")
    hints = {problem.hint.rpartition(" ")[2] for problem in parindex.check_files(["i"]).problems}
    assert {edit.fingerprint for edit in report.edits} == hints
    assert [(diff.id, diff.names) for diff in report.diffs] == [
        ("", ("parindex.toml", "parindex.toml")),
        ("offices", ("i/offices.toml", "i/offices.toml")),
    ]
    assert parindex.diff_files(["i/offices.toml"], against="HEAD").edits == report.edits


def test_cases_that_no_longer_load_are_a_failure_and_hide_no_other():
    edit("i/offices.cases.toml", "expect = {", "expect = {{")
    edit("i/other.cases.toml", ", rank = 1", "")
    report = parindex.diff_files(["i"], against="HEAD")
    assert [failure.source for failure in report.failures] == ["i/offices.cases.toml"]
    assert levels(report) == [("expectation-removed", "loosening", "i/other.cases.toml")]


def test_folders_beside_each_other_are_held_against_each_other_with_their_settings(tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    shutil.copytree("i", other / "i")
    edit(other / "i/offices.cases.toml", "0.005", "0.5")
    write(other / "i/parindex.toml", '[check]\nexclude = ["old"]\n')
    kinds = [edit.kind for edit in parindex.diff_folders("i", str(other / "i")).edits]
    assert sorted(kinds) == ["exclude-loosened", "severity-loosened", "tolerance-raised"]
