"""Dictionary files: read as people save them, refused with file and line when wrong."""

import pytest

from pipeline.clean import (
    Dictionaries,
    Suggestion,
    check_dictionaries,
    clean_document,
    dictionary_stats,
    parse_dictionaries,
    suggest_entries,
    with_entry,
)
from pipeline.clean.files import read_entries
from pipeline.clean.shapes import parse_shapes
from pipeline.clean.upkeep import misreadings
from pipeline.errors import ConfigurationError, ExitCode
from pipeline.model.gazetteer import Gazetteer
from pipeline.model.text import is_in_gb2312

from .conftest import Row, roster

Files = dict[str, bytes]

JUNK = "mark\twhere\texample\n"
CONFUSIONS = "true\tobserved\tengine\tcount\texample\n"


def _parse(files: Files, gazetteer: Gazetteer, **changed: str) -> Dictionaries:
    contents = {name.replace("_", "."): text.encode() for name, text in changed.items()}
    return parse_dictionaries({**files, **contents}, gazetteer)


@pytest.mark.parametrize(
    ("name", "content", "line", "why"),
    [
        (
            "junk_tsv",
            "mark\twhere\texample\n|\tbeside-hanzi\t德|州\n|\tbeside-hanzi\t德|州\n",
            3,
            "重复",
        ),
        ("junk_tsv", JUNK + "|\tnowhere\t德|州\n", 2, "where"),
        ("junk_tsv", JUNK + "|\tbeside-hanzi\t\n", 2, "example"),
        ("junk_tsv", JUNK + "|\tbeside-hanzi\t德州\n", 2, "例子"),
        (
            "junk_tsv",
            "mark\twhere\texample\n|\tbeside-hanzi\t德|州\n||\tbeside-hanzi\t德||州\n",
            3,
            "先后",
        ),
        ("junk_tsv", "mark,where,example\n|,beside-hanzi,德|州\n", 1, "分隔符"),
        ("junk_tsv", "", 1, "为空"),
        ("splits_tsv", "true\tobserved\texample\n群\t羊\t集羊\n羊\t群\t集群\n", 3, "环"),
        ("splits_tsv", "true\tobserved\texample\n群\t羊\t集群\n", 2, "例子"),
        ("terms_tsv", "term\ttypes\twhere\texample\n家\tunits\twhole\t冢\n", 2, "units"),
        ("terms_tsv", "term\ttypes\twhere\texample\n家\tunit\twhole\t冢\textra\n", 2, "列"),
        ("watch_tsv", "read\ttrue\texample\n铁\t\t铁产业\n", 2, "true"),
        ("confusions_tsv", CONFUSIONS + "钛\t钛\tx\t1\t钛\n", 2, "单字"),
        (
            "confusions_tsv",
            "true\tobserved\tengine\tcount\texample\n钛\t铁\tx\t-1\t铁\n",
            2,
            "count",
        ),
        ("words_tsv", "word\tper_million\n产业\tmany\n", 2, "数字"),
        ("decisions_jsonl", '{"person": 1}\n', 1, "决定"),
    ],
)
def test_wrong_files_are_refused_with_their_line(
    name: str, content: str, line: int, why: str, files: Files, gazetteer: Gazetteer
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        _parse(files, gazetteer, **{name: content})
    assert refusal.value.exit_code is ExitCode.CONFIGURATION
    assert f"corrections/{name.replace('_', '.')} 第 {line} 行" in refusal.value.cause
    assert why in refusal.value.cause


def test_missing_file_is_named(files: Files, gazetteer: Gazetteer) -> None:
    rest = {name: content for name, content in files.items() if name != "terms.tsv"}
    with pytest.raises(ConfigurationError, match=r"terms\.tsv"):
        parse_dictionaries(rest, gazetteer)


def test_damaged_glyph_table_says_how_to_rebuild(files: Files, gazetteer: Gazetteer) -> None:
    with pytest.raises(ConfigurationError, match=r"glyphs\.npz") as refusal:
        parse_dictionaries({**files, "glyphs.npz": b"PK\x03\x04broken"}, gazetteer)
    assert "glyphs.py" in refusal.value.next_step


def test_damaged_parameters_are_refused(files: Files, gazetteer: Gazetteer) -> None:
    with pytest.raises(ConfigurationError, match=r"params\.json"):
        parse_dictionaries({**files, "params.json": b'{"thresholds": {"accept": "x"}}'}, gazetteer)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_as_excel_saves_it(encoding: str, newline: str) -> None:
    text = newline.join(["甲,乙", '"浙江,杭州",二', "", "三,四"])
    entries = list(read_entries("overrides.csv", text.encode(encoding), ("甲", "乙")))
    assert [(e["甲"], e["乙"], e.reference) for e in entries] == [
        ("浙江,杭州", "二", "overrides.csv:2"),
        ("三", "四", "overrides.csv:4"),
    ]


def test_utf16_is_refused_with_a_clear_word() -> None:
    with pytest.raises(ConfigurationError, match="UTF-16"):
        list(read_entries("overrides.csv", "甲,乙\n".encode("utf-16"), ("甲", "乙")))


def test_bytes_of_no_encoding_name_their_line() -> None:
    with pytest.raises(ConfigurationError, match="第 2 行"):
        list(read_entries("overrides.csv", b"a,b\n\xff\xff\xff,1\n", ("a", "b")))


def test_overrides_in_a_circle_are_refused(files: Files, gazetteer: Gazetteer) -> None:
    header = "file_sha256,cell,text_ocr,text,person,decided_on,reason"
    sha256 = "a" * 64
    lines = [
        header,
        f"{sha256},1/t/1/c,甲,乙,p,2026-01-01,",
        f"{sha256},1/t/1/c,乙,甲,p,2026-01-01,",
    ]
    with pytest.raises(ConfigurationError, match="环"):
        parse_dictionaries({**files, "overrides.csv": "\n".join(lines).encode()}, gazetteer)


def test_every_shipped_example_holds(dictionaries: Dictionaries) -> None:
    failed = [result for result in check_dictionaries(dictionaries) if not result.passed]
    assert failed == []


def test_stats_count_what_fired_and_what_never_did(dictionaries: Dictionaries) -> None:
    document = roster([("山东", "德州生物产业集群", "德州|高新区管委会", "(培育)")])
    stats = {entry.reference: entry for entry in dictionary_stats(dictionaries, [document])}
    assert stats["junk.tsv:2"].fired == 1
    assert stats["junk.tsv:3"].fired == 0
    assert stats["terms.tsv:3"].fired == 1
    assert stats["junk.tsv:2"].precision is None


def test_suggestions_come_from_agreeing_repairs(dictionaries: Dictionaries) -> None:
    document = roster(
        [
            ("湖北", "十堪汽车产业集群", "十堪高新区管委会", "试点"),
            ("湖北", "十堪商用车产业集群", "十堪经开区管委会", "试点"),
        ]
    )
    (suggestion,) = suggest_entries(dictionaries, [document])
    assert (suggestion.file, suggestion.columns[:2]) == ("confusions.tsv", ("堰", "堪"))
    assert suggestion.evidence == 4


def _decided(name: str, text: str, row: int, verdict: str = "edited") -> str:
    return (
        f'{{"decided_at": "2026-07-01T09:00:00+08:00", "person": "王", "file_sha256": "{"0" * 64}",'
        f' "cell_id": "doc/1/clusters/{row}/cluster_name", "text_ocr": "{name}",'
        f' "verdict": "{verdict}", "text": "{text}"}}\n'
    )


MISREAD_NAMES = ("自贡天人机产业集群", "自贡天人船产业集群", "自贡航天产业集群")


def _after_decisions(
    files: dict[str, bytes], gazetteer: Gazetteer, decided: int, confusions: bytes | None = None
) -> tuple[Suggestion, ...]:
    """Suggestions after people decided that 天 was 无 in some rows and right in the last."""
    lines = [_decided(n, n.replace("天", "无"), row) for row, n in enumerate(MISREAD_NAMES[:2], 1)]
    lines = [*lines[:decided], _decided(MISREAD_NAMES[2], MISREAD_NAMES[2], 3, "accepted")]
    changed = {**files, "decisions.jsonl": "".join(lines).encode()}
    if confusions is not None:
        changed["confusions.tsv"] = confusions
    rows: list[Row] = [("四川", name, "自贡高新区管委会", "试点") for name in MISREAD_NAMES]
    return suggest_entries(parse_dictionaries(changed, gazetteer), [roster(rows)])


def test_decisions_grow_the_counts_of_their_engine(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    (suggestion,) = _after_decisions(files, gazetteer, 2)
    line = ("无", "天", "text-dump", "2", MISREAD_NAMES[0])
    assert (suggestion.file, suggestion.columns) == ("confusions.tsv", line)
    assert (suggestion.evidence, suggestion.against) == (2, 1)
    written = with_entry(files["confusions.tsv"], "confusions.tsv", line)
    assert _after_decisions(files, gazetteer, 2, written) == ()
    channel = parse_dictionaries({**files, "confusions.tsv": written}, gazetteer).channel
    own, other = channel.of("text-dump"), channel.of("ppocr-v6-small")
    assert own.confusion_cost("无", "天") < other.confusion_cost("无", "天")
    older = written.replace(b"\t2\t", b"\t1\t")
    (grown,) = _after_decisions(files, gazetteer, 2, older)
    assert with_entry(older, "confusions.tsv", grown.columns) == written


def test_a_line_is_put_into_a_file_as_excel_left_it() -> None:
    before = "\ufefftrue\tobserved\texample\r\n群\t羊\t产业集羊".encode()
    after = "\ufefftrue\tobserved\texample\r\n群\t羊\t产业集羊\r\n郸\t单F\t邯单F市\r\n"
    assert with_entry(before, "splits.tsv", ("郸", "单F", "邯单F市")) == after.encode()
    foreign = "true\tobserved\texample\n".encode("gb18030") + "群\t羊\t羊群\n".encode("gb18030")
    assert with_entry(foreign, "splits.tsv", ("群", "羊", "集羊")).decode("gb18030") == (
        "true\tobserved\texample\n群\t羊\t集羊\n"
    )


def test_an_engine_that_drops_characters_is_known_for_it(dictionaries: Dictionaries) -> None:
    channel = dictionaries.channel
    assert channel.of("ppocr-v4-mobile").loss("荆") < channel.of("ppocr-v6-small").loss("荆") == 6.5
    assert channel.loss("埗") < channel.loss("州")


def test_characters_that_no_recogniser_was_taught_are_mostly_misread(
    dictionaries: Dictionaries,
) -> None:
    assert is_in_gb2312("灞") and not is_in_gb2312("浐")
    channel = dictionaries.channel
    assert channel.error_share("浐") == 0.55
    assert channel.error_share("灞") < 0.2


@pytest.mark.parametrize(
    ("read", "expected"),
    [("邯单F轴承产业集群", "邯郸轴承产业集群"), ("邯郸轴承产业集羊", "邯郸轴承产业集群")],
)
def test_what_fell_apart_is_put_together(
    read: str, expected: str, dictionaries: Dictionaries
) -> None:
    document = roster([("河北", read, "邯郸市科技局", "试点")])
    assert clean_document(document, dictionaries).readings[1].text_clean == expected


def test_stats_tell_how_often_people_agreed(files: dict[str, bytes], gazetteer: Gazetteer) -> None:
    rows: list[Row] = [("山东", f"德州|{word}产业集群", "德州市科技局", "试点") for word in "纺织"]
    texts = [row[1] for row in rows]
    said = (texts[0].replace("|", ""), "德州市毛纺产业集群")
    lines = [
        _decided(text, right, n) for n, (text, right) in enumerate(zip(texts, said, strict=True), 1)
    ]
    decided = {**files, "decisions.jsonl": "".join(lines).encode()}
    entries = dictionary_stats(parse_dictionaries(decided, gazetteer), [roster(rows)])
    stats = {entry.reference: entry for entry in entries}
    mark = stats["junk.tsv:2"]
    assert (mark.fired, mark.confirmed, mark.overturned, mark.precision) == (2, 1, 1, 0.5)


@pytest.mark.parametrize(
    ("read", "true", "pairs"),
    [
        ("十堪高新区", "十堰高新区", [("堰", "堪")]),
        ("邯单F市科技局", "邯郸市科技局", [("郸", "单F")]),
        ("即郭现代产业", "邯郸现代产业", [("邯", "即"), ("郸", "郭")]),
        ("全然不同", "另外四个字", []),
    ],
)
def test_misreadings(read: str, true: str, pairs: list[tuple[str, str]]) -> None:
    assert misreadings(read, true) == pairs


def test_the_glyph_table_has_every_character_of_the_listed_names(
    files: Files, gazetteer: Gazetteer
) -> None:
    shapes = parse_shapes(files["glyphs.npz"])
    names = {place.name for place in gazetteer.places} | {zone.name for zone in gazetteer.zones}
    hanzi = {char for name in names for char in name if "\u3400" <= char <= "\u9fff"}
    assert not {char for char in hanzi if char not in shapes}


def test_what_is_often_misread_is_often_not_thought_of_either(dictionaries: Dictionaries) -> None:
    channel = dictionaries.channel
    shares = [channel.unseen_share(char) / channel.error_share(char) for char in "国郸浐"]
    assert shares == sorted(set(shares))
    assert shares[-1] == 1.0
