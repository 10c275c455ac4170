"""Guards taken away where nobody looks: behind links, in copies and left-out folders, by keys written oddly."""

import importlib.resources
import os
import shutil
from pathlib import Path

import pytest

import parindex

from ..guarded_repository import DEFINITION, commit, edit, git, guarded, write

LOST, SET, RAISE = "cases-loosened", "settings-loosened", "version-unchanged"


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    return guarded(tmp_path, monkeypatch)


def linked(name, target):
    """Let a file or folder be a link to another one, which has its content."""
    place = Path(name).parent / target
    place.parent.mkdir(parents=True, exist_ok=True)
    Path(name).rename(place)
    Path(name).symlink_to(target)


def linked_cases():
    linked("i/offices.cases.toml", "../shared/cases")


def linked_table():
    linked("i/offices.csv", "data/a.csv")


def linked_settings():
    linked("parindex.toml", "shared/settings")


def linked_folder():
    linked("i", "j")


def folder_linked_and_weakened():
    linked_folder()
    edit("j/offices.cases.toml", "0.005", "5")


def link_replaced_and_weakened():
    Path("i").unlink()
    shutil.copytree("j", "i")
    edit("i/offices.cases.toml", "0.005", "5")


def definition_linked_and_changed():
    linked("i/offices.toml", "../shared/a.toml")
    edit("shared/a.toml", "10", "20")


def rewritten(name, old, new):
    return lambda: edit(name, old, new)


def of_bundled():
    """Put a copy of a bundled definition beside the others, with its cases."""
    for end in ("toml", "cases.toml"):
        bundled = importlib.resources.files("parindex.indicators") / f"pci-2022.{end}"
        Path("i", f"pci-2022.{end}").write_bytes(bundled.read_bytes())


def of_a_copy():
    write("copy/offices.toml", DEFINITION.format(id="offices"))
    edit("i/offices.cases.toml", "tolerance", 'definition = "../copy/offices.toml"\ntolerance')


INLINE = """case = [{ name = "A", source = "Report 2025", evidence = { report = 4 }, expect = { total = 4 }, note = '''
[1]
''' }]
"""


def said_to_be_of_another_one():
    write("i/offices.cases.toml", INLINE + 'definition = "other.toml"\n')


def leaving_drafts_out():
    write("parindex.toml", '[check]\nexclude = ["i/drafts"]\n')


def cases_in_drafts():
    Path("i/drafts").mkdir()
    for end in ("cases.toml", "csv"):
        Path(f"i/offices.{end}").rename(f"i/drafts/offices.{end}")
    edit("i/drafts/offices.cases.toml", "tolerance", 'definition = "../offices.toml"\ntolerance')


def definition_in_drafts():
    cases_in_drafts()
    Path("i/offices.toml").rename("i/drafts/offices.toml")


def linked_units():
    edit("i/offices.toml", "years", 'units = "u.csv"\nyears')
    write("i/u.csv", "id,title\nA,An\nB,Bình\n")
    linked("i/u.csv", "data/u.csv")


def other_table():
    edit("i/offices.csv", "A,5", "A,5.0001")


#: What is committed first, how it is changed, and what is told of which file.
WAYS = {
    "cases that a link leads to": (
        linked_cases,
        rewritten("shared/cases", "0.005", "5"),
        (LOST, "i/offices.cases.toml"),
    ),
    "a table that a link leads to": (
        linked_table,
        rewritten("i/data/a.csv", "A,5", "A,5.0001"),
        (LOST, "i/offices.cases.toml"),
    ),
    "settings that a link leads to": (
        linked_settings,
        rewritten("shared/settings", "error", "off"),
        (SET, "parindex.toml"),
    ),
    "a folder becomes a link": (None, folder_linked_and_weakened, (LOST, "j/offices.cases.toml")),
    "a link becomes a folder": (linked_folder, link_replaced_and_weakened, (LOST, "i/offices.cases.toml")),
    "a definition becomes a link": (None, definition_linked_and_changed, (RAISE, "i/offices.toml")),
    "units that a link leads to": (
        linked_units,
        rewritten("i/data/u.csv", "A,An\n", ""),
        (RAISE, "i/offices.toml"),
    ),
    "cases tried on a copy": (None, of_a_copy, (LOST, "i/offices.cases.toml")),
    "cases tried on what is bundled": (
        of_bundled,
        rewritten("i/pci-2022.cases.toml", "[[case]]", 'definition = "pci-2022"\n[[case]]'),
        (LOST, "i/pci-2022.cases.toml"),
    ),
    "a key behind a quoted header": (
        lambda: write("i/offices.cases.toml", INLINE),
        said_to_be_of_another_one,
        (LOST, "i/offices.cases.toml"),
    ),
    "a table whose key stands far from its name": (
        rewritten("i/offices.cases.toml", 'evidence = "offices', "evidence" + " " * 40 + '= "offices'),
        other_table,
        (LOST, "i/offices.cases.toml"),
    ),
    "a table whose key is written with an escape": (
        rewritten("i/offices.cases.toml", 'evidence = "offices', '"e\\u0076idence" = "offices'),
        other_table,
        (LOST, "i/offices.cases.toml"),
    ),
    "cases move to what is left out": (leaving_drafts_out, cases_in_drafts, (LOST, "i/offices.cases.toml")),
    "a definition moves to what is left out": (
        leaving_drafts_out,
        definition_in_drafts,
        ("definition-removed", "i/offices.toml"),
    ),
}


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links")
@pytest.mark.parametrize("way", WAYS)
def test_a_guard_taken_away_out_of_sight_is_told_by_check_and_diff(way):
    before, change, expected = WAYS[way]
    if before:
        before()
        commit("otherwise")
    change()
    commit("change")
    report = parindex.check_files(["i"], against="HEAD^")
    assert report.failures == ()
    assert expected in [(problem.code, Path(problem.source).as_posix()) for problem in report.problems]
    edits = parindex.diff_files(["i"], against="HEAD^").edits
    assert edits[0].level in (("restating", "breaking") if expected[0] == RAISE else ("loosening", "breaking"))


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links")
def test_units_behind_a_link_are_read_as_they_were():
    linked_units()
    commit("units")
    edit("i/data/u.csv", "A,An\n", "")
    (change,) = parindex.diff_files(["i"], against="HEAD").edits
    assert (change.level, change.message) == ("breaking", "unit 'A': { id = \"A\" } → none")


def test_a_definition_whose_file_moves_with_its_cases_keeps_them():
    edit("i/offices.cases.toml", "tolerance", 'definition = "offices.toml"\ntolerance')
    commit("named")
    Path("i/offices.toml").rename("i/work.toml")
    edit("i/offices.cases.toml", "offices.toml", "work.toml")
    assert LOST not in [problem.code for problem in parindex.check_files(["i"]).problems]
    assert parindex.diff_files(["i"], against="HEAD").edits == ()


def test_faulty_cases_that_are_mended_are_told_for_nobody_knows_what_they_checked():
    edit("i/offices.cases.toml", "expect = {", "expect = {{")
    commit("a slip")
    edit("i/offices.cases.toml", "expect = {{", "expect = {")
    problems = parindex.check_files(["i"]).problems
    assert [(problem.code, problem.message) for problem in problems] == [
        (LOST, "offices.cases.toml had faults, so whether cases of 'offices' check less is not known")
    ]
    report = parindex.diff_files(["i"], against="HEAD")
    assert [(edit.kind, edit.level) for edit in report.open()] == [("cases-unreadable", "loosening")]
    approved = [parindex.Approval(edit.fingerprint, "mended") for edit in report.edits]
    assert parindex.diff_files(["i"], against="HEAD", approvals=approved).breaking is False


def test_files_that_a_sparse_checkout_leaves_out_are_not_gone():
    git("sparse-checkout", "set", "--no-cone", "/*", "!/i/other*")
    assert not Path("i/other.toml").exists()
    report = parindex.diff_files(["i"], against="HEAD")
    assert (report.edits, report.failures) == ((), ())
    assert report.remarks == ("not checked out here, and not compared: i/other.cases.toml, i/other.toml",)
    git("rm", "--quiet", "--cached", "--sparse", "i/other.toml")
    assert [edit.kind for edit in parindex.diff_files(["i"], against="HEAD").edits] == ["definition-removed"]


def test_a_file_that_changed_and_is_not_checked_out_is_not_compared():
    edit("i/other.toml", "10", "20")
    commit("changed")
    git("sparse-checkout", "set", "--no-cone", "/*", "!/i/other*")
    report = parindex.diff_files(["i"], against="HEAD^")
    assert [(failure.source, failure.message) for failure in report.failures] == [
        ("i/other.toml", "changed, but not checked out here")
    ]
    assert report.breaking is None


def test_a_repository_within_is_not_taken_for_files_that_were_added():
    write("i/within/more.toml", DEFINITION.format(id="more"))
    git("init", "--quiet", "i/within")
    report = parindex.diff_files(["i"], against="HEAD")
    assert (report.edits, report.breaking) == ((), None)
    assert [(failure.source, failure.message) for failure in report.failures] == [
        ("i/within", "a repository of its own: HEAD does not hold its files; compare them there")
    ]


def test_a_fault_in_a_file_beside_is_not_placed_in_the_definition():
    edit("i/offices.toml", "years", 'units = "u.csv"\nyears')
    write("i/u.csv", "name\nAn\n")
    commit("units without codes")
    write("i/u.csv", "id\nA\nB\n")
    report = parindex.diff_files(["i"], against="HEAD")
    assert [(edit.kind, edit.line, edit.column) for edit in report.edits] == [("definition-unreadable", None, None)]
    problems = report.named_from(Path.cwd()).problems
    assert [(problem.source, problem.line) for problem in problems] == [("HEAD:i/u.csv", 1)]
