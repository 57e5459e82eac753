"""Clean: what is on the page -> what was written there. Never reads an image, never guesses."""

from pipeline.clean.dictionaries import Dictionaries, parse_dictionaries
from pipeline.clean.document import clean_document

__all__ = ["Dictionaries", "clean_document", "parse_dictionaries"]
