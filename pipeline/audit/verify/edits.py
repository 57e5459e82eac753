"""Names the cells of a registry file that were edited by hand.

The tables are assembled again from the artefacts, which are intact, and compared with the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.audit.tables import BOM
from pipeline.audit.verify.grids import Grid, database_grids, workbook_grids
from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.value import NormalDocument
from pipeline.registry.assemble import assemble
from pipeline.registry.faces.csv_face import csv_bytes
from pipeline.registry.faces.excel_csv import excel_csv_bytes
from pipeline.registry.faces.sqlite_face import sqlite_bytes
from pipeline.registry.faces.xlsx_face import xlsx_bytes
from pipeline.registry.registry import Registry, StagedDocument, TableRows
from pipeline.registry.schema.column import TableSchema
from pipeline.store.output import OutputFolder

_REBUILT = frozenset({"provenance", "corrections", "documents"})
"""Tables beside the printed ones that the artefacts alone determine."""
_NAMED = frozenset({".csv", ".xlsx", ".sqlite"})
_NOT_REBUILT = frozenset({"cluster_id"})
"""Columns that rest on decisions and earlier builds as well."""


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A cell that says something else than its artefacts.

    `row` is the row's key in the file, `line_no` its line (1 is the header). For a whole row that
    was added or removed `column` is "".
    """

    file: str
    line_no: int
    row: str
    column: str
    recorded: str
    found: str


def registry_edits(
    output: OutputFolder, changed: Iterable[str], document_ids: Iterable[str]
) -> tuple[CellEdit, ...]:
    """Compare the changed files of a registry with its artefacts, cell by cell.

    `document_ids` are the documents the registry was built from. CSV files, the workbook and the
    database are named down to the cell; of other faces the caller knows that they differ.
    """
    files = [PurePosixPath(name) for name in changed if PurePosixPath(name).suffix in _NAMED]
    if not files:
        return ()
    registry = _rebuild(output, document_ids)
    edits: list[CellEdit] = []
    for file in files:
        found = (output.registry / file).read_bytes()
        if file.suffix == ".csv":
            edits += _csv_edits(file, registry, found)
        elif file.suffix == ".xlsx":
            edits += _grid_edits(file, registry, workbook_grids, xlsx_bytes(registry), found)
        else:
            edits += _grid_edits(file, registry, database_grids, sqlite_bytes(registry), found)
    return tuple(edits)


def _csv_edits(file: PurePosixPath, registry: Registry, found: bytes) -> Iterator[CellEdit]:
    table = _find(registry, file.stem)
    if table is not None:
        is_excel = file.parts[0] == "excel"
        expected = excel_csv_bytes(table) if is_excel else csv_bytes(table)
        yield from _compare(file.as_posix(), table, _grid(expected), _grid(found))


def _grid_edits(
    file: PurePosixPath,
    registry: Registry,
    read: Callable[[bytes, TableSchema], Grid | None],
    expected: bytes,
    found: bytes,
) -> Iterator[CellEdit]:
    """Compare every table that both files hold; a file that cannot be opened names no cell."""
    for table in registry.tables:
        if _find(registry, table.schema.name) is None:
            continue
        ours, theirs = read(expected, table.schema), read(found, table.schema)
        if ours is not None and theirs is not None:
            yield from _compare(f"{file}:{table.schema.name}", table, ours, theirs)


def _rebuild(output: OutputFolder, document_ids: Iterable[str]) -> Registry:
    return assemble(
        StagedDocument(
            output.read_stage(document_id, "extract", DocumentReading),
            output.read_stage(document_id, "clean", CleanDocument),
            output.read_stage(document_id, "normalise", NormalDocument),
        )
        for document_id in document_ids
    )


def _find(registry: Registry, name: str) -> TableRows | None:
    for table in registry.tables:
        if table.schema.name == name and (table.schema.is_printed or name in _REBUILT):
            return table
    return None


def _grid(data: bytes) -> list[list[str]]:
    text = data.removeprefix(BOM).decode("utf-8", errors="replace")
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return [line.split(",") for line in text.splitlines()]


def _compare(
    file: str, table: TableRows, expected: list[list[str]], found: list[list[str]]
) -> Iterator[CellEdit]:
    columns = table.schema.column_names
    key = [table.schema.position(column) for column in table.schema.key]
    yield from _cells(file, 1, "header", columns, expected[0], found[0] if found else [])
    recorded = {_key(row, key): row for row in expected[1:]}
    seen: set[str] = set()
    left_over: list[tuple[int, list[str]]] = []
    for line_no, row in enumerate(found[1:], start=2):
        name = _key(row, key)
        if name in recorded and name not in seen:
            seen.add(name)
            yield from _cells(file, line_no, name, columns, recorded[name], row)
        else:
            left_over.append((line_no, row))
    missing = [name for name in recorded if name not in seen]
    yield from _pair_rest(file, columns, recorded, missing, left_over)


def _pair_rest(
    file: str,
    columns: Sequence[str],
    recorded: dict[str, list[str]],
    missing: list[str],
    left_over: list[tuple[int, list[str]]],
) -> Iterator[CellEdit]:
    """Rows whose key was edited: paired when most cells agree, else removed and added."""
    for line_no, row in left_over:
        twin = next((name for name in missing if _agree(recorded[name], row)), None)
        if twin is None:
            yield CellEdit(file, line_no, ";".join(row[:1]), "", "", " · ".join(filter(None, row)))
        else:
            missing.remove(twin)
            yield from _cells(file, line_no, twin, columns, recorded[twin], row)
    for name in missing:
        yield CellEdit(file, 0, name, "", " · ".join(filter(None, recorded[name])), "")


def _agree(recorded: list[str], row: list[str]) -> bool:
    same = sum(a == b for a, b in zip(recorded, row, strict=False))
    return same * 2 > len(recorded)


def _cells(
    file: str,
    line_no: int,
    name: str,
    columns: Sequence[str],
    recorded: Sequence[str],
    found: Sequence[str],
) -> Iterator[CellEdit]:
    for place, column in enumerate(columns):
        was = recorded[place] if place < len(recorded) else ""
        now = found[place] if place < len(found) else ""
        if was != now and column not in _NOT_REBUILT:
            yield CellEdit(file, line_no, name, column, was, now)


def _key(row: Sequence[str], key: Sequence[int]) -> str:
    return ";".join(row[place] if place < len(row) else "" for place in key)
