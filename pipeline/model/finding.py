"""Doubtful data: a finding is returned, located and permanent in name; it is never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.geometry import Region


class Severity(StrEnum):
    """How much a finding matters: an error makes `run` exit with code 7."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know.

    `slug` is permanent (see docs/findings.md). `message` is Chinese first, then English, and says
    what is wrong, where, and what to do. `cell_ids` are the readings concerned, if any.
    """

    slug: str
    severity: Severity
    message: str
    regions: tuple[Region, ...] = ()
    cell_ids: tuple[str, ...] = ()
