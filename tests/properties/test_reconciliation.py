"""What each change of an appraisal does, against exact arithmetic with that one change made."""

import math
from decimal import Decimal
from fractions import Fraction

import attrs
from hypothesis import given, strategies as st

import parindex
from parindex.definition.ranks_and_bands import Ranking
from parindex.definition.reading.definition_text import load_text

from .strategies import COSTLY, definitions, evidence_with_gaps, exact_scores, figures, gaps, half_up, standing_keys


@st.composite
def two_layers(draw):
    """Draw an index, and two tables of the same columns."""
    definition = draw(gaps(draw(definitions(turned=True))))
    ranking = Ranking(
        on=draw(st.sampled_from(["unrounded", "rounded"])),
        ties=draw(st.sampled_from(["min", "max", "dense", "average"])),
        best=draw(st.sampled_from(["highest", "lowest"])),
        then=draw(st.lists(st.sampled_from([node.id for node in definition.nodes[1:]]), max_size=2, unique=True)),
    )
    ranking = attrs.evolve(ranking, then=tuple(ranking.then))
    definition = attrs.evolve(definition, rank=ranking)
    before, other = draw(evidence_with_gaps(definition)), draw(evidence_with_gaps(definition))
    after = {
        unit: {
            node: other[unit][node] if node in other.get(unit, ()) and draw(st.booleans()) else cell
            for node, cell in row.items()
        }
        for unit, row in before.items()
    }
    return definition, before, after


def rank(totals, unit, ties):
    """Rank by hand: 1 2 2 4, 1 3 3 4, 1 2 2 3 or 1 2.5 2.5 4."""
    own, known = totals[unit], [total for total in totals.values() if total is not None]
    above, level = sum(other > own for other in known), sum(other == own for other in known)
    return {
        "min": 1 + above,
        "max": above + level,
        "dense": 1 + len({other for other in known if other > own}),
        "average": above + (level + 1) / 2,
    }[ties]


@given(two_layers())
def test_each_change_is_found_and_does_what_it_does_alone(layers):
    definition, before, after = layers
    found = parindex.reconcile(definition, self_assessed=before, appraised=after)
    wanted = [(unit, node) for unit in before for node, cell in before[unit].items() if after[unit][node] != cell]
    assert sorted((change.unit, change.indicator) for change in found.changes) == sorted(wanted)

    def standing(table):
        scores = exact_scores(definition, table)
        exact = {unit: nodes[definition.id] for unit, nodes in scores.items()}
        return exact, standing_keys(definition, scores)

    exact, compared = standing(before)
    for change in found.changes:
        unit, node = change.unit, change.indicator
        alone, compared_alone = standing({**before, unit: {**before[unit], node: after[unit][node]}})
        old, new = exact[unit], alone[unit]
        if old is None or new is None:
            assert math.isnan(change.total)
            assert math.isnan(change.rank)
            assert change.effect is None
            continue
        assert abs(change.total - float(new - old)) <= 1e-9 * max(1.0, abs(float(old)), abs(float(new)))
        assert change.total == 0 or new != old
        assert change.effect == half_up(new - old, definition.decimals)
        ties = definition.rank.ties
        assert change.rank == rank(compared_alone, unit, ties) - rank(compared, unit, ties)


@given(two_layers())
def test_the_difference_of_every_node_is_that_of_the_two_layers_scored_apart(layers):
    definition, before, after = layers
    found = parindex.reconcile(definition, self_assessed=before, appraised=after)
    exact = [exact_scores(definition, table) for table in (before, after)]
    for unit, row in zip(found.before.units, found.difference, strict=True):
        for node, difference in zip(found.before.nodes, row, strict=True):
            then, now = (scores[unit][node] for scores in exact)
            if then is None or now is None:
                assert math.isnan(difference)
            else:
                assert abs(difference - float(now - then)) <= 1e-9 * max(1.0, abs(float(then)), abs(float(now)))
                assert difference == 0 or now != then


REFERRING = load_text(
    'id = "r"\nindex = "R"\nversion = "1"\ntitle = "R"\nyears = [2024]\ncombine = "sum"\ndecimals = 3\n'
    '[[indicator]]\nid = "a"\nmax = 2000\ninputs = ["x", "y"]\nvalue = "(x + y) / 3"\n'
    '[[indicator]]\nid = "b"\nmax = 10\nvalue = "[a] + 1"\nrule = { kind = "relative", to = "best" }\n'
    '[[indicator]]\nid = "c"\nmax = 5\nrule = { kind = "percentile-rank" }\n'
)
rows = st.fixed_dictionaries({"a.x": figures, "a.y": figures, "c": figures})


@given(st.lists(st.tuples(rows, rows), min_size=1, max_size=4))
def test_a_change_that_reaches_other_indicators_and_units_is_followed_there(pairs):
    """The value of b is that of a plus 1, and b and c are compared with the others."""

    def totals(table):
        values = {unit: (row["a.x"] + row["a.y"]) / 3 for unit, row in table.items()}
        best = max(values.values()) + 1
        return {
            unit: values[unit]
            + 10 * (values[unit] + 1) / best
            + Fraction(5 * sum(other["c"] <= row["c"] for other in table.values()), len(table))
            for unit, row in table.items()
        }

    before = {f"u{at}": then for at, (then, _) in enumerate(pairs)}
    after = {f"u{at}": now for at, (_, now) in enumerate(pairs)}
    found = parindex.reconcile(REFERRING, self_assessed=before, appraised=after)
    old = totals(before)
    for change in found.changes:
        unit, own = change.unit, {"a": ("a.x", "a.y"), "c": ("c",)}[change.indicator]
        row = {**before[unit], **{name: after[unit][name] for name in own}}
        new = totals({**before, unit: row})
        assert change.effect == half_up(new[unit] - old[unit], 3)
        assert change.rank == rank(new, unit, "min") - rank(old, unit, "min")
    wanted = {
        (unit, node)
        for unit in before
        for node, names in (("a", ("a.x", "a.y")), ("c", ("c",)))
        if any(before[unit][name] != after[unit][name] for name in names)
    }
    assert {(change.unit, change.indicator) for change in found.changes} == wanted
    assert all(isinstance(change.effect, Decimal) for change in found.changes)


def test_an_indicator_with_inputs_of_its_own_that_names_another_is_changed_alone():
    """Online goes from 80 to 40 where x is 90: y = 20 · online · x / 10000 changes by 20 · (0.36 - 0.72)."""
    definition = load_text(
        'id = "r"\nindex = "R"\nversion = "1"\ntitle = "R"\nyears = [2024]\ncombine = "sum"\n'
        '[[indicator]]\nid = "x"\nmax = 100\n[[indicator]]\nid = "y"\nmax = 20\ninputs = ["online"]\n'
        'value = "online * x / 100"\nrule = { kind = "proportional", cap = 100 }\n'
    )
    found = parindex.reconcile(
        definition, self_assessed={"u": {"x": 90, "y.online": 80}}, appraised={"u": {"x": 60, "y.online": 40}}
    )
    effects = {change.indicator: change.effect for change in found.changes}
    assert effects == {"x": Decimal("-34.80"), "y": Decimal("-7.20")}


@COSTLY
@given(two_layers())
def test_rows_add_up_to_the_difference_of_the_totals(layers):
    definition, before, after = layers
    found = parindex.reconcile(definition, self_assessed=before, appraised=after)
    exact = [exact_scores(definition, table) for table in (before, after)]
    for unit in before:
        then, now = (scores[unit][definition.id] for scores in exact)
        if then is None or now is None:
            continue
        *rows, (_, what, rounding) = found.rows(unit)
        assert what == "rounding"
        assert sum(points for *_, points in rows) == now - then
        printed = [Fraction(half_up(total, definition.decimals)) for total in (then, now)]
        assert now - then + rounding == printed[1] - printed[0]
        others = exact_scores(definition, {**after, unit: before[unit]})[unit][definition.id]
        if others is not None:
            assert {what: points for _, what, points in rows}["other units"] == others - then
        effects = [change.effect for change in found.changes if change.unit == unit and change.effect is not None]
        effects += [rest.effect for rest in found.remainders if rest.unit == unit]
        assert sum(map(Fraction, effects)) == printed[1] - printed[0]


@given(st.lists(st.tuples(rows, rows), min_size=2, max_size=4))
def test_what_others_changed_is_a_row_where_units_are_compared(pairs):
    before = {f"u{at}": then for at, (then, _) in enumerate(pairs)}
    after = {f"u{at}": now for at, (_, now) in enumerate(pairs)}
    found = parindex.reconcile(REFERRING, self_assessed=before, appraised=after)
    for unit, own in before.items():
        moved = {what: points for _, what, points in found.rows(unit)}["other units"]
        with_others = parindex.score(REFERRING, {**after, unit: own})
        alone = parindex.score(REFERRING, before)
        change = with_others.at(unit) - alone.at(unit)
        assert abs(float(moved) - change) < 1e-9
