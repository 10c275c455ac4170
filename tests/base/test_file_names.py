"""What files are called in messages: from a folder, never by where a checkout lies."""

import copy

import pytest

from parindex.base.file_names import FileName, name_from, named_from
from parindex.base.messages import say, together, translated


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Make a checkout with a folder `below`, and work there."""
    (tmp_path / "top" / ".git").mkdir(parents=True)
    (tmp_path / "top" / "below").mkdir()
    monkeypatch.chdir(tmp_path / "top" / "below")
    return tmp_path / "top"


def test_files_of_one_checkout_are_named_from_the_folder_however_they_are_given(checkout):
    here = checkout / "below"
    for given in ("x.toml", "./x.toml", "../below/x.toml", str(here / "x.toml"), str(here / ".." / "below" / "x.toml")):
        assert name_from(here, given) == "x.toml"
        assert name_from(checkout, given) == "below/x.toml"
    for given in ("../y.toml", str(checkout / "y.toml")):
        assert name_from(here, given) == "../y.toml"
        assert name_from(checkout, given) == "y.toml"
    assert [name_from(here, given) for given in (".", "..", str(checkout))] == [".", "..", ".."]


def test_what_lies_elsewhere_stays_as_it_is_given(checkout):
    elsewhere = (checkout.parent / "y.toml").as_posix()
    assert name_from(checkout / "below", elsewhere) == elsewhere
    assert name_from(checkout / "below", "../../y.toml") == "../../y.toml"
    assert [name_from(checkout, given) for given in ("", "-", "<data>")] == ["", "-", "<data>"]


def test_a_file_of_a_revision_is_named_by_its_path(checkout):
    for given in ("main:x.toml", f"main:{checkout / 'below' / 'x.toml'}"):
        assert name_from(checkout, given) == "main:below/x.toml"
        assert named_from(checkout, say("{file}", file=FileName(given))) == "main:below/x.toml"
    (checkout / "below" / "a:b.toml").touch()
    assert name_from(checkout, "a:b.toml") == "below/a:b.toml"


def test_a_message_names_its_files_from_another_folder_in_both_languages(checkout):
    absent = say("No such file or directory")
    why = say("{file}: {message}", file=FileName(checkout / "below" / "x.toml"), message=absent)
    told = together([say("versions are not compared: {why}", why=why), "x.toml"])
    assert str(told) == "versions are not compared: x.toml: No such file or directory, x.toml"
    from_top = named_from(checkout, told)
    assert from_top == "versions are not compared: below/x.toml: No such file or directory, x.toml"
    assert "below/x.toml: không có tệp" in translated(from_top, "vi")
    assert named_from(checkout, "x.toml") == "x.toml"
    plain = say("no git repository")
    assert named_from(checkout, plain) is plain


def test_the_name_of_a_file_is_sent_to_other_processes(checkout):
    name = copy.deepcopy(FileName("x.toml"))
    assert (name, name.path) == ("x.toml", str(checkout / "below" / "x.toml"))
