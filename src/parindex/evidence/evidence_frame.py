"""Evidence as columns of a data frame: a row a unit, or a row a unit and column."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from parindex.base import AsFrame, FieldKind, FrameColumn, check_word, frame_of, json_float, language
from parindex.definition import Definition, Indicator
from parindex.kernels import Floats, Mask


class EvidenceFrame(AsFrame):
    """What can be given as a data frame with a row a unit, or a row a unit and column."""

    __slots__ = ()
    definition: Definition
    units: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    not_applicable: Mask

    @abstractmethod
    def row(self, unit: str) -> int:
        """Return the row of a unit, by its code or its name."""

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        chosen = {name for name in self.columns if self._options(name) is not None}
        kinds: dict[str, FieldKind] = {name: "text" if name in chosen else "number" for name in self.columns}
        return {"unit": "text", "name": "text", **kinds}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a unit: unit, name and every column; of a choice the option, None where missing."""
        columns = [self._cells(at) for at in range(len(self.columns))]
        return [
            {"unit": unit, "name": name or None, **dict(zip(self.columns, cells, strict=True))}
            for unit, name, *cells in zip(self.units, self.names, *columns, strict=True)
        ]

    def to_frame(
        self, library: str = "pandas", *, shape: Literal["wide", "tidy"] = "wide", lang: str | None = None
    ) -> Any:
        """Return evidence as a data frame of pandas or polars, as it was understood.

        Parameters
        ----------
        library : {"pandas", "polars"}
            Whose frame.
        shape : {"wide", "tidy"}
            A row a unit with a column for each of evidence; or a row a unit and column, with its title, its value, the
            option chosen, and whether it is not applicable.
        lang : {"vi", "en"}, optional
            Of titles: that of the locale unless one is named.
        """
        check_word("shape", shape, ("wide", "tidy"))
        if shape == "tidy":
            return frame_of(self._tidy(language(lang)), library)
        kinds = self.field_kinds
        cells = {name: FrameColumn(kinds[name], self._cells(at)) for at, name in enumerate(self.columns)}
        names = [name or None for name in self.names]
        return frame_of({"unit": FrameColumn("text", self.units), "name": FrameColumn("text", names), **cells}, library)

    def _options(self, column: str) -> Sequence[str] | None:
        if column not in self.definition:
            return None
        node = self.definition[column]
        return node.rule.options() if isinstance(node, Indicator) else None

    def _cells(self, at: int) -> list[Any]:
        """Return what stands in a column: numbers, or the options chosen."""
        numbers, options = map(json_float, self.values[:, at].tolist()), self._options(self.columns[at])
        if options is None:
            return list(numbers)
        return [None if number is None else options[int(number)] for number in numbers]

    def _tidy(self, lang: str) -> dict[str, FrameColumn]:
        n_units, n_columns = len(self.units), len(self.columns)
        cells = [self._cells(at) for at in range(n_columns)]
        chosen = [self._options(name) is not None for name in self.columns]

        def by_unit(values: Iterable[Any]) -> list[Any]:
            return [value for value in values for _ in range(n_columns)]

        def title(name: str) -> str | None:
            node = self.definition[name] if name in self.definition else self.definition.outside.get(name)
            return node.title.get(lang) if node is not None and node.title else None

        picked = [cells[at][row] if chosen[at] else None for row in range(n_units) for at in range(n_columns)]
        return {
            "unit": FrameColumn("text", by_unit(self.units)),
            "name": FrameColumn("text", by_unit(name or None for name in self.names)),
            "column": FrameColumn("text", list(self.columns) * n_units),
            "title": FrameColumn("text", [title(name) for name in self.columns] * n_units),
            "value": FrameColumn("number", np.where(chosen, np.nan, self.values).ravel()),
            "option": FrameColumn("text", picked),
            "not_applicable": FrameColumn("flag", self.not_applicable.ravel()),
        }
