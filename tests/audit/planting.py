"""Plants changes of every cause into a made extraction and keeps the list of what was planted."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.audit.diff.model import CauseKind
from pipeline.model.geometry import Box, Region
from tests.audit.made import MadeCell, MadeDocument, MadeRow, shifted, step

Planter = Callable[[MadeCell, str], str]
"""Changes a cell to say a text; returns the name its cause must carry ("" for any)."""
TYPOS = "鄂郭邮那椎锥惟"


@dataclass
class Planted:
    """What was planted: (uid, column) -> (cause, name), and rows that came, went or moved."""

    cells: dict[tuple[str, str], tuple[CauseKind, str]] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)


def plant(
    documents: list[MadeDocument], seed: int, per_cause: int
) -> tuple[list[MadeDocument], Planted]:
    """Return changed copies; documents 0 and 1 are scanned again, the others keep their bytes."""
    random_ = random.Random(seed)
    changed = copy.deepcopy(documents)
    planted = Planted()
    for document in changed[:2]:
        scan_again(document)
    rescanned = [row for document in changed[:2] for row in document.rows]
    others = [row for document in changed[2:] for row in document.rows]
    free = _free_cells(random_, rescanned)
    for cell, key in (free.pop() for _ in range(per_cause)):
        cell.say(_misread(random_, cell.value))
        cell.confidence = 0.8
        planted.cells[key] = CauseKind.SOURCE_FILE, ""
    free = _free_cells(random_, others)
    for kind, planter in PLANTERS:
        for _ in range(per_cause if kind in _SINGLE else per_cause // 2):
            cell, key = free.pop()
            planted.cells[key] = kind, planter(cell, _misread(random_, cell.value))
    return changed, planted


def scan_again(document: MadeDocument) -> None:
    """Other bytes, boxes a little off, other confidences; the same content."""
    document.content += b" again"
    for row in document.rows:
        for cell in row.cells.values():
            cell.regions = shifted(cell.regions, 7)
            cell.confidence = 0.97


def move_rows(documents: list[MadeDocument], planted: Planted, seed: int) -> None:
    """Add, remove and move rows; the rows around them are merely pushed up or down."""
    random_ = random.Random(seed)
    for number, document in enumerate(documents):
        untouched = [
            row for row in document.rows if not any(uid == row.uid for uid, _ in planted.cells)
        ]
        gone, mover = random_.sample(untouched, 2)
        document.rows.remove(gone)
        planted.removed.add(gone.uid)
        is_in_front = document.rows.index(mover) < len(document.rows) // 2
        document.rows.remove(mover)
        document.rows.insert(len(document.rows) if is_in_front else 0, mover)
        planted.moved.add(mover.uid)
        added = copy.deepcopy(gone)
        added.uid = f"added-{number}"
        added.cells["region"].say("新疆")
        added.cells["cluster_name"].say(f"库尔勒{number}号棉纺织集群")
        added.cells["construction_unit"].say("库尔勒市人民政府")
        added.codes["city_code"].value = "652800"
        document.rows.insert(random_.randrange(3, len(document.rows) - 3), added)
        planted.added.add(added.uid)


def _free_cells(
    random_: random.Random, rows: list[MadeRow]
) -> list[tuple[MadeCell, tuple[str, str]]]:
    """Cells of their own ink, in random order, at most one or two of a row."""
    cells = [
        (row.cells[column], (row.uid, column))
        for row in rows
        for column in ("cluster_name", "construction_unit", "cluster_type")
    ]
    random_.shuffle(cells)
    return cells


def _misread(random_: random.Random, text: str) -> str:
    """The text with one character replaced by one that stands in no fixture."""
    place = random_.randrange(len(text))
    return text[:place] + random_.choice(TYPOS) + text[place + 1 :]


def _engine(cell: MadeCell, text: str) -> str:
    cell.say(text)
    cell.engine = "ppocr-v6-medium"
    return "ppocr-v6-small -> ppocr-v6-medium"


def _layout(cell: MadeCell, text: str) -> str:
    cell.say(cell.value[:-1])
    box = cell.regions[0].box
    cut = Box(box.x0, box.y0, box.x0 + box.width // 3, box.y1)
    cell.regions = (Region(cell.regions[0].page_no, cut),)
    return ""


def _dictionary(cell: MadeCell, text: str) -> str:
    cell.steps = [step("confusion-pair", cell.text_ocr, text, "confusions.csv:邯郸")]
    cell.text_clean = cell.value = text
    return "confusions.csv:邯郸"


def _gazetteer(cell: MadeCell, text: str) -> str:
    cell.value, cell.evidence = text, "regions.csv:130400"
    return "regions.csv:130400"


def _rule(cell: MadeCell, text: str) -> str:
    cell.steps = [step("width-fold", cell.text_ocr, text)]
    cell.text_clean = cell.value = text
    return "width-fold"


def _typing_rule(cell: MadeCell, text: str) -> str:
    cell.value, cell.evidence = text, "strip-label"
    return "strip-label"


def _human(cell: MadeCell, text: str) -> str:
    cell.steps = [step("decision", cell.text_ocr, text, "decisions.jsonl")]
    cell.text_clean = cell.value = text
    cell.person = "李"
    return "李"


def _human_after_new_engine(cell: MadeCell, text: str) -> str:
    cell.text_ocr = f"{text}口"
    return _human(cell, text)


def _code(cell: MadeCell, text: str) -> str:
    cell.value = text
    return ""


PLANTERS: tuple[tuple[CauseKind, Planter], ...] = (
    (CauseKind.ENGINE, _engine),
    (CauseKind.LAYOUT, _layout),
    (CauseKind.DICTIONARY, _dictionary),
    (CauseKind.DICTIONARY, _gazetteer),
    (CauseKind.RULE, _rule),
    (CauseKind.RULE, _typing_rule),
    (CauseKind.HUMAN_DECISION, _human),
    (CauseKind.HUMAN_DECISION, _human_after_new_engine),
    (CauseKind.CODE_VERSION, _code),
)
_SINGLE = (CauseKind.ENGINE, CauseKind.LAYOUT, CauseKind.CODE_VERSION)
