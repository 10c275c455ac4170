"""What changed in the definitions of folders, and of paths since a revision of git, as one report."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, Unpack

import attrs

from parindex.base import Content, Failure, Problem, ToldProgress, UnreadableError, say, told
from parindex.comparison import (
    LEVELS,
    Approval,
    DefinitionDiff,
    Edit,
    FilesDiff,
    is_folder,
    read_approvals,
    unused_approvals,
)
from parindex.evidence import ReadingOptions, check_reading_options
from parindex.project.compared_pairs import PairComparison, holders, ids_of_same, with_moved
from parindex.project.definition_trees import Tree, folder_tree
from parindex.project.evidence_effects import GivenEvidence, effects, tables_of
from parindex.project.guards.guard_diff import GuardSide, with_guards
from parindex.project.guards.guard_edits import named
from parindex.project.paired_sides import Pairing, paired
from parindex.project.trees_since import TreesSince

#: What approvals are read from.
Approvals = str | os.PathLike[str] | Content | Iterable[Approval] | None


def diff_folders(
    old: str,
    new: str,
    evidence: GivenEvidence = (),
    *,
    approvals: Approvals = None,
    top: int = 10,
    progress: ToldProgress = None,
    **reading: Unpack[ReadingOptions],
) -> FilesDiff:
    """Say what changed in the definitions of two folders, by their ids.

    A file that does not load hides no other: it is among the failures.

    Parameters
    ----------
    old, new : str
        A folder, or ``REV:path`` for a folder as it stands in a revision of git.
    evidence : mapping of str to tables, or list of tables, optional
        Evidence by the id of the old definition, one table or a list of them; anything that `read_evidence` takes. A
        list by itself where a single definition is compared.
    approvals : path-like, Content or iterable of Approval, optional
        The changes that are known and meant.
    top : int
        How many first ranks are looked at for who enters and leaves them.
    progress : callable or bool, optional
        Called with the tables compared and all tables. True shows a bar, False nothing; without it notebooks show one.
    **reading
        How evidence is read, all of it; see `read_evidence`.

    Raises
    ------
    DefinitionError
        The file of approvals is faulty.
    UnreadableError
        There is no such folder, no definition in it, or one of the two is a file.
    ValueError
        Several definitions are compared, and the evidence does not say of which it is.

    See Also
    --------
    diff : Two definitions.
    diff_files : Files and folders as they are now and as they were.

    Examples
    --------
    >>> import parindex
    >>> found = parindex.diff_folders("indicators", "indicators")
    >>> found.diffs, found.breaking
    ((), False)
    """
    for given in (old, new):
        if not is_folder(given):
            raise UnreadableError.of(given, say("no folder, as the other one is; compare files with files"))
    check_reading_options(reading)
    trees = folder_tree(old), folder_tree(new)
    guards = tuple(GuardSide.named(given, tree.places) for given, tree in zip((old, new), trees, strict=True))
    run = _Run(_approved(approvals), (guards[0], guards[1]))
    return run.compare(*trees, evidence, progress=progress, top=top, **reading)


def diff_files(
    paths: Iterable[str | os.PathLike[str]],
    evidence: GivenEvidence = (),
    *,
    against: str,
    since_branch: bool = False,
    approvals: Approvals = None,
    top: int = 10,
    progress: ToldProgress = None,
    **reading: Unpack[ReadingOptions],
) -> FilesDiff:
    """Say what changed in the definitions of files and folders since a revision of git, as one report.

    A definition that was in a file of another name is found by its id. A path that is only there now holds what was
    added, one that is gone what was removed.

    Parameters
    ----------
    paths : iterable of str or path-like
        Files and folders, each as it is now; of a folder all `*.toml` in it and below, without hidden ones, settings
        and approvals. What is named twice is compared once.
    evidence : mapping of str to tables, or list of tables, optional
        Evidence by the id of the definition, one table or a list of them; anything that `read_evidence` takes. A list
        by itself where a single definition is compared.
    against : str
        The revision that all is held against, such as ``origin/main``.
    since_branch : bool
        Hold it against the commit where the branch left that revision instead: what others did there since then is no
        change of the branch.
    approvals : path-like, Content or iterable of Approval, optional
        The changes that are known and meant.
    top : int
        How many first ranks are looked at for who enters and leaves them.
    progress : callable or bool, optional
        Called with the tables compared and all tables. True shows a bar, False nothing; without it notebooks show one.
    **reading
        How evidence is read, all of it; see `read_evidence`.

    Returns
    -------
    FilesDiff
        Its `failures` are what could not be compared; then `breaking` is None unless something known breaks.

    Raises
    ------
    DefinitionError
        The file of approvals is faulty.
    TypeError
        `paths` is one path, not a list of them.
    UnreadableError
        There is no git, no repository or no such revision, or its history here is too short to find the branch.
    ValueError
        Several definitions are compared, and the evidence does not say of which it is.

    See Also
    --------
    check_files : Whether files are sound, and versions were raised.
    """
    if isinstance(paths, (str, os.PathLike)):
        raise TypeError(say("paths is a list of paths, not one"))
    trees = TreesSince.of(against, list(paths), since_branch=since_branch)
    check_reading_options(reading)
    repository = trees.repository
    before = GuardSide.since(repository.revision, trees.revision, repository.top, trees.old.places)
    guards = before, GuardSide.here(repository.top, trees.new.places)
    run = _Run(_approved(approvals), guards, tuple(trees.failures), tuple(trees.remarks))
    return run.compare(trees.old, trees.new, evidence, trees, progress=progress, top=top, **reading)


def _approved(approvals: Approvals) -> tuple[Approval, ...]:
    if isinstance(approvals, (str, os.PathLike, Content)):
        return read_approvals(approvals)
    return tuple(approvals or ())


@attrs.frozen
class _Run:
    """One run: which changes are meant, and what is to be said of it besides changes."""

    approvals: tuple[Approval, ...]
    guards: tuple[GuardSide, GuardSide]
    failures: tuple[Failure, ...] = ()
    remarks: tuple[str, ...] = ()

    def compare(
        self,
        old: Tree,
        new: Tree,
        evidence: GivenEvidence,
        since: TreesSince | None = None,
        *,
        progress: ToldProgress,
        **reading: Any,
    ) -> FilesDiff:
        """Return what changed between two trees."""
        left_out = self._excluded(old, new, since.named if since else ())
        old, new = (tree.without(left_out) for tree in (old, new))
        pairing = paired(old, new) if since is None else with_moved(paired(old, new), since)
        comparison = PairComparison(self.approvals, holders(new, pairing))
        compared = [diff for pair in pairing.pairs if (diff := comparison.of(pair))]
        diffs = [diff for diff in compared if diff.edits]
        others = _without_change(new, pairing, compared) if evidence else {}
        tables = tables_of(evidence, (*others, *(diff.id for diff in diffs)))
        shown = effects(tables, diffs, others, progress=told(progress), **reading)
        guards = [side.without(left_out) for side in self.guards]
        guarded = with_guards(shown.diffs, guards[0], guards[1], self.approvals)
        failures = (*self.failures, *old.failures, *new.failures, *comparison.failures, *shown.failures)
        unused = self._unused([edit for diff in guarded.diffs for edit in diff.edits])
        return FilesDiff(
            tuple(sorted(guarded.diffs, key=_worst_first)),
            len(pairing.same) + len(compared) - len(diffs),
            tuple(dict.fromkeys((*failures, *guarded.failures))),
            (*comparison.problems, *shown.problems, *guarded.problems, *unused),
            shown.unused,
            (*self.remarks, *_told_excluded(left_out)),
        )

    def _excluded(self, old: Tree, new: Tree, given: Container[str]) -> dict[str, bool]:
        """Return the files below folders that the settings of both sides leave out, and whether they changed.

        What only one side leaves out is compared: no file is hidden by the change that hides it.
        """
        places = dict.fromkeys(place for place in (*old.places, *new.places) if place not in given)
        excluded = [place for place in places if all(side.excludes(place) for side in self.guards)]
        before, after = ({**tree.definitions, **tree.cases} for tree in (old, new))
        return {
            place: not (place in before and place in after and before[place].is_as(after[place])) for place in excluded
        }

    def _unused(self, edits: Iterable[Edit]) -> Iterator[Problem]:
        """Yield a warning for each approval that fits no change."""
        return unused_approvals(self.approvals, edits, [one.definition for one in self.approvals if one.definition])


def _told_excluded(left_out: Mapping[str, bool]) -> list[str]:
    changed = [place for place, differs in left_out.items() if differs]
    return [say("changed, and left out by settings: {files}", files=named(changed))] if changed else []


def _worst_first(diff: DefinitionDiff) -> tuple[int, str]:
    return LEVELS.index(diff.level or "editorial"), diff.id


def _without_change(new: Tree, pairing: Pairing, compared: Iterable[DefinitionDiff]) -> Mapping[str, str]:
    """Return why definitions show no effect of a change: there is none, or it is not known."""
    unchanged = [*ids_of_same(new, pairing), *(diff.id for diff in compared if not diff.edits)]
    faulty = [pair for pair in pairing.pairs if pair.new and not pair.new.definition]
    failed = [side.id for pair in faulty for side in (pair.old, pair.new) if side]
    whys = dict.fromkeys(failed, say("the definition could not be compared"))
    return whys | dict.fromkeys(unchanged, say("the definition is unchanged"))
