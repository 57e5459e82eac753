"""A person's name is of Chinese characters (with · in some) or of Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier
from pipeline.validate.rule import Complaint, Rule

_NAME = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff某×Xx]{2,4}"
    r"|[\u4e00-\u9fff]+(?:[·•．][\u4e00-\u9fff]+)+"
    r"|[A-Za-z][A-Za-z .'-]+"
)


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for _, value, reading in dossier.cells:
        if reading.value_type is ValueType.PERSON and value.value:
            odd = [name for name in value.value.split(";") if not _NAME.fullmatch(name)]
            if odd:
                yield Complaint((value.cell_id,), f"{value.column}“{'、'.join(odd)}”")


RULE = Rule(
    "person-malformed",
    Severity.WARNING,
    "人名不合常规",
    "A person's name has signs or a length that names do not have",
    _check,
)
