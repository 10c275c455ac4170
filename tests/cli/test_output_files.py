"""What is written: in the format that a name promises, to the file that is meant, whole, with its mode."""

import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

import click
import pytest

from parindex.base import file_writing, write
from parindex.cli.output_files import SUFFIXES, form_of, put, refuse_a_terminal

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of files are of POSIX systems")
#: Somebody who owns nothing.
NOBODY = 65534
FORMS = ("table", "csv", "json")


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_name_of_a_file_says_the_format_where_the_command_offers_it(suffix):
    assert form_of(None, f"a{suffix.upper()}", [SUFFIXES[suffix]]) == SUFFIXES[suffix]
    assert form_of(None, "a.txt", [SUFFIXES[suffix]]) == "table"
    assert form_of(None, None, [SUFFIXES[suffix]], "text") == "text"


def test_text_has_the_endings_of_text_and_other_formats_their_own():
    assert [form_of(None, f"a{suffix}", FORMS) for suffix in ("", ".txt", ".log")] == ["table"] * 3
    assert form_of(None, "a", ["svg", "png"], "svg") == "svg"
    for amiss in ("a.txt", "a.jpg"):
        with pytest.raises(click.UsageError, match=r"name a file \.png, \.svg"):
            form_of(None, amiss, ["svg", "png"], "svg")
    assert form_of("svg", "a.txt", ["svg", "png"], "svg") == "svg"


def test_a_workbook_of_another_kind_is_refused_by_what_can_be_written():
    with pytest.raises(click.UsageError, match=r"no \.ods: name a file \.csv, \.xlsx"):
        form_of(None, "a.ods", ["csv", "xlsx"])


def test_the_format_asked_for_goes_before_the_name():
    assert form_of("json", "a.csv", FORMS) == "json"
    assert form_of("csv", None, FORMS) == "csv"


@pytest.mark.parametrize(
    "form, output, message",
    [
        (None, "a.xlsx", "no workbook is written; a.csv can be opened as one"),
        (None, "a.ods", "no workbook is written"),
        (None, "a.png", "this command writes no .png"),
        (None, "a.html", "this command writes no .html: name a file .csv, .json"),
        (None, "a.docx", "this command writes no .docx"),
        (None, "a.2025", "this command writes no .2025"),
        ("csv", "a.xlsx", "a.xlsx is named for another format than --format csv"),
        ("csv", "a.pdf", "a.pdf is named for another format than --format csv"),
    ],
)
def test_a_name_that_promises_another_format_is_refused(form, output, message):
    with pytest.raises(click.UsageError, match=message):
        form_of(form, output, FORMS)


def test_pages_and_pictures_are_not_printed_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(click.UsageError, match="name a file with -o"):
        refuse_a_terminal(None)
    refuse_a_terminal("a.html")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
    refuse_a_terminal(None)


@pytest.mark.parametrize("content", ["điểm\n", b"\x89PNG\r\n\x00"])
def test_text_and_bytes_are_written_as_they_are(tmp_path, content):
    put(content, str(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == (content.encode() if isinstance(content, str) else content)


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_keeps_its_mode_and_a_new_one_has_that_of_new_files(tmp_path, mode):
    kept, new, other = (tmp_path / name for name in ("kept", "new", "other"))
    kept.write_text("x")
    kept.chmod(mode)
    write(kept, "y")
    write(new, "y")
    other.write_text("y")
    assert (kept.read_text(), mode_of(kept)) == ("y", mode)
    assert mode_of(new) == mode_of(other)


@POSIX
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path, there):
    (tmp_path / "below").mkdir()
    target, link, far = tmp_path / "below" / "t.json", tmp_path / "l.json", tmp_path / "far.json"
    if there:
        target.write_text("x")
        target.chmod(0o600)
    link.symlink_to("below/t.json")
    far.symlink_to("l.json")
    write(far, "y")
    assert (far.is_symlink(), link.is_symlink(), target.read_text()) == (True, True, "y")
    assert not there or mode_of(target) == 0o600
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["below", "far.json", "l.json", "t.json"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_writing_that_is_broken_off_leaves_the_file_as_it_was(tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    (tmp_path / "a").write_text("before")
    monkeypatch.setattr(file_writing, "_hand_over", fail)
    with pytest.raises(error):
        write(tmp_path / "a", "after")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "before")]


@pytest.fixture
def plain_user(monkeypatch):
    """Give a folder to somebody for whom permissions hold, which they do not for root."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        if os.geteuid():
            yield Path(folder)
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)
            monkeypatch.undo()


@POSIX
@pytest.mark.parametrize("name", ["a", "link"])
def test_a_file_that_may_not_be_written_is_not_replaced(plain_user, name):
    (plain_user / "a").write_text("before")
    (plain_user / "a").chmod(0o400)
    (plain_user / "link").symlink_to("a")
    with pytest.raises(PermissionError) as refused:
        write(Path(name), "after")
    assert refused.value.filename == name
    assert (plain_user / "a").read_text() == "before"
    assert sorted(path.name for path in plain_user.iterdir()) == ["a", "link"]


@POSIX
def test_in_a_folder_that_takes_no_new_file_one_that_may_be_written_is(plain_user):
    (plain_user / "a").write_text("a longer text before")
    plain_user.chmod(0o500)
    write(plain_user / "a", "after")
    assert (plain_user / "a").read_text() == "after"
    with pytest.raises(PermissionError):
        write(plain_user / "b", "after")
    plain_user.chmod(0o700)


@POSIX
def test_a_file_keeps_its_other_names(tmp_path):
    (tmp_path / "a").write_text("a longer text before")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    write(tmp_path / "a", "after")
    assert (tmp_path / "b").read_text() == "after"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@POSIX
def test_a_file_that_cannot_be_given_to_its_owner_keeps_its_place(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError

    (tmp_path / "a").write_text("a longer text before")
    place = (tmp_path / "a").stat().st_ino
    monkeypatch.setattr(os, "chown", refused)
    monkeypatch.setattr(file_writing, "_owners", lambda found: (found.st_ino, 0))
    write(tmp_path / "a", "after")
    assert ((tmp_path / "a").read_text(), (tmp_path / "a").stat().st_ino) == ("after", place)


@POSIX
@pytest.mark.parametrize("where, told", [("mkstemp", errno.EROFS), ("replace", errno.EBUSY)])
def test_a_file_that_is_mounted_by_itself_is_written(tmp_path, monkeypatch, where, told):
    """As containers mount one: its folder takes no new file, or nothing takes its place."""

    def refused(*_, **__):
        raise OSError(told, os.strerror(told))

    (tmp_path / "a").write_text("a longer text before")
    monkeypatch.setattr(tempfile if where == "mkstemp" else Path, where, refused)
    write(tmp_path / "a", "after")
    assert (tmp_path / "a").read_text() == "after"
    with pytest.raises(OSError, match=os.strerror(told)):
        write(tmp_path / "b", "after")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@POSIX
def test_what_cannot_be_written_over_is_put_back(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("before")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    real, room = os.write, [3]

    def full_after_three(handle, data):
        if not room:
            return real(handle, data)
        if not room[0]:
            room.clear()
            raise OSError(errno.ENOSPC, "No space left on device")
        room[0], some = 0, room[0]
        return real(handle, data[:some])

    monkeypatch.setattr(os, "write", full_after_three)
    with pytest.raises(OSError, match="No space left") as full:
        write(tmp_path / "a", "afterwards")
    assert full.value.filename == str(tmp_path / "a")
    assert (tmp_path / "b").read_text() == "before"


@pytest.mark.skipif(not hasattr(os, "listxattr"), reason="attributes are of Linux")
def test_a_file_keeps_its_attributes(tmp_path):
    (tmp_path / "a").write_text("before")
    try:
        os.setxattr(tmp_path / "a", "user.note", b"kept")
    except OSError:
        pytest.skip("this file system has no attributes")
    write(tmp_path / "a", "after")
    assert os.getxattr(tmp_path / "a", "user.note") == b"kept"


@POSIX
def test_a_link_that_leads_to_itself_is_told_by_its_own_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a").symlink_to("a")
    with pytest.raises(OSError, match="Too many levels") as looped:
        write(Path("a"), "x")
    assert looped.value.filename == "a"


def test_a_name_as_long_as_names_may_be_is_written(tmp_path):
    name = "n" * 250
    write(tmp_path / name, "y")
    assert [path.name for path in tmp_path.iterdir()] == [name]
