"""500 planted changes of every cause: all found, all causes right, none invented."""

from __future__ import annotations

import copy
import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.audit.diff.compare import compare
from pipeline.audit.diff.model import CauseKind, ColumnChangeKind, Diff, RowChangeKind
from pipeline.audit.run_record import RunRecord
from pipeline.audit.snapshot import open_snapshot
from pipeline.model.value import CellStatus
from tests.audit.made import MadeDocument, made_documents, write_extraction
from tests.audit.planting import Planted, move_rows, plant, scan_again

OLD_RUN = RunRecord("code-1", {"ppocr-v6-small": "a"}, {"confusions.csv": "1", "regions.csv": "1"})
NEW_RUN = RunRecord("code-2", {"ppocr-v6-small": "a"}, {"confusions.csv": "2", "regions.csv": "2"})
STATE = {"status", "review_fields", "cluster_id"}


def uids(documents: list[MadeDocument]) -> dict[str, str]:
    return {
        document.record_id(index): row.uid
        for document in documents
        for index, row in enumerate(document.rows)
    }


def diff_of(tmp_path: Path, old: list[MadeDocument], new: list[MadeDocument]) -> Diff:
    for name, documents, run in (("old", old, OLD_RUN), ("new", new, NEW_RUN)):
        if not (tmp_path / name).exists():
            write_extraction(tmp_path / name, documents, run)
    return compare(open_snapshot(str(tmp_path / "old")), open_snapshot(str(tmp_path / "new")))


def check(diff: Diff, old: list[MadeDocument], planted: Planted) -> None:
    names = uids(old)
    found = {
        (names[change.old.record_id], change.column): change.cause for change in diff.direct_cells()
    }
    assert set(found) == set(planted.cells)
    wrong = {
        key: (cause, planted.cells[key])
        for key, cause in found.items()
        if cause.kind is not planted.cells[key][0]
        or (planted.cells[key][1] and cause.name != planted.cells[key][1])
    }
    assert not wrong
    invented = [
        change for change in diff.cells if change.is_consequence and change.column not in STATE
    ]
    assert not invented


@pytest.mark.parametrize("seed", [1, 2])
def test_500_planted_changes(tmp_path: Path, seed: int) -> None:
    old = made_documents(seed, 8, 75)
    new, planted = plant(old, seed, 70)
    kept = plant_hand_edits(tmp_path, new, planted, 10)
    assert len(planted.cells) == 500
    check(diff_of(tmp_path, old, kept), old, planted)


def plant_hand_edits(
    tmp_path: Path, documents: list[MadeDocument], planted: Planted, count: int
) -> list[MadeDocument]:
    write_extraction(tmp_path / "new", documents, NEW_RUN)
    names = uids(documents)
    free = [
        record_id
        for record_id, uid in names.items()
        if not any(key[0] == uid for key in planted.cells)
    ][:count]

    def edit(row: dict[str, str]) -> None:
        if row["listing_id"] in free:
            row["cluster_name"] += "（改）"
            planted.cells[names[row["listing_id"]], "cluster_name"] = CauseKind.HAND_EDIT, ""

    rewrite(tmp_path / "new/registry/clusters.csv", edit)
    return documents


@pytest.mark.parametrize("seed", [3, 4])
def test_rows_that_come_go_and_move_hide_nothing(tmp_path: Path, seed: int) -> None:
    old = made_documents(seed, 8, 75)
    new, planted = plant(old, seed, 70)
    move_rows(new, planted, seed)
    diff = diff_of(tmp_path, old, new)
    check(diff, old, planted)
    old_uids, new_uids = uids(old), uids(new)
    rows = {kind: set[str]() for kind in RowChangeKind}
    for change in diff.rows:
        sides = new_uids if change.kind is RowChangeKind.ADDED else old_uids
        place = change.new if change.kind is RowChangeKind.ADDED else change.old
        assert place is not None
        rows[change.kind].add(sides[place.record_id])
    assert rows[RowChangeKind.ADDED] == planted.added
    assert rows[RowChangeKind.REMOVED] == planted.removed
    assert rows[RowChangeKind.MOVED] == planted.moved


def test_same_extraction_is_same(tmp_path: Path) -> None:
    old = made_documents(1, 3, 30)
    diff = diff_of(tmp_path, old, copy.deepcopy(old))
    assert diff.is_same
    assert diff.exit_code == 0


def test_scan_again_with_same_content_invents_nothing(tmp_path: Path) -> None:
    old = made_documents(1, 3, 30)
    new = copy.deepcopy(old)
    for document in new:
        scan_again(document)
    diff = diff_of(tmp_path, old, new)
    assert not diff.cells
    assert not diff.rows
    assert [change.kind for change in diff.documents] == ["replaced"] * 3
    assert diff.is_same


def test_scan_again_under_another_name(tmp_path: Path) -> None:
    old = made_documents(1, 3, 30)
    new = copy.deepcopy(old)
    scan_again(new[0])
    new[0].source_name = "另存.pdf"
    diff = diff_of(tmp_path, old, new)
    assert not diff.cells
    assert not diff.rows
    assert {change.kind for change in diff.documents} == {"replaced", "renamed"}


def test_merged_region_is_one_change_with_consequences(tmp_path: Path) -> None:
    old = made_documents(1, 1, 30)
    new = copy.deepcopy(old)
    for row in new[0].rows[3:6]:
        row.cells["region"].say("内蒙古")
        row.cells["region"].engine = "other"
        row.codes["region_code"].value = "150000"
        row.codes["region_code"].evidence = "gazetteer 150000"
    diff = diff_of(tmp_path, old, new)
    direct = [change for change in diff.direct_cells() if change.column not in STATE]
    assert [(change.column, change.old.record_id[-1]) for change in direct] == [("region", "4")]
    follows = [c for c in diff.cells if c.is_consequence and c.column not in STATE]
    assert sorted(change.column for change in follows) == ["region"] * 2 + ["region_code"] * 3
    assert {change.cause.kind for change in diff.cells} == {CauseKind.ENGINE}


def rewrite(path: Path, edit: Callable[[dict[str, str]], None], **renamed: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        names = list(reader.fieldnames or ())
    for row in rows:
        edit(row)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([renamed.get(name, name) for name in names])
    writer.writerows([row[name] for name in names] for row in rows)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="")


def nothing(row: dict[str, str]) -> None:
    del row


def test_renamed_column_hides_and_invents_nothing(tmp_path: Path) -> None:
    old = made_documents(5, 4, 75)
    new, planted = plant(old, 5, 20)
    write_extraction(tmp_path / "new", new, NEW_RUN)
    rewrite(tmp_path / "new/registry/clusters.csv", nothing, county="district")
    rewrite(tmp_path / "new/registry/clusters.csv", nothing, city_code="city_code_2020")
    diff = diff_of(tmp_path, old, new)
    check(diff, old, planted)
    assert (ColumnChangeKind.RENAMED, "city_code", "city_code_2020") in {
        (change.kind, change.old_name, change.new_name) for change in diff.columns
    }


def test_duplicate_header_hides_and_invents_nothing(tmp_path: Path) -> None:
    old = made_documents(6, 4, 75)
    new, planted = plant(old, 6, 20)
    write_extraction(tmp_path / "new", new, NEW_RUN)
    path = tmp_path / "new/registry/clusters.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    header = f"cluster_name,{lines[0]}"
    path.write_text("\n".join([header, *(f"备注,{line}" for line in lines[1:])]) + "\n")
    diff = diff_of(tmp_path, old, new)
    check(diff, old, planted_as(planted, diff))
    assert [change.kind for change in diff.columns] == [ColumnChangeKind.ADDED]


def planted_as(planted: Planted, diff: Diff) -> Planted:
    """The real column now stands second, so it carries a number."""
    names = {
        (uid, "cluster_name#2" if column == "cluster_name" else column): expected
        for (uid, column), expected in planted.cells.items()
    }
    assert diff.columns
    return Planted(names)


def test_shuffled_file_is_a_note_only(tmp_path: Path) -> None:
    old = made_documents(7, 4, 75)
    new, planted = plant(old, 7, 20)
    write_extraction(tmp_path / "new", new, NEW_RUN)
    path = tmp_path / "new/registry/clusters.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    random.Random(1).shuffle(lines)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    diff = diff_of(tmp_path, old, new)
    check(diff, old, planted)
    assert not diff.rows
    assert diff.notes


def test_lost_document_and_new_document(tmp_path: Path) -> None:
    old = made_documents(8, 3, 30)
    new = [*copy.deepcopy(old[:2]), *made_documents(99, 4, 30)[3:]]
    diff = diff_of(tmp_path, old, new)
    assert sorted(change.kind for change in diff.documents) == ["added", "removed"]
    assert sorted(change.kind for change in diff.rows) == ["added"] * 30 + ["removed"] * 30
    assert {change.cause.kind for change in diff.rows} == {CauseKind.SOURCE_FILE}
    assert not diff.cells
    assert diff.exit_code == 1


def test_new_standing_of_a_row_is_a_change_of_its_own(tmp_path: Path) -> None:
    old = made_documents(1, 1, 12)
    new = copy.deepcopy(old)
    cell = new[0].rows[4].cells["construction_unit"]
    cell.status, cell.reasons = CellStatus.REVIEW, ("tie",)
    diff = diff_of(tmp_path, old, new)
    assert [(c.column, c.new.value, c.is_consequence) for c in diff.cells] == [
        ("status", "review", False),
        ("review_fields", "construction_unit", True),
    ]
    assert {change.cause.name for change in diff.cells} == {"tie"}
