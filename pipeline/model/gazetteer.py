"""Places with their GB/T 2260 codes over time, development zones, and informal names for both.

Parsed once from the bytes of corrections/{regions,zones,aliases}.csv; looked up through the dated
view in `pipeline.model.atlas`. Nothing here reads a file or guesses a place.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from _csv import Reader

PLACEHOLDER_NAMES = frozenset(
    {"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划"}
)
"""Second-level names of GB/T 2260 that no document prints; never matched by name."""

_STATED_COUNT = re.compile(r"\s*[（(]\s*(?:共\s*)?\d{1,3}\s*[个家项]\s*[)）]$")


def without_stated_count(region: str) -> str:
    """Return a region's name without the number of rows printed behind it: 北京市（3家）."""
    return _STATED_COUNT.sub("", region)


class Level(IntEnum):
    """Administrative level of a code."""

    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3


class AliasKind(StrEnum):
    """What an informal name stands for."""

    PLACE = "place"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Place:
    """One name that one code had from `valid_from` to `valid_to`, both inclusive.

    None means open: since before the lists begin, or still in force. `short` is the everyday name
    (延边朝鲜族自治州 -> 延边). `parent` is the code one level up by the digits (None at the top).
    `successor` is the code that took over when this name or code ended, None if none or unknown.
    """

    code: str
    name: str
    short: str
    level: Level
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    successor: str | None
    source: str

    def is_valid_on(self, day: date) -> bool:
        """Whether this code had this name on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone, which has no code of its own.

    `city_code` is the prefecture it belongs to, `seat_code` the county of its seat (None where not
    known). `is_sole` says that the zone lies in, or is run as one with, that county alone, so the
    zone's name determines the county; otherwise the seat is a hint only. `since` is the year of
    its present level; `is_certain` that name and prefecture were checked against a second list.
    """

    name: str
    short: str
    level: str
    province_code: str
    city_code: str
    seat_code: str | None
    is_sole: bool
    since: int | None
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Alias:
    """An informal name: `target` is a region code (place) or a zone's full name (zone)."""

    name: str
    kind: AliasKind
    province_code: str
    target: str


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """All places over time, all zones, all aliases; compared by identity."""

    places: tuple[Place, ...]
    zones: tuple[Zone, ...]
    aliases: tuple[Alias, ...]


REGION_COLUMNS = (
    "code",
    "name",
    "short",
    "level",
    "parent",
    "valid_from",
    "valid_to",
    "successor",
    "source",
)
ZONE_COLUMNS = (
    "name",
    "short",
    "level",
    "province_code",
    "city_code",
    "seat_code",
    "sole",
    "since",
    "certain",
)
ALIAS_COLUMNS = ("name", "kind", "province_code", "target", "note")


def parse_gazetteer(regions: bytes, zones: bytes, aliases: bytes) -> Gazetteer:
    """Parse the three files (UTF-8, with or without BOM) and check that they fit together.

    Raises:
        ConfigurationError: Naming file and line of what is wrong.
    """
    places = tuple(_parse_place(row) for row in _iter_rows("regions.csv", regions, REGION_COLUMNS))
    codes = frozenset(place.code for place in places)
    zone_rows = _iter_rows("zones.csv", zones, ZONE_COLUMNS)
    parsed_zones = tuple(_parse_zone(row, codes) for row in zone_rows)
    zone_names = frozenset(zone.name for zone in parsed_zones)
    alias_rows = _iter_rows("aliases.csv", aliases, ALIAS_COLUMNS)
    parsed_aliases = tuple(_parse_alias(row, codes, zone_names) for row in alias_rows)
    return Gazetteer(places, parsed_zones, parsed_aliases)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a file, so that every complaint can name it."""

    file: str
    line_no: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def fail(self, why: str, why_english: str) -> ConfigurationError:
        return ConfigurationError(
            f"corrections/{self.file} 第 {self.line_no} 行：{why} "
            f"(line {self.line_no}: {why_english})",
            "请改正该行后重新运行 (correct the line and run again)",
        )

    def code(self, column: str, codes: frozenset[str]) -> str:
        """Return a region code of the file, or complain."""
        code = self.values[column]
        if code not in codes:
            raise self.fail(f"{column} 不是已知区划代码：{code}", f"unknown {column} {code!r}")
        return code

    def flag(self, column: str) -> bool:
        """Return a 0/1 column as a truth value, or complain."""
        value = self.values[column]
        if value not in ("0", "1"):
            raise self.fail(f"{column} 只能是 0 或 1", f"{column} must be 0 or 1")
        return value == "1"

    def day(self, column: str) -> date | None:
        """Return an ISO date, None when empty, or complain."""
        value = self.values[column]
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.fail(f"{column} 不是日期：{value}", f"{column} is no ISO date") from None


def _iter_rows(file: str, content: bytes, columns: tuple[str, ...]) -> Iterator[_Row]:
    """Yield the data lines; header and number of cells must be right."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"corrections/{file} 不是 UTF-8 编码 (not UTF-8): {error.reason}",
            "请用 UTF-8 另存该文件 (save it as UTF-8)",
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    lines = _iter_cells(file, reader)
    header = tuple(next(lines, ()))
    if header != columns:
        raise _Row(file, 1, {}).fail(
            f"表头应为 {','.join(columns)}", f"the header must be {','.join(columns)}"
        )
    for cells in lines:
        if not any(cells):
            continue
        row = _Row(file, reader.line_num, dict(zip(columns, cells, strict=False)))
        if len(cells) != len(columns):
            raise row.fail(
                f"应有 {len(columns)} 列，实有 {len(cells)} 列",
                f"{len(cells)} cells instead of {len(columns)}",
            )
        if not cells[0].strip():
            raise row.fail("第一列为空", "the first column is empty")
        yield row


def _iter_cells(file: str, reader: Reader) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise _Row(file, reader.line_num, {}).fail(
            "无法分列，引号可能不成对", f"cannot be split, a quote may lack its pair: {error}"
        ) from None


def _parse_place(row: _Row) -> Place:
    code, level = row["code"], row["level"]
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        raise row.fail(f"代码应为六位数字：{code}", f"code {code!r} is not six digits")
    if level not in ("1", "2", "3"):
        raise row.fail("level 只能是 1、2、3", "level must be 1, 2 or 3")
    if not row["name"] or not row["short"]:
        raise row.fail("名称或简称为空", "name or short is empty")
    valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
    if valid_from and valid_to and valid_from > valid_to:
        raise row.fail("valid_from 晚于 valid_to", "valid_from is after valid_to")
    return Place(
        code,
        row["name"],
        row["short"],
        Level(int(level)),
        row["parent"] or None,
        valid_from,
        valid_to,
        row["successor"] or None,
        row["source"],
    )


def _parse_zone(row: _Row, codes: frozenset[str]) -> Zone:
    since = row["since"]
    if since and not (since.isascii() and since.isdigit() and len(since) == 4):
        raise row.fail(f"since 应为四位年份：{since}", f"since {since!r} is no year")
    if not row["short"]:
        raise row.fail("简称为空", "short is empty")
    seat_code = row.code("seat_code", codes) if row["seat_code"] else None
    is_sole = row.flag("sole")
    if is_sole and seat_code is None:
        raise row.fail("sole 为 1 时须有 seat_code", "sole needs a seat_code")
    return Zone(
        row["name"],
        row["short"],
        row["level"],
        row.code("province_code", codes),
        row.code("city_code", codes),
        seat_code,
        is_sole,
        int(since) if since else None,
        row.flag("certain"),
    )


def _parse_alias(row: _Row, codes: frozenset[str], zone_names: frozenset[str]) -> Alias:
    try:
        kind = AliasKind(row["kind"])
    except ValueError:
        raise row.fail("kind 只能是 place 或 zone", "kind must be place or zone") from None
    target = row["target"]
    if kind is AliasKind.ZONE and target not in zone_names:
        raise row.fail(f"zones.csv 中没有：{target}", f"no zone named {target!r}")
    if kind is AliasKind.PLACE:
        row.code("target", codes)
    return Alias(row["name"], kind, row.code("province_code", codes), target)
