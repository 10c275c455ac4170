"""The JSON Schema of evidence in JSON: what it refuses is refused when evidence is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from parindex.base import fold, json_pointer, json_text, language, say, translated
from parindex.definition import Definition
from parindex.evidence.cells.headings import LAYER_HEADS, PRINTED, YEAR_HEADS
from parindex.evidence.forms.cell_schemas import Schema, cell_schemas, printed_schema
from parindex.evidence.forms.field import Field
from parindex.evidence.forms.form import fields
from parindex.evidence.forms.text_patterns import ODD_NAME, text_pattern, unit_pattern
from parindex.evidence.layouts.heads import KnownHeads

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TOKEN = re.compile(r"[a-z0-9_.\-]+")
_OBJECT: Schema = {"type": "object"}


def evidence_schema(definition: Definition, lang: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema, draft 2020-12, of evidence as JSON for a definition.

    It describes the three forms that `read_evidence` takes in JSON, ``{unit: {column: value}}``, records and columns,
    with cells as objects too, ``{"rate": {"done": 5}}``. **What it refuses, `validate` refuses.** Numbers are taken to
    have at most 15 significant digits, as people write them.

    Parameters
    ----------
    definition : Definition
        What the evidence is for.
    lang : {"vi", "en"}, optional
        The language of titles and descriptions; that of the locale unless one is named.

    Returns
    -------
    dict
        Under ``$defs`` stand ``row``, what one unit gives by column, and ``cell.COLUMN``, what one cell may hold.

    Notes
    -----
    A schema judges cell by cell. What it lets through and `validate` refuses: values that depend on each other, as
    numerator and denominator, or points beside a value; cells and columns that are lacking; units that nobody knows or
    that stand twice; numbers in text that lie beyond their limits or may be read in two ways; columns that are named by
    a title. Rows it cannot know to be of a unit, as totals and notes below a table, and tables with a row a value, by
    layer or by year are not judged at all.

    Examples
    --------
    >>> import parindex
    >>> schema = parindex.evidence_schema(parindex.load("par-ministry-2022"), "en")
    >>> cell = schema["$defs"]["cell.appraised"]
    >>> cell["title"], cell["minimum"], cell["maximum"]
    ('Appraised', 0, 68.5)
    """
    if not isinstance(definition, Definition):
        raise TypeError(say("definition is what parindex.load returns, not {type}", type=type(definition).__name__))
    told, definition = language(lang), definition.as_written
    cells = _described(definition, told)
    names = _Names(definition, cells)
    about = say("Evidence for {id}, edition {version}", id=definition.id, version=definition.version)
    body: Schema = {
        "title": definition.title.get(told),
        "description": translated(about, told),
        "type": ["object", "array"],
        "if": {"type": "array"},
        "then": {"minItems": 1, "items": {"$ref": "#/$defs/record"}},
        "else": {"minProperties": 1, "if": {"additionalProperties": _OBJECT}, **_OBJECTS},
        "$defs": {
            "row": names.row(),
            "units": _units(),
            "record": _record(),
            "columns": _columns(cells),
            "names": names.known(),
            "unit": {"type": ["string", "number"], "pattern": unit_pattern()},
            **_with_shared_texts(cells),
        },
    }
    digest = sha256(json_text(body).encode()).hexdigest()
    return {"$schema": DRAFT, "$id": f"urn:parindex:evidence:{definition.id}:{digest}", **body}


#: An object whose values are all objects is one of units, any other one of columns.
_OBJECTS: Schema = {"then": {"$ref": "#/$defs/units"}, "else": {"$ref": "#/$defs/columns"}}
#: Columns that say which rows count.
_CHOOSING: Schema = {"propertyNames": {"not": {"pattern": text_pattern((*YEAR_HEADS, *LAYER_HEADS))}}}
_SCALARS: Schema = {"additionalProperties": {"type": ["string", "number", "boolean", "null"]}}


def _units() -> Schema:
    """Return objects by unit; what may be a row of totals or a note is not judged."""
    return {"patternProperties": {unit_pattern(): {"$ref": "#/$defs/row"}}}


def _record() -> Schema:
    """Return the object of one unit that says which one it is."""
    judged = {"required": ["unit"], "properties": {"unit": {"$ref": "#/$defs/unit"}}}
    return {**_OBJECT, "$ref": "#/$defs/names", "if": judged, "then": {"$ref": "#/$defs/row"}}


def _columns(cells: Mapping[str, Schema]) -> Schema:
    """Return lists of cells by column, each of as many as there are units."""
    units = {"unit": {"type": "array", "items": {"$ref": "#/$defs/unit"}}}
    lists = {column: {"type": "array", "items": _ref(column)} for column in cells}
    return {
        "$ref": "#/$defs/names",
        "not": _SCALARS,
        "if": {"required": ["unit"], "properties": units, **_CHOOSING},
        "then": {"properties": lists},
    }


def _described(definition: Definition, lang: str) -> dict[str, Schema]:
    """Return what the cell of every column may hold, with its title and how it is filled in."""
    judged = cell_schemas(definition)
    described = {}
    for field in fields(definition, lang):
        texts = {"title": _title(field), "description": field.how}
        described[field.column] = {**texts, **judged.get(field.column, {})}
    return {**described, PRINTED: printed_schema()}


def _with_shared_texts(cells: Mapping[str, Schema]) -> Schema:
    """Return the cells by name, with what the texts of several may be said once."""
    shared = {pattern: f"texts.{at}" for at, pattern in enumerate(dict.fromkeys(_patterns(cells)), start=1)}
    schemas: Schema = {name: {"pattern": pattern} for pattern, name in shared.items()}
    for column, cell in cells.items():
        rest = {key: part for key, part in cell.items() if key != "pattern"}
        texts = {"$ref": f"#/$defs/{shared[cell['pattern']]}"} if "pattern" in cell else {}
        schemas[f"cell.{column}"] = {**rest, **texts}
    return schemas


def _patterns(cells: Mapping[str, Schema]) -> Iterator[str]:
    return (cell["pattern"] for cell in cells.values() if "pattern" in cell)


def _title(field: Field) -> str:
    return field.label if field.label == field.heading else f"{field.heading}: {field.label}"


def _ref(column: str) -> Schema:
    """Return a reference to what a cell may hold."""
    return {"$ref": f"#/$defs{quote(json_pointer([f'cell.{column}']))}"}


class _Names:
    """The names that cells of evidence may have: of columns, and of what stands in an object below one."""

    def __init__(self, definition: Definition, cells: Mapping[str, Schema]) -> None:
        self.cells = cells
        scores = {f"{component.id}.points": component.id for component in definition.component}
        self.columns = {**{column: column for column in cells}, **scores}  # each name with the column that it is
        self.owners: dict[str, dict[str, str]] = {}
        for name, column in self.columns.items():
            for at in (at for at, mark in enumerate(name) if mark == "."):
                self.owners.setdefault(name[:at], {})[name[at + 1 :]] = column
        nodes = (node.id for node in definition.nodes[1:])
        known = {*self.columns, *self.owners, *KnownHeads(definition).single_heads, *nodes}
        self.tokens = known | set(map(fold, self.columns))
        self.below: dict[str, set[str]] = {}  # what follows a name and a point
        for name in self.tokens:
            for at in (at for at, sign in enumerate(name) if sign == "."):
                self.below.setdefault(name[:at], set()).add(name[at + 1 :])

    def schema(self, names: Iterable[str]) -> Schema:
        """Return a schema of names: some, and those that may head a column in another way."""
        return {"anyOf": [{"enum": sorted(name for name in names if _TOKEN.fullmatch(name))}, {"pattern": ODD_NAME}]}

    def known(self) -> Schema:
        """Return objects whose keys are names, or may be; an object with nothing in it gives no column."""
        names = sorted(name for name in self.tokens if _TOKEN.fullmatch(name))
        nothing = {**_OBJECT, "maxProperties": 0}
        return {
            "properties": dict.fromkeys(names, True),
            "patternProperties": {ODD_NAME: True},
            "additionalProperties": nothing,
        }

    def row(self) -> Schema:
        """Return what the columns of one unit hold: a cell each, or an object of several."""
        columns = dict.fromkeys((*self.columns, *self.owners))
        return {
            **_OBJECT,
            "$ref": "#/$defs/names",
            "if": _CHOOSING,
            "then": {"properties": {column: self._cell_or_object(column) for column in columns}},
        }

    def _cell_or_object(self, column: str) -> Schema:
        own = self.columns.get(column)
        if own is not None and "type" not in self.cells[own]:  # a document may be anything
            return _ref(own)
        inner = {key: _ref(whole) for key, whole in self.owners.get(column, {}).items()}
        names = {"value", *self.below.get(fold(column), ())}
        several = {"propertyNames": self.schema(names), "properties": inner}
        if own is None:  # it may hold nothing where points stand beside it
            return {"type": ["object", "string", "null"], "pattern": text_pattern(), **several}
        inner.setdefault("value", _ref(own))
        return {"if": _OBJECT, "then": several, "else": _ref(own)}
