import subprocess

import pytest

import parindex
from parindex.base import git

LIMIT = 1000


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    run("init", "--quiet")
    (tmp_path / "năm").mkdir()
    for name in ("chỉ-số.toml", "other.toml"):
        (tmp_path / "năm" / name).write_text("committed", encoding="utf-8")
    run("add", ".")
    run("commit", "--quiet", "-m", "first")
    return tmp_path


def test_a_file_is_read_as_it_stands_in_a_revision(repository):
    path = repository / "năm" / "chỉ-số.toml"
    path.write_text("changed", encoding="utf-8")
    assert git.text_in_revision("HEAD", path, LIMIT) == "committed"
    assert git.text_in_revision("HEAD", path.with_name("new.toml"), LIMIT) is None


def test_a_file_is_read_that_has_gone_with_its_folder(repository):
    path = repository / "năm" / "other.toml"
    for file in path.parent.iterdir():
        file.unlink()
    path.parent.rmdir()
    assert git.text_in_revision("HEAD", path, LIMIT) == "committed"


def test_only_files_that_differ_from_a_revision_are_changed(repository):
    path = repository / "năm" / "chỉ-số.toml"
    path.write_text("changed", encoding="utf-8")
    (repository / "untracked.toml").write_text("", encoding="utf-8")
    assert git.changed_since("HEAD", path.parent) == {git.top_of(repository) / "năm" / "chỉ-số.toml"}


@pytest.mark.parametrize("revision", ["nope", "--output=/tmp/x", "HEAD:năm", ""])
def test_a_revision_that_is_none_is_told(repository, revision):
    with pytest.raises(parindex.UnreadableError, match="no such revision"):
        git.text_in_revision(revision, repository / "năm" / "chỉ-số.toml", LIMIT)
    with pytest.raises(parindex.UnreadableError, match="no such revision"):
        git.changed_since(revision, repository)


def test_a_folder_without_repository_has_none(tmp_path):
    assert git.top_of(tmp_path) is None
    assert git.changed_since("HEAD", tmp_path) == frozenset()
    with pytest.raises(parindex.UnreadableError, match="not a git repository"):
        git.text_in_revision("HEAD", tmp_path / "x.toml", LIMIT)


def test_a_file_too_large_is_refused(repository):
    with pytest.raises(parindex.UnreadableError, match="larger than"):
        git.text_in_revision("HEAD", repository / "năm" / "chỉ-số.toml", 3)


def test_without_git_its_absence_is_told(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert git.top_of(repository) is None
    with pytest.raises(parindex.UnreadableError, match="git is not installed"):
        git.text_in_revision("HEAD", repository / "năm" / "chỉ-số.toml", LIMIT)


def test_a_hook_of_git_in_a_worktree_reads_what_its_folders_hold(repository, monkeypatch, tmp_path_factory):
    tree = tmp_path_factory.mktemp("trees") / "other"
    subprocess.run(["git", "worktree", "add", "--quiet", tree, "-b", "other"], cwd=repository, check=True)
    path = tree / "năm" / "chỉ-số.toml"
    path.write_text("changed", encoding="utf-8")
    asked = subprocess.run(
        ["git", "rev-parse", "--absolute-git-dir"], cwd=tree, check=True, capture_output=True, text=True
    )
    monkeypatch.setenv("GIT_DIR", asked.stdout.strip())  # as git sets it for hooks
    assert git.top_of(path.parent) == tree.resolve()
    assert git.text_in_revision("HEAD", path, LIMIT) == "committed"
    assert git.changed_since("HEAD", path.parent) == {git.top_of(tree) / "năm" / "chỉ-số.toml"}


def test_a_git_directory_written_relative_is_not_sought_in_every_folder(repository, monkeypatch):
    monkeypatch.chdir(repository)
    monkeypatch.setenv("GIT_DIR", ".git")
    assert git.text_in_revision("HEAD", repository / "năm" / "other.toml", LIMIT) == "committed"


def test_a_monitor_that_a_repository_configures_is_not_run(repository, tmp_path_factory):
    made = tmp_path_factory.mktemp("made")
    monitor = made / "monitor.sh"
    monitor.write_text(f"#!/bin/sh\ntouch '{made / 'run'}'\n", encoding="utf-8")
    monitor.chmod(0o755)
    subprocess.run(["git", "config", "core.fsmonitor", monitor], cwd=repository, check=True)
    (repository / "năm" / "other.toml").write_text("changed", encoding="utf-8")
    assert len(git.changed_since("HEAD", repository)) == 1
    assert not (made / "run").exists()
