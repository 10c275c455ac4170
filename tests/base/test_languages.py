"""What is told to people has words in both languages: messages by their templates, codes by their texts."""

import ast
import re
import string
import unicodedata
from functools import cache
from pathlib import Path

import pytest
import tomli

import parindex
from parindex.base.messages import say, words
from parindex.base.problems import CODES, Problem

PACKAGE = Path(parindex.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
#: What takes a message or a hint: the places of these among its arguments.
TELLING = {
    "Problem": (2, 3),
    "problem": (1, 2),
    "fault": (2, 3),
    "_FaultError": (1, 2),
    "wrong_type": (1, 2),
    "ExpressionError": (0, 2),
    "UnitMatch": (2, 3),
    "ValueError": (0,),
    "TypeError": (0,),
    "UsageError": (0,),
    "BadParameter": (0,),
}
TOLD = ("message", "hint")


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def listed_in(node):
    """Yield what stands in a literal list, that of another within it too, or in a mapping."""
    for element in node.values if isinstance(node, ast.Dict) else getattr(node, "elts", ()):
        yield from listed_in(element.value) if isinstance(element, ast.Starred) else [element]


def constants(tree):
    """Return the texts that are given names in a module, by the name or that of a loop over it."""
    out = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values = [*listed_in(node.value)] or [node.value]
            if all(isinstance(value, ast.Constant) and isinstance(value.value, str) for value in values):
                out.setdefault(node.targets[0].id, []).extend(value.value for value in values)
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            named = [node.iter, *(element.value for element in getattr(node.iter, "elts", ()) if starred(element))]
            if known := [text for each in named for text in out.get(name_of(each), ())]:
                out[name_of(node.target)] = known
    return out


def starred(node):
    return isinstance(node, ast.Starred)


def helps_of(tree):
    """Yield what the help of commands says: each paragraph of a command, each option."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any("click" in ast.unparse(by) for by in node.decorator_list):
            for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
                yield " ".join(paragraph.split()), node.lineno
        elif isinstance(node, ast.Call) and name_of(node.func) == "option":
            for keyword in node.keywords:
                if keyword.arg == "help":
                    yield getattr(keyword.value, "value", None), node.lineno


def templates_of(path):
    """Yield every template of a module with its line; None for one that cannot be read from the source."""
    tree = parsed(path)
    known = constants(tree)
    if path.parent.name == "cli":
        yield from helps_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) == "say":
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield first.value, node.lineno
            else:
                name = name_of(first.value if isinstance(first, ast.Subscript) else first)
                for template in known.get(name, [None]):
                    yield template, node.lineno


@cache
def told_by_module():
    """Return what each module says; read when it is first asked for, since every collection of tests would wait."""
    said = {path: [*templates_of(path)] for path in MODULES if path.name != "messages.py"}
    said[PACKAGE / "base/messages.py"] = [("{one} or {other}", 0), ("{what} is one of {words}, not {given!r}", 0)]
    return said


@cache
def templates():
    return sorted({template for said in told_by_module().values() for template, _ in said if template is not None})


def fields(template):
    """Return what stands in a template, each with how it is written."""
    found = string.Formatter().parse(template)
    return sorted({(name, conversion, spec) for _, name, spec, conversion in found if name is not None})


def test_every_template_stands_in_the_source():
    said = told_by_module().items()
    unread = [f"{path.name}:{line}" for path, found in said for template, line in found if template is None]
    assert not unread
    assert "component {id!r} has no part" in templates()


def test_every_template_has_words_in_vietnamese():
    assert sorted(set(templates()) - set(words("vi"))) == []


def test_no_words_are_left_of_templates_that_are_gone():
    assert sorted(set(words("vi")) - set(templates())) == []


def test_a_template_holds_the_same_in_both_languages():
    said = words("vi")
    assert [template for template in templates() if fields(said[template]) != fields(template)] == []


def test_what_is_no_template_can_be_said():
    assert all(say(template) for template in templates() if fields(template) == [])


def test_words_are_composed_unicode_without_blanks_at_the_ends():
    texts = [*words("vi").items()]
    assert [text for pair in texts for text in pair if unicodedata.normalize("NFC", text) != text] == []
    assert [text for pair in texts for text in pair if text.strip() != text] == []


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("what", ["meaning", "mend"])
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_in_both_languages(code, what, lang):
    text = getattr(getattr(CODES[code], what), lang)
    assert text
    assert text == unicodedata.normalize("NFC", text).strip()
    assert text.endswith(".")
    assert text.count("`") % 2 == 0


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("code", CODES)
def test_what_a_code_shows_of_a_definition_is_toml(code, lang):
    texts = CODES[code].meaning.get(lang), CODES[code].mend.get(lang)
    for shown in (part for text in texts for part in text.split("`")[1::2] if "=" in part):
        assert tomli.loads(f"x = {shown}" if shown.startswith("{") else shown)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_problem_says_what_its_code_means_and_how_to_mend_it(lang):
    problem = Problem("no-layer", message="the table has no layer 'survey'")
    assert problem.meaning(lang) == getattr(CODES["no-layer"].meaning, lang)
    assert problem.mend(lang) == getattr(CODES["no-layer"].mend, lang)


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_not_explained_in_one_language_twice(code):
    texts = [CODES[code].meaning.en, CODES[code].meaning.vi, CODES[code].mend.en, CODES[code].mend.vi]
    assert len(set(texts)) == 4


def untold(node):
    """Yield the parts of an expression that are text and no message: formatted, joined or plain."""
    if isinstance(node, ast.IfExp):
        yield from untold(node.body)
        yield from untold(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from untold(value)
    elif isinstance(node, ast.JoinedStr | ast.BinOp) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    ):
        yield node


def told_in(tree):
    """Yield every expression that a module gives as a message or a hint."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 4:
            yield from node.value.elts[2:]  # a finding: code, path, message, hint
        elif isinstance(node, ast.Call) and name_of(node.func) in TELLING:
            yield from (node.args[at] for at in TELLING[name_of(node.func)] if at < len(node.args))
            yield from (keyword.value for keyword in node.keywords if keyword.arg in TOLD)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if name_of(target) in TOLD:
                    yield node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    yield from (value for name, value in pairs if name_of(name) in TOLD)


def untold_in(text):
    return [node.lineno for given in told_in(ast.parse(text)) for node in untold(given)]


#: What is told in English: values that only a fault of ours gives, and which languages there are.
ENGLISH = ("views", "texts.py")


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if not set(path.relative_to(PACKAGE).parts) & set(ENGLISH)],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_no_module_tells_what_cannot_be_said_in_another_language(path):
    assert untold_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        'message = f"{count} years given"',
        'raise ValueError(f"{count} years given")',
        'raise TypeError("years are given")',
        'raise click.UsageError(f"--{option} is not for it")',
        'message, hint = say("a"), "b"',
        'hint = near(name, known) or f"one of {known}"',
        'yield "wrong-value", path, "a" + name, ""',
        'Problem("wrong-value", "error", "plain text")',
        'table.problem("wrong-value", say("a"), f"{a}" if a else "")',
    ],
)
def test_text_that_is_no_message_is_found(text):
    assert untold_in(text) == [1]


#: Modules whose texts are words for people, but for ids, options and formulas as a definition has them.
SPEAKING = sorted(
    [
        *PACKAGE.glob("definition/rules/*.py"),
        *(PACKAGE / "definition" / name for name in ("node_words.py", "outline_text.py")),
        *(PACKAGE / "scoring" / name for name in ("explanation_text.py", "score_reasons.py", "banding.py")),
    ]
)
_WORD = re.compile(r"[^\W\d_]{2}")


def written_out(text):
    """Return the lines on which a text of words is put together or given back, and is no message."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            lines += [node.lineno] if any(map(_WORD.search, parts)) else []
        elif isinstance(node, ast.Return) and node.value is not None:
            lines += [part.lineno for part in untold(node.value) if isinstance(part, ast.Constant) and _is_said(part)]
    return lines


def _is_said(constant):
    """Tell whether a text has words: several, or none that programs know."""
    return " " in constant.value


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.name)
def test_words_of_rules_and_explanations_are_messages(path):
    assert written_out(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    ['x = f"{a} points"', 'def f():\n    return "a part is missing"', 'x = f"{a}" + f"rank {b}"'],
)
def test_words_that_are_no_message_are_found(text):
    assert len(written_out(text)) == 1
