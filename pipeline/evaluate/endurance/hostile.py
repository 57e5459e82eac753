"""Foreign, broken and hostile files in one run: each a result or a named reason, only in --out.

The run gets a home, a working folder and a temporary folder of its own inside the sandbox, so that
a file written anywhere but in --out is seen.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ExitCode
from pipeline.evaluate.endurance.made_files import MADE_FOLDERS, Named, iter_made_files
from pipeline.evaluate.endurance.process import Folders

SCAN_SUFFIXES = frozenset(
    {".pdf", ".png", ".tif", ".tiff", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".jp2", ".eps"}
)
NAMED_REASONS = frozenset(
    {
        "corrupt", "empty-file", "encrypted", "page-too-large", "too-many-pages",
        "unsupported-type", "not-a-scan", "duplicate-file", "link-outside", "file-too-large",
        "unreadable", "pages-failed", "pages-skipped", "all-pages-blank", "no-ink", "too-small",
        "too-dark", "no-text", "worker-died", "page-timeout", "out-of-memory",
    }
)  # fmt: skip
"""What the ledger may say of a file or page without a result; `internal-error` is a bug."""

GOOD_ENDS = (ExitCode.OK, ExitCode.PAGES_FAILED, ExitCode.ERROR_FINDINGS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of all files. The bar is met when the three lists are empty."""

    n_files: int
    exit_code: int
    seconds: float
    outcomes: Counter[str]
    unnamed: tuple[str, ...]
    missing: tuple[str, ...]
    stray_files: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether the run ended well and every file has its place."""
        is_whole = not (self.unnamed or self.missing or self.stray_files)
        return is_whole and self.exit_code in GOOD_ENDS


def try_files(
    sandbox: Path,
    corrections: Path,
    foreign: Sequence[Path],
    seed: int,
    folders: Sequence[str] = MADE_FOLDERS,
) -> Verdict:
    """Fill `sandbox` with made files and those under the `foreign` folders, run, and judge.

    `folders` are the kinds of made files to try.
    """
    scans = sandbox / "scans"
    made = [file for file in iter_made_files(seed) if file[0].split("/")[0] in folders]
    names = [*_write_made(scans, made), *_copy_foreign(scans, foreign), *_write_links(scans)]
    places = {name: sandbox / name for name in ("home", "tmp", "work")}
    for folder in places.values():
        folder.mkdir()
    before = _listing(sandbox)
    run = Folders(scans, sandbox / "out", corrections.resolve())
    started = time.monotonic()
    code = _run(run, places)
    seconds = time.monotonic() - started
    after = {name: seen for name, seen in _listing(sandbox).items() if not name.startswith("out/")}
    strays = sorted(name for name, seen in after.items() if before.get(name) != seen)
    return _judge(run.out, names, (code, seconds), strays)


def _write_made(scans: Path, made: Iterable[Named]) -> Iterable[str]:
    for name, data in made:
        path = scans / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        yield name


def _copy_foreign(scans: Path, foreign: Sequence[Path]) -> Iterable[str]:
    for number, folder in enumerate(foreign):
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in SCAN_SUFFIXES and path.is_file():
                name = f"foreign-{number}/{path.relative_to(folder).as_posix()}"
                (scans / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, scans / name)
                yield name


def _write_links(scans: Path) -> Iterable[str]:
    """Links out of the folder, to nothing, and to themselves."""
    (scans / "links").mkdir()
    for name, target in (
        ("absolute.txt", "/etc/hostname"),
        ("climbing.txt", "../../../../../../etc/hostname"),
        ("dangling.txt", "nowhere.txt"),
        ("self.txt", "self.txt"),
        ("folder", "/etc"),
    ):
        (scans / "links" / name).symlink_to(target)
        yield f"links/{name}"


def _run(folders: Folders, places: dict[str, Path]) -> int:
    environment = {**os.environ, "HOME": str(places["home"]), "TMPDIR": str(places["tmp"])}
    code_folder = str(Path(__file__).resolve().parents[3])
    environment["PYTHONPATH"] = code_folder
    done = subprocess.run(
        folders.command, cwd=places["work"], env=environment, capture_output=True, check=False
    )
    return done.returncode


def _listing(sandbox: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file; folders are named, their times are not kept."""
    listing = {}
    for path in sandbox.rglob("*"):
        status = path.lstat()
        seen = (0, 0) if path.is_dir() else (status.st_size, status.st_mtime_ns)
        listing[path.relative_to(sandbox).as_posix()] = seen
    listing.pop("out", None)
    return listing


def _judge(
    out: Path, names: Sequence[str], end: tuple[int, float], strays: Sequence[str]
) -> Verdict:
    with (out / "registry" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        ledger = list(csv.DictReader(file))
    seen = {row["source_name"] for row in ledger}
    outcomes = Counter(row["reason"] or row["status"] for row in ledger if not row["page_no"])
    unnamed = {
        f"{row['source_name']}: {row['reason']} {row['message']}"
        for row in ledger
        if row["reason"] and row["reason"] not in NAMED_REASONS
    }
    return Verdict(
        n_files=len(names),
        exit_code=end[0],
        seconds=end[1],
        outcomes=outcomes,
        unnamed=tuple(sorted(unnamed)),
        missing=tuple(sorted(set(names) - seen)),
        stray_files=tuple(strays),
    )
