"""What a page consists of before it is typeset: words, grids, rules and breaks.

One description, two renderers (`html` for Chromium, `flowables` for reportlab). Sizes are points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

GRAY = "#dddddd"
"""The ground of shaded cells."""
DARK, PALE = "#2b3a55", "#b4b4b4"
"""The ground of a header in white print, and rules that are hardly there."""


class Role(StrEnum):
    """What a run of text is; the look gives each role its face."""

    TITLE = "title"
    BODY = "body"
    LABEL = "label"
    VALUE = "value"


class Align(StrEnum):
    """Horizontal alignment."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


class Rules(StrEnum):
    """How a table is ruled."""

    RULED = "ruled"
    HRULES = "hrules"
    NONE = "none"
    DOUBLE = "double"
    HAIR = "hair"
    BOLD_FRAME = "bold-frame"
    BOOKTABS = "booktabs"
    OPEN_SIDES = "open-sides"
    DASHED = "dashed"
    ZEBRA = "zebra"
    DOTTED = "dotted"
    PALE = "pale"


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one role; a newline breaks the line."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. `indent` is the first line's, in characters; `after` is space below it."""

    runs: tuple[Run, ...]
    size: float = 14.0
    align: Align = Align.LEFT
    indent: int = 0
    after: float = 4.0
    red: bool = False


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid, 0-based; `height` is the least height in points, `gray` its ground.

    `dark`: white print on a dark ground.
    """

    row: int
    col: int
    runs: tuple[Run, ...]
    row_span: int = 1
    col_span: int = 1
    align: Align = Align.CENTRE
    height: float = 0.0
    gray: bool = False
    dark: bool = False

    @property
    def text(self) -> str:
        """What stands in it."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `widths` are shares of the text width and need not sum to 1."""

    n_rows: int
    widths: tuple[float, ...]
    cells: tuple[GridCell, ...]
    rules: Rules = Rules.RULED
    header_rows: int = 1
    repeat_header: bool = True
    size: float = 10.5
    padding: float = 3.0


@dataclass(frozen=True, slots=True)
class RedRule:
    """The red line under a red head."""

    after: float = 10.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Words | Grid | RedRule | PageBreak


@dataclass(frozen=True, slots=True)
class Faces:
    """Short names of the faces for each role (see `fonts.FACES`).

    `latin` sets what is ASCII in print ("": each face sets its own); `by_hand` says that values are
    written, not printed.
    """

    title: str
    body: str
    label: str
    value: str
    latin: str = ""
    by_hand: bool = False

    def names(self, role: Role) -> tuple[str, ...]:
        """Faces for a role, best first: its own, symbols, then those that have every character."""
        written = self.by_hand and role is Role.VALUE
        latin = (self.latin,) if self.latin and not written else ()
        own = {Role.TITLE: self.title, Role.BODY: self.body, Role.LABEL: self.label}
        return *latin, own.get(role, self.value), "symbols", self.body, "gb-song", "uming"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document ready to be typeset on A4. `margins` are top, right, bottom, left in points.

    `seal` is the text of the stamp over the last place where `seal_at` is printed; the empty box
    before `pen_tick` is ticked with a pen. `careless`: lines break anywhere, as plain programs do.
    """

    blocks: tuple[Block, ...]
    faces: Faces
    landscape: bool = False
    margins: tuple[float, float, float, float] = (72.0, 64.0, 60.0, 64.0)
    leading: float = 1.5
    seal: str = ""
    seal_at: tuple[str, ...] = field(default=())
    pen_tick: str = ""
    careless: bool = False

    def texts(self) -> tuple[str, ...]:
        """What is printed in one piece: every paragraph and every cell, in order."""
        found: list[str] = []
        for block in self.blocks:
            if isinstance(block, Words):
                found.append("".join(run.text for run in block.runs))
            elif isinstance(block, Grid):
                found += [cell.text for cell in block.cells]
        return tuple(found)
