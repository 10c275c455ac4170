"""What is told of changed settings: what is told less, or of fewer files, is loosening."""

from pathlib import Path

import pytest

from parindex.base import locate, nearest
from parindex.project.guards.changed_settings import PlacedSettings, edits_of_settings
from parindex.project.guards.guard_edits import GuardFile
from parindex.project.settings import Settings, parse_settings

SETTINGS = """[check]
exclude = ["drafts", "old/*.toml"]

[check.severity]
no-cases = "error"
id-reused = "warning"

[[check.ignore]]
code = "years-without-edition"
path = "reform-*.toml"
node = "n"
reason = "no index was published in 2020"
"""
NOTHING = ""


def side(text, name="parindex.toml", side_="new", folder=""):
    settings = parse_settings(Path(name), text) or Settings(Path(name))
    positions = locate(text)
    return PlacedSettings(settings, GuardFile(name, side_, lambda path: nearest(positions, path)), folder)


def edits(old, new):
    return list(edits_of_settings("parindex.toml", side(old, side_="old"), side(new)))


@pytest.mark.parametrize(
    "old, new, kind, level, place",
    [
        ('no-cases = "error"', 'no-cases = "off"', "severity-loosened", "loosening", (5, 1)),
        ('no-cases = "error"\n', "", "severity-loosened", "loosening", (5, 1)),
        ('id-reused = "warning"\n', "", "severity-tightened", "editorial", (6, 1)),
        ('id-reused = "warning"', 'version-unchanged = "off"', "severity-loosened", "loosening", (6, 1)),
        ('exclude = ["drafts"', 'exclude = ["drafts", "pci.toml"', "exclude-loosened", "loosening", (2, 22)),
        ('exclude = ["drafts"', 'exclude = ["**"', "exclude-loosened", "loosening", (2, 12)),
        ('exclude = ["drafts"', 'exclude = ["drafts/2024"', "exclude-tightened", "editorial", (2, 12)),
        ('exclude = ["drafts", ', "exclude = [", "exclude-tightened", "editorial", (2, 12)),
        ('exclude = ["drafts"', 'exclude = ["./drafts/"', None, None, None),
        ('node = "n"\n', "", "ignore-loosened", "loosening", (8, 1)),
        ('path = "reform-*', 'path = "*', "ignore-loosened", "loosening", (8, 1)),
        ('path = "reform-*.toml"', 'path = "reform-2020.toml"', "ignore-tightened", "editorial", (8, 1)),
        ("no index was published in 2020", "none in 2020", None, None, None),
    ],
)
def test_a_change_of_settings_is_told_at_its_level_and_place(old, new, kind, level, place):
    assert old in SETTINGS
    told = edits(SETTINGS, SETTINGS.replace(old, new, 1))
    assert [edit.kind for edit in told if edit.level == "loosening"] == [kind] * (level == "loosening")
    if kind is None:
        assert told == []
    else:
        edit = next(edit for edit in told if edit.kind == kind)
        assert (edit.level, edit.line, edit.column) == (level, *place)


def test_settings_that_went_are_told_where_they_stood():
    told = edits(SETTINGS, NOTHING)
    assert [(edit.kind, edit.node, edit.side, edit.line) for edit in told] == [
        ("severity-tightened", "id-reused", "old", 6),
        ("severity-loosened", "no-cases", "old", 5),
        ("ignore-tightened", "years-without-edition", "old", 8),
        ("exclude-tightened", "drafts", "old", 2),
        ("exclude-tightened", "old/*.toml", "old", 2),
    ]


def test_settings_that_came_are_told_each():
    assert [edit.level for edit in edits(NOTHING, SETTINGS)].count("loosening") == 4
    assert edits(NOTHING, NOTHING) == []


def test_settings_moved_to_another_folder_are_no_change_where_they_say_the_same():
    moved = SETTINGS.replace('"drafts"', '"i/drafts"').replace('"old/', '"i/old/').replace('"reform', '"i/reform')
    nearer = side(SETTINGS, side_="old", folder="i")
    assert list(edits_of_settings("parindex.toml", nearer, side(moved))) == []


def test_settings_of_pyproject_are_those_of_a_file_of_their_own():
    told = SETTINGS.replace("[check", "[tool.parindex.check").replace("[[check", "[[tool.parindex.check")
    assert list(edits_of_settings("x", side(SETTINGS, side_="old"), side(told, "pyproject.toml"))) == []
    (edit,) = edits_of_settings(
        "x", side(told, "pyproject.toml", "old"), side(told.replace('"error"', '"off"'), "pyproject.toml")
    )
    assert (edit.key, edit.line, edit.said("vi")) == ("severity", 5, "mức độ của 'no-cases': lỗi → tắt")
