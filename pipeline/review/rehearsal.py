"""A made-up output folder of rosters with doubts, to try, test and time the station on.

Everything is invented from a few words and a seed; no real document is involved. Page images are
drawn when asked for, so that ten thousand cells need no space.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.model.correction import Candidate, CleanDocument, CleanReading, Correction
from pipeline.model.decision import Decision
from pipeline.model.document import (
    DocumentReading,
    PageSummary,
    Part,
    Reading,
    Record,
    ValueType,
)
from pipeline.model.geometry import Box, Region, identity_transform
from pipeline.model.page import PageReading, PageSource, PageStatus
from pipeline.model.text import Glyph
from pipeline.model.value import CellStatus, NormalDocument, NormalRecord, Value
from pipeline.review.aside import Aside
from pipeline.review.decisions import DecisionLog
from pipeline.review.services import Pixels, ReportProgress
from pipeline.store.files import sha256_hex
from pipeline.store.output import Manifest, OutputFolder, StoredPage

WIDTH, HEIGHT = 1240, 1754
"""A4 at 150 dpi."""

ROWS_PER_PAGE = 20
ROW_HEIGHT = 70
TOP = 200
EDGES = (80, 230, 700, 1060, 1160)
COLUMNS = (
    ("region", ValueType.REGION),
    ("cluster_name", ValueType.CLUSTER_NAME),
    ("construction_unit", ValueType.ORGANISATION),
    ("cluster_type", ValueType.CLUSTER_TYPE),
)
PLACES = ("青石", "临溪", "白鹭", "松原", "云岭", "东港", "石桥", "新泽", "河湾", "平川")
TRADES = ("智能装备", "生物医药", "新型显示", "轨道交通", "先进陶瓷", "海洋工程", "节能材料")
LOOKALIKES = {"石": "右", "溪": "漠", "鹭": "鸶", "原": "厚", "岭": "岑", "港": "巷", "桥": "侨"}
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)


@dataclass(frozen=True, slots=True)
class MadeRow:
    """What is printed in a row and what was read of its name."""

    texts: tuple[str, str, str, str]
    read_name: str
    is_doubtful: bool


def make_rehearsal(out: Path, n_documents: int, n_rows: int, doubt_share: float = 0.25) -> None:
    """Write documents of `n_rows` rows each as if the pipeline had made them."""
    folder = OutputFolder(out)
    for number in range(1, n_documents + 1):
        write_document(folder, number, n_rows, doubt_share)


def write_document(
    folder: OutputFolder,
    number: int,
    n_rows: int,
    doubt_share: float,
    hostile: Sequence[str] = (),
) -> str:
    """Write one document and return its id; `hostile` replaces the readings of its first rows."""
    sha256 = sha256_hex(f"rehearsal {number}".encode())
    document_id = f"名单-{number:02d}-{sha256[:8]}"
    rows = make_rows(number, n_rows, doubt_share)
    for place, text in enumerate(hostile):
        rows[place] = MadeRow(rows[place].texts, text, True)
    n_pages = (n_rows + ROWS_PER_PAGE - 1) // ROWS_PER_PAGE
    records = tuple(_record(document_id, row_no, row) for row_no, row in enumerate(rows, 1))
    pages = tuple(
        PageSummary(no, PageStatus.OK, PageSource.IMAGE, None, None, "roster", 80, 1, 20)
        for no in range(1, n_pages + 1)
    )
    part = Part(
        1, "roster", tuple(range(1, n_pages + 1)), 1.0, ("列名相符 headings",), False, records
    )
    name = f"名单-{number:02d}.pdf"
    read = DocumentReading(document_id, name, sha256, "application/pdf", pages, (part,), (), ())
    clean = CleanDocument(document_id, tuple(_iter_clean(records, rows)))
    normal = NormalDocument(document_id, tuple(_iter_normal(records, rows)), ())
    stages = tuple(
        folder.write_stage(document_id, stage, "rehearsal", result)
        for stage, result in (("extract", read), ("clean", clean), ("normalise", normal))
    )
    stored = tuple(folder.write_page(document_id, _page(no)) for no in range(1, n_pages + 1))
    folder.write_manifest(Manifest(document_id, name, sha256, "application/pdf", stored, stages))
    return document_id


def rebuild_document(folder: OutputFolder, decisions: Path, document_id: str) -> None:
    """Stand in for the pipeline: write what people decided into clean and normalise."""
    manifest = folder.read_manifest(document_id)
    if manifest is None:
        return
    log = DecisionLog(decisions)
    clean = folder.read_stage(document_id, "clean", CleanDocument)
    normal = folder.read_stage(document_id, "normalise", NormalDocument)

    def decided(cell_id: str) -> Decision | None:
        return log.holding((manifest.sha256, cell_id))

    readings = tuple(
        replace(cleaned, text_clean=holding.text or "", doubts=(), decided_by=holding.person)
        if (holding := decided(cleaned.cell_id))
        else cleaned
        for cleaned in clean.readings
    )
    records = tuple(
        replace(
            record,
            values=tuple(
                replace(value, value=holding.text, status=CellStatus.ACCEPTED, reasons=())
                if (holding := decided(value.cell_id))
                else value
                for value in record.values
            ),
        )
        for record in normal.records
    )
    stages = (
        *(stage for stage in manifest.stages if stage.stage == "extract"),
        folder.write_stage(document_id, "clean", "rehearsal", replace(clean, readings=readings)),
        folder.write_stage(document_id, "normalise", "rehearsal", replace(normal, records=records)),
    )
    folder.write_manifest(replace(manifest, stages=stages))


def rebuild_aside(aside: Aside, out: Path, decisions: Path, document_id: str) -> None:
    """Do that in the helper process, as the real station does."""
    aside.call(partial(_rebuild_unheard, out, decisions, document_id))


def _rebuild_unheard(out: Path, decisions: Path, document_id: str, say: ReportProgress) -> None:
    rebuild_document(OutputFolder(out), decisions, document_id)


def make_rows(seed: int, n_rows: int, doubt_share: float) -> list[MadeRow]:
    """Invent the rows of a document; the same seed gives the same rows."""
    dice = random.Random(seed)
    rows = []
    for row_no in range(n_rows):
        place, trade = dice.choice(PLACES), dice.choice(TRADES)
        name = f"{place}{trade}创新型产业集群"
        is_doubtful = dice.random() < doubt_share
        damaged = "".join(LOOKALIKES.get(char, char) for char in place) + name[len(place) :]
        texts = (PLACES[row_no // 5 % len(PLACES)] + "省", name, f"{place}高新区管委会", "试点")
        rows.append(MadeRow(texts, damaged if is_doubtful else name, is_doubtful))
    return rows


def draw_page(document_id: str, page_no: int, n_rows: int, doubt_share: float = 0.25) -> Pixels:
    """Draw a page of a rehearsal document, gray, as its readings say where things stand."""
    number = int(document_id.split("-")[1])
    rows = make_rows(number, n_rows, doubt_share)[(page_no - 1) * ROWS_PER_PAGE :][:ROWS_PER_PAGE]
    picture = Image.new("L", (WIDTH, HEIGHT), 250)
    pen = ImageDraw.Draw(picture)
    pen.text((WIDTH // 2 - 170, 110), "创新型产业集群名单", fill=30, font=_font(38))
    for place, row in enumerate(rows):
        y = TOP + place * ROW_HEIGHT
        for column, text in enumerate(row.texts):
            left, right = EDGES[column], EDGES[column + 1]
            if column == 0:
                if place % 5 == 0:
                    bottom = y + ROW_HEIGHT * min(5, len(rows) - place)
                    pen.rectangle((left, y, right, bottom), outline=60)
                    pen.text((left + 22, (y + bottom) // 2 - 16), text, fill=40, font=_font(30))
                continue
            pen.rectangle((left, y, right, y + ROW_HEIGHT), outline=60)
            pen.text((left + 14, y + 18), text, fill=40, font=_font(28))
    noise = np.random.default_rng(number * 1000 + page_no).normal(0, 6, (HEIGHT, WIDTH))
    pixels = np.asarray(picture, dtype=np.float32) + noise
    return np.asarray(np.clip(pixels, 0, 255), dtype=np.uint8)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in FONTS:
        if Path(path).is_file():
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


def _page(page_no: int) -> StoredPage:
    transform = identity_transform(WIDTH, HEIGHT)
    page = PageReading(page_no, WIDTH, HEIGHT, 150.0, PageSource.IMAGE, transform)
    return StoredPage("rehearsal", page)


def _record(document_id: str, row_no: int, row: MadeRow) -> Record:
    readings = []
    for column, (name, value_type) in enumerate(COLUMNS):
        text = row.read_name if name == "cluster_name" else row.texts[column]
        is_heir = name == "region" and (row_no - 1) % 5 != 0
        first = row_no - (row_no - 1) % 5
        source = f"{document_id}/1/clusters/{first}/{name}" if is_heir else None
        readings.append(
            Reading(
                f"{document_id}/1/clusters/{row_no}/{name}",
                name,
                value_type,
                text,
                0.6 if row.is_doubtful and name == "cluster_name" else 0.99,
                "ppocr-v6-small",
                (Region((row_no - 1) // ROWS_PER_PAGE + 1, _box(row_no, column)),),
                _glyphs(text, row.texts[column]),
                source,
            )
        )
    return Record(f"{document_id}/1/clusters/{row_no}", "clusters", row_no, tuple(readings))


def _box(row_no: int, column: int) -> Box:
    place = (row_no - 1) % ROWS_PER_PAGE
    span = 5 if column == 0 else 1
    top = TOP + (place - place % span) * ROW_HEIGHT
    return Box(EDGES[column], top, EDGES[column + 1], top + span * ROW_HEIGHT)


def _glyphs(text: str, printed: str) -> tuple[Glyph, ...]:
    if len(text) != len(printed):
        return tuple(Glyph(char, 0.97) for char in text)
    return tuple(
        Glyph(char, 0.98) if char == true else Glyph(char, 0.55, ((true, 0.38), ("", 0.02)))
        for char, true in zip(text, printed, strict=True)
    )


def _iter_clean(records: tuple[Record, ...], rows: list[MadeRow]) -> Iterator[CleanReading]:
    for record, row in zip(records, rows, strict=True):
        for reading in record.readings:
            if reading.column == "cluster_name" and row.is_doubtful:
                evidence = "建设单位写作同一地名 the unit names the same place"
                candidate = Candidate(row.texts[1], 0.87, evidence)
                other = Candidate(row.texts[1].replace("创新型", ""), 0.06, "词典 lexicon")
                yield CleanReading(
                    reading.cell_id, reading.text_ocr, (), (candidate, other), ("thin-margin",)
                )
            elif row.is_doubtful and reading.column == "construction_unit":
                step = Correction(
                    "lexicon", reading.text_ocr, reading.text_ocr, "词典 lexicon", 0.99
                )
                yield CleanReading(reading.cell_id, reading.text_ocr, (step,))
            else:
                yield CleanReading(reading.cell_id, reading.text_ocr)


def _iter_normal(records: tuple[Record, ...], rows: list[MadeRow]) -> Iterator[NormalRecord]:
    for place, (record, row) in enumerate(zip(records, rows, strict=True)):
        values = []
        for reading in record.readings:
            doubt = row.is_doubtful and reading.column == "cluster_name"
            values.append(
                Value(
                    reading.cell_id,
                    reading.column,
                    reading.text_ocr,
                    status=CellStatus.REVIEW if doubt else CellStatus.ACCEPTED,
                    reasons=("thin-margin",) if doubt else (),
                    probability=0.4 + place % 50 / 100 if doubt else 0.999,
                )
            )
        yield NormalRecord(record.record_id, "clusters", record.row_no, None, (), tuple(values))
