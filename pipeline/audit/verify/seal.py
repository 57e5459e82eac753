"""The seal of an output folder: `registry.manifest.json`, written at the end of every run.

Holds the SHA-256 of every input, dictionary, document manifest and registry file. The manifests
hold those of pages and stages, so one file vouches for all; its own digest vouches for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from pipeline.store.files import TEMPORARY_SUFFIX, sha256_hex, write_if_changed
from pipeline.store.output import SCAN_INDEX, OutputFolder
from pipeline.store.serial import from_json, to_json

SEAL_NAME = "registry.manifest.json"
RUN_NAME = "run.json"
BUILD_NAME = "build.json"
TOP_FILES = (BUILD_NAME, RUN_NAME, SCAN_INDEX)
_CORRECTIONS_CODE = "build"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file and its hash; `name` is relative to its folder, with `/` between the parts."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Hashes of one finished run. `digest` is over everything else in it."""

    inputs: tuple[SealedFile, ...]
    dictionaries: tuple[SealedFile, ...]
    manifests: tuple[SealedFile, ...]
    registry: tuple[SealedFile, ...]
    top: tuple[SealedFile, ...]
    digest: str = ""

    def with_digest(self) -> Seal:
        """The same seal, vouching for itself."""
        return replace(self, digest=sha256_hex(to_json(replace(self, digest=""))))


def write_seal(
    output: OutputFolder,
    scans: Path,
    corrections: Path,
    inputs: Mapping[str, str] | None = None,
    registry: Mapping[str, str] | None = None,
) -> Seal:
    """Seal an output folder; call it last, after run.json.

    Args:
        output: The folder to seal.
        scans: Folder of the inputs.
        corrections: Folder of the dictionaries.
        inputs: name -> SHA-256 where the run already hashed them; None hashes them now.
        registry: The same for the registry's files: what was written, whoever changed it since.

    Raises:
        OutputError: When the folder cannot be written.
    """
    known = hash_folder(scans) if inputs is None else _sealed(inputs)
    documents = output.root / "documents"
    seal = Seal(
        known,
        hash_dictionaries(corrections),
        hash_files(documents, sorted(documents.glob("*/manifest.json"))),
        hash_folder(output.registry) if registry is None else _sealed(registry),
        hash_files(
            output.root, (output.root / n for n in TOP_FILES if (output.root / n).is_file())
        ),
    ).with_digest()
    write_if_changed(output.root / SEAL_NAME, to_json(seal))
    return seal


def read_seal(output: OutputFolder) -> Seal | None:
    """The seal, None when it is missing or not byte for byte what was written."""
    path = output.root / SEAL_NAME
    if not path.is_file():
        return None
    data = path.read_bytes()
    try:
        seal = from_json(data, Seal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    is_whole = seal.with_digest() == seal and to_json(seal) == data
    return seal if is_whole else None


def hash_folder(folder: Path) -> tuple[SealedFile, ...]:
    """Hash every file below a folder, hidden and unfinished ones left out."""
    return hash_files(folder, iter_files(folder))


def hash_dictionaries(corrections: Path) -> tuple[SealedFile, ...]:
    """Hash the dictionaries and decisions; the scripts that build them are code."""
    paths = (
        path
        for path in iter_files(corrections)
        if path.relative_to(corrections).parts[0] != _CORRECTIONS_CODE
    )
    return hash_files(corrections, paths)


def hash_files(folder: Path, paths: Iterable[Path]) -> tuple[SealedFile, ...]:
    """Hash some files of a folder."""
    return tuple(
        SealedFile(path.relative_to(folder).as_posix(), sha256_hex(path.read_bytes()))
        for path in paths
    )


def iter_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in order, hidden and unfinished ones left out."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith((".", "~$")) for part in parts) or "__pycache__" in parts
        if path.is_file() and not is_hidden and path.suffix != TEMPORARY_SUFFIX:
            yield path


def _sealed(hashes: Mapping[str, str]) -> tuple[SealedFile, ...]:
    return tuple(SealedFile(name, hashes[name]) for name in sorted(hashes))
