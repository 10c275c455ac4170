"""Every problem code has a faulty file here; the files say themselves what is wrong with them.

A definition says it in its first lines, as ``# expect: line:column code (hint)``, with ``-`` for a place that a fault
does not have; a table says it in ``expected.toml``. Places are counted by hand. Folders in ``together`` are checked as
a whole, settings and all; in ``versions`` a file stands as it was before a change and as it is after; those in
``catalogues`` are listed.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import tomli

import parindex
from parindex.base.problems import CODES
from parindex.cases.case_files import parse_cases, read_cases
from parindex.definition import cases_of

HERE = Path(__file__).parent
SOUND = HERE / "evidence.toml"
OTHERS = [
    HERE / f"{name}.toml"
    for name in (
        "worked",
        "printed",
        "percent",
        "two-ids",
        "office",
        "sources",
        "pgi",
        "formulas",
        "deciding",
        "figures",
        "provinces",
    )
]
CASES = sorted(HERE.glob("*.cases.toml"))
LAYOUTS = sorted(HERE.glob("*.layout.toml"))
APPROVALS = sorted(HERE.glob("*.approvals.toml"))
DEFINITIONS = sorted(set(HERE.glob("*.toml")) - {SOUND, *OTHERS, *CASES, *APPROVALS, *LAYOUTS, HERE / "expected.toml"})
TOGETHER = sorted((HERE / "together").iterdir())
VERSIONS = sorted((HERE / "versions").iterdir())
CATALOGUES = sorted((HERE / "catalogues").iterdir())
TABLES = tomli.loads((HERE / "expected.toml").read_text(encoding="utf-8"))["table"]
EXPECT = re.compile(r"^# expect: (\d+|-):(\d+|-) ([a-z-]+)(?: \((.*)\))?$", re.MULTILINE)


def place(text):
    return None if text == "-" else int(text)


def expected(path):
    """Return (line, column, code) as the file announces them, and the hints of those that announce one."""
    found = EXPECT.findall(path.read_text(encoding="utf-8"))
    faults = [(place(line), place(column), code) for line, column, code, _ in found]
    return faults, {fault: hint for fault, (*_, hint) in zip(faults, found, strict=True) if hint}


def located(problems):
    return [(problem.line, problem.column, problem.code) for problem in problems]


def in_order(faults):
    return sorted(faults, key=lambda fault: (fault[0] or 0, fault[1] or 0, fault[2]))


#: What is told beside the problems of evidence and scores, where it is asked for.
SELDOM = {"no-total", "few-parts", "other-edition"}


def of_table(table):
    """Return every problem of a table, those found only when it is scored too."""
    if table["file"].endswith(".xlsx"):
        pytest.importorskip("python_calamine")
    definition = parindex.load(HERE / table.get("definition", SOUND.name))
    if "appraised" in table:
        with pytest.raises(parindex.EvidenceError) as caught:
            parindex.reconcile(definition, self_assessed=HERE / table["file"], appraised=HERE / table["appraised"])
        return caught.value.problems
    evidence = parindex.read_evidence(definition, HERE / table["file"])
    if "merged" in table:
        try:
            merged = parindex.merge_units(evidence, **table["merged"])
        except parindex.EvidenceError as error:
            return error.problems
        return [problem for problem in merged.problems if problem.code in wanted(table)]
    if any(problem.severity == "error" for problem in evidence.problems):
        with pytest.raises(parindex.EvidenceError) as caught:
            parindex.score(definition, evidence)
        assert caught.value.problems == evidence.problems
        return evidence.problems
    if wanted(table) == {"undefined-value"}:  # of a component, found when it is scored
        return parindex.validate(definition, evidence)
    scores = parindex.score(definition, evidence)
    seldom = dict.fromkeys((*scores.coverage.problems, *parindex.validate(definition, evidence)))
    return (*scores.problems, *(problem for problem in seldom if problem.code in SELDOM & wanted(table)))


def wanted(table):
    return {code for *_, code in table["problems"]}


def announced(table):
    return [(line or None, column or None, code) for line, column, code in table["problems"]]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_every_fault_of_a_definition_is_told_at_its_place(path):
    problems = parindex.check(path)
    faults, hints = expected(path)
    assert all(problem.line and problem.column for problem in problems)
    assert located(problems) == in_order(faults)
    told = dict(zip(located(problems), (problem.hint for problem in problems), strict=True))
    assert {fault: told[fault] for fault in hints} == hints


def stops(path):
    """Return whether one of the codes that a file announces is an error, wherever it stands."""
    return any(CODES[code].severity == "error" for *_, code in expected(path)[0])


@pytest.mark.parametrize("path", [path for path in DEFINITIONS if stops(path)], ids=lambda path: path.stem)
def test_loading_a_faulty_definition_raises_all_errors_of_it(path):
    problems = tuple(problem for problem in parindex.check(path) if problem.severity == "error")
    with pytest.raises(parindex.DefinitionError) as caught:
        parindex.load(path)
    assert caught.value.problems == problems
    assert str(caught.value).splitlines() == [str(problem) for problem in problems]
    assert all(problem.source == str(path) and problem.message for problem in problems)


@pytest.mark.parametrize("path", APPROVALS, ids=lambda path: path.stem)
def test_every_fault_of_a_file_of_approvals_is_told_at_its_place(path):
    try:
        problems = parindex.diff("pci-2013", "pci-2022", approvals=path).problems
    except parindex.DefinitionError as error:
        problems = error.problems
    faults, hints = expected(path)
    assert located(problems) == in_order(faults)
    told = dict(zip(located(problems), (problem.hint for problem in problems), strict=True))
    assert {fault: told[fault] for fault in hints} == hints
    assert all(problem.source == str(path) and problem.message for problem in problems)


@pytest.mark.parametrize("path", [path for path in DEFINITIONS if not stops(path)], ids=lambda path: path.stem)
def test_a_definition_with_warnings_and_notes_only_loads(path):
    assert all(problem.severity in ("warning", "note") for problem in parindex.check(path))
    with path.open("rb") as file:
        assert parindex.load(path).id == tomli.load(file)["id"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_fault_of_a_file_of_cases_is_told_at_its_place(path):
    problems = parse_cases(*cases_of(path))[1]
    if problems:
        with pytest.raises(parindex.CasesError) as caught:
            read_cases(path)
        assert caught.value.problems == problems
    else:
        problems = parindex.run_cases(path).problems
    faults, hints = expected(path)
    assert located(problems) == in_order(faults)
    told = dict(zip(located(problems), (problem.hint for problem in problems), strict=True))
    assert {fault: told[fault] for fault in hints} == hints
    assert all(problem.source == str(path) and problem.message for problem in problems)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["file"])
def test_every_fault_of_a_table_is_told_at_its_place(table):
    problems = of_table(table)
    assert in_order(located(problems)) == in_order(announced(table))
    if "hint" in table:
        assert table["hint"] in [problem.hint for problem in problems]


@pytest.mark.parametrize("path", [SOUND, *OTHERS], ids=lambda path: path.stem)
def test_the_definitions_of_the_tables_are_sound(path):
    assert parindex.check(path) == ()


@pytest.mark.parametrize("folder", TOGETHER, ids=lambda folder: folder.name)
def test_every_fault_of_files_together_is_told_at_its_place(folder):
    report = parindex.check_files([folder])
    assert report.failures == ()
    for path in folder.iterdir():
        found = [problem for problem in report.problems if Path(problem.source).resolve() == path]
        faults, hints = expected(path)
        assert located(found) == in_order(faults)
        told = dict(zip(located(found), (problem.hint for problem in found), strict=True))
        assert {fault: told[fault] for fault in hints} == hints


def of_catalogue(folder):
    """Return what the files of a folder announce; one that is no text can announce nothing."""
    if folder.name == "unreadable":
        return [(None, None, "unreadable")]
    return [fault for path in folder.iterdir() for fault in expected(path)[0]]


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda folder: folder.name)
def test_every_fault_of_a_catalogue_is_told_and_keeps_no_other_definition_out(folder):
    stored = {path.stem: path.read_bytes() for path in sorted(folder.iterdir())}
    catalogue = parindex.catalogue(stored if folder.name == "digest-differs" else folder)
    assert located(catalogue.problems) == of_catalogue(folder)
    assert [entry.id for entry in catalogue] == ["sound"]


@pytest.mark.parametrize("folder", VERSIONS, ids=lambda folder: folder.name)
def test_every_fault_of_a_changed_file_is_told_at_its_place(folder, tmp_path, monkeypatch):
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    who = ("-c", "user.name=A", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false")
    shutil.copytree(folder / "before", tmp_path, dirs_exist_ok=True)
    for arguments in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "-m", "before"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    for path in (folder / "before").iterdir():
        (tmp_path / path.name).unlink()
    shutil.copytree(folder / "after", tmp_path, dirs_exist_ok=True)
    report = parindex.check_files([tmp_path])
    assert (report.failures, report.remarks) == ((), ("compared with HEAD: files here differ from it",))
    assert in_order(located(report.problems)) == in_order(after(folder))


def after(folder):
    """Return what the files of a folder announce, as they are after a change; of a file that went another one."""
    return [fault for path in (folder / "after").iterdir() for fault in expected(path)[0]]


def test_every_table_is_expected():
    named = {table[key] for table in TABLES for key in ("file", "appraised") if key in table}
    assert {path.name for path in HERE.iterdir() if path.suffix in (".csv", ".xlsx")} == named


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_faulty_file(code):
    announcing = {path.stem: [code for *_, code in expected(path)[0]] for path in DEFINITIONS}
    announcing |= {path.name.removesuffix(".cases.toml"): [code for *_, code in expected(path)[0]] for path in CASES}
    approvals = {path.name.removesuffix(".approvals.toml"): path for path in APPROVALS}
    announcing |= {name: [code for *_, code in expected(path)[0]] for name, path in approvals.items()}
    announcing |= {Path(table["file"]).stem: [code for *_, code in announced(table)] for table in TABLES}
    for folder in TOGETHER:
        announcing[folder.name] = [code for path in folder.iterdir() for *_, code in expected(path)[0]]
    for folder in VERSIONS:
        announcing[folder.name] = [code for *_, code in after(folder)]
    for folder in CATALOGUES:
        announcing[folder.name] = [code for *_, code in of_catalogue(folder)]
    assert code in announcing.get(code, [])


def test_a_dozen_different_faults_are_told_at_once():
    problems = parindex.check(HERE / "everything.toml")
    assert len({problem.code for problem in problems}) >= 12


def untranslated(problems):
    """Return the messages and hints that are the same in Vietnamese."""
    pairs = [
        text
        for problem, said in ((problem, problem.said("vi")) for problem in problems)
        for text in ((problem.message, said.message), (problem.hint, said.hint))
    ]
    return [english for english, vietnamese in pairs if english and english == vietnamese]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_every_fault_of_a_definition_can_be_told_in_vietnamese(path):
    assert untranslated(parindex.check(path)) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["file"])
def test_every_fault_of_a_table_can_be_told_in_vietnamese(table):
    assert untranslated(of_table(table)) == []


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_a_fault_told_in_vietnamese_is_the_same_fault(path):
    for problem in parindex.check(path):
        said = problem.said("vi")
        assert located([said]) == located([problem])
        assert problem.said("en") == problem


@pytest.mark.parametrize(
    "name, code, said",
    [
        ("weights-differ", "weights-differ", "0,9, không phải 1"),
        ("weights-near-whole", "weights-near-whole", "0,96, chưa đúng bằng 1"),
        ("maximum-differs", "maximum-differs", "19,5 điểm"),
        ("short-of-maximum", "short-of-maximum", "9,41176 điểm"),
    ],
)
def test_sums_are_told_with_a_decimal_comma_and_what_is_to_be_typed_with_a_point(name, code, said):
    told = [problem.said("vi") for problem in parindex.check(HERE / f"{name}.toml") if problem.code == code]
    assert any(said in problem.message for problem in told)
    assert not any(re.search(r"= ?\d+,\d", problem.hint or "") for problem in told)
