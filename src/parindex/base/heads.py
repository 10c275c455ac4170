"""What people read above a column, beside a figure or on an axis, by the name that programs know it by."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.base.messages import Message, say, translated

#: The word for each field of a record that people see.
HEADS: Mapping[str, Message] = {
    "band": say("band"),
    "best": say("best"),
    "brings": say("brings"),
    "component": say("component"),
    "contribution": say("contribution"),
    "difference": say("difference"),
    "evidence": say("evidence"),
    "group": say("group"),
    "id": say("id"),
    "indicator": say("indicator"),
    "kind": say("kind"),
    "left_out": say("left out"),
    "level": say("level"),
    "lost": say("lost"),
    "max": say("max"),
    "median": say("median"),
    "n_ranked": say("of"),
    "name": say("name"),
    "node": say("node"),
    "note": say("remark"),
    "obtained": say("points obtained"),
    "parent": say("above it"),
    "one_more": say("one more"),
    "points": say("points"),
    "published": say("published"),
    "rank": say("rank"),
    "rank_then": say("rank then"),
    "region": say("region"),
    "rule": say("rule"),
    "score": say("score"),
    "share": say("share"),
    "source": say("source"),
    "title": say("title"),
    "total": say("total"),
    "unit": say("unit"),
    "value": say("value"),
    "weight": say("weight"),
    "worst": say("worst"),
}


def head(name: str, lang: str) -> str:
    """Return the word for a field in a language, in small letters."""
    return translated(HEADS[name], lang)
