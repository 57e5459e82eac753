"""docs/findings.md is what the code says, and every reason a value can have is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pipeline
from pipeline.clean.marks import MarkPlace
from pipeline.extract.kinds.kind import Where
from pipeline.extract.ocr.catalogue import ENGINES
from pipeline.model.document import ValueType
from pipeline.model.page import PageSource
from pipeline.validate.catalogue import (
    DOUBTS,
    NORMALISE_FINDINGS,
    PAGE_REASONS,
    READING_FINDINGS,
    REASONS,
    findings_page,
)
from pipeline.validate.corpus import CORPUS_SLUGS
from pipeline.validate.rows import LOW_PROBABILITY
from pipeline.validate.rules import RULES
from pipeline.validate.verdict import SOURCE_IN_REVIEW, UNSETTLED
from tests.slugs import slugs_of_the_code

ROOT = Path(__file__).parents[2]
_GIVEN = re.compile(r'failed\(\s*"([a-z-]+)"')


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "findings.md").read_text(encoding="utf-8") == findings_page()


def test_every_reason_in_the_code_is_listed() -> None:
    sources = (ROOT / "pipeline" / "normalise").glob("*.py")
    given = {slug for path in sources for slug in _GIVEN.findall(path.read_text(encoding="utf-8"))}
    assert given
    assert given | UNSETTLED | {LOW_PROBABILITY, SOURCE_IN_REVIEW} <= REASONS.keys()


STAGES = ("extract", "clean", "normalise", "validate", "run")
NO_SLUGS = {
    *(member.value for kind in (ValueType, PageSource, MarkPlace, Where) for member in kind),
    *ENGINES,
    *("arithmetic-digit", "possible-year", "radical-form"),
    *("economic-zone", "high-tech-zone"),
    *("scan-registry", "tesseract-chi-sim", "text-dump", "utf-16", "utf-8", "utf-8-sig"),
}
"""Words of the stages with a hyphen that are no reasons: types, engines, corrections, places."""


def test_every_slug_of_the_stages_is_on_the_page() -> None:
    listed = {rule.slug for rule in RULES}.union(
        CORPUS_SLUGS, REASONS, DOUBTS, READING_FINDINGS, NORMALISE_FINDINGS, PAGE_REASONS
    )
    assert slugs_of_the_code(STAGES) - NO_SLUGS - listed == set()
    page = findings_page()
    assert [slug for slug in sorted(listed) if f"| `{slug}` |" not in page] == []


def test_the_page_lists_nothing_that_no_stage_says() -> None:
    root = Path(pipeline.__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8")
        for stage in (*STAGES, "model", "registry", "review")
        for path in (root / stage).rglob("*.py")
        if path.name != "catalogue.py"
    )
    entries = {*DOUBTS, *READING_FINDINGS, *PAGE_REASONS, *NORMALISE_FINDINGS, *REASONS}
    assert [slug for slug in sorted(entries) if f'"{slug}"' not in code] == []
