"""Frames: within 20 ms for 63 units x 100 indicators in any shape, and little more than the library's own work."""

import pytest

from .flat import scores

FRAMES = [
    pytest.param(shape, labels, id=f"{shape}-{labels}") for shape in ("wide", "tidy") for labels in ("id", "title")
]


@pytest.fixture(scope="module")
def scored():
    return scores(domains=20)


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("shape, labels", FRAMES)
def test_frame_of_63_units_and_100_indicators(against, scored, library, shape, labels):
    module = pytest.importorskip(library)

    def ours():
        return scored.to_frame(library, shape=shape, labels=labels, lang="vi")

    frame = ours()
    columns = {name: frame[name].to_numpy() for name in frame.columns}
    against(ours, lambda: module.DataFrame(columns), f"{library}.DataFrame of the same arrays")
