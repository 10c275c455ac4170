"""Words that a reader of Vietnamese does not know: how they are found in what is printed, in tables and on pages.

A word without diacritics is Vietnamese if it is built as a syllable of Vietnamese is and our own Vietnamese texts use
it. Any other is foreign, unless it is an id, a unit of measure or a name: those are given as allowed.
"""

import html
import re
from collections.abc import Mapping
from functools import cache

import attrs

from parindex.base import CODES, Text
from parindex.base.messages import words
from parindex.definition import REGISTRIES, Expression, Rule, catalogue, load, registry_periods
from parindex.definition.json_schema import definition_schema

#: Consonants, vowels and consonants at the end, as they stand without marks: `thuong`, `nghiep`, `yeu`.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
    r"(?:uye|ieu|yeu|uou|oai|oay|uay|uya|uyu|oeo|[aeiouy]{1,2})(?:ch|ng|nh|[cmnptiouy])?"
)
_WORD = re.compile(r"[^\W\d_]+")
#: What stands in quotation marks is quoted from a file or a command line; code is code.
_QUOTED = re.compile(
    r"`[^`]*`|'[^'\n]*'|\"[^\"\n…]*[\"…]|«[^»]*»|\b\w+ = |(?<![\w-])--[\w-]+|https?://\S+|\b(?:max|min|round)\(|[\w./-]+\.(?:toml|csv)[:\d]*"
)
#: English words that are built as Vietnamese ones and stand in our texts as what they are: commands, values.
_ENGLISH = frozenset(("no", "true", "git", "pip"))
_SIGNS = re.compile(r"(?=\D*\d)[0-9a-f]{8,64}")
#: Names of programs, formats and people, and signs of measure.
NAMES = frozenset(
    ("parindex", "CSV", "JSON", "TOML", "Excel", "Markdown", "HTML", "SVG", "UTF", "Sobol", "logarit", "Linf", "TP")
)


@cache
def keys():
    """Return the keys of the format and the words that they take."""

    def within(schema):
        if isinstance(schema, dict):
            yield from schema.get("properties", {})
            yield from (value for value in schema.get("enum", ()) if isinstance(value, str))
            for part in schema.values():
                yield from within(part)
        elif isinstance(schema, list):
            for part in schema:
                yield from within(part)

    return {word for name in within(definition_schema()) for word in (name, *_WORD.findall(name))}


@cache
def vietnamese_words():
    """Return the words, without marks or with them, that our Vietnamese texts use beside code and fields."""
    texts = [*words("vi").values(), *(part.vi for code in CODES.values() for part in (code.meaning, code.mend))]
    texts += [node.title.vi or "" for entry in catalogue() for node in load(entry.id).nodes if node.title]
    plain = (re.sub(r"\{[^}]*\}|\w+ = ", " ", _QUOTED.sub(" ", text)) for text in texts)
    found = {word.casefold() for text in plain for word in _WORD.findall(text)}
    found -= _ENGLISH | keys() - {"vi"}  # as in `phạm vi`
    return frozenset(word for word in found if not word.isascii() or _SYLLABLE.fullmatch(word))


def is_foreign(word):
    """Tell whether a word is none of Vietnamese: `rank`, `then`; not `cao`, `điểm`, `m`."""
    folded = word.casefold()
    return word.isascii() and len(word) > 1 and folded not in vietnamese_words()


def foreign_words(text, allowed=frozenset()):
    """Return the foreign words in a text, each once, in their order.

    Names that are allowed are words, or texts of several words, which are known only as a whole: the note of a
    definition holds many an English word that nothing else may hold.
    """
    phrases = sorted((" ".join(name.split()) for name in allowed if len(name.split()) > 1), key=len, reverse=True)
    for phrase in phrases:
        text = text.replace(phrase, " ")
    known = {name.casefold() for name in (*NAMES, *allowed)}
    found = {}
    for token in _QUOTED.sub(" ", text).split():
        bare = token.strip("()[]{},;:.…→*|·#&=+×−–—?!").casefold()
        if bare not in known and not _SIGNS.match(bare):
            found |= {word: None for word in _WORD.findall(token) if is_foreign(word) and word.casefold() not in known}
    return list(found)


#: A number with a decimal point; not one with thousands in groups, of a version, a day or a path.
_POINT = re.compile(r"(?<![\w.,/-])(?![1-9]\d{0,2}\.\d{3}(?!\d))\d+\.\d+(?![\w/-]|\.\d)")


def decimal_points(text, allowed=frozenset()):
    """Return the numbers in a text that are written with a decimal point, but ids and those within names."""
    for phrase in sorted((name for name in allowed if not _POINT.fullmatch(name) and _POINT.search(name)), key=len):
        text = text.replace(phrase, " ")
    return [found for found in _POINT.findall(_QUOTED.sub(" ", text)) if found not in allowed]


def words_of_page(page):
    """Return what a reader sees or hears of a page of HTML: neither tags nor styles, scripts and code."""
    hidden = re.sub(r"(?s)<(style|script|code|head)\b.*?</\1>|<!--.*?-->", " ", page)
    said = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', hidden)
    return html.unescape("\n".join((re.sub(r"<[^>]*>", " ", hidden), *said)))


#: Fields of a definition that hold names, and no word of the format.
_NAMING = {"id", "index", "version", "label", "unit", "url", "address", "source", "sources", "registry", "inputs"}


def names_in(definition):
    """Return every text of a definition that is a name or that its author wrote to be read: ids, titles, options."""
    return set(filter(None, _texts(definition)))


def _texts(value, field="id"):
    """Yield texts by people, in Vietnamese where there is one, and what stands in fields that hold names."""
    if isinstance(value, Text):
        yield value.get("vi")
    elif isinstance(value, str):
        yield from [value] if field in _NAMING else ()
    elif isinstance(value, Expression | Rule):
        yield from _as_written(value)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from [name] if isinstance(name, str) and field != "keys" else ()
            yield from _texts(part, field)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _texts(part, field)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            yield from _texts(getattr(value, attribute.name), attribute.name)


def _as_written(value):
    """Yield a formula, or the options, items and figures from outside that a rule names."""
    if isinstance(value, Expression):
        return (str(value),)
    return (*(value.options() or ()), *value.items(None), *(name for _, name in value.named()))


@cache
def registered():
    """Return every text of the registries of units that ship: names, codes, regions, in any spelling."""
    units = [unit for name in REGISTRIES for period in registry_periods(name) for unit in period.units]
    return frozenset(text for unit in units for text in _spelled(unit) if text)


def _spelled(unit):
    region = unit.region.get("vi") if unit.region else ""
    return [unit.id, *_texts(unit.title), region, unit.portal_code, *unit.spellings, unit.parent or ""]


def words_of(text):
    """Return every word of a text, and every run of signs between blanks."""
    return {*_WORD.findall(text), *text.split()}


#: What is no word on a command line: options, choices, names of files, formats and programs.
_NO_WORDS = re.compile(
    r"'[^']*'|`[^`]*`|--of \w+|--?[a-z][\w-]*|\[[^\[\]]*\]|\S*[=/|.*:_]\S+|(?<=parindex )[\w-]+|^  [a-z]+  |\t.*",
    re.MULTILINE,
)


def _vocabulary(texts):
    found = (_WORD.findall(_NO_WORDS.sub(" ", re.sub(r"{[^{}]*}", " ", text))) for text in texts)
    return {word for listed in found for word in listed if len(word) > 1}


def english_in(text):
    """Return the words of a text that our English texts have and our Vietnamese ones have not.

    It is for help and errors of commands, where choices such as `rank` stand among words without a mark.
    """
    templates = words("vi")
    return _vocabulary([text]) & (_vocabulary(templates) - _vocabulary(templates.values()))
