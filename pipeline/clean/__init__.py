"""Clean: what is on the page -> what was written there. Never reads an image, never guesses."""

from pipeline.clean.dictionaries import Dictionaries, parse_dictionaries
from pipeline.clean.document import clean_document
from pipeline.clean.upkeep import (
    EntryStats,
    ExampleResult,
    Suggestion,
    check_dictionaries,
    dictionary_stats,
    suggest_entries,
    with_entry,
)

__all__ = [
    "Dictionaries",
    "EntryStats",
    "ExampleResult",
    "Suggestion",
    "check_dictionaries",
    "clean_document",
    "dictionary_stats",
    "parse_dictionaries",
    "suggest_entries",
    "with_entry",
]
