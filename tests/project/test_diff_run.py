"""Definitions of folders and of paths since a revision, held against each other in one report."""

import subprocess

import pytest

import parindex
from parindex.project import diff_files, diff_folders

from ..made_repository import BROKEN, CHANGED, TEXT, committed, git


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return committed(tmp_path, monkeypatch)


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
    assert found.unchanged == 2
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


FAULTY = 'id = "sample"\nindx = "S"\n'


def edit_in(found):
    ((diff,), (edit,)) = found.diffs, found.edits
    assert diff.edits == (edit,)
    return edit


@pytest.mark.parametrize(
    "content, why",
    [
        (FAULTY.encode(), "line 2: unknown key 'indx'"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"#" * (4 * 1024 * 1024 + 1), "larger than 4 MB"),
        (None, "Too many levels of symbolic links"),
    ],
)
@pytest.mark.parametrize("how", ["folders", "against"])
def test_a_file_that_does_not_load_hides_no_other(folder, content, why, how):
    write(folder, TEXT.replace('"sample"', '"other"'), "other.toml")
    git("add", ".")
    git("commit", "--quiet", "-m", "more")
    write(folder, CHANGED.replace('"sample"', '"other"'), "other.toml")
    path = folder / "rules" / "sample.toml"
    path.unlink()
    if content is None:
        path.symlink_to("sample.toml")
    else:
        path.write_bytes(content)
    found = diff_folders("main:rules", "rules") if how == "folders" else diff_files(["rules"], against="main")
    assert [(diff.id, diff.level) for diff in found.diffs] == [("other", "restating")]
    (failure,) = found.failures
    assert failure.source == "rules/sample.toml"
    lines = [f"line {problem.line}: {problem.message}" for problem in found.problems]
    assert why in "\n".join([failure.message, *lines])
    assert (found.breaking, found.to_dict()["breaking"]) == (None, None)


def test_what_breaks_is_known_though_a_file_does_not_load(folder):
    write(folder, FAULTY.replace("sample", "draft"), "draft.toml")
    write(folder, BROKEN)
    found = diff_files(["rules"], against="main")
    assert (found.breaking, len(found.failures)) == (True, 1)


def test_a_definition_whose_old_file_did_not_load_breaks_unless_it_is_approved(folder):
    write(folder, FAULTY)
    git("commit", "--quiet", "-a", "-m", "faulty")
    write(folder, TEXT)
    edit = edit_in(diff_files(["rules"], against="main"))
    assert (edit.kind, edit.level, edit.side, edit.node) == ("definition-unreadable", "breaking", "old", "sample")
    approval = parindex.Approval(edit.fingerprint, "it never loaded")
    found = diff_files(["rules"], against="main", approvals=[approval])
    assert (found.failures, found.open(), found.breaking) == ((), (), False)
    assert {problem.source for problem in found.problems} == {"main:rules/sample.toml"}
    write(folder, TEXT + "# another\n")
    assert edit_in(diff_folders("main:rules", "rules")).fingerprint == edit.fingerprint


def test_a_file_that_did_not_load_and_is_gone_is_told(folder):
    write(folder, "id = 3\n", "draft.toml")
    git("add", ".")
    git("commit", "--quiet", "-m", "draft")
    (folder / "rules" / "draft.toml").unlink()
    edit = edit_in(diff_files(["rules"], against="main"))
    assert (edit.kind, edit.level, edit.node) == ("definition-unreadable", "breaking", "rules/draft.toml")


def test_paths_that_overlap_are_compared_once_and_named_from_here(folder, monkeypatch):
    write(folder, CHANGED)
    paths = ["rules", "rules/", "./rules/sample.toml", str(folder / "rules"), "rules/../rules/sample.toml"]
    found = diff_files(paths, against="main")
    assert [diff.names for diff in found.diffs] == [("main:rules/sample.toml", "rules/sample.toml")]
    monkeypatch.chdir(folder / "rules")
    assert diff_files(["."], against="main").diffs[0].names == ("main:sample.toml", "sample.toml")


def test_paths_are_added_removed_or_nowhere(folder):
    (folder / "new").mkdir()
    write(folder, TEXT.replace('"sample"', '"new"'), "../new/new.toml")
    write(folder, TEXT.replace('"sample"', '"gone"'), "gone.toml")
    git("add", "rules")
    git("commit", "--quiet", "-m", "more")
    (folder / "rules" / "gone.toml").unlink()
    found = diff_files(["new", "rules/gone.toml", "nowhere", "parindex.toml"], against="main")
    assert [(diff.id, diff.edits[0].kind) for diff in found.diffs] == [
        ("gone", "definition-removed"),
        ("new", "definition-added"),
    ]
    assert [(one.source, one.message) for one in found.failures] == [("nowhere", "it is neither here nor in main")]
    assert found.remarks == ("parindex.toml: no definition, passed over",)


def test_a_definition_in_a_file_of_another_name_is_found_by_its_id(folder):
    (folder / "rules" / "sample.toml").unlink()
    (folder / "moved").mkdir()
    write(folder, BROKEN, "../moved/again.toml")
    for paths in (["."], ["moved"], ["moved/again.toml"]):
        (diff,) = diff_files(paths, against="main").diffs
        assert diff.names == ("main:rules/sample.toml", "moved/again.toml")
        assert diff.level == "breaking"


def test_a_link_is_the_file_that_it_leads_to(folder):
    (folder / "rules" / "same.toml").symlink_to("sample.toml")
    (folder / "rules" / "out.toml").symlink_to("/nowhere/x.toml")
    git("add", ".")
    git("commit", "--quiet", "-m", "links")
    (folder / "rules" / "out.toml").unlink()
    write(folder, CHANGED)
    found = diff_files(["rules"], against="main")
    assert [(diff.id, diff.edits[0].kind) for diff in found.diffs] == [
        ("rules/out.toml", "definition-unreadable"),
        ("sample", "weight"),
    ]
    assert "a link out of the repository" in found.edits[0].message


def test_what_others_did_since_the_branch_began_is_no_change_of_the_branch(folder):
    git("checkout", "--quiet", "-b", "topic")
    git("checkout", "--quiet", "main")
    write(folder, BROKEN)
    git("commit", "--quiet", "-a", "-m", "others")
    git("checkout", "--quiet", "topic")
    assert diff_files(["rules"], against="main").breaking
    found = diff_files(["rules"], against="main", since_branch=True)
    assert (found.diffs, found.unchanged) == ((), 1)
    assert "where the branch leaves main" in found.remarks[0]


def test_a_branch_that_begins_nowhere_is_no_clean_comparison(folder):
    git("checkout", "--quiet", "--orphan", "other")
    git("commit", "--quiet", "-m", "unrelated")
    assert (folder / "rules" / "sample.toml").exists()
    with pytest.raises(parindex.UnreadableError, match="does not find where the branch begins"):
        diff_files(["rules"], against="main", since_branch=True)


@pytest.mark.parametrize("revision", ["nope", "--output=x", ""])
@pytest.mark.usefixtures("folder")
def test_a_revision_that_is_none_is_no_clean_comparison(revision):
    with pytest.raises(parindex.UnreadableError, match="no such revision"):
        diff_files(["rules"], against=revision)


EVIDENCE = {"P1": {"a": 1, "b": 2}, "P2": {"a": 2, "b": 0}}


def test_evidence_shows_its_effect_by_the_id_of_its_definition(folder):
    write(folder, TEXT.replace('"sample"', '"same"'), "same.toml")
    git("add", ".")
    git("commit", "--quiet", "-m", "more")
    write(folder, TEXT.replace('"sample"', '"new"'), "new.toml")
    write(folder, CHANGED)
    tables = {"sample": [EVIDENCE, EVIDENCE], "same": EVIDENCE, "new": EVIDENCE, "simple": EVIDENCE}
    found = diff_files(["rules"], tables, against="main")
    (diff,) = [diff for diff in found.diffs if diff.id == "sample"]
    assert [one.summary["compared"] for one in diff.restatements] == [2, 2]
    assert [(one.definition, one.why) for one in found.evidence] == [
        ("same", "the definition is unchanged"),
        ("new", "the definition was added"),
    ]
    (failure,) = found.failures
    assert "no definition compared has this id (did you mean 'sample'?)" in failure.message


def test_evidence_that_the_old_definition_cannot_score_is_told(folder):
    write(folder, CHANGED)
    found = diff_files(["rules"], {"sample": {"P1": {"a": "x"}}}, against="main")
    assert [failure.message for failure in found.failures] == [
        "the definition 'sample', as it was, cannot score this evidence"
    ]
    assert "not-a-number" in {problem.code for problem in found.problems}
    assert found.diffs[0].restatements == ()


def test_evidence_without_an_id_is_that_of_the_only_definition(folder):
    write(folder, CHANGED)
    (diff,) = diff_folders("main:rules", "rules", [EVIDENCE]).diffs
    assert len(diff.restatements) == 1
    write(folder, TEXT.replace('"sample"', '"new"'), "new.toml")
    with pytest.raises(ValueError, match="2 definitions are compared"):
        diff_files(["rules"], [EVIDENCE], against="main")


def test_arguments_that_are_none_are_refused():
    with pytest.raises(TypeError, match="a list of paths"):
        diff_files("rules", against="main")
    with pytest.raises(ValueError, match="no path"):
        diff_files([], against="main")


def test_git_is_asked_as_often_for_many_files_as_for_few(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(subprocess, "run", lambda *a, run=subprocess.run, **k: asked.append(a) or run(*a, **k))

    def asked_for(count):
        names = [f"d{count}-{at}" for at in range(count)]
        for name in names:
            write(folder, TEXT.replace('"sample"', f'"{name}"'), f"{name}.toml")
        git("add", ".")
        git("commit", "--quiet", "-m", "more")
        for name in names:
            write(folder, CHANGED.replace('"sample"', f'"{name}"'), f"{name}.toml")
        asked.clear()
        assert len(diff_files(["rules"], against="HEAD").diffs) == count
        return len(asked)

    assert asked_for(2) == asked_for(9)


def settings(folder, *patterns):
    listed = ", ".join(f'"{pattern}"' for pattern in patterns)
    (folder / "parindex.toml").write_text(f"[check]\nexclude = [{listed}]\n", encoding="utf-8")


def kinds(found):
    return [(one.id, [edit.kind for edit in one.edits]) for one in found.diffs]


def drafted(folder, *patterns):
    """Commit a draft with a case, and settings; then change the draft and take its case away."""
    settings(folder, *patterns)
    (folder / "rules" / "drafts").mkdir()
    write(folder, TEXT.replace('"sample"', '"draft"'), "drafts/draft.toml")
    write(
        folder,
        '[[case]]\nname = "one"\nevidence = { a = 5, b = 7 }\nexpect = { total = 6 }\n',
        "drafts/draft.cases.toml",
    )
    git("add", ".")
    git("commit", "--quiet", "-m", "a draft")
    write(folder, BROKEN.replace('"sample"', '"draft"'), "drafts/draft.toml")
    (folder / "rules" / "drafts" / "draft.cases.toml").unlink()


def test_what_the_settings_of_both_sides_leave_out_is_not_compared_and_named(folder):
    drafted(folder, "rules/drafts")
    told = "changed, and left out by settings: rules/drafts/draft.toml, rules/drafts/draft.cases.toml"
    for found in (diff_files(["rules"], against="main"), diff_folders("main:rules", "rules")):
        assert (found.diffs, found.breaking) == ((), False)
        assert [remark.replace("rules/", "").replace("drafts/", "rules/drafts/") for remark in found.remarks] == [told]


def test_a_file_that_is_named_is_compared_whatever_settings_leave_out(folder):
    drafted(folder, "rules/drafts")
    (found,) = diff_files(["rules/drafts/draft.toml"], against="main").diffs
    assert (found.id, found.level) == ("draft", "loosening")


def test_a_change_that_leaves_its_file_out_is_told(folder):
    drafted(folder)
    settings(folder, "rules/drafts")
    found = diff_files(["rules"], against="main")
    assert [id_ for id_, _ in kinds(found)] == ["", "draft"]
    assert found.breaking
    assert found.remarks == ()


def test_a_file_of_cases_with_faults_that_goes_is_told_unless_it_only_moves(folder):
    write(folder, "[[case]]\n", "sample.cases.toml")
    git("add", ".")
    git("commit", "--quiet", "-m", "cases that nobody can run")
    (folder / "rules" / "sample.cases.toml").rename(folder / "rules" / "more.cases.toml")
    write(folder, 'definition = "sample.toml"\n[[case]]\n', "more.cases.toml")
    assert diff_files(["rules"], against="main").diffs == ()
    (folder / "rules" / "more.cases.toml").unlink()
    assert kinds(diff_files(["rules"], against="main")) == [("sample", ["cases-removed"])]
    (problem,) = (one for one in parindex.check_files(["rules"]).problems if one.code == "cases-loosened")
    assert "sample.cases.toml, which had faults" in problem.message
