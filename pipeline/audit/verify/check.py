"""Checks an output folder against its seal; names every file, and every cell, that differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pipeline.audit.verify.edits import CellEdit, registry_edits
from pipeline.audit.verify.seal import (
    SEAL_NAME,
    Seal,
    SealedFile,
    hash_dictionaries,
    hash_files,
    hash_folder,
    iter_files,
    read_seal,
)
from pipeline.errors import ExitCode, UsageError
from pipeline.store.files import sha256_hex
from pipeline.store.output import Manifest, OutputFolder

LOG_SUFFIX = ".jsonl"
"""Logs of what people decided; they only ever grow."""


class ProblemKind(StrEnum):
    """What is wrong with a file."""

    SEAL = "seal"
    CHANGED = "changed"
    MISSING = "missing"
    ORPHAN = "orphan"
    WAITING = "waiting"
    """A new input or dictionary that no run has seen yet: nothing is wrong, but run again."""
    STALE = "stale"
    """A document whose file is gone or was replaced: kept as evidence, not in the registry."""


HARMLESS = frozenset({ProblemKind.WAITING, ProblemKind.STALE})


MESSAGES = {
    ProblemKind.SEAL: "封存记录缺失或损坏，请重新运行 the seal is missing or damaged; run again",
    ProblemKind.CHANGED: "内容与记录不符 differs from what was recorded",
    ProblemKind.MISSING: "记录在案，文件不在 recorded, but not there",
    ProblemKind.ORPHAN: "无记录的多余文件 no record of this file",
    ProblemKind.STALE: "原件已撤换，留存备查 its file is gone or replaced; kept as evidence",
    ProblemKind.WAITING: "尚未处理，请运行 run not seen by a run yet; run again",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One file that is not as recorded. `area` is scans, corrections, documents or registry."""

    kind: ProblemKind
    area: str
    name: str

    @property
    def message(self) -> str:
        """What it means, Chinese first."""
        return MESSAGES[self.kind]


@dataclass(frozen=True, slots=True)
class Verification:
    """The result. `edits` names the cells of registry tables that were changed by hand."""

    n_checked: int
    problems: tuple[Problem, ...]
    edits: tuple[CellEdit, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether everything recorded is there, unchanged, and nothing else is."""
        return all(problem.kind in HARMLESS for problem in self.problems)

    @property
    def exit_code(self) -> ExitCode:
        """0 when sound, else 8."""
        return ExitCode.OK if self.is_sound else ExitCode.AUDIT_MISMATCH


def verify(output: OutputFolder, scans: Path, corrections: Path) -> Verification:
    """Hash everything again and compare with the seal of the last run.

    Raises:
        UsageError: When there is no such output folder.
    """
    if not output.root.is_dir():
        raise UsageError(
            f"找不到输出目录 no such folder: {output.root}", "用 --out 指定 name it with --out"
        )
    seal = read_seal(output)
    if seal is None:
        return Verification(0, (Problem(ProblemKind.SEAL, "extracted", SEAL_NAME),))
    documents = output.root / "documents"
    manifests = hash_files(documents, sorted(documents.glob("*/manifest.json")))
    top = hash_files(
        output.root, [output.root / f.name for f in seal.top if (output.root / f.name).is_file()]
    )
    registry = hash_folder(output.registry)
    dictionaries = hash_dictionaries(corrections)
    compared = (
        ("scans", seal.inputs, hash_folder(scans), ProblemKind.WAITING),
        ("corrections", seal.dictionaries, dictionaries, ProblemKind.WAITING),
        ("documents", seal.manifests, manifests, ProblemKind.ORPHAN),
        ("extracted", seal.top, top, ProblemKind.ORPHAN),
        ("registry", seal.registry, registry, ProblemKind.ORPHAN),
    )
    problems = [problem for entry in compared for problem in _compare(*entry)]
    problems = [_as_grown(problem, seal, corrections) for problem in problems]
    intact = _intact_manifests(output, seal.manifests, manifests)
    artefacts = [entry for manifest in intact for entry in _check_document(output, manifest)]
    problems += [problem for _, problem in artefacts if problem is not None]
    problems += _unfinished(output, seal, intact)
    changed = [p.name for p in problems if p.area == "registry" and p.kind is ProblemKind.CHANGED]
    n_checked = sum(len(entry[1]) for entry in compared) + len(artefacts)
    is_readable = bool(changed) and not _is_damaged(problems)
    edits = registry_edits(output, changed, _current(seal, intact)) if is_readable else ()
    return Verification(n_checked, tuple(problems), edits)


def _compare(
    area: str,
    recorded: Iterable[SealedFile],
    actual: Iterable[SealedFile],
    unknown: ProblemKind,
) -> Iterator[Problem]:
    found = {file.name: file.sha256 for file in actual}
    for file in recorded:
        sha256 = found.pop(file.name, None)
        if sha256 is None:
            yield Problem(ProblemKind.MISSING, area, file.name)
        elif sha256 != file.sha256:
            yield Problem(ProblemKind.CHANGED, area, file.name)
    for name in found:
        yield Problem(unknown, area, name)


def _as_grown(problem: Problem, seal: Seal, corrections: Path) -> Problem:
    """A log of decisions that was only appended to since the run is waiting, not changed."""
    is_log = problem.area == "corrections" and problem.name.endswith(LOG_SUFFIX)
    if problem.kind is not ProblemKind.CHANGED or not is_log:
        return problem
    recorded = next(file.sha256 for file in seal.dictionaries if file.name == problem.name)
    digest = hashlib.sha256()
    with (corrections / problem.name).open("rb") as file:
        for line in file:
            digest.update(line)
            if digest.hexdigest() == recorded:
                return replace(problem, kind=ProblemKind.WAITING)
    return problem


def _intact_manifests(
    output: OutputFolder, recorded: Iterable[SealedFile], actual: Iterable[SealedFile]
) -> list[Manifest]:
    """Manifests the seal vouches for; a damaged one vouches for nothing and is not read."""
    sealed = set(recorded)
    names = [file.name.split("/", 1)[0] for file in actual if file in sealed]
    return [manifest for manifest in map(output.read_manifest, names) if manifest is not None]


def _check_document(
    output: OutputFolder, manifest: Manifest
) -> Iterator[tuple[Path, Problem | None]]:
    """Pages and stages of one document against its manifest."""
    folder = output.document(manifest.document_id)
    expected = _artefacts(output, manifest)
    for path, sha256 in expected.items():
        name = path.relative_to(folder.parent).as_posix()
        if not path.is_file():
            yield path, Problem(ProblemKind.MISSING, "documents", name)
        elif sha256_hex(path.read_bytes()) != sha256:
            yield path, Problem(ProblemKind.CHANGED, "documents", name)
        else:
            yield path, None
    for path in iter_files(folder):
        if path not in expected and path.name != "manifest.json":
            name = path.relative_to(folder.parent).as_posix()
            yield path, Problem(ProblemKind.ORPHAN, "documents", name)


def _artefacts(output: OutputFolder, manifest: Manifest) -> dict[Path, str]:
    document_id = manifest.document_id
    pages = {
        output.page_path(document_id, int(record.stage.rsplit("-", 1)[-1])): record.sha256
        for record in manifest.pages
        if record.stage.rsplit("-", 1)[-1].isdigit()
    }
    stages = {
        output.stage_path(document_id, record.stage): record.sha256 for record in manifest.stages
    }
    return pages | stages


def _unfinished(output: OutputFolder, seal: Seal, intact: Iterable[Manifest]) -> Iterator[Problem]:
    """Folders of documents that no manifest vouches for, and documents whose file is gone."""
    for folder in sorted((output.root / "documents").glob("*")):
        if folder.is_dir() and not (folder / "manifest.json").is_file():
            yield Problem(ProblemKind.ORPHAN, "documents", folder.name)
    inputs = {file.sha256 for file in seal.inputs}
    for manifest in intact:
        if manifest.sha256 not in inputs:
            yield Problem(ProblemKind.STALE, "documents", manifest.document_id)


def _current(seal: Seal, intact: Iterable[Manifest]) -> list[str]:
    """Documents of the files that are there: those the registry was built from."""
    inputs = {file.sha256 for file in seal.inputs}
    return [manifest.document_id for manifest in intact if manifest.sha256 in inputs]


def _is_damaged(problems: Iterable[Problem]) -> bool:
    """Whether the artefacts themselves changed, so that they vouch for no cell."""
    return any(
        problem.area == "documents" and problem.kind in (ProblemKind.CHANGED, ProblemKind.MISSING)
        for problem in problems
    )
