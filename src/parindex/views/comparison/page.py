"""What changed between definitions, as one page of HTML that needs nothing else."""

from __future__ import annotations

from html import escape

from parindex.base import say
from parindex.comparison import LEVELS, DefinitionDiff, Edit
from parindex.views.comparison.shown import LEVEL_MEANING, LEVEL_WORDS, Shown, approval, effect_in, place

_STYLE = """
:root { color-scheme: light; --line: #d0d7de; --quiet: #57606a; }
body { font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; color: #1f2328; max-width: 72rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
p { margin: .3rem 0; } .quiet { color: var(--quiet); } code { font-size: .85em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
.changes td { overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: 600; } td:last-child, th:last-child { white-space: nowrap; }
.changes td:nth-child(2) { min-width: 11rem; }
.level { border-left: .3rem solid; padding-left: .6rem; }
.breaking { border-color: #cf222e; } .restating { border-color: #bf8700; }
.extending { border-color: #1a7f37; } .editorial { border-color: #8c959f; }
@media (max-width: 45rem) { .changes, .changes tbody, .changes tr, .changes td { display: block; }
  .changes thead { display: none; } .changes td { border: 0; padding: .1rem 0; }
  .changes tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } .wide { overflow-x: auto; } }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; }
  h3 { break-after: avoid; } }
"""


def to_html(shown: Shown) -> str:
    """Return the page."""
    title = f"parindex diff: {shown.counts()}"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(shown.verdict())}</p>"]
    for found in shown.diffs:
        parts.append(f"<h2>{escape(shown.heading(found))}</h2>\n<p>{escape(shown.titles(found))}</p>")
        names = dict.fromkeys(name for name in found.names if name)
        parts.append(f'<p class="quiet">{" → ".join(f"<code>{escape(name)}</code>" for name in names)}</p>')
        for level in LEVELS:
            if level == "editorial":  # which moves no result
                parts += [effect_in("html", one, shown) for one in found.restatements]
            parts += [_section(shown, found, edits) for edits in (found.at(level),) if edits]
    if shown.unchanged:
        same = shown.told(say("files that are the same: {count}", count=shown.unchanged))
        parts.append(f'<p class="quiet">{escape(same)}</p>')
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>'
    )
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{escape(shown.lang)}">\n<head>\n{head}\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _section(shown: Shown, found: DefinitionDiff, edits: tuple[Edit, ...]) -> str:
    level = edits[0].level
    heading = f"{shown.told(LEVEL_WORDS[level])} ({len(edits)})"
    meaning = f'<span class="quiet">· {escape(shown.told(LEVEL_MEANING[level]))}</span>'
    header = "".join(
        f"<th>{escape(shown.told(word))}</th>" for word in (say("change"), say("place"), say("fingerprint"))
    )
    rows = []
    for edit in edits:
        known = approval(shown, found, edit)
        note = f'<br><span class="quiet">{escape(known)}</span>' if known else ""
        cells = f"<td>{escape(edit.said(shown.lang))}{note}</td><td><code>{escape(place(found, edit))}</code></td>"
        rows.append(f"<tr>{cells}<td><code>{edit.fingerprint}</code></td></tr>")
    body = "\n".join(rows)
    table = f'<table class="changes">\n<thead><tr>{header}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'
    return f'<h3 class="level {level}">{escape(heading)} {meaning}</h3>\n{table}'
