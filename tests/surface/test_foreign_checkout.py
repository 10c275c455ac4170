"""A checkout of strangers: nothing that its git is configured with, or the environment names, runs or is fetched."""

import os
import subprocess
import sys
import time

import pytest

from parindex.base import git_commands

from ..command import DONE, FAILED, FAULTY, run

DEFINITION = """id = "offices"
index = "Offices"
version = "1"
title = "Index of offices"
years = [2025]
combine = "sum"

[[indicator]]
id = "online"
max = 10
"""
CASES = """definition = "offices.toml"
[[case]]
name = "one"
source = "p. 1"
evidence = [{ unit = "P1", online = 7 }]
expect = [{ unit = "P1", total = 7 }]
"""
ATTRIBUTES = "*.toml filter=evil diff=evil\n*.csv filter=e=v.il\n"
#: What git runs for each of these keys, where it is asked something of a repository that has them.
PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.sshCommand", "core.alternateRefsCommand", "core.editor", "core.askPass"),
    *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "filter.e=v.il.clean", "filter.other.clean"),
    *("diff.external", "diff.evil.command", "diff.evil.textconv", "gpg.program", "credential.helper"),
    *("uploadpack.packObjectsHook", "remote.origin.uploadpack", "sequence.editor", "interactive.diffFilter"),
)
#: What does so where the environment names it.
IN_ENVIRONMENT = ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EDITOR", "GIT_PROXY_COMMAND")
HOOKS = ("post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman")


def git(folder, *arguments):
    who = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b.vn",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "protocol.file.allow=always",
    )
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def mark(tmp_path, monkeypatch):
    """Make programs that leave a mark each, and tell which marks there are."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "marks").mkdir()

    def program(name):
        path = tmp_path / f"{name.replace('=', '-')}.sh"
        path.write_text(f"#!/bin/sh\ntouch '{tmp_path}/marks/{path.stem}'\ncat\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    program.made = lambda: sorted(path.name for path in (tmp_path / "marks").iterdir())
    return program


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Make a repository of two commits, with a clean working tree."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "offices.toml").write_text(DEFINITION, encoding="utf-8")
    (folder / "offices.cases.toml").write_text(CASES, encoding="utf-8")
    (folder / "offices.csv").write_text("unit,online\nP1,7\n", encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    (folder / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "second")
    monkeypatch.chdir(folder)
    return folder


def asked_everything():
    """Return the exit code of each command that asks git."""
    calls = (
        ("check", "."),
        ("check", "--against", "HEAD~1", "."),
        ("diff", "HEAD~1:offices.toml", "offices.toml"),
        ("diff", "--against", "HEAD~1", "."),
        ("test", "."),
    )
    return {" ".join(call): run(*call)[0] for call in calls}


def configure(folder, mark):
    """Name a program for everything, in a file that the configuration includes."""
    hooks = folder / ".git" / "of-strangers"
    hooks.mkdir()
    for name in HOOKS:
        (hooks / name).symlink_to(mark(name))
    included = folder / ".git" / "included"
    for key in PROGRAMS:
        git(folder, "config", "--file", included, key, mark(key))
    git(folder, "config", "--file", included, "filter.evil.required", "true")
    git(folder, "config", "core.hooksPath", hooks)
    git(folder, "config", "include.path", included)


def touched(folder):
    """Touch files, so that git looks into them."""
    for path in (*folder.glob("*.toml"), *folder.glob("*.csv")):
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        os.utime(path, (1, 1))


def test_nothing_that_is_configured_or_named_in_the_environment_runs(checkout, mark, monkeypatch):
    configure(checkout, mark)
    touched(checkout)
    for name in IN_ENVIRONMENT:
        monkeypatch.setenv(name, str(mark(name)))
    monkeypatch.setenv("GIT_TRACE", str(checkout.parent / "marks" / "trace"))
    assert set(asked_everything().values()) == {DONE}
    assert mark.made() == []
    subprocess.run(["git", "diff", "--ext-diff", "HEAD"], check=False, capture_output=True)  # which does run them
    assert mark.made() != []


def test_a_changed_number_is_told_whatever_a_filter_would_make_of_it(checkout, mark):
    """By the filter the file would be what git keeps."""
    configure(checkout, mark)
    (checkout / "offices.toml").write_text(DEFINITION.replace("10", "12"), encoding="utf-8")
    kept = mark("keeping")
    kept.write_text("#!/bin/sh\nexec git cat-file blob HEAD:offices.toml\n", encoding="utf-8")
    git(checkout, "config", "filter.evil.clean", kept)
    code, printed, _ = run("check", "offices.toml")
    assert (code, "version is still 1" in printed) == (FAULTY, True)


def test_only_the_ends_of_lines_are_no_change_where_git_is_told_so(checkout):
    git(checkout, "config", "core.autocrlf", "true")
    (checkout / "offices.toml").write_bytes(DEFINITION.replace("\n", "\r\n").encode())
    assert run("check", "--against", "HEAD", "offices.toml")[0] == DONE
    assert run("diff", "--against", "HEAD", "offices.toml", "--fail-on", "editorial")[0] == DONE


def test_a_file_that_says_in_which_order_files_are_told_is_not_read(checkout):
    git(checkout, "config", "diff.orderFile", os.devnull.replace("null", "zero"))
    touched(checkout)
    assert run("check", "--against", "HEAD", ".")[0] == DONE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of another process")
def test_a_file_without_end_that_git_is_to_read_ends_the_run(checkout, monkeypatch):
    monkeypatch.setattr(git_commands, "_MEMORY", 128 * 1024**2)
    git(checkout, "config", "core.attributesFile", "/dev/zero")
    (checkout / "offices.toml").write_text(DEFINITION.replace("10", "12"), encoding="utf-8")
    code, _, said = run("check", "--against", "HEAD", "offices.toml")
    assert (code, "git: fatal: Out of memory" in said) == (FAILED, True)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are of POSIX systems")
def test_a_repository_that_does_not_answer_is_not_asked_again(checkout, monkeypatch):
    monkeypatch.setattr(git_commands, "_SECONDS", 1)
    monkeypatch.setattr(git_commands, "_silent", {})
    os.mkfifo(checkout / ".git" / "included")
    git(checkout, "config", "include.path", "included")
    began = time.monotonic()
    code, _, said = run("check", "--against", "HEAD", ".")
    assert (code, "git did not answer within 1 seconds" in said) == (FAILED, True)
    assert time.monotonic() - began < 5


def test_a_submodule_runs_nothing(checkout, mark, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    (other / "a.csv").write_text("unit\n", encoding="utf-8")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "first")
    git(checkout, "submodule", "--quiet", "add", str(other), "sub")
    git(checkout, "commit", "--quiet", "-m", "third")
    (checkout / "sub" / ".gitattributes").write_text(ATTRIBUTES, encoding="utf-8")
    for key in ("core.fsmonitor", "filter.e=v.il.clean"):
        git(checkout / "sub", "config", key, mark(key))
    touched(checkout / "sub")
    assert set(asked_everything().values()) == {DONE}
    assert mark.made() == []


def test_a_partial_clone_fetches_nothing_and_calls_nothing_absent(checkout, mark, tmp_path, monkeypatch):
    (checkout / "offices.toml").write_text(DEFINITION.replace("10", "12").replace('"1"', '"2"'), encoding="utf-8")
    git(checkout, "commit", "--quiet", "-am", "third")
    git(checkout, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", checkout.as_uri(), str(clone))
    git(clone, "config", "remote.origin.uploadpack", mark("uploadpack"))
    monkeypatch.chdir(clone)
    codes = asked_everything()
    assert {codes[call] for call in codes if "HEAD~1" in call} == {FAILED}
    assert {codes[call] for call in codes if "HEAD~1" not in call} == {DONE}
    assert mark.made() == []
    assert "nothing is fetched" in run("diff", "HEAD~1:offices.toml", "offices.toml")[2]
    assert "không tải" in run("diff", "HEAD~1:offices.toml", "offices.toml", "--lang", "vi")[2]


def test_objects_are_read_as_they_are_and_none_in_place_of_another(checkout):
    (checkout / "offices.toml").write_text(DEFINITION.replace("10", "12"), encoding="utf-8")
    replacing = subprocess.run(
        ["git", "hash-object", "-w", "offices.toml"], check=True, capture_output=True, text=True
    ).stdout.strip()
    git(checkout, "replace", "HEAD:offices.toml", replacing)
    assert run("diff", "HEAD:offices.toml", "offices.toml", "--allow")[2] != ""
    assert run("check", "offices.toml")[0] == FAULTY


def test_a_repository_among_the_files_of_a_checkout_is_none(checkout, mark):
    """Files that look like a bare repository would bring a configuration of their own."""
    hidden = checkout / "hidden"
    hidden.mkdir()
    (hidden / "offices.toml").write_text(DEFINITION, encoding="utf-8")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "third")
    git(hidden, "init", "--quiet", "--bare")
    git(hidden, "config", "core.fsmonitor", mark("core.fsmonitor"))
    (hidden / "offices.toml").write_text(DEFINITION.replace("10", "12"), encoding="utf-8")
    code, printed, _ = run("check", "--against", "HEAD", "hidden/offices.toml")
    assert (code, mark.made()) == (FAULTY, [])
    assert "version is still 1" in printed
