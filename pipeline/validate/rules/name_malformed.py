"""Names of clusters and organisations begin and end as names do, not with a stray sign.

A cluster's name does not go on behind 集群: a stamp's lettering does for a character or two, and
the next row's name where two rows ran into one (measured on eight sets of 56 made scans: all 26
names that go on so are wrong). An office may (高新区管委会经济发展局, 产业集群管理办公室), but not
with another that stands by itself: a government and a zone's administration are two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model.document import ValueType
from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier
from pipeline.validate.oddities import is_run_on
from pipeline.validate.rule import Complaint, Rule

NAMES = frozenset({ValueType.CLUSTER_NAME, ValueType.ORGANISATION})
_CHINESE = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_ODD = re.compile(
    rf"^[^\w“《（(]|[^\w）)”》]$|(?<={_CHINESE})[A-Za-z0-9_]$|^[A-Za-z0-9_](?={_CHINESE})"
)
"""A sign at either edge, or a single Latin letter or digit stuck to a Chinese name."""
_TWO_OFFICES = re.compile(
    rf"(?:管委会|管理委员会|人民政府){_CHINESE}{{2,}}"
    "(?:管委会|管理委员会|人民政府|开发区|高新区|经开区)$"
)
_LENGTHENED = re.compile(rf"集群{_CHINESE}{{1,2}}$")


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for _, value, reading in dossier.cells:
        if reading.value_type not in NAMES or not value.value:
            continue
        if _ODD.search(value.value) or _goes_on(reading.value_type, value.value):
            yield Complaint((value.cell_id,), f"{value.column}“{value.value}”")


def _goes_on(value_type: ValueType, name: str) -> bool:
    if value_type is ValueType.ORGANISATION:
        return _TWO_OFFICES.search(name) is not None
    return _LENGTHENED.search(name) is not None or is_run_on(value_type, name)


RULE = Rule(
    "name-malformed",
    Severity.WARNING,
    "名称首尾有多余的字或符号，或两个名称连在一起",
    "A name begins or ends with a stray sign or character, or is two names in one",
    _check,
)
