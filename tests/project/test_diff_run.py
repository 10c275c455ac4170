"""Definitions of folders and of paths since a revision, held against each other in one report."""

import subprocess

import pytest

import parindex
from parindex.project import diff_folders

TEXT = """id = "sample"
index = "S"
version = "1"
title = { en = "Sample", vi = "Mẫu" }
years = [2020]
combine = "weighted-mean"

[[indicator]]
id = "a"
title = "First"
weight = 0.5
max = 10

[[indicator]]
id = "b"
weight = 0.5
max = 10
"""
CHANGED = TEXT.replace("weight = 0.5", "weight = 0.25", 1)
BROKEN = TEXT.replace('id = "b"', 'id = "c"').replace("max = 10", "max = 9")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in a repository whose folder `rules` holds one definition, committed."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "sample.toml").write_text(TEXT, encoding="utf-8")
    git("init", "--quiet", "-b", "main")
    git("add", ".")
    git("commit", "--quiet", "-m", "first")
    return tmp_path


def git(*arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def write(folder, text, name="sample.toml"):
    (folder / "rules" / name).write_text(text, encoding="utf-8")


def test_folders_are_compared_by_the_ids_of_definitions(folder):
    write(folder, TEXT.replace('"sample"', '"other"'), "other.toml")
    write(folder, TEXT.replace('"sample"', '"third"'), "third.toml")
    git("add", ".")
    git("commit", "--quiet", "-m", "more")
    (folder / "rules" / "other.toml").rename(folder / "rules" / "elsewhere.toml")
    (folder / "rules" / "third.toml").unlink()
    write(folder, TEXT.replace('"sample"', '"fourth"'), "fourth.toml")
    write(folder, "[[case]]\n", "sample.cases.toml")
    found = diff_folders("main:rules", "rules")
    assert found.unchanged == 1
    assert [(one.id, one.level, one.edits[0].kind) for one in found.diffs] == [
        ("third", "breaking", "definition-removed"),
        ("fourth", "extending", "definition-added"),
    ]
    assert [one.names for one in found.diffs] == [("main:rules/third.toml", ""), ("", "rules/fourth.toml")]


def test_a_definition_whose_name_only_ends_like_another_file_is_compared(folder):
    write(folder, TEXT.replace('"sample"', '"hanoi"'), "hanoi-parindex.toml")
    git("add", ".")
    git("commit", "--quiet", "-m", "more")
    write(folder, CHANGED.replace('"sample"', '"hanoi"'), "hanoi-parindex.toml")
    (found,) = diff_folders("main:rules", "rules").diffs
    assert (found.id, found.level) == ("hanoi", "restating")


@pytest.mark.parametrize("old, new", [("rules", "rules/sample.toml"), ("main:rules/sample.toml", "rules")])
@pytest.mark.usefixtures("folder")
def test_a_folder_is_not_compared_with_a_file(old, new):
    with pytest.raises(parindex.UnreadableError, match="no folder"):
        diff_folders(old, new)


@pytest.mark.parametrize("name", ["main:absent", "empty"])
def test_a_folder_that_holds_no_definition_is_no_clean_comparison(folder, name):
    (folder / "empty").mkdir()
    with pytest.raises(parindex.UnreadableError, match="folder"):
        diff_folders(name, "rules")


def test_a_link_that_leads_nowhere_is_told_as_check_tells_it(folder):
    (folder / "rules" / "gone.toml").symlink_to("nowhere.toml")
    (failure,) = diff_folders("main:rules", "rules").failures
    assert (failure.source, failure.message) == ("rules/gone.toml", "No such file or directory")
    assert parindex.check_files(["rules"]).failures == ("rules/gone.toml: No such file or directory",)


def test_hidden_files_are_passed_over_by_check_and_diff(folder):
    write(folder, TEXT.replace('"sample"', '"draft"'), ".draft.toml")
    assert diff_folders("main:rules", "rules").diffs == ()
    assert parindex.check_files(["rules"]).files == ("rules/sample.toml",)


def test_two_files_of_one_id_are_told(folder):
    write(folder, TEXT + "# again\n", "again.toml")
    write(folder, TEXT + "# and again\n", "and.toml")
    write(folder, BROKEN.replace('"sample"', '"other"'), "other.toml")
    found = diff_folders("main:rules", "rules")
    message = "the id 'sample' is that of rules/sample.toml too"
    assert [(one.source, one.message) for one in found.failures] == [
        ("rules/again.toml", message),
        ("rules/and.toml", message),
    ]
    assert ([one.id for one in found.diffs], found.breaking) == (["other"], None)
