"""The set-ups for pre-commit, GitHub and GitLab: their own commands, run on a repository with a bad change in it."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("click")
yaml = pytest.importorskip("yaml")

pytestmark = pytest.mark.many
ROOT = Path(__file__).resolve().parents[2]
CI = ROOT / "examples" / "ci"
ACTION = yaml.safe_load((CI / "action.yml").read_text(encoding="utf-8"))
GITLAB = yaml.safe_load((CI / "parindex.gitlab-ci.yml").read_text(encoding="utf-8"))
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
PAGE = ROOT / "docs" / "ci.md"
DONE, FAULTY, FAILED = 0, 1, 2

DEFINITION = """id = "offices"
index = "Offices"
version = "1"
title = { vi = "Chỉ số các phòng", en = "Index of offices" }
years = [2025, 2025]
combine = "sum"
max = 30
status = "assumed"
sources = [{ id = "note", title = "A note" }]

[[component]]
id = "online"
title = { vi = "Trực tuyến", en = "Online" }
combine = "sum"
max = 30

[[indicator]]
id = "received"
title = { vi = "Hồ sơ nhận", en = "Files received" }
parent = "online"
max = 10

[[indicator]]
id = "answered"
title = { vi = "Hồ sơ trả", en = "Files answered" }
parent = "online"
max = 20
"""
MISTYPED = DEFINITION.replace("max = 20", "max = 2")  # the parts of the component add up to 12 now, not to its 30
SHIFTED = DEFINITION.replace("max = 20", "max = 15").replace(
    "max = 10", "max = 15"
)  # adds up, but 18 files are too many now
CASES = """[[case]]
name = "added up"
source = "made up"
note = "5 + 18 = 23"
evidence = { unit = "A", received = 5, answered = 18 }
expect = { total = 23 }
"""
FAULT = (15, "maximum-differs")  # the line of the component's maximum


bash = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("git")), reason="no bash or no git")


def environment(**more):
    scripts = sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"]
    own = ("GITHUB_", "CI_", "GIT_", "PARINDEX_", "LC_", "LANG")
    rest = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return rest | {"PATH": scripts, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **more}


def git(folder, *arguments):
    named = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", "-C", folder, *named, *arguments], capture_output=True, encoding="utf-8", env=environment(), check=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """Make a repository with a sound definition; give its folder and the commit."""
    folder = tmp_path / "repository"
    (folder / "indicators").mkdir(parents=True)
    (folder / "indicators" / "offices.toml").write_text(DEFINITION, encoding="utf-8")
    (folder / "indicators" / "offices.cases.toml").write_text(CASES, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "sound")
    return folder, git(folder, "rev-parse", "HEAD")


def change(folder, text, name="offices.toml"):
    (folder / "indicators" / name).write_text(text, encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "changed")


class Done:
    def __init__(self, folder, script, shell, **variables):
        names = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        self.files = {name: folder.parent / name.lower() for name in names}
        for file in self.files.values():
            file.write_text("", encoding="utf-8")
        done = subprocess.run(
            [*shell, script],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            env={**environment(), **{name: str(file) for name, file in self.files.items()}, **variables},
            check=False,
            timeout=120,
        )
        self.code, self.printed, self.said = done.returncode, done.stdout, done.stderr

    def __getitem__(self, name):
        return self.files[name].read_text(encoding="utf-8")

    @property
    def outputs(self):
        return dict(line.split("=", 1) for line in self["GITHUB_OUTPUT"].splitlines())


def step(name, folder, *programs, **inputs):
    """Run a step of the action as the runner does, which puts values in the place of expressions."""
    (found,) = (step for step in ACTION["runs"]["steps"] if step.get("name") == name)
    known = {key: given["default"] for key, given in ACTION["inputs"].items() if "default" in given}
    known |= {"against": ""} | inputs  # there is no base where this is no pull request
    assert found["shell"] == "bash"
    assert "${{" not in found["run"]
    expression = re.compile(r"\$\{\{ (?:inputs|steps\.diff\.outputs|github\.event\.pull_request)\.([a-z-]+) \}\}")
    given = {variable: expression.sub(lambda match: known[match[1]], text) for variable, text in found["env"].items()}
    assert "${{" not in "".join(given.values())
    return Done(
        folder,
        found["run"],
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"],
        **given,
        GITHUB_WORKSPACE=str(folder),
        GITHUB_SERVER_URL="https://github.com",
        GITHUB_REPOSITORY="ministry/indices",
        PATH=os.pathsep.join([*programs, environment()["PATH"]]),
    )


def job(name, folder, base, **variables):
    """Run the script of a job as the runner of GitLab does: its lines in one shell."""
    found = GITLAB[".parindex"] | GITLAB[name]
    known = (
        GITLAB["variables"] | GITLAB[".parindex"].get("variables", {}) | GITLAB[name].get("variables", {}) | variables
    )
    given = {key: value.replace("$CI_MERGE_REQUEST_DIFF_BASE_SHA", base) for key, value in known.items()}
    runner = {"CI_PROJECT_DIR": str(folder), "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    before = [line for line in found["before_script"] if "pip install" not in line]
    return Done(folder, "\n".join([*before, *found["script"]]), ["bash", "-eo", "pipefail", "-c"], **given, **runner)


@bash
def test_a_sound_repository_passes_every_step_that_checks(repository):
    folder, base = repository
    done = step("Check", folder, paths="indicators/offices.toml")
    assert (done.code, "::error" in done.printed, done.said.splitlines()[-1]) == (DONE, False, "1 checked: no problems")
    done = job("parindex-check", folder, base, PARINDEX_PATHS="indicators/offices.toml")
    assert done.code == DONE
    assert json.loads((folder / "gl-code-quality-report.json").read_text(encoding="utf-8")) == []


@bash
def test_a_bad_change_is_annotated_where_it_is_in_a_pull_request(repository):
    folder, _ = repository
    change(folder, MISTYPED)
    done = step("Check", folder, paths="indicators/offices.toml")
    assert done.code == FAULTY
    line, code = FAULT
    (told,) = re.findall(r"^::error (.*?)::", done.printed, re.MULTILINE)
    assert told == f"file=indicators/offices.toml,line={line},col=1,title=parindex {code}"
    assert step("Check", folder, paths="indicators/offices.toml", **{"fail-on": "test\ndiff"}).code == DONE
    report = step(
        "Check", folder, paths="indicators/offices.toml", **{"check-reports": "sarif=out.sarif\njson=out.json\n"}
    )
    assert (report.code, (folder / "out.json").exists()) == (FAULTY, True)
    (run,) = json.loads((folder / "out.sarif").read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == [code]


@bash
def test_a_bad_change_is_an_issue_of_a_merge_request(repository):
    folder, base = repository
    change(folder, MISTYPED)
    done = job("parindex-check", folder, base, PARINDEX_PATHS="indicators/offices.toml")
    line, code = FAULT
    assert done.code == FAULTY
    assert f"indicators/offices.toml:{line}:1: error {code}: " in done.printed
    (issue,) = json.loads((folder / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert (issue["location"]["path"], issue["location"]["lines"]["begin"]) == ("indicators/offices.toml", line)


@bash
@pytest.mark.parametrize("paths", ["absent", "", "indicators/offices.toml\nabsent.toml"])
def test_what_cannot_run_fails_whatever_may_pass(repository, paths):
    folder, base = repository
    assert step("Check", folder, paths=paths, **{"fail-on": ""}).code == FAILED
    assert job("parindex-check", folder, base, PARINDEX_PATHS=paths).code == FAILED


@bash
def test_numbers_that_changed_under_an_old_version_fail_the_request(repository):
    folder, base = repository
    change(folder, SHIFTED)
    done = step("Check", folder, paths="indicators", against=base)
    assert (done.code, "title=parindex version-unchanged::" in done.printed) == (FAULTY, True)
    done = job("parindex-check", folder, base, PARINDEX_PATHS="indicators")
    assert (done.code, "error version-unchanged: " in done.printed) == (FAULTY, True)
    change(folder, SHIFTED.replace('version = "1"', 'version = "2"'))
    assert step("Check", folder, paths="indicators", against=base).code == DONE
    assert job("parindex-check", folder, base, PARINDEX_PATHS="indicators").code == DONE
    assert job("parindex-check", folder, "", PARINDEX_PATHS="indicators").code == DONE


@bash
def test_versions_are_held_against_where_the_branch_begins(repository):
    folder, _ = repository
    git(folder, "checkout", "--quiet", "-b", "branch")
    change(folder, DEFINITION.replace("Online", "On the web"))
    git(folder, "checkout", "--quiet", "main")
    change(folder, SHIFTED.replace('version = "1"', 'version = "2"'))
    git(folder, "checkout", "--quiet", "branch")
    assert step("Check", folder, paths="indicators", against="main").code == DONE


@bash
@pytest.mark.parametrize("against", ["0" * 40, "absent"])
def test_versions_that_cannot_be_compared_never_read_as_clean(repository, against):
    folder, _ = repository
    assert step("Check", folder, paths="indicators", against=against, **{"fail-on": ""}).code == FAILED
    assert job("parindex-check", folder, against, PARINDEX_PATHS="indicators").code == FAILED


@bash
def test_inputs_are_never_run(repository):
    folder, base = repository
    hostile = "$(touch run)\n`touch run`\n; touch run\n--help\n' \" *"
    assert (
        step("Check", folder, paths=hostile, **{"check-reports": "sarif=$(touch run)", "fail-on": "$(touch run)"}).code
        == FAILED
    )
    assert job("parindex-check", folder, base, PARINDEX_PATHS=hostile).code == FAILED
    step("Diff", folder, paths=hostile, against="HEAD;touch run", evidence="$(touch run)", lang="$(touch run)")
    assert not (folder / "run").exists()


@bash
@pytest.mark.parametrize("text, code", [(DEFINITION, DONE), (SHIFTED, FAULTY)])
def test_cases_are_run(repository, text, code):
    folder, base = repository
    change(folder, text.replace('version = "1"', 'version = "2"'))
    (folder / "indicators" / "offices.cases.toml").write_text(CASES, encoding="utf-8")
    done = step("Test", folder, paths="indicators")
    assert (done.code, "::error file=indicators/offices.cases.toml,line=" in done.printed) == (code, code == FAULTY)
    assert job("parindex-test", folder, base).code == code
    root = ET.parse(folder / "parindex-test.xml").getroot()  # noqa: S314 - our own
    assert (root.find(".//failure") is not None) == (code == FAULTY)


@bash
def test_a_change_of_nothing_is_said_to_be_none(repository):
    folder, base = repository
    change(folder, "x", "note.txt")
    done = step("Diff", folder, against=base)
    assert (done.code, "no change" in done["GITHUB_STEP_SUMMARY"]) == (DONE, True)
    assert (done.outputs["breaking"], done.outputs["level"]) == ("false", "")
    assert job("parindex-diff", folder, base).code == DONE


@bash
def test_definitions_that_come_and_go_are_told(repository):
    folder, base = repository
    git(folder, "rm", "--quiet", "indicators/offices.toml")
    change(folder, DEFINITION.replace("offices", "branches"), "branches.toml")
    done = step("Diff", folder, against=base)
    assert done.code == FAULTY
    assert re.search(r"\boffices\b", done["GITHUB_STEP_SUMMARY"])
    assert re.search(r"\bbranches\b", done["GITHUB_STEP_SUMMARY"])
    assert (done.outputs["breaking"], done.outputs["level"]) == ("true", "breaking")
    assert step("Diff", folder, against=base, **{"fail-on": "check"}).code == DONE
    assert job("parindex-diff", folder, base).code == FAULTY


@bash
def test_the_branch_is_compared_with_where_it_begins(repository):
    folder, _ = repository
    git(folder, "checkout", "--quiet", "-b", "branch")
    change(folder, DEFINITION.replace("Online", "On the web"))
    git(folder, "checkout", "--quiet", "main")
    git(folder, "rm", "--quiet", "indicators/offices.toml")
    change(folder, DEFINITION.replace("offices", "branches"), "branches.toml")
    git(folder, "checkout", "--quiet", "branch")
    done = step("Diff", folder, against="main")
    assert (done.code, "branches" in done["GITHUB_STEP_SUMMARY"]) == (DONE, False)
    assert "On the web" in done["GITHUB_STEP_SUMMARY"]


@bash
def test_every_path_is_compared_and_the_worst_decides(repository):
    folder, base = repository
    start = DEFINITION.index('[[indicator]]\nid = "answered"')
    change(folder, DEFINITION[:start].replace("max = 30", "max = 10").replace('version = "1"', 'version = "2"'))
    done = step("Diff", folder, against=base, paths="indicators/offices.toml\nindicators", lang="vi")
    assert (done.code, done["GITHUB_STEP_SUMMARY"].count("<!-- parindex-diff -->")) == (FAULTY, 1)
    done = step("Diff", folder, against=base, paths="indicators\nabsent")
    assert (done.code, "absent: it is neither here nor in" in done["GITHUB_STEP_SUMMARY"]) == (FAILED, True)
    assert done.outputs["breaking"] == "true"  # what is known breaks, whatever is not known


@bash
@pytest.mark.parametrize("against", ["0" * 40, "absent"])
def test_a_comparison_that_cannot_be_made_never_reads_as_clean(repository, against):
    folder, _ = repository
    change(folder, MISTYPED)
    done = step("Diff", folder, against=against, lang="vi", **{"fail-on": ""})
    assert (done.code, done.outputs["breaking"]) == (FAILED, "unknown")
    assert "Không so sánh được gì" in Path(done.outputs["comment"]).read_text(encoding="utf-8")
    assert job("parindex-diff", folder, against).code == FAILED


@bash
def test_a_changed_definition_is_compared(repository):
    folder, base = repository
    change(folder, SHIFTED.replace('version = "1"', 'version = "2"'))
    done = step("Diff", folder, against=base)
    assert done.code in (DONE, FAULTY)
    assert "received" in done["GITHUB_STEP_SUMMARY"]
    assert job("parindex-diff", folder, base).code == done.code
    assert "received" in (folder / "parindex-diff.md").read_text(encoding="utf-8")


@bash
def test_a_vanished_indicator_breaks(repository):
    folder, base = repository
    start = DEFINITION.index('[[indicator]]\nid = "answered"')
    change(folder, DEFINITION[:start].replace("max = 30", "max = 10").replace('version = "1"', 'version = "2"'))
    done = step("Diff", folder, against=base)
    assert (done.code, done.outputs["breaking"]) == (FAULTY, "true")
    assert "answered" in done["GITHUB_STEP_SUMMARY"]
    assert step("Diff", folder, against=base, **{"fail-on": "check test"}).code == DONE


@bash
def test_a_faulty_definition_is_not_compared_in_silence(repository):
    folder, base = repository
    change(folder, MISTYPED)
    done = step("Diff", folder, against=base)
    assert (done.code, done.outputs["breaking"], done.outputs["level"]) == (FAILED, "unknown", "")
    assert "indicators/offices.toml: faulty in line 15" in done["GITHUB_STEP_SUMMARY"]


@bash
@pytest.mark.parametrize("word", ["chek", "check,test", "*", "::error::"])
def test_a_word_that_is_none_of_the_three_ends_with_2_and_is_named(repository, word):
    folder, base = repository
    for name in ("steps", "fail-on"):
        done = step("Words", folder, **{name: f"check {word}"})
        assert (done.code, done.outputs) == (FAILED, {})
        assert re.fullmatch(r"::error title=parindex::\S+ is none of check, test, diff .*\n", done.printed)
    for name in ("PARINDEX_STEPS", "PARINDEX_FAIL_ON"):
        done = job("parindex-test", folder, base, **{name: f"check {word}"})
        assert (done.code, "is none of check, test, diff" in done.said) == (FAILED, True)


@bash
def test_no_step_at_all_ends_with_2_and_those_named_are_run(repository):
    folder, base = repository
    assert step("Words", folder, steps=" \n").code == FAILED
    assert job("parindex-test", folder, base, PARINDEX_STEPS=" ").code == FAILED
    done = step("Words", folder, steps="diff\ntest", **{"fail-on": ""})
    assert (done.code, done.outputs) == (DONE, {"diff": "true", "test": "true"})
    conditions = {step["name"]: step.get("if", "") for step in ACTION["runs"]["steps"] if "name" in step}
    for name in ("Check", "Test", "Diff"):
        assert f"steps.words.outputs.{name.lower()}" in conditions[name]
    change(folder, MISTYPED)
    assert job("parindex-check", folder, base, PARINDEX_STEPS="test diff").code == DONE
    assert job("parindex-check", folder, base, PARINDEX_FAIL_ON="test diff").code == DONE


GH = r"""#!/bin/bash
# Stands for gh: comments lie in a file, two a page; what is written is noted beside it.
cd "$(dirname "$0")"
filter=.
for ((at = 1; at <= $#; at++)); do
  case ${!at} in
    --jq) at=$((at + 1)); filter=${!at} ;;
    -F) at=$((at + 1)); body=${!at#body=@} ;;
    -X) at=$((at + 1)); method=${!at} ;;
    repos/*) where=${!at} ;;
  esac
done
case $2 in
  graphql) echo '{"data": {"viewer": {"login": "github-actions[bot]"}}}' | jq -r "$filter" ;;
  *) if [[ -n $method ]]; then { echo "$method $where"; cat "$body"; } > written
     else for page in 0 2 4; do jq ".[$page:$page+2]" comments.json | jq -r "$filter"; done; fi ;;
esac
"""
BOT, MARK = "github-actions[bot]", "<!-- parindex-diff -->"
OTHERS = [
    {"id": 1, "user": {"login": "attacker"}, "body": f"{MARK}\nno change"},
    {"id": 2, "user": {"login": BOT}, "body": "coverage 90 %"},
    {"id": 3, "user": None, "body": f"{MARK}\nghost"},
    {"id": 4, "user": {"login": BOT}, "body": f"quoted: {MARK}"},
]
OWN = {"id": 5, "user": {"login": BOT}, "body": f"{MARK}\nbefore"}


@bash
@pytest.mark.skipif(not shutil.which("jq"), reason="no jq, by which what stands for gh filters")
@pytest.mark.parametrize(
    "earlier, level, written",
    [
        ([], "breaking", "POST repos/ministry/indices/issues/7/comments"),
        ([], "", None),
        (OTHERS, "breaking", "POST repos/ministry/indices/issues/7/comments"),
        ([*OTHERS, OWN], "breaking", "PATCH repos/ministry/indices/issues/comments/5"),
        ([*OTHERS, OWN], "", "PATCH repos/ministry/indices/issues/comments/5"),
    ],
)
def test_the_comment_that_is_renewed_is_its_own(tmp_path, earlier, level, written):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "gh").write_text(GH, encoding="utf-8")
    (folder / "gh").chmod(0o755)
    (folder / "comments.json").write_text(json.dumps(earlier), encoding="utf-8")
    (tmp_path / "told.md").write_text(f"{MARK}\nnow", encoding="utf-8")
    told = {"token": "t", "number": "7", "comment": str(tmp_path / "told.md"), "breaking": "false", "level": level}
    done = step("Comment", folder, str(folder), **told)
    assert (done.code, done.said) == (DONE, "")
    expected = f"{written}\n{MARK}\nnow" if written else None
    assert ((folder / "written").read_text(encoding="utf-8") if (folder / "written").exists() else None) == expected


@bash
def test_what_a_branch_lays_in_the_way_is_no_comment(repository):
    folder, base = repository
    (folder / "parindex-diff.md").symlink_to(folder / "pyproject.toml")
    change(folder, SHIFTED)
    assert job("parindex-diff", folder, base).code == FAULTY
    assert not (folder / "parindex-diff.md").is_symlink()
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == "[project]\nname = 'x'\n"
    comment = Path(step("Diff", folder, against=base).outputs["comment"])
    assert folder not in comment.parents


@bash
@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_looks_at_its_folder_unless_the_commit_lies_elsewhere(name, repository):
    hook, (folder, _) = HOOKS[name], repository
    assert (hook["always_run"], hook["pass_filenames"]) == (True, False)
    command = f"{hook['entry']} indicators"
    (folder / "indicators" / "offices.toml").write_text(MISTYPED, encoding="utf-8")
    assert Done(folder, command, ["bash", "-c"]).code == FAULTY  # nothing is staged
    (folder / "notes.md").write_text("x", encoding="utf-8")
    git(folder, "add", "notes.md")
    elsewhere = Done(folder, command, ["bash", "-c"])
    assert (elsewhere.code, elsewhere.said) == (DONE, "parindex: nothing of this is staged, so it was not looked at\n")
    of_some = "export GIT_INDEX_FILE=.git/other; git read-tree HEAD; git add indicators; "  # as git commit FILE does
    assert Done(folder, of_some + command, ["bash", "-c"]).code == FAULTY
    git(folder, "reset", "--quiet", "--hard")
    git(folder, "rm", "--quiet", "indicators/offices.cases.toml")
    deleted = Done(folder, command, ["bash", "-c"])
    assert deleted.code == {"parindex-check": FAULTY, "parindex-test": FAILED}[name]


@bash
@pytest.mark.slow
def test_hooks_run_by_pre_commit_stop_a_bad_change(repository, tmp_path):
    pytest.importorskip("pre_commit")
    folder, _ = repository
    source = tmp_path / "parindex"
    copied = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, copied):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    git(source, "init", "--quiet")
    git(source, "add", ".")
    git(source, "commit", "--quiet", "-m", "parindex")
    revision = git(source, "rev-parse", "HEAD")
    hooks = [{"id": name} for name in HOOKS]
    settings = {"repos": [{"repo": source.as_posix(), "rev": revision, "hooks": hooks}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    git(folder, "add", ".")
    given = environment(PRE_COMMIT_HOME=str(tmp_path / "home"))

    def hook(*arguments):
        command = [sys.executable, "-m", "pre_commit", *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", env=given, check=False)

    if (made := hook("install-hooks")).returncode:
        pytest.skip(f"the hooks cannot be installed here: {made.stdout[-300:]}")
    sound = hook("run", "--all-files")
    assert (sound.returncode, "Passed" in sound.stdout) == (DONE, True), sound.stdout
    (folder / "indicators" / "offices.toml").write_text(MISTYPED, encoding="utf-8")
    git(folder, "add", ".")
    bad = hook("run")
    line, code = FAULT
    assert bad.returncode == FAULTY
    assert f"indicators/offices.toml:{line}:1: error {code}: " in bad.stdout
    git(folder, "checkout", "--quiet", "HEAD", "--", "indicators")
    git(folder, "rm", "--quiet", "indicators/offices.cases.toml")
    deleted = hook("run")
    assert deleted.returncode == FAULTY
    assert "error cases-loosened: " in deleted.stdout


@bash
@pytest.mark.parametrize("name", HOOKS)
def test_the_command_of_a_hook_stops_a_bad_change(name, repository):
    hook, (folder, _) = HOOKS[name], repository
    files = ["indicators/offices.toml"] if hook.get("pass_filenames", True) else []
    for text, code in ((DEFINITION, DONE), (MISTYPED, FAULTY)):
        (folder / "indicators" / "offices.toml").write_text(text, encoding="utf-8")
        command = [*hook["entry"].split(), *hook.get("args", []), *files]
        assert Done(folder, " ".join(command), ["bash", "-c"]).code == code


@pytest.mark.parametrize(
    "arguments",
    [
        ["vendor.github-actions", str(CI / "action.yml")],
        ["vendor.github-workflows", str(CI / "workflow.yml")],
        ["vendor.github-workflows", str(ROOT / ".github" / "workflows" / "ci.yml")],
        ["vendor.gitlab-ci", "--data-transform", "gitlab-ci", str(CI / "parindex.gitlab-ci.yml")],
    ],
    ids=lambda arguments: Path(arguments[-1]).name,
)
def test_the_set_ups_are_as_their_schemas_say(arguments):
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == DONE, done.stdout


def test_the_manifest_of_hooks_is_as_pre_commit_wants_it():
    pytest.importorskip("pre_commit")
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == DONE, done.stdout


@pytest.mark.parametrize("file", ["action.yml", "workflow.yml", "parindex.gitlab-ci.yml"])
def test_the_page_shows_the_set_ups_whole(file):
    assert f"```{{literalinclude}} ../examples/ci/{file}\n:language: yaml\n```" in PAGE.read_text(encoding="utf-8")
