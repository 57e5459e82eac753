"""A release: sound or refused, hashed, compared with the last, reproducible."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from pipeline.audit.release import ReleaseRequest, last_release, make_release
from pipeline.audit.verify.seal import hash_folder
from pipeline.errors import AuditMismatchError, UsageError
from tests.audit.made import made_documents
from tests.audit.sealed import SealedRun


def request_for(run: SealedRun, folder: Path, day: str) -> ReleaseRequest:
    lock = folder / "constraints.txt"
    lock.write_text("msgspec==0.22.0\n", encoding="utf-8")
    accuracy = folder / "accuracy.json"
    accuracy.write_text('{"silent_errors": 0.0004}\n', encoding="utf-8")
    return ReleaseRequest(
        run.output,
        run.scans,
        run.corrections,
        lock,
        folder / "releases",
        date.fromisoformat(day),
        accuracy,
    )


def test_release_is_frozen_hashed_and_compared(tmp_path: Path) -> None:
    documents = made_documents(1, 2, 12)
    first = SealedRun(tmp_path / "one", documents)
    folder = make_release(request_for(first, tmp_path, "2026-03-01"))
    assert folder.name == "2026-03-01"
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    cell = documents[0].rows[2].cells["cluster_name"]
    cell.say("甲集群")
    cell.engine = "other"
    second = SealedRun(tmp_path / "two", documents)
    later = make_release(request_for(second, tmp_path, "2026-04-01"))
    release = json.loads((later / "release.json").read_text(encoding="utf-8"))
    assert (release["previous"], release["is_same_as_previous"]) == ("2026-03-01", False)
    assert release["changes"] == {"engine": 1}
    assert release["dictionaries"][0]["name"] == "terms.yaml"
    assert str(tmp_path) not in (later / "diff.html").read_text(encoding="utf-8")
    assert last_release(tmp_path / "releases") == later


def test_release_reproduces(tmp_path: Path) -> None:
    run = SealedRun(tmp_path / "one", made_documents(1, 2, 12))
    folder = make_release(request_for(run, tmp_path, "2026-03-01"))
    again = SealedRun(tmp_path / "again", made_documents(1, 2, 12))
    assert hash_folder(folder / "registry") == hash_folder(again.output.registry)
    other = SealedRun(tmp_path / "other", made_documents(2, 2, 12))
    assert hash_folder(folder / "registry") != hash_folder(other.output.registry)


def test_same_request_gives_same_bytes(tmp_path: Path) -> None:
    run = SealedRun(tmp_path / "run", made_documents(1, 1, 9))
    folders = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        folders.append(make_release(request_for(run, tmp_path / name, "2026-03-01")))
    sums = [(folder / "SHA256SUMS").read_bytes() for folder in folders]
    assert sums[0] == sums[1]


def test_unsound_output_and_second_release_are_refused(tmp_path: Path) -> None:
    run = SealedRun(tmp_path / "one", made_documents(1, 1, 9))
    make_release(request_for(run, tmp_path, "2026-03-01"))
    with pytest.raises(UsageError, match="already released"):
        make_release(request_for(run, tmp_path, "2026-03-01"))
    (run.output.registry / "clusters.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(AuditMismatchError, match="cannot release"):
        make_release(request_for(run, tmp_path, "2026-03-02"))
