"""What in a text, or in where its lines stand, speaks against it though its characters are clear.

A recogniser is sure of what it read; it cannot be unsure of a comma that it left out, of a line
that was cut off, or of two rows that ran into one. Each sign here is one such loss or run-on, seen
from outside. They are rare and seldom mistaken (measured on three sets of 96 made scans: 70 of
40,508 cells show one, and all 70 are wrong), so acceptance weighs them as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from statistics import median

from pipeline.model.document import Reading, ValueType
from pipeline.model.geometry import Region

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_GAP = re.compile(rf"(?<={_HAN})[ \u3000]+(?=[\w（(“《])|(?<=\w)[ \u3000]+(?={_HAN})")
_SPACED = frozenset({ValueType.CLUSTER_NAME, ValueType.ORGANISATION, ValueType.TEXT})
"""Types that are printed without blanks; dates and names of persons may be spaced out."""
_OFFICE_ENDS = "(?<!招商)局|管委会|管理委员会|人民政府|产业集群"
"""招商局 is a firm that zones are named after, not an office."""
_RUN_ON: Mapping[ValueType, re.Pattern[str]] = {
    ValueType.CLUSTER_NAME: re.compile(rf"(?:集群|管委会|人民政府){_HAN}{{3}}"),
    ValueType.ORGANISATION: re.compile(rf"(?:{_OFFICE_ENDS}){_HAN}{{4}}(?<!分局)(?!.*分局$)"),
}
_PARTED = re.compile(r"[0-9][:：;；][0-9]+[亿万元%％家项人个]")
"""The point of a figure that was read as a colon; a time of day has no unit behind it."""
_LAST_COMMA = re.compile(r"[0-9][,，][0-9]{3}[.．][0-9]{3}(?![0-9])")
"""A comma of a figure in thousands that was read as a point: decimals have two places, or one."""
_LONG_DECIMALS = re.compile(r"[0-9][.．][0-9]{3}")
"""Such a comma, or a speck, where the whole text is a figure."""
_SPECK = re.compile(rf"{_HAN}[.．]{_HAN}")
"""A speck read as the full stop of Latin print, which stands between no Chinese characters."""
_NUMBERED = re.compile(rf"{_HAN}[0-9]{{1,3}}{_HAN}")
"""A row's number that was read into the name beside it; 5G and 3D are followed by a letter."""
_NAMES = frozenset({ValueType.CLUSTER_NAME, ValueType.ORGANISATION})
_ONE_BRACKET = str.maketrans("[{〔【〈《「『<]}〕】〉》」』>", "(" * 9 + ")" * 9)
_HANGING = 0.6
"""In line heights: a comma is half as wide as the line is high, a character as wide."""
_INDENT = 1.2
"""In line heights: two characters, less what the boxes of lines are higher than characters."""


_FIGURES = frozenset({ValueType.INTEGER, ValueType.DECIMAL})
_UNSUPPORTED = frozenset({
    ValueType.ADDRESS, ValueType.DATE, ValueType.DOCUMENT_NUMBER, ValueType.EMAIL,
    ValueType.JOB_TITLE, ValueType.PERSON, ValueType.TEXT,
})  # fmt: skip
"""Types of which no dictionary and no sum knows the right text: two readers are all there is.
Measured on three sets of 96 to 112 made scans: where they differ, 35 of 60 cells are wrong, and 14
of 16 on ordinary scans."""


def is_odd(
    reading: Reading, text_clean: str, *, has_ending: bool, is_repaired: bool, agreement: int
) -> bool:
    """Whether any sign is there: those below, a cluster's name without its ending, a guessed digit.

    A digit that clean put in place of a letter is a guess unless a second reading says so too, and
    so is every text that nothing else can support when a second reading says otherwise.
    """
    is_cluster = reading.value_type is ValueType.CLUSTER_NAME
    return (
        (is_cluster and not has_ending)
        or (reading.value_type in _FIGURES and is_repaired and agreement <= 0)
        or (reading.value_type in _UNSUPPORTED and agreement < 0)
        or has_gap(reading)
        or is_run_on(reading.value_type, text_clean)
        or has_number_inside(reading.value_type, text_clean)
        or _PARTED.search(text_clean) is not None
        or has_long_decimals(reading.value_type, text_clean)
        or _SPECK.search(text_clean) is not None
        or is_hanging(reading)
    )


def has_long_decimals(value_type: ValueType, text: str) -> bool:
    """Whether a figure, or one within a text, has more decimals than are printed."""
    pattern = _LONG_DECIMALS if value_type is ValueType.DECIMAL else _LAST_COMMA
    return pattern.search(text) is not None


def has_gap(reading: Reading) -> bool:
    """Whether the recogniser saw a blank where none is printed: it stands for a lost sign."""
    return reading.value_type in _SPACED and _GAP.search(reading.text_ocr) is not None


def is_run_on(value_type: ValueType, text: str) -> bool:
    """Whether a name goes on behind its end: two rows may have run into one."""
    pattern = _RUN_ON.get(value_type)
    return pattern is not None and pattern.search(text) is not None


def has_number_inside(value_type: ValueType, text: str) -> bool:
    """Whether digits stand between the Chinese characters of a name.

    Measured on two sets of 80 to 100 made scans: of 6,045 accepted names of lists 5 had them, and
    all 5 were wrong; of the names on the notice of 2021 none has.
    """
    return value_type in _NAMES and _NUMBERED.search(text) is not None


def is_hanging(reading: Reading) -> bool:
    """Whether a line of a paragraph starts behind the others: a sign before it was not read.

    Only paragraphs whose first line is indented are judged; centred lines start anywhere.
    """
    if reading.value_type is not ValueType.TEXT:
        return False
    lines = _lines_down(reading.regions)
    if len(lines) < 3:
        return False
    height = median(region.box.height for region in lines)
    first, *others = (region.box.x0 for region in lines)
    edge = min(others)
    return first - edge >= _INDENT * height and max(others) - edge >= _HANGING * height


def _lines_down(regions: Sequence[Region]) -> list[Region]:
    """The regions on the first page, when they run down it: not on a page scanned head down."""
    lines = [region for region in regions if region.page_no == regions[0].page_no]
    tops = [region.box.y0 for region in lines]
    return lines if tops == sorted(tops) else []


def disputed_characters(reading: Reading, text_clean: str) -> frozenset[int]:
    """The places in a text of the characters that a second reading says are others.

    Where it has one more, the characters on both sides are disputed.
    """
    pairs = [(sign, at) for at, char in enumerate(text_clean) for sign in folded(char)]
    ours = "".join(sign for sign, _ in pairs)
    disputed: set[int] = set()
    for other in reading.others:
        theirs = "".join(folded(char) for char in other.text_ocr)
        for tag, begin, end, _, _ in SequenceMatcher(None, ours, theirs, False).get_opcodes():
            if tag != "equal":
                found = pairs[begin:end] or pairs[max(0, begin - 1) : begin + 1]
                disputed.update(at for _, at in found)
    return frozenset(disputed)


def folded(text: str) -> str:
    """A text as two readers are compared: width, blanks and the kind of bracket do not count."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_ONE_BRACKET).split())
