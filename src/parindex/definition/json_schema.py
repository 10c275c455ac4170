"""The JSON Schema of a definition file, made from the classes that load it and the words of ``languages/keys.toml``.

It is of draft-07, which every editor of TOML with schemas reads; a table that stands in a list is a definition of its
own, all else stands where it is used, because in draft-07 nothing can stand beside a reference.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

import attrs
import tomli

from parindex.base import LANGUAGES, Text, check_word, key_of, keys_of, version
from parindex.definition.checking.definition_checks import FIRST_YEAR, LAST_YEAR
from parindex.definition.checking.hierarchy import PAPERS, RESERVED
from parindex.definition.checking.parameters_and_conditions import YEAR
from parindex.definition.checking.weights_and_maxima import LEAST_POWER, MOST_POWER
from parindex.definition.edges import EDGES
from parindex.definition.expressions import MAX_LENGTH, Expression
from parindex.definition.inputs import Input
from parindex.definition.parameters_and_attributes import Attribute, Parameter
from parindex.definition.ranks_and_bands import BandCap, Gate, Group, Needs
from parindex.definition.reading.hooks import FRACTION, ID, MAX_INPUTS, MAX_LIST, WORDS
from parindex.definition.rules.by_rank import MOST_RANKS, Rank, RankBand
from parindex.definition.rules.compared import Standardise, Target
from parindex.definition.rules.kinds import RULES
from parindex.definition.rules.linear import Anchors, Count, Percentiles, Proportional, Score
from parindex.definition.rules.piecewise import LEAST_KNOTS, MOST_KNOTS, Increments, Piecewise
from parindex.definition.rules.rule import MAX_OPTIONS, NAME, Figure, Options, Rule
from parindex.definition.rules.steps import MAX_BANDS, Band, Bands, Shares
from parindex.definition.tree import Component, Definition, Indicator
from parindex.definition.unit_registry import LEAVES_FOLDER, REGISTRIES, UNITS_FILE, Attributes
from parindex.kernels import COMBINATIONS, MAX_DECIMALS

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"

_ID: Schema = {"type": "string", "pattern": f"^{ID.pattern}$"}
#: Keys that hold the same kind of word in every table; the loader has a hook for each.
_WORDS: Mapping[str, Schema] = {
    "id": _ID,
    "combine": {"enum": list(COMBINATIONS)},
    "then": {"type": "array", "items": _ID, "maxItems": MAX_INPUTS},
}


def _number(sign: str = "-?", zero: str = "", **limits: Any) -> Schema:
    """Return a number or a fraction in quotes; `limits` are of numbers, fractions follow by `sign` and `zero`."""
    fraction = FRACTION.pattern.removeprefix("-?")
    return {
        "type": ["integer", "number", "string"],  # tombi finds a whole number under the first only
        "pattern": f"^{sign}{fraction}$",
        "not": {"type": "string", "pattern": f"{zero}/0+$"},  # a division by zero
        **limits,
    }


_ABOVE_0 = _number("", "^0+/|", exclusiveMinimum=0)
_NOT_BELOW_0 = _number("", minimum=0)
_NUMBERS = _number()
_SHARE = _number("", minimum=0, maximum=1)
_SHARE_OF = _number("", "^0+/|", exclusiveMinimum=0, maximum=1)
_LEAST, _MOST = float(LEAST_POWER), int(MOST_POWER)
_POWER: Schema = {
    **_NUMBERS,
    "anyOf": [{"type": "string"}, {"minimum": _LEAST, "maximum": _MOST}, {"minimum": -_MOST, "maximum": -_LEAST}],
}
_TAKEN = "|".join(sorted(RESERVED))
_NODE_ID: Schema = {**_ID, "not": {"pattern": f"^({_TAKEN})$|\\.({'|'.join(PAPERS)})$"}}
_UNITS_FILE: Schema = {"pattern": UNITS_FILE, "not": {"pattern": LEAVES_FOLDER}}
#: Words that a key offers beside others.
_OFFERED: Mapping[tuple[type[Any], str], tuple[str, ...]] = {(Definition, "units"): REGISTRIES}
_OUTSIDE_ID: Schema = {"type": "string", "pattern": f"^{NAME.pattern}$", "not": _NODE_ID["not"]}
_ATTRIBUTES: Schema = {
    "type": "object",
    "additionalProperties": {**_NUMBERS, "type": ["boolean", "integer", "number", "string"]},
}
_YEARLY: Schema = {"propertyNames": {"pattern": f"^({YEAR.pattern})$"}}


def _figure(numbers: Schema) -> Schema:
    """Return a number, or the name of a figure from outside."""
    return {**numbers, "pattern": f"{numbers['pattern']}|^{NAME.pattern}$"}


_CONDITION: Schema = {"pattern": f"^ *(not +)?{NAME.pattern} *$"}
#: What `check` refuses and one key tells, by table and key.
_NARROWER: Mapping[tuple[type[Any], str], Schema] = {
    (Definition, "years"): {
        "items": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
        "minItems": 1,
        "maxItems": 2,
    },
    **{(cls, "decimals"): {"minimum": 0, "maximum": MAX_DECIMALS} for cls in (Definition, Component, Indicator)},
    (Definition, "units"): {"anyOf": [{"enum": list(REGISTRIES)}, _UNITS_FILE]},
    **{(cls, key): _ABOVE_0 for cls in (Definition, Component) for key in ("times", "max")},
    **{(cls, "power"): _POWER for cls in (Definition, Component)},
    **{(cls, "weight"): _NOT_BELOW_0 for cls in (Component, Indicator)},
    **{(cls, "id"): _NODE_ID for cls in (Component, Indicator)},
    (Indicator, "max"): _ABOVE_0,
    (Percentiles, "percentiles"): {"items": _number("", minimum=0, maximum=100)},
    (Score, "step"): _ABOVE_0,
    (Proportional, "cap"): _figure(_ABOVE_0),
    (Proportional, "floor"): _NOT_BELOW_0,
    (Count, "each"): _ABOVE_0,
    (Count, "most"): _ABOVE_0,
    **{(Increments, key): _ABOVE_0 for key in ("per", "each", "cap")},
    (Increments, "base"): _NOT_BELOW_0,
    (Piecewise, "knots"): {"minItems": LEAST_KNOTS, "maxItems": MOST_KNOTS},
    (Rank, "points"): {"minItems": 1, "maxItems": MOST_RANKS},
    (RankBand, "to"): {"minimum": 1},
    (Target, "target"): _figure(_ABOVE_0),
    (Standardise, "to"): {"items": [_NUMBERS, _ABOVE_0]},
    (Shares, "weights"): {"additionalProperties": _SHARE},
    **{(cls, "id"): _OUTSIDE_ID for cls in (Parameter, Attribute)},
    (Parameter, "values"): _YEARLY,
    **{(cls, "when"): _CONDITION for cls in (Component, Indicator)},
    (Bands, "bands"): {"minItems": 1, "maxItems": MAX_BANDS},
}


#: For tombi, which takes a table without it for one without further keys; it refuses nothing.
_OPEN: Schema = {"additionalProperties": True}


def _either(keys: Schema, then: Schema, **otherwise: Schema) -> Schema:
    """Return what holds where some keys have these values."""
    when = {"properties": keys, "required": list(keys), **_OPEN}
    return {"if": when, "then": {**then, **_OPEN}, **otherwise}


def _without(*keys: str) -> Schema:
    """Return a table without some keys; the fault is then at the key itself."""
    return {"properties": dict.fromkeys(keys, False), **_OPEN}


_POWERED = _either(
    {"combine": {"enum": [word for word, combination in COMBINATIONS.items() if combination.powered]}},
    {"required": ["power"]},
    **{"else": _without("power")},
)
_BY_FORMULA = _either(
    {"combine": {"enum": [word for word, combination in COMBINATIONS.items() if combination.by_formula]}},
    {"required": ["formula"]},
    **{"else": _without("formula")},
)
_SOURCED = _either(
    {"status": {"enum": ["published", "recovered", "derived"]}},
    {"required": ["sources"], "properties": {"sources": {"type": "array", "minItems": 1}}},
)
_BESIDE = _either({"adds": True}, _without("parent", "weight"))
_LISTED = _either({"unit": {"minItems": 1}}, _without("units"))
_ONE_EDGE = {"allOf": [_either({edge: True}, _without(*(other for other in EDGES if other != edge))) for edge in EDGES]}
#: A node has an edge, and points above 0 have neither.
_EDGED = {"anyOf": [{"required": [edge], **_OPEN} for edge in EDGES]}
_GATE = {
    **_ONE_EDGE,
    **_either({"above_zero": True}, _without("node", *EDGES), **{"else": {"required": ["node"], **_OPEN, **_EDGED}}),
}
#: What several keys of one table tell together.
_TOGETHER: Mapping[type[Any], Schema] = {
    Definition: {"allOf": [_POWERED, _BY_FORMULA, _SOURCED, _LISTED]},
    Component: {"allOf": [_POWERED, _BY_FORMULA, _BESIDE]},
    Indicator: {"allOf": [_BESIDE]},
    Text: {"minProperties": 1},
    Parameter: {"not": {"required": ["value", "values"]}},
    Band: {"maxProperties": 2},  # the points and one edge
    Group: _ONE_EDGE,
    Gate: _GATE,
    BandCap: {**_ONE_EDGE, **_EDGED},
}


@cache
def keys() -> dict[str, Any]:
    """Return the descriptions of every table, key and word; see ``languages/keys.toml``."""
    return tomli.loads((pkgutil.get_data("parindex.base.languages", "keys.toml") or b"").decode())


def definition_schema(lang: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a definition file, made from the classes that load one.

    Parameters
    ----------
    lang : {"en", "vi"} or None
        The language of its descriptions; None for both.

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> import parindex
    >>> schema = parindex.definition_schema("en")
    >>> schema["required"]
    ['id', 'index', 'version', 'title', 'years', 'combine']
    >>> schema["properties"]["index"]["description"]
    'Short name of the index, such as PCI.'
    """
    if lang is not None:
        check_word("lang", lang, LANGUAGES)
    maker = _Maker(LANGUAGES if lang is None else (lang,))
    root = maker.table(Definition)
    return {
        "$schema": DRAFT,
        "$id": f"urn:parindex:definition:{version()}",
        "title": "parindex definition",
        **root,
        "definitions": dict(sorted(maker.tables.items())),
    }


@attrs.frozen
class _Maker:
    """Walks the classes; tables that stand in lists are collected."""

    langs: tuple[str, ...]
    tables: dict[str, Schema] = attrs.field(factory=dict)

    def described(self, texts: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> str:
        """Return a description, with what each word means, in the languages asked for."""
        return "\n\n".join(
            "\n".join([texts[lang], *(f"- `{word}`: {meaning[lang]}" for word, meaning in words.items())])
            for lang in self.langs
        )

    def table(self, cls: type[Any], kind: str = "") -> Schema:
        """Return the schema of a table that `cls` loads; a rule has a `kind` besides."""
        descriptions, types = keys(), get_type_hints(cls)
        properties, needed = {}, []
        if kind:
            described = self.described(descriptions["shared"]["kind"], {})
            properties["kind"], needed = {"description": described, "const": kind}, ["kind"]
        for name, field in keys_of(cls).items():
            properties[name] = self.key(cls, field, types[field.name])
            if field.default is attrs.NOTHING:
                needed.append(name)
        return {
            "description": self.described(descriptions["tables"][cls.__name__], {}),
            "type": "object",
            "properties": properties,
            **({"required": needed} if needed else {}),
            "additionalProperties": False,
            **_TOGETHER.get(cls, {}),
        }

    def key(self, cls: type[Any], field: attrs.Attribute[Any], type_: Any) -> Schema:
        """Return the schema of one key."""
        descriptions, name = keys(), key_of(field.name)
        texts = descriptions.get(cls.__name__, {}).get(name) or descriptions["shared"][name]
        schema = dict(_WORDS[name]) if name in WORDS else self.of(type_)
        schema.pop("description", None)
        schema.update(_NARROWER.get((cls, name), {}))
        offered = schema.get("enum") or _OFFERED.get((cls, name), ())
        known = descriptions["words"][name] if offered else {}
        words = {word: meaning for word, meaning in known.items() if word in offered}
        if field.default not in (attrs.NOTHING, None, ()):
            schema["default"] = _plain(field.default)
        if examples := descriptions["examples"].get(cls.__name__, {}).get(name):
            schema["examples"] = examples
        if words:
            documents = [self.described(words[word], {}) for word in offered]
            schema["x-taplo"] = {"docs": {"enumValues": documents}}  # shown beside each word offered
        return {"description": self.described(texts, words), **schema}

    def of(self, type_: Any) -> Schema:
        """Return the schema of a type, as the loader reads it."""
        parts = get_args(type_)
        if type_ in _SIMPLE:
            return dict(_SIMPLE[type_])
        if type_ == Anchors:
            self.tables[Percentiles.__name__] = self.table(Percentiles)
            return {"anyOf": [_reference(part.__name__) if attrs.has(part) else self.of(part) for part in parts]}
        if type(None) in parts:
            return self.of(next(part for part in parts if part is not type(None)))
        if get_origin(type_) is tuple:
            return self.list_of(*parts)
        if get_origin(type_) is cast("Any", Literal):
            schema: Schema = {"enum": list(parts)}
        elif type_ is Rule:
            schema = self.rules()
        elif type_ is Text:
            schema = {**self.table(Text), "type": ["string", "object"]}
        else:
            schema = self.table(type_)
        return schema

    def rules(self) -> Schema:
        """Return the schema of any rule: one of all, told apart by `kind`."""
        descriptions, words = keys(), {kind: keys()["tables"][cls.__name__] for kind, cls in RULES.items()}
        for kind, cls in RULES.items():
            self.tables[kind] = {"title": kind, **self.table(cls, kind)}
        kind_schema = {"description": self.described(descriptions["shared"]["kind"], words), "enum": list(RULES)}
        return {
            "type": "object",
            "properties": {"kind": kind_schema},  # said here too, so that a message names the word at fault
            "required": ["kind"],
            "additionalProperties": True,
            "oneOf": [_reference(kind) for kind in RULES],
        }

    def list_of(self, first: Any, second: Any) -> Schema:
        """Return the schema of a list of any length, or of two numbers."""
        if second is not Ellipsis:
            return {"type": "array", "items": self.of(first), "minItems": 2, "maxItems": 2}
        if first is Input:  # the name alone, or with a title
            self.tables["Input"] = {**self.table(Input), **_ID, "type": ["string", "object"]}
            return {"type": "array", "items": _reference("Input"), "maxItems": MAX_INPUTS}
        if attrs.has(first):
            self.tables[first.__name__] = self.table(first)
            entry = _reference(first.__name__)
            entry = {"anyOf": [_OUTSIDE_ID, entry]} if first is Attribute else entry
            return {"type": "array", "items": entry, "maxItems": MAX_LIST}
        return {"type": "array", "items": self.of(first), "maxItems": MAX_LIST}


_SIMPLE: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Fraction: _NUMBERS,
    **dict.fromkeys((Figure, Figure | None), _figure(_NUMBERS)),
    Attributes: _ATTRIBUTES,
    Needs: {"type": ["integer", "number", "string"], "anyOf": [{"type": "integer", "minimum": 1}, _SHARE_OF]},
    Expression: {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH},
    Options: {"type": "object", "additionalProperties": _NUMBERS, "minProperties": 1, "maxProperties": MAX_OPTIONS},
}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _plain(value: Any) -> Any:
    """Return a default as JSON has it."""
    if isinstance(value, Rule):
        return {"kind": value.kind}
    if isinstance(value, tuple):
        return [int(number) for number in value]
    if attrs.has(type(value)):
        return {key: part for key, part in attrs.asdict(value).items() if part != ()}
    return value
