"""The JSON Schemas of what is listed of definitions: the catalogue, the tree of one, units."""

from __future__ import annotations

from typing import Any

from parindex.base import shipped_schema


def catalogue_schema() -> dict[str, Any]:
    """Return the JSON Schema of `Catalogue.to_dict`, which `parindex list --format json` prints.

    Examples
    --------
    >>> import parindex
    >>> parindex.catalogue_schema()["required"]
    ['parindex', 'definitions', 'problems']
    """
    return shipped_schema("parindex.definition", "catalogue")


def outline_schema() -> dict[str, Any]:
    """Return the JSON Schema of the tree of a definition, which `parindex show --format json` prints.

    Examples
    --------
    >>> import parindex
    >>> parindex.outline_schema()["properties"]["nodes"]["items"]["required"][:4]
    ['node', 'title', 'parent', 'level']
    """
    return shipped_schema("parindex.definition", "outline")


def units_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `parindex units --format json` prints.

    Examples
    --------
    >>> import parindex
    >>> parindex.units_schema()["required"]
    ['parindex', 'registry', 'since', 'until', 'units']
    """
    return shipped_schema("parindex.definition", "units")
