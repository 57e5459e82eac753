from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableInputError
from pipeline.model.page import PageStatus
from pipeline.review.intake import (
    Intake,
    JobState,
    RefusedUploadError,
    detect_suffix,
    safe_stem,
)
from pipeline.review.services import PageProgress, ReportProgress


def at_once(task: object) -> None:
    assert callable(task)
    task()


def read(path: Path, report: ReportProgress) -> str:
    report(PageProgress(1, 2, PageStatus.OK))
    report(PageProgress(2, 2, PageStatus.BLANK))
    return f"id-of-{path.name}"


def nothing() -> None:
    """Take nothing in."""


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("国科火字〔2021〕45号.pdf", "国科火字-2021-45号"),
        ("../../etc/passwd", "passwd"),
        ("C:\\扫描\\a b.PDF", "a-b"),
        ("..", ""),
        ("x" * 300 + ".pdf", "x" * 80),
        (".htaccess", "htaccess"),
    ],
    ids=["chinese", "climbing", "windows", "dots", "long", "hidden"],
)
def test_names_are_reduced(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


@given(st.text(max_size=60))
def test_no_name_can_leave_the_folder(name: str) -> None:
    stem = safe_stem(name)
    assert not set(stem) & set("/\\.\x00:")
    assert (Path("/scans") / f"{stem}.pdf").parent == Path("/scans")


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.7", ".pdf"),
        (b"\x89PNG\r\n\x1a\nxx", ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"II*\x00", ".tif"),
        (b"GIF89a", ".gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", ".webp"),
        ("地区 集群".encode("gb18030"), ".txt"),
    ],
    ids=["pdf", "png", "jpeg", "tiff", "gif", "webp", "text"],
)
def test_types_are_told_by_bytes(data: bytes, suffix: str) -> None:
    assert detect_suffix(data) == suffix


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty-file"),
        (b"MZ\x90\x00\x03", "unsupported-type"),
        (b"\x7fELF\x02", "unsupported-type"),
    ],
    ids=["empty", "exe", "elf"],
)
def test_other_types_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedUploadError) as refused:
        detect_suffix(data)
    assert refused.value.reason == reason


def test_an_upload_is_stored_read_and_reported(tmp_path: Path) -> None:
    intake = Intake(tmp_path, read, at_once, nothing)
    intake.receive("名单.exe", b"%PDF-1.7 a")
    [job] = intake.jobs()
    assert (job.name, job.state, job.document_id) == ("名单.pdf", JobState.DONE, "id-of-名单.pdf")
    assert sorted(job.pages) == [1, 2]
    assert not intake.is_busy()


def test_an_upload_never_replaces_a_file(tmp_path: Path) -> None:
    intake = Intake(tmp_path, read, at_once, nothing)
    intake.receive("a.pdf", b"%PDF-1.7 first")
    intake.receive("a.pdf", b"%PDF-1.7 second")
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-1.7 first"
    assert len(list(tmp_path.iterdir())) == 2
    with pytest.raises(RefusedUploadError):
        intake.receive("a.pdf", b"%PDF-1.7 first")


def test_a_file_that_cannot_be_read_is_shown_and_the_next_goes_on(tmp_path: Path) -> None:
    def fail_first(path: Path, report: ReportProgress) -> str:
        if path.name == "a.pdf":
            raise UnreadableInputError("encrypted", "文件已加密", "请先解密")
        return "fine"

    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    intake = Intake(tmp_path, fail_first, at_once, nothing)
    assert intake.unread(frozenset({"b.pdf"})) == ["a.pdf"]
    intake.read_all(frozenset())
    states = {job.name: (job.state, job.problem) for job in intake.jobs()}
    assert states == {
        "a.pdf": (JobState.FAILED, "文件已加密：请先解密"),
        "b.pdf": (JobState.DONE, None),
    }


def test_what_is_read_along_shows_under_its_own_name(tmp_path: Path) -> None:
    tasks: list[Callable[[], None]] = []

    def read_both(path: Path, report: ReportProgress) -> str:
        if path.name == "a.txt":
            report(PageProgress(1, 2, PageStatus.OK, None, "a.txt"))
            report(PageProgress(3, 9, PageStatus.OK, None, "b.txt"))
        return path.stem

    intake = Intake(tmp_path, read_both, tasks.append, nothing)
    (tmp_path / "b.txt").write_text("乙", encoding="utf-8")
    intake.receive("a.txt", "甲".encode())
    tasks.pop(0)()
    other, asked = intake.jobs()
    assert (asked.state, asked.n_pages, sorted(asked.pages)) == (JobState.DONE, 2, [1])
    assert (other.state, other.n_pages, sorted(other.pages)) == (JobState.READING, 9, [3])
    while tasks:
        tasks.pop(0)()
    assert [job.document_id for job in intake.jobs()] == ["b", "a"]
    assert not intake.is_busy()
