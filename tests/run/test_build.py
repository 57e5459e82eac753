"""The registry built here and by workers, from documents with and without tables of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.evaluate.endurance.corpus import write_rosters
from pipeline.evaluate.endurance.process import stored_hashes
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document, made_rosters
from pipeline.run import build, bundle_task
from pipeline.run.build import build_registry
from pipeline.run.bundle_task import BundleOutcome, bundle_tasks, in_turn
from pipeline.run.options import RunOptions
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run
from pipeline.run.summary import Counts
from pipeline.run.workers import WorkerPool
from pipeline.store.files import SCRATCH_PREFIX
from pipeline.store.output import Manifest, OutputFolder, StageRecord
from pipeline.validate.corpus import CorpusCheck

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"


def stored(root: Path) -> list[Manifest]:
    """Rosters, and between them a document with a table that only a custom kind knows."""
    own = made_document("名单-2", "giants", (MadeRecord("giants", (MadeCell("name", "甲"),)),))
    output = OutputFolder(root)
    manifests = []
    for document in (*made_rosters(650), own):
        document_id, reading = document.reading.document_id, document.reading
        for name, result in (
            ("extract", reading),
            ("clean", document.clean),
            ("normalise", document.normal),
        ):
            output.write_stage(document_id, name, "key", result)
        record = StageRecord("extract", "key", reading.sha256)
        manifests.append(
            Manifest(document_id, reading.source_name, reading.sha256, "", (), (record,))
        )
    return sorted(manifests, key=lambda manifest: manifest.document_id)


def built(root: Path, jobs: int) -> dict[str, str]:
    manifests = stored(root)
    options = RunOptions(root / "scans", root)
    with WorkerPool(jobs, options.page_seconds, options.page_bytes) as pool:
        build_registry(OutputFolder(root), manifests, [], options, pool)
    return stored_hashes(root)


def test_workers_make_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = built(tmp_path / "here", 1)
    monkeypatch.setattr(build, "FEW_DOCUMENTS", 0)
    monkeypatch.setattr(build, "FEW_ROWS", 0)
    monkeypatch.setattr(bundle_task, "DOCUMENTS_A_BUNDLE", 2)
    assert built(tmp_path / "there", 2) == here
    assert "registry/giants.csv" in here


def test_bundles_are_taken_in_turn() -> None:
    tasks = bundle_tasks(Path(), [f"{number:03}" for number in range(95)])
    outcomes = [BundleOutcome(task, None, Counts(), CorpusCheck()) for task in tasks]
    done = [outcomes[i] for i in (1, 0, 4, 3, 2)]
    assert [outcome.task for outcome in in_turn(iter(done))] == tasks
    assert [task.document_ids[0] for task in tasks] == ["000", "020", "040", "060", "080"]


def test_what_a_killed_run_left_unfinished_is_cleared(tmp_path: Path) -> None:
    write_rosters(tmp_path / "scans", 1, 1, 1)
    left = tmp_path / "out" / f"{SCRATCH_PREFIX}killed"
    (left / "parquet").mkdir(parents=True)
    (left / "parquet" / "half").write_bytes(b"half")
    run(RunOptions(tmp_path / "scans", tmp_path / "out", CORRECTIONS, jobs=1), SilentProgress())
    assert not list((tmp_path / "out").glob(f"{SCRATCH_PREFIX}*"))
