"""What lies in the scan folder, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import UnreadableInputError, UsageError
from pipeline.run.discover import ScanFile, discover, read_verified


def test_files_are_sorted_and_hidden_ones_left_out(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    (scans / "b").mkdir(parents=True)
    for name in ("z.txt", "b/a.txt", ".hidden", "~$lock.docx"):
        (scans / name).write_text(name)
    found = discover(scans, tmp_path / "index.json")
    assert [file.name for file in found.files] == ["b/a.txt", "z.txt"]
    assert found.refused == ()


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        pytest.param("国科火字〔2021〕45号.pdf", "国科火字-2021-45号", id="chinese"),
        pytest.param("Notice 2021 (45).PDF", "notice-2021-45", id="signs"),
        pytest.param("../../etc/passwd\n.pdf", "passwd", id="path-and-newline"),
        pytest.param("\u202egnp.pdf", "gnp", id="rtl-mark"),
        pytest.param("$(rm -rf).pdf", "rm-rf", id="shell"),
        pytest.param("???.pdf", "scan", id="nothing-left"),
        pytest.param("长" * 300 + ".pdf", "长" * 60, id="long"),
    ],
)
def test_document_id(name: str, stem: str) -> None:
    assert ScanFile(name, 1, 1, "a1b2c3d4" + "0" * 56).document_id == f"{stem}-a1b2c3d4"


def test_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (tmp_path / "secret.txt").write_text("秘密")
    (scans / "link.txt").symlink_to(tmp_path / "secret.txt")
    found = discover(scans, tmp_path / "index.json")
    assert found.files == ()
    assert [(file.name, file.reason) for file in found.refused] == [("link.txt", "link-outside")]


def test_what_is_no_file_is_named_and_never_opened(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    (scans / "dir.pdf").mkdir(parents=True)
    (scans / "dir.pdf" / "a.txt").write_text("一")
    os.mkfifo(scans / "pipe.pdf")
    (scans / "to-pipe.pdf").symlink_to("pipe.pdf")
    (scans / "self.pdf").symlink_to("self.pdf")
    (scans / "up").symlink_to("..")
    (scans / "here").symlink_to(".")
    found = discover(scans, tmp_path / "index.json")
    assert [file.name for file in found.files] == ["dir.pdf/a.txt"]
    assert [(file.name, file.reason) for file in found.refused] == [
        ("here", "duplicate-file"),
        ("pipe.pdf", "unreadable"),
        ("self.pdf", "unreadable"),
        ("to-pipe.pdf", "unreadable"),
        ("up", "link-outside"),
    ]


def test_a_name_in_another_encoding_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    """As archives packed under Windows leave them."""
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "a.txt").write_text("一")
    name = "名单.txt".encode("gb18030")
    (tmp_path / "scans" / os.fsdecode(name)).write_text("二")
    (tmp_path / "scans" / os.fsdecode(b"\xff.txt")).symlink_to("nowhere")
    found = discover(tmp_path / "scans", tmp_path / "index.json")
    assert [file.name for file in found.files] == ["a.txt"]
    assert [(file.name, file.reason) for file in found.refused] == [
        ("\\xc3\\xfb\\xb5\\xa5.txt", "unreadable"),
        ("\\xff.txt", "unreadable"),
    ]
    assert "名单.txt" in found.refused[0].message


def test_a_folder_that_cannot_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scans" / "locked").mkdir(parents=True)
    sound = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return sound(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover(tmp_path / "scans", tmp_path / "index.json")
    assert [(file.name, file.reason) for file in found.refused] == [("locked", "unreadable")]


def test_copies_of_a_file_are_listed_once(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    (scans / "again").mkdir(parents=True)
    (scans / "a.txt").write_text("同")
    (scans / "again" / "a.txt").write_text("同")
    found = discover(scans, tmp_path / "index.json")
    assert [file.name for file in found.files] == ["a.txt"]
    assert [(file.name, file.reason) for file in found.refused] == [
        ("again/a.txt", "duplicate-file")
    ]


def test_a_changed_file_is_hashed_again(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "a.txt").write_text("一")
    before = discover(scans, tmp_path / "index.json")
    (scans / "a.txt").write_text("二二")
    after = discover(scans, tmp_path / "index.json")
    assert before.files[0].sha256 != after.files[0].sha256


def test_a_file_that_changes_while_being_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一")
    stale = ScanFile("a.txt", 3, 0, "0" * 64)
    with pytest.raises(UnreadableInputError) as caught:
        read_verified(tmp_path, stale)
    assert caught.value.reason == "changed-while-reading"
    with pytest.raises(UnreadableInputError) as caught:
        read_verified(tmp_path, ScanFile("gone.txt", 3, 0, "0" * 64))
    assert caught.value.reason == "vanished"


def test_no_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--scans"):
        discover(tmp_path / "nowhere", tmp_path / "index.json")


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "a.txt").write_text("一")
    (scans / "b.txt").write_text("二")
    assert discover(scans, tmp_path / "index.json").gone == ()
    (scans / "b.txt").unlink()
    assert discover(scans, tmp_path / "index.json").gone == ("b.txt",)


def test_a_folder_that_was_emptied_empties_nothing(tmp_path: Path) -> None:
    scans, index = tmp_path / "scans", tmp_path / "index.json"
    scans.mkdir()
    assert discover(scans, index).files == ()
    (scans / "a.txt").write_text("一")
    discover(scans, index)
    (scans / "a.txt").unlink()
    with pytest.raises(UsageError, match=r"held 1 files"):
        discover(scans, index)
    index.unlink()
    assert discover(scans, index).files == ()
