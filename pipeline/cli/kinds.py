"""`scan-registry kinds`: the kinds of document, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.errors import ConfigurationError, UsageError

app = typer.Typer(help="文种定义 Document kinds as data.", no_args_is_help=True)


Form = Annotated[
    Path, typer.Argument(help="空白表格 a blank form (PDF, PNG, JPEG, TIFF).", dir_okay=False)
]


@app.command("list")
def list_all(corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS) -> None:
    """列出所有文种 List all kinds, shipped ones and your own (corrections/kinds/*.yaml)."""
    from pipeline.extract.kinds import load_kinds
    from pipeline.extract.kinds.checking import list_kinds
    from pipeline.run.knowledge import kind_files

    table = Table("文种 kind", "名称 title", "输出表 tables", "字段 fields", "标题 titles")
    for kind in list_kinds(load_kinds(kind_files(corrections))):
        tables, titles = ", ".join(kind.tables), "；".join(kind.titles)
        table.add_row(kind.kind, kind.title, tables, str(kind.n_fields), titles)
    console.data().print(table)


@app.command("check")
def check(corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS) -> None:
    """检查文种定义及其示例 Check schema, ambiguous labels, overlaps and every kind's examples."""
    from pipeline.extract.kinds import load_kinds
    from pipeline.extract.kinds.checking import check_kinds
    from pipeline.run.knowledge import kind_files

    kinds = load_kinds(kind_files(corrections))
    problems = check_kinds(kinds)
    shown = console.data()
    for problem in problems:
        shown.print(f"{problem.kind}: {problem.key}: {problem.message}", soft_wrap=True)
    if problems:
        raise ConfigurationError(
            f"{len(problems)} 处问题 problems in kinds", "按提示修改 YAML mend the YAML as told"
        )
    shown.print(f"{len(kinds)} 个文种，没有问题 kinds, no problems")


@app.command("new")
def new(
    form: Form,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    engine: opt.Engine = opt.DEFAULT_ENGINE,
) -> None:
    """由空白表格起草文种定义 Draft a kind from a blank form; prints YAML to edit."""
    from pipeline.extract.ingest.source import open_source
    from pipeline.extract.kinds import load_kinds
    from pipeline.extract.kinds.drafting import draft_kind
    from pipeline.extract.ocr.catalogue import create_engine
    from pipeline.extract.page import read_page
    from pipeline.run.knowledge import kind_files

    if not form.is_file():
        raise UsageError(f"找不到空白表格 no such form: {form}", "请检查文件名 check its name")
    source = open_source(form.read_bytes())
    reader = create_engine(engine)
    pages = [read_page(source.page(no), lambda: reader) for no in range(1, source.n_pages + 1)]
    typer.echo(draft_kind(pages, load_kinds(kind_files(corrections))))
