from __future__ import annotations

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading, Part, Reading, Record, ValueType
from pipeline.model.value import CellStatus, NormalDocument, NormalRecord, Value
from pipeline.review.decisions import CellHistory
from pipeline.review.dossier import Dossier, assemble_dossier
from pipeline.review.view import view_cell

NAME, UNIT = "d/1/clusters/1/cluster_name", "d/1/clusters/1/construction_unit"
EVIDENCE = "候选 (candidates)：安宁市、安宁区"


def derived(column: str, reasons: tuple[str, ...]) -> Value:
    cell_id = f"d/1/clusters/1/{column}"
    status = CellStatus.REVIEW if reasons else CellStatus.ACCEPTED
    return Value(cell_id, column, None, "x", (NAME, UNIT), status, reasons, None, EVIDENCE)


def dossier(*values: Value) -> Dossier:
    cells = tuple(
        Reading(cell_id, cell_id.rsplit("/", 1)[1], ValueType.TEXT, "安宁", 0.9, "e", ())
        for cell_id in (NAME, UNIT)
    )
    part = Part(1, "roster", (1,), 1.0, (), False, (Record("r", "clusters", 1, cells),))
    read = DocumentReading("d", "d.pdf", "0" * 64, "application/pdf", (), (part,), (), ())
    record = NormalRecord("r", "clusters", 1, None, (), values)
    normal = NormalDocument("d", (record,), ())
    return assemble_dossier(("a", "b", "c"), read, CleanDocument("d", ()), normal)


def test_doubts_about_derived_values_name_the_cells_that_settle_them() -> None:
    made = dossier(
        derived("city", ("ambiguous-place",)),
        derived("city_code", ("ambiguous-place", "source-in-review")),
        derived("county", ("source-in-review",)),
        derived("region_code", ()),
    )
    [doubt] = view_cell(made, NAME, None, CellHistory()).derived
    assert doubt.columns == ("city", "city_code")
    assert (doubt.reasons, doubt.evidence) == (("ambiguous-place",), EVIDENCE)
    assert [(cell.cell_id, cell.is_current) for cell in doubt.sources] == [
        (NAME, True),
        (UNIT, False),
    ]


def test_a_blind_second_reader_sees_no_derived_doubts() -> None:
    made = dossier(derived("city", ("ambiguous-place",)))
    assert view_cell(made, NAME, None, CellHistory(), is_second=True).derived == []
