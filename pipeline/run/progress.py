"""Who is told how far a run is: the terminal, or nobody. Lives in the parent process only."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from pipeline.model.page import PageReading


class Progress(Protocol):
    """Told about pages; a context manager."""

    def __enter__(self) -> Progress:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, however."""

    def start(self, pages: Mapping[str, int]) -> None:
        """So many pages of each file, by its name, will be read."""

    def advance(self, name: str, page: PageReading) -> None:
        """One page of file `name` is done."""


class SilentProgress:
    """Tells nobody."""

    def __enter__(self) -> SilentProgress:
        """Do nothing."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Do nothing."""

    def start(self, pages: Mapping[str, int]) -> None:
        """Do nothing."""

    def advance(self, name: str, page: PageReading) -> None:
        """Do nothing."""


class TerminalProgress:
    """A bar on stderr."""

    def __init__(self) -> None:
        """Prepare the bar; nothing is shown before there is work."""
        self._bar = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, visible=False)

    def __enter__(self) -> TerminalProgress:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the bar."""
        self._bar.stop()

    def start(self, pages: Mapping[str, int]) -> None:
        """Set the number of pages."""
        total = sum(pages.values())
        self._bar.update(self._task, total=total, visible=total > 0)

    def advance(self, name: str, page: PageReading) -> None:
        """Count one page and name its file."""
        self._bar.update(self._task, advance=1, description=f"识别 reading {name}")
