"""What a document says about how many clusters it lists, found in its own lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.validate.dossier import Dossier

_TOTAL = re.compile(
    r"(?:共计?|合计|总计|总共|共有)(?:[：:（(]|认定|列入|纳入|公布|推荐|有|为)*"
    r"(?P<count>\d{1,4})(?:个|家|项)(?=创新型|产业集群|集群|[）)，。；,;]|$)"
)
_BARE_TOTALS = ("合计", "共计", "总计")
_LISTED = re.compile(
    r"(?P<count>\d{1,4})\s*(?:个|家)创新型产业集群(?:名单|（?试点|列入|纳入|予以公布)"
)
_TYPE = re.compile(r"(?P<type>试点|培育)[^\d，。；,;（]{0,10}?(?P<count>\d{1,4})\s*(?:个|家)")


@dataclass(frozen=True, slots=True)
class StatedCount:
    """A number of clusters as a line states it; `of_type` is None for the total."""

    count: int
    of_type: str | None
    line: str


def iter_stated_counts(dossier: Dossier) -> Iterator[StatedCount]:
    """Yield the counts that notices and the parts which list clusters state."""
    for line in _lines(dossier):
        if "集群" not in line and not line.startswith(("合计", "共计", "总计")):
            continue
        for match in _TYPE.finditer(line):
            yield StatedCount(int(match["count"]), match["type"], line)
        for pattern in (_TOTAL, _LISTED):
            for match in pattern.finditer(line):
                yield StatedCount(int(match["count"]), None, line)


def _lines(dossier: Dossier) -> Iterator[str]:
    """Lines without blanks; a bare 合计 together with the cell behind it."""
    for part in dossier.document.parts:
        if any(record.table in ("clusters", "notices") for record in part.records):
            lines = ["".join(text.text_ocr.split()) for text in part.texts]
            for line, behind in pairwise([*lines, ""]):
                yield line + behind if line in _BARE_TOTALS else line
