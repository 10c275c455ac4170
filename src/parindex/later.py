"""Handing on names once they are named: what a room offers beside its core costs nobody who does not ask."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def handed_on_later(room: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package, which imports a module below it when one of its names is first named.

    Parameters
    ----------
    room : str
        The package.
    names : mapping of str to str
        What each module, by its name within the package, hands on: names with blanks between.
    """
    module_of = {name: module for module, listed in names.items() for name in listed.split()}

    def named(name: str) -> object:
        if name not in module_of:
            raise AttributeError(f"module {room!r} has no attribute {name!r}", name=name)
        package = import_module(room)
        value = getattr(import_module(f"{room}.{module_of[name]}"), name)
        setattr(package, name, value)
        return value

    return named


#: Who writes each view of a result, as `package:function`: the surface says it, so that no result knows a view.
_VIEWS: dict[str, str] = {}


def offer_views(views: Mapping[str, str]) -> None:
    """Say which function writes each view, by its name, as `package:function`; it is imported once it is asked for."""
    _VIEWS.update(views)


def view(name: str) -> Callable[..., Any]:
    """Return the function that writes a view; see `offer_views`."""
    package, _, function = _VIEWS[name].partition(":")
    written: Callable[..., Any] = getattr(import_module(package), function)
    return written
