"""What people read above a column, beside a figure or on an axis, by the name that programs know it by."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.base.messages import Message, say, translated
from parindex.base.problems import SEVERITIES

#: The word for each field of a record that people see.
HEADS: Mapping[str, Message] = {
    "a": say("unit A"),
    "after": say("after"),
    "ahead": say("unit ahead"),
    "always_above": say("always above"),
    "always_below": say("always below"),
    "amount": say("amount"),
    "appraised": say("appraised"),
    "b": say("unit B"),
    "band": say("band"),
    "became": say("became"),
    "before": say("before"),
    "best": say("best"),
    "best_attained": say("best attained"),
    "best_rank": say("best rank"),
    "best_possible": say("best possible"),
    "brings": say("brings"),
    "carried": say("carried"),
    "case": say("case"),
    "cause": say("cause"),
    "change": say("change"),
    "change_of_rank": say("change of rank"),
    "change_of_total": say("change of total"),
    "changed": say("changed"),
    "changed_weight": say("changed weight"),
    "code": say("code of the problem"),
    "component": say("component"),
    "contribution": say("contribution"),
    "difference": say("difference"),
    "differs": say("differs most at"),
    "direction": say("direction of change"),
    "distance": say("distance"),
    "evidence": say("evidence"),
    "exact": say("exact value"),
    "factor": say("uncertain input"),
    "few_parts": say("scored from few of its parts"),
    "first_order": say("first order"),
    "first_order_high": say("first order, high"),
    "first_order_low": say("first order, low"),
    "first_unit": say("first unit"),
    "formed_of": say("formed of"),
    "greatest_rank_shift": say("greatest rank shift"),
    "group": say("group"),
    "has_total": say("has a total"),
    "hint": say("how to mend it"),
    "id": say("id"),
    "incomparable": say("not comparable"),
    "index": say("index"),
    "indicator": say("indicator"),
    "kind": say("kind"),
    "lacking": say("lacking"),
    "left_out": say("left out"),
    "level": say("level"),
    "lost": say("lost"),
    "lowered": say("lowered"),
    "max": say("max"),
    "mean_rank": say("mean rank"),
    "mean_rank_shift": say("mean rank shift"),
    "mean_score": say("mean score"),
    "median": say("median"),
    "message": say("what is wrong"),
    "moves_most": say("units moved most by it"),
    "must_reach_alone": say("must reach alone"),
    "must_reach_together": say("must reach together"),
    "n_ranked": say("of"),
    "name": say("name"),
    "node": say("node"),
    "nominal": say("nominal"),
    "norm": say("norm"),
    "not_compared": say("not compared"),
    "not_counted": say("not counted"),
    "note": say("remark"),
    "obtained": say("points obtained"),
    "of": say("part of"),
    "one_more": say("one more"),
    "other": say("other unit"),
    "others": say("change of the others"),
    "outcome": say("outcome"),
    "output": say("explained"),
    "over_claimed": say("over-claimed"),
    "own": say("own change"),
    "parent": say("above it"),
    "parent_node": say("parent"),
    "parent_unit": say("parent of the unit"),
    "percent_rank": say("percent rank"),
    "place": say("place"),
    "points": say("points"),
    "points_after": say("points after"),
    "points_before": say("points before"),
    "portal_code": say("portal code"),
    "published": say("published"),
    "r_squared": say("r squared"),
    "raised": say("raised"),
    "rank": say("rank"),
    "rank_5": say("rank at 5%"),
    "rank_50": say("rank at 50%"),
    "rank_95": say("rank at 95%"),
    "rank_after": say("rank after"),
    "rank_before": say("rank before"),
    "rank_change": say("change of rank"),
    "rank_definition": say("rank: definition"),
    "rank_error": say("rank error"),
    "rank_others": say("rank: change of the others"),
    "rank_own": say("rank: own change"),
    "rank_shift": say("rank shift"),
    "rank_then": say("rank then"),
    "rank_units": say("rank: units that came or went"),
    "ranked": say("ranked"),
    "ranked_within": say("ranked within"),
    "reappraised": say("reappraised"),
    "region": say("region"),
    "remark": say("remark"),
    "rounding": say("rounding"),
    "rule": say("rule"),
    "rules": say("rules"),
    "score": say("score"),
    "score_5": say("score at 5%"),
    "score_50": say("score at 50%"),
    "score_95": say("score at 95%"),
    "second_order": say("second order"),
    "second_order_high": say("second order, high"),
    "second_order_low": say("second order, low"),
    "self_assessed": say("self-assessed"),
    "severity": say("severity"),
    "share": say("share"),
    "shared": say("nodes in common"),
    "short": say("short of parts with a score"),
    "source": say("source"),
    "spellings": say("spellings"),
    "stands_out": say("stands out"),
    "status": say("status"),
    "structure": say("structure"),
    "survey": say("survey"),
    "then": say("rank then"),
    "threshold": say("threshold"),
    "title": say("title"),
    "total": say("total"),
    "total_lacking": say("total still lacking"),
    "total_effect": say("total effect"),
    "total_effect_high": say("total effect, high"),
    "total_effect_low": say("total effect, low"),
    "total_shift": say("change of total"),
    "unchanged": say("unchanged"),
    "under_claimed": say("under-claimed"),
    "unit": say("unit"),
    "units": say("units moved"),
    "value": say("value"),
    "way": say("way found"),
    "weight": say("weight"),
    "weights": say("weights"),
    "what": say("what changed"),
    "why": say("why"),
    "with": say("with"),
    "without": say("without"),
    "worst": say("worst"),
    "worst_attained": say("worst attained"),
    "worst_rank": say("worst rank"),
    "written_threshold": say("written threshold"),
    "written_weight": say("written weight"),
    "years": say("years"),
}

#: What people read in place of a word that programs know, by the field of the record that it stands in.
WORDS: Mapping[str, Mapping[str, Message]] = {
    "cause": {
        "definition": say("definition"),
        "incomparable": say("not comparable"),
        "others": say("change of the others"),
        "own": say("own change"),
        "rounding": say("rounding"),
        "rules": say("rules"),
        "structure": say("structure"),
        "sum": say("all together"),
        "units": say("units that came or went"),
        "weights": say("weights"),
    },
    "direction": {"down": say("down"), "up": say("up")},
    "kind": {"component": say("component"), "indicator": say("indicator")},
    "moved_by": {
        "other units": say("changes of other units"),
        "rounding": say("rounding"),
        "together": say("changes together"),
    },
    "outcome": {
        "level": say("always level"),
        "none": say("no threshold"),
        "swap": say("the order is reversed"),
        "touch": say("level there only"),
    },
    "output": {"rank-shift": say("shift of all ranks")},
    "remark": {"constant": say("constant"), "no weight": say("no weight")},
    "severity": SEVERITIES,
    "stands_out": {"strength": say("strength"), "weakness": say("weakness")},
    "status": {
        "assumed": say("assumed"),
        "derived": say("derived"),
        "partial": say("partial"),
        "published": say("as published"),
        "recovered": say("recovered"),
        "template": say("template"),
    },
    "unit_kind": {"province": say("province"), "municipality": say("city"), "ministry": say("ministry")},
    "way": {"bisection": say("bisection"), "closed form": say("closed form")},
    "what": {
        "document refused": say("document refused"),
        "emptied": say("emptied"),
        "filled": say("filled"),
        "input": say("input"),
        "not applicable": say("not applicable"),
        "option": say("option"),
        "points": say("points"),
        "value": say("value"),
    },
    "whatever_the_weights": {
        "above": say("above"),
        "below": say("below"),
        "either": say("above or below"),
        "level": say("level with it"),
        "not above": say("not above"),
        "not below": say("not below"),
    },
    "why": {
        "left out": say("what is left out"),
        "limit": say("cap or floor"),
        "outside": say("figure from outside"),
        "rounding": say("rounding"),
        "score": say("score"),
    },
}
#: What an uncertain input is about: the words before the colon of `weight:land`, or all of them.
_INPUTS: Mapping[str, Message] = {
    "aggregation": say("way to combine"),
    "component": say("component"),
    "domain": say("domain"),
    "imputation": say("imputation"),
    "left-out": say("an indicator left out"),
    "noise": say("error of evidence"),
    "normalisation": say("normalisation"),
    "standard-errors": say("standard error"),
    "weight": say("weight"),
}


def head(name: str, lang: str) -> str:
    """Return the word for a field in a language, in small letters."""
    return translated(HEADS[name], lang)


def word(field: str, value: str, lang: str) -> str:
    """Return what people read in place of a word that stands in a field of a record; any other text as it is.

    Examples
    --------
    >>> from parindex.base import word
    >>> word("what", "document refused", "vi"), word("factor", "weight:land", "vi"), word("unit", "above", "vi")
    ('không công nhận tài liệu', 'trọng số: land', 'above')
    """
    if field in ("factor", "with"):
        return _input_in_words(value, lang)
    said = WORDS.get(field, {}).get(value)
    return value if said is None else translated(said, lang)


def _input_in_words(name: str, lang: str) -> str:
    """Return an uncertain input, `weight:land` or `aggregation-2`, in words; a name that somebody gave as it is."""
    kind, colon, node = name.partition(":")
    kind, number = (kind, "") if kind in _INPUTS else kind.rpartition("-")[::2]
    if kind not in _INPUTS or not (number.isdecimal() or not number):
        return name
    said = translated(_INPUTS[kind], lang)
    return f"{said} {number}" if number else f"{said}: {node}" if colon else said
