from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.predicted import PredictedCell, PredictedDocument, PredictedRecord
from pipeline.evaluate.scoring import Comparison, TrueDocument, compare, read_truths
from pipeline.evaluate.summary import summarise
from pipeline.evaluate.truth import RosterRow, RosterTruth
from pipeline.model.value import CellStatus

ROWS = (
    RosterRow("山西", "太原不锈钢产业集群", "太原不锈钢产业园区管委会", "培育"),
    RosterRow("山西", "榆次液压产业集群", "山西榆次工业园区管委会", "培育"),
    RosterRow("吉林", "通化医药创新型产业集群", "通化高新区管委会", "试点"),
)
COLUMNS = ("region", "cluster_name", "construction_unit", "cluster_type")


def truth(rows: tuple[RosterRow, ...] = ROWS) -> TrueDocument:
    return TrueDocument("office/list", "office", RosterTruth("roster", "ruled", rows))


def listing(row_no: int, *texts: str, flagged: str = "", region_of: int = 0) -> PredictedRecord:
    cells = {}
    for column, text in zip(COLUMNS, texts, strict=True):
        status = CellStatus.REVIEW if column == flagged else CellStatus.ACCEPTED
        parent = f"d/{region_of}/region" if column == "region" and region_of else None
        cells[column] = PredictedCell(f"d/{row_no}/{column}", text, status, (), parent)
    return PredictedRecord("clusters", cells)


def compare_rows(*records: PredictedRecord) -> Comparison:
    return compare([truth()], [PredictedDocument("d", "office/list.pdf", records)])


R1 = ("山西", "太原不锈钢产业集群", "太原不锈钢产业园区管委会", "培育")
R2 = ("山西", "榆次液压产业集群", "山西榆次工业园区管委会", "培育")
R3 = ("吉林", "通化医药创新型产业集群", "通化高新区管委会", "试点")


def test_perfect_result_counts_the_merged_region_once() -> None:
    scores = summarise(compare_rows(listing(1, *R1), listing(2, *R2, region_of=1), listing(3, *R3)))
    assert (scores.total.exact.k, scores.total.exact.n) == (11, 11)
    assert (scores.rows_total.found.k, scores.rows_total.found.n) == (3, 3)
    assert scores.total.silent.k == 0


def test_inherited_cell_that_should_not_have_inherited_is_an_error_of_its_own() -> None:
    wrong = listing(3, "山西", *R3[1:], region_of=1)
    scores = summarise(compare_rows(listing(1, *R1), listing(2, *R2, region_of=1), wrong))
    assert (scores.total.silent.k, scores.total.silent.n) == (1, 11)


def test_wrong_parent_is_one_error_not_one_per_row() -> None:
    first, second = ("山酉", *R1[1:]), ("山酉", *R2[1:])
    scores = summarise(
        compare_rows(listing(1, *first), listing(2, *second, region_of=1), listing(3, *R3))
    )
    assert (scores.total.silent.k, scores.total.silent.n) == (1, 11)


def test_lost_row_costs_one_row_and_its_cells() -> None:
    scores = summarise(compare_rows(listing(1, *R1), listing(2, *R3)))
    assert (scores.rows_total.found.k, scores.rows_total.found.n) == (2, 3)
    assert scores.rows_total.invented == 0
    assert (scores.total.exact.k, scores.total.exact.n, scores.total.lost) == (8, 12, 4)
    assert scores.total.silent.k == 0


def test_invented_row_is_silently_wrong_unless_flagged() -> None:
    invented = listing(4, "海南", "三亚深海科技产业集群", "三亚市科技局", "试点", flagged="region")
    scores = summarise(compare_rows(listing(1, *R1), listing(2, *R2), listing(3, *R3), invented))
    assert scores.rows_total.invented == 1
    assert (scores.total.silent.k, scores.total.silent.n) == (3, 15)
    assert (scores.total.flag_recall.k, scores.total.flag_recall.n) == (1, 4)
    assert scores.total.exact.n == 12


def test_document_without_result_is_fully_lost() -> None:
    scores = summarise(compare([truth()], []))
    assert (scores.total.exact.k, scores.total.exact.n, scores.total.lost) == (0, 12, 12)
    assert (scores.rows_total.found.k, scores.rows_total.found.n) == (0, 3)
    assert scores.missing == ("office/list",)


def test_document_without_truth_is_named() -> None:
    other = PredictedDocument("e", "office/other.pdf", ())
    assert compare([truth()], [other]).unjudged == ("office/other.pdf",)


def test_width_only_difference_is_wrong_but_told_apart() -> None:
    half = (R1[0], R1[1], "太原不锈钢产业园区 管委会", R1[3])
    scores = summarise(compare_rows(listing(1, *half), listing(2, *R2), listing(3, *R3)))
    assert (scores.total.silent.k, scores.total.width_only) == (1, 1)


def test_character_errors_are_pooled_over_characters() -> None:
    scores = summarise(compare_rows(listing(1, "山酉", *R1[1:]), listing(2, *R2), listing(3, *R3)))
    assert scores.total.character_errors.k == 1
    assert scores.total.character_errors.n == sum(len(t) for row in (R1, R2, R3) for t in row)


def test_same_file_name_is_found_in_another_folder() -> None:
    document = PredictedDocument("d", "inbox/list.pdf", (listing(1, *R1),))
    assert compare([truth()], [document]).missing == ()


def test_truth_csv_is_read_beside_json(tmp_path: Path) -> None:
    text = "region,cluster,unit,type\n吉林,通化医药创新型产业集群,通化高新区管委会,试点\n"
    (tmp_path / "list.roster.truth.csv").write_text(text, encoding="utf-8")
    (found,) = read_truths(tmp_path)
    assert found.name == "list"
    assert found.truth == RosterTruth("roster", "unknown", (ROWS[2],))


def test_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_truths(tmp_path)
