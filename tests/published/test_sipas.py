"""SIPAS, the household survey from 2023: satisfaction with policy and with services, Ministry of Home Affairs.

Source: ../shared/facts/sipas/sipas.md. The published rows and their tolerances stand in the cases of the definition. If
one weight of the policy part serves all of them, it lies in 0.615 to 0.640.
"""

import parindex


def test_weight_of_policy_lies_where_the_published_figures_put_it():
    definition = parindex.load("sipas-2023")
    assert definition.status == "recovered"
    assert 0.615 <= definition["policy"].weight <= 0.640
