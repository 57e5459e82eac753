"""Files written whole or not at all, and the lock that keeps two runs off one output folder.

Every write goes to a temporary name in the same folder, is flushed to disk and then renamed, so a
kill at any moment leaves the old bytes or the new ones, never half of either.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import OutputError

TEMPORARY_SUFFIX = ".part"
SCRATCH_PREFIX = ".making-"

_NEXT_STEP = {
    errno.ENOSPC: "请清理磁盘空间后重新运行，已完成的页会保留 free disk space and run again",
    errno.EROFS: "请选择可写的输出目录 choose a writable folder with --out",
    errno.EACCES: "请检查输出目录的权限 check the permissions of the output folder, or use --out",
}


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def printable_name(name: str) -> str:
    """Return a file's name as text that can be stored: bytes that are no UTF-8 become escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def file_names(folder: Path) -> frozenset[str]:
    """Return the names of the files in a folder; none when there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if entry.is_file())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically and durably, making its folder when needed.

    Raises:
        OutputError: When the disk is full, read-only or the folder may not be written.
    """
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _output_error(path, error) from error


@contextmanager
def scratch_folder(root: Path) -> Iterator[Path]:
    """Make a folder inside `root` for unfinished files; afterwards it is gone.

    What a killed run left there is removed too, so call it only while holding `root`.

    Raises:
        OutputError: When the disk is full, read-only or the folder may not be written.
    """
    with output_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        clear_scratch(root)
        folder = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=root))
    try:
        yield folder
    finally:
        clear_scratch(root)


def clear_scratch(root: Path) -> None:
    """Remove unfinished files, those of killed runs included."""
    for folder in root.glob(f"{SCRATCH_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


def flush_file(path: Path) -> None:
    """Make sure that a file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def put_in_place(made: Path, folder: Path, names: Iterable[str]) -> None:
    """Move flushed files from `made` into `folder`, each at once, under the same names.

    Raises:
        OutputError: When the disk is full, read-only or the folder may not be written.
    """
    with output_errors(folder):
        parents = set()
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).replace(folder / name)
            parents.add((folder / name).parent)
        for parent in sorted(parents):
            _flush_folder(parent)


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Tell a person what to do when writing fails.

    Raises:
        OutputError: In place of an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise _output_error(path, error) from error


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write only when the bytes differ from what is there; return whether they did."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    write_bytes(path, data)
    return True


def append_line(path: Path, line: bytes) -> None:
    """Append one line durably (for logs of human decisions): on return it is on the disk.

    Raises:
        OutputError: When the disk is full, read-only or the folder may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(_missing_line_end(file) + line.rstrip(b"\n") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _flush_folder(path.parent)
    except OSError as error:
        raise _output_error(path, error) from error


def _missing_line_end(file: BinaryIO) -> bytes:
    """A line end when the last writer was killed before it wrote its own."""
    end = file.seek(0, os.SEEK_END)
    if end == 0:
        return b""
    file.seek(end - 1)
    return b"" if file.read(1) == b"\n" else b"\n"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the output folder for this process; the lock dies with the process, even on kill -9.

    Raises:
        OutputError: When another run holds it, or the folder cannot be written.
    """
    path = folder / ".lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise _output_error(path, error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(
                f"另一个运行正在使用输出目录 another run is writing {folder}",
                "等它结束后再运行，或用 --out 另选目录 wait for it, or choose another --out",
            ) from error
        yield


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _output_error(path: Path, error: OSError) -> OutputError:
    next_step = _NEXT_STEP.get(
        error.errno or 0, "请检查该路径 check this path, or choose another --out"
    )
    return OutputError(f"无法写入 cannot write {path}: {error.strerror or error}", next_step)
