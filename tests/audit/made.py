"""Made-up extractions that tests can change cell by cell, assembled by the real registry code."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.audit.run_record import RunRecord
from pipeline.model.correction import CleanDocument, CleanReading, Correction
from pipeline.model.document import (
    DocumentReading,
    PageSummary,
    Part,
    Reading,
    Record,
    ValueType,
)
from pipeline.model.geometry import Box, Region
from pipeline.model.page import PageSource, PageStatus
from pipeline.model.text import Glyph
from pipeline.model.value import CellStatus, NormalDocument, NormalRecord, Value
from pipeline.registry.assemble import assemble
from pipeline.registry.faces.csv_face import csv_bytes
from pipeline.registry.registry import Registry, StagedDocument

REGIONS = ("河北", "山东", "江苏", "浙江", "广东", "四川")
CITIES = (
    "石家庄",
    "邯郸",
    "唐山",
    "济南",
    "潍坊",
    "无锡",
    "苏州",
    "宁波",
    "惠州",
    "德阳",
    "绵阳",
    "保定",
)
TRADES = (
    "药用辅料",
    "现代装备",
    "高端陶瓷",
    "激光装备",
    "动力机械",
    "物联网",
    "纳米材料",
    "汽车电子",
    "云计算",
    "航空配套",
    "光伏",
    "轨道交通",
)
FORMS = (
    "高端",
    "智能",
    "新型",
    "绿色",
    "精密",
    "先进",
    "数字",
    "特种",
    "生物",
    "海洋",
    "低碳",
    "柔性",
)
COLUMNS = ("region", "cluster_name", "construction_unit", "cluster_type")
ROW_HEIGHT, COLUMN_WIDTH, ROWS_PER_PAGE = 60, 400, 25


@dataclass
class MadeCell:
    """One cell from ink to value; a test changes what it likes."""

    text_ocr: str
    text_clean: str
    value: str
    regions: tuple[Region, ...]
    steps: list[Correction] = field(default_factory=list)
    engine: str = "ppocr-v6-small"
    confidence: float = 0.99
    person: str | None = None
    evidence: str | None = None
    status: CellStatus = CellStatus.ACCEPTED
    reasons: tuple[str, ...] = ()

    def say(self, text: str) -> None:
        """Read, judge and type the same text, without corrections."""
        self.text_ocr = self.text_clean = self.value = text
        self.steps = []


@dataclass
class MadeRow:
    """One listed cluster. `uid` stays the same whatever happens to its position."""

    uid: str
    cells: dict[str, MadeCell]
    codes: dict[str, MadeCell]


@dataclass
class MadeDocument:
    """One source file with a list of clusters; `content` are its bytes."""

    source_name: str
    content: bytes
    rows: list[MadeRow]

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def document_id(self) -> str:
        """Stem and eight digits of the hash."""
        return f"{Path(self.source_name).stem}-{self.sha256[:8]}"

    def record_id(self, row_index: int) -> str:
        """Record id of a row at its present place."""
        return f"{self.document_id}/1/clusters/{row_index + 1}"


def made_documents(seed: int, n_documents: int, n_rows: int) -> list[MadeDocument]:
    """Lists of made-up clusters; regions are merged over runs of three rows."""
    random_ = random.Random(seed)
    return [
        MadeDocument(
            f"list-{number:03d}.pdf",
            f"scan {seed} {number}".encode(),
            [_row(random_, number, index) for index in range(n_rows)],
        )
        for number in range(n_documents)
    ]


def _row(random_: random.Random, number: int, index: int) -> MadeRow:
    city, form, trade = random_.choice(CITIES), random_.choice(FORMS), random_.choice(TRADES)
    texts = {
        "region": REGIONS[(index // 3 + number) % len(REGIONS)],
        "cluster_name": f"{city}{form}{trade}创新型产业集群",
        "construction_unit": f"{city}{random_.choice(('高新区', '经开区', '新区'))}管委会",
        "cluster_type": random_.choice(("试点", "培育")),
    }
    cells = {
        column: MadeCell(text, text, text, (region_of(index, place),))
        for place, (column, text) in enumerate(texts.items())
    }
    code = f"{13 + REGIONS.index(texts['region'])}0000"
    city_code = f"13{CITIES.index(city):02d}00"
    codes = {
        "region_code": MadeCell("", "", code, (), evidence=f"gazetteer {code}"),
        "city_code": MadeCell("", "", city_code, (), evidence=f"gazetteer {city_code}"),
    }
    return MadeRow(f"{number}-{index}", cells, codes)


def region_of(index: int, place: int) -> Region:
    """Where a cell of a row stands."""
    top = 200 + (index % ROWS_PER_PAGE) * ROW_HEIGHT
    left = 100 + place * COLUMN_WIDTH
    return Region(index // ROWS_PER_PAGE + 1, Box(left, top, left + COLUMN_WIDTH, top + ROW_HEIGHT))


def staged(document: MadeDocument) -> StagedDocument:
    """Lay a made document out as its stages would leave it."""
    records, clean, normal = [], [], []
    for index, row in enumerate(document.rows):
        record_id = document.record_id(index)
        readings = [_reading(document, index, column, cell) for column, cell in row.cells.items()]
        records.append(Record(record_id, "clusters", index + 1, tuple(readings)))
        clean += [
            CleanReading(
                f"{record_id}/{column}", cell.text_clean, tuple(cell.steps), decided_by=cell.person
            )
            for column, cell in row.cells.items()
        ]
        normal.append(_normal(record_id, index, row))
    pages = range(1, (len(document.rows) - 1) // ROWS_PER_PAGE + 2)
    reading = DocumentReading(
        document.document_id,
        document.source_name,
        document.sha256,
        "application/pdf",
        tuple(
            PageSummary(n, PageStatus.OK, PageSource.IMAGE, None, None, "roster", 100, 1, 25)
            for n in pages
        ),
        (Part(1, "roster", tuple(pages), 1.0, ("header",), False, tuple(records)),),
        (),
        (),
    )
    return StagedDocument(
        reading,
        CleanDocument(document.document_id, tuple(clean)),
        NormalDocument(document.document_id, tuple(normal), ()),
    )


def _reading(document: MadeDocument, index: int, column: str, cell: MadeCell) -> Reading:
    first = index - index % 3
    inherited = column == "region" and index != first
    return Reading(
        f"{document.record_id(index)}/{column}",
        column,
        ValueType.TEXT,
        cell.text_ocr,
        cell.confidence,
        cell.engine,
        cell.regions,
        tuple(Glyph(char, cell.confidence, (("口", 0.01),)) for char in cell.text_ocr),
        inherited_from=f"{document.record_id(first)}/region" if inherited else None,
    )


def _normal(record_id: str, index: int, row: MadeRow) -> NormalRecord:
    def value(column: str, cell: MadeCell, sources: tuple[str, ...]) -> Value:
        return Value(
            f"{record_id}/{column}",
            column,
            cell.value,
            None,
            tuple(f"{record_id}/{source}" for source in sources),
            cell.status,
            cell.reasons,
            None,
            cell.evidence,
        )

    values = [value(column, cell, ()) for column, cell in row.cells.items()]
    values.append(value("region_code", row.codes["region_code"], ("region",)))
    values.append(value("city_code", row.codes["city_code"], ("construction_unit",)))
    return NormalRecord(record_id, "clusters", index + 1, None, (), tuple(values))


def made_registry(documents: Sequence[MadeDocument]) -> Registry:
    """Assemble with the real code."""
    return assemble([staged(document) for document in documents])


def write_extraction(folder: Path, documents: Sequence[MadeDocument], run: RunRecord) -> Path:
    """Write an output folder with CSV faces and run.json."""
    registry = folder / "registry"
    registry.mkdir(parents=True)
    for table in made_registry(documents).tables:
        (registry / f"{table.schema.name}.csv").write_bytes(csv_bytes(table))
    record = {
        "code": run.code,
        "engines": dict(run.engines),
        "dictionaries": dict(run.dictionaries),
    }
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def step(rule: str, before: str, after: str, dictionary: str | None = None) -> Correction:
    """A correction step."""
    return Correction(rule, before, after, "测试 test", 0.99, dictionary)


def shifted(regions: tuple[Region, ...], by: int) -> tuple[Region, ...]:
    """The same places on a page that was laid on the glass a little off."""
    return tuple(
        replace(
            region,
            box=Box(region.box.x0 + by, region.box.y0 + by, region.box.x1 + by, region.box.y1 + by),
        )
        for region in regions
    )
