"""Everything in `corrections/`, parsed and checked once, ready for `clean_document`.

The bytes come from outside; nothing here opens a file. Every complaint names file and line.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec

from pipeline.clean.channel import Channel, ConfusionCount, Split
from pipeline.clean.decisions import Override
from pipeline.clean.files import Entry, decode_text, read_entries
from pipeline.clean.lexicon import Lexicon, township_forms
from pipeline.clean.marks import JunkMark, MarkPlace
from pipeline.clean.naming import Naming
from pipeline.clean.places import Thresholds
from pipeline.clean.shapes import parse_shapes
from pipeline.clean.term_list import Term, TermPlace
from pipeline.clean.vocabulary import Vocabulary
from pipeline.clean.watch import WatchPair
from pipeline.errors import ConfigurationError
from pipeline.model.decision import Decision
from pipeline.model.document import ValueType
from pipeline.model.gazetteer import Gazetteer

Choice = TypeVar("Choice", bound=StrEnum)
Key = TypeVar("Key", bound=Hashable)

REQUIRED_FILES = (
    "characters.tsv",
    "confusions.tsv",
    "glyphs.npz",
    "junk.tsv",
    "overrides.csv",
    "params.json",
    "splits.tsv",
    "terms.tsv",
    "townships.tsv",
    "watch.tsv",
    "words.tsv",
)
"""What `parse_dictionaries` wants besides the optional `decisions.jsonl`."""

_Share = Annotated[float, msgspec.Meta(gt=0, lt=1)]

TERM_SHARE = 3e-4
"""Share of running text that a listed term gets: such texts are full of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Dictionaries:
    """Parsed dictionaries; `confusions`, `splits` and the like keep their lines for statistics."""

    lexicon: Lexicon
    channel: Channel
    vocabulary: Vocabulary
    naming: Naming
    terms: tuple[Term, ...]
    splits: tuple[Split, ...]
    confusions: tuple[ConfusionCount, ...]
    junk: tuple[JunkMark, ...]
    watch: tuple[WatchPair, ...]
    overrides: tuple[Override, ...]
    decisions: tuple[Decision, ...]
    thresholds: Thresholds


def parse_dictionaries(files: Mapping[str, bytes], gazetteer: Gazetteer) -> Dictionaries:
    """Parse and check all dictionary files (name inside corrections/ -> bytes).

    Raises:
        ConfigurationError: Naming file and line: a missing file, a wrong encoding or header, a
            duplicate, a cycle, rules whose result hangs on their order, or no example.
    """
    missing = [name for name in REQUIRED_FILES if name not in files]
    if missing:
        raise ConfigurationError(
            f"corrections/ 缺少 missing: {'、'.join(missing)}",
            "从仓库恢复 restore from the repository",
        )
    splits = _splits(files["splits.tsv"])
    confusions = _confusions(files["confusions.tsv"])
    terms = _terms(files["terms.tsv"])
    words = {**_words(files["words.tsv"]), **{term.text: TERM_SHARE for term in terms}}
    vocabulary = Vocabulary(_characters(files["characters.tsv"]), words)
    thresholds, lost = _params(files["params.json"])
    shapes = parse_shapes(files["glyphs.npz"])
    townships = _townships(files["townships.tsv"])
    return Dictionaries(
        lexicon=Lexicon(gazetteer, townships),
        channel=Channel(shapes, vocabulary, splits, confusions, lost),
        vocabulary=vocabulary,
        naming=Naming((township_forms(name)[-1] for _, name in townships), vocabulary),
        terms=terms,
        splits=splits,
        confusions=confusions,
        junk=_junk(files["junk.tsv"]),
        watch=_watch(files["watch.tsv"]),
        overrides=_overrides(files["overrides.csv"]),
        decisions=_decisions(files.get("decisions.jsonl", b"")),
        thresholds=thresholds,
    )


def _townships(content: bytes) -> tuple[tuple[str, str], ...]:
    lines = decode_text("townships.tsv", content).splitlines()
    pairs = [line.partition("\t") for line in lines[1:] if line]
    return tuple((code, name) for code, _, name in pairs)


def _characters(content: bytes) -> dict[str, tuple[float, float]]:
    lines = _built_lines("characters.tsv", content)
    return {char: (text / 1e6, places / 1e6) for char, (text, places) in lines}


def _words(content: bytes) -> dict[str, float]:
    return {word: count / 1e6 for word, (count,) in _built_lines("words.tsv", content)}


def _built_lines(file: str, content: bytes) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Lines of a table that a script builds: a key, then numbers; fast, for tens of thousands."""
    for line_no, line in enumerate(decode_text(file, content).splitlines()[1:], start=2):
        key, *numbers = line.split("\t")
        try:
            yield key, tuple(map(float, numbers))
        except ValueError:
            raise Entry(file, line_no, {}).fail("不是数字", "not a number") from None


def _splits(content: bytes) -> tuple[Split, ...]:
    seen: dict[tuple[str, str], Entry] = {}
    result = []
    for entry in read_entries("splits.tsv", content, ("true", "observed", "example")):
        true, observed = entry.required("true"), entry.required("observed")
        _refuse_duplicate(seen, (true, observed), entry)
        if any(observed == other and true == seen_as for other, seen_as in seen):
            raise entry.fail("与另一行互为反向，成环", "a cycle with another line")
        if observed not in entry.required("example"):
            raise entry.fail("例子中没有 observed", "the example does not hold the observed text")
        result.append(Split(true, observed, entry["example"], entry.reference))
    return tuple(result)


def _confusions(content: bytes) -> tuple[ConfusionCount, ...]:
    seen: dict[tuple[str, str, str], Entry] = {}
    result = []
    columns = ("true", "observed", "engine", "count", "example")
    for entry in read_entries("confusions.tsv", content, columns):
        true, observed = entry.required("true"), entry.required("observed")
        if len(true) != 1 or len(observed) != 1 or true == observed:
            raise entry.fail("true 和 observed 应为两个不同的单字", "two different characters")
        _refuse_duplicate(seen, (true, observed, entry["engine"]), entry)
        entry.required("example")
        if not entry["count"].isascii() or not entry["count"].isdigit():
            raise entry.fail("count 应为正整数", "count must be a positive integer")
        result.append(
            ConfusionCount(true, observed, int(entry["count"]), entry["engine"], entry.reference)
        )
    return tuple(result)


def _junk(content: bytes) -> tuple[JunkMark, ...]:
    seen: dict[str, Entry] = {}
    result = []
    for entry in read_entries("junk.tsv", content, ("mark", "where", "example")):
        mark = entry.required("mark")
        _refuse_duplicate(seen, mark, entry)
        other = next((m for m in seen if m != mark and (m in mark or mark in m)), None)
        if other is not None:
            line_no = seen[other].line_no
            raise entry.fail(
                f"与第 {line_no} 行互相包含，结果取决于先后",
                f"overlaps line {line_no}: order matters",
            )
        if mark not in entry.required("example"):
            raise entry.fail("例子中没有该符号", "the example does not hold the mark")
        where = _choice(entry, "where", MarkPlace)
        result.append(JunkMark(mark, where, entry["example"], entry.reference))
    return tuple(result)


def _watch(content: bytes) -> tuple[WatchPair, ...]:
    seen: dict[tuple[str, str], Entry] = {}
    result = []
    for entry in read_entries("watch.tsv", content, ("read", "true", "example")):
        read, true = entry.required("read"), entry.required("true")
        _refuse_duplicate(seen, (read, true), entry)
        if read not in entry.required("example"):
            raise entry.fail("例子中没有 read", "the example does not hold the word read")
        result.append(WatchPair(read, true, entry["example"], entry.reference))
    return tuple(result)


def _terms(content: bytes) -> tuple[Term, ...]:
    seen: dict[tuple[str, str], Entry] = {}
    result = []
    for entry in read_entries("terms.tsv", content, ("term", "types", "where", "example")):
        term = entry.required("term")
        types = tuple(_value_type(entry, name) for name in entry.required("types").split(";"))
        for value_type in types:
            _refuse_duplicate(seen, (term, value_type), entry)
        where = _choice(entry, "where", TermPlace)
        result.append(Term(term, types, where, entry.required("example"), entry.reference))
    return tuple(result)


def _value_type(entry: Entry, name: str) -> ValueType:
    try:
        return ValueType(name.strip())
    except ValueError:
        raise entry.fail(f"没有这种取值类型：{name}", f"no value type {name!r}") from None


def _choice(entry: Entry, column: str, choices: type[Choice]) -> Choice:
    try:
        return choices(entry[column])
    except ValueError:
        allowed = "、".join(choice.value for choice in choices)
        raise entry.fail(f"{column} 只能是 {allowed}", f"{column} must be {allowed}") from None


def _refuse_duplicate(seen: dict[Key, Entry], key: Key, entry: Entry) -> None:
    if key in seen:
        line_no = seen[key].line_no
        raise entry.fail(f"与第 {line_no} 行重复", f"repeats line {line_no}")
    seen[key] = entry


def _overrides(content: bytes) -> tuple[Override, ...]:
    columns = ("file_sha256", "cell", "text_ocr", "text", "person", "decided_on", "reason")
    seen: dict[tuple[str, str, str], Entry] = {}
    results: dict[tuple[str, str], set[str]] = {}
    overrides = []
    for entry in read_entries("overrides.csv", content, columns):
        sha256, cell = entry.required("file_sha256"), entry.required("cell")
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise entry.fail("file_sha256 应为 64 位十六进制", "file_sha256 must be 64 hex digits")
        _refuse_duplicate(seen, (sha256, cell, entry["text_ocr"]), entry)
        entry.required("person")
        results.setdefault((sha256, cell), set()).add(entry["text"])
        if entry["text_ocr"] in results[sha256, cell]:
            raise entry.fail(
                "改法成环：改出的文字又是另一条的原文", "a cycle: a result is another's raw"
            )
        overrides.append(
            Override(
                file_sha256=sha256,
                cell=cell,
                text_ocr=entry["text_ocr"],
                text=entry["text"],
                person=entry["person"],
                decided_on=entry["decided_on"],
                reason=entry["reason"],
                reference=entry.reference,
            )
        )
    return tuple(overrides)


def _decisions(content: bytes) -> tuple[Decision, ...]:
    decisions = []
    for line_no, line in enumerate(decode_text("decisions.jsonl", content).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            decisions.append(msgspec.json.decode(line, type=Decision))
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise Entry("decisions.jsonl", line_no, {}).fail(
                "不是一条决定", f"not a decision ({error})"
            ) from None
    return tuple(decisions)


def _params(content: bytes) -> tuple[Thresholds, dict[str, float]]:
    """The thresholds, and each engine's share of errors that leave no character at all."""
    try:
        data = json.loads(decode_text("params.json", content))
        thresholds = msgspec.convert(data["thresholds"], Thresholds)
        return thresholds, msgspec.convert(data["lost_characters"], dict[str, _Share])
    except (json.JSONDecodeError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise ConfigurationError(
            f"corrections/params.json 无法读取 not readable: {error}",
            "从仓库恢复 restore from the repository",
        ) from None
