"""Every key of a definition: what it is called, of what kind a change of it is, and who decides how far it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from parindex.base import say
from parindex.comparison import evidence_levels, levels
from parindex.comparison.levels import Reach
from parindex.definition import (
    Attribute,
    Band,
    BandCap,
    Bands,
    Checklist,
    Choice,
    Component,
    Count,
    Definition,
    Gate,
    Group,
    Increments,
    Indicator,
    Input,
    Parameter,
    PercentileRank,
    Percentiles,
    Piecewise,
    Proportional,
    Rank,
    RankBand,
    Ranking,
    Relative,
    Rescale,
    Score,
    Shares,
    Source,
    Standardise,
    Target,
    Unit,
    UnitGroup,
)


@attrs.frozen
class Key:
    """A key: the kind of its changes, what it is called, and how far they reach; None where its parts are compared."""

    kind: str
    words: str
    reach: Reach | None


def _edges(kind: str) -> dict[str, Key]:
    """Return the keys of edges, whatever stands on one side of them."""
    return {
        "above": Key(kind, say("edge “above”"), levels.restating),
        "at_least": Key(kind, say("edge “at least”"), levels.restating),
        "below": Key(kind, say("edge “below”"), levels.restating),
        "at_most": Key(kind, say("edge “at most”"), levels.restating),
    }


#: Keys that say nothing of how evidence is scored.
_ABOUT = {
    "title": Key("title", say("title"), levels.editorial),
    "note": Key("note", say("remark"), levels.editorial),
    "status": Key("status", say("status"), levels.editorial),
}
#: Keys of components, and of the index itself.
_COMBINING = {
    "combine": Key("combination", say("way to combine"), evidence_levels.combined),
    "weights_total": Key("weight", say("sum of weights"), levels.editorial),
    "formula": Key("combination", say("formula"), evidence_levels.combined_formula),
    "power": Key("combination", say("power"), levels.restating),
    "times": Key("limits", say("factor"), levels.factor),
    "cap": Key("limits", say("cap"), evidence_levels.combined),
    "floor": Key("limits", say("floor"), evidence_levels.limit),
    "max": Key("maximum", say("maximum"), evidence_levels.maximum),
    "missing": Key("missing-policy", say("policy for missing values"), evidence_levels.policy),
    "needs": Key("missing-policy", say("parts that are needed"), evidence_levels.needed),
}
#: Keys of every node below the index.
_NODE = {
    **_ABOUT,
    "id": Key("criterion-renamed", say("id"), levels.breaking),
    "parent": Key("criterion-moved", say("parent"), None),
    "weight": Key("weight", say("weight"), levels.weight),
    "range": Key("evidence", say("range of evidence"), evidence_levels.allowed),
    "decimals": Key("rounding", say("decimals"), levels.rounding),
    "max": Key("maximum", say("maximum"), evidence_levels.maximum),
    "adds": Key("bonus", say("bonus or penalty"), evidence_levels.beside),
    "when": Key("condition", say("condition"), evidence_levels.condition),
    "missing": Key("missing-policy", say("policy for missing values"), evidence_levels.policy),
    "source": Key("source", say("source"), levels.editorial),
}

#: What a file of units says of each besides.
FURTHER_COLUMNS = Key("units", say("further columns"), levels.editorial)
#: The decision on every key, by the class that has it. A key without one fails a test.
KEYS: Mapping[type[Any], Mapping[str, Key]] = {
    Definition: {
        **_ABOUT,
        **_COMBINING,
        "id": Key("edition", say("edition"), levels.editorial),
        "index": Key("title", say("index"), levels.editorial),
        "version": Key("version", say("version"), levels.editorial),
        "years": Key("years", say("years"), levels.years),
        "units": Key("registry", say("registry of units"), levels.registry_named),
        "decimals": Key("rounding", say("decimals"), levels.restating),
        "rank": Key("ranking", say("ranking"), None),
        "bands": Key("result-groups", say("groups of results"), levels.restating),
        "caps": Key("result-groups", say("caps of groups of results"), levels.restating),
        "sources": Key("source", say("sources"), None),
        "parameter": Key("parameter", say("figures from outside"), None),
        "attributes": Key("attribute", say("attributes of units"), None),
        "group": Key("unit-groups", say("groups of units"), None),
        "unit": Key("units", say("list of units"), None),
        "component": Key("criterion", say("components"), None),
        "indicator": Key("criterion", say("indicators"), None),
    },
    Component: {**_COMBINING, **_NODE, "better": Key("direction", say("direction"), levels.direction)},
    Indicator: {
        **_NODE,
        "unit": Key("evidence", say("unit of evidence"), evidence_levels.unit),
        "better": Key("direction", say("direction"), levels.direction),
        "rule": Key("rule", say("rule"), evidence_levels.rule),
        "inputs": Key("inputs", say("inputs"), levels.inputs),
        "value": Key("inputs", say("formula of the value"), evidence_levels.formula),
        "on_zero_denominator": Key("missing-policy", say("policy for division by zero"), evidence_levels.on_zero),
        "not_applicable": Key(
            "missing-policy", say("policy for what is not applicable"), evidence_levels.not_applicable
        ),
        "self_scored": Key("documents", say("self-assessment"), levels.self_scored),
        "documents": Key("documents", say("supporting documents"), levels.documents),
    },
    Input: {
        "id": Key("inputs", say("input"), levels.breaking),
        "title": Key("title", say("title"), levels.editorial),
    },
    Ranking: {
        "on": Key("ranking", say("what is ranked"), levels.restating),
        "ties": Key("ranking", say("ties"), levels.restating),
        "best": Key("ranking", say("best total"), levels.restating),
        "then": Key("ranking", say("what decides between equal totals"), levels.restating),
    },
    Group: {
        "label": Key("result-groups", say("label"), levels.restating),
        **_edges("result-groups"),
        "requires": Key("result-groups", say("groups of results"), levels.restating),
    },
    Gate: {
        "above_zero": Key("result-groups", say("groups of results"), levels.restating),
        "node": Key("result-groups", say("groups of results"), levels.restating),
        **_edges("result-groups"),
    },
    BandCap: {
        "node": Key("result-groups", say("caps of groups of results"), levels.restating),
        "band": Key("result-groups", say("caps of groups of results"), levels.restating),
        **_edges("result-groups"),
    },
    Source: {
        "id": Key("source", say("source"), levels.editorial),
        "title": _ABOUT["title"],
        "url": Key("source", say("address"), levels.editorial),
        "note": _ABOUT["note"],
    },
    Parameter: {
        **_ABOUT,
        "id": Key("parameter", say("figure from outside"), levels.figures_listed),
        "unit": Key("evidence", say("unit of evidence"), evidence_levels.unit),
        "value": Key("parameter", say("figure"), levels.figures),
        "values": Key("parameter", say("figures by year"), levels.figures),
        "source": Key("source", say("source"), levels.editorial),
    },
    Attribute: {
        "id": Key("attribute", say("attribute of units"), levels.attributes_listed),
        "title": _ABOUT["title"],
        "note": _ABOUT["note"],
    },
    UnitGroup: {
        "id": Key("unit-groups", say("group of units"), levels.groups_listed),
        "title": _ABOUT["title"],
        "bands": Key("result-groups", say("groups of results"), levels.bands_of_group),
    },
    Unit: {
        "id": Key("units", say("unit"), levels.units_listed),
        "title": Key("title", say("title"), levels.names),
        "group": Key("unit-groups", say("group of units"), levels.restating),
        "ranked": Key("ranking", say("ranked"), levels.restating),
        "attributes": Key("units", say("attributes"), levels.attributes),
        "spellings": Key("units", say("spellings"), levels.names),
        "parent": Key("units", say("parent"), levels.names),
    },
    Score: {
        "range": Key("evidence", say("range of scores"), evidence_levels.allowed),
        "step": Key("evidence", say("steps of scores"), evidence_levels.allowed),
    },
    Rescale: {
        "anchors": Key("rule", say("anchors"), levels.restating),
        "to": Key("rule", say("scale"), levels.restating),
        "transform": Key("rule", say("transform"), evidence_levels.transform),
        "clip": Key("rule", say("clipping"), levels.restating),
    },
    Percentiles: {
        "percentiles": Key("rule", say("percentiles"), levels.restating),
        "interpolation": Key("rule", say("between two values"), levels.restating),
    },
    Bands: {"bands": Key("rule", say("bands"), levels.restating)},
    Band: {
        "points": Key("rule", say("points"), levels.restating),
        **_edges("rule-edge"),
    },
    Choice: {"points": Key("rule", say("points"), levels.option)},
    Checklist: {
        "points": Key("rule", say("points"), levels.item),
        "all": Key("rule", say("all or nothing"), levels.restating),
    },
    Proportional: {
        "cap": Key("rule-edge", say("value of full points"), levels.restating),
        "floor": Key("rule-edge", say("value below which nothing is given"), levels.restating),
    },
    Count: {
        "each": Key("rule", say("points for each"), levels.restating),
        "most": Key("rule", say("most points"), levels.restating),
    },
    Increments: {
        "from": Key("rule-edge", say("edge “from”"), levels.restating),
        "base": Key("rule", say("base points"), levels.restating),
        "per": Key("rule", say("size of a step"), levels.restating),
        "each": Key("rule", say("points for each"), levels.restating),
        "cap": Key("rule", say("most points"), levels.restating),
        "nothing_before": Key("rule-edge", say("value before which nothing is given"), levels.restating),
        "whole": Key("rule", say("whole steps only"), levels.restating),
    },
    Piecewise: {"knots": Key("rule", say("knots"), levels.restating)},
    Shares: {
        "weights": Key("rule", say("weights of answers"), levels.item),
        "apart": Key("inputs", say("answers that do not count"), levels.inputs),
    },
    Relative: {"to": Key("rule", say("reference"), levels.restating)},
    Target: {"target": Key("rule-edge", say("target"), levels.restating)},
    Standardise: {
        "to": Key("rule", say("scale"), levels.restating),
        "deviation": Key("rule", say("deviation"), levels.restating),
    },
    PercentileRank: {"share": Key("rule", say("share of units"), levels.restating)},
    Rank: {
        "by": Key("evidence", say("whether ranks are given"), levels.breaking),
        "points": Key("rule", say("points"), levels.restating),
    },
    RankBand: {
        "points": Key("rule", say("points"), levels.restating),
        "to": Key("rule-edge", say("last rank"), levels.restating),
    },
}
