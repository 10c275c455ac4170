"""The styles of fragments in notebooks, which touch nothing else there, and of a page of its own."""

#: Colours are those of the text around it, so that it is legible in light and dark.
FRAGMENT_STYLE = """
.parindex { --line: color-mix(in srgb, currentColor 22%, transparent);
  --quiet: color-mix(in srgb, currentColor 72%, transparent);
  color: inherit; font: 13px/1.45 system-ui, "Segoe UI", "Noto Sans", sans-serif; max-width: 100%; text-align: left; }
.parindex.parindex p { margin: .25em 0; }
.parindex .quiet, .parindex .note, .parindex small, .parindex code { color: var(--quiet); }
.parindex code { background: none; font-size: .85em; padding: 0; overflow-wrap: anywhere; }
.parindex.parindex :is(h1, h2, h3, h4) { font-size: 1.05em; margin: .7em 0 .2em; }
.parindex .wide { overflow-x: auto; }
.parindex.parindex table { border-collapse: collapse; margin: .4em 0; font-size: inherit; color: inherit; border: 0; }
.parindex.parindex tr { background: none; }
.parindex.parindex th, .parindex.parindex td { text-align: left; vertical-align: top; padding: .2em .7em;
  border: 0; border-bottom: 1px solid var(--line); max-width: 30em; overflow-wrap: break-word; white-space: normal;
  color: inherit; background: none; }
.parindex.parindex th { font-weight: 600; color: var(--quiet); }
.parindex.parindex .figure { text-align: right; font-variant-numeric: tabular-nums; }
.parindex.parindex td:is(.figure, .name) { white-space: nowrap; }
.parindex.parindex .long { min-width: 11em; }
.parindex.parindex th.long { min-width: 8em; }
.parindex .tree { container-type: inline-size; margin: .4em 0; max-width: 80em; }
.parindex .row { display: grid; grid-template-columns: minmax(10em, 1fr) repeat(var(--columns), 6.6em);
  column-gap: .6em;
  padding: .15em .2em; border-bottom: 1px solid var(--line); list-style: none; align-items: baseline; }
.parindex .heads { font-weight: 600; color: var(--quiet); }
.parindex summary.row { cursor: pointer; }
.parindex summary.row::-webkit-details-marker { display: none; }
.parindex .row .label { padding-left: calc(var(--depth, 0) * 1.1em + 1.1em); text-indent: -1.1em; }
.parindex summary.row .label::before { content: "\\25B8"; display: inline-block; width: 1.1em; text-indent: 0; }
.parindex details[open] > summary.row .label::before { content: "\\25BE"; }
.parindex .row.leaf .label::before { content: ""; display: inline-block; width: 1.1em; }
.parindex .row .note { grid-column: 1 / -1; font-size: .92em; padding-left: calc(var(--depth, 0) * 1.1em + 1.1em); }
.parindex .row .figure i { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
@container (max-width: 44em) {
  .parindex .row { display: block; padding-left: calc((var(--depth, 0) + 1) * 1.1em); }
  .parindex .row.heads { display: none; }
  .parindex .row .label { display: block; padding-left: 0; }
  .parindex .row .note { display: block; padding-left: 0; }
  .parindex .row .figure { display: inline-block; white-space: nowrap; }
  .parindex .row .figure:not(:empty) { margin-right: 1em; }
  .parindex .row .figure i { position: static; clip-path: none; font-style: normal; color: var(--quiet); }
}
"""

#: A page has light and dark of its own, and opens all that is folded when it is printed.
PAGE_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 72rem; margin: 1.5rem auto; padding: 0 1rem; background: Canvas; color: CanvasText; }
.parindex { font-size: 15px; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .3rem; }
.head { font-size: 1.05em; }
summary:focus-visible { outline: 2px solid Highlight; outline-offset: -2px; }
@media print {
  :root { color-scheme: light; }
  @page { size: A4; margin: 15mm; }
  body { margin: 0; max-width: none; }
  .parindex { font-size: 9pt; }
  .row { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .parindex .row { grid-template-columns: minmax(10em, 1fr) repeat(var(--columns), 5.6em); }
  .parindex details:is([open], :not([open])) > summary.row .label::before { content: ""; }
}
"""
