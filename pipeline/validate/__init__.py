"""Rules over typed values, each with a permanent slug, and the final status of every value."""

from pipeline.validate.acceptance import (
    AcceptanceModel,
    CellFeatures,
    accept,
    parse_acceptance,
)
from pipeline.validate.corpus import validate_corpus
from pipeline.validate.document import validate_document
from pipeline.validate.repairs import (
    DigitRepair,
    apply_digit_repairs,
    propose_digit_repairs,
)
from pipeline.validate.rules import RULES

__all__ = [
    "RULES",
    "AcceptanceModel",
    "CellFeatures",
    "DigitRepair",
    "accept",
    "apply_digit_repairs",
    "parse_acceptance",
    "propose_digit_repairs",
    "validate_corpus",
    "validate_document",
]
