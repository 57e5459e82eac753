"""How the parts of an official document look in print, whatever the form (GB/T 9704).

Dates, document numbers, annex marks, numbering: their shape is convention, not a form's wording,
so it stands here and not in the kinds. All patterns are tolerant of what recognisers make of
brackets and spaces; they locate a span and never repair it.
"""

from __future__ import annotations

import re

DIGIT = "0-9０-９〇○零一二三四五六七八九十OolI"
DATE = re.compile(
    rf"[{DIGIT}][{DIGIT}\s]{{2,7}}[年午][{DIGIT}\s]{{1,4}}[月][{DIGIT}\s]{{1,4}}[日曰目口H]?"
    rf"|[0-9]{{4}}\s*[-./]\s*[0-9]{{1,2}}\s*[-./]\s*[0-9]{{1,2}}"
)
PARTIAL_DATE = re.compile(r"^[^\u4e00-\u9fff]{0,3}(?:19|20)[0-9]{2}\s*年[^，。；]{0,9}$")
"""A date line under a stamp of which the year was read."""

EMPTY_DATE = re.compile(r"年\s*月\s*[日曰]")
"""The unfilled date line of a form."""

_YEAR_AND_SERIAL = (
    r"[^\u4e00-\u9fff0-9]{0,4}(?:19|20)[0-9]{2}[^\u4e00-\u9fff0-9]{0,4}第?\s*[0-9]{1,5}\s*"
)
NUMBER_LINE = re.compile(
    rf"^[^\u4e00-\u9fff0-9]*(?P<number>[\u4e00-\u9fff][\u4e00-\u9fff\s]{{1,18}}?{_YEAR_AND_SERIAL}"
    r"(?:号|$))"
)
"""A document's own number: 国科火字〔2021〕45号 at the start of a line, whatever its brackets."""

CITED_DOCUMENT = re.compile(
    r"[《〈<][^《。；;]{4,60}?[\s》〉>)）]{1,4}[(（]\s*[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,18}?"
    rf"{_YEAR_AND_SERIAL}号\s*[)）]?"
)
"""A cited document with its number: 《…办法》（国科发火〔2013〕230号）."""

SECRECY_MARK = re.compile(r"^\s*(?:绝密|机密|秘密|特急|特提|加急|平急|签发人)")
RECEIPT_STAMP = re.compile(
    r"[\u4e00-\u9fff]{0,8}专用章|收文[章印]?|收讫[章印]?"
    r"|(?:已|本)?(?:档案[室馆]?)?(?:存档?|归档)[章印]?"
)
"""What stands on the stamp of the office that received or filed the paper."""

YEAR_MONTH = re.compile(rf"[{DIGIT}][{DIGIT}\s]{{2,7}}年[{DIGIT}\s]{{1,4}}月")
YEAR = re.compile(r"(?:19|20)\d{2}|[0-9A-Za-z]{4}(?=年)")
"""A year, or what a misread one left before 年: clean can mend a digit that it can see."""

BRACKETED = re.compile(r"[(（〔\[【]([^()（）〔〕\[\]【】]+)[)）〕\]】]?")

ANNEX_MARK = re.compile(
    r"^\s*附\s*[件表录]\s*(?P<number>[0-9一二三四五六七八九十]*)\s*[:：;；.．]?\s*"
)
"""`附件 1:` before an annex's title, or `附件:` before the list of annexes."""

LIST_NUMBER = re.compile(
    r"^\s*[(（]?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、,，)）](?![0-9])\s*"
)
"""`1.` or `一、` before an item."""

ITEM_NUMBER = re.compile(r"^\s*([1-9])(?![0-9])\s*(?=[^\s0-9.．、,，)）])")
"""The number of an item whose mark was lost."""

CONTENTS_LINE = re.compile(r"[.．·…]{2,}\s*[0-9]{1,3}\s*$|[.．·]{2,}\s*$")
"""A line of a table of contents: leaders and a page number (which may not have been read)."""

CONTENTS_HEAD = re.compile(r"^\s*目\s*[录次]\s*$")
"""The heading of a table of contents."""

EXAMPLE = re.compile(r"^\s*[(（]?\s*(?:示\s*例|例如|如)\s*[:：]")
"""How a row begins that shows how to fill in the others."""

BRACKETED_ROW = re.compile(r"^\s*[(（].*[)）]\s*$")
"""A row that stands in brackets as a whole."""

GUIDANCE = re.compile(
    r"^\s*(?:[(（](?:(?!培育|试点)[^()（）])*[)）]|(?:请|此处|在此)?填(?:写|报)[^。]{0,20}"
    r"|(?:如|例如|示例)[:：].{0,30})\s*$"
)
"""What a form prints into a box for whoever fills it in: （填写集群全称）."""

GUIDANCE_AHEAD = re.compile(
    r"^\s*[(（](?=[^()（）]*(?:填写|填报|包括|不超过|字以内|字左右|限\s*[0-9]))[^()（）]*[)）]\s*"
)
"""The same before what was filled in."""

TOTAL = re.compile(r"^\s*(?:合\s*计|总\s*计|共\s*计|小\s*计|总\s*数)")
"""How a row begins that counts the rows above it."""

REMARK = re.compile(r"^\s*[*※]?\s*(?:注|备注|说明|填表说明)\s*[0-9]?\s*[:：].*")
"""A printed note."""

GROUP_ROW = re.compile(
    r"^\s*[(（]?[一二三四五六七八九十]{1,3}\s*[)）]?\s*[、.．]?\s*|^\s*[0-9]{1,2}\s*[、.．]\s*"
)
"""The number of a heading between a table's rows: 一、北京市（3家）."""

STATED_COUNT = re.compile(r"\s*[(（:：]?\s*(?:共)?\s*[0-9]{1,3}\s*[个家项]\s*[)）]?\s*$")
"""How many rows such a heading says it has."""

PROVINCE = re.compile(
    "(?:北京|天津|上海|重庆)市?"
    "|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川"
    "|贵州|云南|陕西|甘肃|青海|台湾)省?"
    "|(?:大连|青岛|宁波|厦门|深圳)市?"
    "|(?:内蒙古|广西壮族|广西|西藏|宁夏回族|宁夏|新疆维吾尔|新疆)(?:自治区)?"
    "|新疆(?:生产建设)?兵团|(?:香港|澳门)(?:特别行政区)?"
)
"""A province, or a city or corps that reports by itself, as lists print them."""

PLACE = re.compile(rf"{PROVINCE.pattern}|[\u4e00-\u9fff]{{1,12}}[省市区州盟县旗团师]")
"""What can be a place: a province, or a word that ends as places below it do."""

PAGE_NUMBER = re.compile(
    r"^[\s\-—–_·.]*(?:第\s*)?[0-9]{1,3}(?:\s*页)?(?:\s*[/／,，共]\s*[0-9]{1,3}\s*页?)?[\s\-—–_·.]*$"
)

SENTENCE_END = "。；;！!？?"
COLONS = ":：∶"
TICKED_SIGNS = "☑☒✓✔√■●◉"
EMPTY_SIGNS = "□☐○◯口囗〇O0o"

NUMBERINGS = (
    re.compile(r"^\s*第\s*([一二三四五六七八九十百]+)\s*[章节]\s*"),
    re.compile(r"^\s*([一二三四五六七八九十]{1,3})\s*[、.．,，]\s*"),
    re.compile(r"^\s*[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*[、.．]?\s*"),
    re.compile(
        r"^\s*[0-9]{1,2}[.．]([0-9]{1,2})(?![0-9])[.．、]?(?!\s*[亿万千百%％元年月项家个倍])\s*"
    ),
    re.compile(r"^\s*[0-9]{1,2}[.．][0-9]{1,2}[.．]([0-9]{1,2})(?![0-9.．])\s*"),
    re.compile(r"^\s*([0-9]{1,2})\s*[.．、,，](?![0-9])\s*"),
    re.compile(r"^\s*[(（]\s*([0-9]{1,2})\s*[)）]\s*"),
)
"""Styles of heading numbers, from the outermost that documents use to the innermost."""

LOOSE_NUMBERINGS = (
    (1, re.compile(r"^\s*([一二三四五六七八九十]{1,3})\s*[1lI|]?\s*")),
    (5, re.compile(r"^\s*[^\w\s(（]?\s*([0-9]{1,2})\s*(?:[^\w\s(（]+\s*)?")),
)
"""(style, number) of a heading whose point was not read or read as a stroke, or whose number has
specks around it: only beside a heading's known words."""

CHINESE_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}


def number_of(printed: str) -> int | None:
    """The number that a heading's `3` or `十二` stands for; None when it is none."""
    if printed.isascii() and printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.partition("十")
    if not ten:
        return CHINESE_DIGITS.get(printed)
    return CHINESE_DIGITS.get(tens, 1) * 10 + CHINESE_DIGITS.get(ones, 0)


SIGNED_LINE = re.compile(
    rf"^(?P<name>[^0-9，。；：《》,;:]{{4,30}}?)\s*(?P<date>{DATE.pattern})\s*$"
)
"""A sign-off in one line: the office and, to its right, the date."""


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else (a sign-off under a stamp may lose a sign)."""
    match = DATE.search(text) or YEAR_MONTH.search(text)
    return match is not None and len(match.group()) + 3 >= len(text.strip())
