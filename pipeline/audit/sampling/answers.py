"""What auditors say stands on the page, recorded before they see what the registry says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.audit.sampling.draw import Draw
from pipeline.audit.sampling.lot import Unit
from pipeline.errors import ConfigurationError, UsageError
from pipeline.store.files import append_line
from pipeline.store.serial import from_json, to_json

_MARKS = {"有": "true", "是": "true", "无": "false", "否": "false"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person read on the page, blind; `text` is None when nobody could read it."""

    cell_id: str
    person: str
    answered_at: str
    text: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A second look at a mismatch, with both texts in view: was the registry right after all?"""

    cell_id: str
    person: str
    settled_at: str
    is_registry_right: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the answers file: one of the two."""

    answer: Answer | None = None
    settlement: Settlement | None = None


def waiting_units(draw: Draw, entries: Iterable[Entry]) -> tuple[Unit, ...]:
    """Drawn cells that nobody has answered yet, in reading order."""
    answered = {entry.answer.cell_id for entry in entries if entry.answer is not None}
    return tuple(unit for unit in draw.units if unit.cell_id not in answered)


def record_answer(path: Path, draw: Draw, answer: Answer) -> None:
    """Append a blind answer; on return it is on the disk.

    Raises:
        UsageError: When the cell was not drawn, or has an answer already: an answer stands.
    """
    _check_drawn(draw, answer.cell_id)
    if any(e.answer and e.answer.cell_id == answer.cell_id for e in read_answers(path)):
        raise UsageError(
            f"该单元格已有答案 already answered: {answer.cell_id}",
            "有异议请用复核 settle it instead of answering again",
        )
    append_line(path, to_json(Entry(answer=answer)))


def record_settlement(path: Path, draw: Draw, settlement: Settlement) -> None:
    """Append the outcome of a second look.

    Raises:
        UsageError: When the cell was not drawn, or has no answer yet.
    """
    _check_drawn(draw, settlement.cell_id)
    if not any(e.answer and e.answer.cell_id == settlement.cell_id for e in read_answers(path)):
        raise UsageError(
            f"尚无盲答 no blind answer yet: {settlement.cell_id}",
            "请先盲答再复核 answer it blind first",
        )
    append_line(path, to_json(Entry(settlement=settlement)))


def read_answers(path: Path) -> tuple[Entry, ...]:
    """All entries, oldest first; none when there is no file.

    Raises:
        ConfigurationError: When a line is damaged; names it.
    """
    if not path.is_file():
        return ()
    entries = []
    for line_no, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            entries.append(from_json(line, Entry))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"答案文件第 {line_no} 行有误 {path.name} line {line_no} is wrong: {error}",
                "请恢复该行 restore the line",
            ) from error
    return tuple(entries)


def fold(text: str) -> str:
    """A text as it is compared: width and spaces do not count, nothing else is forgiven.

    Marks on the form (盖章) are answered in words: 有 or 是 is true, 无 or 否 is false.
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return _MARKS.get(folded, folded)


def _check_drawn(draw: Draw, cell_id: str) -> None:
    if all(unit.cell_id != cell_id for unit in draw.units):
        raise UsageError(
            f"该单元格不在样本中 not in the sample: {cell_id}",
            "只回答抽中的单元格 answer for drawn cells only",
        )
