"""A mention: one row of a document that names a cluster, with its name taken apart.

The core is the name without the words every cluster name carries; the stem is the core without
the place, i.e. the industry. Both are for comparing only and never leave this package.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from pipeline.registry.trace import TracedRecord

NAMING_TABLES = ("clusters", "applications", "recommendations")

_SIGNS = re.compile(r"[\s()（）\[\]〔〕【】“”\"'·、，,\-—－]+")
_COMMON_WORDS = re.compile("创新型|产业集群|集群")
_ZONE_WORDS = re.compile(
    "(国家|省级|自治区级)?(高新技术产业开发区|高新技术开发区|高新技术产业园区|经济技术开发区|"
    "国家级?高新区|高新区|经开区|开发区|示范区|工业园区?|产业园区?|科技园区?|新区)"
)
_PLACE_SUFFIX = re.compile("(维吾尔|壮族|回族)?(自治区|特别行政区|省|市|自治州|地区|区|县|旗|盟)$")
_UNIT_WORDS = (
    ("管理委员会", "管委会"),
    ("科学技术局", "科技局"),
    ("科学技术厅", "科技厅"),
    ("高新技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("国家", ""),
)
MIN_PLACE = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """One naming row. `year` is "" when its document has no date; codes are "" when unresolved."""

    record_id: str
    document_id: str
    table: str
    year: str
    cluster_name: str
    construction_unit: str
    cluster_type: str
    region_code: str
    city_code: str
    county_code: str
    core: str
    stem: str
    unit: str

    @property
    def province(self) -> str:
        """First two digits of the province code; "" when unresolved."""
        return self.region_code[:2]

    @property
    def list_key(self) -> tuple[str, str]:
        """The printed list it stands in: two rows of one list are two clusters."""
        return self.document_id, self.table

    @property
    def profile(self) -> tuple[str, ...]:
        """What comparing looks at; mentions of equal profile need comparing only once."""
        return self.core, self.stem, self.unit, self.region_code, self.city_code, self.county_code


def mention_of(record: TracedRecord, year: str) -> Mention | None:
    """Return the mention that a record makes; None when it names no cluster."""
    if record.table not in NAMING_TABLES:
        return None
    texts = defaultdict(str, record.texts())
    name, unit = texts["cluster_name"], texts["construction_unit"]
    core = core_of(name)
    if not core:
        return None
    places = [texts[column] for column in ("region", "city", "county")]
    return Mention(
        record.record_id,
        record.document_id,
        record.table,
        year,
        name,
        unit,
        texts["cluster_type"],
        texts["region_code"],
        texts["city_code"],
        texts["county_code"],
        core,
        stem_of(core, places),
        unit_key(unit),
    )


def core_of(name: str) -> str:
    """The name without signs and without the words that every cluster name carries."""
    return _COMMON_WORDS.sub("", _plain(name))


def stem_of(core: str, places: list[str]) -> str:
    """The core without zone words and the given places; the core itself when nothing is left."""
    stem = _ZONE_WORDS.sub("", core)
    for place in places:
        for form in (place, _PLACE_SUFFIX.sub("", place)):
            if len(form) >= MIN_PLACE:
                stem = stem.replace(form, "")
    return stem or core


def unit_key(unit: str) -> str:
    """A construction unit in its short form, so that long and short spellings meet."""
    key = _plain(unit)
    for long, short in _UNIT_WORDS:
        key = key.replace(long, short)
    return key


def _plain(text: str) -> str:
    """Without signs, full-width and compatibility forms folded: for comparing, never shown."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text))
