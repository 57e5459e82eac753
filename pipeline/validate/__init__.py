"""Rules over typed values, each with a permanent slug, and the final status of every value."""

from pipeline.validate.acceptance import (
    AcceptanceModel,
    CellFeatures,
    accept,
    parse_acceptance,
)
from pipeline.validate.document import validate_document
from pipeline.validate.rules import RULES

__all__ = [
    "RULES",
    "AcceptanceModel",
    "CellFeatures",
    "accept",
    "parse_acceptance",
    "validate_document",
]
