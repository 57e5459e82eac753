"""`scan-registry corrections`: look after the dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from pipeline.model.document import DocumentReading

app = typer.Typer(help="词典维护 Look after the dictionaries.", no_args_is_help=True)


@app.command("check")
def check(corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS) -> None:
    """检查词典及每条示例 Check all files, and every entry against its own example."""
    from pipeline.clean import check_dictionaries
    from pipeline.run.knowledge import load_knowledge

    results = check_dictionaries(load_knowledge(corrections).dictionaries)
    wrong = [result for result in results if not result.passed]
    shown = console.data()
    for result in wrong:
        shown.print(
            f"{result.reference}: {result.example} -> {result.result}, "
            f"应为 expected {result.expected}",
            soft_wrap=True,
        )
    if wrong:
        raise ConfigurationError(
            f"{len(wrong)} 条示例不符 examples failed", "修改词条或示例 mend entry or example"
        )
    shown.print(f"{len(results)} 条示例全部通过 examples passed")


@app.command("stats")
def stats(
    out: opt.Out = opt.DEFAULT_OUT, corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS
) -> None:
    """每条词条的触发次数与正确率 How often each entry fired, and its precision."""
    from pipeline.clean import dictionary_stats
    from pipeline.run.knowledge import load_knowledge

    table = Table(
        Column("词条 entry", overflow="fold"),
        "触发 fired",
        "认可 confirmed",
        "推翻 overturned",
        "正确率 precision",
    )
    dictionaries = load_knowledge(corrections).dictionaries
    for entry in dictionary_stats(dictionaries, _documents(out)):
        precision = "" if entry.precision is None else f"{entry.precision:.3f}"
        counts = (entry.fired, entry.confirmed, entry.overturned)
        table.add_row(entry.reference, *map(str, counts), precision)
    console.data().print(table)


@app.command("suggest")
def suggest(
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    write: Annotated[
        bool, typer.Option("--write", help="写入词典 put them into the dictionaries.")
    ] = False,
) -> None:
    """由决定归纳的词条建议 Entries that decisions and sure repairs speak for."""
    from pipeline.clean import suggest_entries, with_entry
    from pipeline.run.knowledge import load_knowledge
    from pipeline.store.files import write_bytes

    dictionaries = load_knowledge(corrections).dictionaries
    for entry in suggest_entries(dictionaries, _documents(out)):
        columns = "\t".join(entry.columns)
        typer.echo(
            f"{entry.file}\t{columns}\t# {entry.evidence} 次 times, {entry.against} 反对 against"
        )
        if write:
            path = corrections / entry.file
            write_bytes(path, with_entry(path.read_bytes(), entry.file, entry.columns))


def _documents(out: Path) -> Iterator[DocumentReading]:
    from pipeline.model.document import DocumentReading
    from pipeline.store.output import OutputFolder

    output = OutputFolder(out)
    for document_id in output.iter_document_ids():
        yield output.read_stage(document_id, "extract", DocumentReading)
