"""Scores of several years as a series: trends, movers, volatility; each unit followed through the registries."""

from parindex.years.trends.rank_movers import Movers as Movers, MoversBy as MoversBy
from parindex.years.trends.rank_volatility import Volatility as Volatility
from parindex.years.trends.unit_trend import Trend as Trend
from parindex.years.trends.usual_changes import Measure as Measure
from parindex.years.trends.year_series import Series as Series, series as series
from parindex.years.trends.years_answer import YearsAnswer as YearsAnswer, series_schema as series_schema
