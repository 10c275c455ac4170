"""Fourteen changes that a pull request may bring: what check, test and diff say of each, in every format.

The set-ups of `examples/ci` run these three commands; `test_ci.py` runs their shell.
"""

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from ..command import run

pytestmark = [
    pytest.mark.many,
    pytest.mark.skipif(not shutil.which("git"), reason="no git"),
]

DEFINITION = """id = "offices"
index = "Offices"
version = "1"
title = { vi = "Chỉ số các phòng", en = "Index of offices" }
years = [2025]
combine = "weighted-mean"
weights_total = 1
max = 100
bands = [{ label = "good", at_least = 80 }, { label = "fair", at_least = 50 }, { label = "weak" }]
status = "assumed"

[[indicator]]
id = "online"
title = { vi = "Hồ sơ trực tuyến", en = "Files received online" }
weight = 0.6
max = 100

[[indicator]]
id = "report"
title = { vi = "Báo cáo năm", en = "Annual report" }
weight = 0.4
max = 100
"""
CASES = """tolerance = 0

[[case]]
name = "Yearbook"
source = "Yearbook 2025, page 3"
evidence = [{ unit = "A", online = 90, report = 80 }, { unit = "B", online = 40, report = 70 }]
expect = [{ unit = "A", total = 86, band = "good" }, { unit = "B", total = 52, band = "fair" }]
"""
SETTINGS = '[check.severity]\nno-cases = "warning"\n'
FILE, CASE_FILE = "indicators/offices.toml", "indicators/offices.cases.toml"
FORMS = ("json", "github", "gitlab", "sarif", "junit")


def git(*arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def write(name, text):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def edit(*changes, name=FILE):
    text = Path(name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    write(name, text)


RAISED = ('version = "1"', 'version = "2"')
REMOVED = (DEFINITION[DEFINITION.index('\n[[indicator]]\nid = "report"') :], ""), ("weight = 0.6", "weight = 1"), RAISED
WEIGHTS = ("weight = 0.6", "weight = 0.7"), ("weight = 0.4", "weight = 0.3")


def approved():
    edit(*REMOVED)
    edit((", report = 80", ""), (", report = 70", ""), ("total = 86", "total = 90"), name=CASE_FILE)
    edit(("total = 52", "total = 40"), ("Yearbook 2025, page 3", "Plan 2026"), ('"fair"', '"weak"'), name=CASE_FILE)
    _, approvals, _ = run("diff", "--against", "main", "indicators", "--format", "approvals")
    assert approvals.count('reason = ""') >= 2  # the criterion, and the printed figures that were there
    write("parindex-approvals.toml", approvals.replace('reason = ""', 'reason = "Decision 12 ends the report"'))


def renamed():
    for end in ("toml", "cases.toml"):
        git("mv", f"indicators/offices.{end}", f"indicators/work.{end}")


def merged():
    """Give what the forge checks out: the branch merged into a base that went on."""
    edit(*WEIGHTS, RAISED)
    git("commit", "--quiet", "-am", "branch")
    git("checkout", "--quiet", "main")
    write("indicators/other.toml", DEFINITION.replace("offices", "other").replace('"Offices"', '"Other"'))
    git("add", ".")
    git("commit", "--quiet", "-m", "others")
    git("merge", "--quiet", "--no-ff", "--no-edit", "topic")
    git("checkout", "--quiet", "--detach")
    git("branch", "-f", "main", "HEAD^1")


def shallow():
    edit(*WEIGHTS, RAISED)
    git("commit", "--quiet", "-am", "branch")
    here = Path.cwd()
    os.chdir("..")
    git("clone", "--quiet", "--depth", "1", here.as_uri(), "shallow")
    os.chdir("shallow")


def three_hundred():
    for number in range(300):
        text = DEFINITION.replace('"offices"', f'"offices-{number:03}"').replace('"Offices"', f'"Offices {number}"')
        write(f"indicators/offices-{number:03}.toml", text)
    git("add", ".")
    git("commit", "--quiet", "-m", "many")
    git("branch", "-f", "main")
    for file in sorted(Path("indicators").glob("offices-*.toml")):
        edit(*WEIGHTS, RAISED, name=file)


@attrs.frozen
class Told:
    """What a command tells: at which line of which file, its code or kind, and words of it."""

    command: str
    place: str
    code: str
    words: str
    was: str = ""  # what is gone: where diff says that it stood, beside where a forge marks it


@attrs.frozen
class Situation:
    change: Callable[[], object]
    check: int
    test: int
    diff: int
    told: tuple[Told, ...] = ()
    breaking: bool | None = False


FAILED_CASE = Told("test", f"{CASE_FILE}:7", "case-failed", "total: expected 86, got 87")
SITUATIONS = {
    "mistyped weight": Situation(
        lambda: edit(("weight = 0.4", "weight = 0.04")),
        *(1, 1, 2),
        (
            Told("check", f"{FILE}:7", "weights-differ", "add to 0.64, not to 1"),
            Told("test", f"{FILE}:7", "weights-differ", "add to 0.64, not to 1"),
            Told("diff", FILE, "", "faulty in line 7"),
        ),
        breaking=None,
    ),
    "swapped band": Situation(
        lambda: edit(("at_least = 80", "at_least = 8"), ("at_least = 50", "at_least = 80"), RAISED),
        *(1, 1, 2),
        (
            Told("check", f"{FILE}:9", "unreachable-band", "group 'fair' gets no total"),
            Told("diff", FILE, "", "faulty in line 9"),
        ),
        breaking=None,
    ),
    "removed criterion": Situation(
        lambda: edit(*REMOVED),
        *(0, 1, 1),
        (
            Told("test", f"{CASE_FILE}:6", "case-failed", "column 'report' is no indicator"),
            Told("diff", f"{FILE}:1", "criterion-removed", "'report' (Annual report)", was=f"{FILE}:18"),
            Told("diff", f"{FILE}:15", "weight", "0.6 → 1 (share 60 % → 100 %)"),
        ),
        breaking=True,
    ),
    "version not raised": Situation(
        lambda: edit(*WEIGHTS),
        *(1, 1, 0),
        (
            Told("check", f"{FILE}:3", "version-unchanged", "version is still 1"),
            FAILED_CASE,
            Told("diff", f"{FILE}:21", "weight", "'report' (Annual report): 0.4 → 0.3"),
        ),
    ),
    "approved change": Situation(
        approved,
        *(0, 0, 0),
        (Told("diff", f"{FILE}:1", "criterion-removed", "approved: Decision 12 ends the report", was=f"{FILE}:18"),),
    ),
    "renamed file": Situation(renamed, 0, 0, 0),
    "new edition": Situation(
        lambda: write(
            "indicators/offices-2026.toml", DEFINITION.replace('"offices"', '"offices-2026"').replace("2025", "2026")
        ),
        *(0, 0, 0),
        (Told("check", "indicators/offices-2026.toml:1", "no-cases", "there is no offices-2026.cases.toml"),),
    ),
    "merge commit": Situation(
        merged,
        *(0, 1, 0),
        (FAILED_CASE, Told("diff", f"{FILE}:15", "weight", "'online' (Files received online): 0.6 → 0.7")),
    ),
    "shallow clone": Situation(shallow, 2, 1, 2, (FAILED_CASE,), breaking=None),
    "deleted cases": Situation(
        lambda: Path(CASE_FILE).unlink(),
        *(1, 2, 1),
        (
            Told("check", f"{CASE_FILE}:1", "cases-loosened", "removed: offices.cases.toml, with 1"),
            Told("diff", CASE_FILE, "", "removed: offices.cases.toml, with 1", was=f"{CASE_FILE}:1"),
        ),
        breaking=True,
    ),
    "weakened cases": Situation(
        lambda: edit(("tolerance = 0", "tolerance = 1"), name=CASE_FILE),
        *(1, 0, 1),
        (
            Told("check", f"{CASE_FILE}:1", "cases-loosened", "allow more tolerance, 0 → 1"),
            Told("diff", f"{CASE_FILE}:1", "", "allow more tolerance, 0 → 1"),
        ),
        breaking=True,
    ),
    "settings off": Situation(
        lambda: (edit(*WEIGHTS), write("parindex.toml", f'{SETTINGS}version-unchanged = "off"\n')),
        *(1, 1, 1),
        (
            Told("check", "parindex.toml:3", "settings-loosened", "severity of 'version-unchanged': error → off"),
            FAILED_CASE,
            Told("diff", "parindex.toml:3", "", "severity of 'version-unchanged': error → off"),
            Told("diff", f"{FILE}:15", "weight", "0.6 → 0.7"),
        ),
        breaking=True,
    ),
    "one bad file": Situation(
        lambda: (write("indicators/draft.toml", 'id = "draft"\nindx = "D"\n'), edit(*REMOVED)),
        *(1, 1, 2),
        (
            Told("check", "indicators/draft.toml:2", "unknown-key", "did you mean 'index'?"),
            Told("diff", "indicators/draft.toml", "", "faulty in line 1"),
            Told("diff", f"{FILE}:1", "criterion-removed", "'report' (Annual report)", was=f"{FILE}:18"),
        ),
        breaking=True,
    ),
    "300 definitions": Situation(
        three_hundred,
        *(0, 0, 0),
        (Told("diff", "indicators/offices-000.toml:15", "weight", "0.6 → 0.7"),),
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make the repository once: it is copied for each situation."""
    here, top = Path.cwd(), tmp_path_factory.mktemp("made") / "top"
    top.mkdir()
    os.chdir(top)
    try:
        for name, text in ((FILE, DEFINITION), (CASE_FILE, CASES), ("parindex.toml", SETTINGS)):
            write(name, text)
        for command in (("init", "--quiet", "-b", "main"), ("add", "."), ("commit", "--quiet", "-m", "first")):
            git(*command)
        git("checkout", "--quiet", "-b", "topic")
    finally:
        os.chdir(here)
    return top


@pytest.fixture
def top(made, tmp_path, monkeypatch):
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(made, tmp_path / "top")
    monkeypatch.chdir(tmp_path / "top")
    return tmp_path / "top"


def read(form, text):
    """Return what a format tells, as lines of ``FILE:LINE code message`` where it has these parts."""
    if form == "github":
        told = re.findall(
            r"^::\w+ (?:file=([^,:]+)(?:,line=(\d+))?[^:]*,)?title=parindex ?([\w-]*).*?::(.*)$", text, re.MULTILINE
        )
        return "\n".join(f"{file}:{line or 0} {code} {message}" for file, line, code, message in told)
    if form == "gitlab":
        return "\n".join(
            f"{one['location']['path']}:{one['location']['lines']['begin']} {one['check_name']} {one['description']}"
            for one in json.loads(text)
        )
    if form == "sarif":
        (only,) = json.loads(text)["runs"]
        lines = [
            (one["locations"][0]["physicalLocation"], one["ruleId"], one["message"]["text"]) for one in only["results"]
        ]
        told = [json.dumps(only["invocations"], ensure_ascii=False)]
        for place, code, message in lines:
            line = place.get("region", {}).get("startLine", 0)
            told.append(f"{place['artifactLocation']['uri']}:{line} {code} {message}")
        return "\n".join(told)
    if form == "json":
        document = json.loads(text)
        return json.dumps(document, ensure_ascii=False)
    return html.unescape(re.sub(r"\\(.)", r"\1", text))


def holds(text, form, told):
    """Return whether a format tells something, with the line and the code where it has them."""
    if form == "json" or (told.command == "diff" and form in ("text", "markdown", "html")):
        place = told.was or told.place
        if form == "json":
            file, _, line = told.place.rpartition(":") if told.command != "diff" else ("", "", "")
            words = told.words.removeprefix("approved: ")
            return words in text and (not line or re.search(rf'"{file}", "line": {line}\b', text)) and told.code in text
        return any(place in line and told.words in line for line in text.splitlines())
    return any(
        re.search(rf"{re.escape(told.place)}\b", line) and told.code in line and told.words in line.replace("%25", "%")
        for line in text.splitlines()
    )


def reports(command, *arguments, forms, lang="en"):
    """Run a command once; give its code, what it said, and what each format told."""
    beside = [f"--report={form}=../{command}.{form}" for form in forms]
    code, printed, said = run(command, "indicators", *arguments, *beside, "--lang", lang)
    files = {form: Path(f"../{command}.{form}") for form in forms}
    texts = {form: file.read_text(encoding="utf-8") for form, file in files.items() if file.exists()}
    return code, printed + said, texts


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_gives_its_codes_lines_and_words_in_every_format(top, name):
    situation = SITUATIONS[name]
    situation.change()
    branch = ("--against", "origin/main" if name == "shallow clone" else "main", "--since-branch")
    runs = {
        "check": reports("check", *branch, forms=FORMS),
        "test": reports("test", forms=FORMS),
        "diff": reports("diff", *branch, forms=(*FORMS, "markdown", "html")),
    }
    codes = {command: code for command, (code, _, _) in runs.items()}
    assert codes == {"check": situation.check, "test": situation.test, "diff": situation.diff}
    for told in situation.told:
        _, printed, texts = runs[told.command]
        for form, text in {"text": printed, **texts}.items():
            assert holds(read(form, text), form, told), (form, told, text)
    for _, printed, texts in runs.values():
        assert str(top.parent) not in printed + "".join(texts.values())
    assert ("json" in runs["diff"][2]) == (name != "shallow clone")  # there nothing could be compared
    if "json" in runs["diff"][2]:
        comment = runs["diff"][2]["markdown"]
        assert comment.startswith("<!-- parindex-diff -->\n")
        assert len(comment.encode("utf-16-le")) // 2 <= 65_536
        assert json.loads(runs["diff"][2]["json"])["breaking"] is situation.breaking


def test_a_comment_is_wholly_in_vietnamese_where_that_is_asked_for(top):
    SITUATIONS["one bad file"].change()
    write("parindex.toml", "")
    _, _, texts = reports("diff", "--against", "main", "--since-branch", forms=("markdown",), lang="vi")
    for words in (
        "Chỉ số các phòng",
        "Báo cáo năm",
        "(Hồ sơ trực tuyến): 0,6 → 1",
        "không tương thích",
        "nới lỏng",
        "Không so sánh được",
    ):
        assert words in texts["markdown"], texts["markdown"]
    for words in ("breaking", "removed", "version", "faulty", "Annual report"):
        assert words not in texts["markdown"].replace("parindex diff", "")
