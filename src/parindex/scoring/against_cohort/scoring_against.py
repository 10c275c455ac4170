"""Units scored against a cohort, exactly as they would be among all its units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Unpack, get_args

import attrs
import numpy as np

from parindex.base import EvidenceError, Message, check_word, errors, hinted, listed, say, short
from parindex.definition import Definition
from parindex.evidence import Evidence, ReadingOptions, read_evidence
from parindex.kernels import RATIONAL
from parindex.scoring.against_cohort.compared_values import WHOSE_ANCHORS, ComparedValues, WhoseAnchors, points_of
from parindex.scoring.against_cohort.exact_scores import scored_exactly
from parindex.scoring.against_cohort.scored_against import ScoredAgainst
from parindex.scoring.against_cohort.standing_among import CohortOrder, CohortStanding
from parindex.scoring.banding import standing_problems
from parindex.scoring.provenance import result_head
from parindex.scoring.scores import Scores
from parindex.scoring.stored_cohort import Cohort

#: By which definition a cohort may have been scored: the same, or any that has what is compared.
WhichDefinition = Literal["same", "any"]


def score_against(
    definition: Definition,
    evidence: object,
    cohort: Cohort,
    *,
    anchors: WhoseAnchors = "cohort",
    scored_by: WhichDefinition = "same",
    **reading: Unpack[ReadingOptions],
) -> ScoredAgainst:
    """Score one unit or a few as they stand among units that were scored before, without scoring these again.

    A unit of the cohort is ranked in place of its old row, any other beside the units of the cohort.

    Parameters
    ----------
    definition : Definition
        The index.
    evidence : Evidence, or anything that `read_evidence` takes
        The table of these units alone.
    cohort : Cohort
        The others: `Scores.cohort`, or one that was stored.
    anchors : {"cohort", "with"}
        What rules that compare units compare with: the values of the cohort as they are, or these with the new ones,
        which take the place of what the cohort has of the same units.
    scored_by : {"same", "any"}
        Which definition the cohort may have been scored by: the same one, or any that has what is compared.
    **reading
        How evidence is read; see `read_evidence`.

    Raises
    ------
    EvidenceError
        The evidence is faulty; `problems` holds every fault, with row and column.
    ValueError
        The cohort was scored by another definition, or has no values of an indicator that is compared.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> cohort = parindex.score(definition, evidence).cohort
    >>> found = parindex.score_against(definition, {"MOHA": {"appraised": 64, "survey": 26.38}}, cohort)
    >>> found.scores.rounded, found.ranks
    ((Decimal('90.38'),), (1.0,))
    """
    _check_words(cohort, anchors, scored_by)
    read = read_evidence(definition, evidence, **reading)
    if errors(read.problems):
        raise EvidenceError(read.problems)
    told = tuple(_differences(cohort, read, scored_by))
    compared = ComparedValues.of(read, cohort, anchors)
    scores = scored_exactly(read, compared)
    order = CohortOrder(cohort, definition.rank)
    standings = tuple(order.standing(scores, row) for row in range(len(scores.units)))
    problems = (*scores.problems, *standing_problems(read, scores.banded, ()))
    scores = attrs.evolve(scores, problems=problems, rank=_ranks(standings))
    beyond = tuple(_beyond(compared, scores)) if anchors == "cohort" else ()
    return ScoredAgainst(scores=scores, cohort=cohort, anchors=anchors, standings=standings, told=(*told, *beyond))


def _ranks(standings: tuple[CohortStanding, ...]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    ranks = np.array([one.rank for one in standings], dtype=np.float64)  # None is nan
    ranks.flags.writeable = False
    return ranks


def _check_words(cohort: object, anchors: object, scored_by: object) -> None:
    if not isinstance(cohort, Cohort):
        raise TypeError(
            say("cohort is a parindex.Cohort, such as scores.cohort, not {type}", type=type(cohort).__name__)
        )
    check_word("anchors", anchors, WHOSE_ANCHORS)
    check_word("scored_by", scored_by, get_args(WhichDefinition))


def _differences(cohort: Cohort, evidence: Evidence, scored_by: WhichDefinition) -> Iterator[Message]:
    """Refuse a cohort that does not fit, and yield in what one that does is another than the new units."""
    definition = evidence.definition
    own = result_head(definition, evidence)["definition"]
    other = cohort.head["definition"]
    words = {"id": other["id"], "version": other["version"], "period": cohort.period}
    if own["sha256"] != other["sha256"]:
        message = say("the cohort was scored by another definition: {id!r}, version {version}, {period}", **words)
        if scored_by == "same":
            hint = say('scored_by="any" compares all the same')
            raise ValueError(hinted(message, hint))
        yield message
    lacking = [leaf.id for leaf in definition.leaves if leaf.rule.cohort and leaf.id not in cohort.values]
    lacking += [node for node in definition.rank.then if node not in cohort.scores]
    if lacking:
        raise ValueError(say("the cohort does not hold {nodes}, which units are compared by", nodes=listed(lacking)))
    if None not in (cohort.year, evidence.year) and cohort.year != evidence.year:
        yield say("the cohort is of {other}, the evidence of {own}", other=str(cohort.year), own=str(evidence.year))


def _beyond(compared: ComparedValues, scores: Scores) -> Iterator[Message]:
    """Yield every value that lies beyond those of the cohort, and what becomes of it."""
    for at in compared.leaves:
        observed = scores.exactness.given.observed[:, at].tolist()
        for group in dict.fromkeys(scores.group):
            rows = [row for row, name in enumerate(scores.group) if name == group and observed[row]]
            if rows:
                yield from _beyond_in(compared, at, group, rows)


def _beyond_in(compared: ComparedValues, at: int, group: str | None, rows: list[int]) -> Iterator[Message]:
    """Yield those of one indicator and one group of units."""
    evidence, id_, values = compared.evidence, compared.definition.leaves[at].id, compared.column(at, group)
    low, high = min(values), max(values)
    own = evidence.exact(rows, evidence.columns.index(id_), RATIONAL)
    beyond = [(row, value) for row, value in zip(rows, own, strict=True) if not low <= value <= high]
    if not beyond:
        return
    *points, lowest, highest = points_of(compared, at, [*(value for _, value in beyond), low, high], group)
    for (row, value), mine in zip(beyond, points, strict=True):
        end, counts = (low, lowest) if value < low else (high, highest)
        how = say("it counts as {end}", end=short(end)) if mine == counts else say("its points go on beyond them")
        yield say(
            "{unit}, {id}: {value} lies beyond the values of the cohort, {low} to {high}: {how}",
            unit=evidence.units[row],
            id=id_,
            value=short(value),
            how=how,
            low=short(low),
            high=short(high),
        )
