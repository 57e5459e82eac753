"""All slugs of this stage in one place, and the page docs/findings.md that lists them.

A test compares the page with the file; write it anew with
`python -c "from pipeline.validate.catalogue import findings_page; print(findings_page(), end='')"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    "row-in-doubt": (
        "该行的名称或半数格子待核，整行存疑",
        "Its names, or half of its cells, were not accepted: it may be no row",
    ),
    "table-in-doubt": (
        "该页表格半数的行存疑，整页的行都须核对",
        "Half of the table's rows on the page are in doubt: so are the others",
    ),
    "source-in-review": ("所依据的单元格待核", "A cell that this value rests on is in review"),
    "not-cleaned": ("清洗阶段无此单元格", "The clean stage has no such cell"),
}
"""Why a value is missing or in review, beside the slugs of rules and of other stages."""


DOUBTS = {
    "rule-broken": (
        "表格线断裂，格子边界可能不对",
        "A rule is broken: the cell's edge may be wrong",
    ),
    "joined-over-page": ("跨页相接的格子", "A cell joined over a page break"),
    "text-cut": ("文字超出格子，可能被切断", "Text runs beyond its cell and may be cut"),
    "ink-unread": ("格内有墨迹，但没有读出文字", "The cell holds ink of which nothing was read"),
    "row-unframed": (
        "表外的一行，按上下页的栏位归入",
        "A row outside all tables, put into the list's columns",
    ),
    "span-unknown": ("合并格管几行不明", "How many rows the merged cell covers is unknown"),
    "span-unexpected": (
        "不该合并的格子跨了几行或几栏，可能漏了线",
        "A cell spans rows or columns that do not merge",
    ),
    "group-span": (
        "合并格的范围由地名推定",
        "The extent of the merged cell was worked out from places",
    ),
    "header-unclear": ("表头没有读清，列是推定的", "The column's header was not read surely"),
    "label-unclear": (
        "栏目或分组标签没有读清，按次序推定",
        "The label was not read surely; order decided",
    ),
    "character-lost": ("可能漏读一个字", "A character may have gone unread"),
    "mark-lost": ("标点可能漏读", "A mark of punctuation may be lost"),
    "mixed-print": (
        "一个值里有大小不同的字，可能混入了页边的字或印章",
        "Print of two sizes in one value: a head, a note or a stamp may have run into it",
    ),
    "date-unclear": ("日期只读出一部分", "Only a part of the date was read"),
    "tick-unclear": ("勾选框看不清", "The ink in the tick box is unclear"),
    "option-missing": ("选项文字没有找到", "An option's text was not found"),
    "field-missing": ("必有的内容没有找到", "A field that should be there was not found"),
    "count-differs": (
        "函中所述数目与所列名称不符",
        "The letter states another number than it names",
    ),
    "year-unclear": ("年份不可能，且备选不能定", "An impossible year that no alternative settles"),
    "field-grammar": ("不合该栏的写法", "The text does not follow the field's grammar"),
    "mark-width": ("标点改为全角", "A mark of punctuation given its full width"),
    "stray-mark": ("有多余的墨点或符号", "A stray mark in the text"),
    "closed-vocabulary": ("按规定用语改正", "Brought to one of the fixed terms"),
    "not-in-vocabulary": ("不在规定用语之内", "Not one of the fixed terms"),
    "watched-word": ("易混的词，须看原件", "An easily confused word: look at the page"),
    "word-unsure": ("词语有几种可能", "A word could be read in several ways"),
    "ending-unsure": ("名称结尾不像名称", "The name does not end as such names do"),
    "name-cut": ("名称可能缺字", "The name may be cut short"),
    "place-unsure": ("地名有几种可能", "The place could be read in several ways"),
    "place-unlisted": ("地名不在名录中", "No such place in the gazetteer"),
    "places-differ": ("同一格两处地名不同", "Two places in the cell differ"),
    "places-conflict": ("地名与同行其他栏矛盾", "The place contradicts its row"),
    "decision-conflict": (
        "读数已变，与先前的人工决定不符",
        "The reading changed since a person decided it",
    ),
    "illegible": ("人工标为无法辨认", "A person marked it illegible"),
}
"""Doubts of the reading and cleaning stages, which send a value to review: Chinese, English."""

READING_FINDINGS = {
    "page-kind-unknown": ("warning", "页面不属于任何已知文种", "Pages of no known kind"),
    "lines-unplaced": ("info", "有文字没有归入任何栏目", "Lines that no field or cell claims"),
    "table-unrecognised": (
        "warning",
        "文件中有一张不认识的表",
        "A table that the kind does not know",
    ),
    "table-missing": ("warning", "应有的表格没有找到", "The table of a letter was not found"),
    "field-missing": ("warning", "必有的内容没有找到", "A required field was not found"),
    "row-missing": ("warning", "表格缺少印定的一行", "A printed row is missing"),
    "row-unknown": ("warning", "表格多出不认识的一行", "A row that the form does not print"),
    "column-by-content": (
        "info",
        "表头没有认出，按内容认作某栏",
        "A header was not read; the cells say which column it is",
    ),
    "section-missing": ("warning", "规划缺少提纲要求的一节", "A section of the outline is missing"),
    "form-without-geometry": (
        "warning",
        "已填的表以纯文本提供，按标签次序读取",
        "A filled form came as plain text",
    ),
    "form-nearly-blank": (
        "warning",
        "几乎空白，按空白表处理",
        "Taken for blank although something was read",
    ),
    "rule-broken": ("info", "表格线断裂，已补齐", "A broken rule of a table was restored"),
    "rows-uneven": (
        "warning",
        "文字与表格行数不符，可能漏行或多行",
        "The writing has more or fewer rows than the table",
    ),
    "mark-not-text": ("info", "有墨迹，但不是文字", "A mark that is no text"),
    "show-through-removed": (
        "warning",
        "背面透印已去除，请核对原件是否有浅色字",
        "Light print was taken for the other side of the sheet and removed",
    ),
    "faint-print": (
        "info",
        "字迹极淡（可能是背面透印），未读取",
        "Print too faint, likely seen through the paper",
    ),
}
"""Findings of reading pages and telling kinds: slug -> severity, Chinese, English."""

PAGE_REASONS = {
    "no-ink": ("空白页，没有墨迹", "Blank: no ink on the page"),
    "no-text": ("没有读到文字", "No text on the page"),
    "too-dark": ("页面过暗", "The page is too dark"),
    "too-small": ("图像过小", "The picture is too small"),
    "page-too-large": ("页面过大", "The page is too large"),
    "page-timeout": ("读取超时", "The page took too long"),
    "out-of-memory": ("内存不足", "Memory did not suffice"),
    "worker-died": ("读取程序异常结束", "The process that read it died"),
    "internal-error": ("程序错误，请报告", "A bug: please report it"),
    "changed-while-reading": ("读取时文件有变动", "The file changed while it was read"),
    "corrupt": ("文件损坏", "The file is damaged"),
    "encrypted": ("文件有密码", "The file has a password"),
    "empty-file": ("空文件", "The file is empty"),
    "too-many-pages": ("页数过多", "The file has too many pages"),
    "file-too-large": ("文件过大", "The file is too large"),
    "duplicate-file": ("与另一文件内容相同", "Same content as another file"),
    "link-outside": ("链接指向文件夹之外", "A link that leads out of the folder"),
    "not-a-scan": ("不是扫描件", "Not a scan"),
    "unsupported-type": ("不支持的文件类型", "A type that is not read"),
    "unreadable": ("无法读取", "Cannot be read"),
}
"""Why a page or a file was not read: Chinese, English."""


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
        *_section("读页与文种 · Findings of reading", _SEVERE, READING_FINDINGS),
        *_section("归一阶段 · Findings of normalise", _SEVERE, NORMALISE_FINDINGS),
        "",
        *_section("跨文件的规则 · Rules over several documents", _SEVERE, CORPUS_SLUGS),
        *_section("值的原因 · Reasons of values", _PLAIN, REASONS),
        *_section("读数的疑点 · Doubts of readings", _PLAIN, DOUBTS),
        *_section("页面与文件 · Pages and files that were not read", _PLAIN, PAGE_REASONS),
    ]
    return "\n".join(lines[:-1]) + "\n"


_SEVERE = ("slug", "级别 severity", "说明", "meaning")
_PLAIN = ("slug", "说明", "meaning")


def _section(
    title: str, header: tuple[str, ...], entries: Mapping[str, tuple[str, ...]]
) -> list[str]:
    rows = ((f"`{slug}`", *map(str, texts)) for slug, texts in entries.items())
    return [f"## {title}", "", *_table(header, rows), ""]


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [
        "| " + " | ".join(header) + " |",
        "|" + "---|" * len(header),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
