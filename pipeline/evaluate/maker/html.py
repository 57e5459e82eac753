"""Blocks as HTML for headless Chromium, and the call that prints it to PDF.

The browser gets no network, a profile folder of its own, and faces by file only: the style sheet
names no generic family, and every character was checked against its face before.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zlib
from html import escape
from pathlib import Path

from pipeline.errors import MissingToolError
from pipeline.evaluate.maker.blocks import (
    DARK,
    GRAY,
    PALE,
    Block,
    Grid,
    GridCell,
    RedRule,
    Rules,
    Run,
    Sheet,
    Words,
)
from pipeline.evaluate.maker.fonts import face, split_by_face

_TIMEOUT_S = 120

_BORDERS = {
    Rules.RULED: "@ td{border:0.8pt solid #000}",
    Rules.HAIR: "@ td{border:0.25pt solid #444}",
    Rules.DOUBLE: "@{border:3pt double #000} @ td{border:0.8pt solid #000}",
    Rules.BOLD_FRAME: "@{border:2pt solid #000} @ td{border:0.6pt solid #000}",
    Rules.HRULES: "@ td{border-top:0.8pt solid #000;border-bottom:0.8pt solid #000}",
    Rules.BOOKTABS: "@{border-top:1.6pt solid #000;border-bottom:1.6pt solid #000}"
    " @ .head td{border-bottom:0.8pt solid #000}",
    Rules.OPEN_SIDES: "@ td{border:0.8pt solid #000} @ td.c0{border-left:none}"
    " @ td.last{border-right:none}",
    Rules.DASHED: "@ td{border:0.6pt dashed #000}",
    Rules.ZEBRA: "@{border-top:0.8pt solid #000;border-bottom:0.8pt solid #000}",
    Rules.DOTTED: "@ td{border:0.8pt dotted #000}",
    Rules.PALE: f"@ td{{border:0.4pt solid {PALE}}}",
    Rules.NONE: "",
}
"""Style sheet per ruling; `@` stands for the table."""


def to_html(sheet: Sheet) -> str:
    """Return the page source of a sheet.

    Raises:
        MissingToolError: When a face or a character is missing.
    """
    used: set[str] = set()
    body = "".join(_block(block, sheet, used) for block in sheet.blocks)
    faces = "".join(_font_face(name) for name in sorted(used))
    size = "297mm 210mm" if sheet.landscape else "210mm 297mm"
    margins = " ".join(f"{m:.1f}pt" for m in sheet.margins)
    return (
        f"<!doctype html><html lang=zh-CN><meta charset=utf-8><style>{faces}"
        f"@page{{size:{size};margin:{margins}}} body{{margin:0;line-height:{sheet.leading}}}"
        "p{margin:0;overflow-wrap:anywhere} table{border-collapse:collapse;width:100%;"
        "table-layout:fixed} td{vertical-align:middle;overflow-wrap:anywhere}"
        f" .gray{{background:{GRAY};-webkit-print-color-adjust:exact}}"
        f" .dark{{background:{DARK};color:#fff;-webkit-print-color-adjust:exact}}"
        " tr{break-inside:avoid} .once{display:table-row-group}"
        f" .break{{break-after:page}}</style><body>{body}</body></html>"
    )


def _font_face(name: str) -> str:
    found = face(name)
    source = found.path.as_uri()
    where = f"local('{found.full_name}')" if found.path.suffix == ".ttc" else f"url('{source}')"
    return f"@font-face{{font-family:'{name}';src:{where}}}"


def _runs(runs: tuple[Run, ...], sheet: Sheet, used: set[str]) -> str:
    pieces = []
    for run in runs:
        for line_no, line in enumerate(run.text.split("\n")):
            pieces.append("<br>" if line_no else "")
            for name, text in split_by_face(line, sheet.faces.names(run.role)):
                used.add(name)
                text = escape(text).replace(" ", "&nbsp;").replace("　", "&#12288;")
                pieces.append(f"<span style=\"font-family:'{name}'\">{text}</span>")
    return "".join(pieces)


def _block(block: Block, sheet: Sheet, used: set[str]) -> str:
    if isinstance(block, Words):
        colour = "color:#c8161d;" if block.red else ""
        return (
            f"<p style='{colour}font-size:{block.size}pt;text-align:{block.align};"
            f"text-indent:{block.indent}em;margin-bottom:{block.after}pt'>"
            f"{_runs(block.runs, sheet, used)}</p>"
        )
    if isinstance(block, Grid):
        return _grid(block, sheet, used)
    if isinstance(block, RedRule):
        return f"<div style='border-top:2pt solid #c8161d;margin-bottom:{block.after}pt'></div>"
    return "<div class=break></div>"


def _grid(grid: Grid, sheet: Sheet, used: set[str]) -> str:
    rows: list[list[GridCell]] = [[] for _ in range(grid.n_rows)]
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.col)):
        rows[cell.row].append(cell)
    total = sum(grid.widths)
    columns = "".join(f"<col style='width:{100 * w / total:.2f}%'>" for w in grid.widths)
    lines = ["".join(_cell(cell, grid, sheet, used) for cell in row) for row in rows]
    head = "".join(f"<tr class=head>{line}</tr>" for line in lines[: grid.header_rows])
    body = "".join(f"<tr>{line}</tr>" for line in lines[grid.header_rows :])
    mark = f"g{zlib.crc32(repr(grid).encode()):08x}"
    css = _BORDERS[grid.rules].replace("@", f"#{mark}")
    once = "" if grid.repeat_header else " class=once"
    return (
        f"<style>{css}</style><table id={mark} style='font-size:{grid.size}pt;margin-bottom:6pt'>"
        f"{columns}<thead{once}>{head}</thead><tbody>{body}</tbody></table>"
    )


def _cell(cell: GridCell, grid: Grid, sheet: Sheet, used: set[str]) -> str:
    last = cell.col + cell.col_span == len(grid.widths)
    classes = f"c{cell.col}" + " last" * last + " gray" * cell.gray + " dark" * cell.dark
    height = f"height:{cell.height:.0f}pt;" if cell.height else ""
    top = "vertical-align:top;" if cell.height > 100 else ""
    return (
        f"<td class='{classes}' rowspan={cell.row_span} colspan={cell.col_span} style='{height}"
        f"{top}text-align:{cell.align};padding:{grid.padding}pt'>"
        f"{_runs(cell.runs, sheet, used)}</td>"
    )


def print_with_chromium(sheet: Sheet, target: Path) -> None:
    """Print a sheet to a PDF with a text layer.

    Raises:
        MissingToolError: When Chromium is not installed or did not print.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise MissingToolError("缺少 Chromium: not installed", "apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(to_html(sheet), encoding="utf-8")
        done = subprocess.run(
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-default-apps", "--disable-extensions",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
                f"--print-to-pdf={target}", page.as_uri(),
            ],
            capture_output=True, timeout=_TIMEOUT_S, check=False,
        )  # fmt: skip
    if done.returncode or not target.is_file():
        raise MissingToolError(
            "Chromium 打印失败 Chromium did not print: "
            + done.stderr.decode(errors="replace")[-300:],
            "请检查 Chromium 的安装 check the installation of Chromium",
        )
