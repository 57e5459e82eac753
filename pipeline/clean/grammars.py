"""Fields whose writing follows a grammar: numbers, phones, mail addresses, dates, postcodes.

Within a number a letter O can only be a zero; the grammar of the field says which characters can
stand there, and a look-alike from outside is brought to the one inside. Anything the grammar
still refuses stays as read and goes to review.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.clean.draft import Change, Draft
from pipeline.model.document import ValueType
from pipeline.model.text import Glyph, narrow

DIGIT_LOOKALIKES: Mapping[str, str] = {
    "O": "0", "o": "0", "〇": "0", "○": "0", "Ｏ": "0", "D": "0", "Q": "0",
    "l": "1", "I": "1", "|": "1", "丨": "1", "i": "1", "!": "1", "]": "1",
    "Z": "2", "z": "2", "S": "5", "s": "5", "b": "6", "B": "8", "g": "9", "q": "9",
}  # fmt: skip
"""Characters that stand for a digit when everything else in the field is digits."""

HUNDREDFOLD = 100.0
"""The grammar rules out nearly every other reading, so a small probability counts so much more."""

ZEROS = str.maketrans({"O": "〇", "o": "〇", "0": "〇", "○": "〇", "Ｏ": "〇"})
MARKS: Mapping[str, str] = {"。": ".", "，": ",", "：": ":", "—": "-", "–": "-", "一": "-"}


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a field may hold, and the slug when it does not."""

    pattern: re.Pattern[str]
    doubt: str
    repair: Callable[[str], str]


def fold_width(text: str) -> str:
    """Return ASCII for full-width letters, digits and signs; everything else unchanged."""
    return "".join(map(narrow, text))


_STRAY = re.compile(r"^,+|^\.(?=\d+\.)|[.,、]+$")
"""Specks at the edge of a number: none ends with a point, none begins with one before another.
Other signs there may be what is left of a digit."""
_GROUP_SIGN = re.compile(r"(?<=\d);(?=\d{3}(?!\d))")


def _numeric(text: str) -> str:
    folded = "".join(MARKS.get(char, char) for char in fold_width(text))
    digits = _digits(folded)
    # A blank between digits may be a lost decimal point, unless there is one: it stays, and the
    # grammar refuses it.
    blanks = r"\s+" if "." in digits else r"(?<!\d)\s+|\s+(?!\d)"
    return _STRAY.sub("", _GROUP_SIGN.sub(",", re.sub(blanks, "", digits)))


def _postcode(text: str) -> str:
    return re.sub(r"\s+", "", _numeric(text))


def _digits(text: str) -> str:
    return "".join(DIGIT_LOOKALIKES.get(char, char) for char in text)


_BESIDE_SEPARATOR = re.compile(r"(?<=\d)[.,]+(?=[、;/])|(?<=[、;/])[.,]+(?=\d)")
"""Specks beside the sign between two numbers."""
_AREA_SIGN = re.compile(r"(?<!\d)(0\d{2,3})[:.~](?=\d{7,8}(?!\d))")
"""A dash behind an area code of which a worn scan left a part."""


def _phone(text: str) -> str:
    folded = _BESIDE_SEPARATOR.sub("", _STRAY.sub("", fold_width(text)))
    folded = _AREA_SIGN.sub(r"\1-", folded)
    return re.sub(r"[OoIl|〇○](?=[\d\-OoIl|〇○]|\b)", lambda m: DIGIT_LOOKALIKES[m.group()], folded)


def _email(text: str) -> str:
    folded = "".join(MARKS.get(char, char) for char in fold_width(text) if char != "一")
    folded = re.sub(r"\s+", "", folded).replace("＠", "@").replace("©", "@").replace("®", "@")
    return re.sub(r"(?<=[\w.])[,、](?=\w)", ".", folded)


def _date(text: str) -> str:
    folded = fold_width(text)
    if re.search(r"[一二三四五六七八九]", folded.split("年")[0]):
        year, rest = folded.split("年", 1) if "年" in folded else (folded, "")
        return year.translate(ZEROS) + ("年" + rest if "年" in folded else "")
    return re.sub(
        r"(?<=[\d年月])[OoIl|〇○SBZ]|[OoIl|〇○SBZ](?=[\d年月日])",
        lambda m: DIGIT_LOOKALIKES[m.group()],
        folded,
    )


def _document_number(text: str) -> str:
    year = re.sub(
        r"[(（〔\[［【〈<{](\s*[\dOoIl〇]{4}\s*)[)）〕\]］】〉>}]",
        lambda m: f"〔{_digits(m[1].strip())}〕",
        text,
    )
    return re.sub(r"(?<=〕)\s*([\dOoIl]+)\s*号", lambda m: f"{_digits(m[1])}号", year)


_SEPARATED = r"[、,，;；/ ]+"
_PHONE = r"(?:\+?86-?)?(?:\(?0\d{2,3}\)?[- ]?)?\d{5,8}(?:[-转]\d{1,6})?|(?:\+?86-?)?1\d{10}"
_MAIL = r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"

GRAMMARS: Mapping[ValueType, Grammar] = {
    ValueType.INTEGER: Grammar(
        re.compile(r"-?\d{1,3}(?:,\d{3})+|-?\d+", re.ASCII), "not-an-integer", _numeric
    ),
    ValueType.DECIMAL: Grammar(
        re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?", re.ASCII), "not-a-number", _numeric
    ),
    ValueType.POSTCODE: Grammar(re.compile(r"\d{6}", re.ASCII), "not-a-postcode", _postcode),
    ValueType.PHONE: Grammar(
        re.compile(rf"(?:{_PHONE})(?:{_SEPARATED}(?:{_PHONE}))*", re.ASCII), "not-a-phone", _phone
    ),
    ValueType.EMAIL: Grammar(
        re.compile(rf"{_MAIL}(?:{_SEPARATED}{_MAIL})*", re.ASCII), "not-an-email", _email
    ),
    ValueType.DATE: Grammar(
        re.compile(
            r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?|\d{4}年?"
            r"|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?",
            re.ASCII,
        ),
        "not-a-date",
        _date,
    ),
    ValueType.DOCUMENT_NUMBER: Grammar(
        re.compile(r".{1,20}〔\d{4}〕\d+号", re.ASCII), "not-a-document-number", _document_number
    ),
}


def apply_grammar(draft: Draft) -> None:
    """Bring look-alikes to what the field's grammar allows; doubt what it still refuses."""
    grammar = GRAMMARS.get(draft.reading.value_type)
    text = draft.text
    if grammar is None or not text:
        return
    if grammar.pattern.fullmatch(text):
        draft.support_by("grammar")
        return
    repaired = grammar.repair(text)
    if not grammar.pattern.fullmatch(repaired):
        _take_alternative(draft, grammar)
        return
    evidence = f"栏目格式 {draft.reading.value_type.value} allows only this"
    glyphs = _keep_glyphs(draft, repaired)
    draft.replace_all(glyphs, Change("field-grammar", evidence, 0.995))
    draft.support_by("grammar")


def _take_alternative(draft: Draft, grammar: Grammar) -> None:
    """Take the one alternative of one character that makes the field's writing possible.

    An address without @ has it among the alternatives of the sign that was read instead. With no
    such alternative, or with several, the text stays and is in doubt.
    """
    glyphs = list(draft.glyphs)
    found: dict[str, tuple[int, str, float]] = {}
    for index, glyph in enumerate(glyphs):
        for char, probability in glyph.alternatives:
            changed = [g.char for g in glyphs]
            changed[index] = char
            text = grammar.repair("".join(changed))
            if glyph.char and char and grammar.pattern.fullmatch(text):
                found.setdefault(text, (index, char, probability))
    if len(found) != 1:
        draft.doubt(grammar.doubt)
        return
    index, char, probability = next(iter(found.values()))
    evidence = f"只有改为 {char} 才合栏目格式 only {char} fits, {probability:g}"
    odds = HUNDREDFOLD * probability
    change = Change("field-grammar", evidence, min(0.995, odds / (1 + odds)))
    glyphs[index] = Glyph(char, probability)
    draft.replace_all(glyphs, change)
    draft.support_by("grammar")
    apply_grammar(draft)


def _keep_glyphs(draft: Draft, text: str) -> list[Glyph]:
    """Keep the glyphs where the text kept its length, so that their scores are not lost."""
    old = [glyph for glyph in draft.glyphs if glyph.char]
    if len(old) != len(text):
        return [Glyph(char, 1.0) for char in text]
    return [
        glyph if glyph.char == char else Glyph(char, glyph.score)
        for glyph, char in zip(old, text, strict=True)
    ]
