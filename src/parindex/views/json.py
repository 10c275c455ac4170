"""Results as plain JSON values; the shape is described by ``scores.schema.json`` beside this file."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from parindex.arrays import known

if TYPE_CHECKING:
    from parindex.evidence import Evidence
    from parindex.scoring import Scores


def whole(value: float) -> float | int | None:
    """Return a rank: whole where it is, None for nan."""
    return None if np.isnan(value) else int(value) if float(value).is_integer() else float(value)


def head(scores: Scores) -> dict[str, Any]:
    """Return what every result begins with: the version of parindex, the definition, the registry of units."""
    from importlib.metadata import version

    from parindex.schema import dump, fingerprint  # these two are slow to import, and needed here only

    definition = scores.definition
    return {
        "parindex": version("parindex"),
        "definition": {
            "id": definition.id,
            "version": definition.version,
            "sha256": definition.sha256 or fingerprint(dump(definition)),
        },
        "registry": None if scores.evidence.registry is None else scores.evidence.registry.label,
    }


def evidence_of(evidence: Evidence) -> dict[str, Any]:
    """Return where evidence comes from, and a fingerprint of what was understood of it."""
    long = [[*place, str(figure)] for place, figure in sorted(evidence.long.items())]
    told = json.dumps([evidence.units, evidence.columns, long], ensure_ascii=False)
    cells = (evidence.values.astype("<f8") + 0.0).tobytes() + evidence.not_applicable.tobytes()
    return {
        "source": evidence.table.source,
        "units": len(evidence.units),
        "sha256": hashlib.sha256(told.encode() + cells).hexdigest(),
    }


def to_dict(scores: Scores) -> dict[str, Any]:
    """Return a result as plain JSON values."""
    papers: dict[int, dict[str, list[dict[str, str]]]] = {}
    for (row, leaf), found in scores.evidence.documents.items():
        papers.setdefault(row, {})[leaf] = [attrs.asdict(paper) for paper in found]
    return {
        **head(scores),
        "units": [
            {
                "unit": record["unit"],
                "name": record["name"] or None,
                "group": record["group"],
                **{key: record[key] for key in ("total", "published", "rank", "band")},
                "complete": bool(complete),
                "scores": {node: record[node] for node in scores.nodes[1:]},
                "documents": papers.get(row, {}),
            }
            for row, (record, complete) in enumerate(zip(to_records(scores), scores.complete, strict=True))
        ],
        "problems": [problem.to_dict() for problem in scores.problems],
    }


def to_json(scores: Scores, indent: int | None = None) -> str:
    """Return a result as JSON text."""
    return as_text(to_dict(scores), indent)


def as_text(values: dict[str, Any], indent: int | None) -> str:
    """Return plain JSON values as text."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=indent)


def to_records(scores: Scores) -> list[dict[str, Any]]:
    """Return one flat record a unit."""
    return [
        {
            "unit": unit,
            "name": name,
            "group": group,
            "total": known(total),
            "published": None if published is None else f"{published:f}",
            "rank": whole(rank),
            "band": band,
            **dict(zip(scores.nodes[1:], map(known, values[1:]), strict=True)),
        }
        for unit, name, group, total, published, rank, band, values in zip(
            scores.units,
            scores.names,
            scores.group,
            scores.total,
            scores.rounded,
            scores.rank,
            scores.band,
            scores.values,
            strict=True,
        )
    ]


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema of `Scores.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> parindex.result_schema()["required"]
    ['parindex', 'definition', 'registry', 'units', 'problems']
    """
    return _shipped("result", "scores.schema.json")


def sensitivity_schema() -> dict[str, Any]:
    """Return the JSON Schema of the results of analyses, whose `to_dict` says in `analysis` which it is.

    Examples
    --------
    >>> import parindex
    >>> [one["$ref"].rpartition("/")[2] for one in parindex.sensitivity_schema()["oneOf"]][:3]
    ['uncertainty', 'sobol', 'rank-range']
    """
    return _shipped("sensitivity", "sensitivity.schema.json")


def _shipped(of: str, file: str) -> dict[str, Any]:
    from importlib.metadata import version
    from importlib.resources import files

    schema: dict[str, Any] = json.loads(files("parindex.views").joinpath(file).read_text(encoding="utf-8"))
    return {"$schema": schema["$schema"], "$id": f"urn:parindex:{of}:{version('parindex')}", **schema}


def definition_schema(lang: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a definition file, made from the classes that load one.

    Parameters
    ----------
    lang : {"en", "vi"} or None
        The language of its descriptions; None for both.

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> import parindex
    >>> schema = parindex.definition_schema("en")
    >>> schema["required"]
    ['id', 'index', 'version', 'title', 'years', 'combine']
    >>> schema["properties"]["index"]["description"]
    'Short name of the index, such as PCI.'
    """
    from parindex.views.schema import of_definition  # the loader and its converter are slow to import

    return of_definition(lang)
