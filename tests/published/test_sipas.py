"""SIPAS, the household survey from 2023: satisfaction with policy and with services, Ministry of Home Affairs.

Sources: VietnamPlus, VNA and vjs.vietnam.vn, page by row in ../shared/data/sipas; ../shared/facts/sipas/sipas.md.

Tolerance: the weight 5/8 of the policy part is recovered; it is known to lie in 0.615 to 0.640 only, which moves the
index by up to 0.015 of the distance between the parts. Parts and index are printed in two decimals, 0.005 each; the
parts of the country in 2023 are differences of two printed figures, so 0.01.
"""

import attrs
import pytest

import parindex

from .tables import assert_close, read

PARTS = {"policy": "policy_making_implementation", "services": "public_admin_services"}


@pytest.mark.parametrize(
    "table, place, year, part",
    [
        ("national", {"scope": "national"}, "2023", 0.01),
        ("national", {"scope": "national"}, "2024", 0.005),
        ("provinces", {"gso_code": "01"}, "2024", 0.005),
    ],
    ids=["country-2023", "country-2024", "Hà Nội-2024"],
)
def test_two_parts_give_the_published_index(shared, table, place, year, part):
    figures = {
        row["component"]: row["value_pct"]
        for row in read(shared(f"sipas/{table}.csv"))
        if row["year"] == year and place.items() <= row.items()
    }
    evidence = {leaf: figures[component] for leaf, component in PARTS.items()}
    definition = attrs.evolve(parindex.load("sipas-2023"), units=None)  # the country is no province
    within = 0.015 * abs(float(evidence["policy"]) - float(evidence["services"])) + part + 0.005
    assert_close(parindex.score(definition, {"place": evidence}).total, [float(figures["overall"])], within)


def test_weight_of_policy_lies_where_the_published_figures_put_it():
    definition = parindex.load("sipas-2023")
    assert definition.status == "recovered"
    assert 0.615 <= definition["policy"].weight <= 0.640
