"""Which recognisers a run uses."""

from __future__ import annotations

import pytest

from pipeline.run.options import RunOptions
from pipeline.run.reading import engines


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("ppocr-v6-small", ("ppocr-v6-small", "ppocr-v4-mobile")),
        ("ppocr-v6-small+tesseract", ("ppocr-v6-small", "tesseract")),
        ("tesseract+", ("tesseract",)),
    ],
    ids=["default-second", "named-second", "no-second"],
)
def test_readers(engine: str, expected: tuple[str, ...]) -> None:
    assert engines(RunOptions(engine=engine)) == expected
