"""Pictures of results: charts of Altair, whose Vega-Lite JSON is for web pages too."""
