"""Scores of several years as one table: units matched, movers, volatility, paths."""
