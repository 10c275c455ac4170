"""How far changes reach that decide which evidence is taken, by what can occur in evidence for the old definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from parindex.base import Message, say
from parindex.comparison.levels import Because, Difference, Level, Reached, level_of, worst
from parindex.comparison.matching import Matching
from parindex.comparison.old_evidence import allowed_values, defined_from, refuses_zero
from parindex.comparison.refusals import may_be_zero, not_transformed
from parindex.definition import (
    Between,
    Component,
    Condition,
    Definition,
    Expression,
    Indicator,
    Node,
    Parameter,
    without_places,
)
from parindex.evidence import columns_for


def _breaking(why: Message | None) -> Reached:
    """Return breaking where there is a reason, else editorial."""
    return "editorial" if why is None else Because("breaking", why)


def beyond(difference: Difference) -> Reached:
    """Return breaking where what rests on a node, or a figure, may refuse old evidence now; else editorial.

    A component may hand a policy down, so that all may rest on it.
    """
    after = difference.tables[1] if isinstance(difference.tables[1], Parameter) else difference.nodes[1]
    refusals, all_may = difference.matching.refusals, isinstance(after, Component)
    for node in difference.matching.new.nodes:
        rests = all_may or after.id in refusals.evidence.rests_on(node)
        if rests and node.id in refusals.with_formula:
            why = refusals.of(node) or (refusals.missing(node) if isinstance(node, Indicator) else None)
            if why is not None:
                return Because("breaking", say("{id}: {message}", id=node.id, message=why))
    return "editorial"


def maximum(difference: Difference) -> Reached:
    """Return restating; breaking where evidence above it is refused now; editorial where parts or rule give it."""
    before, after = (definition.maximum(node) for definition, node in difference.sides)
    if before == after:
        return "editorial"
    if isinstance(difference.nodes[1], Indicator):
        return worst(("restating", allowed(difference)))
    return limit(difference)


def allowed(difference: Difference) -> Reached:
    """Return breaking where old evidence may be refused, extending where more is allowed; else editorial.

    It is restating where the maximum follows.
    """
    (old, before), (new, after) = difference.sides
    maxima: Level = "editorial" if old.maximum(before) == new.maximum(after) else "restating"
    limits: list[Between] = [
        node.rule.domain(node) if isinstance(node, Indicator) else definition.domain(node)
        for definition, node in difference.sides
    ]
    wider = _inside(limits[0], limits[1]) and _on_grid(before, after)
    same = wider and _inside(limits[1], limits[0]) and _on_grid(after, before)
    own: Reached = "editorial" if same else "extending" if wider else "breaking"
    if isinstance(after, Indicator) and after.value is not None:
        why = next(difference.matching.refusals.beyond_limits(after), None)
        own = _breaking(why) if why or not wider else own
    return worst((maxima, own))


def limit(difference: Difference) -> Reached:
    """Return restating; breaking where it also makes less evidence allowed for the component as a whole."""
    if difference.nodes[1].id == difference.matching.new.id:
        return "restating"
    return worst(("restating", allowed(difference)))


def _inside(inner: Between, outer: Between) -> bool:
    """Return whether one interval lies within another; None is no limit."""
    low = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    return low and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def _on_grid(inner: Node, outer: Node) -> bool:
    """Return whether the steps that one allows are steps of the other."""
    ours, theirs = (node.rule.grid(node) if isinstance(node, Indicator) else None for node in (inner, outer))
    if theirs is None:
        return True
    return ours is not None and not (ours[0] - theirs[0]) % theirs[1] and not ours[1] % theirs[1]


def unit(difference: Difference) -> Reached:
    """Return breaking where cells are read otherwise: percent, share, or count in a rule of shares; else editorial.

    Of what is worked out from other indicators no cell is read: it is breaking where fewer values are allowed.
    """
    after = difference.nodes[1]
    if isinstance(after, Indicator) and difference.tables[1] is after and _is_derived(after):
        return allowed(difference)
    answers = any(isinstance(node, Indicator) and node.rule.kind == "shares" for node in difference.nodes)
    measured = {"percent", "share"} | ({"count"} if answers else set())
    return "breaking" if measured & {difference.before, difference.after} else "editorial"


def _is_derived(leaf: Indicator) -> bool:
    """Return whether a value is worked out from other indicators alone."""
    return leaf.value is not None and not columns_for(leaf)


def policy(difference: Difference) -> Reached:
    """Return breaking where gaps are refused now, or leave no total; extending where no longer; else restating.

    It is editorial where the same is inherited.
    """
    before, after = (definition.missing_policy(node) for definition, node in difference.sides)
    if before == after:
        return "editorial"
    leaves = _leaves(difference.matching.new, difference.nodes[1])
    if after == "error" and any(columns_for(leaf) for leaf in leaves):
        return "breaking"
    if before == "error":
        # What is worked out, or compared with others, may lack a score though nothing is missing in evidence.
        derived = any(leaf.formula or leaf.rule.cohort for leaf in leaves)
        return "extending" if after == "propagate" or not derived else "restating"
    if after == "zero" or (after == "redistribute" and not _is_needed_whole(difference)):
        return "restating"
    lacking = (leaf for leaf in leaves if leaf not in difference.matching.new.watched)
    name = next((leaf.id for leaf in lacking if difference.matching.refusals.may_lack(leaf.id)), None)
    return worst(("restating", _breaking(_no_total(name))))


def _is_needed_whole(difference: Difference) -> bool:
    """Return whether what is left out may leave out a component, or leave it without a score.

    A component with a formula takes all of its parts or none; others may need some of them.
    """
    new, node = difference.sides[1]
    inner = [part for part in new.nodes if isinstance(part, Component) and node in new.ancestors(part)]
    components = [*new.ancestors(node), *inner, *([node] if isinstance(node, Component) else [])]
    return any(component.formula is not None or component.needs is not None for component in components)


def _no_score(node: Node) -> Message:
    return say("where {name!r} is left out, what needs it has no score", name=node.id)


def _no_total(name: str | None) -> Message | None:
    return None if name is None else say("where {name!r} is missing the total is too", name=name)


def _leaves(definition: Definition, node: Node) -> tuple[Indicator, ...]:
    return (node,) if isinstance(node, Indicator) else definition.leaves_of(node.id)


def needed(difference: Difference) -> Reached:
    """Return restating; breaking where more parts are needed than before."""
    before, after = (_needed(definition, node) for definition, node in difference.sides)
    why = say("more parts are needed for a score: {before} → {after}", before=before, after=after)
    return Because("breaking", why) if after > before else "restating"


def _needed(definition: Definition, node: Node) -> int:
    if not isinstance(node, Component) or node.needs is None:
        return 0
    return node.needs.least(len([part for part in definition.parts(node.id) if node.counts(part)]))


def on_zero(difference: Difference) -> Reached:
    """Return breaking where a division by zero is refused now, or leaves no total; editorial where there is none.

    It is extending where it was refused before, else restating.
    """
    before, after = difference.nodes
    if not (isinstance(before, Indicator) and isinstance(after, Indicator)):
        return "breaking"
    if refuses_zero(before):
        return "editorial" if refuses_zero(after) else "extending"
    refusals = difference.matching.refusals
    divisor = next(refusals.zero_divisors(after), None)
    if divisor is None:
        return "editorial"
    lost = refusals.missing(after) if difference.after == "missing" else None
    return worst(("restating", _breaking(may_be_zero(divisor) if refuses_zero(after) else lost)))


def not_applicable(difference: Difference) -> Reached:
    """Return restating; extending where it was refused before, breaking where it is refused now and may occur."""
    after = difference.nodes[1]
    if difference.before == "refuse":
        return "extending"
    if difference.after != "refuse":
        left_out = difference.after in ("drop", "share") and difference.before not in ("drop", "share")
        lost = left_out and _is_needed_whole(difference)
        return worst(("restating", _breaking(_no_score(after) if lost else None)))
    if not (isinstance(after, Indicator) and _is_derived(after)):
        return "breaking"
    zero = after.on_zero_denominator == "not-applicable" and any(difference.matching.refusals.zero_divisors(after))
    return "breaking" if zero else _breaking(difference.matching.refusals.of(after))


def beside(difference: Difference) -> Reached:
    """Return restating; breaking where evidence can do without it no more, as it could while it was only watched."""
    after, refusals = difference.nodes[1], difference.matching.refusals
    if difference.before == "nothing" and not (isinstance(after, Indicator) and _is_derived(after)):
        return "breaking"
    if difference.before == "nothing" and isinstance(after, Indicator):
        return worst(("restating", _breaking(refusals.missing(after))))
    if any(above.needs is not None for above in difference.matching.new.ancestors(after)):
        return Because("breaking", say("one part fewer can make up what is needed"))
    lacking = [leaf.id for leaf in _leaves(difference.matching.new, after) if refusals.may_lack(leaf.id)]
    return worst(("restating", _breaking(_no_total(lacking[0] if lacking and difference.after != "nothing" else None))))


def formula(difference: Difference) -> Reached:
    """Return breaking where other columns are read or values may be refused; editorial where only the writing differs.

    Else it is restating.
    """
    before, after = difference.nodes
    if columns_for(before)[:1] == [before.id] or columns_for(after)[:1] == [after.id]:
        return "breaking"  # what was given is worked out now, or the other way round
    if not isinstance(after, Indicator) or _is_same(difference):
        return "editorial"
    refusals = difference.matching.refusals
    return worst(("restating", _breaking(refusals.of(after) or refusals.missing(after))))


def combined_formula(difference: Difference) -> Reached:
    """Return restating; breaking where evidence may be refused now; editorial where only the writing differs."""
    if _is_same(difference):
        return "editorial"
    return worst(("restating", _breaking(difference.matching.refusals.of(difference.nodes[1])), combined(difference)))


def combined(difference: Difference) -> Reached:
    """Return restating; breaking where a component as a whole has narrower limits."""
    return limit(difference) if isinstance(difference.nodes[1], Component) else "restating"


def _is_same(difference: Difference) -> bool:
    """Return whether two formulas differ in nothing but writing, and names that are others now."""
    before, after = difference.before, difference.after
    if not (isinstance(before, Expression) and isinstance(after, Expression)):
        return False
    return without_places(before.tree, difference.matching.renamed) == without_places(after.tree)


def rule(difference: Difference) -> Reached:
    """Return restating; breaking where evidence is of another kind, or less of it allowed."""
    before, after = difference.nodes
    if not (isinstance(before, Indicator) and isinstance(after, Indicator)):
        return "breaking"
    read = [(len(columns_for(node)), node.rule.items(node), node.rule.options()) for node in (before, after)]
    if read[0] != read[1]:
        return "breaking"
    return worst(("restating", transform(difference), _figures_named(difference), allowed(difference)))


def transform(difference: Difference) -> Reached:
    """Return restating; breaking where it is not defined for values that old evidence can have."""
    before, after = difference.nodes
    least = defined_from(after.rule) if isinstance(after, Indicator) else None
    if least is None or not (isinstance(before, Indicator) and isinstance(after, Indicator)):
        return "restating"
    evidence = difference.matching.refusals.evidence
    can_be = allowed_values(before) if after.value is None else evidence.worked_out(after)
    outside = can_be.low < 0 or (least == "above 0" and can_be.holds(Fraction(0)))
    return Because("breaking", not_transformed(can_be)) if outside else "restating"


def figure_of_rule(difference: Difference) -> Reached:
    """Return restating; breaking where it names a figure from outside that old evidence need not give."""
    return worst(("restating", _figures_named(difference)))


def _figures_named(difference: Difference) -> Reached:
    after = difference.nodes[1]
    names = [name for _, name in after.rule.named()] if isinstance(after, Indicator) else []
    return _breaking(next(difference.matching.refusals.not_known(names), None))


def condition(difference: Difference) -> Reached:
    """Return breaking where what has a value may not apply now, or what has none does; else restating."""
    return worst(("restating", _conditions(difference.matching, difference.nodes[1])))


def moved(difference: Difference) -> Reached:
    """Return restating; breaking where gaps, or units to which it does not apply, are taken otherwise above it."""
    (old, before), (new, after) = difference.sides
    same = old.conditions(before) == new.conditions(after)
    conditions = "editorial" if same else _conditions(difference.matching, after)
    return worst(("restating", policy(difference), conditions, _no_longer_chosen(difference)))


def _no_longer_chosen(difference: Difference) -> Reached:
    """Return breaking where another part was taken in its place, and what it needs may be missing now."""
    (old, before), (new, after) = difference.sides
    was, is_now = (
        any(above.combination.alternative for above in definition.ancestors(node))
        for definition, node in ((old, before), (new, after))
    )
    if not was or is_now:
        return "editorial"
    kept = [leaf.id for leaf in _leaves(new, after) if new.missing_policy(leaf) not in ("zero", "redistribute")]
    return _breaking(_no_total(kept[0] if kept else None))


def _conditions(matching: Matching, node: Node) -> Reached:
    """Return breaking where other conditions make a difference to what evidence must hold."""
    if any(map(columns_for, _leaves(matching.new, node))):
        return "breaking"
    asked = {condition.attribute for condition, _ in matching.new.conditions(node)}
    before = {Condition.of(one.when).attribute for one in matching.old.nodes if one.when is not None}
    new = [name for name in asked - before if name in matching.old.outside or not matching.refusals.is_listed(name)]
    if new:
        return Because("breaking", say("{name!r} need not be known of every unit", name=min(new)))
    return worst(_refused(matching, leaf) for leaf in _leaves(matching.new, node))


def _refused(matching: Matching, leaf: Indicator) -> Reached:
    return _breaking(matching.refusals.of(leaf) or matching.refusals.missing(leaf))


def added(matching: Matching, node: Node) -> Reached:
    """Return restating; breaking where evidence lacks what it needs, or may hold what it refuses.

    An indicator that is only watched is extending.
    """
    if isinstance(node, Component):
        return worst(("restating", *_of_added(matching, node)))
    watched = node in matching.new.watched
    named = {name for leaf in matching.new.computed for name in leaf.refers_to}
    if columns_for(node) and not (watched and node.id not in named):
        return "breaking"
    names = [name for _, name in node.rule.named()]
    figures = _breaking(next(matching.refusals.not_known(names), None))
    conditions = _conditions(matching, node) if matching.new.conditions(node) and not columns_for(node) else "editorial"
    return worst(("extending" if watched else "restating", _refused(matching, node), figures, conditions))


def _of_added(matching: Matching, component: Component) -> Iterator[Reached]:
    """Yield what a component that is added does to the indicators below it."""
    yield _breaking(matching.refusals.of(component))
    below = [leaf for leaf in matching.new.leaves_of(component.id) if leaf.id in matching.counterpart.values()]
    if component.when is not None and any(map(columns_for, below)):
        yield "breaking"
    if component.needs is not None and (lacking := [leaf.id for leaf in below if matching.refusals.may_lack(leaf.id)]):
        yield _breaking(_no_total(lacking[0]))


def reached(key: Iterable[Reached], difference: Difference) -> Reached:
    """Return how far a change reaches by itself and by what rests on it."""
    own = worst(key)
    return worst((own, beyond(difference))) if level_of(own) == "restating" else own
