"""Listed words that stand at one place in values of one type, ready to be held against texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.document import ValueType


class TermPlace(StrEnum):
    """Where in a value a term stands."""

    WHOLE = "whole"
    START = "start"
    END = "end"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Term:
    """A listed word. `types` are the value types it belongs to, `example` a misreading of it."""

    text: str
    types: tuple[ValueType, ...]
    where: TermPlace
    example: str
    reference: str


class TermList:
    """Some terms in the order of their list: every name is asked which of them it ends with."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Index by text."""
        self.terms = tuple(terms)
        self.references: Mapping[str, str] = {term.text: term.reference for term in terms}
        self._lengths = sorted({len(text) for text in self.references}, reverse=True)
        self._rivals: dict[str, tuple[Term, ...]] = {}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.terms)

    def start_of(self, text: str) -> str:
        """The longest term that a text begins with; "" when none does."""
        starts = (text[:length] for length in self._lengths)
        return next((start for start in starts if start in self.references), "")

    def end_of(self, text: str) -> str:
        """The longest term that a text ends with; "" when none does."""
        ends = (text[-length:] for length in self._lengths)
        return next((end for end in ends if end in self.references), "")

    def ending_in(self, text: str) -> tuple[Term, ...]:
        """The terms that end with a text and hold more than it; all of them for ""."""
        found = self._rivals.get(text)
        if found is None:
            longer = [t for t in self.terms if t.text != text and t.text.endswith(text)]
            found = self._rivals[text] = tuple(longer)
        return found
