"""What every result says of where it comes from: the version of parindex, the definition, the evidence."""

from __future__ import annotations

from typing import Any

import attrs

from parindex.base import version
from parindex.definition import Definition, names_file
from parindex.evidence import OF_DEFINITION, Evidence


def result_head(definition: Definition, evidence: Evidence) -> dict[str, Any]:
    """Return what every result begins with: version of parindex, definition, year, registry of units, evidence."""
    from parindex.definition import dump, fingerprint

    return {
        "parindex": version(),
        "definition": {
            "id": definition.id,
            "version": definition.version,
            "sha256": definition.sha256 or fingerprint(dump(_whole(definition.as_written))),
        },
        "year": evidence.year,
        "registry": None if evidence.registry is None else evidence.registry.label,
        "evidence": evidence_head(evidence),
    }


def _whole(definition: Definition) -> Definition:
    """Return a definition made in Python with its units in it, not in a file."""
    return attrs.evolve(definition, units=None) if names_file(definition.units) else definition


def figures_used(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the figures from outside that units were held against: one for all, or each unit's own."""
    company, figures = evidence.company(), []
    for parameter in evidence.definition.parameter:
        if parameter.id not in company.figures:
            continue
        of_units = company.figures[parameter.id].tolist()
        same = len(set(of_units)) == 1
        origin = evidence.origins[parameter.id]
        figures.append(
            {
                "id": parameter.id,
                "unit": parameter.unit,
                "figure": of_units[0] if same else None,
                "of_units": {} if same else dict(zip(evidence.units, of_units, strict=True)),
                "from": origin,
                "source": parameter.source if origin == OF_DEFINITION else None,
            }
        )
    return figures


def evidence_head(evidence: Evidence) -> dict[str, Any]:
    """Return where evidence comes from, and the digest of what was read."""
    return {"source": evidence.table.source, "units": len(evidence.units), "sha256": evidence.sha256}


def source_head(definition: Definition, evidence: Evidence) -> dict[str, Any]:
    """Return where one of several results comes from: definition, year, registry and evidence."""
    head = result_head(definition, evidence)
    return {name: head[name] for name in ("definition", "year", "registry", "evidence")}
