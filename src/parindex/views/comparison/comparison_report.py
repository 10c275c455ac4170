"""Comparisons of definitions in one language: what is said of them, and the document of all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs

from parindex.base import Problem, say, translated
from parindex.comparison import LEVELS, DefinitionDiff, Edit, Level
from parindex.views.comparison.effect_on_results import restated_results
from parindex.views.document import PRINTED, Block, Entries, Heading, Lines, LocatedText, Section, TitledBlocks

#: What a level is called, and what it says.
_LEVELS = {
    "loosening": (say("loosening"), say("published figures are checked less than before")),
    "breaking": (say("breaking"), say("old evidence no longer scores, or ids vanish")),
    "restating": (say("restating"), say("the same evidence gives other results")),
    "extending": (say("extending"), say("more is allowed than before")),
    "editorial": (say("editorial"), say("results stay as they are")),
}
#: Up to so many changes of a level stand open in a comment.
_OPEN_ENTRIES = 12


@attrs.frozen
class ComparisonReport:
    """What is told of comparisons: each of them, how many files are the same, warnings, and in which language."""

    diffs: tuple[DefinitionDiff, ...]
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    lang: str = "en"
    fail_on: Level = "breaking"

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every change of all comparisons."""
        return tuple(edit for comparison in self.diffs for edit in comparison.edits)

    def translate(self, message: str) -> str:
        """Return a message in the language of the report."""
        return translated(message, self.lang)

    def counts(self, edits: Iterable[Edit] | None = None) -> str:
        """Return how many changes there are of each level, among some or all."""
        levels = [edit.level for edit in (self.edits if edits is None else edits)]
        counts = {level: levels.count(level) for level in LEVELS}
        named = [f"{count} {self.translate(_LEVELS[level][0])}" for level, count in counts.items() if count]
        return ", ".join(named) or self.translate(say("no change"))

    def verdict(self) -> str:
        """Return what stands in the way of the change, or that nothing does."""
        count = sum(len(comparison.open(self.fail_on)) for comparison in self.diffs)
        level = _LEVELS[self.fail_on][0]
        if not count:
            return self.translate(say("nothing that is {level} or worse and not approved", level=level))
        return self.translate(say("{count} that are {level} or worse and not approved", count=count, level=level))

    def document(self, most: int | None = None, *, effects: bool = True) -> TitledBlocks:
        """Return everything as a document; with `most` only so many changes, and what is left out is told.

        A terminal shows no title and no verdict: the command says them beside its output.
        """
        total = len(self.edits)
        most = left = total if most is None else most
        title = f"parindex diff: {self.counts()}"
        blocks: list[Block] = [Heading(title, 1, only_in=PRINTED), Lines([self.verdict()], only_in=PRINTED)]
        for comparison, effects_of_it in zip(self.diffs, self._effects, strict=True):
            edits = comparison.edits[:left]
            left -= len(edits)
            if edits or most == total:
                blocks += self._comparison(comparison, edits, effects_of_it if effects else ())
        if beyond := total - most:
            message = say("{count} changes more are left out here: a comment holds no more.", count=beyond)
            blocks.append(Lines([self.translate(message)]))
        if not effects and any(comparison.restatements for comparison in self.diffs):
            message = say("The effect on results is left out here: a comment holds no more.")
            blocks.append(Lines([self.translate(message)]))
        if self.unchanged:
            message = say("files that are the same: {count}", count=self.unchanged)
            blocks.append(Lines([self.translate(message)], "aside"))
        elif not self.diffs:
            blocks.append(Lines([self.translate(say("no change"))], only_in=("text",)))
        return TitledBlocks(title, self.lang, blocks)

    @cached_property
    def _effects(self) -> list[list[Block]]:
        """What each comparison does to results."""
        return [[restated_results(one, self.lang) for one in comparison.restatements] for comparison in self.diffs]

    def _comparison(
        self, comparison: DefinitionDiff, edits: tuple[Edit, ...], effects: Iterable[Block]
    ) -> Iterator[Block]:
        """Yield what is told of one comparison: changes, worst first, and the effect before those without any."""
        sides = [definition for definition in (comparison.old, comparison.new) if definition]
        versions = [self.translate(say("version {version}", version=definition.version)) for definition in sides]
        heading = _trail(f"{side.id} ({version})" for side, version in zip(sides, versions, strict=True))
        yield Heading(f"{heading}: {self.counts(edits)}", 2, only_in=("text",))
        yield Heading(heading, 2, only_in=PRINTED)
        yield Lines([_trail(definition.title.get(self.lang) for definition in sides)])
        yield Lines(list(dict.fromkeys(filter(None, comparison.names))), "trail", only_in=("html",))
        for level in LEVELS:
            if level == "editorial":
                yield from effects
            if entries := [self._entry(comparison, edit) for edit in edits if edit.level == level]:
                yield self._level(level, entries)

    def _level(self, level: Level, entries: list[LocatedText]) -> Section:
        name, meaning = map(self.translate, _LEVELS[level])
        header = list(map(self.translate, (say("change"), say("place"), say("fingerprint"))))
        return Section(
            [Entries(header, entries)],
            Heading(name, note=meaning, count=len(entries), kind=level),
            folds_in=("markdown",) if level == "editorial" or len(entries) > _OPEN_ENTRIES else (),
        )

    def _entry(self, comparison: DefinitionDiff, edit: Edit) -> LocatedText:
        name, reason = edit.source or comparison.names[edit.side == "new"], comparison.approved(edit)
        place = f"{name}:{edit.line}:{edit.column}" if edit.line else name
        note = "" if reason is None else self.translate(say("approved: {reason}", reason=reason))
        return LocatedText(edit.said(self.lang), place, edit.fingerprint, note)


def _trail(names: Iterable[str]) -> str:
    """Return names of which each leads to the next; the same name once."""
    return " → ".join(dict.fromkeys(names))
