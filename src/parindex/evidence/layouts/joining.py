"""Several tables become one, with the place of each row kept."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from parindex.base import say
from parindex.definition import PAPERS
from parindex.evidence.cells.headings import PRINTED
from parindex.evidence.cells.table import LAYERS, Table
from parindex.evidence.layouts.long_tables import units_checked


def _is_paper(name: str) -> bool:
    return name.rpartition(".")[2] in PAPERS


def joined_tables(tables: Sequence[Table], source: str) -> Table:
    """Return several tables as one, in their order; a column that one of them lacks is a problem there."""
    if len(tables) == 1:
        return tables[0]
    with_rows = [table for table in tables if table.units]
    names = list(dict.fromkeys(name for table in with_rows for name in table.columns))
    problems = list(dict.fromkeys(problem for table in tables for problem in table.problems))
    for table in with_rows:
        for name in (name for name in names if name not in table.columns and name != PRINTED and not _is_paper(name)):
            message = say(
                "{sheet!r} has no column {name!r}, which others have", sheet=table.sheet or table.source, name=name
            )
            problems.append(
                table.problem("missing-column", message, say("add it; empty cells are allowed"), column=name)
            )
    columns = {
        name: [cell for table in with_rows for cell in table.columns.get(name, [None] * len(table.units))]
        for name in names
    }
    layered = any(table.layers for table in with_rows)
    for table in with_rows if layered else ():
        if not table.layers:
            message = say("{sheet!r} does not say its layer, as others do", sheet=table.sheet or table.source)
            problems.append(table.problem("unknown-layer", message, say("one of {names}", names=", ".join(LAYERS))))
    first = with_rows[0] if with_rows else Table(source, (), (), {}, (), {})
    whole = attrs.evolve(
        first,
        source=source,
        units=tuple(unit for table in with_rows for unit in table.units),
        names=tuple(name for table in with_rows for name in table.names),
        columns=columns,
        lines=tuple(line for table in with_rows for line in table.lines),
        layers=tuple(word for table in with_rows for word in table.layers or ("",) * len(table.units))
        if layered
        else (),
        cell_lines={},
        passed=frozenset().union(*(table.passed for table in tables)),
        totals=(),
        origins={},
        headings={head: name for table in with_rows for head, name in table.headings.items()},
        problems=tuple(problems),
        percentages_known=all(table.percentages_known for table in with_rows),
        pointers=None,  # each table has its own
        row_tables=tuple((table, row) for table in with_rows for row in range(len(table.units))),
    )
    return units_checked(whole)
