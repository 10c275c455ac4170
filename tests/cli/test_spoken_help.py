"""Help of every command in both languages."""

import re

import click
import pytest

from parindex.base.messages import words
from parindex.cli.run import COMMANDS, commands
from parindex.cli.spoken_help import PLACEHOLDERS

from ..command import DONE, run
from ..foreign_words import english_in

HELP = [["--help"], *([name, "--help"] for name in COMMANDS)]
#: Commands are called so in every language.
NAMES = {part for name in COMMANDS for part in name.split("-")}


def every_command():
    context = click.Context(commands)
    return [commands, *(commands.get_command(context, name) for name in COMMANDS)]


def paragraphs(text):
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.name)
def test_every_text_of_help_has_words_in_vietnamese(command):
    told = [*paragraphs(command.help), *(option.help for option in command.params if isinstance(option, click.Option))]
    assert len(told) > 1
    assert [text for text in told if text not in words("vi")] == []


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.name)
def test_what_stands_for_what_a_user_gives_has_words_in_vietnamese(command):
    context = click.Context(command)
    shown = [command.collect_usage_pieces(context), *(param.get_help_record(context) or () for param in command.params)]
    names = [word for pieces in shown for word in re.findall(r"\b[A-Z]{3,}\b", " ".join(pieces[:1]))]
    known = {word for name in PLACEHOLDERS for word in name.split()}
    assert sorted(set(names) - known) == []


@pytest.mark.parametrize("arguments", HELP, ids=lambda arguments: arguments[0])
def test_help_in_vietnamese_has_no_english_word(arguments):
    code, printed, said = run(*arguments, LC_ALL="vi_VN.UTF-8")
    assert (code, said) == (DONE, "")
    assert printed.startswith("Cách dùng: parindex ")
    assert "Tùy chọn:\n" in printed
    assert english_in(printed) - NAMES == set()


def test_words_of_english_are_found():
    assert english_in("Ngôn ngữ; else as the locale says") >= {"else", "locale", "says"}
    assert english_in(run("score", "--help", LC_ALL="C")[1]) >= {"Usage", "Options", "DEFINITION", "totals"}


def test_the_language_is_that_of_the_option_before_that_of_the_locale():
    for arguments in (["--lang", "vi", "score", "--help"], ["score", "--lang=vi", "--help"]):
        assert run(*arguments, LC_ALL="C")[1].startswith("Cách dùng: ")
    assert run("--lang", "en", "--help", LC_ALL="vi")[1].startswith("Usage: ")


def test_a_language_named_before_the_command_is_its_language():
    vietnamese = run("list", "--lang", "vi", LC_ALL="C")[1]
    assert run("--lang", "vi", "list", LC_ALL="C")[1] == vietnamese
    assert run("--lang", "en", "list", "--lang", "vi", LC_ALL="C")[1] == vietnamese
    assert run("--lang", "vi", "schema", LC_ALL="C")[1] == run("schema", LC_ALL="C")[1]
    assert "'fr'" in run("--lang", "fr", "list")[2]


def test_every_command_that_prints_for_people_takes_a_language():
    assert [
        command.name for command in every_command() if "lang" not in {option.name for option in command.params}
    ] == []
