"""The recognisers by name; a heavy library is imported only when its engine is chosen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.extract.ocr.models import PP_OCR_V4, PP_OCR_V6_SMALL

if TYPE_CHECKING:
    from pipeline.extract.ocr.engine import Engine

DEFAULT_ENGINE = PP_OCR_V6_SMALL.name
SECOND_ENGINE = PP_OCR_V4.name
ENGINES = (PP_OCR_V6_SMALL.name, PP_OCR_V4.name, "tesseract")


@cache
def engine_fingerprint(name: str) -> str:
    """Return what identifies an engine's models and version in cache keys.

    Raises:
        UsageError: For an unknown name.
        MissingToolError: When its models or program are not installed.
    """
    for models in (PP_OCR_V6_SMALL, PP_OCR_V4):
        if name == models.name:
            return models.fingerprint()
    return create_engine(name).fingerprint


def create_engine(name: str) -> Engine:
    """Return a recogniser ready to read.

    Raises:
        UsageError: For an unknown name.
        MissingToolError: When its models or program are not installed.
    """
    for models in (PP_OCR_V6_SMALL, PP_OCR_V4):
        if name == models.name:
            from pipeline.extract.ocr.ppocr import PpOcr

            return PpOcr(models)
    if name == "tesseract":
        from pipeline.extract.ocr.tesseract import Tesseract

        return Tesseract()
    raise UsageError(
        f"未知的识别引擎 unknown engine: {name}", f"可选 choose one of: {', '.join(ENGINES)}"
    )
