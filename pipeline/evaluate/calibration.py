"""One call from measured output folders to a reviewed parameter file and the tables that defend it.

Order of the work: collect examples, fit and choose thresholds, then show what the model does to
scans of documents that its fit did not see, by profile, with that profile in the fit and without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.examples import Example, collect_examples
from pipeline.evaluate.fitting import (
    ProfileTransfer,
    fit_acceptance,
    leave_profiles_out,
    to_acceptance_json,
)
from pipeline.evaluate.tables import share_text
from pipeline.evaluate.thresholds import FitOptions
from pipeline.validate.acceptance import parse_acceptance


@dataclass(frozen=True, slots=True)
class Calibration:
    """`parameters` are the bytes of corrections/acceptance.json."""

    parameters: bytes
    n_cells: int
    n_wrong: int
    transfers: tuple[ProfileTransfer, ...]


def calibrate(
    measured: Iterable[tuple[Path, Path]], parameters: bytes, options: FitOptions
) -> Calibration:
    """Fit on output folders with known truth.

    Args:
        measured: (output folder, truth folder) pairs.
        parameters: The present corrections/acceptance.json; its fixed probabilities are kept.
        options: Target and what to say of the data.

    Raises:
        ConfigurationError: When a truth file or the present parameters are malformed.
        UsageError: When a truth folder is empty.
        ValueError: When no cell is wrong.
    """
    examples = [e for out, truth in measured for e in collect_examples(out, truth)]
    return calibrate_examples(examples, parameters, options)


def calibrate_examples(
    examples: Sequence[Example], parameters: bytes, options: FitOptions
) -> Calibration:
    """Fit on examples; see `calibrate`."""
    base = parse_acceptance(parameters)
    model = fit_acceptance(examples, base, options)
    return Calibration(
        to_acceptance_json(model),
        len(examples),
        sum(not example.is_right for example in examples),
        leave_profiles_out(examples, base, options),
    )


def transfer_table(transfers: Iterable[ProfileTransfer]) -> str:
    """Return what leaving each profile out of the fit does to it, as Markdown."""
    lines = [
        "| 扫描类型 profile | 静默错误 silent | 待核 flagged |"
        " 未参与拟合 left out: silent | left out: flagged |",
        "| --- | --- | --- | --- | --- |",
    ]
    for t in transfers:
        shares = (t.silent_inside, t.flagged_inside, t.silent_left_out, t.flagged_left_out)
        texts = [f"{s.k}/{s.n} = {share_text(s, 3)}" for s in shares]
        lines.append(f"| {t.profile} | " + " | ".join(texts) + " |")
    return "\n".join(lines) + "\n"
