"""The printed sheets of a document before a scanner sees them: pictures of its pages with marks.

Decides which marks a document bears (`draw_marks`), checks that the page says what its sheet says,
and puts the marks on: a seal over its place, a pen's tick in its box, numbers, heads and notes in
margins. What each scan adds (folds, staples, holes) is drawn anew for each scan.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import pypdfium2

from pipeline.evaluate.maker import marks, stamps
from pipeline.evaluate.maker.blocks import Sheet
from pipeline.evaluate.maker.wear import Pixels

MASTER_DPI = 220
_BOXES = "□☐"
FEET = ("创新型产业集群名单", "内部资料　注意保存", "打印日期：2024年3月12日")
"""What programs and offices print below every page."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What lies on every copy of a document; "" or False where it does not.

    `seal` and `received` are shapes and texts, `number` is how pages are numbered, -1 for not.
    """

    seal: str = ""
    seal_ink: stamps.Ink = stamps.RED
    received: str = ""
    number: int = -1
    head: str = ""
    note: bool = False
    foot: str = ""

    def names(self) -> tuple[str, ...]:
        """The names of the marks that it bears."""
        borne = {
            f"seal-{self.seal}": self.seal, "received": self.received,
            "page-number": self.number >= 0, "running-head": self.head, "note": self.note,
            "running-foot": self.foot,
        }  # fmt: skip
        return tuple(name for name, is_there in borne.items() if is_there)


def draw_marks(rng: Random, sealed: float) -> Marks:
    """Draw the marks of a document; `sealed` is how often one with a place for a seal has it."""
    shapes = ("round",) * 7 + ("oval", "square")
    return Marks(
        seal=rng.choice(shapes) if rng.random() < sealed else "",
        seal_ink=stamps.BLACK if rng.random() < 0.15 else stamps.RED,
        received=rng.choice(("收文专用章", "档案室存", "")) if rng.random() < 0.15 else "",
        number=rng.randrange(4) if rng.random() < 0.5 else -1,
        head=rng.choice(("创新型产业集群", "科技统计资料")) if rng.random() < 0.15 else "",
        note=rng.random() < 0.12,
        foot=rng.choice(FEET) if rng.random() < 0.15 else "",
    )


BELOW = 3
"""Lines of a text layer by which the second line of a label stands below its first, at most."""

_DOUBLED = re.compile(r"([A-Za-z])\1")


class UnfaithfulPageError(Exception):
    """A page does not show what its truth says: a bug of the maker."""


def picture_pages(printed: Path, sheet: Sheet, borne: Marks, rng: Random) -> list[Pixels]:
    """Return the pages of a printed sheet as pictures, with its marks.

    Raises:
        UnfaithfulPageError: When a text of the sheet is not on the pages.
    """
    pages: list[Pixels] = []
    with pypdfium2.PdfDocument(printed) as document:
        check_printed(document, sheet)
        for page in document:
            pages.append(
                np.asarray(page.render(scale=MASTER_DPI / 72).to_pil().convert("RGB")).copy()
            )
        rough = np.random.default_rng(zlib.crc32(f"{rng.random()}".encode()))
        _press_seal(document, pages, sheet, borne, rng)
        _tick_boxes(document, pages, sheet, rough)
    return [_furnish(page, at, len(pages), borne, rough) for at, page in enumerate(pages)]


def check_printed(document: pypdfium2.PdfDocument, sheet: Sheet) -> None:
    """Refuse a document whose text layer lacks a text of its sheet.

    Of two letters that overlap in a handwriting face (jj) a reader of PDF files takes one for the
    other's shadow, so doubled letters count once.
    """
    lines = [line for page in document for line in page_text(page).splitlines()]
    printed = [_without_doubles(line) for line in lines]
    whole = _without_doubles("".join(lines))
    for text in sheet.texts():
        once = _without_doubles(text)
        if once not in whole and not is_in_two_lines(once, printed):
            raise UnfaithfulPageError(f"not on the page: {text!r}")


def _without_doubles(text: str) -> str:
    return _DOUBLED.sub(r"\1", folded(text))


def is_in_two_lines(text: str, printed: Sequence[str]) -> bool:
    """Whether a text stands in two of these lines, though others stand between its parts.

    A text layer has a label's first line beside cells that end there, and its second line below.
    """
    return any(
        text[:at] in above
        and any(below.startswith(text[at:]) for below in printed[number + 1 : number + 1 + BELOW])
        for number, above in enumerate(printed)
        for at in range(1, len(text))
    )


def page_text(page: pypdfium2.PdfPage) -> str:
    """Return the text layer of a page; the hyphen at a line's end is a hyphen again."""
    text: str = page.get_textpage().get_text_range()
    return text.replace("\ufffe", "-").replace("\x02", "-")


def folded(text: str) -> str:
    """A text without blanks; fonts may map a character to a compatible form of it."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _press_seal(
    document: pypdfium2.PdfDocument, pages: list[Pixels], sheet: Sheet, borne: Marks, rng: Random
) -> None:
    spots = [
        (index, box)
        for index in range(len(document))
        for anchor in sheet.seal_at
        for box in _boxes_of(document[index], anchor, 0)
    ]
    if not (borne.seal and spots):
        return
    index, (left, top, right, bottom) = spots[-1]
    centre = ((left + right) / 2 + rng.uniform(-10, 60), (top + bottom) / 2 + rng.uniform(-30, 30))
    pages[index] = stamps.seal(
        pages[index], sheet.seal, centre, MASTER_DPI, rng.uniform(-15, 15), borne.seal,
        borne.seal_ink,
    )  # fmt: skip


def _tick_boxes(
    document: pypdfium2.PdfDocument, pages: list[Pixels], sheet: Sheet, rng: np.random.Generator
) -> None:
    """Tick the first box before the anchor; there is one on the form."""
    if not sheet.pen_tick:
        return
    for index, page in enumerate(pages):
        for left, top, right, bottom in _boxes_of(document[index], sheet.pen_tick, -2):
            middle = ((left + right) / 2, (top + bottom) / 2)
            pages[index] = marks.tick(page, middle, max(right - left, bottom - top), rng)
            return
    raise UnfaithfulPageError(f"no box to tick before {sheet.pen_tick!r}")


def _boxes_of(
    page: pypdfium2.PdfPage, anchor: str, offset: int
) -> Iterator[tuple[float, float, float, float]]:
    """Yield (left, top, right, bottom) in pixels of the character `offset` from each anchor."""
    text_page = page.get_textpage()
    search = text_page.search(anchor)
    factor = MASTER_DPI / 72
    while hit := search.get_next():
        at = hit[0] + offset
        if offset and (at < 0 or text_page.get_text_range(at, 1) not in _BOXES):
            continue
        left, bottom, right, top = text_page.get_charbox(at)
        height = page.get_height()
        yield left * factor, (height - top) * factor, right * factor, (height - bottom) * factor


def _furnish(page: Pixels, at: int, total: int, borne: Marks, rng: np.random.Generator) -> Pixels:
    if borne.head:
        page = marks.running_head(page, borne.head, MASTER_DPI)
    if borne.foot:
        page = marks.running_foot(page, borne.foot, MASTER_DPI)
    if borne.number >= 0:
        page = marks.page_number(page, at + 1, total, borne.number, MASTER_DPI)
    if borne.note and at == 0:
        page = marks.note(page, rng, MASTER_DPI)
    if borne.received and at == 0:
        page = stamps.received(page, borne.received, MASTER_DPI, rng)
    return page
