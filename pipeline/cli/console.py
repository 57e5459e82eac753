"""Where commands write: data to stdout, talk to stderr.

Names of files and texts of pages are shown as they are: brackets in them are no markup.
"""

from __future__ import annotations

import os
import sys

from rich.console import Console

PIPE_WIDTH = 200
"""Columns of a table that goes into a file or a pipe, where no terminal says how wide it is."""


def data() -> Console:
    """The console for what was asked for."""
    is_shown = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, markup=False, width=None if is_shown else PIPE_WIDTH)


def talk() -> Console:
    """The console for remarks on the way and for errors."""
    return Console(stderr=True, highlight=False, markup=False)
