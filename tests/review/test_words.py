from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import pipeline
from pipeline.clean.marks import MarkPlace
from pipeline.extract.ocr.catalogue import ENGINES
from pipeline.model.decision import Verdict
from pipeline.model.document import ValueType
from pipeline.model.page import PageSource, PageStatus
from pipeline.model.table import TickState
from pipeline.review.intake import JobState
from pipeline.review.web.problem_pages import EXPLAINED
from pipeline.review.web.station import percent
from pipeline.review.web.words import add_reasons, choose_language, load_words
from pipeline.run.station import reason_words
from tests.slugs import slugs_of_the_code


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de,en;q=0.5", "en"),
        ("fr", "zh"),
        ("en;q=x", "zh"),
    ],
    ids=["none", "chinese", "english", "third", "unknown", "broken"],
)
def test_language_follows_the_browser(accepted: str, language: str) -> None:
    assert choose_language(accepted) == language


def test_a_chosen_language_wins() -> None:
    assert choose_language("zh", "en") == "en"
    assert choose_language("zh", "<script>") == "zh"


def test_every_word_of_the_templates_is_in_both_languages() -> None:
    chinese, english = load_words("zh"), load_words("en")
    used: set[str] = set()
    folder = files("pipeline.review.web").joinpath("templates")
    for template in folder.iterdir():
        text = template.read_text(encoding="utf-8")
        used |= set(re.findall(r"\bt\('([\w-]+)'[,)]", text))
    used |= {f"page-{status.value}" for status in PageStatus}
    used |= {f"job-{state.value}" for state in JobState}
    used |= {f"tick-{state.value}" for state in TickState}
    used |= {f"notice-{v.value}" for v in Verdict if v is not Verdict.WITHDRAWN}
    used |= {f"problem-{status}" for status in (*EXPLAINED, 500, "other")}
    assert used <= set(chinese.phrases)
    assert set(chinese.phrases) == set(english.phrases)


def test_unknown_slugs_are_shown_as_they_are() -> None:
    assert load_words("zh").reason("never-heard-of") == "never-heard-of"
    assert load_words("zh").reason("thin-margin") == "候选之间差距太小"
    assert load_words("zh").column("clusters", "cluster_name") == "集群名称"
    assert load_words("en").column("clusters", "cluster_name") == "cluster name"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0%"), (0.874, "87%"), (0.9958, "99%"), (1.0, "100%")],
    ids=["none", "some", "almost", "all"],
)
def test_only_certainty_is_called_a_hundred_percent(share: float, shown: str) -> None:
    assert percent(share) == shown


def columns_of_the_kinds() -> set[str]:
    """Every column that a kind of document names."""
    found: set[str] = set()

    def collect(node: object) -> None:
        if isinstance(node, dict):
            pairs = ((key, node.get(key)) for key in ("column", "name"))
            found.update(name for _, name in pairs if isinstance(name, str))
            for part in node.values():
                collect(part)
        elif isinstance(node, list):
            for part in node:
                collect(part)

    for path in (Path(pipeline.__file__).parent / "extract" / "kinds").glob("*.yaml"):
        kind = yaml.safe_load(path.read_text(encoding="utf-8"))
        collect([kind.get(part) for part in ("fields", "tables", "matrices")])
    return found


def test_every_column_of_a_kind_has_a_chinese_heading() -> None:
    words = load_words("zh")
    named = {column: words.column("any", column) for column in columns_of_the_kinds()}
    assert {column: said for column, said in named.items() if said.isascii()} == {}
    assert words.column("clusters", "column_6") == "第 6 列"
    assert words.column("clusters", "类型备注") == "类型备注"


def test_a_dictionary_is_called_by_its_name() -> None:
    words = load_words("zh")
    assert words.source("terms.tsv:14") == "规范用语"
    assert words.source("regions.csv:620200") == "行政区划 620200"
    assert words.source("aliases.csv:锡盟") == "地名别称 锡盟"
    assert words.source("建设单位写作同一地名") == "建设单位写作同一地名"


NO_REASONS = {
    *(kind.value for kind in ValueType),
    *(source.value for source in PageSource),
    *(place.value for place in MarkPlace),
    *ENGINES,
    "arithmetic-digit",  # rules of corrections
    "possible-year",
    "radical-form",
    "after-label",  # where a kind looks for a field
    "in-text",
    "signed-by",
    "signed-on",
    "under-title",
    "economic-zone",  # classes of places
    "high-tech-zone",
    "tesseract-chi-sim",
    "scan-registry",
    "text-dump",
    "utf-16",
    "utf-8",
    "utf-8-sig",
}
"""Hyphened words of the stages that are not shown to anybody as a reason."""

STAGES = ("extract", "clean", "normalise", "validate", "run")
ONE_WORD = {"corrupt", "empty", "encrypted", "illegible", "unreadable"}


def test_every_reason_of_the_code_has_words_in_both_languages() -> None:
    said = slugs_of_the_code(STAGES) | ONE_WORD
    assert said - NO_REASONS - set(reason_words()) == set()
    for language in ("zh", "en"):
        words = add_reasons(load_words(language), reason_words())
        assert [slug for slug, said in words.reasons.items() if not said.strip()] == []
        assert words.reason("second-decision-differs") != "second-decision-differs"
