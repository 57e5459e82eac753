"""Where a page begins and ends among the blocks of a document, and which row is but its foot."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.kinds.blocks import Block

FEWEST_ROWS = 3
"""A cover has no more rows than its title, an office and a date; nor has a page that is none."""

LOW = 0.9
"""Share of the way down to the lowest line of the document, below which a lone row is a foot."""


def first_on_page(blocks: Sequence[Block], index: int) -> int:
    """The first block of the page on which a block begins."""
    page_no = blocks[index].page_no
    while index > 0 and blocks[index - 1].page_no == page_no:
        index -= 1
    return index


def is_foot(blocks: Sequence[Block], index: int) -> bool:
    """Whether a row ends a page that says more, or on which a table goes on, or stands at its end.

    No document begins with its title there.
    """
    page_no, end = blocks[index].page_no, index + 1
    while end < len(blocks) and blocks[end].page_no == page_no:
        if not blocks[end].is_marginal:
            return False
        end += 1
    first = first_on_page(blocks, index)
    if sum(not block.is_marginal for block in blocks[first:end]) > FEWEST_ROWS:
        return True
    goes_on = any(block.grid and page_no in block.page_nos for block in blocks[:first])
    return goes_on or _is_low(blocks, index)


def _is_low(blocks: Sequence[Block], index: int) -> bool:
    """Whether a row stands where pages end, below where any title does."""
    row = blocks[index].row
    lowest = max(block.row.box.y1 for block in blocks if block.row is not None)
    return row is not None and not row.strip.pieces[0].is_plain and row.box.y0 > LOW * lowest
