"""What the station needs from the layers above it; the command line passes these in.

The station itself imports no stage: it cannot read a scan, re-run a document or edit a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.model.page import PageStatus

Pixels = NDArray[np.uint8]
"""(H, W) gray or (H, W, 3) RGB, the raw page."""


@dataclass(frozen=True, slots=True)
class PageProgress:
    """One page of a file being read is done. `page_no` is 1-based, `n_pages` of that file.

    `name` is its name in the drop folder: one call may read several files that lie there.
    """

    page_no: int
    n_pages: int
    status: PageStatus
    reason: str | None = None
    name: str = ""


ReportProgress = Callable[[PageProgress], None]


@dataclass(frozen=True, slots=True)
class AffectedCell:
    """A cell as it was read, and what a person or a sure repair made of it."""

    cell_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A dictionary entry that repeated decisions speak for.

    `key` names it for as long as it is proposed, `dictionary` is the file it would go into,
    `entry` the line itself: what stands on the page as `meant` was read as `read`. It rests on
    `support` corrections by people or sure repairs, of which `examples` are some, and `against`
    contradict it. `n_cells` cells still hold what it calls a misreading: it can change no others.
    `document_ids` are made anew once it is taken over.
    """

    key: str
    dictionary: str
    entry: str
    meant: str
    read: str
    support: int
    against: int
    n_cells: int
    examples: tuple[AffectedCell, ...] = ()
    document_ids: tuple[str, ...] = ()


def no_suggestions() -> Sequence[Suggestion]:
    """Stand in where nothing proposes dictionary entries."""
    return ()


def nothing_to_close() -> None:
    """Stand in where nothing was started."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the layers above do for the station.

    - `rebuild(document_id)` re-runs clean and later for one document and rebuilds the registry.
    - `page_image(document_id, page_no)` gives the raw page's pixels; None for plain text.
    - `ingest(path, report)` reads one file of the drop folder and returns its document_id.
    - `suggest()` lists proposals for dictionaries; `adopt(suggestion)` writes one into its file
      (None: proposals are shown, but cannot be taken over here).
    - `close()` ends what they started, a process for instance.
    - `reasons` says what reason slugs of the stages mean: slug -> (Chinese, English).

    All may raise PipelineError; the station shows its text and goes on.
    """

    rebuild: Callable[[str], None]
    page_image: Callable[[str, int], Pixels | None]
    ingest: Callable[[Path, ReportProgress], str] | None = None
    suggest: Callable[[], Sequence[Suggestion]] = no_suggestions
    adopt: Callable[[Suggestion], None] | None = None
    reasons: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    close: Callable[[], None] = nothing_to_close
