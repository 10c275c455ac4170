"""Charts as SVG, PNG and JSON: drawn by vl-convert, without a browser and without a network."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from html import escape
from importlib import import_module
from typing import Any

from parindex.base import ExtraError, json_text, one_line, visible_lines

#: Altair holds every record against the schema, which takes longer than drawing: our tests do that.
_SPEC = {"validate": False}
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
#: What Vega says of groups for screen readers, in English.
_OF_EACH = re.compile(r' (?:role="[^"]*"|aria-[a-z]+="[^"]*")')
_VERSION = re.compile(r"/v(\d+)\.(\d+)")
_NAMED = re.compile(r'\bid="([^"]+)"')
#: The bar of a legend: how long it is, and which gradient fills it.
_BAR = re.compile(r'd="M0,0h([\d.]+)v[^"]*" fill="url\(#([^)]+)\)"')


def to_json(chart: Any, indent: int | None = None) -> str:
    """Return the Vega-Lite JSON of a chart, for a web page that draws it: its data stand in it.

    Examples
    --------
    >>> import json, parindex, parindex.plot
    >>> definition = parindex.load("par-ministry-2022")
    >>> evidence = {"MOHA": {"appraised": 60.65, "survey": 26.38}, "MOJ": {"appraised": 61.86, "survey": 28.1}}
    >>> chart = parindex.plot.ranking(parindex.score(definition, evidence), lang="en")
    >>> json.loads(parindex.plot.to_json(chart))["data"]["values"][0]["score"]
    89.96
    """
    return json_text(_spec(chart), indent)


def _spec(chart: Any) -> dict[str, Any]:
    """Return what Vega-Lite is told; in its texts only ends of lines are left of what steers, which no XML can hold."""
    spec: dict[str, Any] = chart.to_dict(**_SPEC)
    return {key: _harmless(told) for key, told in spec.items()}


def _harmless(told: Any) -> Any:
    if isinstance(told, str):
        return visible_lines(told)
    if isinstance(told, dict):
        return {key: _harmless(value) for key, value in told.items()}
    return [_harmless(value) for value in told] if isinstance(told, list) else told


def to_svg(chart: Any) -> str:
    """Return a chart as SVG: text as text, fonts by name, one label for screen readers, nothing from elsewhere.

    Several may stand in one page: their ids differ.

    Raises
    ------
    ExtraError
        The library that draws is not installed.
    """
    return _svg(_spec(chart))


def _svg(spec: dict[str, Any]) -> str:
    drawn: str = _converter().vegalite_to_svg(spec, vl_version=".".join(_version(spec)))
    plain = _TAG.sub(lambda tag: _OF_EACH.sub("", tag[0]), drawn)
    said = f'role="img" aria-label="{escape(one_line(str(spec.get("description", ""))))}"'
    if font := spec.get("config", {}).get("font"):  # the whole picture says it once
        named = 'font-family="{}"'.format(escape(font).replace("&#x27;", "'"))
        plain, said = _TAG.sub(lambda tag: tag[0].replace(f" {named}", ""), plain), f"{said} {named}"
    return _of_its_own(_in_pixels(plain).replace("<svg ", f"<svg {said} ", 1))


def to_png(chart: Any, scale: float = 2) -> bytes:
    """Return a chart as PNG, so many dots a pixel.

    Raises
    ------
    ExtraError
        The library that draws is not installed.
    """
    spec = _spec(chart)
    drawn: bytes = _converter().vegalite_to_png(spec, vl_version=".".join(_version(spec)), scale=scale)
    return drawn


def _in_pixels(svg: str) -> str:
    """Return a picture whose gradients run along pixels: printed by WeasyPrint, those along shares are not seen."""
    for length, name in _BAR.findall(svg):
        along = f'id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="{length}"'
        svg = svg.replace(f'id="{name}" x1="0" x2="1"', along)
    return svg


def with_picture(chart: Any) -> Any:
    """Return a chart that shows itself in a notebook as a picture, without a network, and as Vega-Lite beside it.

    Examples
    --------
    >>> import parindex, parindex.plot
    >>> chart = parindex.plot.structure(parindex.load("par-ministry-2022"), lang="en")
    >>> sorted(chart._repr_mimebundle_())
    ['application/vnd.vegalite.v6+json', 'image/svg+xml', 'text/plain']
    """
    kind: Any = type(chart)
    object.__setattr__(chart, "__class__", _showing_itself(kind))  # a chart takes what is set for a key
    return chart


@cache
def _showing_itself(kind: Any) -> Any:
    return type(kind.__name__, (kind,), {"_repr_mimebundle_": _mimebundle})


def _mimebundle(chart: Any, *_: object, **__: object) -> dict[str, Any]:
    spec = _spec(chart)
    major, _minor = _version(spec)
    return {
        "image/svg+xml": _svg(spec),
        f"application/vnd.vegalite.v{major}+json": spec,
        "text/plain": str(spec.get("description", "")),
    }


def _of_its_own(svg: str) -> str:
    """Return a picture whose ids no other one has."""
    names = dict.fromkeys(name for tag in _TAG.findall(svg) for name in _NAMED.findall(tag))
    if not names:
        return svg
    own = hashlib.sha256(svg.encode()).hexdigest()[:8]
    pattern = re.compile(rf'(\bid="|url\(#|href="#)({"|".join(map(re.escape, names))})(["\)])')
    return _TAG.sub(lambda tag: pattern.sub(rf"\1p{own}-\2\3", tag[0]), svg)


def _converter() -> Any:
    try:
        return import_module("vl_convert")
    except ImportError:
        raise ExtraError("parindex.plot", "plot") from None


def _version(spec: dict[str, Any]) -> tuple[str, str]:
    """Return the version of Vega-Lite that a chart is written in, as it says itself."""
    match = _VERSION.search(spec["$schema"])
    if match is None:
        raise ValueError(spec["$schema"])
    return match[1], match[2]
