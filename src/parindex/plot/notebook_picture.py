"""How a chart shows itself in a notebook: as a picture, without a network, and as Vega-Lite for whoever can draw it."""

from __future__ import annotations

from typing import Any

import altair as alt

from parindex.plot.rendering import to_svg


class NotebookPicture(alt.LayerChart):
    """A chart of Altair that brings its picture along.

    Examples
    --------
    >>> import parindex, parindex.plot
    >>> chart = parindex.plot.structure(parindex.load("par-ministry-2022"), lang="en")
    >>> sorted(chart._repr_mimebundle_())
    ['application/vnd.vegalite.v6+json', 'image/svg+xml', 'text/plain']
    """

    def _repr_mimebundle_(self, *_: object, **__: object) -> dict[str, Any]:
        """Return the picture as SVG, and its Vega-Lite JSON beside it."""
        major = alt.SCHEMA_VERSION.lstrip("v").split(".")[0]
        spec = self.to_dict(validate=False)
        return {
            "image/svg+xml": to_svg(self),
            f"application/vnd.vegalite.v{major}+json": spec,
            "text/plain": str(spec.get("description", "")),
        }
