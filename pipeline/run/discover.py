"""Which files lie in raw_scans/, and what their bytes are. Reads only; never follows links out.

Hashing thousands of scans takes minutes, so size and modification time of each file are kept with
its SHA-256; `verify` hashes again.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from pipeline.errors import UnreadableInputError, UsageError
from pipeline.store.files import printable_name, sha256_hex, write_if_changed
from pipeline.store.serial import from_json, to_json

MAX_STEM = 60
"""Characters of a file name that go into a document id; Linux allows 255 bytes a name."""

HIDDEN = (".", "~$")
"""How names begin that no person put there."""

MAX_FILE_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class ScanFile:
    """One file as it lay there. `modified` is in nanoseconds since 1970."""

    name: str
    size: int
    modified: int
    sha256: str

    @property
    def document_id(self) -> str:
        """Stem (lower case, Chinese kept, other runs of signs one `-`), `-`, 8 hex of the hash."""
        return f"{_plain_stem(self.name) or 'scan'}-{self.sha256[:8]}"


@lru_cache(maxsize=1 << 14)
def _plain_stem(name: str) -> str:
    stem = unicodedata.normalize("NFC", Path(name).stem).lower()
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]+", "-", stem).strip("-")[:MAX_STEM].strip("-")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be read at all, with the ledger's reason slug."""

    name: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What lies in the folder; `gone` names what lay there last time and does no longer."""

    files: tuple[ScanFile, ...]
    refused: tuple[Refused, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScanIndex:
    """The files as last seen."""

    files: tuple[ScanFile, ...]


def discover(folder: Path, index_path: Path) -> Discovery:
    """List the files of `folder` (with sub-folders, hidden ones left out), sorted by name.

    Raises:
        UsageError: When the folder does not exist, or is empty and was not: a share that is not
            mounted must not empty the registry.
    """
    if not folder.is_dir():
        raise UsageError(
            f"找不到扫描件目录 no such folder: {folder}", "用 --scans 指定目录 name it with --scans"
        )
    known = {file.name: file for file in _read_index(index_path).files}
    files: list[ScanFile] = []
    refused: list[Refused] = []
    for path in _iter_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            files.append(_look_at(folder, path, name, known.get(name)))
        except UnreadableInputError as error:
            message = f"{error.cause}; {error.next_step}"
            refused.append(Refused(printable_name(name), error.reason, message))
    gone = tuple(sorted(known.keys() - {file.name for file in files}))
    if gone and not files and not refused:
        raise UsageError(
            f"{folder} 是空的，上次有 {len(gone)} 个文件 is empty and held {len(gone)} files",
            f"检查共享盘是否连接；确要清空名录请先删除 {index_path} "
            "check that the share is mounted; to empty the registry on purpose, delete that file",
        )
    write_if_changed(index_path, to_json(ScanIndex(tuple(files))))
    unique, duplicates = _without_duplicates(files)
    return Discovery(tuple(unique), (*refused, *duplicates), gone)


def read_verified(folder: Path, file: ScanFile) -> bytes:
    """Read a file's bytes again.

    Raises:
        UnreadableInputError: `changed-while-reading` or `vanished`.
    """
    try:
        data = (folder / file.name).read_bytes()
    except OSError as error:
        raise _unreadable("vanished", file.name, error) from error
    if sha256_hex(data) != file.sha256:
        raise UnreadableInputError(
            "changed-while-reading",
            f"文件在读取时被改动 changed while being read: {file.name}",
            "请重新运行 run again",
        )
    return data


def _iter_files(folder: Path) -> Iterator[Path]:
    """Everything but folders; one that cannot be listed, or is a link, stands for what it holds."""
    found: list[Path] = []
    unlisted: list[Path] = []
    for place, folders, names in os.walk(
        folder, onerror=lambda error: unlisted.append(Path(error.filename))
    ):
        folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
        links = [name for name in folders if Path(place, name).is_symlink()]
        found += [Path(place, name) for name in (*names, *links) if not name.startswith(HIDDEN)]
    yield from sorted((*found, *unlisted))


def _look_at(folder: Path, path: Path, name: str, known: ScanFile | None) -> ScanFile:
    _check_name(name)
    # realpath and not resolve(): a link to itself is a file that cannot be read, not a crash.
    if path.is_symlink() and not _is_inside(os.path.realpath(path), os.path.realpath(folder)):
        raise UnreadableInputError(
            "link-outside",
            f"链接指向目录之外 the link points outside the folder: {name}",
            "请复制文件本身 copy the file itself",
        )
    try:
        status = path.stat()
        _check_kind(path, name, status.st_mode)
        seen = (status.st_size, status.st_mtime_ns)
        if known is not None and (known.size, known.modified) == seen:
            return known
        if status.st_size > MAX_FILE_BYTES:
            raise UnreadableInputError(
                "file-too-large", f"文件超过 2 GB file above 2 GB: {name}", "请拆分文件 split it"
            )
        return ScanFile(name, *seen, sha256_hex(path.read_bytes()))
    except OSError as error:
        raise _unreadable("unreadable", name, error) from error


def _check_name(name: str) -> None:
    """Refuse a name in another encoding: nothing that is written could hold it."""
    data = os.fsencode(name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        meant = data.decode("gb18030", "replace")
        raise UnreadableInputError(
            "unreadable",
            f"文件名不是 UTF-8 编码 the name is not in UTF-8, perhaps {meant}",
            "请改名，例如用 convmv -f gb18030 -t utf8 rename it, for instance with convmv",
        ) from error


def _check_kind(path: Path, name: str, mode: int) -> None:
    """Refuse what is no file, before a pipe is opened and keeps everybody waiting."""
    if stat.S_ISDIR(mode) and path.is_symlink():
        raise UnreadableInputError(
            "duplicate-file",
            f"链接指向目录中的文件夹 the link leads to a folder that is read anyway: {name}",
            "不必处理 nothing to do",
        )
    if not stat.S_ISREG(mode):
        raise UnreadableInputError(
            "unreadable",
            f"不是文件，或无法列出的文件夹 no file, or a folder that cannot be listed: {name}",
            "请检查权限，或移出目录 check its permissions, or move it elsewhere",
        )


def _is_inside(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _unreadable(reason: str, name: str, error: OSError) -> UnreadableInputError:
    return UnreadableInputError(
        reason,
        f"无法读取 cannot read {name}: {error.strerror or error}",
        "请检查文件与权限 check the file and its permissions",
    )


def _without_duplicates(files: list[ScanFile]) -> tuple[list[ScanFile], list[Refused]]:
    """The same bytes under the same stem are one document; further copies are listed, not read."""
    first: dict[str, ScanFile] = {}
    copies: list[Refused] = []
    for file in files:
        original = first.setdefault(file.document_id, file)
        if original is not file:
            message = f"与另一文件内容相同 same bytes as {original.name}"
            copies.append(Refused(file.name, "duplicate-file", message))
    return list(first.values()), copies


def _read_index(path: Path) -> ScanIndex:
    if not path.is_file():
        return ScanIndex(())
    try:
        return from_json(path.read_bytes(), ScanIndex)
    except msgspec.DecodeError:
        return ScanIndex(())
