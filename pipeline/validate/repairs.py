"""Digits that arithmetic settles: one alternative of the recogniser makes every relation hold.

Proposes only; the text belongs to clean, which applies a proposal as a correction. With no or with
several ways to make the figures agree nothing is proposed, and the rules flag all their cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model.correction import CleanDocument, CleanReading, Correction
from pipeline.model.document import DocumentReading, Reading
from pipeline.model.text import Glyph
from pipeline.model.value import NormalDocument
from pipeline.validate.arithmetic import Between, Constraint, Figures, Ratio, Within, iter_figures
from pipeline.validate.dossier import Dossier, open_dossier
from pipeline.validate.rules import CONSTRAINTS

RULE = "arithmetic-digit"
SUPPORT = "arithmetic"
_DIGITS = frozenset("0123456789.")
_SEPARATORS = frozenset(",，' \u3000")
LEAST_PROBABILITY = 1e-3
"""An alternative that the recogniser holds for less likely than this does not explain a breach."""
_SHARES = {c.result for c in CONSTRAINTS if isinstance(c, Ratio)} | {
    c.indicator for c in CONSTRAINTS if isinstance(c, Between)
}
"""Indicators printed with a point, which a poor scan loses: 314 % may be 3.14 %."""
_NUMBER = re.compile(r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class DigitRepair:
    """A correction for one cell, to be appended to its others."""

    cell_id: str
    correction: Correction


@dataclass(frozen=True, slots=True)
class _Option:
    """Another number that a cell could hold, and the probability of the character that changed."""

    indicator: str
    text: str
    probability: float


def propose_digit_repairs(
    document: DocumentReading, clean: CleanDocument, normal: NormalDocument
) -> tuple[DigitRepair, ...]:
    """Propose a repair for each knot of figures whose arithmetic exactly one change restores.

    Only a single character is changed, only to an alternative that the recogniser itself gave
    (or to the whole number of a second reading), and only where no person has decided.
    """
    dossier = open_dossier(document, clean, normal)
    return tuple(
        repair for figures in iter_figures(dossier) for repair in _repairs(figures, dossier)
    )


def apply_digit_repairs(clean: CleanDocument, repairs: Sequence[DigitRepair]) -> CleanDocument:
    """Return the clean document with the proposed corrections made and logged."""
    by_cell = {repair.cell_id: repair.correction for repair in repairs}
    readings = tuple(
        _corrected(reading, by_cell[reading.cell_id]) if reading.cell_id in by_cell else reading
        for reading in clean.readings
    )
    return replace(clean, readings=readings)


def _corrected(reading: CleanReading, correction: Correction) -> CleanReading:
    return replace(
        reading,
        text_clean=correction.after,
        corrections=(*reading.corrections, correction),
        support=tuple(dict.fromkeys((*reading.support, SUPPORT))),
    )


def _repairs(figures: Figures, dossier: Dossier) -> Iterator[DigitRepair]:
    """One repair at most for each knot of figures that are wrong together."""
    numbers = figures.numbers
    for suspects in _knots(figures):
        told = [c for c in CONSTRAINTS if suspects.intersection(c.indicators)]
        options = [
            option
            for slug in sorted(suspects & figures.values.keys())
            for option in (*_options(slug, figures, dossier), *_pointed(slug, figures, dossier))
            if _settles(option, numbers, told)
        ]
        if len({(option.indicator, Decimal(option.text)) for option in options}) == 1:
            chosen = max(options, key=lambda option: option.probability)
            if chosen.probability:
                yield _proposal(chosen, figures, dossier)


def _knots(figures: Figures) -> list[set[str]]:
    """Indicators of breached relations and unread ones, those that hang together in one set."""
    numbers = figures.numbers
    knots = [{slug} for slug, value in figures.values.items() if _is_unread(value.unparsed)]
    knots += [set(c.indicators) for c in CONSTRAINTS if c.breach(numbers) is not None]
    merged: list[set[str]] = []
    for knot in knots:
        apart = [other for other in merged if not other & knot]
        for other in merged:
            if other & knot:
                knot = knot | other
        merged = [*apart, knot]
    return merged


def _is_unread(reason: str | None) -> bool:
    return reason is not None and reason not in ("empty", "not-given")


def _settles(option: _Option, numbers: Mapping[str, Decimal], told: Sequence[Constraint]) -> bool:
    """Whether with this number no relation of the knot is broken and one really speaks for it."""
    changed = {**numbers, option.indicator: Decimal(option.text)}
    if any(constraint.breach(changed) is not None for constraint in told):
        return False
    if any(constraint.breach(numbers) is not None for constraint in told):
        return True
    ratios = [c for c in told if isinstance(c, Ratio) and option.indicator in c.indicators]
    return any(set(ratio.indicators) <= changed.keys() for ratio in ratios)


def _proposal(option: _Option, figures: Figures, dossier: Dossier) -> DigitRepair:
    value = figures.values[option.indicator]
    told = [
        "、".join(constraint.indicators)
        for constraint in CONSTRAINTS
        if isinstance(constraint, Ratio | Within) and option.indicator in constraint.indicators
    ]
    before = dossier.text_of(value.cell_id)
    relations = "；".join(told)
    evidence = (
        f"{figures.basis}数：只有改为 {option.text} 才能满足关系 {relations}，"
        f"识别备选概率 {option.probability:.3f}"
        f" (the only alternative that makes the arithmetic hold)"
    )
    correction = Correction(RULE, before, option.text, evidence, _certainty(option))
    return DigitRepair(value.cell_id, correction)


def _certainty(option: _Option) -> float:
    """Probability that the repair is right, never beyond 0.999.

    The relations rule out nearly every other reading of the cell, so that the recogniser's small
    probability counts a hundredfold.
    """
    odds = 100.0 * max(option.probability, 1e-4)
    return min(0.999, odds / (1.0 + odds))


def _options(slug: str, figures: Figures, dossier: Dossier) -> Iterator[_Option]:
    """Every number that differs by one alternative character, and every other reading's number."""
    cell_id = figures.values[slug].cell_id
    reading, cleaned = dossier.readings.get(cell_id), dossier.cleaned.get(cell_id)
    if reading is None or cleaned is None or cleaned.decided_by is not None:
        return
    current = figures.values[slug].value
    for text, probability in _variants(reading):
        if _NUMBER.match(text) and text != current:
            yield _Option(slug, text, probability)
    for other in reading.others:
        text = _plain(other.text_ocr)
        if _NUMBER.match(text) and text != current:
            yield _Option(slug, text, other.confidence)


def _pointed(slug: str, figures: Figures, dossier: Dossier) -> Iterator[_Option]:
    """The shares that a cell could hold if its point left no trace: rivals, never a repair."""
    reading = dossier.readings.get(figures.values[slug].cell_id)
    digits = _plain(reading.text_ocr) if reading is not None and slug in _SHARES else ""
    if digits.isascii() and digits.isdigit():
        for place in range(1, len(digits)):
            text = f"{digits[:place]}.{digits[place:]}"
            if _NUMBER.match(text):
                yield _Option(slug, text, 0.0)


def _variants(reading: Reading) -> Iterator[tuple[str, float]]:
    glyphs = list(reading.glyphs)
    for index, glyph in enumerate(glyphs):
        for char, probability in glyph.alternatives:
            is_possible = char == "" or char in _DIGITS
            if is_possible and probability >= LEAST_PROBABILITY:
                changed = [*glyphs[:index], Glyph(char, probability), *glyphs[index + 1 :]]
                yield _plain("".join(g.char for g in changed)), probability


def _plain(text: str) -> str:
    return "".join(char for char in text if char not in _SEPARATORS).rstrip("%％")
