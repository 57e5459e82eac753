"""Where commands write: data to stdout, talk to stderr.

Names of files and texts of pages are shown as they are: brackets in them are no markup, colons no
pictures. What would steer the terminal or turn the direction of writing stands as an escape.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

PIPE_WIDTH = 200
"""Columns of a table that goes into a file or a pipe, where no terminal says how wide it is."""

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class _Console(Console):
    def render_str(self, text: str, **options: object) -> Text:
        # Before the width of a column is chosen by it.
        return super().render_str(_escaped(text), **options)  # type: ignore[arg-type]

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            is_text = segment.control is None
            yield Segment(_escaped(segment.text), segment.style) if is_text else segment


def _escaped(text: str) -> str:
    return _STEERING.sub(lambda found: ascii(found[0])[1:-1], text)


def data() -> Console:
    """The console for what was asked for; nobody sees it when the caller closed stdout."""
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    is_shown = is_terminal or "COLUMNS" in os.environ
    return _Console(
        highlight=False, markup=False, emoji=False, width=None if is_shown else PIPE_WIDTH
    )


def talk() -> Console:
    """The console for remarks on the way and for errors."""
    return _Console(stderr=True, highlight=False, markup=False, emoji=False)
