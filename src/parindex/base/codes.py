"""The codes of problems: what each one means, and how to mend it."""

from __future__ import annotations

import pkgutil
from typing import Any, Literal

import attrs
import tomli

from parindex.base.texts import Text

Severity = Literal["error", "warning", "note"]
About = Literal["definition", "files", "settings", "cases", "approvals", "evidence", "scores"]


@attrs.frozen
class Code:
    """One kind of problem: what it means and how to mend it."""

    about: About
    meaning: Text
    mend: Text = attrs.field(factory=Text)
    severity: Severity = "error"


def _read() -> dict[str, Code]:
    content = pkgutil.get_data("parindex.base.languages", "codes.toml") or b""
    listed: dict[str, dict[str, Any]] = tomli.loads(content.decode())
    return {
        name: Code(
            **{**entry, "meaning": Text(**entry["meaning"]), "mend": Text(**entry.get("mend", {}))},
        )
        for name, entry in listed.items()
    }


#: Every code by its name; see `languages/codes.toml`.
CODES: dict[str, Code] = _read()
