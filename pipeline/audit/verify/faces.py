"""What verify found, for a rich console."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from pipeline.audit.verify.check import HARMLESS, Verification


def verification_terminal(verification: Verification) -> RenderableType:
    """One line per file and cell that differs."""
    verdict = "一切与记录相符 all as recorded" if verification.is_sound else "不符 mismatch"
    lines = [Text(f"{verdict}: {verification.n_checked} 个文件 files")]
    for problem in verification.problems:
        style = "yellow" if problem.kind in HARMLESS else "red"
        lines.append(Text(f"{problem.area}/{problem.name}: {problem.message}", style=style))
    for edit in verification.edits:
        where = f"registry/{edit.file}:{edit.line_no} {edit.row}"
        what = (
            f"{edit.column}: {edit.recorded!r} -> {edit.found!r}"
            if edit.column
            else (f"整行 whole row: {edit.recorded!r} -> {edit.found!r}")
        )
        lines.append(Text(f"{where} {what}", style="red"))
    return Group(*lines)
