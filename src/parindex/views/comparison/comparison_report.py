"""Comparisons of definitions in one language: what is said of them, and the document of all of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import attrs

from parindex.base import Failure, Problem, encodable, say, translated
from parindex.comparison import LEVELS, DefinitionDiff, Edit, FilesDiff, Level
from parindex.definition import Definition
from parindex.views.comparison.effect_on_results import restated_results
from parindex.views.document import PRINTED, Block, Entries, Heading, Lines, LocatedText, Section, TitledBlocks

#: What a level is called, and what it says.
LEVEL_WORDS = {
    "loosening": (say("loosening"), say("published figures are checked less than before")),
    "breaking": (say("breaking"), say("old evidence no longer scores, or ids vanish")),
    "restating": (say("restating"), say("the same evidence gives other results")),
    "extending": (say("extending"), say("more is allowed than before")),
    "editorial": (say("editorial"), say("results stay as they are")),
}
#: Before these levels the effect on results is told.
_AFTER_EFFECTS = ("extending", "editorial")
#: Up to so many changes of a level stand open in a comment.
_OPEN_ENTRIES = 12


@attrs.frozen
class Told:
    """One thing that is told: a failure, an effect on results or a change, by its place among those of a comparison."""

    kind: str
    at: int
    diff: int = 0


@attrs.frozen
class ComparisonReport:
    """What is told of comparisons, in which language, and from which level on changes fail."""

    files: FilesDiff
    lang: str = "en"
    fail_on: Level = "breaking"
    folder: Path = attrs.field(factory=Path.cwd)  # files are named from here

    @cached_property
    def named(self) -> ComparisonReport:
        """The same report, every file of it named from the folder."""
        return attrs.evolve(self, files=self.files.named_from(self.folder))

    @property
    def diffs(self) -> tuple[DefinitionDiff, ...]:
        """The definitions that changed."""
        return self.files.diffs

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with what was compared."""
        return self.files.problems

    @property
    def failed(self) -> tuple[Failure, ...]:
        """What could not be compared, as it is told."""
        return tuple(
            Failure(encodable(one.source), encodable(self.translate(one.message))) for one in self.files.failures
        )

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every change of all comparisons."""
        return self.files.edits

    def translate(self, message: str) -> str:
        """Return a message in the language of the report."""
        return translated(message, self.lang)

    def counts(self, edits: Iterable[Edit] | None = None) -> str:
        """Return how many changes there are of each level, among some or all."""
        levels = [edit.level for edit in (self.edits if edits is None else edits)]
        counts = {level: levels.count(level) for level in LEVELS}
        named = [f"{count} {self.translate(LEVEL_WORDS[level][0])}" for level, count in counts.items() if count]
        none = say("no change known") if self.files.failures else say("no change")
        return ", ".join(named) or self.translate(none)

    def verdict(self) -> str:
        """Return what stands in the way of the change, or that nothing does, or that it is not known."""
        count = len(self.files.open(self.fail_on))
        level = LEVEL_WORDS[self.fail_on][0]
        verdict = say("nothing that is {level} or worse and not approved", level=level)
        if count:
            verdict = say("not approved, and {level} or worse: {count}", count=count, level=level)
        if failures := self.files.failures:
            unknown = say(
                "{count} not compared, so whether more is {level} is not known", count=len(failures), level=level
            )
            verdict = say("{known}; {unknown}", known=verdict, unknown=unknown) if count else unknown
        return self.translate(verdict)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """All that is told, what matters most first."""
        failures = [Told("failure", at) for at in range(len(self.files.failures))]
        changes: dict[str, list[Told]] = {level: [] for level in LEVELS}
        for place, comparison in enumerate(self.diffs):
            for at, edit in enumerate(comparison.edits):
                changes[edit.level].append(Told("change", at, place))
        effects = [
            Told("effect", at, place) for place, one in enumerate(self.diffs) for at in range(len(one.restatements))
        ]
        before = [change for level in LEVELS if level not in _AFTER_EFFECTS for change in changes[level]]
        return (*failures, *before, *effects, *(change for level in _AFTER_EFFECTS for change in changes[level]))

    def document(self, most: int | None = None, *, brief: bool = False) -> TitledBlocks:
        """Return everything as a document; with `most` only so much of `told`, and what is left out is counted.

        `brief` effects on results name only the units that move most. A terminal shows no title and no verdict: the
        command says them beside its output.
        """
        shown = self.told[:most]
        within = frozenset(shown)
        title = f"parindex diff: {self.counts()}"
        blocks: list[Block] = [Heading(title, 1, only_in=PRINTED), Lines([self.verdict()], only_in=PRINTED)]
        blocks += self._failures(within)
        named = {one.diff for one in shown if one.kind != "failure"}
        for place, comparison in enumerate(self.diffs):
            if place in named or (most is None and not comparison.edits):
                blocks += self._comparison(place, comparison, within, brief=brief)
        blocks += [Lines([line]) for line in self._left_out(self.told[len(shown) :])]
        return TitledBlocks(title, self.lang, [*blocks, *self._asides()])

    def _failures(self, within: Container[Told]) -> Iterator[Block]:
        failures = [one for at, one in enumerate(self.failed) if Told("failure", at) in within]
        if failures:
            lines = [f"{one.source}: {one.message}".removeprefix(": ") for one in failures]
            heading = Heading(self.translate(say("Not compared")), 2, kind="breaking")
            yield Section([Lines(lines, "item")], heading)

    def _left_out(self, beyond: Iterable[Told]) -> Iterator[str]:
        """Yield what a comment that holds no more leaves out."""
        by_kind: dict[str, list[Told]] = {}
        for one in beyond:
            by_kind.setdefault(one.kind, []).append(one)
        if failures := by_kind.get("failure"):
            message = say("{count} files more that were not compared are left out here.", count=len(failures))
            yield self.translate(message)
        if effects := by_kind.get("effect"):
            message = say(
                "The effect on results of {count} tables is left out here: a comment holds no more.", count=len(effects)
            )
            yield self.translate(message)
        if changes := by_kind.get("change"):
            levels = self.counts(self.diffs[one.diff].edits[one.at] for one in changes)
            message = say(
                "{count} changes more are left out here ({levels}): a comment holds no more.",
                count=len(changes),
                levels=levels,
            )
            yield self.translate(message)

    def _asides(self) -> Iterator[Block]:
        """Yield what there is to say beside changes."""
        for why, evidence in self._unused_evidence():
            yield Lines([f"{', '.join(evidence)}: {why}"], "aside")
        if self.files.unchanged:
            message = say("definitions that are the same: {count}", count=self.files.unchanged)
            yield Lines([self.translate(message)], "aside")
        elif not self.diffs and not self.files.failures:
            yield Lines([self.translate(say("no change"))], only_in=("text",))

    def _unused_evidence(self) -> Iterator[tuple[str, list[str]]]:
        by_reason: dict[str, list[str]] = {}
        for one in self.files.evidence:
            by_reason.setdefault(self.translate(one.why), []).append(f"{one.definition}={one.source}")
        yield from by_reason.items()

    def _comparison(
        self, place: int, comparison: DefinitionDiff, within: Container[Told], *, brief: bool
    ) -> Iterator[Block]:
        """Yield what is told of one comparison: changes, worst first, and the effect before those without any."""
        edits = [edit for at, edit in enumerate(comparison.edits) if Told("change", at, place) in within]
        heading = self.heading(comparison)
        yield Heading(f"{heading}: {self.counts(edits)}", 2, only_in=("text",))
        yield Heading(heading, 2, only_in=PRINTED)
        names = list(dict.fromkeys(filter(None, comparison.names)))
        yield Lines([_trail(names)], only_in=("text",))
        yield Lines(names, "trail", only_in=("html",))
        for level in LEVELS:
            if level == _AFTER_EFFECTS[0]:
                yield from (
                    self._effect(place, at, brief=brief)
                    for at in range(len(comparison.restatements))
                    if Told("effect", at, place) in within
                )
            if entries := [self._entry(comparison, edit) for edit in edits if edit.level == level]:
                yield self._level(level, entries)

    def heading(self, comparison: DefinitionDiff) -> str:
        """Return what is compared, by title, id and version."""
        sides = [definition for definition in (comparison.old, comparison.new) if definition]
        called = list(dict.fromkeys(map(self._called, sides)))
        versions = [self.translate(say("version {version}", version=definition.version)) for definition in sides]
        if len(called) == 1:
            return f"{called[0]}, {_trail(versions)}"
        return _trail(map(", ".join, zip(called, versions, strict=True))) or _trail(filter(None, comparison.names))

    def _called(self, definition: Definition) -> str:
        """Return the title of a definition and its id."""
        title = definition.title.get(self.lang)
        return f"{title} ({definition.id})" if title else definition.id

    def _effect(self, place: int, at: int, *, brief: bool) -> Block:
        if (place, at, brief) not in self._effects:
            restatement = self.diffs[place].restatements[at]
            self._effects[place, at, brief] = restated_results(restatement, self.lang, brief=brief)
        return self._effects[place, at, brief]

    @cached_property
    def _effects(self) -> dict[tuple[int, int, bool], Block]:
        """Effects on results that were written already: a comment tries how much it holds."""
        return {}

    def _level(self, level: Level, entries: list[LocatedText]) -> Section:
        name, meaning = map(self.translate, LEVEL_WORDS[level])
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
