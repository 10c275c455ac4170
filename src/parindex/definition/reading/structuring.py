"""Plain tables to the classes of a definition and back: one converter that converts nothing in silence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import BaseValidationError, ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_unstructure_fn, override

from parindex.base import Collector, Hints, Problem, Text, keys_of
from parindex.definition.expressions import Expression
from parindex.definition.inputs import Input
from parindex.definition.parameters_and_attributes import Attribute
from parindex.definition.ranks_and_bands import Needs
from parindex.definition.reading import hooks
from parindex.definition.reading.faults import FaultError, faults_of
from parindex.definition.rules.linear import Anchors
from parindex.definition.rules.rule import Options, Rule
from parindex.definition.tree import Definition
from parindex.definition.unit_registry import Attributes, names_file

Class = TypeVar("Class")
#: What teaches a converter to read further classes.
Teach = Callable[[Converter], None]
_EITHER = 2


def _made_of(origin: object) -> Callable[[Any], bool]:
    return lambda type_: get_origin(type_) is origin


def _is_optional(type_: Any) -> bool:
    parts = get_args(type_)
    return len(parts) == _EITHER and NoneType in parts


def _is_figure(type_: Any) -> bool:
    return {Fraction, str} <= set(get_args(type_)) <= {Fraction, str, NoneType}


def _is_attributes(type_: Any) -> bool:
    return bool(type_ == Attributes)


def _is_rule(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Rule)


@cache
def _converter(until: Literal["first fault", "every fault"], *more: Teach) -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=until == "every fault", omit_if_default=True)
    converter.register_structure_hook(str, hooks.text_of)
    converter.register_structure_hook(int, hooks.integer_of)
    converter.register_structure_hook(bool, hooks.boolean_of)
    converter.register_structure_hook(Fraction, hooks.number_of)
    converter.register_structure_hook_factory(attrs.has, lambda cls: hooks.table_hook(cls, converter))
    converter.register_structure_hook_factory(_made_of(Literal), hooks.literal_hook)
    converter.register_structure_hook_factory(_made_of(tuple), lambda type_: hooks.list_hook(type_, converter))
    converter.register_structure_hook_factory(_is_optional, lambda type_: hooks.optional_hook(type_, converter))
    converter.register_structure_hook_factory(lambda type_: type_ == Anchors, lambda _: hooks.anchors_hook(converter))
    converter.register_structure_hook_factory(_is_figure, lambda _: hooks.figure_of)
    converter.register_structure_hook_factory(_is_attributes, lambda _: hooks.attributes_of)
    converter.register_structure_hook(Text, hooks.bilingual_hook(converter))
    converter.register_structure_hook(Attribute, hooks.attribute_hook(converter))
    converter.register_structure_hook(Options, hooks.options_of)
    converter.register_structure_hook(Needs, hooks.needs_of)
    converter.register_structure_hook(Expression, hooks.expression_of)
    converter.register_structure_hook_func(lambda t: t == tuple[Input, ...], hooks.inputs_hook(converter))
    converter.register_structure_hook_func(lambda t: t is Rule, hooks.rule_hook(converter))
    for teach in more:
        teach(converter)
    converter.register_unstructure_hook(Fraction, lambda value: value)
    converter.register_unstructure_hook(
        Text, lambda text: text.vi if text.vi == text.en else {k: v for k, v in attrs.asdict(text).items() if v}
    )
    converter.register_unstructure_hook(Input, lambda given: _titled(given, converter) if given.title else given.id)
    converter.register_unstructure_hook_factory(_is_attributes, lambda _: dict)
    converter.register_unstructure_hook(Expression, str)
    converter.register_unstructure_hook(Needs, lambda needs: needs.written)
    converter.register_unstructure_hook(Options, lambda options: dict(options.items))
    converter.register_unstructure_hook_factory(_is_rule, lambda cls: _with_kind(cls, converter))
    return converter


def _titled(given: Input, converter: Converter) -> dict[str, Any]:
    return {"id": given.id, "title": converter.unstructure(given.title)}


def _with_kind(cls: type[Rule], converter: Converter) -> Callable[[Rule], dict[str, Any]]:
    if cls is Rule:
        return lambda rule: cast("dict[str, Any]", converter.unstructure(rule, type(rule)))
    named = {field.name: override(rename=key) for key, field in keys_of(cls).items()}
    unstructure = make_dict_unstructure_fn(
        cls, converter, _cattrs_omit_if_default=True, **cast("dict[str, Any]", named)
    )
    return lambda rule: {"kind": cls.kind, **unstructure(rule)}


def structure(data: dict[str, Any]) -> tuple[Definition | None, tuple[Problem, ...]]:
    """Return the definition in a table as TOML gives it, or every fault with its path."""
    return structure_as(Definition, data)


def structure_as(cls: type[Class], data: dict[str, Any], *more: Teach) -> tuple[Class | None, tuple[Problem, ...]]:
    """Return what a file holds, such as cases, in a table as TOML gives it; or every fault with its path.

    `more` teach the converter to read classes that are no part of a definition.
    """
    with suppress(FaultError, BaseValidationError, ForbiddenExtraKeysError, KeyError):
        return _converter("first fault", *more).structure(data, cls), ()
    try:
        return _converter("every fault", *more).structure(data, cls), ()
    except ClassValidationError as error:
        return None, tuple(Collector(faults_of(error, Hints())))


def unstructure(definition: Definition) -> dict[str, Any]:
    """Return a definition as a table, without what is as by default; numbers stay fractions."""
    table: dict[str, Any] = _converter("first fault").unstructure(definition)
    for name in ("order", "sha256"):
        table.pop(name, None)
    if names_file(definition.units):
        table.pop("unit", None)
    return table
