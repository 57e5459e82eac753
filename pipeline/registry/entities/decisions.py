"""Reads what people decided about pairs of rows; a decision that no longer fits is told.

The file is a CSV that data staff can edit: left_record_id, left_name, right_record_id, right_name,
decision (same or different), person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.errors import ConfigurationError
from pipeline.registry.entities.mention import Mention
from pipeline.registry.registry import EntityDecision

HEADER = ("left_record_id", "left_name", "right_record_id", "right_name", "decision", "person")
_DECISIONS = {"same": True, "different": False}


def parse_entity_decisions(
    data: bytes, source: str = "cluster_decisions.csv"
) -> tuple[EntityDecision, ...]:
    """Read the decision file.

    Raises:
        ConfigurationError: When the encoding, the header, a decision word or the number of columns
            is wrong.
    """
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"{source}：无法读取 cannot be read: {error}",
            "请存为 UTF-8 编码的 CSV save it as CSV in UTF-8",
        ) from error
    if not lines:
        return ()
    if tuple(lines[0]) != HEADER:
        raise ConfigurationError(
            f"{source}：表头不符 wrong header",
            f"第一行应为 the first line must be {','.join(HEADER)}",
        )
    return tuple(
        _decision(line, source, line_no) for line_no, line in enumerate(lines[1:], start=2) if line
    )


def _decision(line: list[str], source: str, line_no: int) -> EntityDecision:
    if len(line) != len(HEADER) or line[4] not in _DECISIONS or not line[5]:
        raise ConfigurationError(
            f"{source} 第 {line_no} 行有误 line {line_no} is wrong",
            "应有六列，decision 为 same 或 different，person 不为空 "
            "six columns; decision is same or different; person is not empty",
        )
    left_id, left_name, right_id, right_name, word, person = line
    return EntityDecision(left_id, left_name, right_id, right_name, _DECISIONS[word], person)


@dataclass(frozen=True, slots=True)
class SettledPairs:
    """Decisions sorted by whether they can be applied to the mentions of today.

    The last decision on a pair holds. `conflicts` name rows that say something else now,
    `orphans` name rows that are gone.
    """

    same: tuple[EntityDecision, ...]
    different: tuple[EntityDecision, ...]
    conflicts: tuple[EntityDecision, ...]
    orphans: tuple[EntityDecision, ...]


def settle(decisions: Iterable[EntityDecision], mentions: Mapping[str, Mention]) -> SettledPairs:
    """Sort decisions; `mentions` are keyed by record_id."""
    last = {frozenset((d.left_record_id, d.right_record_id)): d for d in decisions}
    same: list[EntityDecision] = []
    different: list[EntityDecision] = []
    conflicts: list[EntityDecision] = []
    orphans: list[EntityDecision] = []
    for decision in last.values():
        left = mentions.get(decision.left_record_id)
        right = mentions.get(decision.right_record_id)
        if left is None or right is None:
            orphans.append(decision)
        elif (left.cluster_name, right.cluster_name) != (decision.left_name, decision.right_name):
            conflicts.append(decision)
        else:
            (same if decision.is_same else different).append(decision)
    return SettledPairs(tuple(same), tuple(different), tuple(conflicts), tuple(orphans))
