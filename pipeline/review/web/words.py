"""The words of the interface, Chinese and English, from words.yaml; which language a browser wants.

Slugs of reasons and columns that the catalogue does not know are shown as they are, never hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml

from pipeline.registry.schema.printed import PRINTED_TABLES
from pipeline.review.settings import LANGUAGES

UNNAMED_COLUMN = re.compile(r"column_([0-9]+)")
"""What a column without a heading is called."""

DICTIONARY_ENTRY = re.compile(r"(?P<file>[a-z_]+\.(?:tsv|csv))(?::(?P<entry>.+))?")
"""Evidence as the clean stage gives it: a file, and its line or the entry's own name."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words."""

    language: str
    phrases: dict[str, str]
    reasons: dict[str, str]
    columns: dict[str, str]
    tables: dict[str, str]
    dictionaries: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The phrase of a key, with its places filled.

        Raises:
            KeyError: When the catalogue lacks the key (a bug).
        """
        return self.phrases[key].format(**values)

    def reason(self, slug: str) -> str:
        """What a reason slug means; the slug itself when nobody wrote that down."""
        return self.reasons.get(slug, slug)

    def column(self, table: str, column: str) -> str:
        """Heading of an output column."""
        known = self.columns.get(f"{table}/{column}") or self.columns.get(column)
        unnamed = UNNAMED_COLUMN.fullmatch(column)
        if known is None and unnamed:
            return self("column-n", n=unnamed[1])
        return known or column.replace("_", " ")

    def source(self, evidence: str) -> str:
        """Where a candidate comes from: a dictionary is called by its name, not by its file."""
        found = DICTIONARY_ENTRY.fullmatch(evidence)
        if found is None or found["file"] not in self.dictionaries:
            return evidence
        entry = found["entry"]
        is_telling = entry and not (entry.isascii() and entry.isdigit() and len(entry) < 6)
        return self.dictionaries[found["file"]] + (f" {entry}" if is_telling else "")

    def table(self, name: str) -> str:
        """Heading of an output table."""
        return self.tables.get(name, name)


def add_reasons(words: Words, reasons: Mapping[str, tuple[str, str]]) -> Words:
    """Return words that also know these reasons; the catalogue's own wording comes first."""
    place = LANGUAGES.index(words.language)
    added = {slug: pair[place] for slug, pair in reasons.items()}
    return replace(words, reasons={**added, **words.reasons})


@cache
def load_words(language: str) -> Words:
    """Read the catalogue of a language ("zh" or "en")."""
    text = files("pipeline.review.web").joinpath("words.yaml").read_text(encoding="utf-8")
    place = LANGUAGES.index(language)
    catalogue: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    phrases, reasons, columns, dictionaries = (
        {key: pair[place] for key, pair in catalogue[part].items()}
        for part in ("ui", "reasons", "columns", "dictionaries")
    )
    tables = {}
    for table in PRINTED_TABLES:
        tables[table.name] = table.zh if language == "zh" else table.name.replace("_", " ")
        for column in table.columns:
            english = column.name.replace("_", " ")
            heading = column.zh if language == "zh" else english
            columns[f"{table.name}/{column.name}"] = heading
            columns.setdefault(column.name, heading)
    return Words(language, phrases, reasons, columns, tables, dictionaries)


def choose_language(accepted: str, chosen: str | None = None) -> str:
    """Pick a language from Accept-Language, or the one the visitor chose; Chinese when in doubt."""
    if chosen in LANGUAGES:
        return str(chosen)
    best, best_weight = LANGUAGES[0], 0.0
    for part in accepted.split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, number = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
