"""How the index is put together, where its figures come from, and what was wrong with the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from parindex.base import Message, Problem, local_number, plain, say, translated, version, word
from parindex.definition import Component, Definition, Node, combined
from parindex.scoring import Scores, evidence_head, result_head
from parindex.views.document import file_name, web_address
from parindex.views.report.page_content import MethodLine, MethodSection, SourceLine
from parindex.views.report.rank_intervals import RankIntervals

#: So many problems are written out; what is more is counted.
_PROBLEMS = 40
#: Where figures come from, in words: what is not printed by the source itself is said.
_STATUSES: Mapping[str, Message] = {
    "published": say("published"),
    "recovered": say("recovered from published figures"),
    "assumed": say("assumed, and not confirmed by a source"),
}


def method_section(scores: Scores, intervals: RankIntervals, lang: str) -> MethodSection:
    """Return the section in a language."""
    definition = scores.definition.as_written
    problems = [_problem(problem, lang) for problem in (*scores.problems, *scores.coverage.problems)]
    if len(problems) > _PROBLEMS:
        beyond = say("and {count} more", count=len(problems) - _PROBLEMS)
        problems = [*problems[:_PROBLEMS], translated(beyond, lang)]
    return MethodSection(
        sentences=tuple(_sentences(scores, intervals, lang)),
        lines=tuple(_lines(definition, lang)),
        sources=tuple(_sources(definition, lang)),
        problems=tuple(problems),
        origins=tuple(_origins(scores, lang)),
    )


def status_in_words(status: str, lang: str) -> str:
    """Say where figures come from."""
    return translated(_STATUSES[status], lang) if status in _STATUSES else word("status", status, lang)


def _sentences(scores: Scores, intervals: RankIntervals, lang: str) -> Iterator[str]:
    """Say how units are ranked and compared, in whole sentences."""
    definition = scores.definition
    best = say("The greatest total is the best.")
    if definition.rank.best == "lowest":
        best = say("The lowest total is the best.")
    yield translated(best, lang)
    yield translated(
        say(
            "Scores are rounded half up to {decimals} decimals from the exact result; median and best are those of the "
            "units that are ranked there, within the group where there are groups.",
            decimals=definition.decimals,
        ),
        lang,
    )
    yield translated(intervals.method, lang)
    yield translated(
        say(
            "Strengths are the indicators at which a unit stands before the largest share of the others, as far as "
            "that is more than at the total; weaknesses the other way round; three of each are shown at most."
        ),
        lang,
    )
    yield translated(
        say(
            "Points lost at an indicator are what the total would gain with that indicator alone at full marks. One "
            "more is one more unit of evidence, all else as it is: what it would bring to the total, and the rank that "
            "the unit would have then."
        ),
        lang,
    )
    if definition.note:
        yield definition.note.get(lang)


def _lines(definition: Definition, lang: str) -> Iterator[MethodLine]:
    for node in definition.nodes:
        most = definition.maximum(node)
        status = node.status or ""
        yield MethodLine(
            id=node.id,
            title=node.called(lang),
            depth=len(definition.ancestors(node)),
            weight="" if node.weight is None else local_number(plain(node.weight), lang),
            max="" if most is None else local_number(plain(most), lang),
            how=_how(definition, node, lang),
            status="" if status in ("", "published") else status_in_words(status, lang),
        )


def _how(definition: Definition, node: Node, lang: str) -> str:
    """Say how a node comes from its parts or from evidence."""
    if isinstance(node, Component):
        return translated(combined(node), lang)
    return translated(node.rule.explain(node, None), lang)


def _sources(definition: Definition, lang: str) -> Iterator[SourceLine]:
    for source in definition.sources:
        yield SourceLine(source.called(lang), web_address(source.url), source.note.get(lang) if source.note else "")


def _problem(problem: Problem, lang: str) -> str:
    """Tell a problem without its place: the page is read by whoever has not the table."""
    return attrs.evolve(problem, source="", line=None, column=None, cell="").to_text(lang)


def _origins(scores: Scores, lang: str) -> Iterator[tuple[str, str]]:
    """Say by what the page can be made again: program, definition, evidence, each with its digest."""
    head: dict[str, Any] = result_head(scores.definition, scores.evidence)
    evidence: dict[str, Any] = evidence_head(scores.evidence)
    definition = head["definition"]
    told = [
        (say("program"), f"parindex {version()}"),
        (say("definition"), f"{definition['id']}, {translated(say('version'), lang)} {definition['version']}"),
        (say("digest of the definition (SHA-256)"), definition["sha256"]),
        (say("table of evidence"), file_name(evidence["source"])),
        (say("digest of the evidence (SHA-256)"), evidence["sha256"]),
    ]
    told += [(say("list of units"), translated(head["registry"], lang))] if head["registry"] else []
    yield from ((translated(name, lang), text) for name, text in told)
