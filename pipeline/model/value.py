"""Typed values: what normalise and validate leave behind, ready for the registry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.finding import Finding


class CellStatus(StrEnum):
    """What may be done with a value. `review` and `failed` always carry reasons."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Value:
    """One typed value of a record.

    `value` is its canonical text (ISO dates, plain decimals, GB/T 2260 codes) and None when the
    cell is empty or could not be parsed; then `unparsed` says why (`empty`, `not-a-date`, ...).
    A derived value (e.g. `city_code`) has a cell_id of its own and lists what it came `from_cells`.
    `probability` is the calibrated probability that the value is right, None where not modelled.
    """

    cell_id: str
    column: str
    value: str | None
    unparsed: str | None = None
    from_cells: tuple[str, ...] = ()
    status: CellStatus = CellStatus.ACCEPTED
    reasons: tuple[str, ...] = ()
    probability: float | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class NormalRecord:
    """A record with typed values; `values` follow the column order of its table."""

    record_id: str
    table: str
    row_no: int
    parent_id: str | None
    attributes: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class NormalDocument:
    """`normalise.json`: typed records of one document and everything its rules found."""

    document_id: str
    records: tuple[NormalRecord, ...]
    findings: tuple[Finding, ...]
