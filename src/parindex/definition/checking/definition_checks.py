"""Definitions are checked as a whole; each check yields findings with the path of the key at fault."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from parindex.base import (
    Collector,
    Hints,
    Path,
    Problem,
    fold,
    in_digits,
    near,
    plain,
    say,
)
from parindex.definition.checking.component_formulas import check_formulas
from parindex.definition.checking.hierarchy import SoundTree, check_shape
from parindex.definition.checking.left_out_parts import check_drops, check_needs, check_sharing
from parindex.definition.checking.parameters_and_conditions import check_outside
from parindex.definition.checking.references import check_references
from parindex.definition.checking.result_bands import check_groups
from parindex.definition.checking.weights_and_maxima import (
    check_limits,
    check_maxima,
    check_powers,
    check_signs,
    check_totals,
    check_turned,
    check_weights,
)
from parindex.definition.parameters_and_attributes import Parameter
from parindex.definition.rules.rule import Finding
from parindex.definition.tree import Definition, Indicator, Node
from parindex.definition.unit_registry import REGISTRIES, conflicts, names_file, registry_periods, stays_beside
from parindex.kernels import MAX_DECIMALS, at_decimals

FIRST_YEAR, LAST_YEAR = 1900, 2200


def check_tree(definition: Definition, touched: Iterable[Path] = ()) -> tuple[Problem, ...]:
    """Return every finding as a problem without a position.

    `touched` are the paths of nodes and keys at fault already: what would only follow from those is not told.
    """
    tree = SoundTree(definition, frozenset(touched))
    findings = list(check_shape(tree))
    if not any(code == "too-large" for code, *_ in findings):
        of_tables = (_years, _decimals, check_groups, _units, _sources, check_weights, check_totals, _beside)
        of_nodes = (check_powers, _ranking, _rules, check_outside, check_references, check_formulas, check_needs)
        of_scores = (check_limits, check_maxima, check_drops, check_sharing, check_turned, check_signs)
        for check in (*of_tables, *of_nodes, *of_scores):
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


def _decimals(tree: SoundTree) -> Iterator[Finding]:
    """Check that numbers of decimals can be computed with, and that a node rounded to some can reach its maximum."""
    definition = tree.definition
    for path, decimals in [((), definition.decimals), *((path, node.decimals) for path, node in tree.places())]:
        if decimals is not None and not 0 <= decimals <= MAX_DECIMALS:
            message = say("{decimals} decimals", decimals=decimals)
            yield "wrong-value", (*path, "decimals"), message, say("from 0 to {most}", most=MAX_DECIMALS)
    for path, node in tree.places():
        if at_decimals(node.max, node.decimals) != node.max:
            values = {"id": node.id, "max": plain(node.max), "decimals": node.decimals}
            message = say("{id}: decimals is {decimals}, max is {max}", **values)
            yield "wrong-value", (*path, "max"), message, say("write max with as many decimals, or fewer")


def _ranking(tree: SoundTree) -> Iterator[Finding]:
    """Check that what decides between equal totals are nodes below the index, each named once."""
    definition, hints = tree.definition, Hints()
    for at, id_ in enumerate(definition.rank.then):
        path = ("rank", "then", at)
        if id_ == definition.id:
            message = say("rank.then: {id!r} is the index itself, its total is equal already", id=id_)
            yield "no-such-node", path, message, say("name nodes of this file")
        elif id_ not in tree.kinds:
            hint = hints.near(id_, tree.kinds) or say("name nodes of this file")
            yield "no-such-node", path, say("rank.then: there is no node {id!r}", id=id_), hint
        elif id_ in definition.rank.then[:at]:
            yield "duplicate-id", path, say("rank.then: {id!r} stands there already", id=id_), say("remove one")


def _units(tree: SoundTree) -> Iterator[Finding]:
    """Own units have names of their own and stand in groups that are named; a registry is known."""
    definition = tree.definition
    groups: dict[str, None] = {}
    for at, id_ in enumerate(group.id for group in definition.group):
        if id_ in groups:
            yield "duplicate-id", ("group", at, "id"), say("the group {id!r} stands there already", id=id_), ""
        groups[id_] = None
    for at, message, hint in conflicts(definition.unit):
        yield "duplicate-id", ("unit", at), message, hint
    elsewhere = names_file(definition.units)
    yield from _groups_of_units(definition, groups, in_file=elsewhere)
    if definition.group and not definition.unit and not elsewhere:
        yield "wrong-value", ("group", 0), say("there are groups and no units"), say("add [[unit]]")
    if definition.units is not None and definition.unit and not elsewhere:
        message = say("units are listed here and looked up as well")
        yield "wrong-value", ("units",), message, say("remove units, or [[unit]]")
    yield from _references(tree)
    if elsewhere and not stays_beside(str(definition.units)):
        message = say("{name!r} is no path of a file beside the definition", name=str(definition.units)[:80])
        yield "wrong-value", ("units",), message, say("a path from the folder of the definition, such as units.csv")
    if definition.units is not None and not definition.unit and definition.units not in REGISTRIES and not elsewhere:
        choices = say("one of {names}, a file such as units.csv, or list them as [[unit]]", names=", ".join(REGISTRIES))
        hint = near(definition.units, REGISTRIES) or choices
        yield "wrong-value", ("units",), say("no registry is called {units!r}", units=definition.units), hint


def _groups_of_units(definition: Definition, groups: Mapping[str, None], *, in_file: bool) -> Iterator[Finding]:
    """Units name groups that are there; a group that many units of a file name is told once."""
    hints = Hints()
    titles = {
        fold(text): group.id
        for group in definition.group
        if group.title
        for text in (group.title.vi, group.title.en)
        if text
    }
    for group, places in _absent_groups(definition, groups).items():
        like = say("did you mean {word!r}?", word=titles[fold(group)]) if fold(group) in titles else ""
        hint = like or hints.near(group, groups) or say("add [[group]]")
        for at in places[:1] if in_file else places:
            values = {"id": definition.unit[at].id, "group": group, "more": len(places) - 1}
            message = say("{id}: there is no group {group!r}", **values)
            if in_file and len(places) > 1:
                message = say("{id} and {more:,} more: there is no group {group!r}", **values)
            yield "wrong-value", ("unit", at, "group"), message, hint


def _absent_groups(definition: Definition, groups: Container[str]) -> dict[str, list[int]]:
    """Return the places of units by the group that they name and that is not there."""
    places: dict[str, list[int]] = {}
    for at, unit in enumerate(definition.unit):
        if unit.group is not None and unit.group not in groups:
            places.setdefault(unit.group, []).append(at)
    return places


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
    nodes: dict[str, tuple[Node | Parameter, ...]] = {
        "component": definition.component,
        "indicator": definition.indicator,
        "parameter": definition.parameter,
    }
    for kind, siblings in nodes.items():
        for at, node in enumerate(siblings):
            if node.source is not None and node.source not in named:
                message = say("source {source!r} of {id!r} is not among the sources", source=node.source, id=node.id)
                hint = hints.near(node.source, named) or say("add it to sources")
                yield "unknown-source", (kind, at, "source"), message, hint
    if definition.status in ("published", "recovered", "derived") and not named:
        message = say("status is {status!r} and no source is named", status=definition.status)
        yield "missing-source", ("status",), message, say('add sources = [{{ id = "…", title = "…" }}]')


def _rules(tree: SoundTree) -> Iterator[Finding]:
    for base, leaf in tree.places():
        if not isinstance(leaf, Indicator):
            continue
        for known in tree.definition.as_known(leaf):
            for code, path, message, hint in known.rule.findings(known):
                yield code, (*base, *path), say("{id}: {message}", id=leaf.id, message=message), hint
        if leaf.better == "lower" and not leaf.rule.directed:
            message = say("{id}: the rule {kind!r} does not use a direction", id=leaf.id, kind=leaf.rule.kind)
            yield "direction-unused", (*base, "better"), message, say("say it in the rule, or use rescale")
        most = at_decimals(leaf.rule.limits(leaf)[1], leaf.decimals)
        if leaf.max is not None and most is not None and most > leaf.max:
            message = say(
                "{id}: the rule can give {most}, max is {max}",
                id=leaf.id,
                most=in_digits(most),
                max=in_digits(leaf.max),
            )
            yield "over-maximum", (*base, "max"), message, say("correct the rule or max")
        if leaf.not_applicable == "full" and leaf.obtainable is None:
            yield "missing-key", base, say('{id}: not_applicable = "full" needs max', id=leaf.id), say("add max = …")
        if leaf.unit == "share" and leaf.range is not None and not 0 <= leaf.range[0] < leaf.range[1] <= 1:
            message = say("{id}: a share lies between 0 and 1", id=leaf.id)
            hint = say('if the range is in percent, write unit = "percent"') if leaf.range[1] > 1 else ""
            yield "wrong-value", (*base, "range"), message, hint


def _beside(tree: SoundTree) -> Iterator[Finding]:
    for path, node in tree.places():
        if isinstance(node, Indicator) and node.adds == "nothing":
            yield from _watched(path, node)
            continue
        if node.adds is not None and node.parent is not None:
            message = say("{id!r} is a {adds} but has a parent", id=node.id, adds=node.adds)
            hint = say("bonus and penalty stand beside the tree: leave parent out")
            yield "wrong-value", (*path, "adds"), message, hint
        if node.adds is not None and node.weight is not None:
            message = say("{id!r} is a {adds}, its points are added as they are", id=node.id, adds=node.adds)
            yield "weight-not-allowed", (*path, "weight"), message, say("remove it")


def _watched(path: Path, leaf: Indicator) -> Iterator[Finding]:
    """Check that what is only watched stands beside the tree, and takes no total away."""
    hint = say("remove it: what is watched stands beside the tree and adds nothing")
    for name in ("parent", "weight"):
        if getattr(leaf, name) is not None:
            message = say("{id!r} is watched, {key} is not for it", id=leaf.id, key=name)
            yield "weight-not-allowed" if name == "weight" else "wrong-value", (*path, name), message, hint
    for name in ("missing", "not_applicable"):
        if getattr(leaf, name) in ("error", "redistribute", "drop"):
            message = say(
                "{id!r} is watched, {key} = {word!r} is not for it", id=leaf.id, key=name, word=getattr(leaf, name)
            )
            yield "wrong-value", (*path, name), message, say("an empty cell of it is no fault; zero or full may count")
