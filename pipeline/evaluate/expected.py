"""Truth as the records that the registry should hold.

Maps the names of truth files to tables and columns. Fields that no table keeps (salutation,
addressee) are not scored. Section titles are compared without their printed number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.evaluate.truth import (
    ApplicationFields,
    ApplicationTruth,
    NoticeFields,
    NoticeTruth,
    PlanFields,
    PlanTruth,
    RecommendationFields,
    RecommendationTruth,
    RosterRow,
    RosterTruth,
    Section,
    Subsection,
    Truth,
)

_SECTION_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[.．、])\s*")

APPLICATION_COLUMNS = {
    "cluster": "cluster_name",
    "unit": "construction_unit",
    "leader": "leader_name",
    "leader_title": "leader_title",
    "address": "address",
    "postcode": "postcode",
    "department": "contact_department",
    "contact": "contact_name",
    "contact_title": "contact_title",
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
"""Truth name -> column of `applications`."""


@dataclass(frozen=True, slots=True)
class ExpectedRecord:
    """One record that should be there. `key` identifies it where its kind gives a key.

    A record with a key is found by it; others are aligned by what they say, in printed order.
    """

    table: str
    cells: Mapping[str, str]
    key: tuple[str, ...] = ()


def expected_records(truth: Truth) -> tuple[ExpectedRecord, ...]:
    """Return every record the registry should hold for a document, in printed order."""
    if isinstance(truth, RosterTruth):
        return tuple(_listings(truth.roster))
    if isinstance(truth, ApplicationTruth):
        return tuple(_application(truth.fields))
    if isinstance(truth, NoticeTruth):
        return (_notice(truth.fields), *_listings(truth.roster))
    if isinstance(truth, PlanTruth):
        return tuple(_sections(truth.fields))
    if isinstance(truth, RecommendationTruth):
        return tuple(_recommended(truth.fields))
    raise TypeError(truth)


def _listings(rows: Iterable[RosterRow]) -> Iterable[ExpectedRecord]:
    for row in rows:
        cells = {
            "region": row.region,
            "cluster_name": row.cluster,
            "construction_unit": row.unit,
            "cluster_type": row.type,
        }
        yield ExpectedRecord("clusters", cells)


def _application(fields: ApplicationFields) -> Iterable[ExpectedRecord]:
    cells = {column: getattr(fields, name) for name, column in APPLICATION_COLUMNS.items()}
    yield ExpectedRecord("applications", cells)
    for year, values in fields.indicators.items():
        for indicator, value in values.items():
            yield ExpectedRecord("indicators", {"value": value}, (indicator, year))
    for row in fields.leaders:
        cells = {"firm_name": row.firm, "main_products": row.product, "revenue": row.revenue}
        yield ExpectedRecord("leading_firms", cells)


def _notice(fields: NoticeFields) -> ExpectedRecord:
    cells = {
        "issuer": fields.issuer,
        "doc_no": fields.doc_no,
        "title": fields.title,
        "issued_on": fields.date,
        "deadline": fields.deadline,
        "phones": ";".join(fields.phones),
        "fax": fields.fax,
        "email": fields.email,
        "address": fields.address,
        "postcode": fields.postcode,
        "annexes": ";".join(fields.annexes),
        "disclosure": fields.disclosure,
    }
    return ExpectedRecord("notices", cells)


def _sections(fields: PlanFields) -> Iterable[ExpectedRecord]:
    for section in fields.sections:
        parts: tuple[Section | Subsection, ...] = (section, *section.children)
        for part in parts:
            cells = {"title": _SECTION_NUMBER.sub("", part.title), "text": part.text}
            yield ExpectedRecord("plans", cells)


def _recommended(fields: RecommendationFields) -> Iterable[ExpectedRecord]:
    for row in fields.clusters:
        cells = {
            "sender": fields.sender,
            "region": fields.region,
            "cluster_name": row.cluster,
            "construction_unit": row.unit,
            "issued_on": fields.issued_on,
        }
        yield ExpectedRecord("recommendations", cells)
