"""Scores of several years: trends, movers, volatility; each unit followed through the registries."""

from parindex.years.series.rank_movers import By as By, Movers as Movers
from parindex.years.series.rank_volatility import Volatility as Volatility
from parindex.years.series.unit_trend import Trend as Trend
from parindex.years.series.usual_changes import Measure as Measure
from parindex.years.series.year_series import Series as Series, series as series
from parindex.years.series.years_answer import YearsAnswer as YearsAnswer, series_schema as series_schema
