"""The day as of which a document's places are looked up, and why that day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.model.document import Part
from pipeline.model.gazetteer import Gazetteer
from pipeline.normalise.dates import parse_date
from pipeline.normalise.document_numbers import parse_document_number

DATE_COLUMNS = (("notices", "issued_on"), ("recommendations", "issued_on"))
WEAK_DATE_COLUMNS = (("applications", "signed_on"), ("plans", "issued_on"))
NUMBER_COLUMNS = (("notices", "doc_no"), ("recommendations", "doc_no"))
_YEAR = re.compile(r"〔(\d{4})〕")


@dataclass(frozen=True, slots=True)
class DocumentDay:
    """`is_known` is False when nothing in the document dates it and the newest list is used."""

    day: date
    why: str
    is_known: bool


def find_day(part: Part, parts: Sequence[Part], texts: dict[str, str]) -> DocumentDay | None:
    """Return the day of a part: its own date, else that of a part before it, else of any.

    An annex belongs to the notice before it. Without any date, the year of a document number
    counts, as of its last day; None when there is nothing to go by.
    """
    before = [other for other in parts if other.part_no < part.part_no]
    after = [other for other in parts if other.part_no > part.part_no]
    for columns in (DATE_COLUMNS, WEAK_DATE_COLUMNS):
        for group in ([part], before[::-1], after):
            if found := _first_date(group, columns, texts):
                return found
    return _first_year([part, *before[::-1], *after], texts)


@lru_cache(maxsize=2)
def newest_day(gazetteer: Gazetteer) -> DocumentDay:
    """Return the day of the newest change in the gazetteer, for documents without any date."""
    days = [place.valid_from for place in gazetteer.places if place.valid_from is not None]
    day = max(days, default=date(2000, 1, 1))
    return DocumentDay(day, f"文件无日期，按{day}的区划 (undated, newest list)", is_known=False)


def _first_date(
    parts: Iterable[Part], columns: Sequence[tuple[str, str]], texts: dict[str, str]
) -> DocumentDay | None:
    for name, text in _iter_texts(parts, columns, texts):
        value = parse_date(text).value
        if value is not None:
            day = date.fromisoformat(value if len(value) > 7 else f"{value}-01")
            return DocumentDay(day, f"{name} {value}", is_known=True)
    return None


def _first_year(parts: Iterable[Part], texts: dict[str, str]) -> DocumentDay | None:
    for name, text in _iter_texts(parts, NUMBER_COLUMNS, texts):
        value = parse_document_number(text).value
        if value is not None and (match := _YEAR.search(value)):
            return DocumentDay(date(int(match[1]), 12, 31), f"{name} {value}", is_known=True)
    return None


def _iter_texts(
    parts: Iterable[Part], columns: Sequence[tuple[str, str]], texts: dict[str, str]
) -> Iterable[tuple[str, str]]:
    for part in parts:
        for record in part.records:
            for reading in record.readings:
                if (record.table, reading.column) in columns:
                    yield reading.column, texts.get(reading.cell_id, reading.text_ocr)
