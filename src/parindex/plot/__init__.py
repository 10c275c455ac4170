"""Pictures of results: charts of Altair, whose Vega-Lite JSON is for web pages too."""

from typing import TYPE_CHECKING

from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.plot.change_chart import change as change
    from parindex.plot.frontier_chart import frontier as frontier
    from parindex.plot.heatmap_chart import heatmap as heatmap
    from parindex.plot.profile_chart import profile as profile
    from parindex.plot.rank_charts import rank_intervals as rank_intervals, rank_probabilities as rank_probabilities
    from parindex.plot.ranking_chart import ranking as ranking
    from parindex.plot.rendering import to_json as to_json, to_png as to_png, to_svg as to_svg
    from parindex.plot.sobol_chart import sobol as sobol
    from parindex.plot.structure_chart import structure as structure
    from parindex.plot.tile_map import tiles as tiles
    from parindex.plot.tornado_chart import tornado as tornado
    from parindex.plot.trend_chart import trend as trend
    from parindex.plot.waterfall_chart import waterfall as waterfall

#: Every chart with the module that draws it, imported when it is named.
CHARTS = {
    "ranking": "ranking_chart",
    "heatmap": "heatmap_chart",
    "tiles": "tile_map",
    "profile": "profile_chart",
    "waterfall": "waterfall_chart",
    "rank_intervals": "rank_charts",
    "rank_probabilities": "rank_charts",
    "tornado": "tornado_chart",
    "sobol": "sobol_chart",
    "change": "change_chart",
    "trend": "trend_chart",
    "frontier": "frontier_chart",
    "structure": "structure_chart",
}

__all__ = list(CHARTS)
__all__ += ["CHARTS", "to_json", "to_png", "to_svg"]

if not TYPE_CHECKING:
    _later = handed_on_later(
        __name__,
        {"rendering": "to_json to_png to_svg"}
        | {module: " ".join(name for name in CHARTS if CHARTS[name] == module) for module in CHARTS.values()},
    )

    def __getattr__(name: str) -> object:
        return _later(name)


def __dir__() -> list[str]:
    return __all__
