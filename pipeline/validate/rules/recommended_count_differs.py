"""A letter lists as many clusters as its text says: a row may have been lost or torn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import Part
from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, value_of
from pipeline.validate.rule import Complaint, Rule

_DIGITS = "一二三四五六七八九"
_STATED = re.compile(
    rf"(?:推荐|以下|下列|如下|等|共)[^。；，0-9{_DIGITS}十]{{0,8}}"
    rf"(?P<count>[0-9]{{1,3}}|[{_DIGITS}]?十[{_DIGITS}]?|[{_DIGITS}])\s*(?:个|家)"
    r"(?=[^。；，]{0,8}集群)"
)


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for part in dossier.document.parts:
        own = {record.record_id for record in part.records}
        rows = [r for r in dossier.records("recommendations") if r.record_id in own]
        named = [value for row in rows if (value := value_of(row, "cluster_name"))]
        stated = _stated_counts(part)
        if named and stated and len(named) not in stated:
            cells = tuple(value.cell_id for value in named)
            yield Complaint(cells, f"函中称 {stated[0]} 个，实得 {len(named)} 个")


def _stated_counts(part: Part) -> list[int]:
    """Counts in the letter's running text, whose lines are broken anywhere."""
    body = "".join("".join(text.text_ocr.split()) for text in part.texts if text.role == "body")
    return [_number(match["count"]) for match in _STATED.finditer(body)]


def _number(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    ahead = _DIGITS.find(tens) + 1 if tens else 1
    return (10 * ahead if ten else 0) + (_DIGITS.find(ones) + 1 if ones else 0)


RULE = Rule(
    "recommended-count-differs",
    Severity.WARNING,
    "推荐函所列集群数与函中所述不符",
    "The letter does not list as many clusters as its text says",
    _check,
)
