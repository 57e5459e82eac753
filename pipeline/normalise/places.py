"""Which places a name or unit begins with: [省][市][县][园区], read from the left edge only.

A place name in the middle of a text is never looked for: 襄阳新能源 is not 阳新县, and 生物资源 is
not 资源县. The longest name that fits wins at each step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model.atlas import ECONOMIC_ENDINGS, HIGH_TECH_ENDINGS, Atlas, NamedPlace
from pipeline.model.gazetteer import Level, Place, Zone
from pipeline.normalise.width import same_brackets, without_space

COMMON_WORDS = frozenset(
    word
    for line in (
        "新华 和平 解放 红旗 建设 东方 中原 友好 前进 向阳 东风 站前 铁西 铁东",
        "新建 新城 新兴 新市 长城 南山 东山 西山 北山 河东 河西 江东 江北 江南",
        "海洋 金山 白云 青山 龙江 黄山 昌盛 繁昌 民权 民主 文化 通用 信州 城关",
        "城中 城东 城西 城北 城南 市中 市南 市北 桥东 桥西 开福 光明 兴隆 永安",
        "安康 太平 兴旺 青云 大通 天宁 天元 天河 长江 黄河 东湖 西湖 南湖 钢城",
        "矿区 云龙 华龙 云岩 黄金 龙华 中山 中阳 东海 新民 新邵 新安 新和 兴业",
        "兴仁 兴安 兴文 化德 化州 石化 金川 金塔 银州 铜官 铁岭 硅谷 高新 高要",
        "高明",
    )
    for word in line.split()
)
"""Short county names that are also everyday words or brands: at the head of a cluster's name they
may be meant as such (新华医药), so they do not determine a county without other evidence."""

_PREFIX = re.compile(r"^(?:中国|国家级|国家|(?:省|自治区|省（自治区）)直辖县级(?:行政区划)?)")
_ENDINGS = tuple(sorted({*HIGH_TECH_ENDINGS, *ECONOMIC_ENDINGS}, key=len, reverse=True))
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Chain:
    """The places at the left edge of a text, from large to small, and the zone that ends them.

    `rivals` are the places that the last name may mean when it exists more than once; then it is
    not among `places`. `length` counts the characters understood.
    """

    places: tuple[NamedPlace, ...] = ()
    zone: Zone | None = None
    rivals: tuple[Place, ...] = ()
    length: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the text begins with no place at all."""
        return not self.places and self.zone is None and not self.rivals

    def at_level(self, level: Level) -> NamedPlace | None:
        """The place of one level that was named."""
        return next((entry for entry in self.places if entry.place.level is level), None)


def prepare(text: str) -> str:
    """Return the text as names are looked up: no spaces, one kind of bracket."""
    return same_brackets(without_space(text))


@lru_cache(maxsize=1 << 14)
def parse_chain(text: str, atlas: Atlas, within: str | None = None) -> Chain:
    """Parse the left edge of a prepared text, in the whole country or `within` one area.

    Remembered: the same bodies write, and build clusters, in document after document.
    """
    chain = _parse_from(text, 0, atlas, within)
    if chain.is_empty and (prefix := _PREFIX.match(text)):
        return _parse_from(text, prefix.end(), atlas, within)
    return chain


def _parse_from(text: str, position: int, atlas: Atlas, within: str | None) -> Chain:
    places: list[NamedPlace] = []
    scope = within
    while True:
        step = _longest_name(text, position, atlas, scope, places[-1] if places else None)
        if step is None:
            zone, end = _zone_by_ending(text, position, atlas, places)
            return Chain(tuple(places), zone, (), end)
        end, zone, candidates = step
        if zone is not None:
            return Chain(tuple(places), zone, (), end)
        if len(candidates) > 1:
            rivals = tuple(entry.place for entry in candidates)
            return Chain(tuple(places), None, rivals, end)
        found = candidates[0]
        places.append(found)
        position, scope = end, found.place.code


def _longest_name(
    text: str, position: int, atlas: Atlas, scope: str | None, above: NamedPlace | None
) -> tuple[int, Zone | None, list[NamedPlace]] | None:
    """The longest name that starts here: (end, zone or None, places it may mean)."""
    longest = min(atlas.longest_name, len(text) - position)
    level = above.place.level if above else 0
    for length in range(longest, _SHORTEST_NAME - 1, -1):
        name = text[position : position + length]
        if name not in atlas.zone_names and name not in atlas.place_names:
            continue
        zones = atlas.zones_named(name, scope)
        if len({zone.city_code for zone in zones}) == 1:
            return position + length, zones[0], []
        entries = [e for e in atlas.places_named(name, scope) if e.place.level > level]
        if entries and (candidates := _likeliest(entries)):
            return position + length, None, candidates
    return None


def _likeliest(entries: list[NamedPlace]) -> list[NamedPlace]:
    """Names in force before former ones, full names before short ones, large before small."""
    current = [entry for entry in entries if not entry.is_former]
    if not current:
        # A former short name of a county is too weak to be taken for a place.
        current = [e for e in entries if e.is_full or e.place.level is not Level.COUNTY]
        current = _one_per_successor(current)
    if any(entry.is_full for entry in current):
        current = [entry for entry in current if entry.is_full]
    highest = min((entry.place.level for entry in current), default=Level.COUNTY)
    return [entry for entry in current if entry.place.level == highest]


def _one_per_successor(entries: list[NamedPlace]) -> list[NamedPlace]:
    """A place that was recoded several times is one place: keep the last of each line."""
    codes = {entry.place.code for entry in entries}
    return [
        entry
        for entry in entries
        if entry.place.successor == entry.place.code or entry.place.successor not in codes
    ]


def _zone_by_ending(
    text: str, position: int, atlas: Atlas, places: list[NamedPlace]
) -> tuple[Zone | None, int]:
    """苏州市高新区 is 苏州高新区: a bare zone ending belongs to the place right before it."""
    if not places or places[-1].place.level is Level.PROVINCE:
        return None, position
    for ending in _ENDINGS:
        if text.startswith(ending, position):
            last = places[-1].place
            zones = atlas.zones_named(last.short + ending, last.code)
            if len(zones) == 1:
                return zones[0], position + len(ending)
    return None, position
