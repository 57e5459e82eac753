"""发文字号: agency sign, year in 〔〕 and serial, whatever brackets and spaces the page used."""

from __future__ import annotations

import re

from pipeline.normalise.parsed import EMPTY, Parsed, failed
from pipeline.normalise.width import half_width, same_brackets, without_space

_NUMBER = re.compile(
    r"^(?P<agency>[^\W\d_]{2,}?)（+(?P<year>(?:19|20)\d{2})）+第?(?P<serial>\d{1,5})号$"
)
_AFTERMATH = re.compile(r"[、，。,.]+$")


def parse_document_number(text: str) -> Parsed:
    """Return e.g. 国科火字〔2021〕45号; the serial without 第 and without padding zeros."""
    folded = same_brackets(half_width(without_space(text)))
    folded = _AFTERMATH.sub("", folded)
    if not folded:
        return EMPTY
    match = _NUMBER.match(folded)
    if match is None or int(match["serial"]) == 0:
        return failed("not-a-document-number")
    return Parsed(f"{match['agency']}〔{match['year']}〕{int(match['serial'])}号")
