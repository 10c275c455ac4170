"""Files checked together: which ones, with which settings, against which revision."""

import json
import os
import re
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import parindex
from parindex.base.messages import translated
from parindex.project.editions import head_of
from parindex.project.settings import fits

from ..command import run

BROKEN = Path(__file__).resolve().parents[1] / "broken"
SOUND = """id = "{id}"
index = "{index}"
version = "1"
title = "X"
years = {years}
combine = "sum"
status = "assumed"
max = 12

[[indicator]]
id = "m"
max = 10
rule = {{ kind = "bands", bands = [{{ at_least = 90, points = 10 }}, {{ points = 0 }}] }}

[[indicator]]
id = "n"
unit = "days"
max = 2
inputs = ["p", "q"]
value = "p * 2 / q"
"""
CASE = """[[case]]
name = "one"
source = "made up"
evidence = { unit = "A", m = 95, n.p = 1, n.q = 1 }
expect = { m = 10 }
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def git(*arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def commit():
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")


@pytest.fixture
def repository(here):
    git("init", "--quiet")
    write("x.toml")
    write("x.cases.toml", CASE)
    commit()
    return here


def write(name, text=SOUND, id_=None, years="[2020]", index="X"):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = text.format(id=id_ or path.stem, index=index, years=years) if text is SOUND else text
    path.write_text(text, encoding="utf-8")
    return path


def edit(name, old, new):
    path = Path(name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(*paths, **options):
    """Check, and give the codes by file, without those of cases."""
    report = parindex.check_files(paths or ["."], **options)
    assert report.failures == ()
    return sorted(
        (Path(problem.source).as_posix(), problem.code) for problem in report.problems if problem.code != "no-cases"
    )


# Which files


def test_folders_are_walked_in_order_without_hidden_ones_and_without_what_is_no_definition():
    for name in ("b.toml", "a/z.toml", ".drafts/c.toml", "a/.tox/d.toml"):
        write(name)
    for name in (
        "parindex.toml",
        "pyproject.toml",
        "b.approvals.toml",
        "parindex-approvals.toml",
        "a.txt",
    ):
        write(name, "")
    Path("folder.toml").mkdir()
    assert parindex.check_files(["."]).files == ("b.toml", str(Path("a", "z.toml")))


def test_a_file_named_twice_is_checked_once_by_its_first_name():
    write("a.toml")
    assert parindex.check_files(["a.toml", ".", Path("a.toml").absolute()]).files == ("a.toml",)
    assert parindex.check_files([".", "a.toml"]).files == ("a.toml",)


@pytest.mark.parametrize("path", ["a.toml", Path("a.toml")])
def test_one_path_in_place_of_a_list_is_refused(path):
    with pytest.raises(TypeError, match="a list of paths"):
        parindex.check_files(path)


def test_a_report_of_nothing_has_a_failure():
    assert parindex.check_files([]).failures == ("nothing was checked",)


def test_what_cannot_be_read_is_a_failure_and_hides_nothing():
    write("a.toml")
    Path("latin.toml").write_bytes("title = 'é'".encode("latin-1"))
    Path("empty").mkdir()
    report = parindex.check_files(["absent.toml", "a.toml", "latin.toml", "empty", "pci-2066"])
    assert report.files == ("a.toml",)
    assert len(report.failures) == 4
    for failure, words in zip(
        sorted(report.failures), ("No such file", r"no *.toml", "not UTF-8", "'pci-2006'"), strict=True
    ):
        assert words in failure


def test_a_link_that_leads_nowhere_is_a_failure():
    write("a.toml")
    Path("gone.toml").symlink_to("nowhere.toml")
    report = parindex.check_files(["."])
    assert report.files == ("a.toml",)
    assert [failure.partition(": ")[2] for failure in report.failures] == ["No such file or directory"]


def test_a_link_to_itself_is_a_failure_and_hides_nothing():
    write("a.toml")
    Path("self.toml").symlink_to("self.toml")
    for paths in (["."], ["self.toml", "a.toml"]):
        report = parindex.check_files(paths)
        assert report.files == ("a.toml",)
        assert len(report.failures) == 1
        assert "self.toml: " in report.failures[0]


@pytest.mark.parametrize("text", ["[check]\na = " + "[" * 3000 + "]" * 3000, "[check]\na = " + "9" * 5000])
def test_settings_nested_too_deeply_or_with_a_number_too_long_are_told_at_their_place(text):
    write("a.toml")
    write("parindex.toml", text)
    (problem,) = parindex.check_files(["."]).problems[-1:]
    assert (problem.code, problem.source) == ("too-large", "parindex.toml")


@pytest.fixture
def shut(monkeypatch):
    """Let nobody look into a folder `shut`, as root may look into every one."""

    def refusing(real, name, inside):
        def refuse(path, *rest, **options):
            parts = Path(path).parts if isinstance(path, (str, os.PathLike)) else ()
            if "shut" in parts[: -1 if inside else None]:
                raise PermissionError(13, "Permission denied", path)
            return real(path, *rest, **options)

        monkeypatch.setattr(os, name, refuse)

    def close():
        for name in ("scandir", "lstat", "stat", "open"):
            refusing(getattr(os, name), name, inside=name != "scandir")

    return close


def test_a_folder_below_that_cannot_be_read_is_a_failure_and_hides_nothing(shut, here):
    write("a.toml")
    Path("shut").mkdir()
    write("a.cases.toml", CASE)
    Path("parindex.toml").write_text("[check]\nexclude = ['shut']\n", encoding="utf-8")
    shut()
    report = parindex.check_files(["."])
    assert (report.files, report.failures) == (("a.cases.toml", "a.toml"), ("shut: Permission denied",))
    assert "dead-exclude" not in {problem.code for problem in report.problems}
    listed = parindex.catalogue(here)
    assert [entry.id for entry in listed] == ["a"]
    assert [(problem.source, problem.message) for problem in listed.problems] == [("shut", "Permission denied")]
    code, _, said = run("test", ".")
    assert (code, "1 of 1 cases passed; 1 could not be checked" in said) == (2, True)


def test_what_lies_in_a_folder_that_nobody_may_look_into_is_not_called_removed(shut, repository):
    Path("shut").mkdir()
    write("shut/b.toml", id_="b", index="Y")
    write("a.toml")
    commit()
    edit("a.toml", "p * 2", "p * 3")
    shut()
    found = parindex.diff_files(["."], against="HEAD")
    assert [diff.id for diff in found.diffs] == ["a"]
    assert sorted(failure.source for failure in found.failures) == ["shut", "shut/b.toml"]
    report = parindex.check_files(["."], against="HEAD")
    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["version-unchanged"]


def test_a_pipe_beside_a_definition_is_not_waited_for_and_told():
    write("a.toml")
    os.mkfifo("pipe.toml")
    report = parindex.check_files(["."])
    assert report.files == parindex.check_files(["a.toml"]).files == ("a.toml",)
    assert report.failures == ("pipe.toml: a pipe, a device or a socket, no plain file",)


def test_settings_that_cannot_be_read_are_told_and_not_taken_for_none():
    write("a.toml")
    Path("parindex.toml").symlink_to("nowhere")
    (failure,) = parindex.check_files(["."]).failures
    assert failure.startswith("parindex.toml: ")


def test_a_bundled_definition_is_checked_by_its_id_and_not_against_what_lies_around():
    write("pgi-2022.toml")
    report = parindex.check_files(["pgi-2022"])
    assert (report.files, report.problems, report.remarks) == (("pgi-2022",), (), ())


def test_a_file_that_is_no_definition_is_passed_over_aloud():
    write("a.approvals.toml", "")
    report = parindex.check_files(["a.approvals.toml"])
    assert (report.files, report.problems) == ((), ())
    assert report.remarks == ("a.approvals.toml: no definition, passed over",)


def test_cases_are_checked_like_definitions():
    write("x.toml")
    write("x.cases.toml", CASE.replace("m = 10", "mm = 10"))
    report = parindex.check_files(["."])
    assert report.files == ("x.cases.toml", "x.toml")
    assert [(one.source, one.line, one.code) for one in report.problems] == [("x.cases.toml", 5, "unknown-node")]


# Files together


@pytest.mark.parametrize("folder", sorted((BROKEN / "together").iterdir()), ids=lambda folder: folder.name)
def test_naming_one_file_tells_of_it_what_naming_its_folder_tells(folder):
    together = parindex.check_files([folder]).problems
    for path in sorted(folder.glob("*.toml")):
        if path.name in parindex.check_files([folder]).files:
            alone = parindex.check_files([path]).problems
            assert [one for one in alone if one.source == str(path)] == [
                one for one in together if one.source == str(path)
            ]


def test_naming_one_file_looks_at_its_neighbours(here):
    write("a.toml", id_="a")
    write("b.toml", id_="a")
    assert told("a.toml") == [("a.toml", "id-reused")]
    write("b.toml", "id = [")
    assert told("a.toml") == []


@pytest.mark.parametrize(
    "years, faulty",
    [
        ({"x-2020": "[2020, 2021]", "x-2022": "[2022, 2023]"}, None),
        ({"x-2020": "[2020]", "x-2022": "[2022]"}, None),  # an open edition ends where the next begins
        ({"x-2020": "[2020]", "x-2022": "[2022, 2023]", "x-2024": "[2024]"}, None),
        ({"x-2020": "[2020, 2022]", "x-2022": "[2022, 2023]"}, "editions-overlap"),
        ({"x-2020": "[2020, 2025]", "x-2022": "[2022, 2023]"}, "editions-overlap"),
        ({"x-2020": "[2020]", "x-2021": "[2020]"}, "editions-overlap"),
        ({"x-2020": "[2020, 2020]", "x-2022": "[2022, 2023]"}, "years-without-edition"),
        ({"x2020": "[2020, 2021]", "x2022": "[2024]"}, "years-without-edition"),
        ({"x-2020": "[2020, 2021]", "y-2021": "[2021, 2022]"}, None),  # another index, by its id
        ({"x-2020": "[2020, 2021]", "x": "[2021, 2022]"}, None),  # no edition: there is no year in its id
        ({"x-2020": "[2020, 2021]", "x-2021": "[2022, 2021]"}, None),  # told as years-reversed
    ],
)
def test_editions_of_one_index_follow_each_other(years, faulty):
    for name, written in years.items():
        write(f"{name}.toml", years=written)
    expected = [(f"{name}.toml", faulty) for name in sorted(years)] if faulty else []
    assert [one for one in told() if one[1] != "years-reversed"] == expected


def test_editions_are_told_apart_by_the_name_of_their_index():
    write("x-2020.toml", years="[2020, 2025]")
    write("x-2022.toml", years="[2022]", index="Y")
    assert told() == []


def test_a_hole_is_seen_behind_a_short_edition_within_a_long_one():
    for name, years in (("x-2010", "[2010, 2020]"), ("x-2012", "[2012, 2013]"), ("x-2021", "[2021]")):
        write(f"{name}.toml", years=years)
    assert told() == [("x-2010.toml", "editions-overlap"), ("x-2012.toml", "editions-overlap")]


@pytest.mark.parametrize(
    "text",
    [
        'id = "a"\nindex = "X"\nyears = [2020]\n[[indicator]]\nid = ',
        'note = """\n[[indicator]]\n"""\nid = "a"\nindex = "X"\nyears = [2020]\n',
        'sources = [\n  { id = "s" },\n]\nid = "a"\nindex = "X"\nyears = [2020]\n[[component]]\n',
    ],
)
def test_the_head_of_a_file_is_read_whatever_follows(text):
    head = head_of(Path("a.toml"), text)
    assert (head.id, head.index, head.years) == ("a", "X", (2020,))


@pytest.mark.parametrize("text", ["id = [", "index = 'X'", "id = 3", "[[id]]\na=1", "id." + "a." * 5000 + "b = 1"])
def test_a_text_that_has_no_head_has_none(text):
    assert head_of(Path("a.toml"), text) is None


def test_a_name_is_held_against_the_id_only_where_others_are_named_so():
    write("first.toml", id_="a")
    assert told() == []
    write("b.toml", id_="b")
    assert told() == [("first.toml", "file-name-differs")]
    write("second.toml", id_="c")
    write("third.toml", id_="d")
    assert told() == []


def test_a_link_to_a_file_is_that_file():
    write("a.toml")
    Path("b.toml").symlink_to("a.toml")
    Path("c.toml").symlink_to("a.toml")
    assert told() == []
    assert told("a.toml") == []


# Settings

OFF = "severity = { short-of-maximum = 'off' }\n"
SHORT = SOUND.replace("points = 10", "points = 9")


def short(name="x.toml"):
    return write(name, SHORT.format(id=Path(name).stem, index="X", years="[2020]"))


def test_the_nearest_settings_count():
    short("a/b/x.toml")
    assert told() == [("a/b/x.toml", "short-of-maximum")]
    write("pyproject.toml", f"[tool.parindex.check]\n{OFF}")
    assert told() == []
    write("a/pyproject.toml", "[tool.other]\n")  # holds none: passed by
    assert told() == []
    write("a/parindex.toml", "[check]\n")
    assert told() == [("a/b/x.toml", "short-of-maximum")]
    assert told(settings="pyproject.toml") == []
    assert told(settings=None) == [("a/b/x.toml", "short-of-maximum")]


def test_settings_above_a_repository_do_not_count(here):
    write("parindex.toml", f"[check]\n{OFF}")
    short("in/x.toml")
    assert told() == []
    subprocess.run(["git", "init", "--quiet", "in"], check=True)
    assert told() == [("in/x.toml", "short-of-maximum")]


def test_two_files_of_settings_in_one_folder_are_told_of():
    short()
    write("pyproject.toml", f"[tool.parindex.check]\n{OFF}")
    write("parindex.toml", "[check]\n")
    report = parindex.check_files(["x.toml"])
    assert "parindex.toml is read; the settings in pyproject.toml beside it are not" in report.remarks
    assert [problem.code for problem in report.problems] == ["no-cases", "short-of-maximum"]


@pytest.mark.parametrize("text", ["", "[tool.parindex]\n", "[tool.other]\nx = 1\n"])
def test_settings_asked_for_that_are_none_are_a_failure(text):
    write("pyproject.toml", text)
    short()
    report = parindex.check_files(["x.toml"], settings="pyproject.toml")
    assert (report.problems, len(report.failures)) == ((), 1)
    assert "no settings of check" in report.failures[0]
    assert "không có cài đặt" in translated(report.failures[0], "vi")
    assert "No such file" in parindex.check_files(["x.toml"], settings="absent.toml").failures[0]


def test_settings_that_are_no_toml_are_told_at_their_place():
    short()
    write("pyproject.toml", "[tool.parindex.check]\nseverity = = 1\n")
    (problem,) = [one for one in parindex.check_files(["x.toml"]).problems if one.source == "pyproject.toml"]
    assert (problem.code, problem.severity, problem.line) == ("toml-syntax", "error", 2)


@pytest.mark.parametrize(
    "text, place",
    [
        ("[tool]\nparindex = 3\n", (2, 1)),
        ("[tool.parindex]\ncheck = []\n", (2, 1)),
        ("[tool.parindex.check]\nseverity = []\n", (2, 1)),
        ("[tool.parindex.check]\nexclude = [\n'a', 3]\n", (3, 6)),
        ("[tool.parindex.check]\nseverity = { no-cases = 3 }\n", (2, 14)),
        ("[tool.parindex.check]\nignore = [{ code = 'no-cases', path = 'x.toml', reason = ' ' }]\n", (2, 49)),
        ("[tool.parindex.check]\nignore = [ 'no-cases' ]\n", (2, 12)),
    ],
)
def test_settings_of_the_wrong_shape_are_told_at_their_place(text, place):
    write("x.toml")
    write("pyproject.toml", text)
    (problem,) = [one for one in parindex.check_files(["x.toml"]).problems if one.source == "pyproject.toml"]
    assert (problem.code, problem.line, problem.column) == ("unknown-setting", *place)


def test_the_tables_of_other_tools_are_left_alone():
    write("x.toml")
    write("pyproject.toml", "tool = 3\n")
    assert told("x.toml") == []
    write("pyproject.toml", "[tool.other.check]\nseverity = 3\n[project]\nname = 'x'\n")
    assert told("x.toml") == []


@pytest.mark.parametrize("level", ["error", "warning", "note"])
def test_a_severity_is_set(level):
    short()
    write("parindex.toml", f"[check.severity]\nshort-of-maximum = '{level}'\nno-cases = 'off'\n")
    assert [problem.severity for problem in parindex.check_files(["x.toml"]).problems] == [level]


def test_an_error_between_files_can_be_lowered_and_one_of_a_definition_cannot():
    write("a.toml", id_="a")
    write("b.toml", id_="a")
    write("parindex.toml", "[check.severity]\nid-reused = 'note'\nfile-name-differs = 'off'\nduplicate-id = 'note'\n")
    report = parindex.check_files(["."])
    found = [(problem.source, problem.code, problem.severity) for problem in report.problems]
    assert ("a.toml", "id-reused", "note") in found
    assert ("parindex.toml", "fixed-severity", "error") in found


def ignore(**keys):
    lines = "".join(f"{key} = {value!r}\n" for key, value in {"reason": "it is meant", **keys}.items())
    return f"[[check.ignore]]\n{lines}"


def test_an_ignore_fits_by_code_path_and_node():
    short("a/x.toml")
    short("b/y.toml")
    write("parindex.toml", ignore(code="short-of-maximum", path="a/*.toml", node="m"))
    assert told() == [("b/y.toml", "short-of-maximum")]
    write("parindex.toml", ignore(code="short-of-maximum", path="a"))
    assert told() == [("b/y.toml", "short-of-maximum")]
    write("parindex.toml", ignore(code="short-of-maximum", path="**/*.toml"))
    assert told() == []
    write("parindex.toml", ignore(code="short-of-maximum", path="*.toml"))  # none lies there
    assert told() == [
        ("a/x.toml", "short-of-maximum"),
        ("b/y.toml", "short-of-maximum"),
        ("parindex.toml", "dead-ignore"),
    ]


def test_an_ignore_is_dead_only_where_all_its_files_were_looked_at():
    short("a.toml")
    write("b.toml")
    write("parindex.toml", ignore(code="short-of-maximum", path="*.toml"))
    assert told("b.toml") == []
    assert told("a.toml", "b.toml") == []
    write("a.toml")
    assert told("b.toml") == []
    assert told("a.toml", "b.toml") == [("parindex.toml", "dead-ignore")]


def test_an_ignore_about_versions_is_not_dead_where_nothing_was_compared():
    write("a.toml")
    write("parindex.toml", ignore(code="version-unchanged", path="a.toml"))
    assert told() == []
    git("init", "--quiet")
    commit()
    assert told() == [("parindex.toml", "dead-ignore")]


def test_what_is_excluded_is_left_out_of_folders_and_of_neighbours_but_not_where_it_is_named():
    write("a.toml", id_="a")
    write("drafts/a.toml", id_="a")
    write("a-copy.toml", id_="a")
    write("parindex.toml", "[check]\nexclude = ['drafts', '*-copy.toml']\n")
    assert told() == []
    assert told("a.toml") == []
    assert parindex.check_files(["drafts/a.toml"]).files == ("drafts/a.toml",)


@pytest.mark.parametrize(
    "pattern, path, expected",
    [
        ("a.toml", "a.toml", True),
        ("a.toml", "b/a.toml", False),
        ("./a.toml", "a.toml", True),
        ("*.toml", "b/a.toml", False),
        ("**/*.toml", "a.toml", True),
        ("**/*.toml", "b/c/a.toml", True),
        ("b/**", "b/c/a.toml", True),
        ("b/", "b/c/a.toml", True),
        ("b", "bc/a.toml", False),
        ("?.toml", "a.toml", True),
        ("?.toml", "ab.toml", False),
        ("a.t.ml", "a.toml", False),
        ("năm [1]/*", "năm [1]/a.toml", True),
        ("../a.toml", "../a.toml", True),
    ],
)
def test_a_pattern_fits_a_path(pattern, path, expected):
    assert fits(pattern, path) is expected


def described(pattern, names):
    """Say it again the slow way: each star takes nothing, or one more."""
    if not pattern or not names:
        return not names and all(part == "**" for part in pattern)
    if pattern[0] == "**":
        return described(pattern[1:], names) or described(pattern, names[1:])
    return fnmatchcase(names[0], pattern[0]) and described(pattern[1:], names[1:])


@given(
    parts=st.lists(st.text("ab*?", min_size=1, max_size=4), min_size=1, max_size=5),
    names=st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=5),
)
def test_a_pattern_fits_what_it_describes_and_what_lies_below(parts, names):
    inside = [part if part == "**" else re.sub(r"\*+", "*", part) for part in parts]
    assert fits("/".join(parts), "/".join(names)) is described([*inside, "**"], names)


@pytest.mark.parametrize(
    "pattern, path", [("**/" * 20 + "x", "a/" * 30 + "y"), ("*a" * 20, "a" * 60 + "b"), ("**a" * 15, "a" * 60 + "b")]
)
def test_no_pattern_takes_for_ever(pattern, path):
    assert fits(pattern, path) is False


# Versions


@pytest.mark.parametrize(
    "old, new",
    [
        ("at_least = 90", "at_least = 91"),
        ("at_least = 90", "above = 90"),
        ('combine = "sum"', 'combine = "sum"\ndecimals = 3'),
        ('combine = "sum"', 'combine = "sum"\nmissing = "zero"'),
        ('combine = "sum"', 'combine = "sum"\nrank = { on = "rounded" }'),
        ('combine = "sum"', 'combine = "sum"\nbands = [{ label = "A", at_least = 9 }, { label = "B" }]'),
        ("years = [2020]", "years = [2020, 2021]"),
        ('value = "p * 2 / q"', 'value = "p * 3 / q"'),
        ('unit = "days"', 'unit = "percent"'),
        ('unit = "days"', "self_scored = false"),
        ('unit = "days"', 'documents = "required"'),
        ('id = "n"', 'id = "c"'),
    ],
)
def test_what_can_change_a_score_or_what_evidence_is_allowed_needs_a_new_version(repository, old, new):
    edit("x.toml", old, new)
    assert told() == [("x.toml", "version-unchanged")]
    edit("x.toml", 'version = "1"', 'version = "1.1"')
    assert told() == []


@pytest.mark.parametrize(
    "old, new",
    [
        ('title = "X"', 'title = { vi = "X", en = "Y" }\nnote = "new"'),
        ('status = "assumed"', 'status = "template"\nsources = [{ id = "s" }]'),
        ('index = "X"', 'index = "Y"'),
        ('unit = "days"', 'unit = "hours"'),
        ("points = 10 }, {", "points = 1.0e1 }, {"),
        ('value = "p * 2 / q"', 'value = "p*2  /q"'),
        ('title = "X"', 'title = "X"\nmissing = "propagate"'),  # a default written out
        ('title = "X"', 'title = "X"\ntimes = 1'),
        ('unit = "days"', "range = [0, 2]"),  # as max says already
        ('rule = { kind = "bands", bands', "[indicator.rule]\nkind = 'bands'\nbands"),
    ],
)
def test_what_changes_nothing_but_words_needs_none(repository, old, new):
    edit("x.toml", old, new)
    if "[indicator.rule]" in new:
        edit("x.toml", "] }\n", "]\n")
    assert told() == []


def test_units_and_their_names_are_numbers_and_their_order_and_the_titles_of_groups_are_not(repository):
    units = ['[[unit]]\nid = "u"\ntitle = "U"\ngroup = "g"\n', '[[unit]]\nid = "v"\ntitle = "V"\n']
    body = Path("x.toml").read_text(encoding="utf-8")
    write("x.toml", body + "".join(units) + '[[group]]\nid = "g"\ntitle = "G"\n')
    commit()
    write("x.toml", body + "".join(reversed(units)) + '[[group]]\nid = "g"\ntitle = "Group"\n')
    assert told() == []
    edit("x.toml", 'title = "U"', 'title = "W"')
    assert told() == [("x.toml", "version-unchanged")]


def test_weights_on_another_scale_are_the_same_weights_for_check_and_for_diff():
    """As 0.25 and 0.75, 25 and 75: what diff calls editorial needs no new version."""
    git("init", "--quiet")
    body = 'id = "x"\nindex = "X"\nversion = "1"\ntitle = "X"\nyears = [2020]\ncombine = "weighted-mean"\n'
    body += 'status = "assumed"\n'
    parts = "".join(f'[[indicator]]\nid = "{id_}"\ntitle = "T"\nweight = {{}}\n' for id_ in "ab")
    write("x.toml", body + parts.format(0.25, 0.75))
    commit()
    write("x.toml", body + parts.format(25, 75))
    assert parindex.diff("HEAD:x.toml", "x.toml").level == "editorial"
    assert told() == []
    write("x.toml", body + parts.format(25, 50))
    assert parindex.diff("HEAD:x.toml", "x.toml").level == "restating"
    assert told() == [("x.toml", "version-unchanged")]


def test_a_change_of_the_file_of_units_needs_a_new_version(repository):
    edit("x.toml", 'version = "1"', 'version = "2"')
    text = Path("x.toml").read_text(encoding="utf-8").replace("years =", 'units = "units.csv"\nyears =', 1)
    Path("x.toml").write_text(text, encoding="utf-8")
    Path("units.csv").write_text("unit,name\na,A\n", encoding="utf-8")
    commit()
    assert "version-unchanged" not in {problem.code for problem in parindex.check_files(["x.toml"]).problems}
    Path("units.csv").write_text("unit,name\na,A\nb,B\n", encoding="utf-8")
    assert "version-unchanged" in {problem.code for problem in parindex.check_files(["x.toml"]).problems}
    assert parindex.diff("HEAD:x.toml", "x.toml").edits[0].key == "unit.b"


def test_the_order_of_blocks_is_no_number(repository):
    head, first, second = Path("x.toml").read_text(encoding="utf-8").split("[[indicator]]")
    write("x.toml", f"{head}[[indicator]]{second}\n[[indicator]]{first}")
    assert told() == []


@pytest.mark.parametrize(
    "before, after, code",
    [("1.9", "1.10", None), ("1.10", "1.9", "version-lowered"), ("2", "1.9", "version-lowered"), ("1", "1a", None)],
)
def test_versions_of_whole_numbers_have_an_order(repository, before, after, code):
    edit("x.toml", 'version = "1"', f'version = "{before}"')
    write("unchanged.toml", "")
    commit()
    Path("unchanged.toml").unlink()
    edit("x.toml", f'version = "{before}"', f'version = "{after}"')
    assert told() == ([("x.toml", code)] if code else [])


def test_any_revision_can_be_compared_with(repository):
    edit("x.toml", "at_least = 90", "at_least = 91")
    commit()
    assert told(against="HEAD~1") == [("x.toml", "version-unchanged")]
    assert told(against="HEAD") == []


def test_a_commit_is_held_against_its_parent_and_a_change_that_is_not_committed_against_head(repository):
    edit("x.toml", "at_least = 90", "at_least = 91")
    commit()
    assert told() == [("x.toml", "version-unchanged")]
    (remark,) = parindex.check_files(["."]).remarks
    assert re.fullmatch(r"compared with HEAD\^ \([0-9a-f]{7,}\): nothing here differs from HEAD", remark)
    edit("x.toml", "at_least = 91", "at_least = 92")
    assert told() == [("x.toml", "version-unchanged")] == told("x.toml")
    assert parindex.check_files(["."]).remarks == ("compared with HEAD: files here differ from it",)
    assert parindex.check_files(["."], against="HEAD").remarks == ()


def test_a_merge_is_held_against_its_first_parent(repository):
    git("checkout", "--quiet", "-b", "topic")
    edit("x.toml", "at_least = 90", "at_least = 91")
    commit()
    git("checkout", "--quiet", "-")
    write("other.txt", "x")
    commit()
    git("merge", "--quiet", "--no-ff", "--no-edit", "topic")
    assert told() == [("x.toml", "version-unchanged")]


def test_a_branch_is_held_against_where_it_left_a_revision(repository):
    git("branch", "-M", "trunk")
    git("checkout", "--quiet", "-b", "topic")
    edit("x.toml", "title = ", "title =  ")
    commit()
    git("checkout", "--quiet", "trunk")
    edit("x.toml", "at_least = 90", "at_least = 91")
    edit("x.toml", 'version = "1"', 'version = "2"')
    commit()
    git("checkout", "--quiet", "topic")
    assert told(against="trunk") == [("x.toml", "version-lowered")]
    report = parindex.check_files(["."], against="trunk", since_branch=True)
    assert report.problems == () == report.failures
    (remark,) = report.remarks
    assert re.fullmatch(r"compared with [0-9a-f]{12}, where the branch leaves trunk", remark)


def test_where_a_branch_begins_has_to_be_known(repository):
    git("branch", "-M", "trunk")
    git("checkout", "--quiet", "--orphan", "other")
    write("y.toml")
    commit()
    (failure,) = parindex.check_files(["."], against="trunk", since_branch=True).failures
    assert failure.endswith("git does not find where the branch begins; fetch the whole history")
    with pytest.raises(ValueError, match="no revision is named"):
        parindex.check_files(["."], since_branch=True)


def test_a_change_elsewhere_is_no_change_of_what_is_checked(repository):
    write("i/y.toml")
    write("notes.md", "a")
    commit()
    edit("notes.md", "a", "b")
    assert parindex.check_files(["i"]).remarks[0].startswith("compared with HEAD^")


def test_the_first_commit_is_compared_with_nothing_and_that_is_said(repository):
    (remark,) = parindex.check_files(["."]).remarks
    assert remark == "nothing is compared: nothing here differs from HEAD, which is the first commit"


def test_a_shallow_clone_is_compared_with_nothing_and_that_is_said(repository, tmp_path_factory, monkeypatch):
    edit("x.toml", "at_least = 90", "at_least = 91")
    commit()
    clone = tmp_path_factory.mktemp("clone")
    git("clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    (remark,) = parindex.check_files(["."]).remarks
    assert "this shallow clone has no HEAD^" in remark


def test_a_renamed_file_is_compared_with_what_it_was(repository):
    git("mv", "x.toml", "other.toml")
    git("mv", "x.cases.toml", "other.cases.toml")
    edit("other.toml", "at_least = 90", "at_least = 91")
    assert told("other.toml") == [("other.toml", "version-unchanged")] == told()


def test_a_new_file_and_another_definition_in_its_place_have_versions_of_their_own(repository):
    write("new.toml")
    edit("x.toml", 'id = "x"', 'id = "z"')
    edit("x.toml", "at_least = 90", "at_least = 91")
    assert "version-unchanged" not in {code for _, code in told()}


def test_the_file_of_another_folder_is_compared_from_wherever_one_stands(repository, monkeypatch, tmp_path_factory):
    edit("x.toml", "at_least = 90", "at_least = 91")
    path = Path("x.toml").absolute()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert [code for _, code in told(path)] == ["version-unchanged"]


def test_without_a_repository_nothing_is_compared_unless_somebody_asks(here):
    write("a.toml")
    assert parindex.check_files(["."]).remarks == ()
    (failure,) = parindex.check_files(["."], against="HEAD").failures
    assert failure == "versions cannot be compared with HEAD: no git repository"


def test_a_revision_that_does_not_answer_is_a_failure_where_it_was_asked_for(here):
    git("init", "--quiet")
    write("a.toml")
    (remark,) = parindex.check_files(["."]).remarks
    assert "HEAD: no such revision" in remark
    commit()
    (failure,) = parindex.check_files(["."], against="nope").failures
    assert "nope: no such revision" in failure


def test_without_git_nothing_is_compared_and_that_is_said(repository, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("PATH", os.fspath(tmp_path_factory.mktemp("empty")))
    report = parindex.check_files(["x.toml"])
    assert (report.problems, report.failures) == ((), ())
    (remark,) = report.remarks
    assert remark.startswith("versions are not compared: git")
    assert len(parindex.check_files(["x.toml"], against="HEAD").failures) == 1


def test_where_git_cannot_read_a_repository_it_is_said_why(here):
    write("a.toml")
    Path(".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    (remark,) = parindex.check_files(["a.toml"]).remarks
    assert "nowhere" in remark


def test_git_is_asked_no_more_often_of_many_files_than_of_one(repository, monkeypatch):
    from parindex.base import git as asked

    calls, ask = [], asked.git_answer
    monkeypatch.setattr(asked, "git_answer", lambda *arguments: calls.append(arguments) or ask(*arguments))
    told("x.toml")
    once = len(calls)
    for at in range(20):
        write(f"deep/{at}/y{at}.toml")
    told(".")
    assert 0 < once < len(calls) <= 2 * once


def test_a_report_is_given_as_json_like_the_command_prints_it():
    short("a.toml")
    told = parindex.check_files(["a.toml", "absent.toml"]).to_dict()
    assert list(told) == ["parindex", "checked", "problems", "failures", "remarks"]
    assert told["checked"] == ["a.toml"]
    assert told["failures"] == [{"source": "absent.toml", "message": "No such file or directory"}]
    assert json.loads(json.dumps(told)) == told
    assert [problem["code"] for problem in told["problems"]] == ["no-cases", "short-of-maximum"]


def test_an_exclude_of_nothing_is_told_whatever_is_checked_and_one_of_something_never():
    write("a.toml")
    write("drafts/b.toml")
    write("parindex.toml", '[check]\nexclude = ["drafts", "./drafts/", "**/b.toml", "gone", "drafts/*.csv"]\n')
    dead = [("parindex.toml", "dead-exclude")] * 2
    for paths in ((".",), ("a.toml",), ("drafts/b.toml",)):
        assert [one for one in told(*paths) if one[1] == "dead-exclude"] == dead
    report = parindex.check_files(["a.toml"])
    assert [problem.column for problem in report.problems if problem.code == "dead-exclude"] == [48, 56]
