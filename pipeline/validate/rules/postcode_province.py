"""The first two digits of a postcode belong to the province.

When the recogniser's own alternatives offer digits that would fit, the cell goes to review; when
they do not, the form itself says so, and the finding only reports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.document import Reading
from pipeline.model.finding import Severity
from pipeline.model.page import PageSource
from pipeline.validate.dossier import Dossier, text_in, value_of
from pipeline.validate.rule import Complaint, Rule

# First two digits of the province code -> first two digits of its postcodes (邮政编码).
PREFIXES = {
    "11": "10",
    "12": "30",
    "13": "05 06 07",
    "14": "03 04",
    "15": "01 02",
    "21": "11 12",
    "22": "13",
    "23": "15 16",
    "31": "20",
    "32": "21 22",
    "33": "31 32",
    "34": "23 24",
    "35": "35 36",
    "36": "33 34",
    "37": "25 26 27",
    "41": "45 46 47",
    "42": "43 44",
    "43": "41 42",
    "44": "51 52",
    "45": "53 54",
    "46": "57",
    "50": "40",
    "51": "61 62 63 64",
    "52": "55 56",
    "53": "65 66 67",
    "54": "85 86 84",
    "61": "71 72",
    "62": "73 74",
    "63": "81",
    "64": "75",
    "65": "83 84",
}


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for record in dossier.records("applications"):
        postcode = value_of(record, "postcode")
        province = text_in(record, "region_code")[:2]
        if postcode is None or not postcode.value or province not in PREFIXES:
            continue
        allowed = PREFIXES[province].split()
        if postcode.value[:2] in allowed:
            continue
        reading = dossier.readings[postcode.cell_id]
        is_doubtful = _may_be_misread(reading, allowed, dossier.source_of(reading))
        flagged = (postcode.cell_id,) if is_doubtful else ()
        said = f"{postcode.value}，该省应以 {'、'.join(allowed)} 开头"
        yield Complaint((postcode.cell_id,), said, flagged)


def _may_be_misread(reading: Reading, allowed: list[str], source: PageSource | None) -> bool:
    """Whether two first digits that fit were nearly read, or nobody knows what was nearly read."""
    if source is not PageSource.IMAGE:
        return source is PageSource.TEXT
    digits = [glyph for glyph in reading.glyphs if glyph.char.isdigit()]
    options = [{glyph.char, *(char for char, _ in glyph.alternatives)} for glyph in digits[:2]]
    return len(options) == 2 and any(
        prefix[0] in options[0] and prefix[1] in options[1] for prefix in allowed
    )


RULE = Rule(
    "postcode-province",
    Severity.INFO,
    "邮政编码与所在省份不符",
    "The postcode does not belong to the province",
    _check,
)
