"""Freezes a registry under a date: its files, their hashes, what it was made with, what changed.

Holds no clock and no host: the same scans, dictionaries and lock file give the same bytes again. A
release is never overwritten.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.audit.completeness import completeness_html, read_completeness
from pipeline.audit.diff.compare import compare
from pipeline.audit.diff.faces import diff_csv, diff_html, diff_json
from pipeline.audit.diff.model import Diff
from pipeline.audit.run_record import RunRecord, read_run_record
from pipeline.audit.snapshot import FolderSnapshot
from pipeline.audit.verify.check import ProblemKind, verify
from pipeline.audit.verify.seal import RUN_NAME, SealedFile, hash_dictionaries, hash_folder
from pipeline.errors import AuditMismatchError, UsageError
from pipeline.store.files import sha256_hex, write_bytes
from pipeline.store.output import OutputFolder
from pipeline.store.serial import to_json

RELEASE_NAME = "release.json"
SUMS_NAME = "SHA256SUMS"
ACCURACY_NAME = "accuracy.json"


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """What to freeze. `lock_file` pins the libraries; `accuracy` is the report of `evaluate`."""

    output: OutputFolder
    scans: Path
    corrections: Path
    lock_file: Path
    releases: Path
    day: date
    accuracy: Path | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """`release.json`. `previous` is the release it was compared with, "" for the first.

    `changes` counts the changes since then by cause. `inputs` and `dictionaries` with `lock_sha256`
    are all that is needed to make `registry` again.
    """

    day: str
    previous: str
    is_same_as_previous: bool
    changes: Mapping[str, int]
    code: str
    engines: Mapping[str, str]
    lock_sha256: str
    accuracy_sha256: str
    inputs: tuple[SealedFile, ...]
    dictionaries: tuple[SealedFile, ...]
    registry: tuple[SealedFile, ...]


def make_release(request: ReleaseRequest) -> Path:
    """Freeze the registry and return the folder of the release.

    Raises:
        AuditMismatchError: When the output folder does not match its seal.
        UsageError: When there is a release of that day already, or the lock file is missing.
    """
    folder = request.releases / request.day.isoformat()
    if folder.exists():
        raise UsageError(
            f"该日期已有发布 already released: {folder}",
            "发布不可覆盖，请换日期 a release is never overwritten; choose another day",
        )
    if not request.lock_file.is_file():
        raise UsageError(
            f"找不到锁定文件 no lock file: {request.lock_file}",
            "请给出 constraints.txt name constraints.txt",
        )
    _check_sound(request)
    last = last_release(request.releases, before=request.day)
    _copy_registry(request, folder)
    diff = compare(_frozen(last), _frozen(folder)) if last else None
    release = _describe(request, last, diff)
    _write_reports(request, folder, release, diff)
    write_bytes(folder / SUMS_NAME, _sums(folder))
    return folder


def last_release(releases: Path, before: date | None = None) -> Path | None:
    """The latest release (before a day), None when there is none."""
    found = [
        path
        for path in sorted(releases.glob("????-??-??"))
        if (path / RELEASE_NAME).is_file() and (before is None or path.name < before.isoformat())
    ]
    return found[-1] if found else None


def _check_sound(request: ReleaseRequest) -> None:
    verification = verify(request.output, request.scans, request.corrections)
    problems = [p for p in verification.problems if p.kind is not ProblemKind.STALE]
    if problems:
        first = problems[0]
        raise AuditMismatchError(
            f"输出目录与封存记录不符，不能发布 not as sealed, cannot release: "
            f"{len(problems)} 处, {first.area}/{first.name}: {first.message}",
            "请运行 verify 查看，重新 run 后再发布 see verify, run again, then release",
        )


def _copy_registry(request: ReleaseRequest, folder: Path) -> None:
    """Copy the faces, and of run.json what has no clock in it."""
    shutil.copytree(request.output.registry, folder / "registry")
    write_bytes(folder / RUN_NAME, to_json(_run(request)))
    if request.accuracy is not None:
        shutil.copyfile(request.accuracy, folder / ACCURACY_NAME)


def _frozen(folder: Path) -> FolderSnapshot:
    """A release under its date, so that no path of this machine gets into the report."""
    return FolderSnapshot(folder.name, folder / "registry", folder / RUN_NAME)


def _run(request: ReleaseRequest) -> RunRecord:
    path = request.output.root / RUN_NAME
    return read_run_record(path.read_bytes() if path.is_file() else b"")


def _describe(request: ReleaseRequest, last: Path | None, diff: Diff | None) -> Release:
    run = _run(request)
    counts = diff.count_causes() if diff else {}
    return Release(
        request.day.isoformat(),
        last.name if last else "",
        diff.is_same if diff else False,
        {str(kind): cells + rows for kind, (cells, _, rows) in counts.items()},
        run.code,
        dict(run.engines),
        sha256_hex(request.lock_file.read_bytes()),
        sha256_hex(request.accuracy.read_bytes()) if request.accuracy else "",
        hash_folder(request.scans),
        hash_dictionaries(request.corrections),
        hash_folder(request.output.registry),
    )


def _write_reports(
    request: ReleaseRequest, folder: Path, release: Release, diff: Diff | None
) -> None:
    write_bytes(folder / RELEASE_NAME, to_json(release))
    received = [file.name for file in release.inputs]
    completeness = read_completeness(_frozen(folder), received)
    write_bytes(folder / "completeness.html", completeness_html(completeness).encode())
    if diff is not None:
        write_bytes(folder / "diff.json", diff_json(diff))
        write_bytes(folder / "diff.csv", diff_csv(diff))
        write_bytes(folder / "diff.html", diff_html(diff).encode())


def _sums(folder: Path) -> bytes:
    """Hashes in the form that `sha256sum -c` reads."""
    lines = [f"{file.sha256}  {file.name}\n" for file in hash_folder(folder)]
    return "".join(lines).encode()
