from __future__ import annotations

import pytest

from pipeline.normalise.choices import (
    parse_application_status,
    parse_cluster_type,
    parse_presence,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("试点", "试点"),
        ("〔试点〕", "试点"),
        ("试点集群", "试点"),
        ("培育", "培育"),
        ("培 育", "培育"),
        ("试点（培育）", "培育"),
        ("试点[培育]", "培育"),
        ("（培育）", "培育"),
    ],
)
def test_cluster_types_with_any_bracket(text: str, value: str) -> None:
    assert parse_cluster_type(text).value == value


@pytest.mark.parametrize("text", ["其他", "试", "示范", "试点试点"])
def test_other_cluster_types_are_unknown(text: str) -> None:
    assert parse_cluster_type(text).unparsed == "unknown-cluster-type"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("初次申请", "初次申请"),
        ("☑初次申请□再次申请", "初次申请"),
        ("□初次申请 ■再次申请", "再次申请"),
        ("初次申请 再次申请√", "再次申请"),
    ],
)
def test_the_ticked_status(text: str, value: str) -> None:
    assert parse_application_status(text).value == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("初次申请再次申请", "tick-none"),
        ("○初次申请○再次申请", "tick-none"),
        ("□初次申请", "tick-none"),
        ("☑初次申请☑再次申请", "tick-many"),
        ("首次", "unknown-status"),
        ("", "empty"),
    ],
)
def test_no_or_several_ticks_say_so(text: str, reason: str) -> None:
    parsed = parse_application_status(text)
    assert (parsed.value, parsed.unparsed) == (None, reason)


def test_presence() -> None:
    assert parse_presence("有").value == "true"
    assert parse_presence("false").value == "false"
    assert parse_presence("?").unparsed == "presence-unclear"
