"""Errors of using the command line, in a language: what click tells, and what the commands refuse."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from parindex.base import say, translated
from parindex.cli.spoken_help import placeholders

#: What click says, in the words of its versions from 8.1 on; the first that fits is taken, so what holds another is
#: before it.
_SAID = (
    "{message} Did you mean {words}?",
    "{message} (Did you mean one of: {words}?)",
    "{message} (Possible options: {words})",
    "No such option {name}.",
    "No such option: {name}",
    "No such command {name}.",
    "Missing command.",
    "Missing argument {name}. Choose from:{choices}",
    "Missing option {name}. Choose from:{choices}",
    "Missing argument {name}.",
    "Missing option {name}.",
    "Missing parameter {name}.",
    "Missing parameter: {name}",
    "Missing {name}.",
    "Got unexpected extra argument ({names})",
    "Got unexpected extra arguments ({names})",
    "Option {name} does not take a value.",
    "Option {name} requires an argument.",
    "Option {name} requires {count} arguments.",
    "Argument {name} takes {count} values.",
    "Takes {count} values but {given} were given.",
    "Takes {count} values but 1 was given.",
    "{value} is not one of {choices}.",
    "{value} is not a valid integer.",
    "{value} is not a valid integer range.",
    "{value} is not a valid float.",
    "{value} is not a valid float range.",
    "{value} is not in the range {range}.",
    "{value} is not {choices}.",
    "Could not open file {file}: {message}",
    "unknown error",
)
_FIELD = re.compile(r"\\{(\w+)\\}")


def usage_text(error: click.ClickException, lang: str) -> str:
    """Return what is shown of an error: how the command is used, where to look for help, and what is wrong."""
    if isinstance(error, click.UsageError) and _is_help(error):
        return f"{error.format_message()}\n"
    said = translated(say("Error: {message}", message=usage_message(error, lang)), lang)
    return f"{_usage(error, lang)}{said}\n"


def _is_help(error: click.UsageError) -> bool:
    """Return whether an error stands for the help of a command that was given nothing."""
    return type(error).__name__ == "NoArgsIsHelpError"  # not in every version of click


def _usage(error: click.ClickException, lang: str) -> str:
    context = getattr(error, "ctx", None)
    if context is None:
        return ""
    option = max(context.command.get_help_option_names(context), key=len)
    hint = say("Try '{command} {option}' for help.", command=context.command_path, option=option)
    return f"{context.get_usage()}\n{translated(hint, lang)}\n\n"


def usage_message(error: click.ClickException, lang: str) -> str:
    """Return what an error says is wrong, as a message; arguments are called as the usage in a language does."""
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        named, message = _named(error, lang), click_message(error.message, lang)
        if named is None:
            return say("Invalid value: {message}", message=message)
        return say("Invalid value for {name}: {message}", name=named, message=message)
    return click_message(error.message if type(error) is click.UsageError else error.format_message(), lang)


def _named(error: click.BadParameter, lang: str) -> str | None:
    """Return how the parameter that an error is about is called."""
    hint: Sequence[str] | str | None = error.param_hint
    if hint is None and error.param is not None and error.ctx is not None:
        hint = placeholders(error.param.get_error_hint(error.ctx), lang)
    return hint if hint is None or isinstance(hint, str) else " / ".join(map(repr, hint))


def click_message(text: str, lang: str = "en") -> str:
    """Return what click said as a message; what is one already, or is not known, stays as it is.

    Examples
    --------
    >>> from parindex.base import translated
    >>> from parindex.cli.usage_errors import click_message
    >>> translated(click_message("Missing option '--unit'."), "vi")
    "Thiếu tùy chọn '--unit'."
    """
    if type(text) is not str:
        return text
    for template in _SAID:
        if match := re.fullmatch(_FIELD.sub(r"(?P<\1>.*?)", re.escape(template)), text, re.DOTALL):
            inner = match.groupdict()
            if "message" in inner:
                inner["message"] = click_message(inner["message"], lang)
            if template.endswith("{choices}"):
                inner["choices"] = " " + ", ".join(map(repr, re.split(r",?\s+", inner["choices"].strip())))
            if template.startswith("Missing argument"):
                inner["name"] = placeholders(inner["name"], lang)
            return say(template, **inner)
    return text
