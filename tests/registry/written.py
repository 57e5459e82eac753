"""The files of a registry as bytes, by their names."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.registry.registry import Registry
from pipeline.registry.write import write_registry


def written_files(registry: Registry) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        files = write_registry(registry, Path(folder) / "registry").files
        return {file.name: (Path(folder) / "registry" / file.name).read_bytes() for file in files}
