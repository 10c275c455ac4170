"""Two sides held against each other: where they come from, what is approved, what is shown."""

import json
from html.parser import HTMLParser

import attrs
import pytest

import parindex
from parindex.comparison import FilesDiff
from parindex.comparison.compared_sources import revision_of
from parindex.definition.reading.definition_text import dump
from parindex.views.comparison import ComparisonReport
from parindex.views.comparison.diff_formats import DIFFS

from ..made_repository import BROKEN, CHANGED, TEXT, committed, git


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return committed(tmp_path, monkeypatch)


def report(difference):
    return ComparisonReport(FilesDiff((difference,)))


def write(folder, text, name="sample.toml"):
    (folder / "rules" / name).write_text(text, encoding="utf-8")


def test_a_file_is_held_against_a_revision(folder):
    write(folder, CHANGED)
    found = parindex.diff("main:rules/sample.toml", "rules/sample.toml")
    assert [(edit.level, edit.before, edit.after, edit.line, edit.column) for edit in found.edits] == [
        ("restating", "0.5", "0.25", 11, 1)
    ]
    assert (found.level, found.names) == ("restating", ("main:rules/sample.toml", "rules/sample.toml"))
    assert found.old == parindex.load("rules/sample.toml") or found.new == parindex.load("rules/sample.toml")
    assert repr(found) == "<DefinitionDiff 'main:rules/sample.toml' → 'rules/sample.toml': 1 restating>"


def test_a_revision_is_read_from_any_folder(folder, monkeypatch):
    monkeypatch.chdir(folder / "rules")
    assert parindex.diff("HEAD:sample.toml", "sample.toml").level is None
    monkeypatch.chdir(folder)
    assert parindex.diff("HEAD:rules/sample.toml", folder / "rules" / "sample.toml").edits == ()


def test_a_file_whose_name_has_a_colon_is_a_file(folder):
    (folder / "main:x.toml").write_text(TEXT, encoding="utf-8")
    assert revision_of("main:x.toml") is None
    assert parindex.diff("main:x.toml", "rules/sample.toml").edits == ()


@pytest.mark.parametrize("name", ["pci-2013", r"C:\x\a.toml", "c:/x/a.toml", "a.toml"])
def test_what_is_no_revision(name):
    assert revision_of(name) is None


@pytest.mark.parametrize(
    "name, message",
    [
        ("main:rules/absent.toml", "main:rules/absent.toml: the revision has no such file"),
        ("nope:rules/sample.toml", "nope: no such revision"),
        ("rules/absent.toml", "absent"),
        ("pci-2031", "no bundled definition"),
    ],
)
@pytest.mark.parametrize("turned", ["old", "new"])
@pytest.mark.usefixtures("folder")
def test_a_side_that_is_not_there_is_told(name, message, turned):
    sides = [name, "rules/sample.toml"]
    with pytest.raises(parindex.UnreadableError, match=message):
        parindex.diff(*(sides if turned == "old" else sides[::-1]))


def test_the_faults_of_both_sides_are_told_with_the_side(folder):
    write(folder, TEXT.replace("max = 10", "max = true", 1))
    git("commit", "--quiet", "-a", "-m", "faulty")
    write(folder, TEXT.replace("weight = 0.5", 'weight = "x"', 1))
    with pytest.raises(parindex.DefinitionError) as caught:
        parindex.diff("main:rules/sample.toml", "rules/sample.toml")
    assert [(problem.source, problem.line) for problem in caught.value.problems] == [
        ("main:rules/sample.toml", 12),
        ("rules/sample.toml", 11),
    ]


def test_definitions_made_in_python_are_compared_too():
    old = parindex.load("pci-2013")
    new = attrs.evolve(old, decimals=1)
    (edit,) = parindex.diff(old, new).edits
    assert (edit.kind, edit.line, edit.path) == ("rounding", None, ("decimals",))


def test_an_approval_lets_its_change_pass_and_no_other(folder):
    write(folder, BROKEN)
    found = parindex.diff("main:rules/sample.toml", "rules/sample.toml")
    first, *others = found.open()
    approvals = folder / "approvals.toml"
    approvals.write_text(f'[[approved]]\nfingerprint = "{first.fingerprint}"\nreason = "meant"\n', encoding="utf-8")
    again = parindex.diff("main:rules/sample.toml", "rules/sample.toml", approvals=approvals)
    assert again.open() == tuple(others)
    assert (again.approved(first), again.approved(others[0])) == ("meant", None)
    assert again.problems == ()
    assert (again.level, again.edits) == (found.level, found.edits)


def test_an_approval_ends_with_the_release(folder):
    write(folder, CHANGED)
    (edit,) = parindex.diff("main:rules/sample.toml", "rules/sample.toml").edits
    approval = parindex.Approval(edit.fingerprint, "meant", "sample")
    write(folder, CHANGED.replace('version = "1"', 'version = "2"'))
    git("commit", "--quiet", "-a", "-m", "released")
    found = parindex.diff("main:rules/sample.toml", "rules/sample.toml", approvals=[approval])
    assert [problem.code for problem in found.problems] == ["unused-approval"]


def test_an_approval_of_another_definition_is_no_concern():
    other = parindex.Approval("0" * 16, "meant", "pgi-2022")
    assert parindex.diff("pci-2013", "pci-2022", approvals=[other]).problems == ()


def test_approvals_written_lack_only_the_reason(folder):
    write(folder, BROKEN)
    found = parindex.diff("main:rules/sample.toml", "rules/sample.toml")
    text = DIFFS["approvals"](report(found))
    (folder / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(parindex.DefinitionError) as caught:
        parindex.read_approvals("a.toml")
    assert {problem.message for problem in caught.value.problems} == {"the reason is empty"}
    (folder / "a.toml").write_text(text.replace('reason = ""', 'reason = "meant"'), encoding="utf-8")
    assert parindex.diff("main:rules/sample.toml", "rules/sample.toml", approvals="a.toml").open() == ()


@pytest.mark.usefixtures("folder")
def test_approvals_that_cannot_be_read_are_told():
    with pytest.raises(parindex.UnreadableError):
        parindex.diff("pci-2013", "pci-2022", approvals="absent.toml")


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 3000 + "]" * 3000, "[" + ".".join("a" * 3000) + "]", "a = " + "9" * 5000, "a = [[approved]"]
)
def test_approvals_beyond_all_bounds_are_told_at_their_place(tmp_path, text):
    path = tmp_path / "parindex-approvals.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(parindex.DefinitionError) as caught:
        parindex.read_approvals(path)
    assert [problem.code in ("too-large", "toml-syntax") for problem in caught.value.problems] == [True]
    assert caught.value.problems[0].line == 1


def test_json_and_records_hold_every_change():
    found = parindex.diff("pci-2013", "pci-2022")
    told = json.loads(found.to_json())
    assert told == json.loads(json.dumps(found.to_dict()))
    assert (told["old"]["id"], told["new"]["sha256"]) == ("pci-2013", found.new.sha256)
    assert [edit["fingerprint"] for edit in told["edits"]] == [edit.fingerprint for edit in found.edits]
    records = found.to_records()
    assert [record["message"] for record in records] == [edit.message for edit in found.edits]
    assert json.loads(DIFFS["json"](report(found)))["diffs"] == [told]


def test_a_frame_has_a_row_a_change():
    pytest.importorskip("pandas")
    assert len(parindex.diff("pci-2013", "pci-2022").to_frame()) == 32


NASTY = 'a|b <script>alert("1")</script>\n*x* `y` @vcci #99 [z](http://e.vn) &amp;'


@pytest.fixture
def nasty():
    old = parindex.load("pci-2013")
    title = attrs.evolve(old.indicator[0].title, en=NASTY, vi=NASTY)
    leaf = attrs.evolve(old.indicator[0], weight=old.indicator[0].weight * 2, title=title)
    return report(parindex.diff(attrs.evolve(old, indicator=(leaf, *old.indicator[1:])), old))


def test_markdown_shows_what_is_written_and_nothing_else(nasty):
    text = DIFFS["markdown"](nasty)
    (row,) = (line for line in text.splitlines() if line.startswith("| weight of"))
    assert row.count("|") == 4
    assert "<script>" not in text
    assert "@vcci" not in text
    assert "#99" not in text
    for sign in ("\\*x\\*", "\\`y\\`", "\\[z\\]", "&lt;script&gt;", "&#124;", "&amp;amp;"):
        assert sign in row


class Page(HTMLParser):
    """Collects the text of a page, and its tags."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open += [tag] if tag not in ("meta", "br") else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_html_is_one_page_that_shows_what_is_written(nasty, lang):
    page = Page()
    page.feed(DIFFS["html"](attrs.evolve(nasty, lang=lang)))
    page.close()
    assert page.open == []
    assert NASTY.replace("\n", r"\n") in page.text
    assert ("html", {"lang": lang}) in page.tags
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe"}
    assert all("src" not in given and "href" not in given for _, given in page.tags)


def test_a_comment_stays_within_what_github_takes_and_says_what_is_left_out():
    old = parindex.load("par-template")
    title = attrs.evolve(old.indicator[0].title, vi="ă" * 3000, en="|" * 3000)
    new = attrs.evolve(
        old, indicator=tuple(attrs.evolve(leaf, id=f"{leaf.id}x", title=title) for leaf in old.indicator)
    )
    found = parindex.diff(new, old)
    text = DIFFS["markdown"](report(found))
    assert len(text) <= 65_536
    shown = text.count("| `")
    assert 0 < shown < len(found.edits)
    editorial = len(found.at("editorial"))
    levels = f"{len(found.at('breaking')) - shown} breaking, {editorial} editorial"
    assert f"{len(found.edits) - shown} changes more are left out here ({levels})" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_comment_that_fits_leaves_nothing_out():
    text = DIFFS["markdown"](report(parindex.diff("pci-2013", "pci-2022")))
    assert text.count("| `") == 32
    assert "left out" not in text


def test_an_effect_that_no_comment_holds_is_left_out_before_the_changes():
    old = attrs.evolve(parindex.load("pci-2013"), units=None, unit=(), group=())
    leaf = attrs.evolve(old.indicator[0], weight=old.indicator[0].weight * 2)
    row = {leaf.id: 5 for leaf in old.indicator}
    evidence = {f"u{at}": {**row, old.indicator[0].id: 1 + at % 7, "name": "ă" * 500} for at in range(200)}
    new = attrs.evolve(old, indicator=(leaf, *old.indicator[1:]))
    brief = DIFFS["markdown"](report(parindex.diff(old, new, [evidence])))
    assert (brief.count("| `"), brief.count("ă" * 500)) == (1, 10)
    assert "units more are left out here" in brief
    text = DIFFS["markdown"](report(parindex.diff(old, new, [evidence], top=200)))
    assert (text.count("| `"), text.count("ă" * 500)) == (1, 0)
    assert "The effect on results of 1 tables is left out here" in text
    assert "changes more" not in text


def test_every_format_says_that_nothing_changed():
    shown = report(parindex.diff("pci-2013", "pci-2013"))
    assert "no change" in DIFFS["text"](shown)
    assert "no change" in DIFFS["markdown"](shown)
    assert "no change" in DIFFS["html"](shown)
    assert json.loads(DIFFS["json"](shown))["level"] is None
    assert DIFFS["approvals"](shown) == ""


def test_a_definition_written_anew_does_not_differ(folder):
    definition = parindex.load("pci-2006")
    (folder / "again.toml").write_text(dump(definition), encoding="utf-8")
    assert parindex.diff("pci-2006", "again.toml").edits == ()


def test_what_a_title_holds_stays_in_its_line_and_is_no_command(folder):
    title = '"::stop-commands::x\\n::error::spoofed \\u202e\\u001b[31m ##[error]"'
    old = TEXT.replace('{ en = "Sample", vi = "Mẫu" }', title).replace('"First"', title)
    write(folder, old)
    write(folder, old.replace("max = 10", "max = 9", 1), "new.toml")
    lines = DIFFS["text"](report(parindex.diff("rules/sample.toml", "rules/new.toml"))).split("\n")
    assert len([line for line in lines if line]) == 4
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert not {"\u202e", "\x1b"} & set("".join(lines))
