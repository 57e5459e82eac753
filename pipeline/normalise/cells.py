"""One cell's clean text -> its typed value, by the type that its kind assigned."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.model.document import ValueType
from pipeline.model.gazetteer import without_stated_count
from pipeline.normalise.choices import (
    parse_application_status,
    parse_cluster_type,
    parse_presence,
)
from pipeline.normalise.contacts import parse_email, parse_phone, parse_postcode
from pipeline.normalise.dates import parse_date
from pipeline.normalise.document_numbers import parse_document_number
from pipeline.normalise.numbers import parse_decimal, parse_integer, parse_unit
from pipeline.normalise.parsed import EMPTY, Parsed

_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_SPACE_AT_WIDE = re.compile(rf"(?<={_WIDE})[ \t\u3000]+|[ \t\u3000]+(?={_WIDE})")
_BRACKETED = re.compile(r"[(（]([^()（）]*)[)）]")
_NARROW_COLON = re.compile(rf"(?<={_WIDE}):")
_NUMBER_BRACKETS = re.compile(
    r"(?<=[\u4e00-\u9fff])[\[［【〔（(](\d{4})[\]］】〕）)]\s*(?=第?\d+号)"
)
_UNTIDY = re.compile(r"[\s\[［【〔（(:]")
"""Without one of these a text is tidy, as nearly all are."""
_BREAKS = re.compile(r"[\r\n]+")
_ITEMS = re.compile(r"[;；、,，]|\s{2,}")


def parse_text(text: str) -> Parsed:
    """Return the text as printed, without line breaks and the spaces that typesetting put in."""
    tidy = tidy_text(text)
    return Parsed(tidy) if tidy else EMPTY


def tidy_text(text: str) -> str:
    """Join lines, take out spaces beside Chinese characters, set brackets and colons full width.

    Latin words keep their spaces and signs: (GPS) stays, 规划(2021) becomes 规划（2021）. The year
    of a document number stands in 〔〕, as it is printed (GB/T 9704).
    """
    if _UNTIDY.search(text) is None:
        return text
    joined = _BREAKS.sub("", text)
    # A sign made wide is the neighbour of the next one, so until nothing changes.
    while (tidied := _tidied_once(joined)) != joined:
        joined = tidied
    return joined


def _tidied_once(text: str) -> str:
    numbered = _NUMBER_BRACKETS.sub(r"〔\1〕", _SPACE_AT_WIDE.sub("", text).strip())
    return _NARROW_COLON.sub("：", _BRACKETED.sub(_full_brackets, numbered))


def _full_brackets(match: re.Match[str]) -> str:
    before, inside = match.string[: match.start()][-1:], match[1]
    around = before + match.string[match.end() : match.end() + 1] + inside
    return f"（{inside}）" if re.search(_WIDE, around) else match[0]


def parse_region(text: str) -> Parsed:
    """Return the region without the number of rows that it may state: 北京（3个） -> 北京."""
    tidy = tidy_text(text)
    region = without_stated_count(tidy)
    if not region:
        return parse_text(text)
    stated = tidy[len(region) :].strip()
    evidence = f"所注数量“{stated}”不属地名 (a number of rows is no part of it)" if stated else None
    return Parsed(region, evidence=evidence)


def parse_items(text: str) -> Parsed:
    """Return several names joined by `;` (contacts)."""
    items = [tidy_text(item) for item in _ITEMS.split(text)]
    joined = ";".join(item for item in items if item)
    return Parsed(joined) if joined else EMPTY


PARSERS: Mapping[ValueType, Callable[[str], Parsed]] = {
    ValueType.REGION: parse_region,
    ValueType.CLUSTER_NAME: parse_text,
    ValueType.ORGANISATION: parse_text,
    ValueType.CLUSTER_TYPE: parse_cluster_type,
    ValueType.PERSON: parse_text,
    ValueType.JOB_TITLE: parse_text,
    ValueType.ADDRESS: parse_text,
    ValueType.POSTCODE: parse_postcode,
    ValueType.PHONE: parse_phone,
    ValueType.EMAIL: parse_email,
    ValueType.DATE: parse_date,
    ValueType.DOCUMENT_NUMBER: parse_document_number,
    ValueType.INTEGER: parse_integer,
    ValueType.DECIMAL: parse_decimal,
    ValueType.UNIT: parse_unit,
    ValueType.TICK: parse_application_status,
    ValueType.PRESENCE: parse_presence,
    ValueType.TEXT: parse_text,
}
"""Complete over ValueType; a test says so."""


def parse_cell(column: str, value_type: ValueType, text: str) -> Parsed:
    """Parse a cell. Never raises on any text: what cannot be understood has a reason."""
    if value_type is ValueType.PERSON and column == "contacts":
        return parse_items(text)
    if value_type is ValueType.TICK and column != "application_status":
        return parse_text(text)
    return PARSERS[value_type](text)
