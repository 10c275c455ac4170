"""The tree of an index: frozen classes whose attributes are the keys of a definition file."""

import math
from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Literal

import attrs

from parindex.base import Text, Titled, UnknownNameError, hinted, near, say, titled
from parindex.definition.combined_ends import combined_maximum, greatest, lowest, score_ends
from parindex.definition.expressions import Expression, Term
from parindex.definition.inputs import Input, inputs_of
from parindex.definition.node_records import NodeRecords
from parindex.definition.parameters_and_attributes import Attribute, Condition, Parameter, Source, Status
from parindex.definition.ranks_and_bands import BandCap, Group, Needs, Ranking, UnitGroup
from parindex.definition.rules.given import GivenPoints
from parindex.definition.rules.linear import Score
from parindex.definition.rules.rule import Rule, rounded_limits
from parindex.definition.unit_registry import Registry, Unit, names_file, registry, registry_of, registry_periods
from parindex.kernels import COMBINATIONS, Combination, Ends, at_decimals, shares_of

Missing = Literal["error", "propagate", "zero", "redistribute"]
OnZero = Literal["zero", "missing", "not-applicable", "full"]
Beside = Literal["bonus", "penalty"]
NotApplicable = Literal["drop", "share", "full", "zero", "refuse"]
Range = tuple[Fraction, Fraction]


@attrs.frozen
class Component(Titled):
    """An inner node: a domain, criterion, dimension or sub-index that combines its parts."""

    id: str
    combine: str
    formula: Expression | None = None
    parent: str | None = None
    title: Text | None = None
    weight: Fraction | None = None
    weights_total: Fraction | None = None
    power: Fraction | None = None
    times: Fraction | None = None
    cap: Fraction | None = None
    floor: Fraction | None = None
    decimals: int | None = None
    max: Fraction | None = None
    range: Range | None = None
    better: Literal["higher", "lower"] = "higher"
    adds: Beside | None = None
    when: str | None = None
    needs: Needs | None = None
    missing: Missing | None = None
    source: str | None = None
    status: Status | None = None
    note: Text | None = None

    @property
    def combination(self) -> Combination:
        """How the parts are combined."""
        return COMBINATIONS[self.combine]

    def counts(self, part: "Node") -> bool:
        """Return whether a part counts: where parts are weighted, one that has no weight of 0."""
        return self.combination.weighted == "no" or part.weight != 0


@attrs.frozen
class Indicator(Titled):
    """A leaf: it reads evidence and turns it into a score by its rule."""

    id: str
    parent: str | None = None
    title: Text | None = None
    weight: Fraction | None = None
    unit: str | None = None
    range: Range | None = None
    max: Fraction | None = None
    decimals: int | None = None
    better: Literal["higher", "lower"] = "higher"
    rule: Rule = Score()
    inputs: tuple[Input, ...] = attrs.field(default=(), converter=inputs_of)
    value: Expression | None = None
    on_zero_denominator: OnZero | None = None
    adds: Literal["bonus", "penalty", "nothing"] | None = None
    when: str | None = None
    missing: Missing | None = None
    not_applicable: NotApplicable = "refuse"
    self_scored: bool = True
    documents: Literal["required"] | None = None
    source: str | None = None
    status: Status | None = None
    note: Text | None = None

    @property
    def allowed(self) -> Range | None:
        """The evidence allowed: `range`, or 0 to 1 for a share."""
        return (Fraction(0), Fraction(1)) if self.range is None and self.unit == "share" else self.range

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of what evidence holds in place of one value: inputs, or the items of its rule."""
        return tuple(given.id for given in self.inputs) or self.rule.items(self)

    @property
    def formula(self) -> Term | None:
        """How its value is worked out, or None where evidence holds it."""
        return self.rule.formula(self) if self.value is None else self.value.tree

    @property
    def refers_to(self) -> tuple[str, ...]:
        """What its value rests on beside what it reads: other indicators, figures from outside, attributes."""
        if self.value is None:
            return ()
        names = self.value.tree.names()
        return tuple(dict.fromkeys(name for name, _ in names if name not in self.reads))

    @property
    def obtainable(self) -> Fraction | None:
        """The most points it can give, where that is known."""
        return at_decimals(self.rule.limits(self)[1], self.decimals) if self.max is None else self.max

    @property
    def ends(self) -> Ends:
        """Between what its points lie, infinite where there is no limit."""
        low, high = rounded_limits(self.rule.limits(self), self.decimals)[0], self.obtainable
        return -math.inf if low is None else low, math.inf if high is None else high

    @property
    def by_points(self) -> "Indicator":
        """The indicator where evidence gives its points in place of its value."""
        if isinstance(self.rule, GivenPoints):
            return self
        blank = Indicator(self.id, rule=GivenPoints.instead_of(self))
        keys = ("unit", "range", "better", "rule", "inputs", "value", "on_zero_denominator")
        return attrs.evolve(self, **{key: getattr(blank, key) for key in keys})


Node = Component | Indicator


def covers(years: Sequence[int], year: int) -> bool:
    """Return whether years as a definition gives them, the first and perhaps the last, hold a year."""
    first, *last = years
    return first <= year <= (last[0] if last else year)


def period(years: tuple[int, ...]) -> str:
    """Return years, first and last, as text."""
    return f"{years[0]}–" if len(years) == 1 else "–".join(str(year) for year in dict.fromkeys(years))


@attrs.frozen(cache_hash=True)
class Definition(NodeRecords):
    """One edition of an index, as one TOML file defines it.

    Load it with `parindex.load`; its attributes are the keys of the file, described in the documentation under
    "The definition format".

    Attributes
    ----------
    nodes : tuple of Component and Indicator
        The root first, then every node below its parent, parts in the order of the file.
    leaves : tuple of Indicator
        The indicators, in the order of `nodes`.
    order : tuple of int
        How components and indicators alternate in the file: places in the one list followed by the other.
    sha256 : str or None
        Of the file's text; where it names a file of units, of both, one behind the other.

    Examples
    --------
    >>> import parindex
    >>> definition = parindex.load("par-ministry-2022")
    >>> [node.id for node in definition.nodes]
    ['par-ministry-2022', 'appraised', 'survey']
    >>> definition["survey"].max
    Fraction(63, 2)
    """

    id: str
    index: str
    version: str
    title: Text
    years: tuple[int, ...]
    combine: str
    formula: Expression | None = None
    units: str | None = None
    weights_total: Fraction | None = None
    power: Fraction | None = None
    times: Fraction | None = None
    cap: Fraction | None = None
    floor: Fraction | None = None
    max: Fraction | None = None
    decimals: int = 2
    rank: Ranking = Ranking()
    needs: Needs | None = None
    missing: Missing = "propagate"
    bands: tuple[Group, ...] = ()
    caps: tuple[BandCap, ...] = ()
    status: Status | None = None
    sources: tuple[Source, ...] = ()
    note: Text | None = None
    parameter: tuple[Parameter, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    group: tuple[UnitGroup, ...] = ()
    unit: tuple[Unit, ...] = ()
    component: tuple[Component, ...] = ()
    indicator: tuple[Indicator, ...] = ()
    order: tuple[int, ...] = attrs.field(default=(), metadata={"key": False})
    sha256: str | None = attrs.field(default=None, eq=False, metadata={"key": False})

    def published_decimals(self, node: Node) -> int:
        """Return with how many decimals the scores of a node are published: its own, else those of the definition."""
        return self.decimals if node.decimals is None else node.decimals

    def bands_of(self, group: str | None) -> tuple[Group, ...]:
        """Return the groups of results of a group of units: its own, or those of the definition."""
        return next((holder.bands for holder in self.group if holder.id == group and holder.bands), self.bands)

    @property
    def period(self) -> str:
        """The years as text: 2022–2023, 2018, or 2024– while in force."""
        return period(self.years)

    def covers(self, year: int) -> bool:
        """Return whether the definition is of a year."""
        return covers(self.years, year)

    @cached_property
    def own_registry(self) -> Registry:
        """The definition's own list of units, to look them up in."""
        return registry_of(self.unit, self.id)

    @cached_property
    def root(self) -> Component:
        """The index itself, as the node that every other one hangs from."""
        own = attrs.fields_dict(Definition).keys() - {"decimals"}  # by which results are published, not rounded
        shared = [name for name in attrs.fields_dict(Component) if name in own]
        return Component(**{name: getattr(self, name) for name in shared})

    def by_points(self, ids: Collection[str]) -> "Definition":
        """Return the definition by which evidence is scored that gives the points of some indicators."""
        leaves = tuple(leaf.by_points if leaf.id in ids else leaf for leaf in self.indicator)
        return attrs.evolve(self, indicator=leaves) if ids else self

    @property
    def pointed(self) -> frozenset[str]:
        """The indicators of which evidence gives points."""
        return frozenset(leaf.id for leaf in self.indicator if isinstance(leaf.rule, GivenPoints))

    @property
    def as_written(self) -> "Definition":
        """The definition without what evidence that gives points has put in place of rules."""
        given = {leaf.id: leaf.rule.of for leaf in self.indicator if isinstance(leaf.rule, GivenPoints)}
        leaves = tuple(given.get(leaf.id, leaf) for leaf in self.indicator)
        return attrs.evolve(self, indicator=leaves) if given else self

    @cached_property
    def outside(self) -> dict[str, Parameter | Attribute]:
        """Figures from outside and attributes of units, by id: what a formula may name beside indicators."""
        figures: tuple[Parameter | Attribute, ...] = (*self.parameter, *self.attributes)
        return {figure.id: figure for figure in figures}

    @cached_property
    def known_figures(self) -> tuple[dict[str, Fraction], ...]:
        """The figures from outside that the definition gives itself, once for every year that it gives any for."""
        years = dict.fromkeys(int(year) for one in self.parameter if one.values for year in one.values.names())
        of_years = ({one.id: one.figure(year) for one in self.parameter} for year in (*years,) or (None,))
        return tuple({id_: figure for id_, figure in known.items() if figure is not None} for known in of_years)

    def as_known(self, leaf: Indicator) -> tuple[Indicator, ...]:
        """Return an indicator with the figures that its rule names put in, once a year; itself where not all are."""
        names = {name for _, name in leaf.rule.named()}
        if not names:
            return (leaf,)
        known = [figures for figures in self.known_figures if names <= figures.keys()]
        return tuple(dict.fromkeys(attrs.evolve(leaf, rule=leaf.rule.at(figures)) for figures in known)) or (leaf,)

    @cached_property
    def named_outside(self) -> frozenset[str]:
        """The figures from outside and attributes that values, formulas, rules and conditions name."""
        nodes: tuple[Node, ...] = (self.root, *self.component, *self.indicator)
        names = {Condition.of(node.when).attribute for node in nodes if node.when is not None}
        for node in nodes:
            if isinstance(node, Indicator):
                names |= {*node.refers_to, *(name for _, name in node.rule.named())}
            elif node.formula is not None:
                names |= {name for name, _ in node.formula.tree.names()}
        return frozenset(names & self.outside.keys())

    def conditions(self, node: Node) -> tuple[tuple[Condition, bool], ...]:
        """Return what units must have for a node to apply: its own condition and those above it.

        Each says whether the node is one of several alternatives then, of which the others are taken.
        """
        if not self.attributes:
            return ()
        lineage = (node, *self.ancestors(node))
        return tuple(
            (Condition.of(one.when), not one.adds and isinstance(above, Component) and above.combination.alternative)
            for one, above in pairwise(lineage)
            if one.when is not None
        )

    @cached_property
    def _in_order(self) -> tuple[Node, ...]:
        nodes: tuple[Node, ...] = (*self.component, *self.indicator)
        return tuple(nodes[at] for at in self.order) if len(self.order) == len(nodes) else nodes

    @cached_property
    def _parts(self) -> dict[str, tuple[Node, ...]]:
        parts: dict[str, list[Node]] = {}
        for node in self._in_order:
            parts.setdefault(node.parent or self.id, []).append(node)
        return {id_: tuple(nodes) for id_, nodes in parts.items()}

    def parts(self, id: str) -> tuple[Node, ...]:
        """Return the parts that a component combines, in the order of the file; the root's by the definition's id."""
        return self._combined.get(id, ())

    @cached_property
    def _combined(self) -> dict[str, tuple[Node, ...]]:
        return {id_: tuple(node for node in nodes if not node.adds) for id_, nodes in self._parts.items()}

    def children(self, id: str) -> tuple[Node, ...]:
        """Return the parts of a component and what is added beside them, in the order of the file."""
        return self._parts.get(id, ())

    @cached_property
    def beside(self) -> tuple[Node, ...]:
        """Blocks of bonus and penalty points, which are added to the total beside the tree."""
        return tuple(node for node in self.children(self.id) if node.adds not in (None, "nothing"))

    @cached_property
    def watched(self) -> tuple[Indicator, ...]:
        """Indicators that add nothing: they stand beside the tree, and evidence may do without them."""
        return tuple(leaf for leaf in self.indicator if leaf.adds == "nothing")

    @cached_property
    def computed(self) -> tuple[Indicator, ...]:
        """The indicators whose value is worked out, each after those that it refers to."""
        waiting = {leaf.id: leaf for leaf in self.leaves if leaf.formula is not None}
        ordered: list[Indicator] = []

        def add(leaf: Indicator) -> None:
            del waiting[leaf.id]
            for name in leaf.refers_to:
                if name in waiting:
                    add(waiting[name])
            ordered.append(leaf)

        while waiting:
            add(next(iter(waiting.values())))
        return tuple(ordered)

    @cached_property
    def compared(self) -> frozenset[str]:
        """The indicators whose values, or what follows from them, are held against those of other units."""
        compared = {leaf.id for leaf in self.leaves if leaf.rule.cohort}
        for leaf in reversed(self.computed):
            if leaf.id in compared:
                compared |= set(leaf.refers_to)
        return frozenset(compared)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The root first, then every node below its parent, parts in the order of the file."""
        nodes: list[Node] = []
        waiting: list[Node] = [self.root]
        while waiting:
            node = waiting.pop()
            nodes.append(node)
            if len(nodes) > 1 + len(self.component) + len(self.indicator):
                raise ValueError(say("two nodes share an id, and one hangs from the other"))
            waiting.extend(reversed(self.children(node.id)))
        return tuple(nodes)

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """The indicators, in the order of `nodes`."""
        return tuple(node for node in self.nodes if isinstance(node, Indicator))

    def leaves_of(self, id: str) -> tuple[Indicator, ...]:
        """Return the indicators below a component."""
        leaves: list[Indicator] = []
        for part in self.children(id):
            leaves += (part,) if isinstance(part, Indicator) else self.leaves_of(part.id)
        return tuple(leaves)

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    def __getitem__(self, id: str) -> Node:
        try:
            return self._by_id[id]
        except KeyError:
            message = say("{id!r} has no node {node!r}", id=self.id, node=id)
            hint = titled(str(id), self.nodes) or near(str(id), self._by_id)
            raise UnknownNameError(hinted(message, hint)) from None

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def shares(self, component: Component) -> tuple[Fraction, ...]:
        """Return the weights of a component's parts as it takes them: adding to 1 for a mean, 1 where none is given."""
        raw = [Fraction(1) if part.weight is None else part.weight for part in self.parts(component.id)]
        return tuple(shares_of(raw) if component.combination.weighted == "mean" else raw)

    def whole(self, component: Component) -> Fraction | None:
        """Return what the parts of a component can give together, before `times`, `floor` and `cap`."""
        parts = self.parts(component.id)
        return combined_maximum(component, parts, [self.maximum(part) for part in parts])

    def maximum(self, node: Node) -> Fraction | None:
        """Return the most a node can give: its `max`, or what follows from its rule or parts; None if not known."""
        return self._maxima[node.id]

    @cached_property
    def _maxima(self) -> dict[str, Fraction | None]:
        return {id_: None if isinstance(high, float) else high for id_, (_, high) in self._ends.items()}

    @cached_property
    def _ends(self) -> dict[str, Ends]:
        """Between what the score of each node lies, by its rule or parts; infinite where there is no limit."""
        found: dict[str, Ends] = {}
        for node in reversed(self.nodes):
            if isinstance(node, Indicator):
                found[node.id] = node.ends
            else:
                parts = self.parts(node.id)
                found[node.id] = score_ends(node, parts, [found[part.id] for part in parts])
        return found

    def domain(self, component: Component) -> tuple[Fraction | None, Fraction | None]:
        """Return between what the score of a component lies where evidence gives it; None where there is no limit."""
        low = component.floor
        if low is None and self._ends[component.id][0] >= 0:
            low = Fraction(0)
        high = component.cap if component.max is None else component.max
        if high is None and component.better == "lower":  # what is turned round beyond its end would be below 0
            high = self._greatest(component)
        return component.range or rounded_limits((low, high), component.decimals)

    def turn(self, component: Component) -> Fraction | None:
        """Return what the score of a component is taken from, as far as its range: None unless lower is better."""
        if component.better == "higher":
            return None
        most = component.max or self._greatest(component)
        return None if most is None else lowest(component) + most

    def _greatest(self, component: Component) -> Fraction | None:
        """Return the most that the parts of a component give it before it is rounded; None where it is not known."""
        parts, unrounded = self.parts(component.id), attrs.evolve(component, decimals=None)
        return greatest(unrounded, parts, [self.maximum(part) for part in parts])

    def ancestors(self, node: Node) -> tuple[Component, ...]:
        """Return the components above a node, nearest first; the root last."""
        above: list[Component] = []
        while node is not self.root:
            node = self._by_id[node.parent or self.id]
            if isinstance(node, Component):
                above.append(node)
        return tuple(above)

    def branch(self, node: Node) -> Node:
        """Return the node directly below the root that a node stands under, or is."""
        return self._branches[node.id]

    @cached_property
    def _branches(self) -> dict[str, Node]:
        branches: dict[str, Node] = {self.id: self.root}
        for node in self.nodes[1:]:
            branches[node.id] = node if node.parent in (None, self.id) else branches[node.parent or ""]
        return branches

    def missing_policy(self, node: Node) -> Missing:
        """Return what a missing value of this node does: its own word, or that of the nearest component above."""
        for holder in (node, *(self.ancestors(node) if node.adds != "nothing" else ())):
            if holder.missing is not None:
                return holder.missing
        return "propagate"

    def __repr__(self) -> str:
        return f"<Definition {self.id!r}: {len(self.nodes) - 1} nodes, {len(self.leaves)} indicators>"


def registries_of(definition: Definition, year: int | None = None) -> tuple[Registry, ...]:
    """Return where units may be looked up: the definition's own list, or each period of its registry."""
    if definition.unit:
        return (definition.own_registry,)
    if not definition.units or names_file(definition.units):
        return ()
    start, periods = registry(definition.units, year or definition.years[0]), registry_periods(definition.units)
    last = year or (definition.years[1] if len(definition.years) > 1 else None)
    later = periods[periods.index(start) + 1 :]
    return (start, *(one for one in later if last is None or (one.since and one.since.year <= last)))
