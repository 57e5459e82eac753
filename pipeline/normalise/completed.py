"""Values that leave out what another cell of their record gives: an area code, a year.

What is taken over is named with the cell it comes from; without such a cell nothing is completed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from pipeline.model.document import Reading, Record
from pipeline.model.value import Value
from pipeline.normalise.contacts import LIST_SIGN, parse_phone
from pipeline.normalise.dates import parse_date
from pipeline.normalise.width import half_width, without_space

TextOf = Callable[[Reading], str]

_GIVERS = {"fax": "phones", "deadline": "issued_on"}
_MONTH_AND_DAY = re.compile(r"^\d{1,2}月\d{1,2}[日号]$")


def complete(reading: Reading, record: Record, reason: str | None, text_of: TextOf) -> Value | None:
    """The completed value of a reading that was not understood for `reason`; None when it is not.

    A fax takes the area code of the record's phones, a deadline the year of its day of issue.
    """
    column = _GIVERS.get(reading.column)
    if column is None:
        return None
    giver = next((r for r in record.readings if r.column == column), None)
    if giver is None:
        return None
    if reason == "no-area-code":
        return _with_area_code(reading, giver, text_of)
    return _with_year(reading, giver, text_of) if reason == "not-a-date" else None


def _with_area_code(reading: Reading, phones: Reading, text_of: TextOf) -> Value | None:
    """The number with the area code of the phones; None when they have none."""
    known = parse_phone(text_of(phones)).value or ""
    both = parse_phone(known + LIST_SIGN + text_of(reading))
    if not known or both.value is None:
        return None
    return Value(
        reading.cell_id,
        reading.column,
        both.value.removeprefix(known + LIST_SIGN),
        from_cells=(phones.cell_id,),
        evidence="沿用电话的区号 (area code of the phones)",
    )


def _with_year(reading: Reading, issued_on: Reading, text_of: TextOf) -> Value | None:
    """The first such day from the day of issue on."""
    text = half_width(without_space(text_of(reading)))
    issued = parse_date(text_of(issued_on)).value
    if issued is None or len(issued) < 10 or not _MONTH_AND_DAY.match(text):
        return None
    year = date.fromisoformat(issued).year
    days = (parse_date(f"{following}年{text}").value for following in (year, year + 1))
    day = next((day for day in days if day is not None and day >= issued), None)
    if day is None:
        return None
    evidence = f"年份取自成文日期 {issued} (year of the day of issue)"
    return Value(
        reading.cell_id,
        reading.column,
        day,
        from_cells=(issued_on.cell_id,),
        evidence=evidence,
    )
