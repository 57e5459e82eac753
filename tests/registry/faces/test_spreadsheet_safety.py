from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.registry.faces.excel_csv import excel_csv_bytes
from pipeline.registry.faces.spreadsheet import may_run, protect, reveal, would_change
from pipeline.registry.registry import TableRows
from pipeline.registry.schema.column import Column, ColumnType, TableSchema

TEXT, CODE, NUMBER = ColumnType.TEXT, ColumnType.CODE, ColumnType.NUMBER

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/C calc'!A0",
        "+1",
        "+86-10-88656265",
        "-2+3",
        "-cmd",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\ufeff=1",
        "\x00=1",
        "＝1",
        "＋1",
        "－A1",
        "＠x",
        "|x",
        "%x",
    ],
)
def test_what_may_run_is_marked_as_text(text: str) -> None:
    assert may_run(text)
    assert protect(text, TEXT) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "-8.60", "0", "12", "3.5", "名称", "a=b", "甲+乙", ""])
def test_what_cannot_run(text: str) -> None:
    assert not may_run(text)


@pytest.mark.parametrize(
    "text",
    [
        "050000",
        "123456789012",
        "1-2",
        "1/2",
        "2021.3",
        "1.10",
        "1e5",
        "12:30",
        "5%",
        "１２",
        "-5.0",
    ],
)
def test_what_a_spreadsheet_would_show_otherwise(text: str) -> None:
    assert would_change(text)


@pytest.mark.parametrize(
    ("text", "column_type", "shown"),
    [
        ("-8.60", NUMBER, "-8.60"),
        ("-1", NUMBER, "-1"),
        ("+1", NUMBER, "'+1"),
        ("050000", CODE, "'050000"),
        ("130100", CODE, "130100"),
        ("2021-03-17", ColumnType.DATE, "2021-03-17"),
        ("'quoted", TEXT, "''quoted"),
        ("邯郸市", TEXT, "邯郸市"),
    ],
)
def test_protect(text: str, column_type: ColumnType, shown: str) -> None:
    assert protect(text, column_type) == shown


@given(TEXTS)
def test_protection_can_be_undone(text: str) -> None:
    assert reveal(protect(text, TEXT)) == text


@given(TEXTS)
def test_nothing_protected_may_run(text: str) -> None:
    assert not may_run(protect(text, TEXT))


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_the_excel_csv_gives_every_text_back(rows: list[tuple[str, str]]) -> None:
    schema = TableSchema(
        "t", "表", "T", (Column("a", TEXT, "甲", "A", ""), Column("b", CODE, "乙", "B", "")), ("a",)
    )
    data = excel_csv_bytes(TableRows(schema, tuple(rows)))
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read[0] == ["甲 a", "乙 b"]
    assert not any(may_run(text) for row in read[1:] for text in row)
    assert [tuple(reveal(text) for text in row) for row in read[1:]] == rows
