"""Province, prefecture and county of one row, from all that the row says, as of a day.

Evidence is the region column, the construction unit and the cluster's name together. What they
do not settle stays unresolved with a reason and its candidates; what they contradict each other
about is not decided here. A zone's seat determines the county only where the zone lies in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.model.atlas import Atlas, NamedPlace, is_within
from pipeline.model.gazetteer import PLACEHOLDER_NAMES, Level, Place, Zone
from pipeline.normalise.places import COMMON_WORDS, Chain, parse_chain, prepare

CONTRADICTION = "region-contradiction"
AMBIGUOUS = "ambiguous-place"
UNKNOWN_REGION = "region-unknown"
NO_PLACE = "no-place-named"
NOT_DETERMINED = "county-not-determined"
_STATED_COUNT = re.compile(r"（\d+[个家项]?）$")
"""北京（3个）: a region may state how many clusters it has."""
LONGEST_NICKNAME = 3
"""A zone's bare nickname (光谷, 临港, 松山湖) is too short to overrule a full name."""
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
NAMING_COLUMNS = ("construction_unit", "cluster_name")
"""The columns whose silence leaves a prefecture or county open."""
SOURCE_NAMES = {
    "region": "地区栏",
    "construction_unit": "建设单位",
    "cluster_name": "集群名称",
    "address": "地址",
    "sender": "发文机关",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """One level of a row's region: the place, or the reason why there is none.

    `sources` are the columns it rests on; `candidates` what it could be when it is not settled.
    """

    place: Place | None
    reason: str | None
    evidence: str
    sources: tuple[str, ...] = ()
    candidates: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Province, prefecture and county of one row."""

    province: Settled
    city: Settled
    county: Settled


@dataclass(frozen=True, slots=True)
class _Clue:
    """What one column says: codes of prefecture and county, and whether it can be trusted alone.

    `is_weak`: a county's short name or a zone's nickname that stands alone. `hint` is the
    county of a zone's seat where the zone spans several.
    """

    source: str
    said: str
    province: str
    city: str | None
    county: Place | None
    hint: Place | None = None
    is_weak: bool = False
    is_common_word: bool = False
    rivals: tuple[Place, ...] = ()

    @property
    def evidence(self) -> str:
        """The words it rests on, for a clerk to read."""
        return f"{SOURCE_NAMES.get(self.source, self.source)}“{self.said}”"


@dataclass(slots=True)
class _Row:
    """The row's texts and what was made of them on the way."""

    texts: dict[str, str]
    atlas: Atlas
    parsed: dict[tuple[str, str | None], Chain] = field(default_factory=dict)

    def chain(self, source: str, within: str | None = None) -> Chain:
        """The places at the left edge of a column, parsed once for each area."""
        key = source, within
        if key not in self.parsed:
            self.parsed[key] = parse_chain(self.texts.get(source, ""), self.atlas, within)
        return self.parsed[key]


def resolve_region(texts: dict[str, str], atlas: Atlas, issuer: Place | None = None) -> Resolution:
    """Resolve one row.

    Args:
        texts: Column -> clean text, of `region`, `construction_unit`, `cluster_name`, `address`
            as far as the row has them.
        atlas: The gazetteer as of the document's date.
        issuer: The province or prefecture whose office wrote the document, if any; used only where
            the row itself has no readable region column.
    """
    region_text = _STATED_COUNT.sub("", prepare(texts.get("region", "")))
    region = _place_of_region(region_text, atlas, issuer)
    row = _Row({key: prepare(text) for key, text in texts.items() if key != "region"}, atlas)
    if region is not None:
        return _resolve_within(row, region, _Said("region", region_text))
    if not region_text and issuer is not None:
        return _resolve_within(row, issuer, _Said("sender", issuer.name))
    return _resolve_alone(row, region_text)


@dataclass(frozen=True, slots=True)
class _Said:
    """The column that gave the province and its words."""

    source: str
    text: str


def _place_of_region(text: str, atlas: Atlas, issuer: Place | None) -> Place | None:
    """The place that the region column names as a whole: a province before anything smaller."""
    entries = atlas.places_named(text)
    if issuer is not None:
        inside = [e for e in entries if is_within(e.place.code, issuer.code) and e.place != issuer]
        if len({entry.place.code for entry in inside}) == 1:
            return inside[0].place
    provinces = [entry for entry in entries if entry.place.level is Level.PROVINCE]
    cities = [entry for entry in entries if entry.place.level is Level.PREFECTURE]
    for group in (provinces, cities, list(entries)):
        current = [entry for entry in group if not entry.is_former] or group
        if len({entry.place.code for entry in current}) == 1:
            return _as_of(current[0], atlas)
        if current:
            return None
    return None


def _as_of(entry: NamedPlace, atlas: Atlas) -> Place:
    """The place in force that a name means; a former name leads to its successor."""
    return atlas.in_force(entry.place.code) or entry.place


def _resolve_within(row: _Row, region: Place, said: _Said) -> Resolution:
    """Resolve a row whose region (mostly a province) is known."""
    atlas = row.atlas
    province = atlas.by_code[region.code[:2] + "0000"]
    base = _Clue(said.source, said.text, province.code, _city_code(region), _county(region, atlas))
    intruder = _strong_elsewhere(row, province)
    if intruder is not None:
        other = atlas.by_code[intruder.province]
        why = f"{base.evidence}与{intruder.evidence}不在同一省份 (different provinces)"
        unsettled = Settled(
            None, CONTRADICTION, why, (said.source, intruder.source), (province, other)
        )
        return Resolution(unsettled, unsettled, unsettled)
    clues = [base] if region.level is not Level.PROVINCE else []
    clues += _clues(row, province.code)
    return Resolution(
        Settled(province, None, base.evidence, (said.source,)),
        *_settle(clues, province, atlas),
    )


def _resolve_alone(row: _Row, region_text: str) -> Resolution:
    """Resolve a row without a readable region: only from strong clues that agree."""
    clues = _clues(row, None)
    strong = [clue for clue in clues if not clue.is_weak and not clue.rivals]
    codes = {clue.province for clue in strong}
    if len(codes) == 1:
        province = row.atlas.by_code[strong[0].province]
        evidence = "、".join(clue.evidence for clue in strong)
        sources = tuple(clue.source for clue in strong)
        inside = _clues(row, province.code)
        return Resolution(
            Settled(province, None, evidence, sources), *_settle(inside, province, row.atlas)
        )
    reason = CONTRADICTION if codes else (UNKNOWN_REGION if region_text else NO_PLACE)
    candidates = tuple(row.atlas.by_code[code] for code in sorted(codes))
    rivals = tuple(place for clue in clues for place in clue.rivals)
    if rivals and not codes:
        reason, candidates = AMBIGUOUS, rivals
    why = f"地区栏“{region_text}”无法对应省份 (no province of this name)"
    if candidates:
        why += "；候选 (candidates)：" + "、".join(place.name for place in candidates)
    unsettled = Settled(None, reason, why, tuple(row.texts), candidates)
    return Resolution(unsettled, unsettled, unsettled)


def _clues(row: _Row, within: str | None) -> list[_Clue]:
    clues = []
    for source in ("construction_unit", "cluster_name", "address"):
        text = row.texts.get(source, "")
        clue = _read_clue(source, text, row.chain(source, within), row.atlas)
        if clue is not None:
            clues.append(clue)
    return clues


def _read_clue(source: str, text: str, chain: Chain, atlas: Atlas) -> _Clue | None:
    """Turn a chain of names into codes; None when it says nothing."""
    if chain.is_empty:
        return None
    said = text[: chain.length]
    last = chain.places[-1] if chain.places else None
    if chain.zone is not None:
        return _zone_clue(source, said, chain.zone, last, atlas)
    if chain.rivals or last is None:
        return _rival_clue(source, said, chain, atlas)
    place = _as_of(last, atlas)
    is_short_county = place.level is Level.COUNTY and not last.is_full
    stands_alone = chain.at_level(Level.PREFECTURE) is None
    return _Clue(
        source,
        said,
        place.code[:2] + "0000",
        _city_code(place),
        _county(place, atlas),
        is_weak=is_short_county and stands_alone,
        is_common_word=is_short_county
        and source == "cluster_name"
        and last.place.short in COMMON_WORDS,
    )


def _zone_clue(source: str, said: str, zone: Zone, last: NamedPlace | None, atlas: Atlas) -> _Clue:
    seat = atlas.in_force(zone.seat_code) if zone.seat_code else None
    county = _county(_as_of(last, atlas), atlas) if last else None
    if county is None and zone.is_sole:
        county = seat
    is_nickname = source == "cluster_name" and len(said) <= LONGEST_NICKNAME
    is_weak = last is None and is_nickname
    return _Clue(
        source, said, zone.province_code, zone.city_code, county, hint=seat, is_weak=is_weak
    )


def _rival_clue(source: str, said: str, chain: Chain, atlas: Atlas) -> _Clue:
    above = chain.places[-1].place if chain.places else None
    city = _city_code(above) if above else None
    cities = {_city_code(place) for place in chain.rivals}
    if city is None and len(cities) == 1:
        city = cities.pop()
    province = chain.rivals[0].code[:2] + "0000"
    return _Clue(source, said, province, city, None, is_weak=True, rivals=chain.rivals)


def _city_code(place: Place) -> str | None:
    if place.level is Level.PROVINCE:
        return None
    return place.code if place.level is Level.PREFECTURE else place.parent


def _county(place: Place, atlas: Atlas) -> Place | None:
    """The place when it is a county that exists on the day (a name may run ahead of its code)."""
    exists = atlas.by_code.get(place.code) is not None
    return place if place.level is Level.COUNTY and exists else None


def _strong_elsewhere(row: _Row, province: Place) -> _Clue | None:
    """A clue that can only mean another province, while nothing in that column fits this one."""
    for source in ("construction_unit", "cluster_name"):
        text = row.texts.get(source, "")
        inside = row.chain(source, province.code)
        anywhere = row.chain(source)
        if anywhere.length <= inside.length:
            continue
        clue = _read_clue(source, text, anywhere, row.atlas)
        if clue is None or clue.is_weak or clue.rivals or clue.province == province.code:
            continue
        unit = row.chain("construction_unit", province.code)
        if source == "cluster_name" and not unit.is_empty:
            continue
        return clue
    return None


def _settle(clues: list[_Clue], province: Place, atlas: Atlas) -> tuple[Settled, Settled]:
    """Prefecture and county from the clues that lie in one province."""
    clues = [clue for clue in clues if clue.province == province.code]
    if province.code in MUNICIPALITIES:
        return _settle_municipality(clues, province, atlas)
    cities = {clue.city for clue in clues if clue.city and not clue.is_weak}
    if len(cities) > 1:
        return _contradictory(clues, atlas)
    if not cities:
        cities = {clue.city for clue in clues if clue.city and not clue.is_common_word}
    if len(cities) > 1:
        return _contradictory(clues, atlas)
    if not cities:
        return _without_city(clues)
    code = cities.pop()
    city = atlas.by_code.get(code or "")
    named = [clue for clue in clues if clue.city == code]
    if city is None:
        unsettled = Settled(None, NO_PLACE, f"{code} 当日无此代码 (no such code on that day)")
        return unsettled, unsettled
    settled = Settled(
        city, None, "、".join(c.evidence for c in named), tuple(c.source for c in named)
    )
    return settled, _settle_county(clues, city, atlas)


def _contradictory(clues: list[_Clue], atlas: Atlas) -> tuple[Settled, Settled]:
    named = [clue for clue in clues if clue.city]
    candidates = tuple(
        place
        for code in sorted({clue.city or "" for clue in named})
        if (place := atlas.by_code.get(code)) is not None
    )
    why = "与".join(clue.evidence for clue in named) + "不在同一地级市 (different prefectures)"
    unsettled = Settled(None, CONTRADICTION, why, tuple(clue.source for clue in named), candidates)
    return unsettled, unsettled


def _settle_municipality(
    clues: list[_Clue], province: Place, atlas: Atlas
) -> tuple[Settled, Settled]:
    """Below a municipality there are districts only: the second level is 市辖区 (or 县)."""
    county = _settle_county(clues, province, atlas)
    code = county.place.parent if county.place else None
    city = atlas.by_code[code or province.code[:2] + "0100"]
    return Settled(city, None, f"{province.name}为直辖市 (municipality)", county.sources), county


def _without_city(clues: list[_Clue]) -> tuple[Settled, Settled]:
    rivals = tuple(place for clue in clues for place in clue.rivals)
    if rivals:
        why = "、".join(clue.evidence for clue in clues if clue.rivals) + "有多处同名："
        why += "、".join(f"{place.name}({place.code})" for place in rivals)
        sources = tuple(clue.source for clue in clues if clue.rivals)
        unsettled = Settled(None, AMBIGUOUS, f"{why} (several places)", sources, rivals)
        return unsettled, unsettled
    why = "建设单位与集群名称均未写明地级市 (no prefecture named)"
    unsettled = Settled(None, NO_PLACE, why, NAMING_COLUMNS)
    return unsettled, unsettled


def _settle_county(clues: list[_Clue], area: Place, atlas: Atlas) -> Settled:
    """The one county that the clues name inside the area; else why there is none."""
    named: dict[str, list[_Clue]] = {}
    for clue in clues:
        for place in _counties_of(clue, clues, area.code):
            named.setdefault(place.code, []).append(clue)
    if len(named) == 1:
        code, speakers = next(iter(named.items()))
        evidence = "、".join(clue.evidence for clue in speakers)
        return Settled(atlas.by_code[code], None, evidence, tuple(c.source for c in speakers))
    if named:
        candidates = tuple(atlas.by_code[code] for code in sorted(named))
        why = "县级区划不一致 (counties differ)：" + "、".join(p.name for p in candidates)
        sources = tuple(clue.source for speakers in named.values() for clue in speakers)
        return Settled(None, CONTRADICTION, why, sources, candidates)
    hints = {clue.hint.name for clue in clues if clue.hint}
    why = "未写明县级区划 (no county named)"
    if hints:
        why += "；园区驻地仅供参考 (seat of the zone, a hint only)：" + "、".join(sorted(hints))
    return Settled(None, NOT_DETERMINED, why, NAMING_COLUMNS)


def _counties_of(clue: _Clue, clues: list[_Clue], area: str) -> list[Place]:
    """The county that a clue names in the area, if it is more than a common word."""
    others = [other for other in clues if other is not clue]
    spoken = {place.code for o in others for place in (o.county, o.hint) if place is not None}
    inside = [place for place in clue.rivals if is_within(place.code, area)]
    if clue.county is not None:
        inside = [clue.county] if is_within(clue.county.code, area) else []
        if clue.is_common_word and clue.county.code not in spoken:
            inside = []
    return inside if len(inside) == 1 else []


def display_name(place: Place, atlas: Atlas) -> str:
    """A place's official name; a municipality's where GB/T 2260 only says 市辖区 or 县."""
    if place.name in PLACEHOLDER_NAMES and place.code[:2] + "0000" in MUNICIPALITIES:
        return atlas.by_code[place.code[:2] + "0000"].name
    return place.name
