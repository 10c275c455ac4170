"""The errors that parindex raises on purpose."""

from __future__ import annotations

from typing import Any, Self

from parindex.base.messages import Message, say, translated


def message_of(error: BaseException) -> str:
    """Return what an error says, as a message that can be said in another language where it was raised as one."""
    return error.args[0] if len(error.args) == 1 and isinstance(error.args[0], str) else str(error)


class ParindexError(Exception):
    """The base of every error that parindex raises on purpose."""

    def said(self, lang: str) -> str:
        """Return what it says in a language, `vi` or `en`; what has no Vietnamese words stays English."""
        return str(translated(self.args[0], lang)) if self.args and isinstance(self.args[0], str) else str(self)


class UnreadableError(ParindexError, OSError):
    """A file could not be read at all: absent, a folder, too large, not UTF-8 text."""

    @classmethod
    def of(cls, name: str, message: str) -> Self:
        """Return the error that says of a file why it cannot be read."""
        return cls(say("{file}: {message}", file=name, message=message))

    @property
    def told(self) -> str:
        """What it says, as a message that can be said in another language."""
        return message_of(self)

    @property
    def reason(self) -> str:
        """Why the file cannot be read, without its name."""
        told = self.told
        reason = told.values.get("message") if isinstance(told, Message) else None
        return reason if isinstance(reason, str) else told


class UnknownNameError(ParindexError, KeyError):
    """There is no unit or no node of that name, or several units have it."""

    def __str__(self) -> str:
        return str(self.args[0])


class ExtraError(ParindexError, ImportError):
    """An optional library is not installed; the message says which extra to install."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(say("{what} needs an extra: pip install 'parindex[{extra}]'", what=what, extra=extra))
        self.what: str = what
        self.extra: str = extra

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.extra)
