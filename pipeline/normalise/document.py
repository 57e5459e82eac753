"""From what was written to typed values: one document, record by record.

Nothing is corrected here and nothing guessed: a value that cannot be understood is None with its
reason. The final status of each value is decided later, by `validate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.model.atlas import KEPT_ATLASES, Atlas, open_atlas
from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading, Part, Reading, Record, ValueType
from pipeline.model.finding import Finding, Severity
from pipeline.model.gazetteer import Gazetteer, Level, Place
from pipeline.model.value import NormalDocument, NormalRecord, Value
from pipeline.normalise.cells import parse_cell
from pipeline.normalise.columns import MONEY_COLUMNS, in_order
from pipeline.normalise.completed import complete
from pipeline.normalise.numbers import to_yuan
from pipeline.normalise.organisations import normal_name
from pipeline.normalise.parsed import Parsed
from pipeline.normalise.places import parse_chain, prepare
from pipeline.normalise.regions import (
    Resolution,
    Settled,
    display_name,
    resolve_region,
)
from pipeline.normalise.when import find_day, newest_day

UNDATED = "document-undated"
ISSUER_COLUMNS = ("issuer", "sender", "signed_by")


@dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for all rows of a part."""

    atlas: Atlas
    issuer: Place | None
    texts: Mapping[str, str]


def normalise_document(
    document: DocumentReading, clean: CleanDocument, gazetteer: Gazetteer
) -> NormalDocument:
    """Type every reading of a document and derive what follows from several of them.

    Values follow the column order of their table; a derived value's cell_id is
    `<record_id>/<column>` and `from_cells` names what it rests on. Places are as of the date of
    the document (or of the part, where several are scanned together).
    """
    texts = {reading.cell_id: reading.text_clean for reading in clean.readings}
    records: list[NormalRecord] = []
    findings: list[Finding] = []
    for part in document.parts:
        found = find_day(part, document.parts, texts)
        when = found or newest_day(gazetteer)
        atlas = _atlas(gazetteer, when.day)
        setting = _Setting(atlas, _issuer(part, document.parts, texts, atlas), texts)
        records += [_normalise_record(record, setting) for record in part.records]
        if found is None and any(record.table == "clusters" for record in part.records):
            findings.append(_undated(part, when.why))
    return NormalDocument(document.document_id, tuple(records), tuple(findings))


@lru_cache(maxsize=KEPT_ATLASES)
def _atlas(gazetteer: Gazetteer, day: date) -> Atlas:
    """One atlas for all documents of a day: what is remembered of it serves each of them."""
    return open_atlas(gazetteer, day)


def _normalise_record(record: Record, setting: _Setting) -> NormalRecord:
    values = [_typed(reading, record, setting) for reading in record.readings]
    read = frozenset(value.column for value in values)
    derived = [
        *_derive_region(record, setting),
        *_derive_full_name(record, setting),
        *_derive_yuan(record, values),
    ]
    # What a form prints itself (a 地级市 column, say) is never covered by what is derived.
    values += [value for value in derived if value.column not in read]
    order = in_order(record.table, tuple([value.column for value in values]))
    return NormalRecord(
        record.record_id,
        record.table,
        record.row_no,
        record.parent_id,
        record.attributes,
        tuple(sorted(values, key=lambda value: order.index(value.column))),
    )


def _text(reading: Reading, setting: _Setting) -> str:
    return setting.texts.get(reading.cell_id, reading.text_ocr)


def _typed(reading: Reading, record: Record, setting: _Setting) -> Value:
    text = _text(reading, setting)
    parsed = parse_cell(reading.column, reading.value_type, text)
    completed = complete(reading, record, parsed.unparsed, lambda other: _text(other, setting))
    if completed is not None:
        return completed
    if reading.value_type is ValueType.REGION and _is_cut_from_sender(reading, record):
        parsed = _everyday_name(parsed, setting.atlas)
    return Value(
        reading.cell_id,
        reading.column,
        parsed.value,
        parsed.unparsed,
        evidence=parsed.evidence,
    )


def _is_cut_from_sender(reading: Reading, record: Record) -> bool:
    """Whether the region is no print of its own but the head of the sender's name."""
    senders = (other.text_ocr for other in record.readings if other.column == "sender")
    return any(reading.text_ocr and sender.startswith(reading.text_ocr) for sender in senders)


def _everyday_name(parsed: Parsed, atlas: Atlas) -> Parsed:
    """A province by its short name, as lists print it: 山东省科学技术厅 writes for 山东.

    The 兵团 lies in a province but is none, and keeps its own.
    """
    province = atlas.province(parsed.value) if parsed.value else None
    if province is None or province.name != parsed.value:
        return parsed
    return Parsed(province.short, evidence=f"{parsed.value} 的简称 (short name)")


def _region_texts(record: Record) -> dict[str, Reading]:
    """The readings that say where the record's cluster is, by the part they play."""
    roles: dict[str, Reading] = {}
    for reading in record.readings:
        if reading.value_type is ValueType.REGION:
            roles.setdefault("region", reading)
        elif reading.value_type is ValueType.CLUSTER_NAME:
            roles.setdefault("cluster_name", reading)
        elif reading.column == "construction_unit":
            roles["construction_unit"] = reading
        elif reading.column == "address":
            roles["address"] = reading
    if "region" in roles and "construction_unit" not in roles:
        for reading in record.readings:
            if reading.value_type is ValueType.ORGANISATION:
                roles.setdefault("construction_unit", reading)
    return roles


def _derive_region(record: Record, setting: _Setting) -> list[Value]:
    roles = _region_texts(record)
    if "region" not in roles and not {"cluster_name", "construction_unit"} <= roles.keys():
        return []
    texts = {role: _text(reading, setting) for role, reading in roles.items()}
    texts["region"] = "".join(
        _text(reading, setting)
        for reading in record.readings
        if reading.value_type is ValueType.REGION
    )
    resolution = resolve_region(texts, setting.atlas, setting.issuer)
    return _region_values(record, resolution, roles, setting.atlas)


def _region_values(
    record: Record, resolution: Resolution, roles: Mapping[str, Reading], atlas: Atlas
) -> list[Value]:
    def derived(column: str, settled: Settled, text: str | None) -> Value:
        cells = [roles[source].cell_id for source in settled.sources if source in roles]
        return Value(
            f"{record.record_id}/{column}",
            column,
            text,
            None if text is not None else settled.reason,
            tuple(dict.fromkeys(cells)),
            evidence=f"{settled.evidence}；按 {atlas.day} 的区划 (as of that day)",
        )

    values = [derived("region_code", resolution.province, _code(resolution.province))]
    for column, settled in (("city", resolution.city), ("county", resolution.county)):
        name = display_name(settled.place, atlas) if settled.place else None
        values.append(derived(column, settled, name))
        values.append(derived(f"{column}_code", settled, _code(settled)))
    return values


def _code(settled: Settled) -> str | None:
    return settled.place.code if settled.place else None


def _derive_full_name(record: Record, setting: _Setting) -> list[Value]:
    """The construction unit written out in full, beside the printed name."""
    for reading in record.readings:
        if reading.column == "construction_unit":
            printed = _text(reading, setting)
            if not printed.strip():
                return []
            full = normal_name(printed, setting.atlas)
            column = "construction_unit_full"
            return [
                Value(f"{record.record_id}/{column}", column, full, from_cells=(reading.cell_id,))
            ]
    return []


def _derive_yuan(record: Record, values: Sequence[Value]) -> list[Value]:
    if record.table not in MONEY_COLUMNS:
        return []
    amount_column, unit_column, column = MONEY_COLUMNS[record.table]
    by_column = {value.column: value for value in values}
    amount, unit = by_column.get(amount_column), by_column.get(unit_column)
    if amount is None or unit is None or amount.value is None or unit.value is None:
        return []
    worth = to_yuan(amount.value, unit.value)
    if worth is None:
        return []
    cells = (amount.cell_id, unit.cell_id)
    evidence = f"{amount.value}{unit.value}"
    return [Value(f"{record.record_id}/{column}", column, worth, None, cells, evidence=evidence)]


def _issuer(
    part: Part, parts: Sequence[Part], texts: Mapping[str, str], atlas: Atlas
) -> Place | None:
    """The province (or city) whose office wrote the part or the last letter before it."""
    for other in reversed([p for p in parts if p.part_no <= part.part_no]):
        readings = [r for record in other.records for r in record.readings]
        for column in ISSUER_COLUMNS:
            for reading in readings:
                if reading.column != column:
                    continue
                chain = parse_chain(prepare(texts.get(reading.cell_id, reading.text_ocr)), atlas)
                if chain.places and not chain.rivals and chain.zone is None:
                    place = chain.places[-1].place
                    return place if place.level is not Level.COUNTY else None
    return None


def _undated(part: Part, why: str) -> Finding:
    cells = tuple(r.cell_id for record in part.records[:1] for r in record.readings[:1])
    regions = tuple(
        g for record in part.records[:1] for r in record.readings[:1] for g in r.regions
    )
    return Finding(
        UNDATED,
        Severity.INFO,
        f"{why}；区划代码可能与成文时不同。"
        " / no date in the document: places are coded by the newest list",
        regions,
        cells,
    )
