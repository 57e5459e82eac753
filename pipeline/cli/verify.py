"""`scan-registry verify`: stored against actual hashes."""

from __future__ import annotations

import typer

from pipeline.cli import console
from pipeline.cli import options as opt
from pipeline.errors import ExitCode


def verify(
    scans: opt.Scans = opt.DEFAULT_SCANS,
    out: opt.Out = opt.DEFAULT_OUT,
    corrections: opt.Corrections = opt.DEFAULT_CORRECTIONS,
) -> None:
    """核对存档与实际是否一致 Hash everything again; names what was changed, cell by cell."""
    from pipeline.audit.verify.check import verify as check
    from pipeline.audit.verify.faces import verification_terminal
    from pipeline.store.output import OutputFolder

    found = check(OutputFolder(out), scans, corrections)
    console.data().print(verification_terminal(found))
    raise typer.Exit(ExitCode.OK if found.is_sound else ExitCode.AUDIT_MISMATCH)
