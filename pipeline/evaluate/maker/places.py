"""Real places for made documents: prefectures, counties and zones with their province.

Reads the gazetteer files that data staff keep (`regions.csv`, `zones.csv`); a short name is what
official lists print in the region column (内蒙古, not 内蒙古自治区). Decides nothing else.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Place:
    """A place below its province. `level` is 2 for a prefecture, 3 for a county.

    `name` is the full name (太原市), `short` the one used inside names (太原), `city` the full
    name of its prefecture (itself at level 2; the province in a municipality).
    """

    province: str
    city: str
    name: str
    short: str
    level: int


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone; `name` is its short name as lists print it, e.g. 太原不锈钢产业园区."""

    province: str
    city: str
    name: str


@dataclass(frozen=True, slots=True)
class Places:
    """Everything a document may name. `provinces` in code order, as rosters are sorted."""

    provinces: tuple[str, ...]
    places: dict[str, tuple[Place, ...]]
    zones: dict[str, tuple[Zone, ...]]
    bureaus: dict[str, str]


def read_places(corrections: Path) -> Places:
    """Read the gazetteer files in `corrections`.

    `bureaus` maps a province's short name to its full one (for 山东省科学技术厅).

    Raises:
        ConfigurationError: When a file is missing.
    """
    rows = {row["code"]: row for row in _rows(corrections / "regions.csv") if not row["valid_to"]}
    provinces = {code: row for code, row in rows.items() if row["level"] == "1"}
    places: dict[str, list[Place]] = {row["short"]: [] for row in provinces.values()}
    for code, row in sorted(rows.items()):
        province = provinces.get(code[:2] + "0000")
        if province is None or row["level"] == "1" or _is_placeholder(row["name"]):
            continue
        parent = rows.get(row["parent"])
        named = parent is not None and not _is_placeholder(parent["name"])
        city = parent["name"] if parent is not None and named else province["name"]
        if row["level"] == "2":
            city = row["name"]
        short = province["short"]
        places[short].append(Place(short, city, row["name"], row["short"], int(row["level"])))
    filled = {name: tuple(found) for name, found in places.items() if found}
    return Places(
        provinces=tuple(filled),
        places=filled,
        zones=_read_zones(corrections / "zones.csv", rows),
        bureaus={row["short"]: row["name"] for row in provinces.values()},
    )


def _is_placeholder(name: str) -> bool:
    return name in {"市辖区", "县"} or "直辖" in name


def _read_zones(path: Path, rows: dict[str, dict[str, str]]) -> dict[str, tuple[Zone, ...]]:
    zones: dict[str, list[Zone]] = {}
    for row in _rows(path):
        province, city = rows.get(row["province_code"]), rows.get(row["city_code"])
        if province is None:
            continue
        named = city is not None and not _is_placeholder(city["name"])
        city_name = city["name"] if city is not None and named else province["name"]
        name = row["short"]
        if not name.endswith(("区", "园", "城", "岛", "镇", "港")):
            name += _tail(row["level"])
        zones.setdefault(province["short"], []).append(Zone(province["short"], city_name, name))
    return {name: tuple(found) for name, found in zones.items()}


def _tail(level: str) -> str:
    tails = {"高新区": "高新区", "经开区": "经开区", "新区": "新区", "镇": "镇"}
    return next((tail for mark, tail in tails.items() if mark in level), "开发区")


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise ConfigurationError(
            f"缺少地名表 gazetteer file is missing: {path.name}",
            "请用 --corrections 指明目录 point --corrections at the folder that holds it",
        )
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
