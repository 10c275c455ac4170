"""What the changes of a plan bring: steps from the total as it is to that of the plan."""

import pytest

import parindex
from parindex import plot
from parindex.targets import target

from .conftest import ROOT, values
from .text_boxes import collisions, drawn_texts


def test_each_change_of_a_plan_is_a_step_to_the_total_that_it_reaches(pci):
    """Đắk Lắk has 58.62; labour and business support weigh 20 % each: a point of either brings 2."""
    plan = target(pci, "66", total=61, bounds={"support": (None, 7)})
    steps = values(plot.waterfall(plan, lang="en"))
    assert [one["amount"] for one in (steps[0], steps[-1])] == [58.62, float(plan.after.rounded[plan.row])]
    moves = steps[1:-2]
    assert [one["node"] for one in moves] == [change.move.name for change in plan.made]
    assert moves[0]["node"] == "labour"
    first = plan.made[0]
    assert moves[0]["amount"] == pytest.approx(2 * float(first.value - first.move.present), abs=1e-5)
    # The totals are as published, so that what both were rounded by is a step: here 0.008.
    assert (steps[-2]["cause"], steps[-2]["end"]) == ("together", 61)
    assert {one["kind"] for one in steps[1:-1]} == {"gain"}


def test_values_stand_behind_titles_however_long(pci):
    plan = target(pci, "66", total=61)
    moved = values(plot.waterfall(plan))[1:-2]
    assert all("→" in one["label"].split("\n")[1] and "…" not in one["title"] for one in moved)
    services = parindex.score(parindex.load("qd766-2026"), ROOT / "examples" / "qd766-dak-lak.csv")
    chart = plot.waterfall(target(services, "H15.143", total=70), lang="vi")
    assert collisions(drawn_texts(chart)) == []
    assert any(one["title"].endswith(": 0\u00a0→\u00a043") for one in values(chart))


def test_no_change_of_a_plan_is_written_as_none(pci):
    """The least cost is found by changes of which one brings 0.001 points, where totals have two decimals."""
    plan = target(pci, "38", rank=10)
    least = min(float(change.alone) for change in plan.made)
    assert 0 < least < 0.005
    written = {box.text for box in drawn_texts(plot.waterfall(plan, lang="en"))}
    assert f"+{least:.4f}" in written
    assert not {"+0.00", "+0.0000"} & written


def test_a_plan_that_changes_nothing_is_not_drawn(pci):
    with pytest.raises(ValueError, match="nothing needs to change"):
        plot.waterfall(target(pci, "66", total=50))
