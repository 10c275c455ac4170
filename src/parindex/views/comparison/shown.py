"""What is shown of comparisons, in one language, before any format."""

from __future__ import annotations

import attrs

from parindex.base import Problem, say, translated
from parindex.comparison import LEVELS, DefinitionDiff, Edit, Level, Restatement
from parindex.views.comparison import restatement_text as view

#: What a level is called, and what it says.
LEVEL_WORDS = {
    "breaking": say("breaking"),
    "restating": say("restating"),
    "extending": say("extending"),
    "editorial": say("editorial"),
}
LEVEL_MEANING = {
    "breaking": say("old evidence no longer scores, or ids vanish"),
    "restating": say("the same evidence gives other results"),
    "extending": say("more is allowed than before"),
    "editorial": say("results stay as they are"),
}


@attrs.frozen
class Shown:
    """What is shown: the comparisons, how many files are the same, warnings, and in which language."""

    diffs: tuple[DefinitionDiff, ...]
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    lang: str = "en"
    fail_on: Level = "breaking"

    def told(self, message: str) -> str:
        """Return a message in the language shown."""
        return translated(message, self.lang)

    def counts(self, edits: tuple[Edit, ...] | None = None) -> str:
        """Return how many changes there are of each level."""
        edits = tuple(edit for found in self.diffs for edit in found.edits) if edits is None else edits
        numbers = {level: sum(edit.level == level for edit in edits) for level in LEVELS}
        found = [f"{number} {self.told(LEVEL_WORDS[level])}" for level, number in numbers.items() if number]
        return ", ".join(found) or self.told(say("no change"))

    def verdict(self) -> str:
        """Return what stands in the way of the change, or that nothing does."""
        count = sum(len(found.open(self.fail_on)) for found in self.diffs)
        level = LEVEL_WORDS[self.fail_on]
        if not count:
            return self.told(say("nothing that is {level} or worse and not approved", level=level))
        return self.told(say("{count} that are {level} or worse and not approved", count=count, level=level))

    def heading(self, found: DefinitionDiff) -> str:
        """Return which definitions are compared."""
        sides = [own for own in (found.old, found.new) if own]
        names = dict.fromkeys(f"{own.id} ({self.told(say('version {version}', version=own.version))})" for own in sides)
        return " → ".join(names)

    def titles(self, found: DefinitionDiff) -> str:
        """Return the titles of the definitions compared."""
        return " → ".join(dict.fromkeys(own.title.get(self.lang) for own in (found.old, found.new) if own))


def place(found: DefinitionDiff, edit: Edit) -> str:
    """Return where a change stands, as ``file:line:column``."""
    name = found.names[edit.side == "new"]
    return f"{name}:{edit.line}:{edit.column}" if edit.line else name


def approval(shown: Shown, found: DefinitionDiff, edit: Edit) -> str:
    """Return that a change is approved, and why, or nothing."""
    reason = found.approved(edit)
    return "" if reason is None else shown.told(say("approved: {reason}", reason=reason))


def effect_in(form: str, restatement: Restatement, shown: Shown) -> str:
    """Return what a change does to results, as `text`, `markdown` or `html`."""
    write = {"text": view.to_text, "markdown": view.to_markdown, "html": view.to_html}[form]
    return write(restatement, shown.lang)
