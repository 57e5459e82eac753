"""Made-up documents with consistent stages and no scan behind them, for benchmarks and tests.

`made_document` turns short notes on cells into the three stage results; `made_rosters` makes lists
of any length from a seed. The people, units and clusters in them do not exist.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.correction import Candidate, CleanDocument, CleanReading, Correction
from pipeline.model.document import DocumentReading, PageSummary, Part, Reading, Record, ValueType
from pipeline.model.geometry import Box, Region
from pipeline.model.page import PageSource, PageStatus
from pipeline.model.value import CellStatus, NormalDocument, NormalRecord, Value
from pipeline.registry.registry import StagedDocument

ROWS_A_PAGE = 25
ROWS_A_LIST = 100
_CELL_WIDTH, _CELL_HEIGHT = 300, 60


@dataclass(frozen=True, slots=True)
class MadeCell:
    """A cell to be made.

    `value` defaults to the text. `misread` is what the recogniser saw, when that differs.
    `repeats` names the column of an earlier row's cell as (record index, column) when this cell
    only inherits its ink. A derived cell has no reading; it rests on the columns in `rests_on`.
    """

    column: str
    text: str
    value: str | None = None
    misread: str | None = None
    status: CellStatus = CellStatus.ACCEPTED
    reasons: tuple[str, ...] = ()
    probability: float | None = None
    value_type: ValueType = ValueType.TEXT
    repeats: int | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """A record to be made; `parent` is the index of the record it belongs to."""

    table: str
    cells: tuple[MadeCell, ...]
    page_no: int = 1
    parent: int | None = None
    attributes: tuple[tuple[str, str], ...] = ()


def made_document(
    name: str, kind: str, made: Sequence[MadeRecord], n_pages: int = 1
) -> StagedDocument:
    """Return the stages of a document of one part that holds the given records."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    document_id = f"{name}-{digest[:8]}"
    ids = list(_record_ids(document_id, made))
    records, clean, normal = [], [], []
    for position, record in enumerate(made):
        readings = [
            _reading(cell, position, made, ids) for cell in record.cells if not cell.rests_on
        ]
        parent_id = ids[record.parent] if record.parent is not None else None
        row_no = int(ids[position].rpartition("/")[2])
        records.append(
            Record(
                ids[position], record.table, row_no, tuple(readings), parent_id, record.attributes
            )
        )
        clean += [_clean(cell, ids[position]) for cell in record.cells if not cell.rests_on]
        values = tuple(_value(cell, ids[position]) for cell in record.cells)
        normal.append(
            NormalRecord(ids[position], record.table, row_no, parent_id, record.attributes, values)
        )
    pages = tuple(_page(page_no, kind) for page_no in range(1, n_pages + 1))
    part = Part(1, kind, tuple(range(1, n_pages + 1)), 1.0, ("made-up",), False, tuple(records))
    reading = DocumentReading(
        document_id, f"{name}.pdf", digest, "application/pdf", pages, (part,), (), ()
    )
    return StagedDocument(
        reading,
        CleanDocument(document_id, tuple(clean)),
        NormalDocument(document_id, tuple(normal), ()),
    )


def _record_ids(document_id: str, made: Iterable[MadeRecord]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for record in made:
        counts[record.table] = counts.get(record.table, 0) + 1
        yield f"{document_id}/1/{record.table}/{counts[record.table]}"


def _reading(
    cell: MadeCell, position: int, made: Sequence[MadeRecord], ids: Sequence[str]
) -> Reading:
    source = position if cell.repeats is None else cell.repeats
    columns = [other.column for other in made[source].cells]
    col = columns.index(cell.column)
    row = source % ROWS_A_PAGE
    box = Box(
        col * _CELL_WIDTH, row * _CELL_HEIGHT, (col + 1) * _CELL_WIDTH, (row + 1) * _CELL_HEIGHT
    )
    return Reading(
        f"{ids[position]}/{cell.column}",
        cell.column,
        cell.value_type,
        cell.text if cell.misread is None else cell.misread,
        0.99 if cell.status is CellStatus.ACCEPTED else 0.6,
        "made-up",
        (Region(made[source].page_no, box),),
        inherited_from=None if cell.repeats is None else f"{ids[source]}/{cell.column}",
    )


def _clean(cell: MadeCell, record_id: str) -> CleanReading:
    cell_id = f"{record_id}/{cell.column}"
    if cell.misread is None:
        return CleanReading(cell_id, cell.text)
    correction = Correction("made-repair", cell.misread, cell.text, "made-up", 0.95, margin=3.5)
    return CleanReading(
        cell_id, cell.text, (correction,), (Candidate(cell.misread, 0.04, "as read"),)
    )


def _value(cell: MadeCell, record_id: str) -> Value:
    value = cell.text if cell.value is None else cell.value
    return Value(
        f"{record_id}/{cell.column}",
        cell.column,
        value or None,
        None if value else "empty",
        tuple(f"{record_id}/{column}" for column in cell.rests_on),
        cell.status,
        cell.reasons,
        cell.probability,
    )


def _page(page_no: int, kind: str) -> PageSummary:
    return PageSummary(
        page_no, PageStatus.OK, PageSource.IMAGE, None, None, kind, ROWS_A_PAGE, 1, ROWS_A_PAGE
    )


_PLACES = tuple(
    (province, f"{code}0000", f"{first}{second}市", f"{code}{number:02d}00")
    for code, province in (("13", "河北"), ("21", "辽宁"), ("32", "江苏"), ("44", "广东"))
    for number, (first, second) in enumerate(
        ((f, s) for f in "安宁永长平丰清" for s in "州阳江海山"), start=1
    )
)
_GOODS = (
    *("轨道交通", "生物医药", "集成电路", "稀土永磁", "氢能装备", "智能电网", "云计算", "数控机床"),
    *("特种陶瓷", "海洋工程", "激光加工", "新型显示", "工业软件", "碳纤维", "高端轴承", "药用辅料"),
    *("液压元件", "北斗导航", "兽用疫苗", "钛合金", "电线电缆", "精细化工", "汽车电子", "橡胶轮胎"),
)
_MAKERS = ("高新区管委会", "经开区管委会", "市科技局", "工业园区管委会")
REVIEW_SHARE = 0.05


def made_rosters(n_listings: int, seed: int = 0) -> list[StagedDocument]:
    """Return lists of up to 100 rows with `n_listings` rows in all, one cell in 20 in doubt.

    Lists of later years name most clusters of the first ones again, some under another name.
    """
    dice = random.Random(seed)
    documents: list[StagedDocument] = []
    for start in range(0, n_listings, ROWS_A_LIST):
        size = min(ROWS_A_LIST, n_listings - start)
        year = 2015 + len(documents) % 10
        notice = MadeRecord(
            "notices",
            (
                MadeCell("doc_no", f"国科火字〔{year}〕{len(documents)}号"),
                MadeCell("issued_on", f"{year}-03-01", value_type=ValueType.DATE),
            ),
        )
        rows = _roster_rows(size, dice)
        name = f"made-roster-{len(documents):04d}"
        documents.append(made_document(name, "roster", (notice, *rows), 1 + size // ROWS_A_PAGE))
    return documents


def _roster_rows(size: int, dice: random.Random) -> Iterator[MadeRecord]:
    places = sorted(dice.choice(_PLACES) for _ in range(size))
    first_of: dict[str, int] = {}
    for index, (province, province_code, city, city_code) in enumerate(places, start=1):
        place = city.removesuffix("市")
        goods = dice.choice(_GOODS)
        kind = "创新型产业集群" if dice.random() < 0.5 else "产业集群"
        unit = f"{place}{dice.choice(_MAKERS)}"
        repeats = first_of.get(province)
        first_of.setdefault(province, index)
        doubtful = dice.random() < REVIEW_SHARE
        status = CellStatus.REVIEW if doubtful else CellStatus.ACCEPTED
        name = MadeCell(
            "cluster_name",
            f"{place}{goods}{kind}",
            misread=f"{place}{goods[:-1]}囗{kind}" if doubtful else None,
            status=status,
            reasons=("thin-margin",) if doubtful else (),
            probability=round(dice.uniform(0.3, 0.9), 4) if doubtful else 0.999,
            value_type=ValueType.CLUSTER_NAME,
        )
        sources = ("region", "construction_unit", "cluster_name")
        yield MadeRecord(
            "clusters",
            (
                MadeCell("region", province, value_type=ValueType.REGION, repeats=repeats),
                MadeCell("region_code", province_code, rests_on=sources),
                MadeCell("city", city, rests_on=sources),
                MadeCell("city_code", city_code, rests_on=sources),
                MadeCell("county", "", rests_on=sources),
                MadeCell("county_code", "", rests_on=sources),
                name,
                MadeCell("construction_unit", unit, value_type=ValueType.ORGANISATION),
                MadeCell(
                    "cluster_type",
                    dice.choice(("试点", "培育")),
                    value_type=ValueType.CLUSTER_TYPE,
                ),
                MadeCell("construction_unit_full", unit, rests_on=("construction_unit",)),
            ),
            page_no=1 + index // ROWS_A_PAGE,
        )
