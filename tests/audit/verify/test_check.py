"""Verify: 200 random byte flips all found; orphans; hand edits named cell by cell."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from pipeline.audit.verify.check import ProblemKind
from pipeline.audit.verify.seal import SEAL_NAME, write_seal
from pipeline.errors import ExitCode
from pipeline.registry.write import write_registry
from tests.audit.made import made_documents, made_registry
from tests.audit.sealed import SealedRun


@pytest.fixture
def made(tmp_path: Path) -> SealedRun:
    return SealedRun(tmp_path, made_documents(1, 2, 12))


def test_untouched_run_is_sound(made: SealedRun) -> None:
    result = made.verify()
    assert result.problems == ()
    assert result.exit_code is ExitCode.OK
    assert result.n_checked > 40


def test_200_byte_flips_are_all_found(made: SealedRun) -> None:
    random_ = random.Random(7)
    files = made.files()
    hit = set()
    for _ in range(200):
        path = random_.choice(files)
        data = bytearray(path.read_bytes())
        place = random_.randrange(len(data))
        data[place] ^= 1 << random_.randrange(8)
        original = path.read_bytes()
        path.write_bytes(bytes(data))
        result = made.verify()
        assert result.exit_code is ExitCode.AUDIT_MISMATCH, (path, place)
        assert any(path.name in problem.name for problem in result.problems), path
        path.write_bytes(original)
        hit.add(path.suffix)
    assert {".json", ".csv", ".pdf", ".yaml"} <= hit
    assert made.verify().is_sound


def test_hand_edits_are_named_cell_by_cell(made: SealedRun) -> None:
    path = made.output.registry / "clusters.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = (
        lines[3].replace("试点", "培育") if "试点" in lines[3] else lines[3].replace("培育", "试点")
    )
    lines[5] = lines[5].replace("创新型产业集群", "产业集群")
    del lines[7]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    edits = made.verify().edits
    assert [(edit.line_no, edit.column) for edit in edits] == [
        (4, "cluster_type"),
        (6, "cluster_name"),
        (0, ""),
    ]
    assert edits[1].recorded.endswith("创新型产业集群")
    assert not edits[1].found.endswith("创新型产业集群")
    assert edits[2].row.endswith("/clusters/7")


def test_edited_key_is_named_as_a_cell(made: SealedRun) -> None:
    path = made.output.registry / "clusters.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("/clusters/3,", "/clusters/99,", 1), encoding="utf-8")
    edits = made.verify().edits
    assert [(edit.line_no, edit.column) for edit in edits] == [(4, "listing_id")]


def test_excel_face_is_named_too(made: SealedRun) -> None:
    path = made.output.registry / "excel/clusters.csv"
    data = path.read_bytes().replace("创新型".encode(), "创薪型".encode(), 1)
    path.write_bytes(data)
    edits = made.verify().edits
    assert [(edit.file, edit.column) for edit in edits] == [("excel/clusters.csv", "cluster_name")]


def test_workbook_and_database_are_named_too(made: SealedRun) -> None:
    path = made.output.registry / "registry.xlsx"
    book = openpyxl.load_workbook(path)
    book["集群名单"]["K4"] = "手改集群"
    book.save(path)
    database = sqlite3.connect(made.output.registry / "registry.sqlite")
    with database:
        database.execute("UPDATE clusters SET cluster_type = '无' WHERE row_no = 2")
    database.close()
    found = {(edit.file, edit.line_no, edit.column, edit.found) for edit in made.verify().edits}
    assert ("registry.xlsx:clusters", 4, "cluster_name", "手改集群") in found
    changed = {entry for entry in found if entry[0] == "registry.sqlite:clusters"}
    assert {entry[2:] for entry in changed} == {("cluster_type", "无")}
    assert len(changed) == 2


def test_log_that_grew_is_waiting(made: SealedRun) -> None:
    path = made.corrections / "decisions.jsonl"
    path.write_bytes(b'{"a":1}\n')
    write_seal(made.output, made.scans, made.corrections)
    path.write_bytes(b'{"a":1}\n{"b":2}\n')
    result = made.verify()
    assert [(p.kind, p.name) for p in result.problems] == [(ProblemKind.WAITING, path.name)]
    assert result.is_sound
    path.write_bytes(b'{"a":2}\n{"b":2}\n')
    assert not made.verify().is_sound


def test_orphans_and_waiting_files(made: SealedRun) -> None:
    (made.scans / "new.pdf").write_bytes(b"new")
    assert made.verify().is_sound
    (made.output.registry / "notes.csv").write_text("a\n", encoding="utf-8")
    (made.output.root / "documents/half").mkdir()
    first = next(made.output.iter_document_ids())
    (made.output.document(first) / "old.json").write_text("{}", encoding="utf-8")
    problems = made.verify().problems
    assert {(problem.kind, problem.name) for problem in problems} == {
        (ProblemKind.WAITING, "new.pdf"),
        (ProblemKind.ORPHAN, "notes.csv"),
        (ProblemKind.ORPHAN, "half"),
        (ProblemKind.ORPHAN, f"{first}/old.json"),
    }


def test_replaced_scan_leaves_a_stale_document_that_no_edit_is_blamed_on(made: SealedRun) -> None:
    scan = made.scans / "list-001.pdf"
    scan.write_bytes(scan.read_bytes() + b" again")
    documents = made_documents(1, 2, 12)
    documents[1].content = scan.read_bytes()
    made.store(documents[1])
    write_registry(made_registry(documents), made.output.registry)
    write_seal(made.output, made.scans, made.corrections)
    assert [problem.kind for problem in made.verify().problems] == [ProblemKind.STALE]
    assert made.verify().is_sound
    path = made.output.registry / "clusters.csv"
    path.write_bytes(path.read_bytes().replace("创新型".encode(), "创薪型".encode(), 1))
    assert [(edit.line_no, edit.column) for edit in made.verify().edits] == [(2, "cluster_name")]


def test_missing_files_and_seal(made: SealedRun) -> None:
    next(made.scans.iterdir()).unlink()
    (made.output.registry / "registry.json").unlink()
    problems = {(problem.kind, problem.area) for problem in made.verify().problems}
    assert problems == {(ProblemKind.MISSING, "scans"), (ProblemKind.MISSING, "registry")}
    (made.output.root / SEAL_NAME).unlink()
    assert made.verify().exit_code is ExitCode.AUDIT_MISMATCH
