"""What people read above a column, beside a figure or on an axis, by the name that programs know it by."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.base.messages import Message, say, together, translated
from parindex.base.problems import SEVERITIES

#: The word for each field of a record that people see.
HEADS: Mapping[str, Message] = {
    "a": say("unit A"),
    "added_value": say("share ranked otherwise"),
    "after": say("after"),
    "ahead": say("unit ahead"),
    "alpha_without": say("alpha without it"),
    "always_above": say("always above"),
    "always_below": say("always below"),
    "amount": say("amount"),
    "any_best_rank": say("best rank, any mix"),
    "any_worst_rank": say("worst rank, any mix"),
    "appraised": say("appraised"),
    "at_stake": say("at stake"),
    "attained": say("ends reached"),
    "availability": say("availability"),
    "b": say("unit B"),
    "band": say("band"),
    "became": say("became"),
    "band_before": say("band before"),
    "before": say("before"),
    "best": say("best"),
    "best_attained": say("best attained"),
    "best_band": say("best group of results"),
    "best_possible": say("best possible"),
    "best_of": say("best rank, of"),
    "best_proved": say("best rank, proved"),
    "best_rank": say("best rank"),
    "brings": say("brings"),
    "carried": say("carried"),
    "case": say("case"),
    "cause": say("cause"),
    "change": say("change"),
    "change_of_rank": say("change of rank"),
    "change_of_total": say("change of total"),
    "changed": say("changed"),
    "changes": say("changes"),
    "combine": say("combined by"),
    "commands": say("commands"),
    "changed_weight": say("changed weight"),
    "code": say("code of the problem"),
    "column": say("column"),
    "component": say("component"),
    "contribution": say("contribution"),
    "correlation": say("correlation"),
    "correlation_ratio": say("correlation ratio"),
    "cost": say("cost"),
    "derived": say("derived"),
    "deviation": say("standard deviation of ranks"),
    "difference": say("difference"),
    "differs": say("differs most at"),
    "direction": say("direction of change"),
    "distance": say("distance"),
    "edition": say("edition"),
    "edition_changed": say("another edition"),
    "events": say("what happened"),
    "evidence": say("evidence"),
    "exact": say("exact value"),
    "factor": say("uncertain input"),
    "few_parts": say("scored from few of its parts"),
    "fill_in": say("what to fill in"),
    "first_order": say("first order"),
    "first_order_high": say("first order, high"),
    "first_order_low": say("first order, low"),
    "first_score": say("score of the first"),
    "first_unit": say("first unit"),
    "formed_of": say("formed of"),
    "greatest_rank_shift": say("greatest rank shift"),
    "group": say("group"),
    "has_total": say("has a total"),
    "high_rank": say("95 %"),
    "hint": say("how to mend it"),
    "id": say("id"),
    "importance": say("importance"),
    "in_python": say("in Python"),
    "incomparable": say("not comparable"),
    "index": say("index"),
    "indicator": say("indicator"),
    "item_rest": say("with the rest"),
    "json_schema": say("JSON Schema"),
    "kendall": say("Kendall's tau"),
    "kind": say("kind"),
    "kurtosis": say("kurtosis"),
    "lacking": say("lacking"),
    "largest_rank_shift": say("greatest rank shift"),
    "least": say("least"),
    "least_total": say("least total"),
    "left_out": say("left out"),
    "level": say("level"),
    "loading": say("loading"),
    "lost": say("lost"),
    "low_rank": say("5 %"),
    "lowered": say("lowered"),
    "max": say("max"),
    "maximum": say("greatest"),
    "mean": say("mean"),
    "mean_rank": say("mean rank"),
    "mean_rank_shift": say("mean rank shift"),
    "mean_score": say("mean score"),
    "median": say("median"),
    "median_rank": say("median"),
    "merged_by": say("merged by"),
    "message": say("what is wrong"),
    "minimum": say("least"),
    "most": say("most"),
    "most_frequent": say("most frequent value"),
    "most_total": say("most total"),
    "moves_most": say("units moved most by it"),
    "must_reach_alone": say("must reach alone"),
    "must_reach_together": say("must reach together"),
    "n_after": say("units ranked after"),
    "n_before": say("units ranked before"),
    "n_ranked": say("of"),
    "n_years": say("years with a rank"),
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
    "part": say("part"),
    "parts": say("formed of"),
    "percent_rank": say("percent rank"),
    "place": say("place"),
    "points": say("points"),
    "points_after": say("points after"),
    "points_before": say("points before"),
    "points_so_far": say("points so far"),
    "portal_code": say("portal code"),
    "possible": say("possible"),
    "proved": say("level by proof"),
    "published": say("published"),
    "published_after": say("published after"),
    "published_before": say("published before"),
    "published_least": say("least, published"),
    "published_most": say("most, published"),
    "published_points": say("points so far, published"),
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
    "ranks_attained": say("ranks reached"),
    "ratio": say("importance by weight"),
    "reappraised": say("reappraised"),
    "region": say("region"),
    "remark": say("remark"),
    "rounding": say("rounding"),
    "rule": say("rule"),
    "rules": say("rules"),
    "scenario": say("scenario"),
    "score": say("score"),
    "score_5": say("score at 5%"),
    "score_50": say("score at 50%"),
    "score_95": say("score at 95%"),
    "score_after": say("score after"),
    "score_before": say("score before"),
    "second_order": say("second order"),
    "second_order_high": say("second order, high"),
    "second_order_low": say("second order, low"),
    "second_score": say("least of the second"),
    "self_assessed": say("self-assessed"),
    "severity": say("severity"),
    "share": say("share"),
    "share_moved_10": say("moved by 10"),
    "share_within_3": say("within 3"),
    "shared": say("nodes in common"),
    "shift_among_both": say("shift among units of both years"),
    "short": say("short of parts with a score"),
    "skewness": say("skewness"),
    "source": say("source"),
    "spearman": say("rank correlation"),
    "spellings": say("spellings"),
    "standard_deviation": say("standard deviation"),
    "stands_out": say("stands out"),
    "status": say("status"),
    "still_open": say("open"),
    "structure": say("structure"),
    "survey": say("survey"),
    "then": say("rank then"),
    "threshold": say("threshold"),
    "title": say("title"),
    "to_fill_in": say("to fill in"),
    "total": say("total"),
    "total_before": say("total before"),
    "total_effect": say("total effect"),
    "total_effect_high": say("total effect, high"),
    "total_effect_low": say("total effect, low"),
    "total_lacking": say("total still lacking"),
    "total_shift": say("change of total"),
    "unchanged": say("unchanged"),
    "under_claimed": say("under-claimed"),
    "unit": say("unit"),
    "units": say("units moved"),
    "value": say("value"),
    "waits_for": say("waits for"),
    "way": say("way found"),
    "weight": say("weight"),
    "weights": say("weights"),
    "what": say("what changed"),
    "when": say("when"),
    "why": say("why"),
    "why_open": say("why open"),
    "winsorising_steps": say("steps of winsorising"),
    "with": say("with"),
    "without": say("without"),
    "worst": say("worst"),
    "worst_attained": say("worst attained"),
    "worst_band": say("worst group of results"),
    "worst_of": say("worst rank, of"),
    "worst_proved": say("worst rank, proved"),
    "worst_rank": say("worst rank"),
    "written_threshold": say("written threshold"),
    "written_weight": say("written weight"),
    "year": say("year"),
    "years": say("years"),
}

#: What people read in place of a word that programs know, by the field of the record that it stands in.
WORDS: Mapping[str, Mapping[str, Message]] = {
    "cause": {
        "definition": say("definition"),
        "evidence": say("own change"),
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
    "kind": {"component": say("component"), "indicator": say("indicator"), "total": say("total")},
    "merged_by": {
        "follows": say("follows"),
        "mean": say("averaged"),
        "missing": say("missing"),
        "same": say("all parts agree"),
        "sum": say("added"),
        "unchanged": say("unchanged"),
    },
    "moved_by": {
        "other units": say("changes of other units"),
        "rounding": say("rounding"),
        "together": say("changes together"),
    },
    "of": {"rank": say("rank"), "total": say("total")},
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
    "waits_for": {"survey": say("survey")},
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
    "why_open": {
        "empty": say("empty"),
        "faulty": say("faulty cell"),
        "no column": say("no column"),
        "no document": say("no document"),
        "no figure": say("no figure from outside"),
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
    "winsorised": say("winsorising"),
}


#: What other methods are called, by their names.
_METHODS: Mapping[str, Message] = {
    "benefit-of-the-doubt": say("benefit of the doubt"),
    "borda": say("Borda count"),
    "copeland": say("Copeland's method"),
    "equal-weights": say("equal weights"),
    "geometric-mean": say("geometric-mean"),
    "harmonic-mean": say("harmonic-mean"),
    "weighted-mean": say("weighted-mean"),
    "winsorised": say("winsorising"),
}


def method(name: str) -> Message:
    """Return what another method is called, or several together; a name that is none stays as it is.

    Examples
    --------
    >>> from parindex.base import method, translated
    >>> translated(method("geometric-mean + equal-weights"), "vi"), translated(method("without land"), "vi")
    ('trung bình nhân + trọng số bằng nhau', 'không có land')
    """
    return together((_one_method(part) for part in name.split(" + ")), " + ")


def _one_method(name: str) -> str:
    without, _, node = name.partition("without ")
    return say("without {node}", node=node) if node and not without else {**_INPUTS, **_METHODS}.get(name, name)


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
    if field == "changed":
        return translated(method(value), lang)
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
