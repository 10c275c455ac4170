"""The fields of a form are drawn up from a definition, by what reads their cells."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from parindex.base import Text, language, say, translated
from parindex.definition import (
    Attribute,
    Checklist,
    Choice,
    Component,
    Definition,
    Indicator,
    Parameter,
    node_in_words,
)
from parindex.evidence.column_values import Column
from parindex.evidence.columns import columns_for
from parindex.evidence.forms.cell_readers import (
    PaperColumn,
    is_above,
    is_from_zero,
    limits_of,
    may_be_inapplicable,
    papers,
    readers,
    takes_numbers,
)
from parindex.evidence.forms.field import AnswerKind, Field, FieldOption, FieldRole, Fields
from parindex.evidence.layers import STAGES, SURVEY, is_self_scored

_WORDS = {
    "points": say("points"),
    "document": say("document"),
    "page": say("page of the document"),
    "note": say("remark"),
}
_YES, _NO = "yes", "no"


def fields(definition: Definition, lang: str | None = None) -> Fields:
    """Return what a form of evidence needs: one field for every cell of a unit that may be filled in.

    Parameters
    ----------
    definition : Definition
        What evidence is given for.
    lang : {"vi", "en"}, optional
        The language of labels and of what is said in words; that of the locale unless one is named.

    Returns
    -------
    Fields
        In the order of the form. `Fields.asked` are those that a form needs; the others may be given in their place,
        as points in place of a value, or beside them, as documents that nobody asks for.

    Examples
    --------
    >>> import parindex
    >>> form = parindex.fields(parindex.load("par-ministry-2022"), "en").asked
    >>> [(field.column, field.how) for field in form]
    [('appraised', 'number (points), 0 to 68.5'), ('survey', 'number (points), 0 to 31.5')]
    """
    if not isinstance(definition, Definition):
        raise TypeError(say("definition is what parindex.load returns, not {type}", type=type(definition).__name__))
    told, definition = language(lang), definition.as_written
    of_nodes: dict[str, list[Field]] = {}
    for column in readers(definition).values():
        of_nodes.setdefault(column.node.id, []).append(_field(column, definition, told))
    for paper in papers(definition):
        of_nodes.setdefault(paper.leaf.id, []).append(_of_paper(paper, definition, told))
    listed = tuple(field for some in of_nodes.values() for field in some)
    return Fields(definition.id, definition.version, definition.sha256, told, listed)


def _field(column: Column, definition: Definition, lang: str) -> Field:
    """Return the field of figures or words that a column holds."""
    if column.target.outside:
        return _of_outside(column, definition, lang)
    node = definition[column.node.id]
    role, least_greatest = _role(column), limits_of(column, definition)
    instead = _instead_of(column, role, definition)
    grid = None if column.grid is None else (column.grid[1], column.grid[0])
    step, start = grid or (None, None)
    policy = definition.missing_policy(node)
    least, above = least_greatest[0], False
    if is_from_zero(column) and (least is None or least <= 0):
        least, above = Fraction(0), is_above(column)
    inapplicable = isinstance(node, Indicator) and node.not_applicable != "refuse"
    return Field(
        column=column.target.id,
        title=_title(column, role, node),
        role=role,
        asks=_asks(column, role),
        item=column.target.item,
        options=_options(column, node),
        least=least,
        greatest=least_greatest[1],
        above=above,
        step=step,
        start=start,
        unit=_unit(column, role, node),
        asked=not instead,
        required=policy == "error" and not instead,
        missing=policy,
        not_applicable=_not_applicable(column, node, definition) if inapplicable else None,
        instead_of=instead,
        **_of_node(node, definition, lang),
    )


def _not_applicable(column: Column, node: Component | Indicator, definition: Definition) -> str | None:
    allowed = may_be_inapplicable(column, definition)
    return node.not_applicable if allowed and isinstance(node, Indicator) else None


def _of_node(node: Component | Indicator, definition: Definition, lang: str) -> dict[str, Any]:
    """Return what all fields of a node have in common."""
    above = definition.ancestors(node)[-2::-1]  # without the index itself
    own = is_self_scored(node, definition)
    return {
        "node": node.id,
        "node_title": _both(node.title, node.id),
        "lang": lang,
        "decimals": node.decimals,
        "max": definition.maximum(node),
        "documents": getattr(node, "documents", None),
        "when": tuple(str(condition) for condition, _ in definition.conditions(node)),
        "layers": STAGES if own else (*STAGES[1:], SURVEY),
        "self_scored": own,
        "path": tuple(component.id for component in above),
        "sections": tuple(_both(component.title, component.id) for component in above),
        "rule": node_in_words(node),
    }


def _both(title: Text | None, id_: str) -> Text:
    """Return a title in both languages, the id where there is none."""
    return Text(vi=title.get("vi") or id_, en=title.get("en") or id_) if title else Text(vi=id_, en=id_)


def _in_both(name: str) -> Text:
    return Text(vi=translated(_WORDS[name], "vi"), en=translated(_WORDS[name], "en"))


def _role(column: Column) -> FieldRole:
    if column.target.points:
        return "points"
    if column.target.item:
        return "input" if getattr(column.node, "inputs", ()) else "item"
    return "component" if isinstance(column.node, Component) else "value"


def _title(column: Column, role: FieldRole, node: Component | Indicator) -> Text:
    if role == "points":
        return _in_both("points")
    if role == "input" and isinstance(node, Indicator):
        title = next(given.title for given in node.inputs if given.id == column.target.item)
        return _both(title, column.target.item)
    return _both(None, column.target.item) if role == "item" else _both(node.title, node.id)


def _asks(column: Column, role: FieldRole) -> AnswerKind:
    """Return how a cell is filled in."""
    if not takes_numbers(column):
        return "choice" if role == "value" else "tick"
    if column.grid is not None and column.grid[1] == 1 and column.grid[0].denominator == 1:
        return "whole"
    return "percent" if column.percent and role in ("value", "item") else "number"


def _unit(column: Column, role: FieldRole, node: Component | Indicator) -> str | None:
    """Return the unit of a value, or of the answers to a survey; those of inputs are not said."""
    return node.unit if isinstance(node, Indicator) and role in ("value", "item") and takes_numbers(column) else None


def _options(column: Column, node: Component | Indicator) -> tuple[FieldOption, ...]:
    """Return what may be chosen, with the points of each where they are known."""
    if takes_numbers(column) or not isinstance(node, Indicator):
        return ()
    rule = node.rule
    if column.target.item:
        alone = isinstance(rule, Checklist) and not rule.all and not node.inputs
        points = dict(rule.points.items).get(column.target.item) if isinstance(rule, Checklist) and alone else None
        return FieldOption(_YES, points), FieldOption(_NO, Fraction(0) if alone else None)
    figures = dict(rule.points.items) if isinstance(rule, Choice) else {}
    return tuple(FieldOption(name, figures.get(name)) for name in column.names)


def _instead_of(column: Column, role: FieldRole, definition: Definition) -> tuple[str, ...]:
    """Return what a column may be given in place of."""
    node = definition[column.node.id]
    if isinstance(node, Component):
        return tuple(part.id for part in definition.children(node.id))
    parts = tuple(columns_for(node)) or (node.id,)
    if role == "points":
        return parts
    return parts if role == "value" and parts != (node.id,) else ()


def _of_outside(column: Column, definition: Definition, lang: str) -> Field:
    """Return the field of a figure from outside, or of an attribute."""
    one = definition.outside[column.target.id]
    ticked, used = limits_of(column, definition)[1] is not None, one.id in definition.named_outside
    known = one.value if isinstance(one, Parameter) else None
    own = isinstance(one, Parameter) and one.value is None and one.values is None
    asked = _is_unlisted(one, definition) if isinstance(one, Attribute) else own
    percent = isinstance(one, Parameter) and one.unit == "percent"
    return Field(
        column=one.id,
        node=one.id,
        title=_both(one.title, one.id),
        node_title=_both(one.title, one.id),
        role="attribute" if isinstance(one, Attribute) else "parameter",
        asks="tick" if ticked else "percent" if percent else "number",
        options=(FieldOption(_YES), FieldOption(_NO)) if ticked else (),
        unit=one.unit if isinstance(one, Parameter) else None,
        default=known,
        asked=used and asked,
        required=used and own,
        layers=STAGES,
        lang=lang,
    )


def _is_unlisted(one: Attribute, definition: Definition) -> bool:
    """Return whether the list of units does not say an attribute of all of them."""
    return not definition.unit or any(one.id not in dict(unit.attributes) for unit in definition.unit)


def _of_paper(paper: PaperColumn, definition: Definition, lang: str) -> Field:
    """Return the field of a document, its page, or a note."""
    needed = paper.leaf.documents == "required" and not paper.item
    title = _in_both(paper.paper)
    if paper.item:
        title = Text(vi=f"{paper.item}: {title.vi}", en=f"{paper.item}: {title.en}")
    role: Any = paper.paper
    return Field(
        column=paper.id,
        title=title,
        role=role,
        asks="text",
        item=paper.item,
        asked=needed,
        required=needed and paper.paper == "document",
        **_of_node(paper.leaf, definition, lang),
    )
