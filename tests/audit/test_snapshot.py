"""Registries opened from folders and git revisions; tables read back as they are on disk."""

from __future__ import annotations

import copy
import subprocess
from pathlib import Path

import pytest

from pipeline.audit.diff.compare import compare
from pipeline.audit.run_record import RunRecord, changed, read_run_record
from pipeline.audit.snapshot import open_snapshot
from pipeline.audit.tables import read_table, record_column, tell_apart
from pipeline.errors import UnreadableInputError, UsageError
from pipeline.store.files import sha256_hex
from tests.audit.made import MadeDocument, made_documents, write_extraction


def commit(repository: Path, documents: list[MadeDocument]) -> None:
    folder = repository / "extracted"
    if folder.exists():
        subprocess.run(["rm", "-r", str(folder)], check=True)
    write_extraction(folder, documents, RunRecord())
    for arguments in (
        ("add", "-A"),
        ("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-qm", "x"),
    ):
        subprocess.run(["git", "-C", str(repository), *arguments], check=True)


def test_two_revisions_of_one_registry(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name in ("pipeline", "corrections"):
        (tmp_path / name).mkdir()
    (tmp_path / "pipeline/a.py").write_text("a = 1\n")
    (tmp_path / "corrections/terms.tsv").write_text("a\n")
    old = made_documents(1, 1, 9)
    commit(tmp_path, old)
    new = copy.deepcopy(old)
    new[0].rows[0].cells["cluster_name"].value = "甲集群"
    (tmp_path / "pipeline/a.py").write_text("a = 2\n")
    commit(tmp_path, new)
    snapshots = [open_snapshot(name, tmp_path) for name in ("HEAD~1", "HEAD:extracted/registry/")]
    assert snapshots[0].run.dictionaries == {"terms.tsv": sha256_hex(b"a\n")}
    assert snapshots[0].run.code != snapshots[1].run.code
    diff = compare(*snapshots)
    direct = diff.direct_cells()
    assert [(c.column, c.new.value, c.cause.kind) for c in direct] == [
        ("cluster_name", "甲集群", "code-version")
    ]


def test_what_is_no_registry(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a folder nor a git revision"):
        open_snapshot("no-such-thing", tmp_path)
    with pytest.raises(UsageError, match="no registry tables"):
        open_snapshot(str(tmp_path))


def test_registry_folder_alone(tmp_path: Path) -> None:
    write_extraction(tmp_path / "out", made_documents(1, 1, 3), RunRecord("c"))
    snapshot = open_snapshot(str(tmp_path / "out/registry"))
    assert snapshot.run.code == "c"
    assert "clusters" in snapshot.table_names()


def test_repeated_headers_are_told_apart() -> None:
    assert tell_apart(["a", "b", "a", "a"]) == ["a", "b", "a#2", "a#3"]
    table = read_table("t", '\ufeffa,a\n 1,"x\ny"\n,0010\n'.encode())
    assert table.columns == ("a", "a#2")
    assert table.texts("a") == [" 1", ""]
    assert table.texts("a#2") == ["x\ny", "0010"]
    assert table.texts("none") == ["", ""]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\n", b"a,b\n\xe1\x28,1\n", b"a,b\n1\n"],
    ids=["empty", "head", "cell", "row"],
)
def test_damaged_tables(data: bytes) -> None:
    with pytest.raises(UnreadableInputError, match="cannot be read"):
        read_table("t", data)


def test_table_without_rows() -> None:
    assert read_table("t", b"a,b\n").n_rows == 0


def test_record_columns() -> None:
    assert record_column("clusters", ("listing_id", "document_id")) == "listing_id"
    assert record_column("custom", ("record_id", "x")) == "record_id"
    assert record_column("custom", ("x",)) is None


def test_run_record() -> None:
    assert read_run_record(b"") == RunRecord()
    assert read_run_record(b"\xff") == RunRecord()
    assert read_run_record(b'{"code": "a", "finished_at": "2026"}') == RunRecord("a")
    assert (changed("a", "b"), changed("a", "a"), changed("", "a")) == (True, False, None)
    assert changed("git:a", "a") is None
