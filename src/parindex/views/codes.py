"""What a problem code means and how to mend it, as text."""

from __future__ import annotations

from parindex.messages import say, translated
from parindex.problems import CODES

SEVERITIES = {"error": say("error"), "warning": say("warning"), "note": say("note")}


def explained(code: str, lang: str = "en") -> str:
    """Explain a key of `CODES` in a language, `en` or `vi`."""
    known = CODES[code]
    mend = say("How to mend it: {mend}", mend=known.mend.get(lang))
    head = f"{code} · {translated(SEVERITIES[known.severity], lang)}"
    return "\n\n".join([head, known.meaning.get(lang), translated(mend, lang)])
