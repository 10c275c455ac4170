"""An explanation as a tree that folds: in a notebook, and as a page of its own."""

from __future__ import annotations

from parindex.base import decimal, decimal_text, half_up_text, head, language, local_number, rough, together
from parindex.scoring import Explanation, value_and_how
from parindex.views.document import Lines, html_fragment, html_text
from parindex.views.notebook.folding_tree import FoldingTree, TreeRow, tree_html
from parindex.views.notebook.pieces import Piece, TitleLine, more_rows
from parindex.views.notebook.styles import FRAGMENT_STYLE, PAGE_STYLE

_HEADS = ("score", "max", "share", "lost", "weight", "contribution")
_UNITS_NAMED = 5
#: A page shows every node that a definition may have.
_ALL_NODES = 10_000


def explanation_page(explanation: Explanation, lang: str | None = None, *, whole: bool = True) -> str:
    """Return an explanation as HTML that needs nothing else, no script, no file, no network: a page, or its tree."""
    told = language(lang)
    reasons = [explanation.said(reason, told) for reason in explanation.reasons]
    tree = tree_html(explanation_tree(explanation, told, _ALL_NODES))
    body = f"{html_fragment([Lines(reasons)] if reasons else [])}\n{tree}"
    if not whole:
        return f'<div class="parindex" lang="{told}"><style>{FRAGMENT_STYLE}</style>\n{body}\n</div>\n'
    title = html_text(_title(explanation))
    above = f'<h1>{title}</h1>\n<p class="head">{html_text(standing(explanation, told))}</p>'
    head_ = f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{title}</title>'
    style = f"<style>{FRAGMENT_STYLE}{PAGE_STYLE}</style>"
    return (
        f'<!doctype html>\n<html lang="{told}">\n<head>\n{head_}\n{style}\n</head>\n'
        f'<body><main class="parindex">\n{above}\n{body}\n</main></body>\n</html>\n'
    )


def explanation_pieces(explanation: Explanation, lang: str) -> list[Piece]:
    """Return an explanation as what stands within a notebook."""
    reasons = [explanation.said(reason, lang) for reason in explanation.reasons]
    told: list[Piece] = [Lines(reasons)] if reasons else []
    title = TitleLine(_title(explanation), standing(explanation, lang))
    return [title, *told, explanation_tree(explanation, lang)]


def _title(explanation: Explanation) -> str:
    return " · ".join(filter(None, (explanation.name or explanation.id, explanation.heading)))


def standing(explanation: Explanation, lang: str) -> str:
    """Return the score of a unit, its rank and its group of results, in one line."""
    score = _number(decimal_text(explanation.score), lang) or "–"
    most = _figure(explanation.full, lang)
    facts = [f"{head('score', lang)} {score}{f' / {most}' if most else ''}"]
    if explanation.rank is not None:
        shared = f" ({', '.join(explanation.undecided[:_UNITS_NAMED])})" if explanation.undecided else ""
        facts.append(f"{head('rank', lang)} {_figure(explanation.rank, lang)} / {explanation.n_ranked}{shared}")
    if explanation.band:
        facts.append(f"{head('band', lang)} {explanation.band}")
    return " · ".join(facts)


def explanation_tree(explanation: Explanation, lang: str, most: int = 500) -> FoldingTree:
    """Return the parts of an explanation with their scores, and how each comes about."""
    parts = explanation.parts or (explanation,)
    rows = [_row(part, lang) for part in parts]
    return FoldingTree([head(name, lang) for name in _HEADS], rows, more_rows(lang), open_to=1, most=most)


def _row(node: Explanation, lang: str) -> TreeRow:
    share = "" if node.share is None else f"{local_number(f'{node.share:f}', lang)} %"
    figures = [
        _number(decimal_text(node.score), lang),
        _figure(node.full, lang),
        share,
        _lost(node, lang),
        _figure(node.weight, lang, 4),
        "" if node.contribution is None else local_number(half_up_text(node.contribution, 4), lang),
    ]
    return TreeRow(node.called(lang), node.id, figures, _note(node, lang), [_row(part, lang) for part in node.parts])


def _note(node: Explanation, lang: str) -> str:
    """Say what the value is, how the score comes from it, and what supports it."""
    papers = [together(["[", paper.said(), "]"], "") for paper in node.documents]
    told = "" if node.how == "given" else value_and_how(node)
    return node.said(together([told, *papers], " "), lang)


def _lost(node: Explanation, lang: str) -> str:
    if node.score is None or node.lost is None or not node.full:
        return ""
    return local_number(decimal(node.lost, max(-int(node.score.as_tuple().exponent), 0)), lang)


def _number(text: str | None, lang: str) -> str:
    return "" if text is None else local_number(text, lang)


def _figure(figure: float | None, lang: str, digits: int = 6) -> str:
    return "" if figure is None else local_number(rough(figure, digits), lang)
