"""The console command: every sub-command registered, every error turned into its exit code."""

from __future__ import annotations

import atexit
import gc
import sys

import typer
from rich.text import Text

from pipeline.cli import (
    audit,
    bench,
    build,
    clean,
    console,
    corrections,
    diff,
    evaluate,
    extract,
    kinds,
    normalise,
    release,
    review,
    run,
    status,
    trace,
    verify,
    watch,
)
from pipeline.errors import ExitCode, PipelineError

app = typer.Typer(
    name="scan-registry",
    help="扫描的公文 -> 可审计的名录 Scanned official documents -> an auditable registry.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("extract")(extract.extract)
app.command("clean")(clean.clean)
app.command("normalise")(normalise.normalise)
app.command("build")(build.build)
app.command("status")(status.status)
app.command("review")(review.review)
app.command("diff")(diff.diff)
app.command("trace")(trace.trace)
app.command("verify")(verify.verify)
app.command("watch")(watch.watch)
app.command("evaluate")(evaluate.evaluate)
app.command("release")(release.release)
app.add_typer(audit.app, name="audit")
app.add_typer(corrections.app, name="corrections")
app.add_typer(kinds.app, name="kinds")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Run the command line; the exit code says how it went (see `pipeline.errors.ExitCode`)."""
    atexit.register(gc.freeze)  # Python would search all dictionaries for cycles as it ends: 0.2 s
    talk = console.talk()
    try:
        # Typer turns Ctrl-C within a command into the exit code of an interruption.
        code = app(standalone_mode=False)
    except PipelineError as error:
        talk.print(Text("错误 error:", "bold red"), error.cause, soft_wrap=True)
        talk.print(Text("下一步 next:", "bold"), error.next_step, soft_wrap=True)
        code = error.exit_code
    except typer.TyperException as error:
        _explain_usage(error)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = ExitCode.INTERRUPTED
    if code == ExitCode.INTERRUPTED:
        talk.print("已中断，已完成的页会保留 interrupted; finished pages are kept")
    sys.exit(code)


def _explain_usage(error: typer.TyperException) -> None:
    from typer import rich_utils  # a tenth of what a dictionary edit takes, if always imported

    rich_utils.ERRORS_PANEL_TITLE = "用法错误 usage error"
    rich_utils.RICH_HELP = "用法见 for help see [blue]'{command_path} {help_option}'[/]"
    rich_utils.rich_format_error(error)  # type: ignore[arg-type]  # all of them are of Click


if __name__ == "__main__":
    main()
