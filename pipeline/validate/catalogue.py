"""All slugs of this stage in one place, and the page docs/findings.md that lists them.

A test compares the page with the file; write it anew with
`python -c "from pipeline.validate.catalogue import findings_page; print(findings_page(), end='')"`.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.validate.corpus import CORPUS_SLUGS
from pipeline.validate.rules import RULES

NORMALISE_FINDINGS = {
    "document-undated": (
        "info",
        "文件没有日期，区划按最新清单",
        "The document has no date; places are coded by the newest list",
    ),
}
"""Findings that `normalise` itself makes: slug -> severity, Chinese, English."""

REASONS = {
    "empty": ("单元格为空", "Nothing stands in the cell"),
    "not-given": ("填写为“无”“—”等", "The box says that there is nothing to give"),
    "not-a-date": ("不是日期", "Not a date"),
    "impossible-date": ("日期不存在", "No such day"),
    "not-a-number": ("不是数字", "Not a number"),
    "not-an-integer": ("应为整数", "Not a whole number"),
    "blank-in-number": ("数字中有空格，可能漏读小数点", "A blank in a number: a point may be lost"),
    "wrong-grouping": ("千分位位置不对", "Thousands separators stand in the wrong place"),
    "leading-zero": ("数字以零开头", "A number begins with a zero"),
    "not-a-phone": ("不是电话号码", "Not a phone number"),
    "no-area-code": ("固定电话缺区号", "A local number without its area code"),
    "not-an-email": ("不是电子邮箱", "Not an e-mail address"),
    "not-a-postcode": ("不是邮政编码", "Not a postcode"),
    "not-a-document-number": ("不是发文字号", "Not a document number"),
    "unknown-cluster-type": ("集群类型不明", "Neither 试点 nor 培育"),
    "unknown-status": ("申请状态不明", "Not a known application status"),
    "tick-none": ("未勾选", "No option is ticked"),
    "tick-many": ("勾选多于一项", "More than one option is ticked"),
    "presence-unclear": ("有无不明", "Unclear whether it is there"),
    "region-contradiction": ("同一行的地名互相矛盾", "The places of the row contradict each other"),
    "region-unknown": ("地区栏无法对应省份", "No province of this name"),
    "ambiguous-place": ("地名有多处同名", "A place of this name exists more than once"),
    "no-place-named": ("未写明地名", "No place is named"),
    "county-not-determined": ("未写明县级区划", "No county is named"),
    "low-probability": ("识别可信度低于阈值", "The text is not likely enough to be right"),
    "source-in-review": ("所依据的单元格待核", "A cell that this value rests on is in review"),
    "not-cleaned": ("清洗阶段无此单元格", "The clean stage has no such cell"),
}
"""Why a value is missing or in review, beside the slugs of rules and of other stages."""


def findings_page() -> str:
    """Return docs/findings.md."""
    lines = [
        "# 检查规则与原因 · Rules and reasons",
        "",
        "由 `pipeline/validate/catalogue.py` 生成，请勿手改。",
        "Generated from `pipeline/validate/catalogue.py`; slugs are never renamed or reused.",
        "",
        "## 单个文件的规则 · Rules over one document",
        "",
        *_table(
            ("slug", "级别 severity", "送核 flags", "说明", "meaning"),
            (
                (f"`{r.slug}`", str(r.severity), "是" if r.flags else "否", r.chinese, r.english)
                for r in RULES
            ),
        ),
        "",
        "## 归一阶段 · Findings of normalise",
        "",
        *_table(
            ("slug", "级别 severity", "说明", "meaning"),
            ((f"`{slug}`", *texts) for slug, texts in NORMALISE_FINDINGS.items()),
        ),
        "",
        "## 跨文件的规则 · Rules over several documents",
        "",
        *_table(
            ("slug", "级别 severity", "说明", "meaning"),
            (
                (f"`{slug}`", str(severity), chinese, english)
                for slug, (severity, chinese, english) in CORPUS_SLUGS.items()
            ),
        ),
        "",
        "## 值的原因 · Reasons of values",
        "",
        *_table(
            ("slug", "说明", "meaning"),
            ((f"`{slug}`", *texts) for slug, texts in REASONS.items()),
        ),
    ]
    return "\n".join(lines) + "\n"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
