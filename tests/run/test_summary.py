"""What a run prints at its end."""

from __future__ import annotations

from pipeline.run.summary import Counts, RunSummary, render_summary


def test_a_run_to_a_stage_speaks_of_no_rows_and_no_registry() -> None:
    text = render_summary(RunSummary(Counts(documents=2, pages=3), "", 3, 1.5))
    assert text.splitlines() == [
        "文件 documents               2",
        "页 pages                     3",
        "失败 failures                0",
        "用时 time                  1.5 s",
        "每页 per page             0.50 s (3 read)",
    ]


def test_what_is_gone_is_named_and_the_rest_counted() -> None:
    gone = ("a.pdf", "b.pdf", "c.pdf", "d.pdf")
    text = render_summary(RunSummary(Counts(documents=1), "extracted/registry", 0, 0.5, gone))
    assert "已不在目录中 no longer there   4  a.pdf, b.pdf, c.pdf …" in text.splitlines()


def test_an_empty_folder_is_told_what_it_wants() -> None:
    text = render_summary(RunSummary(Counts(), "extracted/registry", 0, 0.5))
    assert (
        text.splitlines()[-1]
        == "没有扫描件，请先放入 no scans found: put some into the folder (--scans)"
    )
