"""The lot an audit judges: every cell with ink of its own, with its stratum.

A merged cell counts once and derived codes not at all: they follow from cells that are in the lot.
The lot carries no value, so that whoever answers for a drawn cell cannot see what the machine says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]

from pipeline.audit.diff.evidence import parse_regions
from pipeline.audit.snapshot import Snapshot
from pipeline.audit.tables import RegistryTable, read_table
from pipeline.errors import UsageError
from pipeline.model.geometry import Region

ACCEPTED, DECIDED = "accepted", "decided"
"""Accepted by the program; settled by a person. Other cells carry their status."""
_COLUMNS = (
    "cell_id",
    "document_id",
    "table",
    "column",
    "pages",
    "boxes",
    "engine",
    "inherited_from",
    "from_cells",
    "status",
    "person",
)


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Cells that are drawn together: kind of document, how it came, and who accepted the cell.

    `profile` is the folder below raw_scans/ the file lies in, or else the engine that read it.
    """

    kind: str
    profile: str
    acceptance: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One cell of the lot, and where it is to be seen."""

    cell_id: str
    column: str
    source_name: str
    regions: tuple[Region, ...]
    stratum: Stratum


def read_lot(
    snapshot: Snapshot, acceptance: frozenset[str] = frozenset({ACCEPTED, DECIDED})
) -> tuple[Unit, ...]:
    """Read the lot of a registry: its cells whose acceptance is one of those given.

    Raises:
        UsageError: When the registry has no provenance.
    """
    file = snapshot.open("provenance")
    if file is None:
        raise UsageError(
            f"{snapshot.label} 没有 provenance.csv has no provenance.csv",
            "请给出完整的输出目录 name a complete output folder",
        )
    names = _source_names(snapshot)
    kinds = _page_kinds(snapshot)
    units = []
    for row in _own_ink(file):
        stratum_acceptance = DECIDED if row["person"] else row["status"]
        if stratum_acceptance not in acceptance:
            continue
        document_id, page = row["document_id"], row["pages"].split(";", 1)[0]
        name = names.get(document_id, "")
        units.append(
            Unit(
                row["cell_id"],
                row["column"],
                name,
                parse_regions(row["boxes"]),
                Stratum(
                    kinds.get((document_id, page), row["table"]),
                    name.rsplit("/", 1)[0] if "/" in name else row["engine"],
                    stratum_acceptance,
                ),
            )
        )
    return tuple(units)


def _own_ink(file: pa.NativeFile) -> list[dict[str, str]]:
    options = pa_csv.ConvertOptions(
        column_types={column: pa.string() for column in _COLUMNS},
        include_columns=list(_COLUMNS),
        strings_can_be_null=False,
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    rows: list[dict[str, str]] = []
    with pa_csv.open_csv(file, parse_options=parse, convert_options=options) as reader:
        for batch in reader:
            is_own = pc.and_(
                pc.equal(batch.column("inherited_from"), ""),
                pc.equal(batch.column("from_cells"), ""),
            )
            rows += batch.filter(is_own).to_pylist()
    return rows


def _source_names(snapshot: Snapshot) -> Mapping[str, str]:
    table = _table(snapshot, "documents")
    if table is None:
        return {}
    return dict(zip(table.texts("document_id"), table.texts("source_name"), strict=True))


def _page_kinds(snapshot: Snapshot) -> Mapping[tuple[str, str], str]:
    table = _table(snapshot, "ledger")
    if table is None:
        return {}
    keys = zip(table.texts("document_id"), table.texts("page_no"), strict=True)
    return {key: kind for key, kind in zip(keys, table.texts("kind"), strict=True) if kind}


def _table(snapshot: Snapshot, name: str) -> RegistryTable | None:
    data = snapshot.read(name)
    return None if data is None else read_table(name, data)
