"""Pictures of 63 units: at most 2.5 x what drawing alone takes, also with 100 indicators; a first one 3.5 x imports."""

import subprocess
import sys

import pytest

from parindex import plot

from .flat import scores as flat_scores

vl_convert = pytest.importorskip("vl_convert")
pytest.importorskip("altair")


@pytest.fixture(scope="module")
def scores():
    return flat_scores()


@pytest.mark.parametrize("kind", ["ranking", "heatmap"])
def test_draw_63_units(against, scores, kind):
    def made():
        nodes = {"nodes": scores.nodes[1:]} if kind == "heatmap" else {}
        return getattr(plot, kind)(scores, lang="vi", **nodes)

    spec = made().to_dict(validate=False)
    svg = against(lambda: plot.to_svg(made()), lambda: vl_convert.vegalite_to_svg(spec), "vl-convert alone", rounds=5)
    assert svg.startswith("<svg ")


def test_first_picture_of_a_process(against):
    draw = (
        "import parindex; from parindex import plot;"
        "scores = parindex.score(parindex.load('par-ministry-2022'), 'examples/par-ministries-2023.csv');"
        "plot.to_svg(plot.ranking(scores, lang='vi'))"
    )

    def run(code):
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    against(run(draw), run("import numpy, altair, vl_convert"), "import altair, vl_convert", rounds=5)
