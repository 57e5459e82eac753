"""Accept or reject: what the answers say of the lot, with exact bounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa  # type: ignore[import-untyped]

from pipeline.audit.sampling.answers import Answer, Entry, Settlement, fold
from pipeline.audit.sampling.bound import lower_bound, upper_bound
from pipeline.audit.sampling.draw import Draw, StratumSize, registry_hash
from pipeline.audit.sampling.lot import Stratum, Unit
from pipeline.audit.snapshot import Snapshot
from pipeline.audit.tables import filter_rows
from pipeline.errors import UsageError


class Outcome(StrEnum):
    """What an answer says of a cell."""

    RIGHT = "right"
    WRONG = "wrong"
    WAITING = "waiting"


class Decision(StrEnum):
    """What is to be done with the lot."""

    ACCEPT = "accept"
    REJECT = "reject"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class AuditedCell:
    """A drawn cell, what the registry says of it and what the auditor read."""

    unit: Unit
    value: str
    text_clean: str
    outcome: Outcome
    answer: Answer | None
    settlement: Settlement | None


@dataclass(frozen=True, slots=True)
class StratumResult:
    """Wrong cells of one stratum."""

    size: StratumSize
    n_answered: int
    n_wrong: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The judgement. Shares are 0-1; `upper` and `lower` are exact one-sided binomial bounds.

    `estimate` weights the strata by their size. A cell nobody can read counts as wrong until a
    second look settles it.
    """

    draw: Draw
    decision: Decision
    n_answered: int
    n_wrong: int
    estimate: float
    lower: float
    upper: float
    strata: tuple[StratumResult, ...]
    cells: tuple[AuditedCell, ...]

    @property
    def wrong_cells(self) -> list[AuditedCell]:
        """What was wrong."""
        return [cell for cell in self.cells if cell.outcome is Outcome.WRONG]

    @property
    def persons(self) -> list[str]:
        """Everyone who answered or settled."""
        answers = (cell.answer.person for cell in self.cells if cell.answer)
        settlements = (cell.settlement.person for cell in self.cells if cell.settlement)
        return sorted({*answers, *settlements})


def judge(draw: Draw, entries: Iterable[Entry], snapshot: Snapshot) -> AuditReport:
    """Compare the answers with the registry the draw was made from.

    Raises:
        UsageError: When the registry is not the one that was drawn from.
    """
    if registry_hash(snapshot) != draw.registry_sha256:
        raise UsageError(
            "登记表与抽样时不同 this is not the registry the sample was drawn from",
            "请对抽样时的登记表出报告，或重新抽样 report on that registry, or draw again",
        )
    cells = tuple(_audited(draw, tuple(entries), snapshot))
    answered = [cell for cell in cells if cell.outcome is not Outcome.WAITING]
    n_wrong = sum(cell.outcome is Outcome.WRONG for cell in cells)
    strata = tuple(_stratum_result(size, cells) for size in draw.strata)
    confidence = draw.options.confidence
    return AuditReport(
        draw,
        _decide(draw, len(answered), n_wrong),
        len(answered),
        n_wrong,
        _weighted(strata),
        lower_bound(n_wrong, len(answered), confidence) if answered else 0.0,
        upper_bound(n_wrong, len(answered), confidence) if answered else 1.0,
        strata,
        cells,
    )


def _decide(draw: Draw, n_answered: int, n_wrong: int) -> Decision:
    if n_wrong > draw.accept:
        return Decision.REJECT
    return Decision.ACCEPT if n_answered == draw.sample_size else Decision.INCOMPLETE


def _audited(draw: Draw, entries: tuple[Entry, ...], snapshot: Snapshot) -> Iterable[AuditedCell]:
    answers = {e.answer.cell_id: e.answer for e in entries if e.answer}
    settlements = {e.settlement.cell_id: e.settlement for e in entries if e.settlement}
    file = snapshot.open("provenance")
    wanted = pa.array([unit.cell_id for unit in draw.units], pa.string())
    rows = filter_rows("provenance", file, {"cell_id": wanted}) if file else []
    known = {row["cell_id"]: row for row in rows}
    for unit in draw.units:
        row = known[unit.cell_id]
        answer, settlement = answers.get(unit.cell_id), settlements.get(unit.cell_id)
        outcome = _outcome(row["value"], row["text_clean"], answer, settlement)
        yield AuditedCell(unit, row["value"], row["text_clean"], outcome, answer, settlement)


def _outcome(
    value: str, text_clean: str, answer: Answer | None, settlement: Settlement | None
) -> Outcome:
    if answer is None:
        return Outcome.WAITING
    if settlement is not None:
        return Outcome.RIGHT if settlement.is_registry_right else Outcome.WRONG
    if answer.text is None:
        return Outcome.WRONG
    is_equal = fold(answer.text) in (fold(value), fold(text_clean))
    return Outcome.RIGHT if is_equal else Outcome.WRONG


def _stratum_result(size: StratumSize, cells: Iterable[AuditedCell]) -> StratumResult:
    outcomes = [cell.outcome for cell in cells if _is_in(cell, size.stratum)]
    n_waiting = outcomes.count(Outcome.WAITING)
    return StratumResult(size, len(outcomes) - n_waiting, outcomes.count(Outcome.WRONG))


def _is_in(cell: AuditedCell, stratum: Stratum) -> bool:
    return cell.unit.stratum == stratum


def _weighted(strata: Iterable[StratumResult]) -> float:
    known = [result for result in strata if result.n_answered]
    total = sum(result.size.lot_size for result in known)
    return sum(
        result.size.lot_size / total * result.n_wrong / result.n_answered for result in known
    )
