"""One call from measured output folders to a reviewed parameter file and the tables that defend it.

Order of the work: collect examples, fit and choose thresholds, then show what the model does to
scans that its fit did not see: sets and styles left out one by one, and profiles, in and without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.examples import Example, collect_examples
from pipeline.evaluate.fitting import fit_acceptance, to_acceptance_json
from pipeline.evaluate.thresholds import FitOptions
from pipeline.evaluate.transfer import (
    GroupTransfer,
    ProfileTransfer,
    leave_profiles_out,
    leave_sets_out,
    leave_styles_out,
)
from pipeline.validate.acceptance import parse_acceptance


@dataclass(frozen=True, slots=True)
class Calibration:
    """`parameters` are the bytes of corrections/acceptance.json."""

    parameters: bytes
    n_cells: int
    n_wrong: int
    profiles: tuple[ProfileTransfer, ...]
    sets: tuple[GroupTransfer, ...]
    styles: tuple[GroupTransfer, ...]


def calibrate(
    measured: Iterable[tuple[Path, Path]], parameters: bytes, options: FitOptions
) -> Calibration:
    """Fit on output folders with known truth.

    Args:
        measured: (output folder, truth folder) pairs; the truth folder's name is the set's.
        parameters: The present corrections/acceptance.json; its fixed probabilities are kept.
        options: Target and what to say of the data.

    Raises:
        ConfigurationError: When a truth file or the present parameters are malformed.
        UsageError: When a truth folder is empty, or no cell is wrong.
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
        leave_sets_out(examples, base, options),
        leave_styles_out(examples, base, options),
    )
