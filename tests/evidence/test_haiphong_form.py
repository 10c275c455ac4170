"""The yearly forms of Decision 212/2025/QĐ-UBND of Hải Phòng: three layers of points, criteria numbered anew."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

import parindex

from ..sample import load_text
from .corpus.specimens import book

pytest.importorskip("openpyxl")
pytest.importorskip("python_calamine")
FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "haiphong212" / "forms.csv"
LAYERS = ("self_assessed", "appraised", "reappraised")
HEADS = [
    ["Số TT", "Tiêu chí đánh giá", "Điểm tối đa", "Điểm chấm", None, None, "Ghi chú"],
    [None, None, None, "Cá nhân tự chấm", "Người quản lý trực tiếp", "Cấp có thẩm quyền", None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
]
KEYS = 'id = "hp"\nindex = "HP"\nversion = "1"\ntitle = "Decision 212"\nyears = [2025]\ncombine = "sum"\nmax = 100\n'

pytestmark = pytest.mark.skipif(not FACTS.exists(), reason="the forms beside the project are absent")


def printed(form):
    """Return the rows of a form as the decision prints them."""
    with FACTS.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["form"] == str(form)]


def definition_of(rows):
    """Return the definition of a form: who scores it gives points, whatever the rule."""
    nodes = []
    for row in rows:
        kind = "component" if row["kind"] == "group" else "indicator"
        nodes.append(f'[[{kind}]]\nid = "{row["id"]}"\ntitle = "{row["title_vi"]}"\nmax = {row["max"]}')
        nodes += [f'parent = "{row["parent"]}"'] if row["parent"] else []
        nodes += ['combine = "sum"'] if kind == "component" else []
    return load_text(KEYS + "\n".join(nodes), "hp.toml")


def points_of(rows):
    """Return points of each layer by criterion, in quarters, and those of the groups, added up."""
    given = {}
    for shift, layer in enumerate(LAYERS):
        leaves = [row for row in rows if row["kind"] != "group"]
        of_layer = {
            row["id"]: Fraction((at * 7 + shift) % (int(Fraction(row["max"]) * 4) + 1), 4)
            for at, row in enumerate(leaves)
        }
        groups = [row["id"] for row in rows if row["kind"] == "group"]
        parent = {row["id"]: row["parent"] for row in rows}
        for group in groups:
            below = [leaf["id"] for leaf in leaves if group in _above(leaf["id"], parent)]
            of_layer[group] = sum((of_layer[id_] for id_ in below), Fraction(0))
        given[layer] = of_layer
    return given


def _above(id_, parent):
    while id_ := parent[id_]:
        yield id_


def number_of(row):
    """Return the number of a criterion as the form prints it, anew below each group."""
    return row["id"].removeprefix(row["parent"]).lstrip(".") if row["parent"] else row["id"]


def comma(points):
    return f"{float(points):g}".replace(".", ",")


@pytest.mark.parametrize("form", [1, 2, 3])
def test_each_of_three_layers_is_read_and_totals_and_groups_are_held(tmp_path, form):
    rows = printed(form)
    given, definition = points_of(rows), definition_of(rows)
    lines = [
        [
            number_of(row),
            row["title_vi"],
            comma(Fraction(row["max"])),
            *(comma(given[layer][row["id"]]) for layer in LAYERS),
        ]
        for row in rows
    ]
    totals = {layer: given[layer]["I"] + given[layer]["II"] for layer in LAYERS}
    lines += [
        [None, "Tổng cộng (I+II)", 100, *(comma(totals[layer]) for layer in LAYERS)],
        [],
        [None, "Ngày 15/12/2025"],
    ]
    path = tmp_path / "form.xlsx"
    path.write_bytes(book(sheets={"Nguyễn Văn A": [["PHIẾU CHẤM ĐIỂM"], *HEADS, *lines]}, merged=["D2:F2", "A2:A3"])())
    for layer in LAYERS:
        evidence = parindex.read_evidence(definition, path, layer=layer)
        assert evidence.units == ("Nguyễn Văn A",)
        leaves = {row["id"] for row in rows if row["kind"] != "group"}
        assert dict(zip(evidence.columns, evidence.values[0].tolist(), strict=True)) == {
            id_: float(points) for id_, points in given[layer].items() if id_ in leaves
        }
        assert [problem.code for problem in evidence.problems] == ["form-read", "heading-row"]
        assert parindex.score(definition, evidence).rounded == (round(totals[layer], 2),)
