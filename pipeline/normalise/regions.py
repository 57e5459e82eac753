"""Province, prefecture and county of one row, from all that the row says, as of a day.

Evidence is the region column, the construction unit and the cluster's name together. What they
do not settle stays unresolved with a reason and its candidates; what they contradict each other
about is not decided here. A zone's seat determines the county only where the zone lies in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.model.atlas import Atlas, is_within
from pipeline.model.gazetteer import PLACEHOLDER_NAMES, Level, Place
from pipeline.normalise.clues import Clue, city_code_of, county_of, place_in_force, read_clue
from pipeline.normalise.places import Chain, parse_chain, prepare

CONTRADICTION = "region-contradiction"
AMBIGUOUS = "ambiguous-place"
UNKNOWN_REGION = "region-unknown"
NO_PLACE = "no-place-named"
NOT_DETERMINED = "county-not-determined"
_STATED_COUNT = re.compile(r"（\d+[个家项]?）$")
"""北京（3个）: a region may state how many clusters it has."""
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
NAMING_COLUMNS = ("construction_unit", "cluster_name")
"""The columns whose silence leaves a prefecture or county open."""


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
            return place_in_force(current[0], atlas)
        if current:
            return None
    # 江苏省苏州市, or the columns 省 and 市 together: a chain that leaves nothing unread.
    chain = parse_chain(text, atlas)
    is_whole = chain.length == len(text) and chain.zone is None and not chain.rivals
    return place_in_force(chain.places[-1], atlas) if chain.places and is_whole else None


def _resolve_within(row: _Row, region: Place, said: _Said) -> Resolution:
    """Resolve a row whose region (mostly a province) is known."""
    atlas = row.atlas
    province = atlas.by_code[region.code[:2] + "0000"]
    base = Clue(
        said.source, said.text, province.code, city_code_of(region), county_of(region, atlas)
    )
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


def _clues(row: _Row, within: str | None) -> list[Clue]:
    clues = []
    for source in ("construction_unit", "cluster_name", "address"):
        text = row.texts.get(source, "")
        clue = read_clue(source, text, row.chain(source, within), row.atlas)
        if clue is not None:
            clues.append(clue)
    return clues


def _strong_elsewhere(row: _Row, province: Place) -> Clue | None:
    """A clue that can only mean another province, while nothing in that column fits this one."""
    for source in ("construction_unit", "cluster_name"):
        text = row.texts.get(source, "")
        inside = row.chain(source, province.code)
        anywhere = row.chain(source)
        if anywhere.length <= inside.length:
            continue
        clue = read_clue(source, text, anywhere, row.atlas)
        if clue is None or clue.is_weak or clue.rivals or clue.province == province.code:
            continue
        unit = row.chain("construction_unit", province.code)
        if source == "cluster_name" and not unit.is_empty:
            continue
        return clue
    return None


def _settle(clues: list[Clue], province: Place, atlas: Atlas) -> tuple[Settled, Settled]:
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
    return settled, _settlecounty_of(clues, city, atlas)


def _contradictory(clues: list[Clue], atlas: Atlas) -> tuple[Settled, Settled]:
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
    clues: list[Clue], province: Place, atlas: Atlas
) -> tuple[Settled, Settled]:
    """Below a municipality there are districts only: the second level is 市辖区 (or 县)."""
    county = _settlecounty_of(clues, province, atlas)
    code = county.place.parent if county.place else None
    city = atlas.by_code[code or province.code[:2] + "0100"]
    return Settled(city, None, f"{province.name}为直辖市 (municipality)", county.sources), county


def _without_city(clues: list[Clue]) -> tuple[Settled, Settled]:
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


def _settlecounty_of(clues: list[Clue], area: Place, atlas: Atlas) -> Settled:
    """The one county that the clues name inside the area; else why there is none."""
    named: dict[str, list[Clue]] = {}
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


def _counties_of(clue: Clue, clues: list[Clue], area: str) -> list[Place]:
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
