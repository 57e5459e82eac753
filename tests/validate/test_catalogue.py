"""docs/findings.md is what the code says, and every reason a value can have is explained."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.validate.catalogue import REASONS, findings_page
from pipeline.validate.verdict import LOW_PROBABILITY, SOURCE_IN_REVIEW, UNSETTLED

ROOT = Path(__file__).parents[2]
_GIVEN = re.compile(r'failed\(\s*"([a-z-]+)"')


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "findings.md").read_text(encoding="utf-8") == findings_page()


def test_every_reason_in_the_code_is_listed() -> None:
    sources = (ROOT / "pipeline" / "normalise").glob("*.py")
    given = {slug for path in sources for slug in _GIVEN.findall(path.read_text(encoding="utf-8"))}
    assert given
    assert given | UNSETTLED | {LOW_PROBABILITY, SOURCE_IN_REVIEW} <= REASONS.keys()
