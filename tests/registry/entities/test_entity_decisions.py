from __future__ import annotations

import pytest

from pipeline.errors import ConfigurationError
from pipeline.registry.entities.decisions import parse_entity_decisions
from pipeline.registry.registry import EntityDecision

HEADER = "left_record_id,left_name,right_record_id,right_name,decision,person\n"


def test_a_file_saved_by_excel_is_read() -> None:
    text = "\ufeff" + HEADER.replace("\n", "\r\n") + "a/1,甲,b/1,乙,same,李\r\n"
    assert parse_entity_decisions(text.encode()) == (
        EntityDecision("a/1", "甲", "b/1", "乙", True, "李"),
    )


def test_no_file_means_no_decisions() -> None:
    assert parse_entity_decisions(b"") == ()


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n",
        HEADER + "a/1,甲,b/1,乙,maybe,李\n",
        HEADER + "a/1,甲,b/1,乙,same,\n",
        HEADER + "a/1,甲,b/1,乙,same\n",
    ],
)
def test_a_wrong_file_says_where(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"cluster_decisions\.csv"):
        parse_entity_decisions(text.encode())
