from __future__ import annotations

import pytest

from pipeline.extract.kinds import Kind, load_kinds, shipped_kinds
from pipeline.extract.kinds.checking import check_kinds, list_kinds, output_tables

LIST = """\
kind: {kind}
title: 名单
recognise:
  titles: ["{title}"]
tables:
  - table: things
    columns:
      - {{name: first, type: text, labels: [甲名称], required: true}}
      - {{name: second, type: text, labels: [{label}]}}
examples:
  - lines: [{example}]
"""


def kind(name: str = "a", **texts: str) -> tuple[Kind, ...]:
    values = {"kind": name, "title": "*甲*名单", "label": "乙名称", "example": "甲类名单"} | texts
    return load_kinds({f"{name}.yaml": LIST.format(**values).encode()})


def test_the_shipped_kinds_have_no_problem() -> None:
    assert check_kinds(shipped_kinds()) == ()


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        ({"label": "甲名称"}, "tables.things"),
        ({"example": "乙类名单"}, "examples[0]"),
    ],
    ids=["one-label-twice", "example-not-recognised"],
)
def test_a_kind_that_reads_wrongly_is_found(texts: dict[str, str], key: str) -> None:
    assert [problem.key for problem in check_kinds(kind(**texts))] == [key]


def test_a_good_kind_has_no_problem() -> None:
    assert check_kinds(kind()) == ()


def test_two_kinds_of_one_title_or_one_header_overlap() -> None:
    other = kind("b", title="*甲*名单")
    keys = {problem.key for problem in check_kinds((*kind(), *other))}
    assert {"recognise.titles", "tables.things"} <= keys


def test_kinds_are_listed_with_the_tables_they_make() -> None:
    summary = {line.kind: line for line in list_kinds(shipped_kinds())}
    assert summary["application"].tables == ("applications", "leading_firms", "indicators")
    assert summary["notice"].n_fields == 16
    assert output_tables(shipped_kinds()[2]) == ("plans",)
