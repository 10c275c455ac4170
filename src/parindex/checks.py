"""What must hold of a definition as a whole; each check yields findings with the path of the key at fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

import attrs

from parindex.definition import Component, Definition, Group, Indicator, Node, most
from parindex.problems import CODES, Collector, Hints, Path, Problem, near
from parindex.rules import Finding, plain
from parindex.texts import fold
from parindex.units import REGISTRIES, conflicts, registries

#: What follows the id of an indicator in the name of a column about its document.
PAPERS = ("document", "page", "note")
#: Words that tables of evidence and of results use for themselves.
RESERVED = frozenset(
    (
        "row",
        "stt",
        "unit",
        "name",
        "layer",
        "indicator",
        "value",
        "group",
        "total",
        "published",
        "rank",
        "band",
        *PAPERS,
    )
)
MAX_NODES, MAX_DEPTH = 10_000, 32
FIRST_YEAR, LAST_YEAR = 1900, 2200
MAX_DECIMALS = 12
LEAST_POWER, MOST_POWER = Fraction(1, 100), Fraction(100)


@attrs.define
class _Tree:
    """What of the tree is sound: nodes with an id of their own that hang from the root."""

    definition: Definition
    touched: frozenset[Path]
    kinds: dict[str, Node] = attrs.field(factory=dict)  # every node with an id of its own
    paths: dict[str, Path] = attrs.field(factory=dict)
    nodes: dict[str, Node] = attrs.field(factory=dict)
    parts: dict[str, list[Node]] = attrs.field(factory=dict)
    doubtful: set[str] = attrs.field(factory=set)  # components of which a part or a key is not known

    def places(self) -> Iterator[tuple[Path, Node]]:
        """Every node of an id of its own that has no other fault, and the root."""
        for id_, node in self.kinds.items():
            if self.paths[id_] not in self.touched:
                yield self.paths[id_], node
        yield (), self.definition.root

    def components(self) -> Iterator[tuple[Path, Component, list[Node]]]:
        """Every component of which all is known, with its parts."""
        for id_, node in self.nodes.items():
            if isinstance(node, Component) and id_ not in self.doubtful and self.parts.get(id_):
                yield self.paths[id_], node, self.parts[id_]


def check(definition: Definition, touched: Iterable[Path] = ()) -> tuple[Problem, ...]:
    """Return every finding as a problem without a position.

    `touched` are the paths of nodes and keys at fault already: what would only follow from those is not told.
    """
    tree = _Tree(definition, frozenset(touched))
    shape = list(_shape(tree))
    found = Collector(_problems(shape))
    if not any(code == "too-large" for code, *_ in shape):
        for rule in (
            _years,
            _groups,
            _units,
            _sources,
            _weights,
            _beside,
            _powers,
            _rules,
            _values,
            _limits,
            _maxima,
            _drops,
            _signs,
        ):
            found += _problems(finding for finding in rule(tree) if finding[1][:1] not in tree.touched)
    return tuple(found)


def _problems(findings: Iterable[Finding]) -> Iterator[Problem]:
    for code, path, message, hint in findings:
        yield Problem(code, CODES[code].severity, message, hint, path=path)


def _shape(tree: _Tree) -> Iterator[Finding]:
    """Every node has an id of its own, hangs from the root, and every component has parts."""
    definition = tree.definition
    listed: list[tuple[Path, Node]] = [
        *((("component", at), node) for at, node in enumerate(definition.component)),
        *((("indicator", at), node) for at, node in enumerate(definition.indicator)),
    ]
    places = [listed[at] for at in definition.order] if definition.order else listed
    if len(places) > MAX_NODES:
        yield "too-large", (), f"{len(places)} nodes, at most {MAX_NODES} are read", "split the index"
        return
    kinds = tree.kinds
    yield from _ids(tree, places)
    yield from _parents(tree)
    yield from _chains(tree)
    filled = {node.parent or definition.id for _, node in places if node.adds is None or node.parent}
    if definition.id not in filled:
        hint = "add [[component]] or [[indicator]] without parent"
        yield "empty-component", (), "nothing hangs from the root", hint
    for id_, node in kinds.items():
        if isinstance(node, Component) and id_ not in filled:
            yield (
                "empty-component",
                (*tree.paths[id_], "id"),
                f"component {id_!r} has no part",
                "add parts or remove it",
            )


def _ids(tree: _Tree, places: list[tuple[Path, Node]]) -> Iterator[Finding]:
    kinds = tree.kinds
    for path, node in places:
        if node.id in RESERVED or node.id.rpartition(".")[2] in PAPERS:
            yield "wrong-value", (*path, "id"), f"{node.id!r} is a word of the tables themselves", "choose another id"
        if node.id in kinds or node.id == tree.definition.id:
            yield "duplicate-id", (*path, "id"), f"the id {node.id!r} stands there already", ""
            tree.doubtful.update((node.id, node.parent or tree.definition.id))
            continue
        kinds[node.id] = node
        tree.paths[node.id] = path
        if path in tree.touched:
            tree.doubtful.update((node.id, node.parent or tree.definition.id))


def _parents(tree: _Tree) -> Iterator[Finding]:
    kinds, hints = tree.kinds, Hints()
    components = [node.id for node in kinds.values() if isinstance(node, Component)]
    for id_, node in kinds.items():
        parent = kinds.get(node.parent or "")
        if node.parent is None or isinstance(parent, Component):
            continue
        path = (*tree.paths[id_], "parent")
        if parent is None:
            message = f"parent {node.parent!r} of {id_!r} is no component of this file"
            hint = hints.near(node.parent, (other for other in components if other != id_))
            hint = hint or "leave parent out for a child of the root"
            yield "unknown-parent", path, message, hint
        else:
            message = f"parent {node.parent!r} of {id_!r} is an indicator"
            yield "parent-is-indicator", path, message, "make it a component"


def _chains(tree: _Tree) -> Iterator[Finding]:
    """Follow each node upward: cycles are told once, at their first node; what reaches the root is sound."""
    kinds, told = tree.kinds, set[str]()
    for id_, node in kinds.items():
        chain: list[str] = []
        above: Node | None = node
        while above is not None and above.id not in chain and len(chain) < MAX_DEPTH:
            chain.append(above.id)
            above = kinds.get(above.parent) if above.parent is not None else None
        if above is None:
            if kinds[chain[-1]].parent is None:  # else its parent is not known
                tree.nodes[id_] = node
                if node.adds is None:
                    tree.parts.setdefault(node.parent or tree.definition.id, []).append(node)
            continue
        if above.id not in chain:
            yield "too-large", tree.paths[id_], f"{id_!r} lies more than {MAX_DEPTH} levels deep", ""
            return
        if above.id == id_ and not told.intersection(chain):
            told.update(chain)
            yield "parent-cycle", (*tree.paths[id_], "parent"), f"{' → '.join([*chain, id_])} leads back to itself", ""
    root = tree.definition.root
    tree.nodes[root.id], tree.paths[root.id] = root, ()
    if any(path[:1] in tree.touched for path in (("combine",), ("power",), ("max",), ("times",), ("cap",), ("floor",))):
        tree.doubtful.add(root.id)


def _years(tree: _Tree) -> Iterator[Finding]:
    definition = tree.definition
    if len(definition.years) not in (1, 2):
        message = f"{len(definition.years)} years given"
        yield "wrong-value", ("years",), message, "write [first, last], or [first] while in force"
    elif definition.years[0] > definition.years[-1]:
        message = f"{definition.years[0]} is after {definition.years[-1]}"
        yield "years-reversed", ("years",), message, "write [first, last]"
    for at, year in enumerate(definition.years):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            yield "wrong-value", ("years", at), f"{year} is no year", f"years run from {FIRST_YEAR} to {LAST_YEAR}"
    if not 0 <= definition.decimals <= MAX_DECIMALS:
        yield "wrong-value", ("decimals",), f"{definition.decimals} decimals", f"from 0 to {MAX_DECIMALS}"


def _groups(tree: _Tree) -> Iterator[Finding]:
    yield from _bands(tree.definition, (), tree.definition.bands)
    for at, own in enumerate(tree.definition.group):
        yield from _bands(tree.definition, ("group", at), own.bands)


def _units(tree: _Tree) -> Iterator[Finding]:
    """Own units have names of their own and stand in groups that are named; a registry is known."""
    definition = tree.definition
    groups: dict[str, None] = {}
    for at, id_ in enumerate(group.id for group in definition.group):
        if id_ in groups:
            yield "duplicate-id", ("group", at, "id"), f"the group {id_!r} stands there already", ""
        groups[id_] = None
    hints = Hints()
    for at, message in conflicts(definition.unit):
        yield "duplicate-id", ("unit", at), message, "two units cannot share a name"
    for at, unit in enumerate(definition.unit):
        if unit.group is not None and unit.group not in groups:
            hint = hints.near(unit.group, groups) or "add [[group]]"
            yield "wrong-value", ("unit", at, "group"), f"{unit.id}: there is no group {unit.group!r}", hint
    if definition.group and not definition.unit:
        yield "wrong-value", ("group", 0), "there are groups and no units", "add [[unit]]"
    if definition.units is not None and definition.unit:
        yield "wrong-value", ("units",), "units are listed here and looked up as well", "remove units, or [[unit]]"
    yield from _references(tree)
    if definition.units is not None and not definition.unit and definition.units not in REGISTRIES:
        hint = near(definition.units, REGISTRIES) or f"one of {', '.join(REGISTRIES)}, or list them as [[unit]]"
        yield "wrong-value", ("units",), f"no registry is called {definition.units!r}", hint


def _references(tree: _Tree) -> Iterator[Finding]:
    """Hold a unit that the others are compared with against those listed, or the registry, by its code."""
    definition = tree.definition
    known = [unit.id for unit in definition.unit]
    if definition.units in REGISTRIES:
        known = [unit.id for period in registries(str(definition.units)) for unit in period.units]
    for id_, node in tree.kinds.items() if known else ():
        if isinstance(node, Indicator) and node.rule.reference and node.rule.reference not in known:
            message = f"{id_}: there is no unit {node.rule.reference!r} to compare with"
            hint = near(node.rule.reference, known) or "write the code of a unit"
            yield "wrong-value", (*tree.paths[id_], "rule", "to"), message, hint


def _bands(definition: Definition, path: Path, bands: tuple[Group, ...]) -> Iterator[Finding]:
    lowest: Fraction | None = None
    for at, group in enumerate(bands):
        ended = at > 0 and bands[at - 1].at_least is None
        if ended or (lowest is not None and group.at_least is not None and group.at_least >= lowest):
            message = f"group {group.label!r} gets no total: an earlier one takes them all"
            yield "unreachable-band", (*path, "bands", at), message, "order groups from the highest down"
        elif group.at_least is not None and definition.max is not None and group.at_least > definition.max:
            message = f"group {group.label!r} begins at {plain(group.at_least)}, max is {plain(definition.max)}"
            yield "unreachable-band", (*path, "bands", at), message, "no total reaches it"
        lowest = group.at_least if group.at_least is not None else lowest


def _sources(tree: _Tree) -> Iterator[Finding]:
    definition = tree.definition
    known: dict[str, None] = {}
    hints = Hints()
    for at, source in enumerate(definition.sources):
        if source.id in known:
            yield "duplicate-id", ("sources", at, "id"), f"the source {source.id!r} stands there already", ""
        known[source.id] = None
    if ("sources",) in tree.touched:
        return
    nodes: dict[str, tuple[Node, ...]] = {"component": definition.component, "indicator": definition.indicator}
    for kind, listed in nodes.items():
        for at, node in enumerate(listed):
            if node.source is not None and node.source not in known:
                message = f"source {node.source!r} of {node.id!r} is not among the sources"
                hint = hints.near(node.source, known) or "add it to sources"
                yield "unknown-source", (kind, at, "source"), message, hint
    if definition.status in ("published", "recovered", "derived") and not known:
        message = f"status is {definition.status!r} and no source is named"
        yield "missing-source", ("status",), message, 'add sources = [{ id = "…", title = "…" }]'


def _weights(tree: _Tree) -> Iterator[Finding]:
    for path, component, parts in tree.components():
        weighted = [part for part in parts if part.weight is not None]
        if component.combination.weighted == "no":
            for part in weighted:
                message = f"{part.id!r} has a weight, but {component.id!r} combines by {component.combine!r}"
                hint = "remove it, or combine by weighted-sum or weighted-mean"
                yield "weight-not-allowed", (*tree.paths[part.id], "weight"), message, hint
            continue
        for part in weighted:
            if part.weight is not None and part.weight < 0:
                message = f"the weight of {part.id!r} is below 0"
                yield "wrong-value", (*tree.paths[part.id], "weight"), message, "weights are 0 or more"
        if component.combination.weighted == "as written" and not weighted:
            message = f"{component.id!r} is a weighted sum of parts without weights"
            yield "missing-key", tree.paths[parts[0].id], message, "add weight = …, or combine by sum"
        elif weighted and len(weighted) < len(parts):
            lacking = next(part for part in parts if part.weight is None)
            message = f"{lacking.id!r} has no weight, other parts of {component.id!r} have"
            yield "mixed-weights", tree.paths[lacking.id], message, "give all a weight, or none for equal weights"
        elif weighted and not any(part.weight for part in weighted):
            yield "zero-weights", path, f"the weights of the parts of {component.id!r} add to 0", ""


def _beside(tree: _Tree) -> Iterator[Finding]:
    for path, node in tree.places():
        if node.adds is not None and node.parent is not None:
            message = f"{node.id!r} is a {node.adds} but has a parent"
            yield "wrong-value", (*path, "adds"), message, "bonus and penalty stand beside the tree: leave parent out"
        if node.adds is not None and node.weight is not None:
            message = f"{node.id!r} is a {node.adds}, its points are added as they are"
            yield "weight-not-allowed", (*path, "weight"), message, "remove it"


def _values(tree: _Tree) -> Iterator[Finding]:
    """Every name of a value is known, every input used, nothing depends on itself or divides by 0."""
    leaves = {node.id: node for node in tree.kinds.values() if isinstance(node, Indicator)}
    numbers = {id_: None for id_, other in leaves.items() if other.rule.options() is None}
    refers = {id_: _refers(leaves, leaf) for id_, leaf in leaves.items()}
    circular, hints = _circular(refers), Hints()
    for path, leaf in tree.places():
        if not isinstance(leaf, Indicator):
            continue
        yield from _reads(tree, path, leaf)
        if leaf.value is None and leaf.inputs:
            message = f"{leaf.id}: there are inputs and no value"
            yield "missing-key", path, message, 'add value = "on_time / handled * 100"'
        elif leaf.value is not None and (leaf.rule.options() is not None or leaf.rule.items(leaf)):
            message = f"{leaf.id}: the rule {leaf.rule.kind!r} reads names, not a number"
            yield "wrong-value", (*path, "value"), message, "remove inputs and value, or use another rule"
        elif leaf.value is not None:
            yield from _names(leaves, numbers, path, leaf, hints)
            if leaf.id in circular:
                message = f"the value of {leaf.id!r} depends on itself"
                hint = "an indicator can refer only to those that do not refer to it"
                yield "value-cycle", (*path, "value"), message, hint
    if not circular and (deep := _deep(refers)):
        message = f"the value of {deep!r} refers to others over more than {MAX_DEPTH} levels"
        yield "too-large", (*tree.paths[deep], "value"), message, ""


def _reads(tree: _Tree, path: Path, leaf: Indicator) -> Iterator[Finding]:
    for name in leaf.reads:
        if fold(name) in PAPERS:
            message = f"{leaf.id}: {name!r} is a word for documents"
            yield "wrong-value", path, message, "choose another name"
        if f"{leaf.id}.{name}" in tree.kinds:
            message = f"{leaf.id}: the column of {name!r} has the id of another node"
            yield "duplicate-id", path, message, "choose another name"
    if leaf.on_zero_denominator is not None and not any(leaf.formula.divisors() if leaf.formula else ()):
        yield "wrong-value", (*path, "on_zero_denominator"), f"{leaf.id}: nothing is divided", "remove it"
    if leaf.on_zero_denominator == "full" and leaf.obtainable is None:
        yield "missing-key", path, f'{leaf.id}: on_zero_denominator = "full" needs max', "add max = …"


def _names(
    leaves: dict[str, Indicator], numbers: dict[str, None], path: Path, leaf: Indicator, hints: Hints
) -> Iterator[Finding]:
    named = dict(leaf.value.tree.names()) if leaf.value else {}
    for at, name in enumerate(leaf.inputs):
        if name in leaf.inputs[:at] or name in leaves:
            where = "another indicator has that id" if name in leaves else "it stands there already"
            yield "duplicate-id", (*path, "inputs", at), f"{leaf.id}: input {name!r}: {where}", "choose another name"
        elif name not in named:
            yield "unused-input", (*path, "inputs", at), f"{leaf.id}: {name!r} is not used by value", "remove it"
    for name, at in named.items():
        if name not in leaf.inputs and name not in numbers:
            what = "has no number" if name in leaves else "is no input, nor another indicator"
            hint = hints.near(name, chain(leaf.inputs, numbers)) or "add it to inputs"
            yield "unknown-name", (*path, "value"), f"{leaf.id}: {name!r} (character {at}) {what}", hint
    for divisor in leaf.value.tree.divisors() if leaf.value else ():
        if divisor.constant() == 0:
            yield "zero-divisor", (*path, "value"), f"{leaf.id}: it divides by 0 (character {divisor.at})", ""


def _refers(leaves: dict[str, Indicator], leaf: Indicator) -> tuple[str, ...]:
    """Return the indicators that a value refers to."""
    named = dict.fromkeys(name for name, _ in leaf.value.tree.names()) if leaf.value else {}
    return tuple(name for name in named if name in leaves and name not in leaf.inputs)


def _circular(refers: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the indicators whose value depends on itself: those that each other is reached from, and itself."""
    referred: dict[str, list[str]] = {}
    for id_, names in refers.items():
        for name in names:
            referred.setdefault(name, []).append(id_)
    out: set[str] = set()
    seen: set[str] = set()
    for id_ in reversed(_reached(refers, refers, set())):  # Kosaraju: backward, from the one finished last
        group = _reached(referred, [id_], seen)
        if len(group) > 1 or id_ in refers[id_]:
            out.update(group)
    return out


def _reached(edges: Mapping[str, Sequence[str]], starts: Iterable[str], seen: set[str]) -> list[str]:
    """Return what is reached and not seen before, each after all that is reached from it."""
    out: list[str] = []
    for start in starts:
        waiting = [(start, iter(edges.get(start, ())))] if start not in seen else []
        seen.add(start)
        while waiting:
            id_, names = waiting[-1]
            name = next((name for name in names if name not in seen), None)
            if name is None:
                out.append(id_)
                waiting.pop()
            else:
                seen.add(name)
                waiting.append((name, iter(edges.get(name, ()))))
    return out


def _deep(refers: Mapping[str, Sequence[str]]) -> str:
    """Return the first indicator that refers to others over too many levels; none is circular."""
    levels: dict[str, int] = {}
    for id_ in _reached(refers, refers, set()):
        levels[id_] = 1 + max((levels[name] for name in refers[id_]), default=0)
        if levels[id_] > MAX_DEPTH:
            return id_
    return ""


def _powers(tree: _Tree) -> Iterator[Finding]:
    for path, component, _ in tree.components():
        powered, power = component.combination.powered, component.power
        if powered and power is None:
            yield "missing-key", path, f"{component.id!r} is a {component.combine} without power", "add power = …"
        elif power is not None and not powered:
            message = f"{component.id!r} has a power, but combines by {component.combine!r}"
            yield "wrong-value", (*path, "power"), message, "only power-mean takes a power"
        elif power is not None and not LEAST_POWER <= abs(power) <= MOST_POWER:
            message = f"the power of {component.id!r} is {plain(power)}"
            hint = f"from {plain(LEAST_POWER)} to {plain(MOST_POWER)}, or below 0; geometric-mean is the limit at 0"
            yield "wrong-value", (*path, "power"), message, hint


def _rules(tree: _Tree) -> Iterator[Finding]:
    for base, leaf in tree.places():
        if not isinstance(leaf, Indicator):
            continue
        for code, path, message, hint in leaf.rule.findings(leaf):
            yield code, (*base, *path), f"{leaf.id}: {message}", hint
        if leaf.better == "lower" and not leaf.rule.directed:
            message = f"{leaf.id}: the rule {leaf.rule.kind!r} does not use a direction"
            yield "direction-unused", (*base, "better"), message, "say it in the rule, or use rescale"
        most = leaf.rule.limits(leaf)[1]
        if leaf.max is not None and most is not None and most > leaf.max:
            message = f"{leaf.id}: the rule can give {plain(most)}, max is {plain(leaf.max)}"
            yield "over-maximum", (*base, "max"), message, "correct the rule or max"
        if leaf.not_applicable == "full" and leaf.obtainable is None:
            yield "missing-key", base, f'{leaf.id}: not_applicable = "full" needs max', "add max = …"
        if leaf.unit == "share" and leaf.range is not None and not 0 <= leaf.range[0] < leaf.range[1] <= 1:
            message = f"{leaf.id}: a share lies between 0 and 1"
            yield "wrong-value", (*base, "range"), message, 'for 0 to 100 write unit = "percent"'


def _limits(tree: _Tree) -> Iterator[Finding]:
    for path, node in tree.places():
        if node.range is not None and node.range[0] >= node.range[1]:
            message = f"{node.id}: [{plain(node.range[0])}, {plain(node.range[1])}] is no range"
            yield "range-reversed", (*path, "range"), message, "write [low, high]"
        if isinstance(node, Component) and node.floor is not None and node.cap is not None and node.floor >= node.cap:
            message = f"{node.id}: floor {plain(node.floor)} is not below cap {plain(node.cap)}"
            yield "range-reversed", (*path, "floor"), message, ""
        if isinstance(node, Component) and node.times is not None and node.times <= 0:
            yield "wrong-value", (*path, "times"), f"{node.id}: times is {plain(node.times)}", "times is above 0"
        if node.max is not None and node.max <= 0:
            yield "wrong-value", (*path, "max"), f"{node.id}: max is {plain(node.max)}", "max is above 0"


def _maxima(tree: _Tree) -> Iterator[Finding]:
    """Hold the maximum of the whole against what its parts can give together."""
    for path, component, parts in tree.components():
        if component.max is None or not component.combination.rational:
            continue
        given = most(component, parts, [_maximum(tree, part) for part in parts])
        if given is not None and given != component.max:
            message = f"{component.id}: the parts can give {plain(given)}, max is {plain(component.max)}"
            hint = "a figure is mistyped, or a part lacks its parent"
            yield "maximum-differs", (*path, "max"), message, hint


def _maximum(tree: _Tree, node: Node) -> Fraction | None:
    if isinstance(node, Indicator):
        return node.obtainable
    if node.max is not None or node.id in tree.doubtful:
        return node.max
    parts = tree.parts.get(node.id, [])
    return most(node, parts, [_maximum(tree, part) for part in parts]) if parts else None


def _drops(tree: _Tree) -> Iterator[Finding]:
    """Where a part of a sum can be left out, the rest is brought to the maximum of all: every one must be known."""
    for _, component, parts in tree.components():
        policy = next((above.missing for above in _upward(tree, component) if above.missing), "propagate")
        if not component.combination.additive or not any(_may_drop(tree, part, policy) for part in parts):
            continue
        for part in parts:
            maximum = _maximum(tree, part)
            if part.id not in tree.doubtful and (maximum is None or maximum <= 0):
                lack = "no max" if maximum is None else f"a max of {plain(maximum)}"
                message = f"{part.id!r} has {lack}, and parts of {component.id!r} can be left out"
                yield "missing-key", tree.paths[part.id], message, "give a max above 0, or let nothing be left out"


def _upward(tree: _Tree, node: Node) -> Iterator[Node]:
    while node.id in tree.nodes and node is not tree.definition.root:
        yield node
        node = tree.nodes[node.parent] if node.parent is not None else tree.definition.root
    yield tree.definition.root


def _may_drop(tree: _Tree, node: Node, inherited: str) -> bool:
    policy = node.missing or inherited
    if policy == "redistribute" or (isinstance(node, Indicator) and node.not_applicable == "drop"):
        return True
    return any(_may_drop(tree, part, policy) for part in tree.parts.get(node.id, ()))


def _signs(tree: _Tree) -> Iterator[Finding]:
    """Means and products of powers are defined for parts of 0 or more only."""
    for _, component, parts in tree.components():
        for part in parts if component.combination.positive else ():
            if not _never_negative(tree, part):
                message = f"{part.id!r} can fall below 0, where {component.combine!r} is not defined"
                yield "may-be-negative", tree.paths[part.id], message, "add clip = true, a range, or floor = 0"


def _never_negative(tree: _Tree, node: Node) -> bool:
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
