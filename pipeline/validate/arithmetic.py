"""Constraints between the indicators of one application and one year: data, not code paths.

Numbers are compared as printed, in their units; a constraint with a number missing says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from pipeline.model.value import NormalRecord, Value
from pipeline.validate.dossier import Dossier, attribute, value_of

ACTUAL, TARGET = "实际", "目标"
Numbers = Mapping[str, Decimal]


class Constraint(Protocol):
    """A relation between indicators, named by their slugs."""

    @property
    def indicators(self) -> tuple[str, ...]:
        """Slugs of all indicators in the relation."""

    def breach(self, numbers: Numbers) -> str | None:
        """Say how the numbers break it; None when it holds or a number is missing."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """`result` = `part` / `whole` x 100, to one unit of its last printed decimal.

    One unit and not half of one, because forms are found both rounded and cut off.
    """

    result: str
    part: str
    whole: str

    @property
    def indicators(self) -> tuple[str, ...]:
        """Result, part, whole."""
        return self.result, self.part, self.whole

    def breach(self, numbers: Numbers) -> str | None:
        """Say what the ratio should be."""
        if not all(slug in numbers for slug in self.indicators) or not numbers[self.whole]:
            return None
        expected = numbers[self.part] / numbers[self.whole] * 100
        printed = numbers[self.result]
        if abs(expected - printed) <= last_place(printed):
            return None
        return f"{self.part}/{self.whole}={expected:.2f}%，{self.result} 读作 {printed}"


@dataclass(frozen=True, slots=True)
class Within:
    """The sum of `parts` is at most `whole`."""

    parts: tuple[str, ...]
    whole: str

    @property
    def indicators(self) -> tuple[str, ...]:
        """Parts, then the whole."""
        return *self.parts, self.whole

    def breach(self, numbers: Numbers) -> str | None:
        """Say which sum is larger than its whole."""
        if not all(slug in numbers for slug in self.indicators):
            return None
        total = sum((numbers[part] for part in self.parts), Decimal(0))
        if total <= numbers[self.whole]:
            return None
        return f"{'+'.join(self.parts)}={total} 大于 {self.whole}={numbers[self.whole]}"


@dataclass(frozen=True, slots=True)
class Between:
    """A share lies between two bounds, both inclusive."""

    indicator: str
    low: Decimal
    high: Decimal

    @property
    def indicators(self) -> tuple[str, ...]:
        """The one indicator."""
        return (self.indicator,)

    def breach(self, numbers: Numbers) -> str | None:
        """Say that it is out of bounds."""
        number = numbers.get(self.indicator)
        if number is None or self.low <= number <= self.high:
            return None
        return f"{self.indicator}={number} 不在 {self.low}–{self.high} 之间"


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of one application on one basis: slug -> its value's cell and number."""

    application: NormalRecord
    basis: str
    values: dict[str, Value]

    @property
    def numbers(self) -> dict[str, Decimal]:
        """The numbers that could be read."""
        return {slug: Decimal(value.value) for slug, value in self.values.items() if value.value}

    def cells(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """Cell ids of some indicators."""
        return tuple(self.values[slug].cell_id for slug in slugs if slug in self.values)


def iter_figures(dossier: Dossier) -> Iterator[Figures]:
    """Yield the figures of each application, actual and target apart."""
    for application in dossier.records("applications"):
        by_basis: dict[str, dict[str, Value]] = {}
        for record in dossier.children(application, "indicators"):
            value = value_of(record, "value")
            if value is not None:
                basis = attribute(record, "basis")
                by_basis.setdefault(basis, {})[attribute(record, "indicator")] = value
        for basis, values in by_basis.items():
            yield Figures(application, basis, values)


def iter_plans(dossier: Dossier) -> Iterator[tuple[Figures, Figures]]:
    """Yield (actual, target) of each application that has both."""
    actual: dict[str, Figures] = {}
    for figures in iter_figures(dossier):
        if figures.basis == ACTUAL:
            actual[figures.application.record_id] = figures
        before = actual.get(figures.application.record_id)
        if figures.basis == TARGET and before is not None:
            yield before, figures


def last_place(number: Decimal) -> Decimal:
    """One unit in the last printed place (8.67 -> 0.01)."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
