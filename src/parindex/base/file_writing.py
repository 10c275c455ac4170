"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Write a whole file or none: through a neighbour that then takes its place.

    A file that was there keeps who owns it, who may read it and its other names; where the name is a link, what it
    leads to is written. What may not be written is refused.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a device or pipe; a folder fails here
        else:
            _write_file(Path(os.path.realpath(path)) if path.is_symlink() else path, data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _write_file(target: Path, data: bytes) -> None:
    before = _before(target)
    if before is not None and before.st_nlink > 1:  # another would take the place of one of its names only
        _write_in_place(target, data)
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    except OSError:  # the folder takes no new file, be it for its permissions or as a file system that is only read
        if before is None:
            raise
        _write_in_place(target, data)
        return
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if not (_hand_over(temporary, target, before) and _took_place(temporary, target, before)):
            _write_in_place(target, data)
    finally:
        temporary.unlink(missing_ok=True)


def _before(target: Path) -> os.stat_result | None:
    """Return what is known of a file that may be written, None where there is none."""
    try:
        handle = os.open(target, os.O_WRONLY)
    except FileNotFoundError:
        return None
    try:
        return os.fstat(handle)
    finally:
        os.close(handle)


def _hand_over(temporary: Path, target: Path, before: os.stat_result | None) -> bool:
    """Give a new file what the one has that it replaces, or the mode that new files have; returns whether it took."""
    if before is None:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        return True
    if hasattr(os, "chown") and _owners(temporary.stat()) != _owners(before):
        try:
            os.chown(temporary, *_owners(before))
        except OSError:  # only root gives files away
            return False
    temporary.chmod(stat.S_IMODE(before.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # not every file system has them
            for name in os.listxattr(target):
                os.setxattr(temporary, name, os.getxattr(target, name))
    return True


def _took_place(temporary: Path, target: Path, before: os.stat_result | None) -> bool:
    """Put a new file in the place of another; returns whether that let it: one that is mounted by itself does not."""
    try:
        temporary.replace(target)
    except OSError:
        if before is None:
            raise
        return False
    return True


def _owners(found: os.stat_result) -> tuple[int, int]:
    return found.st_uid, found.st_gid


def _write_in_place(target: Path, data: bytes) -> None:
    """Write over a file that keeps its place, and put back what was there where that fails."""
    with target.open("r+b") as file:
        before = file.read()
        try:
            _overwrite(file.fileno(), data)
        except BaseException:
            with suppress(OSError):
                _overwrite(file.fileno(), before)
            raise


def _overwrite(handle: int, data: bytes) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.ftruncate(handle, len(data))
