"""What was written -> typed values: regions, types, units, amounts, dates, contacts, numbers."""

from pipeline.normalise.document import normalise_document

__all__ = ["normalise_document"]
