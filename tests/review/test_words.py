from __future__ import annotations

import re
from importlib.resources import files

import pytest

from pipeline.model.decision import Verdict
from pipeline.model.page import PageStatus
from pipeline.model.table import TickState
from pipeline.review.intake import JobState
from pipeline.review.web.station import percent
from pipeline.review.web.words import choose_language, load_words


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
