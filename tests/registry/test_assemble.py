from __future__ import annotations

from dataclasses import replace

from pipeline.model.document import ValueType
from pipeline.model.finding import Finding, Severity
from pipeline.model.page import PageStatus
from pipeline.model.value import CellStatus
from pipeline.registry.assemble import assemble, known_cluster_ids
from pipeline.registry.registry import LedgerEntry, Registry, StagedDocument
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document, made_rosters

REVIEW = CellStatus.REVIEW


def rows(registry: Registry, table: str) -> list[dict[str, str]]:
    found = registry.table(table)
    return [dict(zip(found.schema.column_names, row, strict=True)) for row in found.rows]


def listing(name: str, *more: MadeCell) -> MadeRecord:
    return MadeRecord("clusters", (MadeCell("cluster_name", name), *more))


def notice(doc_no: str, status: CellStatus = CellStatus.ACCEPTED) -> MadeRecord:
    number = MadeCell("doc_no", doc_no, status=status)
    return MadeRecord("notices", (number, MadeCell("issued_on", "2021-02-26")))


def test_a_listing_row_carries_ids_pages_and_status() -> None:
    doubtful = MadeCell("construction_unit", "甲市科技局", status=REVIEW, reasons=("thin-margin",))
    document = made_document(
        "list", "roster", (notice("甲〔2021〕1号"), listing("甲集群", doubtful))
    )

    row = rows(assemble([document]), "clusters")[0]

    document_id = document.reading.document_id
    assert row["listing_id"] == f"{document_id}/1/clusters/1"
    assert row["document_id"] == document_id
    assert row["row_no"] == "1"
    assert row["cluster_name"] == "甲集群"
    assert row["status"] == "review"
    assert row["review_fields"] == "construction_unit"
    assert row["source_pages"] == "1"
    assert row["region"] == ""


def test_the_notice_number_is_inherited_with_its_doubt() -> None:
    document = made_document("list", "roster", (notice("甲〔2021〕1号", REVIEW), listing("甲集群")))

    registry = assemble([document])

    row = rows(registry, "clusters")[0]
    assert (row["doc_no"], row["review_fields"]) == ("甲〔2021〕1号", "doc_no")
    cell = next(
        cell
        for cell in rows(registry, "provenance")
        if cell["record_id"] == row["listing_id"] and cell["column"] == "doc_no"
    )
    assert cell["inherited_from"].endswith("/1/notices/1/doc_no")
    assert [entry["column"] for entry in rows(registry, "review_queue")] == ["doc_no"]
    assert rows(registry, "review_queue")[0]["n_affected"] == "1"


def test_indicators_hang_on_their_application() -> None:
    application = MadeRecord("applications", (MadeCell("cluster_name", "甲集群"),))
    indicator = MadeRecord(
        "indicators",
        (MadeCell("value", "-8.60"), MadeCell("year", "2020")),
        parent=0,
        attributes=(("indicator", "growth"), ("basis", "实际")),
    )
    registry = assemble([made_document("form", "application", (application, indicator))])

    row = rows(registry, "indicators")[0]
    assert row["application_id"] == rows(registry, "applications")[0]["application_id"]
    assert (row["indicator"], row["basis"], row["value"]) == ("growth", "实际", "-8.60")


def test_a_value_that_does_not_fit_its_column_waits_for_a_person() -> None:
    application = MadeRecord("applications", (MadeCell("signed_on", "三月", value="三月"),))
    registry = assemble([made_document("form", "application", (application,))])

    row = rows(registry, "applications")[0]
    assert (row["signed_on"], row["review_fields"]) == ("", "signed_on")
    assert rows(registry, "provenance")[0]["value"] == "三月"
    assert rows(registry, "review_queue")[0]["reasons"] == "value-not-of-type"


def test_a_custom_kind_makes_its_own_table() -> None:
    firm = MadeRecord(
        "little_giants",
        (
            MadeCell("firm_name", "甲公司"),
            MadeCell("founded_on", "2001-01-01", value_type=ValueType.DATE),
        ),
        attributes=(("batch", "第一批"),),
    )
    registry = assemble([made_document("giants", "little-giants", (firm,))])

    row = rows(registry, "little_giants")[0]
    assert list(row) == [
        "record_id",
        "document_id",
        "row_no",
        "firm_name",
        "founded_on",
        "batch",
        "status",
        "review_fields",
        "source_pages",
    ]
    assert (row["firm_name"], row["batch"]) == ("甲公司", "第一批")


def test_a_blank_form_makes_no_application() -> None:
    form = MadeRecord("applications", (MadeCell("cluster_name", ""),))
    document = made_document("blank", "application", (form,))
    part = replace(document.reading.parts[0], is_blank_form=True)
    blank = replace(document, reading=replace(document.reading, parts=(part,)))

    assert rows(assemble([blank]), "applications") == []


def test_a_record_lost_on_the_way_is_an_error() -> None:
    document = made_document("list", "roster", (listing("甲集群"),))
    lost = replace(document, normal=replace(document.normal, records=()))

    registry = assemble([lost])

    finding = rows(registry, "findings")[0]
    assert (finding["slug"], finding["severity"]) == ("registry-record-lost", "error")
    assert rows(registry, "clusters")[0]["status"] == "review"


def test_findings_of_all_stages_are_listed_once() -> None:
    document = made_document("list", "roster", (listing("甲集群"),))
    seen = Finding("odd", Severity.WARNING, "怪 odd")
    clean = replace(document.clean, findings=(seen,))
    normal = replace(document.normal, findings=(seen, Finding("bad", Severity.ERROR, "坏 bad")))

    registry = assemble([replace(document, clean=clean, normal=normal)])

    assert [(f["stage"], f["slug"]) for f in rows(registry, "findings")] == [
        ("clean", "odd"),
        ("normalise", "bad"),
    ]


def with_page_status(document: StagedDocument, page_no: int, status: PageStatus) -> StagedDocument:
    pages = tuple(
        replace(page, status=status, reason="no-text") if page.page_no == page_no else page
        for page in document.reading.pages
    )
    return replace(document, reading=replace(document.reading, pages=pages))


def test_the_ledger_has_a_line_for_every_file_and_page() -> None:
    document = made_document("list", "roster", (listing("甲集群"),), n_pages=2)
    broken = with_page_status(document, 2, PageStatus.FAILED)
    refused = LedgerEntry("坏.pdf", PageStatus.FAILED, "encrypted", "已加密 encrypted")

    registry = assemble([broken], [refused])

    lines = [
        (r["source_name"], r["page_no"], r["status"], r["reason"]) for r in rows(registry, "ledger")
    ]
    assert lines == [
        ("list.pdf", "", "failed", "pages-failed"),
        ("list.pdf", "1", "ok", ""),
        ("list.pdf", "2", "failed", "no-text"),
        ("坏.pdf", "", "failed", "encrypted"),
    ]
    assert rows(registry, "documents")[0]["status"] == "failed"


def test_corrections_keep_their_order_and_provenance_its_texts() -> None:
    name = MadeCell("cluster_name", "邯郸集群", misread="即郭集群")
    registry = assemble([made_document("list", "roster", (MadeRecord("clusters", (name,)),))])

    cell = rows(registry, "provenance")[0]
    assert (cell["text_ocr"], cell["text_clean"], cell["value"]) == (
        "即郭集群",
        "邯郸集群",
        "邯郸集群",
    )
    assert (cell["pages"], cell["boxes"], cell["rules"]) == ("1", "1:0,0,300,60", "made-repair")
    change = rows(registry, "corrections")[0]
    assert (change["before"], change["after"], change["margin"]) == ("即郭集群", "邯郸集群", "3.5")


def test_the_order_of_documents_does_not_matter() -> None:
    documents = made_rosters(300, seed=3)
    assert assemble(documents) == assemble(reversed(documents))


def test_known_cluster_ids_come_back_from_a_registry() -> None:
    registry = assemble([made_document("list", "roster", (listing("甲集群"),))])
    row = rows(registry, "clusters")[0]
    assert known_cluster_ids(registry) == {row["listing_id"]: row["cluster_id"]}
