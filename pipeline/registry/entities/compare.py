"""Weighs whether two mentions speak of the same cluster, and says why.

The weights are set by hand so that precision comes before recall, and checked on made-up renamings
(tests/registry/entities): an equal name that carries its place decides alone; an industry decides
only together with place and unit; nothing outweighs two different cities.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.registry.entities.mention import Mention
from pipeline.registry.registry import decimal_text

SAME = 8.0
UNDECIDED = 5.0

_CLOSE_NAME = 85.0
_ALIKE_NAME = 70.0
_CLOSE_UNIT = 80.0

Evidence = tuple[str, float]
"""(slug, weight)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evidence on a pair; its sum decides."""

    evidence: tuple[Evidence, ...]

    @property
    def weight(self) -> float:
        """Sum of all evidence."""
        return sum(weight for _, weight in self.evidence)

    @property
    def texts(self) -> tuple[str, ...]:
        """Each piece of evidence as a person reads it, e.g. `same-name +10`."""
        return tuple(
            f"{slug} {'+' if weight >= 0 else ''}{decimal_text(weight)}"
            for slug, weight in self.evidence
        )


def compare(left: Mention, right: Mention) -> Comparison:
    """Weigh name, place and unit of two mentions."""
    evidence = (_name(left, right), _place(left, right), _unit(left, right))
    return Comparison(tuple(piece for piece in evidence if piece is not None))


def _name(left: Mention, right: Mention) -> Evidence:
    if left.core == right.core:
        # a name without any place ("新能源产业集群") may be given to several clusters
        carries_place = left.stem != left.core or right.stem != right.core
        return ("same-name", 10.0) if carries_place else ("same-placeless-name", 6.0)
    if left.stem == right.stem:
        return "same-industry", 5.0
    ratio = fuzz.ratio(left.stem, right.stem)
    if ratio >= _CLOSE_NAME:
        return "close-industry", 4.0
    if ratio >= _ALIKE_NAME:
        return "alike-industry", 1.0
    return "other-industry", -4.0


def _place(left: Mention, right: Mention) -> Evidence | None:
    if left.province and right.province and left.province != right.province:
        return "other-province", -20.0
    if left.city_code and right.city_code:
        return ("same-city", 3.0) if left.city_code == right.city_code else ("other-city", -8.0)
    return None


def _unit(left: Mention, right: Mention) -> Evidence | None:
    if not left.unit or not right.unit:
        return None
    if left.unit == right.unit:
        return "same-unit", 3.0
    if fuzz.ratio(left.unit, right.unit) >= _CLOSE_UNIT:
        return "close-unit", 1.0
    return "other-unit", -1.0
