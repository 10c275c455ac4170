"""Workbooks and tables as offices hand them in: each is read right, or refused with a reason that is plain."""

import math
import os
import shutil
import subprocess
import sys
import time

import pytest

import parindex
from parindex.base.messages import translated
from parindex.base.problems import errors

from .corpus import forms, read_tables, refused_tables
from .corpus.specimens import RIGHT

pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")
pytestmark = pytest.mark.slow
SPECIMENS = [*read_tables.SPECIMENS, *refused_tables.SPECIMENS, *forms.SPECIMENS]
FEWEST = 40
PATIENCE = 120


def test_the_corpus_is_as_large_as_it_has_to_be():
    names = [specimen.name for specimen in SPECIMENS]
    assert len(names) >= FEWEST
    assert len(set(names)) == len(names)
    assert {specimen.converted for specimen in SPECIMENS} == {"", "ods", "xls"}


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """Give the folder of each specimen, all made before the first is read; LibreOffice starts once for each format."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    folder = shared / "corpus"
    try:
        folder.mkdir()
    except FileExistsError:  # another worker makes it
        until = time.monotonic() + PATIENCE
        while not (folder / "done").exists() and time.monotonic() < until:
            time.sleep(0.1)
        return folder
    _make(folder)
    (folder / "done").touch()
    return folder


def _make(folder):
    for at, specimen in enumerate(SPECIMENS):
        place = folder / str(at)
        place.mkdir()
        for name, make in specimen.files.items():
            (place / name).write_bytes(make())
    program = shutil.which("soffice") or shutil.which("libreoffice")
    running = []
    for suffix in ("ods", "xls") if program else ():
        profile = f"-env:UserInstallation={(folder / suffix).as_uri()}"
        copies = []
        for at, specimen in enumerate(SPECIMENS):
            if specimen.converted == suffix:
                copies.append(folder / f"{at}.xlsx")
                shutil.copy(folder / str(at) / "a.xlsx", copies[-1])
        command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", folder, *copies]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    for process in running:
        assert process.wait(PATIENCE) == 0


def _path(folder, specimen):
    at = SPECIMENS.index(specimen)
    if not specimen.converted:
        return folder / str(at) if specimen.whole_folder else folder / str(at) / next(iter(specimen.files))
    path = folder / f"{at}.{specimen.converted}"
    if not path.exists():
        if os.environ.get("CI") and sys.platform == "linux":
            pytest.fail("LibreOffice is not installed: apt-get install --no-install-recommends libreoffice-calc")
        pytest.skip("LibreOffice is not installed (libreoffice-calc)")
    return path


def read(path, specimen, **more):
    return parindex.read_evidence(specimen.definition, path, **specimen.options, **more)


def figures(evidence):
    rows = evidence.values.tolist()
    return {
        unit: {id_: None if math.isnan(value) else value for id_, value in zip(evidence.columns, row, strict=True)}
        for unit, row in zip(evidence.units, rows, strict=True)
    }


def told(evidence):
    """Return the codes of what is told, but that a form is one."""
    return sorted(problem.code for problem in evidence.problems if problem.code != "form-read")


def named(specimens):
    return pytest.mark.parametrize("specimen", specimens, ids=lambda specimen: specimen.name)


@named(
    [specimen for specimen in SPECIMENS if not (specimen.refused or specimen.unreadable or specimen in forms.SPECIMENS)]
)
def test_a_table_is_read_right(corpus, specimen):
    evidence = read(_path(corpus, specimen), specimen)
    assert figures(evidence) == (RIGHT if specimen.right is None else specimen.right)
    assert told(evidence) == sorted(specimen.told)


@named(forms.READ)
def test_each_layer_of_a_form_is_read_right(corpus, specimen):
    for layer, right in specimen.right.items():
        evidence = read(_path(corpus, specimen), specimen, layer=layer)
        assert figures(evidence) == right
        assert told(evidence) == sorted(specimen.told)


def place(problem):
    return problem.cell.rpartition("!")[2] or f"{problem.line}:{problem.column}"


@named([specimen for specimen in SPECIMENS if specimen.refused])
def test_a_table_is_refused_for_a_reason_that_is_understood(corpus, specimen):
    problems = errors(read(_path(corpus, specimen), specimen).problems)
    assert [(problem.code, place(problem)) for problem in problems] == [
        (refusal.code, refusal.place) for refusal in specimen.refused
    ]
    for problem, refusal in zip(problems, specimen.refused, strict=True):
        for lang, words in (("en", refusal.en), ("vi", refusal.vi)):
            said = problem.said(lang)
            assert words in f"{said.message} ({said.hint})"
        assert problem.said("vi").message != problem.message


@named([specimen for specimen in SPECIMENS if specimen.unreadable])
def test_a_file_that_is_no_table_is_named_as_what_it_is(corpus, specimen):
    with pytest.raises(parindex.UnreadableError) as caught:
        read(_path(corpus, specimen), specimen)
    english, vietnamese = specimen.unreadable
    assert english in str(caught.value)
    assert vietnamese in translated(caught.value.told, "vi")
