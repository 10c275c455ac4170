"""A tree that folds: a row a node with its figures, opened and closed without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from parindex.views.document import html_text


@attrs.frozen
class TreeRow:
    """One node: its label, its id, figures under the heads of the tree, a remark, and the rows below it."""

    label: str
    code: str
    figures: Sequence[str]
    note: str = ""
    parts: Sequence[TreeRow] = ()


@attrs.frozen
class FoldingTree:
    """Rows under heads; those less than `open_to` levels below the first are open, of all at most `most` are shown."""

    heads: Sequence[str]
    rows: Sequence[TreeRow]
    more: str = ""  # how rows left out are told, with {} for their number
    open_to: int = 1
    most: int = 500


def tree_html(tree: FoldingTree) -> str:
    """Return a tree as HTML; whatever stands in labels and notes is shown as it is."""
    shown = [at for at in range(len(tree.heads)) if any(_filled(row, at) for row in tree.rows)]
    heads = "".join(f'<span class="figure">{html_text(tree.heads[at])}</span>' for at in shown)
    writer = _Writer(tree, shown, left=tree.most)
    rows = "".join(writer.rows(tree.rows, 0))
    columns = f' style="--columns:{len(shown)}"'
    return f'<div class="tree"{columns}>\n<div class="row heads"><span></span>{heads}</div>\n{rows}</div>'


def _filled(row: TreeRow, at: int) -> bool:
    return bool(row.figures[at]) or any(_filled(part, at) for part in row.parts)


@attrs.define
class _Writer:
    tree: FoldingTree
    shown: Sequence[int]  # the columns that hold anything
    left: int

    def rows(self, rows: Sequence[TreeRow], level: int) -> Iterable[str]:
        """Yield rows with all below them, and how many are left out."""
        listed = rows[: max(self.left, 0)]
        self.left -= len(listed)
        for row in listed:
            yield self._row(row, level)
        if beyond := len(rows) - len(listed):
            told = f'<span class="label">{html_text(self.tree.more.format(beyond))}</span>'
            yield f'<div class="row leaf quiet"{_depth(level)}>{told}</div>\n'

    def _row(self, row: TreeRow, level: int) -> str:
        note = f'<span class="note">{html_text(row.note)}</span>' if row.note else ""
        cells = f"{_label(row)}{self._figures(row)}{note}"
        if not row.parts:
            return f'<div class="row leaf"{_depth(level)}>{cells}</div>\n'
        inside = "".join(self.rows(row.parts, level + 1))
        opened = " open" * (level < self.tree.open_to)
        return f'<details{opened}><summary class="row"{_depth(level)}>{cells}</summary>\n{inside}</details>\n'

    def _figures(self, row: TreeRow) -> str:
        """Return the figures, each with its head for who sees no columns."""
        pairs = ((self.tree.heads[at], row.figures[at]) for at in self.shown)
        cells = ((f"<i>{html_text(name)} </i>{html_text(figure)}" if figure else "") for name, figure in pairs)
        return "".join(f'<span class="figure">{cell}</span>' for cell in cells)


def _label(row: TreeRow) -> str:
    code = f" <code>{html_text(row.code)}</code>" if row.code and row.code != row.label else ""
    return f'<span class="label">{html_text(row.label)}{code}</span>'


def _depth(level: int) -> str:
    return f' style="--depth:{level}"' if level else ""
