"""A name or unit on its way: what its left edge says exactly, and what is expected next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.clean.draft import Draft
from pipeline.clean.evidence import WINDOW
from pipeline.clean.lexicon import (
    ANYWHERE,
    BEFORE_COUNCIL,
    BEFORE_ECONOMIC,
    BEFORE_HIGH_TECH,
    Lexicon,
    PlaceKind,
    PlaceName,
    Shares,
    stem_of,
)
from pipeline.model.document import ValueType
from pipeline.model.text import Glyph

_NESTED = re.compile(r"^.{2,4}?(?:镇|街道|乡|高新|经开|区|县|新城|科技园|工业园|产业园|新区)")
_STANDARD = re.compile(
    r"^(?:国家级?)?(?:高新|经开|经济|开发区|科技|科学|工信|工业|人民|产业|发展|新区|管委|示范|保税|综合)"
)
_HIGH_TECH = re.compile(r"^.{2,6}?(?:高新区|高新技术)")
_ECONOMIC = re.compile(r"^.{2,6}?(?:经开区|经济技术|经济开发)")
_COMPANY = re.compile(
    r"(?:公司|厂|集团|大学|学院|学校|医院|银行|研究院|研究所|协会|学会|联盟|事务所|实验室)$"
)
_COUNCIL = re.compile(r"^.{2,4}?(?:市|区|县|州)(?:科|人民|工|发|经)")
_WIDTH = {kind: number for number, kind in enumerate(PlaceKind)}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected before looking at the glyphs: share of no listed place, shares of kinds.

    High-tech zones are a closed list, economic ones nearly; a bureau of science belongs to a
    listed city or county.
    """

    unknown: float
    shares: Shares

    @property
    def is_typed(self) -> bool:
        """Whether what follows demands a place."""
        return self.shares is not ANYWHERE


@dataclass(slots=True)
class PlaceField:
    """One field: glyphs before `start` are settled, `area` is what they narrow it to."""

    draft: Draft
    start: int
    area: str
    anchors: tuple[PlaceName, ...]
    places: tuple[PlaceName, ...]
    """The settled names below the province."""
    heads: tuple[str, ...] = ()
    """What is settled, from each of its names on: longer names may go on from any of them."""

    @property
    def window(self) -> tuple[Glyph, ...]:
        """The glyphs where the next place would stand."""
        return self.draft.glyphs[self.start : self.start + WINDOW]

    @property
    def rest(self) -> str:
        """The text after what is settled."""
        return "".join(self.draft.chars[self.start :])

    @property
    def is_unit(self) -> bool:
        """Whether this is an organisation's name."""
        return self.draft.reading.value_type is ValueType.ORGANISATION

    @property
    def is_anchored(self) -> bool:
        """Whether a place below the province stands there exactly."""
        return bool(self.places)

    def outlook(self) -> Outlook:
        """What may stand here, by what follows it."""
        if self.is_anchored:
            return Outlook(0.2 if self.is_unit else 0.7, ANYWHERE)
        return _outlook_before(self.rest)

    def expects_place(self) -> bool:
        """Whether what follows a settled place has the ending of a nested one."""
        rest = self.rest
        return bool(_NESTED.match(rest)) and not _STANDARD.match(rest)


@lru_cache(maxsize=1 << 13)
def _outlook_before(rest: str) -> Outlook:
    """What may stand before a text; a row's names are asked for each province that may cover it."""
    if _COMPANY.search(rest):
        return Outlook(0.6, ANYWHERE)
    if _HIGH_TECH.match(rest):
        return Outlook(0.015, BEFORE_HIGH_TECH)
    if _ECONOMIC.match(rest):
        return Outlook(0.03, BEFORE_ECONOMIC)
    if _COUNCIL.match(rest):
        return Outlook(0.01, BEFORE_COUNCIL)
    return Outlook(0.08, ANYWHERE)


def anchor(draft: Draft, lexicon: Lexicon, area: str) -> PlaceField:
    """Read as many exact, nested names from the left edge as there are."""
    return PlaceField(draft, *_nested_names(draft.chars, lexicon, area))


@lru_cache(maxsize=1 << 14)
def _nested_names(
    chars: tuple[str, ...], lexicon: Lexicon, area: str
) -> tuple[int, str, tuple[PlaceName, ...], tuple[PlaceName, ...], tuple[str, ...]]:
    """What a field holds besides its draft.

    A row's fields are read again for every province that could cover it: remembered.
    """
    names: list[PlaceName] = []
    start, is_below_province = 0, False
    while start < len(chars):
        owner = [i for i in range(start, len(chars)) if chars[i]]
        spelled = "".join(chars[start:])
        name = lexicon.within(area, townships=is_below_province).longest_match(spelled, 0)
        if name is None:
            break
        names.append(name)
        is_below_province = is_below_province or _is_below_province(name)
        start = owner[len(name.text) - 1] + 1
        narrowed = _widest_area(name)
        if narrowed == area and is_below_province:
            break
        area = narrowed
    texts = [name.text for name in names]
    heads = tuple("".join(texts[number:]) for number in range(len(texts)))
    places = tuple(name for name in names if _is_below_province(name))
    return start, area, tuple(names), places, heads


def _is_below_province(name: PlaceName) -> bool:
    return any(entry.kind is not PlaceKind.PROVINCE for entry in name.entries)


def _widest_area(name: PlaceName) -> str:
    """The widest area the name may mean: what follows lies somewhere in it."""
    return min(name.entries, key=lambda entry: (_WIDTH[entry.kind], entry.code)).code


def deeper_names(field: PlaceField, fields: Sequence[PlaceField]) -> tuple[PlaceName, ...]:
    """What may follow in this field by what the row's others say: 园 after 中关村大兴.

    Longer names that go on from what is settled here, and places nested in it.
    """
    known = {name.text for name in field.anchors}
    found = []
    for other in fields:
        for name in other.places if other is not field else ():
            head = next((head for head in field.heads if name.text.startswith(head)), "")
            if name.text in known or name.text == head:
                continue
            if head or any(name.lies_in(own) for own in field.places):
                stem = stem_of(name.text)
                text = stem if len(stem) > len(head) else name.text
                found.append(replace(name, text=text[len(head) :]))
    return tuple(found)
