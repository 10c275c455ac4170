"""Definitions are checked as a whole; each check yields findings with the path of the key at fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from parindex.base import Collector, Hints, Path, Problem, interval, near, plain, say
from parindex.definition.checking.hierarchy import SoundTree, check_shape
from parindex.definition.checking.references import check_references
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Component, Definition, Group, Indicator, Node, greatest
from parindex.definition.unit_registry import REGISTRIES, conflicts, registry_periods

FIRST_YEAR, LAST_YEAR = 1900, 2200
MAX_DECIMALS = 12
LEAST_POWER, MOST_POWER = Fraction(1, 100), Fraction(100)


def check_tree(definition: Definition, touched: Iterable[Path] = ()) -> tuple[Problem, ...]:
    """Return every finding as a problem without a position.

    `touched` are the paths of nodes and keys at fault already: what would only follow from those is not told.
    """
    tree = SoundTree(definition, frozenset(touched))
    findings = list(check_shape(tree))
    if not any(code == "too-large" for code, *_ in findings):
        of_tables = (_years, _groups, _units, _sources, _weights, _totals, _beside, _powers)
        for check in (*of_tables, _rules, check_references, _limits, _maxima, _drops, _signs):
            findings += [finding for finding in check(tree) if finding[1][:1] not in tree.touched]
    return tuple(Collector(Problem.of(code, message, hint, path) for code, path, message, hint in findings))


def _years(tree: SoundTree) -> Iterator[Finding]:
    definition = tree.definition
    if len(definition.years) not in (1, 2):
        message = say("{count} years given", count=len(definition.years))
        yield "wrong-value", ("years",), message, say("write [first, last], or [first] while in force")
    elif definition.years[0] > definition.years[-1]:
        message = say("{first} is after {last}", first=definition.years[0], last=definition.years[-1])
        yield "years-reversed", ("years",), message, say("write [first, last]")
    for at, year in enumerate(definition.years):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            hint = say("years run from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR)
            yield "wrong-value", ("years", at), say("{year} is no year", year=year), hint
    if not 0 <= definition.decimals <= MAX_DECIMALS:
        message = say("{decimals} decimals", decimals=definition.decimals)
        yield "wrong-value", ("decimals",), message, say("from 0 to {most}", most=MAX_DECIMALS)


def _groups(tree: SoundTree) -> Iterator[Finding]:
    yield from _bands(tree.definition, (), tree.definition.bands)
    for at, group in enumerate(tree.definition.group):
        yield from _bands(tree.definition, ("group", at), group.bands)


def _units(tree: SoundTree) -> Iterator[Finding]:
    """Own units have names of their own and stand in groups that are named; a registry is known."""
    definition = tree.definition
    groups: dict[str, None] = {}
    for at, id_ in enumerate(group.id for group in definition.group):
        if id_ in groups:
            yield "duplicate-id", ("group", at, "id"), say("the group {id!r} stands there already", id=id_), ""
        groups[id_] = None
    hints = Hints()
    for at, message in conflicts(definition.unit):
        yield "duplicate-id", ("unit", at), message, say("two units cannot share a name")
    for at, unit in enumerate(definition.unit):
        if unit.group is not None and unit.group not in groups:
            hint = hints.near(unit.group, groups) or say("add [[group]]")
            message = say("{id}: there is no group {group!r}", id=unit.id, group=unit.group)
            yield "wrong-value", ("unit", at, "group"), message, hint
    if definition.group and not definition.unit:
        yield "wrong-value", ("group", 0), say("there are groups and no units"), say("add [[unit]]")
    if definition.units is not None and definition.unit:
        message = say("units are listed here and looked up as well")
        yield "wrong-value", ("units",), message, say("remove units, or [[unit]]")
    yield from _references(tree)
    if definition.units is not None and not definition.unit and definition.units not in REGISTRIES:
        choices = say("one of {names}, or list them as [[unit]]", names=", ".join(REGISTRIES))
        hint = near(definition.units, REGISTRIES) or choices
        yield "wrong-value", ("units",), say("no registry is called {units!r}", units=definition.units), hint


def _references(tree: SoundTree) -> Iterator[Finding]:
    """Hold a unit that the others are compared with against those listed, or the registry, by its code."""
    definition = tree.definition
    referring = [(id_, node) for id_, node in tree.kinds.items() if isinstance(node, Indicator) and node.rule.reference]
    if not referring:  # a registry takes long to read
        return
    codes = [unit.id for unit in definition.unit]
    if definition.units in REGISTRIES:
        codes = [unit.id for period in registry_periods(str(definition.units)) for unit in period.units]
    for id_, node in referring if codes else ():
        if node.rule.reference not in codes:
            message = say("{id}: there is no unit {reference!r} to compare with", id=id_, reference=node.rule.reference)
            hint = near(node.rule.reference, codes) or say("write the code of a unit")
            yield "wrong-value", (*tree.paths[id_], "rule", "to"), message, hint


def _bands(definition: Definition, path: Path, bands: tuple[Group, ...]) -> Iterator[Finding]:
    lowest: Fraction | None = None
    for at, group in enumerate(bands):
        ended = at > 0 and bands[at - 1].at_least is None
        if ended or (lowest is not None and group.at_least is not None and group.at_least >= lowest):
            message = say("group {label!r} gets no total: an earlier one takes them all", label=group.label)
            yield "unreachable-band", (*path, "bands", at), message, say("order groups from the highest down")
        elif group.at_least is not None and definition.max is not None and group.at_least > definition.max:
            values = {"label": group.label, "at_least": plain(group.at_least), "max": plain(definition.max)}
            message = say("group {label!r} begins at {at_least}, max is {max}", **values)
            yield "unreachable-band", (*path, "bands", at), message, say("no total reaches it")
        lowest = group.at_least if group.at_least is not None else lowest


def _sources(tree: SoundTree) -> Iterator[Finding]:
    definition = tree.definition
    named: dict[str, None] = {}
    hints = Hints()
    for at, source in enumerate(definition.sources):
        if source.id in named:
            yield "duplicate-id", ("sources", at, "id"), say("the source {id!r} stands there already", id=source.id), ""
        named[source.id] = None
    if ("sources",) in tree.touched:
        return
    nodes: dict[str, tuple[Node, ...]] = {"component": definition.component, "indicator": definition.indicator}
    for kind, siblings in nodes.items():
        for at, node in enumerate(siblings):
            if node.source is not None and node.source not in named:
                message = say("source {source!r} of {id!r} is not among the sources", source=node.source, id=node.id)
                hint = hints.near(node.source, named) or say("add it to sources")
                yield "unknown-source", (kind, at, "source"), message, hint
    if definition.status in ("published", "recovered", "derived") and not named:
        message = say("status is {status!r} and no source is named", status=definition.status)
        yield "missing-source", ("status",), message, say('add sources = [{{ id = "…", title = "…" }}]')


def _weights(tree: SoundTree) -> Iterator[Finding]:
    for path, component, parts in tree.components():
        weighted = [part for part in parts if part.weight is not None]
        if component.combination.weighted == "no":
            for part in weighted:
                values = {"part": part.id, "component": component.id, "combine": component.combine}
                message = say("{part!r} has a weight, but {component!r} combines by {combine!r}", **values)
                hint = say("remove it, or combine by weighted-sum or weighted-mean")
                yield "weight-not-allowed", (*tree.paths[part.id], "weight"), message, hint
            continue
        for part in weighted:
            if part.weight is not None and part.weight < 0:
                message = say("the weight of {id!r} is below 0", id=part.id)
                yield "wrong-value", (*tree.paths[part.id], "weight"), message, say("weights are 0 or more")
        if component.combination.weighted == "as written" and not weighted:
            message = say("{id!r} is a weighted sum of parts without weights", id=component.id)
            yield "missing-key", tree.paths[parts[0].id], message, say("add weight = …, or combine by sum")
        elif weighted and len(weighted) < len(parts):
            lacking = next(part for part in parts if part.weight is None)
            named = {"lacking": lacking.id, "component": component.id}
            message = say("{lacking!r} has no weight, other parts of {component!r} have", **named)
            yield "mixed-weights", tree.paths[lacking.id], message, say("give all a weight, or none for equal weights")
        elif weighted and not any(part.weight for part in weighted):
            yield "zero-weights", path, say("the weights of the parts of {id!r} add to 0", id=component.id), ""


def _totals(tree: SoundTree) -> Iterator[Finding]:
    """Hold the weights of parts against what the definition says they add to."""
    unused = tree.definition.weights_total is not None
    for path, component, parts in tree.components():
        weights = [part.weight for part in parts if part.weight is not None]
        holder = next((above for above in tree.upward(component) if above.weights_total is not None), None)
        if holder is None:
            continue
        is_own, place = holder is component, ("weights_total",)
        if len(weights) == len(parts) and component.combination.weighted != "no":
            unused = unused and holder is not tree.definition.root
            if sum(weights) != holder.weights_total:
                total = plain(sum(weights, Fraction(0)))
                values = {"id": component.id, "sum": total, "total": plain(holder.weights_total)}
                message = say("the weights of the parts of {id!r} add to {sum}, not to {total}", **values)
                hint = say("a weight is mistyped, or this component has a weights_total of its own")
                yield "weights-differ", (*path, *place) if is_own else path, message, hint
        elif is_own and path and not weights:
            message = say("{id!r} has a weights_total, but its parts have no weights", id=component.id)
            yield "weights-differ", (*path, *place), message, say("remove it, or give the parts weights")
    if unused and not tree.doubtful and not tree.touched:
        message = say("weights_total is given, but no part that it is about has a weight")
        yield "weights-differ", ("weights_total",), message, say("remove it, or give the parts weights")


def _beside(tree: SoundTree) -> Iterator[Finding]:
    for path, node in tree.places():
        if node.adds is not None and node.parent is not None:
            message = say("{id!r} is a {adds} but has a parent", id=node.id, adds=node.adds)
            hint = say("bonus and penalty stand beside the tree: leave parent out")
            yield "wrong-value", (*path, "adds"), message, hint
        if node.adds is not None and node.weight is not None:
            message = say("{id!r} is a {adds}, its points are added as they are", id=node.id, adds=node.adds)
            yield "weight-not-allowed", (*path, "weight"), message, say("remove it")


def _powers(tree: SoundTree) -> Iterator[Finding]:
    for path, component, _ in tree.components():
        powered, power = component.combination.powered, component.power
        if powered and power is None:
            message = say("{id!r} is a {combine} without power", id=component.id, combine=component.combine)
            yield "missing-key", path, message, say("add power = …")
        elif power is not None and not powered:
            message = say("{id!r} has a power, but combines by {combine!r}", id=component.id, combine=component.combine)
            yield "wrong-value", (*path, "power"), message, say("only power-mean takes a power")
        elif power is not None and not LEAST_POWER <= abs(power) <= MOST_POWER:
            message = say("the power of {id!r} is {power}", id=component.id, power=plain(power))
            values = {"least": plain(LEAST_POWER), "most": plain(MOST_POWER)}
            hint = say("from {least} to {most}, or below 0; geometric-mean is the limit at 0", **values)
            yield "wrong-value", (*path, "power"), message, hint


def _rules(tree: SoundTree) -> Iterator[Finding]:
    for base, leaf in tree.places():
        if not isinstance(leaf, Indicator):
            continue
        for code, path, message, hint in leaf.rule.findings(leaf):
            yield code, (*base, *path), say("{id}: {message}", id=leaf.id, message=message), hint
        if leaf.better == "lower" and not leaf.rule.directed:
            message = say("{id}: the rule {kind!r} does not use a direction", id=leaf.id, kind=leaf.rule.kind)
            yield "direction-unused", (*base, "better"), message, say("say it in the rule, or use rescale")
        most = leaf.rule.limits(leaf)[1]
        if leaf.max is not None and most is not None and most > leaf.max:
            message = say(
                "{id}: the rule can give {most}, max is {max}", id=leaf.id, most=plain(most), max=plain(leaf.max)
            )
            yield "over-maximum", (*base, "max"), message, say("correct the rule or max")
        if leaf.not_applicable == "full" and leaf.obtainable is None:
            yield "missing-key", base, say('{id}: not_applicable = "full" needs max', id=leaf.id), say("add max = …")
        if leaf.unit == "share" and leaf.range is not None and not 0 <= leaf.range[0] < leaf.range[1] <= 1:
            message = say("{id}: a share lies between 0 and 1", id=leaf.id)
            yield "wrong-value", (*base, "range"), message, say('for 0 to 100 write unit = "percent"')


def _limits(tree: SoundTree) -> Iterator[Finding]:
    for path, node in tree.places():
        if node.range is not None and node.range[0] >= node.range[1]:
            message = say("{id}: {range} is no range", id=node.id, range=interval(node.range))
            yield "range-reversed", (*path, "range"), message, say("write [low, high]")
        if isinstance(node, Component) and node.floor is not None and node.cap is not None and node.floor >= node.cap:
            message = say(
                "{id}: floor {floor} is not below cap {cap}", id=node.id, floor=plain(node.floor), cap=plain(node.cap)
            )
            yield "range-reversed", (*path, "floor"), message, ""
        if isinstance(node, Component) and node.times is not None and node.times <= 0:
            message = say("{id}: times is {times}", id=node.id, times=plain(node.times))
            yield "wrong-value", (*path, "times"), message, say("times is above 0")
        if node.max is not None and node.max <= 0:
            message = say("{id}: max is {max}", id=node.id, max=plain(node.max))
            yield "wrong-value", (*path, "max"), message, say("max is above 0")


def _maxima(tree: SoundTree) -> Iterator[Finding]:
    """Hold the maximum of the whole against what its parts can give together."""
    for path, component, parts in tree.components():
        if component.max is None or not component.combination.rational:
            continue
        combined = greatest(component, parts, [_maximum(tree, part) for part in parts])
        if combined is not None and combined != component.max:
            values = {"id": component.id, "given": plain(combined), "max": plain(component.max)}
            message = say("{id}: the parts can give {given}, max is {max}", **values)
            yield "maximum-differs", (*path, "max"), message, say("a figure is mistyped, or a part lacks its parent")


def _maximum(tree: SoundTree, node: Node) -> Fraction | None:
    if isinstance(node, Indicator):
        return node.obtainable
    if node.max is not None or node.id in tree.doubtful:
        return node.max
    parts = tree.parts.get(node.id, [])
    return greatest(node, parts, [_maximum(tree, part) for part in parts]) if parts else None


def _drops(tree: SoundTree) -> Iterator[Finding]:
    """Where a part of a sum can be left out, the rest is brought to the maximum of all: every one must be known."""
    for _, component, parts in tree.components():
        policy = next((above.missing for above in tree.upward(component) if above.missing), "propagate")
        if not component.combination.additive or not any(_may_drop(tree, part, policy) for part in parts):
            continue
        for part in parts:
            maximum = _maximum(tree, part)
            if part.id not in tree.doubtful and (maximum is None or maximum <= 0):
                lack = say("no max") if maximum is None else say("a max of {max}", max=plain(maximum))
                values = {"part": part.id, "lack": lack, "component": component.id}
                message = say("{part!r} has {lack}, and parts of {component!r} can be left out", **values)
                yield "missing-key", tree.paths[part.id], message, say("give a max above 0, or let nothing be left out")


def _may_drop(tree: SoundTree, node: Node, inherited: str) -> bool:
    policy = node.missing or inherited
    if policy == "redistribute" or (isinstance(node, Indicator) and node.not_applicable == "drop"):
        return True
    return any(_may_drop(tree, part, policy) for part in tree.parts.get(node.id, ()))


def _signs(tree: SoundTree) -> Iterator[Finding]:
    """Means and products of powers are defined for parts of 0 or more only."""
    for _, component, parts in tree.components():
        for part in parts if component.combination.positive else ():
            if not _never_negative(tree, part):
                message = say(
                    "{id!r} can fall below 0, where {combine!r} is not defined", id=part.id, combine=component.combine
                )
                yield "may-be-negative", tree.paths[part.id], message, say("add clip = true, a range, or floor = 0")


def _never_negative(tree: SoundTree, node: Node) -> bool:
    if tree.paths[node.id] in tree.touched:
        return True
    if isinstance(node, Indicator):
        least = node.rule.limits(node)[0]
        return least is not None and least >= 0
    if node.range is not None and node.range[0] < 0:
        return False
    if node.floor is not None and node.floor >= 0:
        return True
    return all(_never_negative(tree, part) for part in tree.parts.get(node.id, ()))
