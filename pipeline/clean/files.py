"""Dictionary files as people save them: UTF-8 with or without BOM, or GB 18030 from Excel.

Turns bytes into lines with their numbers, and every complaint into one that names file and line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from _csv import Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """One data line of a dictionary file; `line_no` is 1-based in the file."""

    file: str
    line_no: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column."""
        return self.values[column]

    @property
    def reference(self) -> str:
        """What corrections cite: file and line."""
        return f"{self.file}:{self.line_no}"

    def fail(self, chinese: str, english: str) -> ConfigurationError:
        """Complain about this line."""
        return ConfigurationError(
            f"corrections/{self.file} 第 {self.line_no} 行：{chinese}"
            f"（line {self.line_no}: {english}）",
            "请改正该行后重新运行 correct the line and run again",
        )

    def required(self, column: str) -> str:
        """The cell of a column that may not be empty.

        Raises:
            ConfigurationError: When it is.
        """
        value = self.values[column]
        if not value:
            raise self.fail(f"{column} 为空", f"{column} is empty")
        return value


def decode_text(file: str, content: bytes) -> str:
    """Decode a dictionary file: UTF-8 (BOM or not) or GB 18030.

    Raises:
        ConfigurationError: As for `encoding_of`.
    """
    return content.decode(encoding_of(file, content)).removeprefix("\ufeff")


def encoding_of(file: str, content: bytes) -> str:
    """How a dictionary file is encoded: UTF-8 or GB 18030.

    Raises:
        ConfigurationError: For UTF-16 or bytes that are neither, naming the line.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Entry(file, 1, {}).fail("是 UTF-16 编码，请存为 UTF-8", "UTF-16; save as UTF-8")
    broken = _first_broken(content, "utf-8")
    if broken is None:
        return "utf-8"
    if _first_broken(content, "gb18030") is None:
        return "gb18030"
    line_no = content[:broken].count(b"\n") + 1
    raise Entry(file, line_no, {}).fail(
        "既不是 UTF-8 也不是 GB 18030 编码", "neither UTF-8 nor GB 18030"
    )


def _first_broken(content: bytes, encoding: str) -> int | None:
    """The place of the first byte that an encoding does not allow; None when all are right."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def read_entries(file: str, content: bytes, columns: Sequence[str]) -> Iterator[Entry]:
    """Yield the data lines of a CSV (`.csv`) or tab-separated (`.tsv`) file.

    Blank lines and lines that begin with `#` are skipped; the header must name `columns` in
    order.

    Raises:
        ConfigurationError: For a wrong header, a wrong number of cells, or a wrong encoding.
    """
    text = decode_text(file, content)
    if file.endswith(".tsv"):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] | None = None
    for cells in _iter_cells(file, reader):
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            _check_header(Entry(file, reader.line_num, {}), header, columns)
            continue
        stripped = [cell.strip() for cell in cells]
        yield _entry(file, reader.line_num, stripped, columns)
    if header is None:
        raise Entry(file, 1, {}).fail("文件为空，缺少表头", "empty file without a header")


def _iter_cells(file: str, reader: Reader) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise Entry(file, reader.line_num, {}).fail(
            "无法分列，引号可能不成对", f"cannot be split, a quote may lack its pair: {error}"
        ) from None


def _check_header(entry: Entry, header: Sequence[str], columns: Sequence[str]) -> None:
    if list(header) == list(columns):
        return
    if len(header) == 1 and len(columns) > 1:
        raise entry.fail(
            "只有一列：分隔符不对（.csv 用逗号，.tsv 用制表符）",
            "one column only: wrong separator (.csv comma, .tsv tab)",
        )
    raise entry.fail(f"表头应为 {'、'.join(columns)}", f"header must be {', '.join(columns)}")


def _entry(file: str, line_no: int, cells: list[str], columns: Sequence[str]) -> Entry:
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()
    if len(cells) > len(columns):
        raise Entry(file, line_no, {}).fail(
            f"有 {len(cells)} 列，应为 {len(columns)} 列",
            f"{len(cells)} cells instead of {len(columns)}",
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return Entry(file, line_no, dict(zip(columns, padded, strict=True)))
