"""Files and folders of definitions checked together, with a project's settings and against git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

import attrs

from parindex.base import (
    AsFrame,
    AsJson,
    Failure,
    FieldKind,
    FileName,
    Findings,
    Problems,
    UnreadableError,
    read_text,
    real_path,
    say,
)
from parindex.cases import parse_cases
from parindex.definition import (
    CASES,
    MAX_DEFINITION_BYTES,
    advise,
    definition_source,
    files_below,
    files_beside,
    is_other,
    parse_definition,
)
from parindex.project.against_git import AgainstGit, Scope
from parindex.project.editions import check_together
from parindex.project.guards.guard_check import check_guards
from parindex.project.opened_files import OpenedFile
from parindex.project.settings import Finder
from parindex.project.severities import apply_settings


@attrs.frozen
class Report(AsFrame, AsJson):
    """What was found in files that were checked together.

    Attributes
    ----------
    files : tuple of str
        The files checked, as they were named.
    problems : tuple of Problem
        What is wrong, file by file; then what is wrong with the settings.
    failures : tuple of str
        What could not be read or asked: a report with failures is no answer.
    remarks : tuple of str
        What the reader should know of how it was checked, such as that versions were not compared.
    """

    files: tuple[str, ...] = ()
    problems: Problems = attrs.field(default=Problems(), converter=Problems)
    failures: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return self.problems.field_kinds

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a problem."""
        return self.problems.to_records()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values, as `parindex check --format json` prints it, and the remarks."""
        failures = tuple(Failure.of(why, *self.files) for why in self.failures)
        return Findings(self.problems, self.files, failures, remarks=self.remarks).to_dict()


def check_files(
    paths: Iterable[str | os.PathLike[str]],
    *,
    against: str | None = None,
    since_branch: bool = False,
    settings: str | os.PathLike[str] | None = "nearest",
    approvals: str | os.PathLike[str] | None = "nearest",
) -> Report:
    """Check definition files, folders of them, and bundled definitions.

    Parameters
    ----------
    paths : iterable of str or path-like
        Of a folder all `*.toml` in it and below, without hidden folders, settings and approvals.
    against : str, optional
        The git revision that versions, cases and settings are held against. Unless given `HEAD`, where there is a
        repository, or `HEAD^` where nothing differs from `HEAD`; a remark says which.
    since_branch : bool
        Hold them against the commit where the branch left that revision instead: what others did there since then is
        no change of the branch.
    settings : path-like, "nearest" or None
        A file of settings, the nearest one going up from each definition, or none.
    approvals : path-like, "nearest" or None
        A file of approvals, the one in the working folder, or none: what is approved there is no problem.

    Returns
    -------
    Report
        Its `failures` are files that cannot be read and questions that git cannot answer; there is one, too, where
        nothing was left to be checked.

    Raises
    ------
    TypeError
        `paths` is one path, not a list of them.
    ValueError
        `since_branch` without a revision.

    See Also
    --------
    check : The problems of one definition, without settings and git.

    Examples
    --------
    >>> import parindex
    >>> report = parindex.check_files(["pgi-2022", "nowhere.toml"])
    >>> report.files, report.problems
    (('pgi-2022',), ())
    >>> report.failures
    ('nowhere.toml: No such file or directory',)
    """
    if isinstance(paths, (str, os.PathLike)):
        raise TypeError(say("paths is a list of paths, not one"))
    if since_branch and against is None:
        raise ValueError(say("--since-branch is about --against, and no revision is named"))
    given = tuple(paths)
    run = _Run(Finder(None if settings is None else "nearest" if settings == "nearest" else FilePath(settings)))
    try:
        files = [file for name, path in run.named(given) for file in run.read(name, path)]
        check_together(files, run.settings)
        git = AgainstGit(against, Scope.of(given), since_branch)
        problems = [*apply_settings(files, run.settings, git.versions(files))]
        problems += check_guards(git, files, run.settings, approvals)
    except UnreadableError as error:  # of settings: without them no answer is right
        return Report(failures=(*run.failures, error.told))
    failures, remarks = git.told()
    run.failures += failures
    if not files and not run.failures:
        run.failures.append(say("nothing was checked"))
    remarks = [*run.remarks, *run.settings.remarks, *remarks]
    return Report(tuple(file.name for file in files), problems, tuple(run.failures), tuple(dict.fromkeys(remarks)))


def _from_root(path: FilePath) -> FilePath:
    """Return where a file lies by the folders it was named by, links among them: their settings count."""
    return FilePath(os.path.normpath(path.absolute()))


@attrs.define
class _Run:
    """One run: where settings are found, and what is to be said of it besides problems."""

    settings: Finder
    failures: list[str] = attrs.field(factory=list)
    remarks: list[str] = attrs.field(factory=list)

    def named(self, paths: Iterable[str | os.PathLike[str]]) -> Iterator[tuple[str, FilePath | None]]:
        """Yield each file once, by the name it goes by; without a path what is bundled or absent."""
        seen: set[FilePath] = set()
        for given in paths:
            name = os.fspath(given)
            if not FilePath(name).is_dir():
                if is_other(FilePath(name).name):
                    self.remarks.append(say("{file}: no definition, passed over", file=FileName(name)))
                elif not FilePath(name).is_file():
                    yield name, None
                elif (real := real_path(FilePath(name))) not in seen:
                    seen.add(real)
                    yield name, _from_root(FilePath(name))
                continue
            before = len(self.failures)
            below = list(files_below(FilePath(name), refused=lambda error: self.failures.append(error.told)))
            if not below and len(self.failures) == before:
                self.failures.append(UnreadableError.of(FileName(name), say("no *.toml in this folder")).told)
            for file in below:
                real, path = real_path(file), _from_root(file)
                settings = self.settings.of(path)
                if real not in seen and not (settings and settings.excludes(path)):
                    seen.add(real)
                    yield str(file), path

    def read(self, name: str, path: FilePath | None) -> Iterator[OpenedFile]:
        """Yield a file with its problems, unless it cannot be read."""
        try:
            text, source = definition_source(name) if path is None else (read_text(name, MAX_DEFINITION_BYTES), name)
        except UnreadableError as error:
            self.failures.append(error.told)
            return
        if path is not None and name.endswith(CASES):
            definition, problems = None, parse_cases(text, source, os.fspath(path.parent))[1]
        else:
            definition, problems = parse_definition(text, source, advise, files_beside(name if path is None else path))
        yield OpenedFile(name, path, text, definition, list(problems))
