"""Draws the cells to be audited, so that anyone can draw the same ones again.

A cell's turn is decided by the SHA-256 of seed and cell id alone: not by the order of the registry,
the library or the machine.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.audit.sampling.bound import sample_size_for
from pipeline.audit.sampling.lot import Stratum, Unit, read_lot
from pipeline.audit.sampling.standard import (
    InspectionLevel,
    SamplingPlan,
    Severity,
    sampling_plan,
)
from pipeline.audit.snapshot import Snapshot
from pipeline.errors import UsageError
from pipeline.store.files import sha256_hex


@dataclass(frozen=True, slots=True)
class DrawOptions:
    """What is drawn.

    With `claim` (a share, 0-1) the sample is large enough that no wrong cell in it proves "at most
    that share is wrong" with `confidence`; otherwise the standard's plan holds.
    """

    seed: str
    aql: float = 0.65
    level: InspectionLevel = InspectionLevel.II
    severity: Severity = Severity.NORMAL
    claim: float | None = None
    confidence: float = 0.95
    acceptance: tuple[str, ...] = ("accepted", "decided")


@dataclass(frozen=True, slots=True)
class StratumSize:
    """How many cells a stratum has and how many were drawn from it."""

    stratum: Stratum
    lot_size: int
    sample_size: int


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as it is recorded. `registry_sha256` is that of the provenance.csv it was made from.

    `plan` is the standard's plan, None for a claim; the lot is accepted when at most `accept` of
    `units` are wrong. Units are in the order of documents and pages.
    """

    registry_sha256: str
    options: DrawOptions
    plan: SamplingPlan | None
    lot_size: int
    accept: int
    strata: tuple[StratumSize, ...]
    units: tuple[Unit, ...]

    @property
    def sample_size(self) -> int:
        """Number of cells drawn."""
        return len(self.units)

    @property
    def basis(self) -> str:
        """In words, what the sample size rests on."""
        if self.plan is None:
            claim = 100 * (self.options.claim or 0)
            return f"零差错证明差错率 ≤ {claim:g} % zero-error proof of at most {claim:g} % wrong"
        return (
            f"GB/T 2828.1 (ISO 2859-1), 水平 level {self.plan.level}, AQL {self.plan.aql:g} %, "
            f"{self.plan.severity}, 字码 code letter {self.plan.code_letter}"
        )


def draw_sample(snapshot: Snapshot, options: DrawOptions) -> Draw:
    """Draw from a registry.

    Raises:
        UsageError: When the lot is empty or too small, or the AQL is not one of the standard's.
    """
    units = read_lot(snapshot, frozenset(options.acceptance))
    plan = None
    if options.claim is None:
        plan = sampling_plan(len(units), options.aql, options.level, options.severity)
        size, accept = plan.sample_size, plan.accept
    else:
        size, accept = min(len(units), sample_size_for(options.claim, options.confidence)), 0
    if not units:
        raise UsageError("没有可抽的单元格 nothing to draw from", "请先运行 run the pipeline first")
    drawn, strata = draw_units(units, size, options.seed)
    return Draw(registry_hash(snapshot), options, plan, len(units), accept, strata, drawn)


def registry_hash(snapshot: Snapshot) -> str:
    """SHA-256 of the provenance a draw is made from."""
    return sha256_hex(snapshot.read("provenance") or b"")


def draw_units(
    units: Iterable[Unit], size: int, seed: str
) -> tuple[tuple[Unit, ...], tuple[StratumSize, ...]]:
    """Draw `size` units, from each stratum in proportion to its size, at least one if possible."""
    by_stratum: dict[Stratum, list[Unit]] = defaultdict(list)
    for unit in units:
        by_stratum[unit.stratum].append(unit)
    sizes = {stratum: len(members) for stratum, members in sorted(by_stratum.items())}
    shares = allocate(sizes, size)
    drawn = [
        unit
        for stratum, share in shares.items()
        for unit in sorted(by_stratum[stratum], key=lambda unit: _turn(seed, unit))[:share]
    ]
    strata = tuple(StratumSize(s, sizes[s], share) for s, share in shares.items())
    return tuple(sorted(drawn, key=_reading_order)), strata


def allocate(sizes: Mapping[Stratum, int], total: int) -> dict[Stratum, int]:
    """Share `total` among strata by size (largest remainder), at least one each where possible."""
    lot_size = sum(sizes.values())
    total = min(total, lot_size)
    least = 1 if total >= len(sizes) else 0
    exact = {stratum: total * size / lot_size for stratum, size in sizes.items()}
    shares = {s: min(sizes[s], max(least, int(exact[s]))) for s in sizes}
    while sum(shares.values()) != total:
        is_short = sum(shares.values()) < total
        movable = [s for s in sizes if (shares[s] < sizes[s] if is_short else shares[s] > least)]
        gap = {s: (exact[s] - shares[s]) * (1 if is_short else -1) for s in movable}
        chosen = max(movable, key=lambda s: gap[s])
        shares[chosen] += 1 if is_short else -1
    return shares


def _turn(seed: str, unit: Unit) -> str:
    return hashlib.sha256(f"{seed}\0{unit.cell_id}".encode()).hexdigest()


def _reading_order(unit: Unit) -> tuple[str, Sequence[object], str]:
    places = [(r.page_no, r.box.y0, r.box.x0) for r in unit.regions[:1]]
    return unit.source_name, places, unit.cell_id
