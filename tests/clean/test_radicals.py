"""Radicals of a text layer become characters; everything else stays."""

from __future__ import annotations

import pytest

from pipeline.clean.draft import start_draft
from pipeline.clean.radicals import unify_radicals
from pipeline.model.document import Reading, ValueType


@pytest.mark.parametrize(
    ("text", "expected", "steps"),
    [
        pytest.param("⼴州⾼新区", "广州高新区", 1, id="kangxi"),
        pytest.param("⻓春⻋辆", "长春车辆", 1, id="supplement"),
        pytest.param("广州高新区", "广州高新区", 0, id="ordinary"),
        pytest.param("（１２）①㎡", "（１２）①㎡", 0, id="no-other-folding"),
    ],
)
def test_radicals(text: str, expected: str, steps: int) -> None:
    reading = Reading("c", "x", ValueType.TEXT, text, 1.0, "text-layer", ())
    draft = start_draft(reading)
    unify_radicals(draft)
    cleaned = draft.finish()
    assert cleaned.text_clean == expected
    assert [step.rule for step in cleaned.corrections] == ["radical-form"] * steps
