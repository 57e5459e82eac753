"""`scan-registry bench`: speed beside peers, scans with truth, the fit of the acceptance model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cli import console, endurance
from pipeline.cli import options as opt
from pipeline.errors import MissingToolError, UsageError

app = typer.Typer(help="测速、制作测试扫描件、拟合 Benchmarks.", no_args_is_help=True)

Turns = Annotated[int, typer.Option("--turns", min=1, help="轮数 turns of every contestant.")]
Peers = Annotated[
    Path, typer.Option("--peers", help="对手所在环境的 python  of the peers' environment.")
]
PEERS_PYTHON = Path(".venv-peers/bin/python")
Folder = Annotated[Path, typer.Argument(help="目录 folder to write.")]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 seed.")]
Count = Annotated[int, typer.Option("--count", min=1, help="每种份数 documents of each kind.")]
Sets = Annotated[
    list[Path],
    typer.Argument(help="各批扫描件目录，真值在旁 folders of scans, truth beside.", exists=True),
]
OutRoot = Annotated[Path, typer.Option("--outs", help="各批输出所在目录 folder of their outputs.")]
Rows = Annotated[int, typer.Option("--rows", min=1, help="行数 rows.")]
Cells = Annotated[int, typer.Option("--cells", min=1, help="排队单元格数 queued cells.")]
Browser = Annotated[bool, typer.Option(help="连同浏览器一起测 measure the screen as well.")]
Target = Annotated[float, typer.Option("--target", help="静默错误率上限 silent errors allowed.")]


@app.command("speed")
def speed(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    turns: Turns = 3,
    peers: Peers = PEERS_PYTHON,
) -> None:
    """整条流程与他人拼装方案的耗时之比 The whole pipeline beside what one would wire together."""
    from pipeline.evaluate.speed import INSTALL_PEERS, OURS, compare, ratios

    comparison = compare(scans, corrections, peers, turns)
    ours = [timing for timing in comparison.timings if timing.contestant == OURS]
    shown = console.data()
    fastest = min(timing.per_page for timing in ours)
    peak = max(timing.peak_bytes or 0 for timing in ours) / 2**20
    cpu = min(timing.cpu_seconds / max(1, timing.pages) for timing in ours)
    shown.print(
        f"{OURS}: {fastest:.2f} s/page, CPU {cpu:.2f} s/page ({ours[0].pages} pages), "
        f"peak of all processes {peak:.0f} MB"
    )
    table = Table("对手 peer", "比值 ratio: least", "median", "most", "by CPU time")
    for ratio in ratios(comparison.timings):
        shares = (ratio.low, ratio.median, ratio.high, ratio.cpu)
        table.add_row(ratio.peer, *(f"{share:.2f}" for share in shares))
    shown.print(table)
    for absent in comparison.absent:
        shown.print(f"未测 NOT MEASURED: {absent.peer} ({absent.why})", style="bold red")
    if comparison.absent:
        shown.print(f"安装 to install, see docs/sizing.md:\n{INSTALL_PEERS}")


app.command("kills")(endurance.kills)
app.command("hostile")(endurance.hostile)
app.command("large")(endurance.large)
app.command("workers")(endurance.workers)


@app.command("scans")
def scans(
    folder: Folder,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    seed: Seed = 0,
    count: Count = 1,
    drills: Annotated[
        bool, typer.Option("--drills", help="无意义的名单，供识别模型练习 names that mean nothing.")
    ] = False,
) -> None:
    """制作带真值的扫描件 Make worn scans with their truth, for trying and for fitting."""
    from pipeline.evaluate.maker.documents import DRILL, KINDS
    from pipeline.evaluate.maker.scans import MakeOptions, make_scans

    talk = console.talk()
    kinds = (DRILL,) if drills else KINDS
    options = MakeOptions(folder, corrections, seed, kinds, count=count)
    made = make_scans(options, lambda scan: talk.print(f"{scan}"))
    console.data().print(f"{len(made)} 份扫描件 scans in {folder}")


@app.command("adapt")
def adapt(
    scans: Annotated[
        list[Path], typer.Option("--scans", help="扫描件目录 scans with truth.", exists=True)
    ],
    drills: Annotated[
        list[Path], typer.Option("--drills", help="练习件目录 drills: bench scans --drills.")
    ],
    without: Annotated[
        list[str], typer.Option("--without", help="不学的字体 faces to leave out.")
    ] = [],  # noqa: B006
    minutes: Annotated[float, typer.Option("--minutes", min=0.1, help="分钟 how long.")] = 36,
    jobs: opt.Jobs = 2,
) -> None:
    """让识别模型学习磨损的印刷体 Let the recogniser learn worn print.

    之后请运行 run after it: bench ranges, bench fit
    """
    from pipeline.evaluate.training.pairs import pairs_of
    from pipeline.extract.ocr.adaptation import save_differences
    from pipeline.extract.ocr.models import PP_OCR_V6_SMALL, SMALL_LEARNED

    try:
        from pipeline.evaluate.training.learning import learn
        from pipeline.evaluate.training.network import OnnxNetwork
    except ImportError as missing:
        raise MissingToolError(
            f"缺少 not installed: {missing.name}",
            ".venv/bin/pip install -r pipeline/evaluate/training/requirements.txt",
        ) from missing
    groups = [
        [pair for folder in folders for pair in pairs_of(folder, without, jobs or None)]
        for folders in (scans, drills)
    ]
    talk = console.talk()
    differences = learn(
        OnnxNetwork(PP_OCR_V6_SMALL.paths()[1]),
        groups,
        minutes,
        lambda count, loss: talk.print(f"{count} {loss:.3f}") if count % 50 == 0 else None,
    )
    save_differences(SMALL_LEARNED, differences)
    console.data().print(f"{sum(map(len, groups))} 行 lines -> {SMALL_LEARNED}")


@app.command("ranges")
def ranges(
    scans: Annotated[Path, typer.Argument(help="扫描件目录 folder of scans.", exists=True)],
    every: Annotated[int, typer.Option("--every", min=1, help="每几行取一行 one line in.")] = 25,
) -> None:
    """测定八位整数卷积的取值范围 Between which values the recogniser's convolutions count."""
    from pipeline.evaluate.ranges import body_of, lines_of, measure_ranges, to_ranges_json
    from pipeline.extract.ocr.models import PP_OCR_V6_SMALL, SMALL_RANGES
    from pipeline.store.files import write_bytes

    lines = lines_of(scans, PP_OCR_V6_SMALL, every)
    measured = measure_ranges(body_of(PP_OCR_V6_SMALL), lines)
    write_bytes(SMALL_RANGES, to_ranges_json(measured))
    console.data().print(
        f"{len(lines)} 行 lines, {len(measured)} 卷积 convolutions -> {SMALL_RANGES}"
    )


@app.command(
    "corrections", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def corrections_bench(
    context: typer.Context, corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS
) -> None:
    """地名订正的准确率与召回率，与他法并列 Repairs of names nobody listed, beside other methods.

    选项 options: --engine --second --sets --rows --seed --cache
    """
    import subprocess
    import sys

    script = corrections / "build" / "bench_corrections.py"
    if not script.is_file():
        raise UsageError(f"没有 no such file: {script}", "用 --corrections 指定 name the folder")
    done = subprocess.run([sys.executable, str(script), *context.args], check=False)
    raise typer.Exit(done.returncode)


@app.command("registry")
def registry(rows: Rows = 10_000) -> None:
    """由一万条规范化名单重建名录 Rebuild the registry from normalised listings, made up."""
    import resource
    import time
    from tempfile import TemporaryDirectory

    from pipeline.registry.assemble import assemble
    from pipeline.registry.specimen import made_rosters
    from pipeline.registry.write import write_registry

    documents = made_rosters(rows)
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        write_registry(assemble(documents), Path(folder))
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.data().print(f"{rows} rows: {seconds:.1f} s, peak {peak:.0f} MB")


@app.command("station")
def station(cells: Cells = 10_000, browser: Browser = True) -> None:
    """核对台每个操作的响应时间 How fast the station answers, with that many cells queued."""
    import os
    from tempfile import TemporaryDirectory

    from pipeline.review.bench import measure_answers, measure_screen, station_apart

    shown = console.data()
    shown.print(f"负载 load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {cells} cells")
    with TemporaryDirectory() as folder, station_apart(Path(folder), cells) as port:
        measured = {"服务器 server": measure_answers(port)}
        if browser:
            measured["浏览器 key to drawn"] = measure_screen(port)
    for title, figures in measured.items():
        table = Table(
            "操作 action", "次数 n", "p50 ms", "p95 ms", "CPU p50", "CPU p95", title=title
        )
        for line in figures:
            times = (line.p50, line.p95, line.cpu_p50, line.cpu_p95)
            table.add_row(line.action, str(line.n), *(f"{time:.1f}" for time in times))
        shown.print(table)
    shown.print(f"负载 load {os.getloadavg()[0]:.1f}")


@app.command("accuracy")
def accuracy(
    truth: Annotated[Path, typer.Option("--truth", help="真值目录 folder with truth.")],
    recorded: Annotated[Path, typer.Option("--recorded", help="上次的数字 the last figures.")],
    out: opt.Out = opt.DEFAULT_OUT,
    record: bool = typer.Option(False, "--record", help="记下这次的数字 record these figures."),
) -> None:
    """与上次记录的准确率比较 Compare the accuracy with the last recorded measurement."""
    from pipeline.evaluate import evaluate_output, from_score_json, summarise, to_score_json
    from pipeline.evaluate.progress import changes
    from pipeline.evaluate.tables import share_text
    from pipeline.store.files import write_bytes

    scores = summarise(evaluate_output(out, truth))
    if recorded.is_file():
        table = Table("组 group", "数字 figure", "上次 before", "这次 after", "")
        for c in changes(from_score_json(recorded.read_bytes()), scores):
            table.add_row(
                c.group, c.figure, share_text(c.before, 3), share_text(c.after, 3), c.verdict
            )
        console.data().print(table)
    if record or not recorded.is_file():
        write_bytes(recorded, to_score_json(scores))


@app.command("fit")
def fit(
    sets: Sets,
    outs: OutRoot,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
    jobs: opt.Jobs = 0,
    target: Target = 0.0005,
    note: Annotated[str, typer.Option("--note", help="数据说明 what it was fitted on.")] = "",
) -> None:
    """读几批带真值的扫描件，拟合 acceptance.json Read sets of scans with truth, fit acceptance.

    可中断后重来，只做没做完的 Can be stopped and started again: only what is missing is done.
    """
    from pipeline.cli.execute import execute
    from pipeline.evaluate.calibration import calibrate
    from pipeline.evaluate.thresholds import FitOptions
    from pipeline.evaluate.transfer import group_table, profile_table
    from pipeline.run.knowledge import ACCEPTANCE_FILE
    from pipeline.run.options import RunOptions
    from pipeline.store.files import write_bytes

    pairs = [(outs / scans.name, scans) for scans in sets]
    for out, scans in pairs:
        execute(RunOptions(scans, out, corrections, jobs=jobs), quiet=False, until="normalise")
    path = corrections / ACCEPTANCE_FILE
    fitted = calibrate(pairs, path.read_bytes(), FitOptions(target, note))
    write_bytes(path, fitted.parameters)
    shown = console.data()
    shown.print(f"{fitted.n_cells} 单元格 cells, {fitted.n_wrong} 错误 wrong -> {path}")
    left_out = {"未参与拟合的一批 set": fitted.sets, "未参与拟合的版式 style": fitted.styles}
    for title, transfers in left_out.items():
        shown.print(group_table(f"{title} left out", transfers), markup=False, soft_wrap=True)
    shown.print(profile_table(fitted.profiles), markup=False, soft_wrap=True)
