"""Registries of units as tables, read by `unit_registry`."""
