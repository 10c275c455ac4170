"""The command `diff` as a reviewer and a CI job meet it."""

import json
import subprocess
from pathlib import Path

import pytest

from ..command import DONE, FAILED, FAULTY, run

ROOT = Path(__file__).resolve().parents[2]

TEXT = (ROOT / "indicators" / "pci-2022.toml").read_text(encoding="utf-8").replace("weights_total = 1\n", "")
RENAMED = TEXT.replace('id = "land"', 'id = "estate"')
MISTYPED = TEXT.replace("weight = 0.05", "weight = 0.50", 1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in a repository whose folder `rules` holds one definition, committed."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    write(TEXT)
    who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")
    for command in (("init", "--quiet", "-b", "main"), ("add", "."), ("commit", "--quiet", "-m", "first")):
        subprocess.run(["git", *who, *command], check=True, capture_output=True)
    return tmp_path


def write(text, name="rules/pci-2022.toml"):
    Path(name).write_text(text, encoding="utf-8")


def diff(*options):
    return run("diff", "main:rules/pci-2022.toml", "rules/pci-2022.toml", *options)


def test_what_restates_is_listed_and_passes():
    write(MISTYPED)
    code, printed, said = diff()
    assert code == DONE
    assert "rules/pci-2022.toml:30:1  weight of 'entry' (Entry costs): 0.05 → 0.5 (share 5 % → 34.4828 %)" in printed
    assert said == "1 restating; nothing that is breaking or worse and not approved\n"


def test_what_breaks_fails_unless_it_is_allowed():
    write(RENAMED)
    code, printed, said = diff()
    assert code == FAULTY
    assert "criterion renamed" not in printed
    assert "indicator renamed: 'land'" in printed
    assert said == "1 breaking; not approved, and breaking or worse: 1\n"
    assert diff("--allow") == (DONE, printed, said)


@pytest.mark.parametrize(
    "level, code", [("breaking", DONE), ("restating", FAULTY), ("extending", FAULTY), ("editorial", FAULTY)]
)
def test_what_fails_can_be_chosen(level, code):
    write(MISTYPED)
    assert diff("--fail-on", level)[0] == code


def test_nothing_changed_passes_at_any_level():
    code, printed, said = diff("--fail-on", "editorial")
    assert (code, said) == (DONE, "no change; nothing that is editorial or worse and not approved\n")
    assert "no change" in printed


def test_an_approval_lets_a_change_pass_and_is_shown():
    write(RENAMED)
    _, approvals, _ = diff("--format", "approvals")
    write(approvals.replace('reason = ""', 'reason = "The law says estate."'), "parindex-approvals.toml")
    code, printed, _ = diff()
    assert code == DONE
    assert "approved: The law says estate." in printed
    write(approvals.replace('reason = ""', 'reason = "other"'), "known.toml")
    assert "approved: other" in diff("--approvals", "known.toml")[1]
    write("", "none.toml")
    assert diff("--approvals", "none.toml")[0] == FAULTY


def test_an_approval_that_fits_nothing_is_told_with_its_line():
    write('[[approved]]\nfingerprint = "0123456789abcdef"\nreason = "x"\n', "parindex-approvals.toml")
    code, _, said = diff()
    assert code == DONE
    assert said.startswith("parindex-approvals.toml:2:1: warning unused-approval: ")


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("main:rules/absent.toml", "rules/pci-2022.toml"), "the revision has no such file"),
        (("nope:rules/pci-2022.toml", "rules/pci-2022.toml"), "no such revision"),
        (("pci-2031", "pci-2022"), "did you mean"),
        (("rules", "pci-2022"), "no folder"),
        (("pci-2013", "pci-2022", "--approvals", "absent.toml"), "absent.toml"),
        (("pci-2013", "pci-2022", "--sheet", "x"), "--sheet is about --evidence"),
        (("pci-2013", "pci-2022", "--top", "3"), "--top is about --evidence"),
        (("pci-2013", "pci-2022", "--evidence", "absent.csv"), "absent.csv"),
        (("main:rules", "rules", "--evidence", "pci-2022="), "is not written as"),
        (("pci-2013", "pci-2022", "--since-branch"), "--since-branch is about --against"),
        (("pci-2013", "pci-2022", "pgi-2022"), "OLD and NEW"),
        (("rules", "--against", "nope"), "no such revision"),
        (("rules", "--against", "main", "--year", "2020"), "--year is about --evidence"),
        (("pci-2013", "pci-2022", "--fail-on", "all"), "Invalid value"),
        (("pci-2013",), "OLD and NEW"),
        ((), "Missing argument"),
    ],
)
@pytest.mark.parametrize("allow", [(), ("--allow",)])
def test_a_comparison_that_could_not_be_made_never_reads_as_clean(arguments, said, allow):
    code, printed, told = run("diff", *arguments, *allow)
    assert (code, printed) == (FAILED, "")
    assert said in told


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html", "approvals"])
def test_a_faulty_side_is_told_in_every_format(form, folder):
    write(TEXT.replace("weight = 0.05", "wieght = 0.05", 1))
    code, printed, said = diff("--format", form, "--allow", "-o", "out")
    assert (code, printed) == (FAILED, "")
    assert said.startswith("rules/pci-2022.toml:30:1: error unknown-key")
    assert said.endswith("the comparison could not be made\n")
    assert not (folder / "out").exists()


def test_a_faulty_file_of_approvals_fails():
    write("[[approve]]\n", "parindex-approvals.toml")
    code, printed, said = diff("--allow")
    assert (code, printed) == (FAILED, "")
    assert said.startswith("parindex-approvals.toml:1:1: error unknown-key")


EVIDENCE = ROOT / "examples" / "pci-2016.csv"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_effect_on_results_is_shown_in_every_format(form):
    write(MISTYPED)
    code, printed, _ = diff("--evidence", str(EVIDENCE), "--top", "3", "--format", form)
    assert code == DONE
    assert "63 of 63 units are scored by both" in printed
    assert printed.index("weight of") < printed.index("63 of 63 units")
    assert "Lai Châu (12)" in printed
    assert "entry = Entry costs" in printed


def test_two_tables_are_scored_and_told_one_by_one():
    code, printed, _ = run(
        *("diff", "pci-2013", "pci-2022", "--evidence", str(EVIDENCE), "--evidence", str(EVIDENCE), "--format", "json")
    )
    assert code == DONE
    (told,) = json.loads(printed)["diffs"]
    assert len(told["restatements"]) == 2
    assert told["restatements"][0] == told["restatements"][1]


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_evidence_that_the_old_definition_cannot_score_is_no_clean_comparison(form):
    write("unit,entry\nHà Nội,x\n", "faulty.csv")
    code, printed, said = diff("--evidence", "faulty.csv", "--allow", "--format", form)
    assert code == FAILED
    assert ("diffs" in printed, "not-a-number" in printed) == (False, form == "json")
    assert "faulty.csv:2:2: error not-a-number" in said
    assert said.endswith("the comparison could not be made\n")


def test_how_evidence_is_read_can_be_said():
    write(
        EVIDENCE.read_text(encoding="utf-8").replace("unit,", "remark,unit,", 1).replace("\n", "\n,").rstrip(","),
        "e.csv",
    )
    assert diff("--evidence", "e.csv")[0] == FAILED
    assert diff("--evidence", "e.csv", "--ignore", "remark")[0] == DONE


def test_folders_are_compared_at_once():
    write(RENAMED)
    write(TEXT.replace('id = "pci-2022"', 'id = "new"'), "rules/new.toml")
    code, printed, said = run("diff", "main:rules", "rules", "--format", "json")
    assert code == FAULTY
    told = json.loads(printed)
    assert [(one["level"], one["old"] and one["old"]["id"]) for one in told["diffs"]] == [
        ("breaking", "pci-2022"),
        ("extending", None),
    ]
    assert (told["level"], told["failing"], told["unchanged"]) == ("breaking", 1, 0)
    assert said == "1 breaking, 1 extending; not approved, and breaking or worse: 1\n"


def test_paths_are_compared_with_a_revision_in_one_report_with_evidence_of_each():
    write(MISTYPED)
    write(TEXT.replace('id = "pci-2022"', 'id = "new"'), "rules/new.toml")
    write("id = 'draft'\n", "rules/draft.toml")
    write(EVIDENCE.read_text(encoding="utf-8"), "a=b.csv")
    options = ("--evidence", "pci-2022=a=b.csv", "--evidence", "new=a=b.csv", "--format")
    code, printed, said = run(
        "diff", "--against", "main", "rules", "./rules/pci-2022.toml", *options, "json", "--allow"
    )
    assert code == FAILED
    told = json.loads(printed)
    assert [(one["level"], len(one["restatements"])) for one in told["diffs"]] == [("restating", 1), ("extending", 0)]
    assert (told["breaking"], [one["source"] for one in told["failures"]]) == (None, ["rules/draft.toml"])
    assert told["evidence"] == [{"definition": "new", "source": "a=b.csv", "why": "the definition was added"}]
    assert "parindex: rules/draft.toml: faulty in line" in said
    for form in ("text", "markdown", "html"):
        code, printed, _ = run("diff", "--against", "main", "rules", *options, form)
        assert code == FAILED
        assert "rules/draft.toml: faulty in line 1" in printed
    write(MISTYPED, "rules/draft.toml")
    assert run("diff", "main:rules/pci-2022.toml", "rules/pci-2022.toml", "--evidence", "a=b.csv")[0] == DONE


def test_a_comment_begins_with_the_mark_by_which_it_is_found():
    assert diff("--format", "markdown")[1].startswith("<!-- parindex-diff -->\n### parindex diff: no change\n")


def test_folders_that_are_the_same_are_told_so():
    code, printed, _ = run("diff", "main:rules", "rules")
    assert (code, printed) == (DONE, "definitions that are the same: 1\n")


def test_a_result_is_written_to_a_file_whole(folder):
    write(MISTYPED)
    code, printed, _ = diff("--format", "html", "--lang", "vi", "-o", "diff.html")
    assert (code, printed) == (DONE, "")
    page = (folder / "diff.html").read_text(encoding="utf-8")
    assert '<html lang="vi">' in page
    assert "trọng số của &#x27;entry&#x27; (Gia nhập thị trường): 0,05 → 0,5" in page


def test_vietnamese_is_spoken():
    write(RENAMED)
    code, printed, said = diff("--lang", "vi")
    assert code == FAULTY
    assert "đổi mã chỉ tiêu: 'land' (Tiếp cận đất đai và sự ổn định trong sử dụng đất) nay là 'estate'" in printed
    assert said == "1 không tương thích; 1 thay đổi chưa phê duyệt từ mức không tương thích trở lên\n"


@pytest.mark.parametrize("chosen", ["option", "locale"])
def test_failures_are_told_in_the_language_of_messages(monkeypatch, chosen):
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8" if chosen == "locale" else "C")
    lang = ["--lang", "vi"] if chosen == "option" else []
    code, printed, said = diff(*lang)
    assert (code, "không có thay đổi" in printed) == (DONE, True)
    code, printed, said = run("diff", "absent.toml", "pci-2022", *lang)
    assert (code, printed, said) == (FAILED, "", "parindex: absent.toml: không có tệp hoặc thư mục này\n")
    write("id = 1\n")
    code, printed, said = diff(*lang)
    assert (code, printed, said.splitlines()[-1]) == (FAILED, "", "parindex: không so sánh được")
