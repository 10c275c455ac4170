"""What results can be given as: JSON text from their plain values, data frames from records, views and workbooks."""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from typing import Any, BinaryIO, TypeVar

from parindex.base.frames import FieldKind, data_frame
from parindex.base.json_writing import json_text
from parindex.base.progress import ToldProgress
from parindex.later import view

_Item = TypeVar("_Item")
_SHAPES = "#/$defs/"


class Shown:
    """What shows itself in a notebook; the surface says who writes that."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        html: str = view("notebook")(self)
        return html


class AsJson(Shown, ABC):
    """What can be given as JSON."""

    __slots__ = ()

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values; missing numbers are None."""

    def to_json(self, indent: int | None = None) -> str:
        """Return `to_dict` as JSON text."""
        return json_text(self.to_dict(), indent)


class AsFrame(Shown, ABC):
    """What can be given as a data frame."""

    __slots__ = ()

    @abstractmethod
    def to_records(self) -> list[dict[str, Any]]:
        """Return flat records of plain JSON values, None where there is no figure."""

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold, as far as their values do not show it, as where a figure is text in JSON."""
        return {}

    def to_frame(self, library: str = "pandas") -> Any:
        """Return `to_records` as a data frame of pandas or polars, numbers as numbers.

        What is text in JSON so that no digit is lost is float64 here, rounded as published.

        Raises
        ------
        ExtraError
            The library is not installed.
        """
        return data_frame(self.to_records(), library, self.field_kinds)


class AsWorkbook:
    """What can be given as a workbook of Excel."""

    __slots__ = ()

    def to_excel(
        self,
        to: str | os.PathLike[str] | BinaryIO,
        lang: str | None = None,
        *,
        unit: str | None = None,
        progress: ToldProgress = None,
    ) -> None:
        """Write a workbook of Excel: ranking, scores, evidence, and formulas that work the scores out from it.

        Parameters
        ----------
        to : path-like or binary stream
            Where it goes; a file is written whole or not at all.
        lang : {"vi", "en"}, optional
            Of titles, heads and names of sheets; that of the locale unless one is named.
        unit : str, optional
            The unit, by its code or name, at whose explanation the workbook opens; another can be chosen there.
        progress : callable or bool, optional
            Called with the columns of formulas done and all of them, and the writing as one more. True shows a bar,
            False nothing; without it notebooks show a bar.

        Raises
        ------
        ExtraError
            XlsxWriter is not installed: ``pip install 'parindex[excel]'``.
        UnknownNameError
            No unit is called so, or several are.
        ValueError
            The file is named for something else, as ``x.csv``: Excel would call it damaged.
        """
        view("workbook")(self, to, lang, unit=unit, progress=progress)


class Listing(tuple[_Item, ...], AsFrame):
    """A tuple of things that can be given as a data frame, one row each."""

    __slots__ = ()

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record of plain JSON values each."""
        return [self.record(item) for item in self]

    @abstractmethod
    def record(self, item: _Item) -> dict[str, Any]:
        """Return one of them as a flat record."""


@cache
def version() -> str:
    """Return the version of parindex; the library that knows it is slow to import."""
    from importlib import metadata

    return metadata.version("parindex")


def shipped_schema(package: str, of: str) -> dict[str, Any]:
    """Return a JSON Schema that ships beside the modules of a package, with the version it describes.

    Shapes that it names and does not hold, such as ``#/$defs/problem``, are those that all documents share.
    """
    schema = _schema_file(package, of)
    shapes = _shared_shapes(schema, schema.get("$defs", {}))
    rest = {**schema, "$defs": {**schema.get("$defs", {}), **shapes}} if shapes else schema
    return {"$schema": schema["$schema"], "$id": f"urn:parindex:{of}:{version()}", **rest}


def _schema_file(package: str, of: str) -> dict[str, Any]:
    from importlib.resources import files

    schema: dict[str, Any] = json.loads(files(package).joinpath(f"{of}.schema.json").read_text(encoding="utf-8"))
    return schema


def _shared_shapes(schema: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shared shapes that a schema names, and those that these name."""
    shared = _schema_file("parindex.base", "shared")["$defs"]
    shapes: dict[str, Any] = {}
    wanted = _named_shapes(schema)
    while missing := [name for name in dict.fromkeys(wanted) if name not in own and name not in shapes]:
        shapes |= {name: shared[name] for name in missing}
        wanted = [name for shape in shapes.values() for name in _named_shapes(shape)]
    return shapes


def _named_shapes(schema: Any) -> list[str]:
    """Return the names of the shapes that a schema refers to, as they come."""
    if isinstance(schema, list):
        return [name for part in schema for name in _named_shapes(part)]
    if not isinstance(schema, dict):
        return []
    reference = schema.get("$ref")
    own = [reference.removeprefix(_SHAPES)] if isinstance(reference, str) and reference.startswith(_SHAPES) else []
    return own + [name for part in schema.values() for name in _named_shapes(part)]
