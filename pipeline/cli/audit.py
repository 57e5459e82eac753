"""`scan-registry audit`: acceptance sampling to GB/T 2828.1 / ISO 2859-1."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.cli.crops import open_cropper
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.audit.sampling.draw import Draw
    from pipeline.audit.sampling.lot import Unit

app = typer.Typer(help="验收抽样 Acceptance sampling (GB/T 2828.1).", no_args_is_help=True)

Seed = Annotated[str, typer.Option("--seed", help="随机种子 the same seed draws the same cells.")]
Aql = Annotated[float, typer.Option("--aql", help="接收质量限 acceptance quality limit, percent.")]
Level = Annotated[str, typer.Option("--level", help="检验水平 I II III S-1 S-2 S-3 S-4.")]
Severity = Annotated[str, typer.Option("--severity", help="normal, tightened, reduced.")]
Claim = Annotated[
    float | None,
    typer.Option("--claim", help="要证明的差错率上限 prove at most this share wrong, e.g. 0.001."),
]
CellId = Annotated[str, typer.Argument(help="单元格编号 cell_id of a drawn cell.")]
IsRight = Annotated[
    bool, typer.Option("--right/--wrong", help="名录对还是错 whether the registry is right.")
]
Note = Annotated[str, typer.Option("--note", help="理由 why.")]
Person = Annotated[str, typer.Option("--person", help="审核人 who answers.")]

ILLEGIBLE = "?"


@app.command("draw")
def draw(
    seed: Seed,
    out: opt.Out = opt.DEFAULT_OUT,
    aql: Aql = 0.65,
    level: Level = "II",
    severity: Severity = "normal",
    claim: Claim = None,
) -> None:
    """抽样并记录 Draw the cells to look at; recorded, and the same for the same seed."""
    from pipeline.audit.sampling.draw import DrawOptions, draw_sample
    from pipeline.audit.sampling.faces import draw_json, draw_terminal
    from pipeline.audit.sampling.standard import InspectionLevel, Severity
    from pipeline.audit.snapshot import open_snapshot
    from pipeline.store.files import write_bytes

    path = _folder(out, seed) / "draw.json"
    if path.is_file():
        raise UsageError(f"该种子已抽样 already drawn: {path}", "换一个 --seed choose another")
    options = DrawOptions(seed, aql, InspectionLevel(level), Severity(severity), claim)
    drawn = draw_sample(open_snapshot(str(out)), options)
    write_bytes(path, draw_json(drawn))
    console.data().print(draw_terminal(drawn))


@app.command("record")
def record(
    seed: Seed,
    out: opt.Out = opt.DEFAULT_OUT,
    scans: opt.Scans = opt.DEFAULT_SCANS,
    person: Person = "",
) -> None:
    """逐格盲答：只看图，不看识别结果 Answer blind: the crop is shown, the reading is not."""
    from pipeline.audit.sampling.answers import Answer, read_answers, record_answer, waiting_units

    drawn, path = _read(out, seed), _folder(out, seed) / "answers.jsonl"
    talk = console.talk()
    waiting = waiting_units(drawn, read_answers(path))
    for number, unit in enumerate(waiting, 1):
        picture = _show(unit, scans, out, _folder(out, seed))
        talk.print(f"[{number}/{len(waiting)}] {unit.stratum.kind}: {unit.column}  {picture}")
        text = typer.prompt(f"原件上的文字 what stands there ({ILLEGIBLE} = 无法辨认 illegible)")
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        read = None if text == ILLEGIBLE else text
        answer = Answer(unit.cell_id, person or getpass.getuser(), now, read)
        record_answer(path, drawn, answer)


@app.command("settle")
def settle(
    cell_id: CellId,
    seed: Seed,
    is_right: IsRight,
    out: opt.Out = opt.DEFAULT_OUT,
    person: Person = "",
    note: Note = "",
) -> None:
    """复核与名录不符的盲答 Settle a mismatch by a second look, both texts in view."""
    from pipeline.audit.sampling.answers import Settlement, record_settlement

    now = datetime.now().astimezone().isoformat(timespec="seconds")
    settlement = Settlement(cell_id, person or getpass.getuser(), now, is_right, note)
    record_settlement(_folder(out, seed) / "answers.jsonl", _read(out, seed), settlement)


@app.command("report")
def report(
    seed: Seed,
    out: opt.Out = opt.DEFAULT_OUT,
    scans: opt.Scans = opt.DEFAULT_SCANS,
) -> None:
    """判定接收与否，给出估计与上限 Accept or reject, the estimate, its upper bound."""
    from pipeline.audit.sampling.answers import read_answers
    from pipeline.audit.sampling.faces import report_html, report_terminal
    from pipeline.audit.sampling.verdict import judge
    from pipeline.audit.snapshot import open_snapshot
    from pipeline.store.files import write_bytes

    folder = _folder(out, seed)
    found = judge(_read(out, seed), read_answers(folder / "answers.jsonl"), open_snapshot(str(out)))
    shown = console.data()
    shown.print(report_terminal(found))
    write_bytes(
        folder / "report.html",
        report_html(found, open_cropper(scans, out)).encode(),
    )
    shown.print(f"{folder / 'report.html'}")


def _folder(out: Path, seed: str) -> Path:
    if not seed.replace("-", "").isalnum():
        raise UsageError(f"种子只用字母、数字和 - seed: {seed}", "e.g. --seed 2026-07")
    return out / "audit" / seed


def _read(out: Path, seed: str) -> Draw:
    from pipeline.audit.sampling.faces import read_draw

    path = _folder(out, seed) / "draw.json"
    if not path.is_file():
        raise UsageError(
            f"尚未抽样 nothing drawn: {path}",
            f"先运行 first: scan-registry audit draw --seed {seed}",
        )
    return read_draw(path.read_bytes())


def _show(unit: Unit, scans: Path, out: Path, folder: Path) -> str:
    """Write a page with the crop of a cell and return where to look; text has a line number."""
    from pipeline.store.files import write_bytes

    crops = open_cropper(scans, out).uris(unit.source_name, unit.regions)
    if not crops:
        lines = ", ".join(str(region.box.y0) for region in unit.regions)
        return f"{unit.source_name}: 第 {lines} 行 line {lines}"
    page = "".join(f'<p><img alt="" src="{uri}"></p>' for uri in crops)
    write_bytes(folder / "cell.html", page.encode())
    return f"{folder / 'cell.html'} ({unit.source_name}, p. {unit.regions[0].page_no})"
