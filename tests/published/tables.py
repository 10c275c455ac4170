"""What the tests of published tables share: reading them, taking their inputs apart, and ranking independently."""

import csv

import numpy as np

import parindex


def read(path):
    """Return the rows of a table as dictionaries of text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def inputs(rows, definition, unit="unit"):
    """Keep the unit and the indicators of each row: the dimensions and totals beside them are what is to be found."""
    return [{"unit": row[unit], **{leaf.id: row[leaf.id] for leaf in definition.leaves}} for row in rows]


def numbers(rows, column):
    """Return a column as numbers, nan where it is blank."""
    return np.array([float(row[column] or "nan") for row in rows])


def ranks(values):
    """Return one plus the number of units above each, nan where there is no value."""
    return np.array([np.nan if np.isnan(value) else 1 + sum(other > value for other in values) for value in values])


def edition(index, year):
    """Load the bundled edition in force in a year."""
    open_end = 9999
    (entry,) = (
        entry
        for entry in parindex.catalogue()
        if entry.index == index and entry.years[0] <= year <= (entry.years[-1] if len(entry.years) == 2 else open_end)
    )
    return parindex.load(entry.id)


def assert_close(actual, expected, within):
    """Hold that numbers agree within an absolute tolerance, and are missing in the same places."""
    np.testing.assert_allclose(actual, expected, rtol=0, atol=within)
