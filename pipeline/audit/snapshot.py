"""Where a registry to be compared lies: an output folder, a registry folder or a git revision.

Gives its tables as bytes and what is recorded of the run that made it; decides nothing.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa  # type: ignore[import-untyped]

from pipeline.audit.run_record import GIT_SCHEME, RunRecord, read_run_record
from pipeline.errors import UsageError
from pipeline.store.files import sha256_hex

REGISTRY_PATH = "extracted/registry"
"""Where the committed registry lies inside a repository."""


class Snapshot(Protocol):
    """One registry at one time."""

    @property
    def label(self) -> str:
        """How the user named it."""

    @property
    def run(self) -> RunRecord:
        """Code, models and dictionaries it was made with, as far as recorded."""

    def table_names(self) -> tuple[str, ...]:
        """Names of its tables, sorted."""

    def read(self, table: str) -> bytes | None:
        """Bytes of a table's CSV face; None when it has none."""

    def open(self, table: str) -> pa.NativeFile | None:
        """A table's CSV face as a stream, for faces too large to hold; None when it has none."""


@dataclass(frozen=True, slots=True)
class FolderSnapshot:
    """A registry on disk. `run_path` is its run.json, which may be missing."""

    label: str
    registry: Path
    run_path: Path

    @property
    def run(self) -> RunRecord:
        """What run.json says; empty when there is none."""
        return read_run_record(self.run_path.read_bytes() if self.run_path.is_file() else b"")

    def table_names(self) -> tuple[str, ...]:
        """Stems of its CSV files, sorted."""
        return tuple(sorted(path.stem for path in self.registry.glob("*.csv")))

    def read(self, table: str) -> bytes | None:
        """Bytes of `<table>.csv`."""
        path = self.registry / f"{table}.csv"
        return path.read_bytes() if path.is_file() else None

    def open(self, table: str) -> pa.NativeFile | None:
        """`<table>.csv`, read as it is needed."""
        path = self.registry / f"{table}.csv"
        return pa.OSFile(str(path)) if path.is_file() else None


@dataclass(frozen=True, slots=True)
class RevisionSnapshot:
    """A committed registry: `folder` at `revision` of the repository around `repository`.

    A commit has no run.json; its code is known by its git object id, its dictionaries by content.
    """

    label: str
    repository: Path
    revision: str
    folder: str

    @property
    def run(self) -> RunRecord:
        """Object id of the code, and the hash of every dictionary, at that revision."""
        dictionaries = {
            Path(path).name: sha256_hex(self._show(path) or b"")
            for path in self._list("corrections")
        }
        code = (_git(self.repository, "rev-parse", f"{self.revision}:pipeline") or b"").decode()
        return RunRecord(
            code=f"{GIT_SCHEME}{code.strip()}" if code else "", dictionaries=dictionaries
        )

    def table_names(self) -> tuple[str, ...]:
        """Stems of the committed CSV files, sorted."""
        paths = map(Path, self._list(self.folder))
        return tuple(sorted(path.stem for path in paths if path.suffix == ".csv"))

    def read(self, table: str) -> bytes | None:
        """Bytes of the committed `<table>.csv`."""
        return self._show(f"{self.folder}/{table}.csv")

    def open(self, table: str) -> pa.NativeFile | None:
        """The committed `<table>.csv`."""
        data = self.read(table)
        return pa.BufferReader(data) if data is not None else None

    def _show(self, path: str) -> bytes | None:
        return _git(self.repository, "show", f"{self.revision}:{path}")

    def _list(self, folder: str) -> list[str]:
        """Paths of the files right below a folder."""
        entries = _git(self.repository, "ls-tree", "-z", self.revision, f"{folder}/") or b""
        lines = [line.split("\t", 1) for line in entries.decode().split("\0") if line]
        return [path for meta, path in lines if meta.split()[1] == "blob"]


def open_snapshot(name: str, repository: Path | None = None) -> Snapshot:
    """Open what the user named: a folder, or a git revision (`HEAD~1`, `v1:path/to/registry`).

    Raises:
        UsageError: When it is neither, or holds no registry.
    """
    path = Path(name)
    if path.is_dir():
        inner = path / "registry"
        registry = inner if inner.is_dir() else path
        root = path if inner.is_dir() else path.parent
        found: Snapshot = FolderSnapshot(name, registry, root / "run.json")
    else:
        repository = repository or Path.cwd()
        revision, _, folder = name.partition(":")
        commit = _git(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if commit is None:
            raise UsageError(
                f"找不到 {name}：不是目录，也不是 git 版本 neither a folder nor a git revision",
                "请给出输出目录、登记表目录或版本号 name output folders, registries or revisions",
            )
        top = (_git(repository, "rev-parse", "--show-toplevel") or b"").decode().strip()
        found = RevisionSnapshot(
            name, Path(top), commit.decode().strip(), (folder or REGISTRY_PATH).rstrip("/")
        )
    if not found.table_names():
        raise UsageError(
            f"{name} 中没有登记表 no registry tables in {name}",
            "请先运行 build run build first, or name the folder that holds clusters.csv",
        )
    return found


def _git(repository: Path, *arguments: str) -> bytes | None:
    """Output of a git command, None when git refuses (no repository, no such revision or path)."""
    try:
        done = subprocess.run(
            ["git", "-C", str(repository), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
