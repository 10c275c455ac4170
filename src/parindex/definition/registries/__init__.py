"""Registries of units as tables, read by `parindex.units`."""
