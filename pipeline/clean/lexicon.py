"""The names that may stand at the left edge of a name or unit, typed and by province.

A place's name in the row's province counts; the same name elsewhere does not. Townships are
candidates only below a place that stands before them. Never decides anything itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from pipeline.model.atlas import ECONOMIC_ENDINGS, HIGH_TECH_ENDINGS, OTHER_ENDINGS
from pipeline.model.gazetteer import PLACEHOLDER_NAMES, AliasKind, Gazetteer, Level, Place, Zone


class PlaceKind(StrEnum):
    """What a name names; the prior of a candidate hangs on it."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    HIGH_TECH_ZONE = "high-tech-zone"
    ECONOMIC_ZONE = "economic-zone"
    ZONE = "zone"
    COUNTY = "county"
    TOWNSHIP = "township"


ADMINISTRATIVE = frozenset({PlaceKind.PROVINCE, PlaceKind.PREFECTURE, PlaceKind.COUNTY})
"""Places with a code of their own."""

Shares = Mapping[PlaceKind, float]

ANYWHERE: Shares = {
    PlaceKind.PROVINCE: 0.08,
    PlaceKind.PREFECTURE: 0.50,
    PlaceKind.HIGH_TECH_ZONE: 0.12,
    PlaceKind.ECONOMIC_ZONE: 0.06,
    PlaceKind.ZONE: 0.07,
    PlaceKind.COUNTY: 0.15,
    PlaceKind.TOWNSHIP: 0.02,
}
"""How often the first place of a name or unit is of each kind: public rosters of clusters and
zones name prefectures and zones first, counties now and then, townships hardly ever."""

BEFORE_HIGH_TECH: Shares = {
    PlaceKind.PROVINCE: 0.01,
    PlaceKind.PREFECTURE: 0.10,
    PlaceKind.HIGH_TECH_ZONE: 0.78,
    PlaceKind.ECONOMIC_ZONE: 0.01,
    PlaceKind.ZONE: 0.03,
    PlaceKind.COUNTY: 0.06,
    PlaceKind.TOWNSHIP: 0.01,
}
"""The same before 高新区: nearly always one of the national high-tech zones, a closed list."""

BEFORE_ECONOMIC: Shares = {
    PlaceKind.PROVINCE: 0.01,
    PlaceKind.PREFECTURE: 0.18,
    PlaceKind.HIGH_TECH_ZONE: 0.01,
    PlaceKind.ECONOMIC_ZONE: 0.50,
    PlaceKind.ZONE: 0.06,
    PlaceKind.COUNTY: 0.22,
    PlaceKind.TOWNSHIP: 0.02,
}
"""The same before 经开区: half of them national, many of counties."""

BEFORE_COUNCIL: Shares = {
    PlaceKind.PROVINCE: 0.02,
    PlaceKind.PREFECTURE: 0.67,
    PlaceKind.HIGH_TECH_ZONE: 0.01,
    PlaceKind.ECONOMIC_ZONE: 0.01,
    PlaceKind.ZONE: 0.01,
    PlaceKind.COUNTY: 0.27,
    PlaceKind.TOWNSHIP: 0.01,
}
"""The same before 市科技局, 区人民政府 and the like."""

UNLISTED_MEMBERS = 1
"""Members of each kind in an area that the lists may lack: a kind with one listed member is no
proof that this one is meant."""

NATION = ""
"""Area code of the whole country, for rows whose province is not known."""


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """One thing a name stands for: the code of the area it lies in, and where that is written."""

    kind: PlaceKind
    code: str
    source: str


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A printed name with everything it may mean inside one area.

    `weights` gives for each kind the name has its part among the area's names of that kind.
    """

    text: str
    entries: tuple[PlaceEntry, ...]
    weights: tuple[tuple[PlaceKind, float], ...]

    @property
    def prior(self) -> float:
        """Probability that a name or unit of the area begins with it."""
        return self.prior_among(ANYWHERE)

    def prior_among(self, shares: Shares) -> float:
        """The same when kinds of places are expected with these shares."""
        return sum(shares[kind] * weight for kind, weight in self.weights)

    def is_same(self, other: PlaceName) -> bool:
        """Whether both are written forms of one entry of the lists."""
        sources = {entry.source for entry in self.entries}
        return self.text == other.text or any(entry.source in sources for entry in other.entries)

    def is_related(self, other: PlaceName) -> bool:
        """Whether one of the meanings of each lies in, holds, or is the other's."""
        return any(
            is_inside(a.code, b.code) or is_inside(b.code, a.code)
            for a in self.entries
            for b in other.entries
            if PlaceKind.PROVINCE not in (a.kind, b.kind)
        )

    def lies_in(self, other: PlaceName) -> bool:
        """Whether one of its meanings lies in one of the other's: a zone in its city, not a city.

        The code of a zone is that of its city, which does not lie in it.
        """
        return any(
            is_inside(a.code, b.code) and not (a.kind in ADMINISTRATIVE and a.code == b.code)
            for a in self.entries
            for b in other.entries
            if b.kind is not PlaceKind.PROVINCE
        )


class Names(Mapping[str, PlaceName]):
    """The names of an area by text, each made when first asked for: most never are."""

    def __init__(self, entries: Mapping[str, Mapping[PlaceEntry, None]]) -> None:
        """Keep what each text stands for."""
        self._entries = entries
        self._made: dict[str, PlaceName] = {}

    @cached_property
    def _shares(self) -> Mapping[PlaceKind, float]:
        """What each name of a kind has of that kind: all have the same."""
        members = Counter(kind for text in self._entries for kind in self._kinds(text))
        return {kind: 1 / (count + UNLISTED_MEMBERS) for kind, count in members.items()}

    def _kinds(self, text: str) -> set[PlaceKind]:
        return {entry.kind for entry in self._entries[text]}

    def entries_of(self, text: str) -> Collection[PlaceEntry]:
        """What the name spelled so stands for."""
        return self._entries[text].keys()

    def __getitem__(self, text: str) -> PlaceName:
        """The name spelled so."""
        name = self._made.get(text)
        if name is None:
            entries = tuple(self._entries[text])
            weights = tuple((kind, self._shares[kind]) for kind in sorted(self._kinds(text)))
            name = self._made[text] = PlaceName(text, entries, weights)
        return name

    def __contains__(self, text: object) -> bool:
        """Whether a name is spelled so."""
        return text in self._entries

    def __iter__(self) -> Iterator[str]:
        """The texts."""
        return iter(self._entries)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._entries)


@dataclass(slots=True)
class AreaLexicon:
    """Names inside one area, longest first for exact parsing."""

    names: Names
    _starts: dict[str, list[str]] = field(init=False)
    _roots: tuple[PlaceName, ...] | None = None

    def __post_init__(self) -> None:
        """Sort the names by their first two characters, the longest first."""
        self._starts = {}
        for text in sorted(self.names, key=len, reverse=True):
            self._starts.setdefault(text[:2], []).append(text)

    def beginning_with(self, head: str) -> Iterator[PlaceName]:
        """The names that begin with two or more given characters."""
        texts = self._starts.get(head[:2], ())
        return (self.names[text] for text in texts if text.startswith(head))

    @property
    def roots(self) -> tuple[PlaceName, ...]:
        """The names without forms: 邯郸 stands for 邯郸市 too, a zone's stem for its long forms.

        Found when first asked for: areas that are only read by exact match never need them.
        """
        if self._roots is None:
            meanings = {text: _meanings(self.names.entries_of(text)) for text in self.names}
            self._roots = tuple(
                self.names[text] for text in self.names if not self._has_root(text, meanings)
            )
        return self._roots

    def _has_root(
        self, text: str, meanings: Mapping[str, frozenset[tuple[PlaceKind, str]]]
    ) -> bool:
        entries = self.names.entries_of(text)
        if all(entry.source.startswith("zones") for entry in entries):
            return stem_of(text) != text
        shorter = (text[:length] for length in range(2, len(text)))
        return any(not meanings[text].isdisjoint(meanings.get(start, ())) for start in shorter)

    def longest_match(self, text: str, start: int) -> PlaceName | None:
        """The longest name that stands exactly at `start`."""
        for name in self._starts.get(text[start : start + 2], ()):
            if text.startswith(name, start):
                return self.names[name]
        return None


def is_inside(code: str, area: str) -> bool:
    """Whether a GB/T 2260 code lies in (or is) an area, by its digits."""
    return code.startswith(_significant(area))


def _significant(area: str) -> str:
    """The digits that all codes inside an area begin with; none for the nation."""
    return area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area


def _meanings(entries: Iterable[PlaceEntry]) -> frozenset[tuple[PlaceKind, str]]:
    return frozenset([(entry.kind, entry.code) for entry in entries])


class Lexicon:
    """All names of the gazetteer and the township list, cut by area on demand."""

    def __init__(self, gazetteer: Gazetteer, townships: Sequence[tuple[str, str]]) -> None:
        """Collect the written forms of every place, zone, alias and township."""
        self._entries: list[tuple[str, PlaceEntry]] = []
        self._provinces: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._prefectures: dict[str, str] = {}
        for place in gazetteer.places:
            self._add_place(place)
        for zone in gazetteer.zones:
            entry = PlaceEntry(_zone_kind(zone), zone.city_code, f"zones.csv:{zone.name}")
            for form in sorted({zone.short, zone.name, stem_of(zone.name)}):
                self._entries.append((form, entry))
        zones = {zone.name: zone for zone in gazetteer.zones}
        kinds = {place.code: _kind_of(place.level) for place in gazetteer.places}
        for alias in gazetteer.aliases:
            source = f"aliases.csv:{alias.name}"
            if alias.kind is AliasKind.PLACE and alias.target.endswith("0000"):
                self._provinces[alias.name] = alias.target
                self._labels[alias.name] = source
            if alias.kind is AliasKind.ZONE:
                zone = zones[alias.target]
                entry = PlaceEntry(_zone_kind(zone), zone.city_code, source)
            else:
                entry = PlaceEntry(kinds[alias.target], alias.target, source)
            for form in sorted({alias.name, stem_of(alias.name)}):
                self._entries.append((form, entry))
        self._by_start = _by_start(self._entries)
        self._townships: dict[str, list[tuple[str, str]]] = {}
        for code, name in townships:
            self._townships.setdefault(code[:4], []).append((code, name))
        self._areas: dict[tuple[str, bool], AreaLexicon] = {}

    def _add_place(self, place: Place) -> None:
        if place.name in PLACEHOLDER_NAMES:
            return
        entry = PlaceEntry(_kind_of(place.level), place.code, f"regions.csv:{place.code}")
        for form in {place.short, place.name}:
            if len(form) > 1:
                self._entries.append((form, entry))
            if place.level is Level.PROVINCE:
                self._provinces[form] = place.code
                self._labels[form] = f"regions.csv:{place.code}"
        if place.level is Level.PREFECTURE:
            self._prefectures[place.name] = place.code[:2] + "0000"

    def province_code(self, name: str) -> str | None:
        """Code of the province with exactly this name, or in which the city with this name lies."""
        return self._provinces.get(name) or self._prefectures.get(name)

    def is_city(self, name: str) -> bool:
        """Whether a city has exactly this full name: some lists name 大连市 beside provinces."""
        return name in self._prefectures

    @property
    def region_labels(self) -> Mapping[str, str]:
        """What a region column may hold (provinces in every form) with where each is listed."""
        return self._labels

    def within(self, area: str, *, townships: bool = False) -> AreaLexicon:
        """The names inside an area; townships only when asked for."""
        key = (area, townships)
        lexicon = self._areas.get(key)
        if lexicon is None:
            lexicon = self._areas[key] = self._cut(area, townships)
        return lexicon

    def _entries_of(self, area: str) -> Sequence[tuple[str, PlaceEntry]]:
        return self._entries if area == NATION else self._by_start.get(_significant(area)[:4], ())

    def _cut(self, area: str, townships: bool) -> AreaLexicon:
        found: dict[str, dict[PlaceEntry, None]] = {}
        digits = _significant(area)
        for text, entry in self._entries_of(area):
            if entry.code.startswith(digits):
                found.setdefault(text, {})[entry] = None
        if townships:
            for code, name in self._townships.get(area[:4], ()):
                if code.startswith(digits):
                    entry = PlaceEntry(PlaceKind.TOWNSHIP, code, f"townships.tsv:{code}")
                    for form in township_forms(name):
                        found.setdefault(form, {})[entry] = None
        return AreaLexicon(Names(found))


def _by_start(
    entries: Iterable[tuple[str, PlaceEntry]],
) -> dict[str, list[tuple[str, PlaceEntry]]]:
    """Entries by the digits of their province, and by those of their prefecture."""
    found: dict[str, list[tuple[str, PlaceEntry]]] = {}
    for text, entry in entries:
        for digits in {entry.code[:2], entry.code[:4]}:
            found.setdefault(digits, []).append((text, entry))
    return found


_GENERIC = ("高新技术产业", "新技术产业", "经济技术", "农业高新技术产业")
_ENDINGS = sorted(
    {*HIGH_TECH_ENDINGS, *ECONOMIC_ENDINGS, *OTHER_ENDINGS, *_GENERIC}, key=len, reverse=True
)


def stem_of(name: str) -> str:
    """Return a zone's name without what every zone's name ends in: that ending proves nothing."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return stem_of(name[: -len(ending)])
    return name


def township_forms(name: str) -> tuple[str, ...]:
    """The name as listed, and without its ending."""
    for ending in ("街道", "镇", "乡"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name, name[: -len(ending)]
    return (name,)


def _zone_kind(zone: Zone) -> PlaceKind:
    if zone.level == "国家高新区":
        return PlaceKind.HIGH_TECH_ZONE
    return PlaceKind.ECONOMIC_ZONE if zone.level == "国家级经开区" else PlaceKind.ZONE


def _kind_of(level: Level) -> PlaceKind:
    return {
        Level.PROVINCE: PlaceKind.PROVINCE,
        Level.PREFECTURE: PlaceKind.PREFECTURE,
        Level.COUNTY: PlaceKind.COUNTY,
    }[level]
