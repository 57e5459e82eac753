"""Benchmark of the corrections on names that nobody listed as misread.

Draws names of real places with an industry and a unit, wears them down to a poor scan, has them
read by PP-OCR, and counts what `pipeline.clean` makes of the readings: how many damaged places are
restored, how many changes are wrong, whether right names (listed or not) stay as they are. The
same readings go through rapidfuzz, symspellpy and an exact dictionary made from other scans.

Seeds from 1000 on were never used in choosing a parameter. Needs the fonts of `glyphs.py` plus
fonts-arphic-gbsn00lp, fonts-arphic-gkai00mp, fonts-wqy-microhei, and symspellpy.

    scan-registry bench corrections [--engine NAME] [--second NAME]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

CORRECTIONS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CORRECTIONS.parent))

from pipeline.clean import Dictionaries, clean_document, parse_dictionaries  # noqa: E402
from pipeline.extract.ocr.catalogue import DEFAULT_ENGINE, create_engine  # noqa: E402
from pipeline.extract.ocr.double_reader import DoubleReader  # noqa: E402
from pipeline.extract.ocr.engine import Engine, RecognisedText  # noqa: E402
from pipeline.model.document import (  # noqa: E402
    DocumentReading,
    OtherReading,
    Part,
    Reading,
    Record,
    ValueType,
)
from pipeline.model.gazetteer import (  # noqa: E402
    PLACEHOLDER_NAMES,
    Gazetteer,
    Level,
    parse_gazetteer,
)
from pipeline.model.text import TEXT_DUMP  # noqa: E402

FONTS = (
    ("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    ("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
)
BROADEST = FONTS[4]
"""The font that has every character that any of them has."""

INDUSTRIES = (
    "生物医药", "新能源汽车", "智能制造装备", "新材料", "集成电路", "轨道交通", "光电子信息",
    "高端装备制造", "节能环保", "数字安防", "机器人", "航空航天", "医疗器械", "电子元器件",
    "精细化工", "先进陶瓷", "新型显示", "海洋工程装备", "智能电网", "软件和信息服务", "现代农业",
    "稀土功能材料", "轴承", "光伏", "石墨烯", "汽车零部件", "纺织服装", "绿色食品", "氢能",
    "工业机器人", "钢铁新材料", "节水装备", "大数据", "物联网", "激光", "动力电池", "特种纤维",
)  # fmt: skip
UNITS = (
    "高新区管委会",
    "经开区管委会",
    "高新技术产业开发区管委会",
    "市科技局",
    "经济技术开发区管委会",
)
SIZE = 64
"""Pixels of a character before it is worn."""

UNASSIGNED = "\U0010fffd"

READABLE = 0.5
"""Share of a field's rest that must have been read for its place to count as legible."""

PLACE_CLASSES = ("prefecture-or-zone", "county", "unlisted")


@dataclass(frozen=True, slots=True)
class Row:
    """A made-up listing: the place that begins both names, its class, and the two texts."""

    province: str
    place: str
    place_class: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """The listing as an engine read it."""

    row: Row
    readings: tuple[RecognisedText, RecognisedText]


@dataclass(slots=True)
class Tally:
    """What became of the fields of one class.

    A scrawl is a damaged field of whose rest, too, less than half was read.
    """

    damaged: int = 0
    restored: int = 0
    wrong: int = 0
    intact: int = 0
    intact_changed: int = 0
    damaged_unflagged: int = 0
    scrawls: int = 0
    scrawls_restored: int = 0


# --- making ------------------------------------------------------------------------------------


def draw_rows(gazetteer: Gazetteer, townships: Sequence[str], n_rows: int, seed: int) -> list[Row]:
    """Draw listings: half prefectures and zones, four in ten counties, one in ten unlisted."""
    rng = random.Random(seed)
    provinces = {p.code[:2]: p.short for p in gazetteer.places if p.level is Level.PROVINCE}
    places = [p for p in gazetteer.places if p.valid_to is None and p.name not in PLACEHOLDER_NAMES]
    prefectures = [(p.short, p.code) for p in places if p.level is Level.PREFECTURE]
    zones = [(z.short, z.city_code) for z in gazetteer.zones]
    counties = [(p.short, p.code) for p in places if p.level is Level.COUNTY]
    listed = {name for name, _ in (*prefectures, *zones, *counties)}
    strangers = [
        name
        for name in townships
        if 2 <= len(name) <= 3
        and name not in listed
        and all(_can_print(*BROADEST, char) for char in name)
    ]
    rows = []
    for _ in range(n_rows):
        pick = rng.random()
        if pick < 0.1:
            place, code, place_class = rng.choice(strangers), rng.choice(prefectures)[1], "unlisted"
        elif pick < 0.5:
            (place, code), place_class = rng.choice(counties), "county"
        else:
            source = prefectures if pick < 0.75 else zones
            (place, code), place_class = rng.choice(source), "prefecture-or-zone"
        name = f"{place}{rng.choice(INDUSTRIES)}{rng.choice(('创新型', ''))}产业集群"
        rows.append(Row(provinces[code[:2]], place, place_class, name, place + rng.choice(UNITS)))
    return rows


@cache
def _font(path: str, index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size=SIZE, index=index)


@cache
def _can_print(path: str, index: int, char: str) -> bool:
    """Whether a font has a character: some end with GB 2312 and would print a blank for 浐."""
    font = _font(path, index)
    return bytes(font.getmask(char)) != bytes(font.getmask(UNASSIGNED))


def paint(text: str, rng: random.Random, smallest: float) -> NDArray[np.uint8]:
    """Print a line and wear it: characters of few pixels, blur, noise, fading, JPEG."""
    fonts = [font for font in FONTS if all(_can_print(*font, char) for char in text)]
    font, size = _font(*rng.choice(fonts)), SIZE
    width = int(font.getlength(text)) + 40
    page = Image.new("L", (width, size + 36), rng.randint(225, 255))
    ImageDraw.Draw(page).text((20, 14), text, font=font, fill=rng.randint(0, 70))
    image = np.asarray(page).astype(np.float32)
    pixels = rng.uniform(smallest, smallest + 8.5)
    scale = pixels / size
    image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.2, 0.7) / scale)
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(rng.randrange(2**31)).normal(0, rng.uniform(2, 16), image.shape)
    worn = np.clip(image + noise, 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, rng.randint(25, 80)]
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", worn, quality)[1], 0), np.uint8)


def read_rows(rows: Sequence[Row], engine: Engine, seed: int, smallest: float) -> list[ReadRow]:
    """Print, wear and read both names of every row."""
    rng = random.Random(seed + 1)
    crops = [paint(text, rng, smallest) for row in rows for text in (row.name, row.unit)]
    read = []
    for start in range(0, len(crops), 400):
        read += engine.recognise(crops[start : start + 400])
    return [ReadRow(row, (read[2 * i], read[2 * i + 1])) for i, row in enumerate(rows)]


# --- methods -----------------------------------------------------------------------------------


def as_document(rows: Sequence[ReadRow], engine: str, *, lattice: bool) -> DocumentReading:
    """Put an engine's readings into a roster, with or without the recogniser's alternatives."""
    records = []
    for number, read in enumerate(rows, start=1):
        row_id, province = f"bench/1/clusters/{number}", read.row.province
        readings = [Reading(f"{row_id}/region", "region", ValueType.REGION, province, 0.9, "", ())]
        for (column, value_type), reading in zip(NAME_COLUMNS, read.readings, strict=True):
            second = reading.second
            readings.append(
                Reading(
                    cell_id=f"{row_id}/{column}",
                    column=column,
                    value_type=value_type,
                    text_ocr=reading.text,
                    confidence=reading.score,
                    engine=engine if lattice else TEXT_DUMP,
                    regions=(),
                    glyphs=reading.glyphs if lattice else (),
                    others=(OtherReading(second.engine, second.text, second.score),)
                    if second and lattice
                    else (),
                )
            )
        records.append(Record(row_id, "clusters", number, tuple(readings)))
    part = Part(1, "roster", (1,), 1.0, (), False, tuple(records))
    return DocumentReading("bench", "bench.pdf", "0" * 64, "application/pdf", (), (part,), (), ())


NAME_COLUMNS = (
    ("cluster_name", ValueType.CLUSTER_NAME),
    ("construction_unit", ValueType.ORGANISATION),
)

Cleaned = tuple[str, bool, bool]
"""(text, whether it is flagged, whether a place was written)."""


def by_pipeline(
    rows: Sequence[ReadRow], dictionaries: Dictionaries, engine: str, *, lattice: bool
) -> list[tuple[Cleaned, Cleaned]]:
    """Clean with this project's own stage."""
    cleaned = clean_document(as_document(rows, engine, lattice=lattice), dictionaries).readings
    pairs = [
        (
            reading.text_clean,
            bool(reading.doubts),
            any(step.rule == "place" for step in reading.corrections),
        )
        for reading in cleaned
    ]
    return [(pairs[i + 1], pairs[i + 2]) for i in range(0, len(pairs), 3)]


def by_lookup(
    rows: Sequence[ReadRow], names: dict[str, list[str]], find: Callable[[str, list[str]], str]
) -> list[tuple[Cleaned, Cleaned]]:
    """Replace the first characters by what a fuzzy lookup in the province's names finds."""
    results = []
    for read in rows:
        known = names[read.row.province]
        pair = []
        for reading in read.readings:
            length = len(read.row.place)
            head = reading.text[:length]
            replaced = head if head in known else find(head, known)
            pair.append((replaced + reading.text[length:], False, replaced != head))
        results.append((pair[0], pair[1]))
    return results


# --- counting ----------------------------------------------------------------------------------


def count(rows: Sequence[ReadRow], cleaned: Iterable[tuple[Cleaned, Cleaned]]) -> dict[str, Tally]:
    """Tally fields by class. A change is right when the place is right and the text came nearer."""
    tallies = {place_class: Tally() for place_class in PLACE_CLASSES}
    for read, pair in zip(rows, cleaned, strict=True):
        tally = tallies[read.row.place_class]
        truths = (read.row.name, read.row.unit)
        for truth, reading, outcome in zip(truths, read.readings, pair, strict=True):
            _count_field(tally, read.row.place, truth, reading.text, outcome)
    return tallies


def _count_field(tally: Tally, place: str, truth: str, raw: str, cleaned: Cleaned) -> None:
    text, flagged, is_place = cleaned
    raw = raw.replace(" ", "")  # a blank closed up is no repair
    before, after = (Levenshtein.distance(found, truth) for found in (raw, text))
    nearer = after < before
    is_right = text.startswith(place) and (nearer or text == raw)
    if raw.startswith(place):
        tally.intact += 1
        tally.intact_changed += not text.startswith(place)
        return
    tally.damaged += 1
    tally.restored += is_right and text != raw
    # A change of the ending alone, or a mark taken out, leaves the place as it was and is judged by
    # its distance; one of the place is wrong unless it is the place printed, however near.
    is_other_place = is_place and not (text.startswith(place) and nearer)
    tally.wrong += text != raw and (is_other_place or after > before)
    tally.damaged_unflagged += not is_right and not flagged
    rest = Levenshtein.normalized_similarity(raw[len(place) :], truth[len(place) :])
    tally.scrawls += rest < READABLE
    tally.scrawls_restored += rest < READABLE and is_right and text != raw


def _sum(tallies: Iterable[Tally]) -> Tally:
    """One tally of all classes."""
    return Tally(*map(sum, zip(*map(astuple, tallies), strict=True)))


def report(title: str, tallies: dict[str, Tally], seconds: float, n_rows: int) -> None:
    """Print one method's lines."""
    for place_class, tally in {**tallies, "all": _sum(tallies.values())}.items():
        changed = tally.restored + tally.wrong + tally.intact_changed
        precision = (tally.restored / changed) if changed else 1.0
        recall = tally.restored / max(1, tally.damaged)
        legible = (tally.restored - tally.scrawls_restored) / max(1, tally.damaged - tally.scrawls)
        silent = tally.damaged_unflagged / max(1, tally.damaged + tally.intact)
        print(  # noqa: T201
            f"{title:<28}{place_class:<20}{tally.damaged:>8}{tally.restored:>9}{tally.wrong:>6}"
            f"{precision:>10.2%}{recall:>9.2%}{legible:>9.2%}{tally.intact:>8}{tally.intact_changed:>8}"
            f"{silent:>9.2%}{1000 * seconds / n_rows:>8.2f}"
        )


def shipped_files() -> dict[str, bytes]:
    """The dictionaries beside this script."""
    return {path.name: path.read_bytes() for path in CORRECTIONS.iterdir() if path.is_file()}


def load_gazetteer() -> Gazetteer:
    """The places that names are drawn from."""
    files = shipped_files()
    return parse_gazetteer(*(files[f"{n}.csv"] for n in ("regions", "zones", "aliases")))


def load_dictionaries(gazetteer: Gazetteer, rows: Iterable[ReadRow]) -> Dictionaries:
    """Parse the dictionaries without the names drawn as unlisted: nothing may have learnt them."""
    files = shipped_files()
    unlisted = {read.row.place for read in rows if read.row.place_class == "unlisted"}
    head, *lines = files["townships.tsv"].decode("utf-8").splitlines()
    kept = [line for line in lines if township_stem(line) not in unlisted]
    files["townships.tsv"] = "\n".join([head, *kept, ""]).encode()
    return parse_dictionaries(files, gazetteer)


def township_stem(line: str) -> str:
    """The name of a line of townships.tsv, without its ending."""
    return line.split("\t")[1].removesuffix("镇").removesuffix("乡")


@dataclass(frozen=True, slots=True)
class Cache:
    """Readings kept between runs, so that only the corrections are timed again."""

    rows: list[ReadRow] = field(default_factory=list)


def readings(arguments: argparse.Namespace, gazetteer: Gazetteer) -> list[ReadRow]:
    """Read all sets of rows."""
    seeds = range(arguments.seed, arguments.seed + arguments.sets)
    return [read for seed in seeds for read in read_set(arguments, seed, gazetteer)]


def read_set(arguments: argparse.Namespace, seed: int, gazetteer: Gazetteer) -> list[ReadRow]:
    """Read the rows of one seed, or take them from the cache folder when they are there."""
    engines = "+".join(filter(None, (arguments.engine, arguments.second)))
    name = f"{engines}-{arguments.smallest:g}-{arguments.rows}-{seed}.bin"
    cached = arguments.cache / name if arguments.cache else None
    if cached and cached.exists():
        return msgspec.msgpack.decode(cached.read_bytes(), type=Cache).rows
    lines = (CORRECTIONS / "townships.tsv").read_text("utf-8").splitlines()[1:]
    rows = draw_rows(gazetteer, list(map(township_stem, lines)), arguments.rows, seed)
    reader = create_engine(arguments.engine)
    if arguments.second:
        reader = DoubleReader(reader, create_engine(arguments.second))
    read = read_rows(rows, reader, seed, arguments.smallest)
    if cached:
        cached.write_bytes(msgspec.msgpack.encode(Cache(read)))
    return read


def provincial_names(gazetteer: Gazetteer) -> dict[str, list[str]]:
    """What the fuzzy lookups may choose from: the names of each province."""
    provinces = {p.code[:2]: p.short for p in gazetteer.places if p.level is Level.PROVINCE}
    names: dict[str, set[str]] = {province: set() for province in provinces.values()}
    for place in gazetteer.places:
        if place.name not in PLACEHOLDER_NAMES and place.valid_to is None:
            names[provinces[place.code[:2]]].add(place.short)
    for zone in gazetteer.zones:
        names[provinces[zone.city_code[:2]]].add(zone.short)
    return {province: sorted(found) for province, found in names.items()}


def fuzzy(head: str, names: list[str]) -> str:
    """rapidfuzz: the most similar name, however similar."""
    found = process.extractOne(head, names, scorer=fuzz.ratio)
    return head if found is None else str(found[0])


def main() -> None:
    """Run every method on the same readings and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300, help="rows in a set")
    parser.add_argument("--sets", type=int, default=16, help="sets, each with a seed of its own")
    parser.add_argument("--seed", type=int, default=1000, help="seed of the first set")
    parser.add_argument("--smallest", type=float, default=9.5, help="smallest characters, pixels")
    parser.add_argument("--engine", default=DEFAULT_ENGINE, help="reads everything")
    parser.add_argument("--second", help="reads again what the first one doubts, as in a run")
    parser.add_argument("--cache", type=Path, help="folder that keeps the readings")
    arguments = parser.parse_args()
    gazetteer = load_gazetteer()
    rows = readings(arguments, gazetteer)
    dictionaries = load_dictionaries(gazetteer, rows)
    print(  # noqa: T201
        f"{'method':<28}{'class':<20}{'damaged':>8}{'restored':>9}{'wrong':>6}{'precision':>10}"
        f"{'recall':>9}{'legible':>9}{'intact':>8}{'changed':>8}{'silent':>9}{'ms/row':>8}"
    )
    engine = create_engine(arguments.engine).name
    for title, lattice in (("pipeline, lattice", True), ("pipeline, text only", False)):
        started = time.process_time()
        cleaned = by_pipeline(rows, dictionaries, engine, lattice=lattice)
        report(title, count(rows, cleaned), time.process_time() - started, len(rows))
    names = provincial_names(gazetteer)
    learnt = exact_dictionary(arguments, gazetteer)
    methods: tuple[tuple[str, Callable[[str, list[str]], str]], ...] = (
        ("rapidfuzz, province known", fuzzy),
        ("symspellpy, province known", symspell_lookup(names)),
        ("exact dictionary", lambda head, _: learnt.get(head, head)),
    )
    for title, find in methods:
        started = time.process_time()
        cleaned = by_lookup(rows, names, find)
        report(title, count(rows, cleaned), time.process_time() - started, len(rows))


def symspell_lookup(names: dict[str, list[str]]) -> Callable[[str, list[str]], str]:
    """Use symspellpy: one index per province, edit distance up to 2."""
    from symspellpy import SymSpell, Verbosity

    indexes: dict[int, SymSpell] = {}
    for known in names.values():
        index = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for name in known:
            index.create_dictionary_entry(name, 1)
        indexes[id(known)] = index

    def find(head: str, known: list[str]) -> str:
        found = indexes[id(known)].lookup(head, Verbosity.TOP, max_edit_distance=2)
        return str(found[0].term) if found else head

    return find


def exact_dictionary(arguments: argparse.Namespace, gazetteer: Gazetteer) -> dict[str, str]:
    """Misreadings of another scan of other rows: what a hand-kept list would hold by then."""
    other = argparse.Namespace(**vars(arguments))
    other.seed, other.sets = arguments.seed + 500, max(1, arguments.sets // 4)
    seen: Counter[tuple[str, str]] = Counter()
    for read in readings(other, gazetteer):
        for reading in read.readings:
            head = reading.text[: len(read.row.place)]
            if head != read.row.place and read.row.place_class != "unlisted":
                seen[head, read.row.place] += 1
    return {head: place for (head, place), _ in reversed(seen.most_common())}


if __name__ == "__main__":
    main()
