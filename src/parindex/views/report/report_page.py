"""The report as one page of HTML that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from parindex.base import (
    LANGUAGES,
    ExtraError,
    Progress,
    capital,
    each_told,
    language,
    part_of,
    say,
    translated,
    version,
)
from parindex.definition import edition_period, title_in_year
from parindex.scoring import Scores
from parindex.views.document import shown_value
from parindex.views.report.method_section import method_section, status_in_words
from parindex.views.report.page_content import PageContent
from parindex.views.report.page_pictures import page_pictures
from parindex.views.report.page_words import head_words
from parindex.views.report.ranking_table import ranking_table
from parindex.views.report.unit_cards import CardWriter, Reported

if TYPE_CHECKING:
    from jinja2 import Environment

#: In which languages a page can be: in one, or in all of them, Vietnamese first.
BOTH = "both"
_NAMES = {"en": "English", "vi": "Tiếng Việt"}


def report_page(
    scores: Scores,
    *,
    lang: str | None = None,
    unit: str | None = None,
    pictures: bool = True,
    progress: Progress | None = None,
) -> str:
    """Return the page.

    Parameters
    ----------
    scores : Scores
        What is reported.
    lang : {"vi", "en", "both"}, optional
        The language, else that of the locale; of both the reader chooses on the page.
    unit : str, optional
        The one unit that the page is about, by its code or name.
    pictures : bool
        Whether charts are drawn, which needs the extra `plot`.
    progress : callable, optional
        Called with the cards done and all cards.

    Raises
    ------
    ValueError
        There is no such language.
    UnknownNameError
        No unit is called so.
    """
    languages = languages_of(lang)
    reported = Reported(scores, single=unit is not None)
    single = None if unit is None else scores.evidence.row(unit)
    watchers = [part_of(progress, at, len(languages)) for at in range(len(languages))]
    pages = [
        _content(reported, lang, single, watcher, pictures=pictures)
        for lang, watcher in zip(languages, watchers, strict=True)
    ]
    return _rendered(pages)


def languages_of(lang: str | None) -> tuple[str, ...]:
    """Return the languages of a report: one, or all."""
    return tuple(reversed(LANGUAGES)) if lang == BOTH else (language(lang),)


def _content(
    reported: Reported, lang: str, single: int | None, progress: Progress | None, *, pictures: bool
) -> PageContent:
    scores, writer = reported.scores, CardWriter(reported, lang)
    rows = scores.best_first if single is None else (single,)
    title = title_in_year(scores.definition, scores.year).get(lang)
    return PageContent(
        lang=lang,
        language_name=_NAMES[lang],
        words=head_words(lang),
        title=title if single is None else f"{scores.called(single)} · {title}",
        kicker=f"{scores.definition.index} · {edition_period(scores.definition, scores.year, lang)}",
        facts=tuple(_facts(scores, lang)),
        ranking=ranking_table(writer, single),
        pictures=page_pictures(scores, lang, single) if pictures else (),
        cards=tuple(writer.card(row, whole=single is not None) for row in each_told(rows, progress)),
        method=method_section(scores, reported.intervals, lang),
        single=single is not None,
    )


def _facts(scores: Scores, lang: str) -> Iterator[tuple[str, str]]:
    """Say in short what the page is about."""
    definition = scores.definition
    counted = say("{units}, {ranked} of them ranked", units=len(scores.units), ranked=int(scores.ranked.size))
    facts = [
        (say("edition"), f"{definition.id}, {translated(say('version'), lang)} {definition.version}"),
        (say("period"), edition_period(definition, None, lang)),
        (say("units"), translated(counted, lang)),
    ]
    if definition.status and definition.status != "published":
        facts.append((say("status"), status_in_words(definition.status, lang)))
    yield from ((capital(translated(name, lang)), text) for name, text in facts)


def _rendered(pages: list[PageContent]) -> str:
    script = _file("sort.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = _environment().get_template("page.html.j2")
    given: dict[str, Any] = {
        "pages": pages,
        "version": version(),
        "style": _file("report.css"),
        "script": script,
        "script_hash": f"sha256-{digest}",
    }
    return template.render(given) + "\n"


@cache
def _environment() -> Environment:
    """Return what renders templates: everything put in is escaped, and nothing that is absent is passed over."""
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ImportError:
        raise ExtraError("parindex.report", "report") from None
    return Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        finalize=shown_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _file(name: str) -> str:
    content = pkgutil.get_data("parindex.views.report", name)
    if content is None:
        raise FileNotFoundError(name)
    return content.decode()
