"""Laws that hold of every index, whatever its definition."""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

import parindex
from parindex import Indicator
from parindex.definition.checking.definition_checks import check_tree
from parindex.definition.reading.definition_text import dump, load_text
from parindex.definition.rules.linear import Score

from .strategies import LINEAR, RATIONAL, definitions, evidence, evidence_with_gaps, figures, gaps, positive

ROUNDING = {"rtol": 1e-12, "atol": 1e-9}  # sums of at most nine parts, in another order


@given(st.data())
def test_permuting_the_units_permutes_the_results(data):
    definition = data.draw(definitions())
    table = data.draw(evidence(definition))
    order = data.draw(st.permutations(list(table)))
    scores = parindex.score(definition, table)
    shuffled = parindex.score(definition, {unit: table[unit] for unit in order})
    rows = [scores.units.index(unit) for unit in order]
    np.testing.assert_array_equal(shuffled.values, scores.values[rows])
    np.testing.assert_array_equal(shuffled.rank, scores.rank[rows])
    assert shuffled.rounded == tuple(scores.rounded[row] for row in rows)


@given(st.data())
def test_scaling_all_weights_of_siblings_changes_nothing(data):
    definition = data.draw(definitions(("sum", "weighted-mean", "harmonic-mean")))
    table = data.draw(evidence(definition))
    factor = data.draw(st.builds(Fraction, st.integers(1, 50), st.integers(1, 50)))
    scaled = attrs.evolve(definition, component=_scaled(definition.component, factor))
    scaled = attrs.evolve(scaled, indicator=_scaled(definition.indicator, factor))
    before, after = parindex.score(definition, table), parindex.score(scaled, table)
    np.testing.assert_allclose(after.values, before.values, **ROUNDING)
    assert after.rounded == before.rounded
    np.testing.assert_array_equal(after.rank, before.rank)


def _scaled(nodes, factor):
    return tuple(node if node.weight is None else attrs.evolve(node, weight=node.weight * factor) for node in nodes)


@given(st.data())
def test_the_total_never_falls_when_an_indicator_rises(data):
    definition = data.draw(definitions(RATIONAL, monotone=True).filter(_anchors_fixed))
    table = data.draw(evidence(definition, max_units=1))
    leaf = data.draw(st.sampled_from(definition.leaves))
    better = {unit: {**row, leaf.id: row[leaf.id] + data.draw(figures)} for unit, row in table.items()}
    better = {unit: {**row, leaf.id: min(row[leaf.id], Fraction(2000))} for unit, row in better.items()}
    before, after = parindex.score(definition, table), parindex.score(definition, better)
    assert after.rounded[0] >= before.rounded[0]


def _anchors_fixed(definition):
    return not any(leaf.rule.cohort for leaf in definition.leaves)


@given(st.data())
def test_contributions_of_a_linear_index_add_up_to_its_total(data):
    definition = data.draw(definitions(LINEAR).filter(lambda made: not any(map(_bent, made.component))))
    table = data.draw(evidence(definition))
    scores = parindex.score(definition, table)
    for unit, total in zip(scores.units, scores.total, strict=True):
        if not np.isnan(total):
            explained = scores.explain(unit)
            assert explained.contribution == total
            _adds_up(scores, unit, explained)


@given(st.data())
def test_contributions_add_up_or_are_not_told(data):
    """Where a limit is reached, or was by the points that are left, what a part adds is nobody's."""
    drawn = data.draw(gaps(data.draw(definitions(LINEAR, turned=True))))
    limit = {data.draw(st.sampled_from(["floor", "cap"])): data.draw(positive)}
    bonus = Indicator(id="bonus", adds="bonus", rule=Score(), max=Fraction(2000), not_applicable="drop")
    definition = attrs.evolve(drawn, **limit, indicator=(*drawn.indicator, bonus), missing="redistribute")
    assume(not check_tree(definition))
    scores = parindex.score(definition, data.draw(evidence_with_gaps(definition)))
    for unit in scores.units:
        _adds_up_or_is_not_told(scores, unit, scores.explain(unit))


def _adds_up_or_is_not_told(scores, unit, explained):
    score, before = scores.at(unit, explained.id), explained.unrounded
    parts = [part.contribution for part in explained.parts if part.score is not None]
    if score and parts and None not in (explained.contribution, *parts):
        whole = explained.contribution * (1 if before is None else float(before) / score)
        assert sum(parts) == pytest.approx(whole, rel=1e-9, abs=1e-9 * max(1.0, *map(abs, parts)))
    for part in explained.parts:
        _adds_up_or_is_not_told(scores, unit, part)


def _bent(component):
    return component.cap or component.better == "lower"


def _adds_up(scores, unit, explained):
    """Hold the contributions of parts against that of their component, as it was before it was rounded."""
    score = scores.at(unit, explained.id)
    if explained.parts and score:
        before = score if explained.unrounded is None else float(explained.unrounded)
        parts, whole = [part.contribution for part in explained.parts], explained.contribution / score * before
        assert abs(sum(parts) - whole) <= 1e-9 * max(1.0, abs(whole), *map(abs, parts))
    for part in explained.parts:
        _adds_up(scores, unit, part)


@given(definitions())
def test_a_definition_written_and_read_is_the_same(definition):
    again = load_text(dump(definition))
    assert attrs.evolve(again, order=definition.order) == definition
    assert load_text(dump(again)) == again


@given(st.data())
def test_the_way_evidence_is_given_does_not_matter(data):
    definition = data.draw(definitions())
    table = data.draw(evidence(definition))
    scores = parindex.score(definition, table)
    records = [{"unit": unit, **row} for unit, row in table.items()]
    columns = {"unit": list(table), **{leaf.id: [row[leaf.id] for row in table.values()] for leaf in definition.leaves}}
    for other in (records, columns):
        again = parindex.score(definition, other)
        assert again == attrs.evolve(scores, evidence=again.evidence, problems=again.problems)
        assert list(map(_placeless, again.problems)) == list(map(_placeless, scores.problems))


def _placeless(problem):
    return attrs.evolve(problem, pointer="")


@given(data=st.data())
def test_a_table_in_a_file_scores_as_the_same_numbers_do(data, tmp_path_factory):
    definition = data.draw(definitions())
    table = data.draw(evidence(definition))
    separator, mark = data.draw(st.sampled_from([(",", "."), (";", ","), ("\t", ","), (";", ".")]))
    lines = [separator.join(["unit", *(leaf.id for leaf in definition.leaves)])]
    lines += [
        separator.join([unit, *(_written(row[leaf.id], mark) for leaf in definition.leaves)])
        for unit, row in table.items()
    ]
    path = tmp_path_factory.mktemp("table") / "evidence.csv"
    path.write_text("\n".join(lines), encoding=data.draw(st.sampled_from(["utf-8", "utf-8-sig"])))
    scores, same = parindex.score(definition, path, decimal_mark=mark), parindex.score(definition, table)
    np.testing.assert_array_equal(scores.values, same.values)
    assert scores.rounded == same.rounded
    assert scores.units == same.units


def _written(value, mark):
    return value if isinstance(value, str) else f"{float(value):.3f}".replace(".", mark)
