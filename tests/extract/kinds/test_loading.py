from __future__ import annotations

import pytest

from pipeline.errors import ConfigurationError
from pipeline.extract.kinds import load_kinds, shipped_kinds

GOOD = b"""\
kind: list
title: \xe5\x90\x8d\xe5\x8d\x95
recognise:
  titles: ["*\xe5\x90\x8d\xe5\x8d\x95"]
fields:
  - {column: issuer, type: organisation, where: head}
"""


def test_the_shipped_kinds_load() -> None:
    assert [kind.kind for kind in shipped_kinds()] == [
        "application",
        "notice",
        "plan",
        "recommendation",
        "roster",
    ]


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (b"type: organisation", b"type: organization", "a.yaml:6: fields[0].type"),
        (b"where: head}", b"where: head, color: red}", "a.yaml:6: fields[0]"),
        (b"title: \xe5\x90\x8d\xe5\x8d\x95\n", b"", "a.yaml:1"),
        (b"recognise:\n", b"recognise: [\n", "a.yaml:5: YAML"),
        (b"where: head}", b"where: head, within: nowhere}", "within: nowhere"),
        (b"where: head}", b"where: head, source: nothing}", "source: nothing"),
        (b"kind: list", b"\xff\xfe", "UTF-8"),
    ],
    ids=["enum", "unknown-key", "missing-key", "yaml", "group", "source", "encoding"],
)
def test_a_wrong_file_is_refused_with_its_place(old: bytes, new: bytes, cause: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_kinds({"a.yaml": GOOD.replace(old, new)})
    assert cause in caught.value.cause
    assert caught.value.next_step


def test_two_files_may_not_define_one_kind() -> None:
    with pytest.raises(ConfigurationError, match=r"already defined in a\.yaml"):
        load_kinds({"a.yaml": GOOD, "b.yaml": GOOD})


def test_a_kind_needs_something_to_be_recognised_by() -> None:
    nothing = GOOD.replace(b'titles: ["*\xe5\x90\x8d\xe5\x8d\x95"]', b"anchors: [a]")
    with pytest.raises(ConfigurationError, match=r"recognise\.titles"):
        load_kinds({"a.yaml": nothing})
