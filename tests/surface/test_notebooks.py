"""The notebooks run as they stand, print nothing by themselves, and show pictures without a network."""

import runpy
import shutil

import nbformat
import openpyxl
import pytest
from nbclient import NotebookClient

import parindex

from ..conftest import ROOT

pytestmark = pytest.mark.many

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def outputs(book):
    """Return what each cell shows, but for a bar that was there while the work went on and is gone."""
    shown = [(cell.source, output) for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    return [(source, output) for source, output in shown if output.get("data") != {"text/html": "", "text/plain": ""}]


@pytest.fixture(scope="session", params=NOTEBOOKS, ids=lambda path: path.stem)
def run(request, tmp_path_factory):
    """Give a notebook after it ran in a copy of its folder."""
    folder = shutil.copytree(ROOT / "examples", tmp_path_factory.mktemp("notebooks") / "examples")
    book = nbformat.read(request.param, as_version=4)
    return NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()


def test_there_are_three_notebooks():
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert outputs(book) == []
    assert all(cell.execution_count is None for cell in book.cells if cell.cell_type == "code")


def test_nothing_is_printed_by_itself(run):
    assert [source for source, output in outputs(run) if output.output_type != "execute_result"] == []


def test_every_result_shows_itself_as_html(run):
    shown = [(source, output.data) for source, output in outputs(run)]
    assert len(shown) >= 5
    results = [(source, data) for source, data in shown if source.startswith(("scores", "parindex.", "definition"))]
    tables = [(source, data) for source, data in results if "plot." not in source and "compare" not in source]
    assert tables
    assert [source for source, data in tables if "text/html" not in data] == []


def test_pictures_are_drawn_without_a_network(run):
    pictures = [output.data for source, output in outputs(run) if "parindex.plot." in source.splitlines()[-1]]
    assert pictures
    for data in pictures:
        assert data["image/svg+xml"].startswith("<svg")
        assert "https://cdn" not in "".join(str(part) for part in data.values())


def cells(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_the_workbook_of_an_office_is_what_its_script_makes(tmp_path):
    made = tmp_path / "made.xlsx"
    script = runpy.run_path(str(ROOT / "examples" / "make_office_workbook.py"))
    script["main"](str(ROOT / "examples" / "par-ministries-2023.csv"), str(made))
    assert cells(made) == cells(ROOT / "examples" / "bo-co-quan-2023.xlsx")


def test_the_workbook_of_an_office_scores_as_the_plain_table_does():
    definition = parindex.load("par-ministry-2022")
    plain = parindex.score(definition, ROOT / "examples" / "par-ministries-2023.csv")
    book = ROOT / "examples" / "bo-co-quan-2023.xlsx"
    scores = parindex.score(definition, book, columns={"Tên bộ, cơ quan ngang bộ": "unit"})
    assert (scores.units, scores.rounded) == (plain.units, plain.rounded)
