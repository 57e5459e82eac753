"""What `kinds list` shows and what `kinds check` finds: examples, ambiguous titles and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.extract.kinds.blocks import Block
from pipeline.extract.kinds.evidence import find_title, match_title
from pipeline.extract.kinds.fitting import fit_table
from pipeline.extract.kinds.grid import Grid
from pipeline.extract.kinds.kind import Column, Example, Field, Kind, Where
from pipeline.extract.kinds.matching import SURE, fold
from pipeline.extract.kinds.strip import Piece, Row, Strip
from pipeline.model.document import ValueType
from pipeline.model.geometry import Box
from pipeline.model.joined import CellPiece, JoinedCell, JoinedTable
from pipeline.model.table import Cell, TableStyle
from pipeline.model.text import TextLine


@dataclass(frozen=True, slots=True)
class KindProblem:
    """Something in a kind that would read documents wrongly. `message` is Chinese first."""

    kind: str
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class KindSummary:
    """One line of `kinds list`."""

    kind: str
    title: str
    tables: tuple[str, ...]
    n_fields: int
    titles: tuple[str, ...]


def list_kinds(kinds: Sequence[Kind]) -> tuple[KindSummary, ...]:
    """Summarise kinds in the order given."""
    return tuple(
        KindSummary(
            kind.kind, kind.title, output_tables(kind), len(kind.fields), kind.recognise.titles
        )
        for kind in kinds
    )


def output_tables(kind: Kind) -> tuple[str, ...]:
    """Every output table that a kind makes records of, its own record first."""
    tables = [kind.record] if kind.record else []
    tables += [table.table for table in kind.tables]
    tables += [matrix.table for matrix in kind.matrices]
    tables += [kind.outline.table] if kind.outline else []
    return tuple(dict.fromkeys(tables))


def check_kinds(kinds: Sequence[Kind]) -> tuple[KindProblem, ...]:
    """Return everything that is wrong with the kinds, alone and beside each other."""
    problems: list[KindProblem] = []
    for kind in kinds:
        problems += _check_fields(kind)
        problems += _check_labels(kind)
        problems += _check_examples(kind, kinds)
    for one, other in combinations(kinds, 2):
        problems += _check_titles(one, other)
        problems += _check_titles(other, one)
        problems += _check_headers(one, other)
    return tuple(problems)


def _check_fields(kind: Kind) -> Iterator[KindProblem]:
    labelled = (Where.BOX, Where.AFTER_LABEL, Where.LIST, Where.LINE)
    for spec in kind.fields:
        if spec.where in labelled and not spec.labels:
            yield KindProblem(
                kind.kind,
                f"fields.{spec.column}.labels",
                f"where: {spec.where} 需要 labels / needs labels",
            )
        if spec.type is ValueType.TICK and len(spec.options) < 2:
            yield KindProblem(
                kind.kind,
                f"fields.{spec.column}.options",
                "勾选项至少要有两个 options / a tick field needs at least two options",
            )


def _check_labels(kind: Kind) -> Iterator[KindProblem]:
    """One label for two columns of a table, or for two fields of a group, cannot be told apart."""
    for table in kind.tables:
        labelled = [(column.name, label) for column in table.columns for label in column.labels]
        yield from _repeated(kind, f"tables.{table.table}", labelled)
    scopes: dict[tuple[Where, str | None], list[Field]] = {}
    for spec in kind.fields:
        scopes.setdefault((spec.where, spec.within), []).append(spec)
    for (_, within), fields in scopes.items():
        labelled = [(spec.column, label) for spec in fields for label in spec.labels]
        yield from _repeated(kind, f"fields ({within or '-'})", labelled)


def _repeated(kind: Kind, key: str, labelled: Sequence[tuple[str, str]]) -> Iterator[KindProblem]:
    owners: dict[str, str] = {}
    for name, label in labelled:
        owner = owners.setdefault(fold(label), name)
        if owner != name:
            yield KindProblem(
                kind.kind,
                key,
                f"标签“{label}”同时属于 {owner} 和 {name} / one label for two columns",
            )


def _check_examples(kind: Kind, kinds: Sequence[Kind]) -> Iterator[KindProblem]:
    if not kind.examples:
        yield KindProblem(
            kind.kind,
            "examples",
            "至少给一个必须识别的例子 / give at least one example that must be recognised",
        )
    for number, example in enumerate(kind.examples):
        found = recognise_example(example, kinds)
        if found != kind.kind:
            shown = " / ".join(example.lines or example.header)
            yield KindProblem(
                kind.kind,
                f"examples[{number}]",
                f"“{shown}”被识别为 {found or '未知类型'} / recognised as {found or 'unknown'}",
            )


def recognise_example(example: Example, kinds: Sequence[Kind]) -> str | None:
    """The kind that an example's lines or header are taken for; None when for none."""
    if example.lines:
        blocks = [_block(text, number) for number, text in enumerate(example.lines)]
        titles = [find_title(blocks, index, kinds) for index in range(len(blocks))]
        best = max((t for t in titles if t), key=lambda t: t.score, default=None)
        return best.kind.kind if best else None
    grid = _header_grid(example.header)
    fits = [(fit.score, kind.kind) for kind in kinds if (fit := fit_table(grid, kind))]
    return max(fits, key=lambda fit: fit[0], default=(0.0, None))[1]


def _block(text: str, number: int) -> Block:
    box = Box(0, number, len(text), number + 1)
    line = TextLine(text, box, box, 1.0, "example")
    return Block(1, Row(1, Strip((Piece(1, line, 0, len(text), True),)), box))


def _header_grid(header: Sequence[str]) -> Grid:
    """A table of this header and one empty row."""
    box = Box(0, 0, 1, 1)
    cells = []
    for row, texts in enumerate((header, ["" for _ in header])):
        for col, text in enumerate(texts):
            lines = (TextLine(text, box, box, 1.0, "example"),) if text else ()
            piece = CellPiece(1, Cell(row, col, 1, 1, box, box, lines))
            cells.append(JoinedCell(row, col, 1, 1, (piece,)))
    return Grid(
        JoinedTable(((1, 1),), TableStyle.RULED, 2, len(header), 0, tuple(cells)),
    )


def _check_titles(one: Kind, other: Kind) -> Iterator[KindProblem]:
    """A title of one kind that the other's pattern takes just as well."""
    for title in one.recognise.titles:
        text = title.replace("*", "")
        for pattern in other.recognise.titles:
            match = match_title(text, pattern)
            if match is not None and match.score >= SURE and len(fold(pattern)) >= len(fold(title)):
                yield KindProblem(
                    one.kind,
                    "recognise.titles",
                    f"“{title}”与 {other.kind} 的“{pattern}”重叠 / overlaps with another kind",
                )


def _check_headers(one: Kind, other: Kind) -> Iterator[KindProblem]:
    """Two kinds whose tables have the very same header cannot be told apart without a title."""
    for table in one.tables:
        for rival in other.tables:
            if _labels_of(table.columns) == _labels_of(rival.columns):
                yield KindProblem(
                    one.kind,
                    f"tables.{table.table}",
                    f"表头与 {other.kind} 的 {rival.table} 相同"
                    " / same header as a table of another kind",
                )


def _labels_of(columns: Sequence[Column]) -> frozenset[str]:
    return frozenset(fold(label) for column in columns for label in column.labels)
