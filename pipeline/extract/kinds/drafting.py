"""A first kind file from the pages of a blank form, for a clerk to complete.

Takes the largest line for the title, header cells for columns, a printed box beside an empty one
for a field, `label:` lines for fields. Names and types are borrowed from known kinds where the
label is known there; the rest is numbered and typed as text. Invents no label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import yaml

from pipeline.extract.kinds.blocks import Block, lay_out_blocks
from pipeline.extract.kinds.grid import Grid, GridCell
from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.matching import fold
from pipeline.extract.kinds.patterns import ANNEX_MARK, COLONS, LIST_NUMBER
from pipeline.extract.layout import join_tables
from pipeline.model.document import ValueType
from pipeline.model.page import PageReading, PageStatus

HEADER = (
    "# 由 kinds new 从空白表起草：请改 kind 和各列的名称，核对类型，再运行 kinds check。\n"
    "# Drafted from a blank form: rename kind and columns, check the types, then run kinds check.\n"
)

MIN_MATRIX_ROWS = 4
"""A table with fewer printed rows is rather a form."""

Entry = dict[str, object]
"""One mapping of the YAML file to be."""


@dataclass(slots=True)
class _Names:
    """Known labels with the column and type they have elsewhere; numbers for the others."""

    known: dict[str, tuple[str, ValueType]]
    used: set[str] = field(default_factory=set)

    def entry(self, label: str, stem: str) -> Entry:
        """Column name, type and label of a new column or field."""
        name, value_type = self.known.get(fold(label), (stem, ValueType.TEXT))
        number, unique = 1, name if name != stem else f"{stem}_1"
        while unique in self.used:
            number += 1
            unique = f"{name}_{number}"
        self.used.add(unique)
        return {"name": unique, "type": value_type.value, "labels": [label]}


def draft_kind(pages: Sequence[PageReading], known: Sequence[Kind]) -> str:
    """Return the YAML text of a kind drafted from a blank form's pages.

    `known` are the kinds to borrow column names and types from. The text passes `load_kinds`.
    """
    readable = [page for page in pages if page.status is PageStatus.OK]
    blocks = lay_out_blocks(readable, join_tables(readable))
    names = _Names(_known_labels(known))
    title = _find_title(blocks)
    fields: list[Entry] = []
    groups: list[Entry] = []
    tables: list[Entry] = []
    matrices: list[Entry] = []
    for block in blocks:
        if block.grid is None:
            fields += _line_fields(block, names)
        elif _is_list(block.grid):
            tables.append(_list_table(block.grid, names, len(tables) + 1))
        elif value_cols := _value_columns(block.grid):
            matrices.append(_matrix(block.grid, value_cols, len(matrices) + 1))
        else:
            found = _find_groups(block.grid, len(groups))
            groups += [_as_group(group) for group in found]
            fields += _box_fields(block.grid, names, found)
    kind: Entry = {
        "kind": "new_kind",
        "title": title or "新类型",
        "recognise": {"titles": [title] if title else ["新类型"]},
    }
    if fields:
        kind |= {"record": "new_records", "fields": fields}
    kind |= {
        key: entries
        for key, entries in (("groups", groups), ("tables", tables), ("matrices", matrices))
        if entries
    }
    kind["examples"] = [{"lines": [title or "新类型"]}]
    return HEADER + yaml.safe_dump(kind, allow_unicode=True, sort_keys=False, width=100)


def _known_labels(kinds: Sequence[Kind]) -> dict[str, tuple[str, ValueType]]:
    known: dict[str, tuple[str, ValueType]] = {}
    for kind in kinds:
        for table in kind.tables:
            for column in table.columns:
                for label in column.labels:
                    known.setdefault(fold(label), (column.name, column.type))
        for spec in kind.fields:
            for label in spec.labels:
                known.setdefault(fold(label), (spec.column, spec.type))
    return known


def _find_title(blocks: Sequence[Block]) -> str | None:
    """The tallest line above the first table, annex marks aside."""
    tallest: tuple[int, str] | None = None
    for block in blocks:
        if block.row is None:
            break
        text = ANNEX_MARK.sub("", block.legible).strip()
        height = block.row.box.height
        if len(fold(text)) > 1 and (tallest is None or height > tallest[0]):
            tallest = (height, text)
    return tallest[1] if tallest else None


def _is_list(grid: Grid) -> bool:
    """Whether the first row is a header (every box printed) over mostly empty rows."""
    if any(cell.is_empty for cell in grid.row(0)) or grid.table.n_rows < 2:
        return False
    below = [grid.at(row, col) for row in range(1, grid.table.n_rows)
             for col in range(grid.table.n_cols)]  # fmt: skip
    return sum(cell.is_empty for cell in below) * 2 > len(below)


def _list_table(grid: Grid, names: _Names, number: int) -> Entry:
    columns: list[Entry] = []
    for cell in grid.row(0):
        entry = names.entry(cell.text, "column")
        if not columns or len(columns) == 1:
            entry["required"] = True
        columns.append(entry)
    return {"table": f"new_table_{number}", "columns": columns}


def _value_columns(grid: Grid) -> list[int]:
    """Columns that are empty in every row below a printed first column: those of a matrix."""
    body = [row for row in range(grid.table.n_rows) if grid.at(row, 0).cell.row == row][1:]
    if len(body) < MIN_MATRIX_ROWS or any(grid.at(row, 0).is_empty for row in body):
        return []
    cols = range(1, grid.table.n_cols)
    return [col for col in cols if all(grid.at(row, col).is_empty for row in body)]


def _matrix(grid: Grid, value_cols: Sequence[int], number: int) -> Entry:
    """Rows by their printed labels, one series for each empty column, other columns as they are."""
    body = [row for row in range(grid.table.n_rows) if grid.at(row, 0).cell.row == row][1:]
    header = range(body[0])

    def text_above(col: int) -> str:
        printed = [grid.at(row, col).text for row in header if not grid.at(row, col).is_empty]
        return printed[-1] if printed else f"column {col + 1}"

    series = [
        {"labels": [text_above(col)], "basis": f"series_{index}"}
        for index, col in enumerate(value_cols, start=1)
    ]
    others: list[Entry] = [
        {"name": f"column_{col}", "type": ValueType.TEXT.value, "labels": [text_above(col)]}
        for col in range(1, grid.table.n_cols)
        if col not in value_cols
    ]
    rows = [
        {"key": f"row_{index}", "labels": [grid.at(row, 0).text]}
        for index, row in enumerate(body, start=1)
    ]
    return {
        "table": f"new_matrix_{number}",
        "key": "row",
        "name": "row_name",
        "header": [text_above(0)],
        "columns": others,
        "series": series,
        "rows": rows,
    }


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    cell: GridCell
    within: str | None


def _find_groups(grid: Grid, n_before: int) -> list[_Group]:
    """Printed boxes beside several rows of other boxes, from left to right."""
    spanning = [
        cell
        for cell in grid.cells
        if cell.cell.row_span > 1
        and not cell.is_empty
        and cell.cell.col + cell.cell.col_span < grid.table.n_cols
    ]
    groups: list[_Group] = []
    for cell in sorted(spanning, key=lambda cell: cell.cell.col):
        name = f"group_{n_before + len(groups) + 1}"
        groups.append(_Group(name, cell, _governing(cell, groups)))
    return groups


def _governing(cell: GridCell, groups: Sequence[_Group]) -> str | None:
    """Name of the nearest group to the left of a cell; None when there is none."""
    beside = [
        group
        for group in groups
        if group.cell.cell.col < cell.cell.col
        and group.cell.cell.row <= cell.cell.row < group.cell.cell.row + group.cell.cell.row_span
    ]
    return max(beside, key=lambda group: group.cell.cell.col).name if beside else None


def _as_group(group: _Group) -> Entry:
    entry: Entry = {"name": group.name, "labels": [group.cell.text]}
    return entry | {"within": group.within} if group.within else entry


def _box_fields(grid: Grid, names: _Names, groups: Sequence[_Group]) -> list[Entry]:
    """Printed boxes with an empty box to their right."""
    fields: list[Entry] = []
    for row in range(grid.table.n_rows):
        cells = [cell for cell in grid.row(row) if cell.cell.row == row]
        for cell, follower in pairwise(cells):
            if cell.is_empty or not follower.is_empty:
                continue
            entry = _as_field(names.entry(cell.text, "field"), "box")
            within = _governing(cell, groups)
            fields.append(entry | {"within": within} if within else entry)
    return fields


def _line_fields(block: Block, names: _Names) -> list[Entry]:
    """`label:` at the start of a line."""
    text = LIST_NUMBER.sub("", block.legible).strip()
    place = min((text.find(colon) for colon in COLONS if colon in text), default=-1)
    if not 1 < place <= 12 or ANNEX_MARK.match(text):
        return []
    return [_as_field(names.entry(text[:place].strip(), "field"), "after-label")]


def _as_field(entry: Entry, where: str) -> Entry:
    return {
        "column": entry["name"],
        "type": entry["type"],
        "where": where,
        "labels": entry["labels"],
    }
