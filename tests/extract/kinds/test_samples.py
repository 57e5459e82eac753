"""The bars on real scans: pages go through the recogniser, then through the kinds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypedDict

import msgspec
import pytest

from pipeline.extract.ingest.source import open_source
from pipeline.extract.ocr.ppocr import PpOcr
from pipeline.extract.page import read_page
from pipeline.model.document import DocumentReading
from tests.extract.kinds.sheets import read, records_of, texts

RAW_ERRORS = 0.04
"""Share of values that may differ by a character before any cleaning; their place must be right."""

COLUMNS = {
    "cluster": "cluster_name",
    "leader": "leader_name",
    "leader_title": "leader_title",
    "unit": "construction_unit",
    "address": "address",
    "postcode": "postcode",
    "contact": "contact_name",
    "contact_title": "contact_title",
    "department": "contact_department",
    "mobile": "contact_mobile",
    "fax": "contact_fax",
    "email": "contact_email",
    "service_org": "service_org",
    "service_name": "service_name",
    "service_title": "service_title",
    "service_mobile": "service_mobile",
    "service_fax": "service_fax",
    "service_email": "service_email",
    "overview": "overview",
    "status": "application_status",
    "signed": "signed_on",
}


class Listed(TypedDict):
    cluster: str
    unit: str


class Letter(msgspec.Struct):
    sender: str
    doc_no: str
    issued_on: str
    clusters: tuple[Listed, ...]


class LetterTruth(msgspec.Struct):
    fields: Letter


class FormTruth(msgspec.Struct):
    fields: dict[str, msgspec.Raw]


def read_scan(path: Path) -> DocumentReading:
    source = open_source(path.read_bytes())
    engine = PpOcr(threads=2)
    pages = [read_page(source.page(no), lambda: engine) for no in range(1, source.n_pages + 1)]
    return read(*pages)


def iso(printed: str) -> str:
    match = re.match(r"(\d{4})年(\d{1,2})月(\d{1,2})日", printed)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else printed


@pytest.mark.engine
@pytest.mark.samples
def test_an_office_scan_of_a_recommendation_is_exact(samples: Path) -> None:
    path = samples / "scans" / "office" / "recommendation-01.pdf"
    truth = msgspec.json.decode(path.with_suffix(".truth.json").read_bytes(), type=LetterTruth)
    records = records_of(read_scan(path), "recommendations")
    first = texts(records[0])
    assert (first["sender"], first["doc_no"]) == (truth.fields.sender, truth.fields.doc_no)
    assert iso(first["issued_on"]) == truth.fields.issued_on
    found = [(texts(r)["cluster_name"], texts(r)["construction_unit"]) for r in records]
    assert found == [(row["cluster"], row["unit"]) for row in truth.fields.clusters]


@pytest.mark.engine
@pytest.mark.samples
def test_an_office_scan_of_an_application_has_all_its_values(samples: Path) -> None:
    path = samples / "scans" / "office" / "application-01.pdf"
    truth = msgspec.json.decode(path.with_suffix(".truth.json").read_bytes(), type=FormTruth)
    document = read_scan(path)
    (application,) = records_of(document, "applications")
    found = texts(application)
    wanted = {COLUMNS[k]: msgspec.json.decode(v) for k, v in truth.fields.items() if k in COLUMNS}
    got = {column: found.get(column, "") for column in wanted}
    got["signed_on"] = iso(got["signed_on"])
    years = msgspec.json.decode(truth.fields["indicators"], type=dict[str, dict[str, str]])
    wanted |= {f"{y} {slug}": v for y, row in years.items() for slug, v in row.items()}
    indicators = records_of(document, "indicators")
    got |= {f"{texts(r)['year']} {dict(r.attributes)['indicator']}": texts(r)["value"]
            for r in indicators}  # fmt: skip
    assert len(indicators) == 42
    assert set(got) == set(wanted)
    wrong = {key: (got[key], wanted[key]) for key in wanted if got[key] != wanted[key]}
    assert len(wrong) <= RAW_ERRORS * len(wanted), wrong
    assert "application_status" not in wrong
    assert "signed_on" not in wrong
