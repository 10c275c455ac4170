"""Scores, evidence, analyses and what is held against each other: the first rows, and what a reader should know."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from types import MappingProxyType
from typing import Any

import attrs

from parindex.appraisal import Reconciliation
from parindex.base import (
    AsFrame,
    Figure,
    Problem,
    Problems,
    capital,
    head,
    local_number,
    problem_kinds,
    rough,
    say,
    translated,
)
from parindex.cases import CaseResults
from parindex.comparison import DefinitionDiff, FilesDiff, Restatement
from parindex.definition import title_in_year
from parindex.evidence import Evidence
from parindex.robustness import Audit
from parindex.scoring import AnalysisResult, AsTable, Cohort, Coverage, Scores, StoredScores
from parindex.views.audits import AuditDocument
from parindex.views.comparison import ComparisonReport, restated_results
from parindex.views.document import Lines, TextTable
from parindex.views.notebook.pieces import (
    MOST_ROWS,
    Piece,
    TitleLine,
    counted,
    first_rows,
    in_words,
    more_rows,
    with_titles,
)
from parindex.views.tables import (
    analysis_table,
    answer_table,
    change_table,
    formed_table,
    how_table,
    problem_table,
    score_table,
    unit_table,
)
from parindex.years import Merged, UnitChange

#: What analyses are called.
_ANALYSES = {
    "uncertainty": say("Uncertainty of ranks"),
    "sobol": say("Sobol indices: what ranks depend on"),
    "rank-range": say("Ranges of ranks"),
    "thresholds": say("Weights at which two units are level"),
    "one-at-a-time": say("One weight changed at a time"),
    "leave-out": say("One left out at a time"),
    "effective-weights": say("Effective weights"),
    "coherence": say("Coherence of parts"),
    "alternatives": say("Ranks by other methods"),
}
#: What other results are called.
_OTHERS = {
    "JointChange": say("Weights at which two units are level"),
    "SobolIndices": say("Sobol indices"),
}
#: What became of a case.
_STATES = {"passed": say("passed"), "failed": say("not passed"), "refused": say("refused")}
#: How many columns of evidence are shown.
_MOST_COLUMNS = 12


def scores_pieces(scores: Scores, lang: str) -> list[Piece]:
    """Return the ranking, best first, as published."""
    definition = scores.definition
    told = counted((*scores.problems, *scores.coverage.problems), lang)
    note = " · ".join(filter(None, (scores.period, _units(len(scores.units), lang), told)))
    table = score_table(scores, lang, lambda part: part.called(lang), total="first")  # a wide one is cut at its end
    return [TitleLine(title_in_year(definition, scores.year).get(lang), note), *first_rows(table, lang)]


def stored_pieces(stored: StoredScores, lang: str) -> list[Piece]:
    """Return the ranking of results that were read back, as published."""
    note = " · ".join(filter(None, (stored.period, _units(len(stored.units), lang), counted(stored.problems, lang))))
    ranks = [None if math.isnan(rank) else float(rank) for rank in stored.rank]
    table = _ranking(stored.units, stored.names, ranks, stored.rounded, lang)
    return [TitleLine(stored.node_called(stored.nodes[0], lang), note), *first_rows(table, lang)]


def cohort_pieces(cohort: Cohort, lang: str) -> list[Piece]:
    """Return the ranking that one more unit is placed in."""
    index = str(cohort.head["definition"]["id"])
    note = " · ".join((cohort.period, _units(len(cohort.units), lang)))
    table = _ranking(cohort.units, cohort.names, cohort.ranks, cohort.published[index], lang)
    return [TitleLine(index, note), *first_rows(table, lang)]


def _ranking(
    units: Sequence[str],
    names: Sequence[str],
    ranks: Sequence[float | None],
    totals: Sequence[Decimal | None],
    lang: str,
) -> TextTable:
    rows = [
        ["" if rank is None else Figure(f"{rank:g}"), unit, name, "" if total is None else Figure(f"{total:f}")]
        for unit, name, rank, total in zip(units, names, ranks, totals, strict=True)
    ]
    order = sorted(range(len(rows)), key=lambda row: math.inf if ranks[row] is None else ranks[row] or 0.0)
    heads = [head(name, lang) for name in ("rank", "unit", "name", "total")]
    return TextTable(heads, [rows[row] for row in order], [0, 3]).in_language(lang)


def _units(count: int, lang: str) -> str:
    return f"{head('unit', lang)}: {count:,}"


def evidence_pieces(evidence: Evidence, lang: str) -> list[Piece]:
    """Return the first rows and columns of evidence as it was understood, and how many problems there are."""
    definition, told = evidence.definition, counted(evidence.problems, lang)
    note = " · ".join(filter(None, (_units(len(evidence.units), lang), told)))
    names = evidence.columns[:_MOST_COLUMNS]
    more = ["…"] * (len(evidence.columns) > len(names))
    chosen = evidence.field_kinds
    figures = [at for at, name in enumerate(names, 2) if chosen[name] == "number"]
    records = evidence.to_records()
    cells = [
        [record["unit"], record["name"] or "", *(_cell(record[name], lang) for name in names)] for record in records
    ]
    rows = [[*row, *more] for row in cells]
    table = TextTable([head("unit", lang), head("name", lang), *names, *more], rows, figures)
    title = f"{capital(head('evidence', lang))}: {definition.title.get(lang)}"
    return [TitleLine(title, note), *first_rows(table, lang, most=10), *_of_problems(evidence.problems, lang, 5)]


def problems_pieces(problems: Problems, lang: str) -> list[Piece]:
    """Return what is wrong, what has one cause once, and how many there are."""
    return [_count_of(problems, lang), *_of_problems(problems, lang, MOST_ROWS)]


def _count_of(problems: Problems, lang: str) -> TitleLine:
    return TitleLine(capital(counted(problems, lang) or translated(say("no problems"), lang)))


def _of_problems(problems: Iterable[Problem], lang: str, most: int) -> list[Piece]:
    kinds = [kind.told for kind in problem_kinds(problems)]
    return first_rows(problem_table(kinds, lang), lang, most)


def coverage_pieces(coverage: Coverage, lang: str) -> list[Piece]:
    """Return the units without a total, and those scored from few parts."""
    told = [record for record in coverage.to_records() if not record["has_total"] or record["few_parts"]]
    return [*_of_problems(coverage.problems, lang, 2), *records_pieces(told, lang)]


def analysis_pieces(analysis: AnalysisResult, lang: str) -> list[Piece]:
    """Return the overview of an analysis, and its notes."""
    definition = analysis.scores.definition
    name = translated(_ANALYSES[analysis.analysis], lang) if analysis.analysis in _ANALYSES else analysis.analysis
    table = with_titles(analysis_table(analysis, (), lang), definition, lang)
    title = TitleLine(name, definition.title.get(lang))
    return [title, *first_rows(table, lang), *_notes(analysis.notes, lang)]


def _notes(notes: Iterable[str], lang: str) -> list[Piece]:
    lines = [str(translated(note, lang)) for note in notes]
    return [Lines(lines, "note")] if lines else []


def answer_pieces(answer: AsTable, lang: str) -> list[Piece]:
    """Return the answer to a question about scores, with titles."""
    heading, *notes = answer.in_words(lang)
    table = answer_table(answer, lang)
    return [TitleLine(heading), *(first_rows(table, lang) if table.header else ()), *_notes(notes, lang)]


def unit_change_pieces(change: UnitChange, lang: str) -> list[Piece]:
    """Return what changed a unit by cause, all of it, and then the nodes that moved most."""
    table = answer_table(change, lang)
    causes = [row for row in table.rows if row[0]]
    under = [next(row[0] for row in reversed(table.rows[: at + 1]) if row[0]) for at in range(len(table.rows))]
    nodes = [[cause, *row[1:]] for cause, row in zip(under, table.rows, strict=True) if not row[0]]
    kept = [at for at in range(len(table.header)) if any(row[at] for row in causes)]
    by_node = [at for at in range(len(table.header)) if any(row[at] for row in nodes)]
    tables = [_columns(attrs.evolve(table, rows=rows), chosen) for rows, chosen in ((causes, kept), (nodes, by_node))]
    shown = [piece for one in tables if one.rows for piece in first_rows(one, lang, _MOST_COLUMNS)]
    heading, *notes = change.in_words(lang)
    return [TitleLine(heading), *shown, *_notes(notes, lang)]


def merged_pieces(merged: Merged, lang: str) -> list[Piece]:
    """Return of what units were formed, how columns were merged, and what merging noticed."""
    how = with_titles(how_table(merged, lang), merged.evidence.definition, lang)
    notes = [problem.said(lang).message for problem in merged.problems]
    tables = [*first_rows(formed_table(merged, lang), lang), *first_rows(how, lang)]
    return [TitleLine(translated(merged.heading(), lang)), *tables, *_notes(notes, lang)]


def _columns(table: TextTable, chosen: Sequence[int]) -> TextTable:
    """Return some columns of a table."""
    rows = [[row[at] for at in chosen] for row in table.rows]
    figures = [place for place, at in enumerate(chosen) if at in table.figures]
    return attrs.evolve(table, header=[table.header[at] for at in chosen], rows=rows, figures=figures)


def reconciliation_pieces(reconciliation: Reconciliation, lang: str) -> list[Piece]:
    """Return what a later layer made of each unit, and its changes."""
    definition, layers = reconciliation.before.definition, [in_words(name, lang) for name in reconciliation.layers]
    changes = with_titles(change_table(reconciliation, lang), definition, lang)
    title = TitleLine(definition.title.get(lang), " → ".join(layers))
    return [title, *first_rows(unit_table(reconciliation, lang), lang), *first_rows(changes, lang)]


def diff_pieces(difference: DefinitionDiff, lang: str) -> list[Piece]:
    """Return the changes between two definitions, worst first, and what they do to results."""
    shown, beyond = difference.edits[:MOST_ROWS], len(difference.edits) - MOST_ROWS
    first = ComparisonReport(FilesDiff((attrs.evolve(difference, edits=shown),)), lang)
    counts = ComparisonReport(FilesDiff((difference,)), lang).counts()
    told = first.document().blocks[2:]  # without the title of a page, and what stands in the way of a request
    more = [Lines([more_rows(lang).format(beyond)], "aside")] if beyond > 0 else []
    return [TitleLine(" → ".join(dict.fromkeys(filter(None, difference.names))), counts), *told, *more]


def files_pieces(files: FilesDiff, lang: str) -> list[Piece]:
    """Return what changed in several definitions, what matters most first, and what could not be compared."""
    report = ComparisonReport(files, lang)
    _, verdict, *told = report.document(MOST_ROWS, brief=True).blocks
    return [TitleLine(report.counts()), verdict, *told]


def audit_pieces(audit: Audit, lang: str) -> list[Piece]:
    """Return what an audit found, section by section."""
    document = AuditDocument(audit, lang).titled_blocks()
    return [TitleLine(document.title), *document.blocks[1:]]


def restatement_pieces(restatement: Restatement, lang: str) -> list[Piece]:
    """Return what another definition makes of results."""
    return [restated_results(restatement, lang)]


def cases_pieces(results: CaseResults, lang: str) -> list[Piece]:
    """Return how each case came out, and every figure that did not."""
    counts = {head("case", lang): results.outcomes, translated(_STATES["failed"], lang): results.failed}
    note = " · ".join(f"{name}: {len(outcomes)}" for name, outcomes in counts.items())
    title = TitleLine(results.definition.title.get(lang), note)
    outcomes = [(outcome.case, translated(_STATES[outcome.state], lang)) for outcome in results.outcomes]
    rows = [[case.name, state, case.source] for case, state in outcomes]
    table = TextTable([in_words(name, lang) for name in ("case", "outcome", "source")], rows)
    return [title, *first_rows(table, lang), *_of_problems(results.problems, lang, MOST_ROWS)]


def frame_pieces(thing: AsFrame, lang: str) -> list[Piece]:
    """Return the first records of any other result, with its notes and problems."""
    rest = _of_problems(getattr(thing, "problems", ()), lang, MOST_ROWS)
    told = (getattr(thing, name, ()) for name in ("failures", "remarks", "notes"))
    notes = _notes(chain.from_iterable(told), lang)
    return [
        _title_of(thing, lang),
        *records_pieces(thing.to_records(), lang, getattr(thing, "heads", {})),
        *notes,
        *rest,
    ]


def _title_of(thing: AsFrame, lang: str) -> TitleLine:
    """Return what a result is called, else how many problems it has."""
    if type(thing).__name__ in _OTHERS:
        return TitleLine(translated(_OTHERS[type(thing).__name__], lang))
    return _count_of(Problems(getattr(thing, "problems", ())), lang)


def records_pieces(
    records: list[dict[str, Any]], lang: str, heads: Mapping[str, str] = MappingProxyType({})
) -> list[Piece]:
    """Return the first records as a table; fields without a value in any are left out."""
    filled = [name for name in (records[0] if records else {}) if any(one.get(name) is not None for one in records)]
    rows = [[_cell(record.get(name), lang) for name in filled] for record in records]
    figures = [at for at, name in enumerate(filled) if _of_figures(records, name)]
    return first_rows(TextTable([in_words(heads.get(name, name), lang) for name in filled], rows, figures), lang)


def _of_figures(records: Iterable[Mapping[str, Any]], name: str) -> bool:
    values = [record.get(name) for record in records]
    return all(value is None or isinstance(value, (int, float)) for value in values)


def _cell(value: object, lang: str) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(translated(say("yes") if value else say("no"), lang))
    if isinstance(value, float):
        return local_number(rough(value), lang)
    return str(translated(value, lang)) if isinstance(value, str) else str(value)
