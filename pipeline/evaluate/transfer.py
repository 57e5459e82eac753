"""What the acceptance model does to scans unlike those it was fitted on: the proof of its promise.

Leaves out one profile, one set of scans (a seed) or one style (how documents are laid out), fits
on the others, and counts on what was left out how many cells go out silently wrong and how many
are flagged.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.evaluate.examples import Example
from pipeline.evaluate.fitting import fit_acceptance
from pipeline.evaluate.intervals import Share
from pipeline.evaluate.tables import share_text
from pipeline.evaluate.thresholds import ROUGH_PROFILES, FitOptions
from pipeline.validate.acceptance import AcceptanceModel, accept


@dataclass(frozen=True, slots=True)
class Risk:
    """Silent errors among accepted cells, and flagged cells among all."""

    silent: Share
    flagged: Share


@dataclass(frozen=True, slots=True)
class ProfileTransfer:
    """What happens to a profile whose scans were in the fit, and when they were left out."""

    profile: str
    inside: Risk
    left_out: Risk


@dataclass(frozen=True, slots=True)
class GroupTransfer:
    """What happens to ordinary and rough scans of a set or style that was left out of the fit."""

    name: str
    ordinary: Risk
    rough: Risk


def leave_profiles_out(
    examples: Sequence[Example], base: AcceptanceModel, options: FitOptions
) -> tuple[ProfileTransfer, ...]:
    """Fit without each profile in turn and test on it; both fits see other documents only."""
    others = [e for e in examples if _half(e) == 1]
    tested = [e for e in examples if _half(e) == 0]
    whole = fit_acceptance(others, base, options)
    transfers = []
    for profile in sorted({example.profile for example in tested}):
        mine = [e for e in tested if e.profile == profile]
        without = fit_acceptance([e for e in others if e.profile != profile], base, options)
        transfers.append(
            ProfileTransfer(profile, risk_under(mine, whole), risk_under(mine, without))
        )
    return tuple(transfers)


def leave_sets_out(
    examples: Sequence[Example], base: AcceptanceModel, options: FitOptions
) -> tuple[GroupTransfer, ...]:
    """Fit without each set in turn and test on it; nothing when there is only one."""
    return _leave_groups_out(examples, [e.source for e in examples], base, options)


def leave_styles_out(
    examples: Sequence[Example], base: AcceptanceModel, options: FitOptions
) -> tuple[GroupTransfer, ...]:
    """Fit without each style in turn, in all sets, and test on it: scans like none that it saw."""
    return _leave_groups_out(examples, [e.style for e in examples], base, options)


def _leave_groups_out(
    examples: Sequence[Example],
    groups: Sequence[str],
    base: AcceptanceModel,
    options: FitOptions,
) -> tuple[GroupTransfer, ...]:
    names = sorted(set(groups))
    pairs = list(zip(examples, groups, strict=True))
    transfers = []
    for name in names if len(names) > 1 else ():
        model = fit_acceptance([e for e, group in pairs if group != name], base, options)
        mine = [e for e, group in pairs if group == name]
        rough = [e for e in mine if e.profile in ROUGH_PROFILES]
        ordinary = [e for e in mine if e.profile not in ROUGH_PROFILES]
        transfers.append(GroupTransfer(name, risk_under(ordinary, model), risk_under(rough, model)))
    return tuple(transfers)


def _half(example: Example) -> int:
    return zlib.crc32(b"half" + example.group.encode()) % 2


def risk_under(examples: Sequence[Example], model: AcceptanceModel) -> Risk:
    """Return what a model lets through and flags of examples."""
    accepted = [
        example
        for example in examples
        if not example.is_flagged_anyway
        and accept(example.features, model) >= model.threshold_for(example.features)
    ]
    wrong = sum(not example.is_right for example in accepted)
    return Risk(Share(wrong, len(accepted)), Share(len(examples) - len(accepted), len(examples)))


def profile_table(transfers: Iterable[ProfileTransfer]) -> str:
    """Return what leaving each profile out of the fit does to it, as Markdown."""
    heads = (
        "扫描类型 profile", "静默错误 silent", "待核 flagged", "未参与拟合 left out: silent",
        "left out: flagged",
    )  # fmt: skip
    return _table(heads, ((t.profile, t.inside, t.left_out) for t in transfers))


def group_table(title: str, transfers: Sequence[GroupTransfer]) -> str:
    """Return what happens to each group when it is left out, and to all of them, as Markdown."""
    heads = (
        title, "静默错误 silent", "待核 flagged", "粗糙 rough: silent",
        "rough: flagged",
    )  # fmt: skip
    rows = [(t.name, t.ordinary, t.rough) for t in transfers]
    total = ("合计 all", _pooled(r for _, r, _ in rows), _pooled(r for _, _, r in rows))
    return _table(heads, [*rows, total])


def _pooled(risks: Iterable[Risk]) -> Risk:
    found = list(risks)
    silent, flagged = [r.silent for r in found], [r.flagged for r in found]
    return Risk(
        Share(sum(s.k for s in silent), sum(s.n for s in silent)),
        Share(sum(f.k for f in flagged), sum(f.n for f in flagged)),
    )


def _table(heads: Sequence[str], rows: Iterable[tuple[str, Risk, Risk]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for name, one, other in rows:
        shares = (one.silent, one.flagged, other.silent, other.flagged)
        texts = [f"{s.k}/{s.n} = {share_text(s, 3)}" for s in shares]
        lines.append(f"| {name} | " + " | ".join(texts) + " |")
    return "\n".join(lines) + "\n"
