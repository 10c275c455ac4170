"""Pictures of results: charts of Altair, whose Vega-Lite JSON is for web pages too."""

from typing import TYPE_CHECKING

from parindex.later import handed_on_later

if TYPE_CHECKING:
    from parindex.plot.ranking_chart import ranking as ranking
    from parindex.plot.rendering import to_json as to_json, to_png as to_png, to_svg as to_svg

#: Every chart with the module that draws it, imported when it is named.
CHARTS = {
    "ranking": "ranking_chart",
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
