"""Help of commands in a language: each text is said when it is shown, by its English words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

import click

from parindex.base import say, translated

#: What stands in usage for what a user gives, and click's own words for kinds of values.
PLACEHOLDERS = (
    *("ARGS", "CODE", "COLUMN", "COLUMNS", "COMMAND", "COST", "DEFINITION", "EVIDENCE", "FIGURE", "FILE", "FLOAT"),
    *("FLOAT RANGE", "FORMAT", "GROUP", "HIGHEST", "HOW", "INTEGER", "INTEGER RANGE", "KIND", "LOWEST", "MARKS"),
    *("NAME", "NEW", "NODE", "NUMBER", "OLD", "OPTIONS", "PART", "PATH", "PLACE", "POINTS", "REGISTRY", "REV"),
    *("ROWS", "TEXT", "UNIT", "UNITS", "VALUE", "WAYS", "YEAR"),
)
#: What click writes by itself.
FROM_CLICK = ("Options", "Commands", "Usage:", "Show the version and exit.", "Show this message and exit.", "required")
_SAID = {word: say(word) for word in (*PLACEHOLDERS, *FROM_CLICK)}
_CAPITALS = re.compile(r"\b[A-Z]{3,}(?: RANGE)?\b")
_EXTRA = re.compile(r"(?s)(.*?)(  \[[^\[\]]*\])?")


def placeholders(text: str, lang: str) -> str:
    """Return a text in which what a user gives stands in a language."""
    return _CAPITALS.sub(lambda match: translated(_SAID.get(match[0], match[0]), lang), text)


def spoken(text: str, lang: str) -> str:
    """Return a text of help in a language, paragraph by paragraph; one that has no words there stays as it is."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(translated(part, lang) for part in paragraphs)


class SpokenFormatter(click.HelpFormatter):
    """What writes the help of a command, in a language other than that of its texts."""

    lang = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is used."""
        prefix = prefix or f"{translated(_SAID['Usage:'], self.lang)} "
        super().write_usage(prog, placeholders(args, self.lang), prefix)

    def write_heading(self, heading: str) -> None:
        """Write what a list is of."""
        super().write_heading(translated(heading, self.lang))

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        super().write_text(spoken(text, self.lang))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: int, **options: int) -> None:
        """Write a list of names, each with its text."""
        super().write_dl([(placeholders(name, self.lang), self._row(text)) for name, text in rows], *args, **options)

    def _row(self, text: str) -> str:
        """Return the text of an option, with what click adds to it in brackets."""
        match = _EXTRA.fullmatch(text)
        told, extra = (match[1], match[2] or "") if match else (text, "")
        required = translated(_SAID["required"], self.lang)
        return spoken(told, self.lang) + extra.replace("required", required)


class SpokenContext(click.Context):
    """What a command is run in; it knows the language, which is that of the whole run."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes help."""
        formatter = SpokenFormatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.lang = self.find_root().obj or "en"
        return formatter


class SpokenGroup(click.Group):
    """A group whose commands are listed by the first sentence of their help."""

    context_class: type[click.Context] = SpokenContext

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named; of a name like one, say which may be meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            like = get_close_matches(args[0], self.list_commands(ctx), 1)
            if not like or "Did you mean" in error.message:
                raise
            message = say("{message} Did you mean {words}?", message=error.message, words=repr(like[0]))
            raise click.UsageError(str(message), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands."""
        lang = ctx.find_root().obj or "en"
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, _first_sentence(command.help or "", lang)) for name, command in named if command]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _first_sentence(text: str, lang: str) -> str:
    first, *_ = spoken(text, lang).split("\n\n")
    return first if first.endswith(".") and ". " not in first else f"{first.split('. ')[0]}."
