"""What a measure of coherence asks about: a figure beyond a convention of the field, in words."""

from __future__ import annotations

from typing import Any

import attrs

from parindex.base import Message, encodable, json_figure, translated


@attrs.frozen
class Flag:
    """A figure beyond a threshold: a question to whoever owns the index, no error.

    Attributes
    ----------
    measure : str
        What was measured, such as "alpha".
    component : str
        The component whose parts were looked at, the index itself by the id of the definition; "" of evidence.
    nodes : tuple of str
        The parts, indicators or units that it is about.
    value, threshold : float
        The figure, and the one it is held against.
    reference : str
        Who has that threshold.
    message : str
        What it says, as a sentence.
    """

    measure: str
    component: str
    nodes: tuple[str, ...]
    value: float
    threshold: float
    reference: str
    message: Message

    def said(self, lang: str) -> str:
        """Return the sentence in a language."""
        return translated(self.message, lang)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON values."""
        return {
            "measure": self.measure,
            "component": self.component or None,
            "nodes": list(self.nodes),
            "value": json_figure(self.value),
            "threshold": self.threshold,
            "reference": self.reference,
            "message": encodable(self.message),
        }
