"""Cache keys: the SHA-256 of everything a result depends on, the code that makes it included.

Editing a dictionary changes the keys of clean and later, never that of a page; editing a stage's
code changes the keys of that stage and later.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CODE_SUFFIXES = (".py", ".yaml", ".json", ".npz")


def cache_key(*parts: str) -> str:
    """Return the key of a result made from `parts`, in this order."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part.encode())}:".encode() + part.encode())
    return digest.hexdigest()


def hash_files(contents: Mapping[str, bytes]) -> str:
    """Return one hash over named file contents, independent of their order."""
    digests = {name: hashlib.sha256(content).digest() for name, content in contents.items()}
    return _hash_digests(digests)


@cache
def code_hash(*modules: str) -> str:
    """Return one hash over the source and data files of modules and packages, by dotted name."""
    digests: dict[str, bytes] = {}
    for name in modules:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name)
        origin = Path(spec.origin)
        if not spec.submodule_search_locations:
            digests[name] = _digest(origin)
            continue
        for path in sorted(origin.parent.rglob("*")):
            if path.suffix in CODE_SUFFIXES:
                relative = path.relative_to(origin.parent).as_posix()
                digests[f"{name}/{relative}"] = _digest(path)
    return _hash_digests(digests)


@cache
def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _hash_digests(digests: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(digests):
        digest.update(f"{name}\0".encode() + digests[name])
    return digest.hexdigest()
