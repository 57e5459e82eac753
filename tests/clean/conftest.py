"""Dictionaries as shipped, and documents built by hand."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.clean import Dictionaries, clean_document, parse_dictionaries
from pipeline.model.correction import CleanReading
from pipeline.model.document import DocumentReading, Part, Reading, Record, ValueType
from pipeline.model.gazetteer import Gazetteer, parse_gazetteer

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"

COLUMNS = (
    ("region", ValueType.REGION),
    ("cluster_name", ValueType.CLUSTER_NAME),
    ("construction_unit", ValueType.ORGANISATION),
    ("cluster_type", ValueType.CLUSTER_TYPE),
)

Row = tuple[str, str, str, str]
CleanRows = Callable[..., list[Row]]
CleanOne = Callable[..., CleanReading]


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    shipped = {path.name: path.read_bytes() for path in CORRECTIONS.iterdir() if path.is_file()}
    return {**shipped, "decisions.jsonl": b""}


@pytest.fixture(scope="session")
def gazetteer(files: dict[str, bytes]) -> Gazetteer:
    return parse_gazetteer(*(files[f"{name}.csv"] for name in ("regions", "zones", "aliases")))


@pytest.fixture(scope="session")
def dictionaries(files: dict[str, bytes], gazetteer: Gazetteer) -> Dictionaries:
    return parse_dictionaries(files, gazetteer)


def roster(
    rows: Sequence[Row], doubts: tuple[str, ...] = (), sha256: str = "0" * 64
) -> DocumentReading:
    """A document with one table of clusters; `doubts` go to the region cells."""
    records = []
    for number, row in enumerate(rows, start=1):
        readings = tuple(
            Reading(
                cell_id=f"doc/1/clusters/{number}/{column}",
                column=column,
                value_type=value_type,
                text_ocr=text,
                confidence=0.9,
                engine="text-dump",
                regions=(),
                doubts=doubts if column == "region" else (),
            )
            for (column, value_type), text in zip(COLUMNS, row, strict=True)
        )
        records.append(Record(f"doc/1/clusters/{number}", "clusters", number, readings))
    part = Part(1, "roster", (1,), 1.0, (), False, tuple(records))
    return DocumentReading("doc", "doc.txt", sha256, "text/plain", (), (part,), (), ())


def single(reading: Reading, sha256: str = "0" * 64) -> DocumentReading:
    """A document of one cell."""
    record = Record("doc/1/notices/1", "notices", 1, (reading,))
    part = Part(1, "notice", (1,), 1.0, (), False, (record,))
    return DocumentReading("doc", "doc.txt", sha256, "text/plain", (), (part,), (), ())


@pytest.fixture
def make_roster() -> Callable[..., DocumentReading]:
    return roster


@pytest.fixture
def clean_readings(dictionaries: Dictionaries) -> Callable[..., tuple[CleanReading, ...]]:
    def clean(rows: Sequence[Row], doubts: tuple[str, ...] = ()) -> tuple[CleanReading, ...]:
        return clean_document(roster(rows, doubts), dictionaries).readings

    return clean


@pytest.fixture
def clean_rows(dictionaries: Dictionaries) -> CleanRows:
    def clean(rows: Sequence[Row], doubts: tuple[str, ...] = ()) -> list[Row]:
        texts = [r.text_clean for r in clean_document(roster(rows, doubts), dictionaries).readings]
        return [
            (texts[i], texts[i + 1], texts[i + 2], texts[i + 3]) for i in range(0, len(texts), 4)
        ]

    return clean


@pytest.fixture
def clean_one(dictionaries: Dictionaries) -> CleanOne:
    def clean(text: str, value_type: ValueType, **fields: object) -> CleanReading:
        reading = Reading("doc/1/notices/1/x", "x", value_type, text, 0.9, "text-dump", ())
        for name, value in fields.items():
            object.__setattr__(reading, name, value)
        return clean_document(single(reading), dictionaries).readings[0]

    return clean
