"""Whether the recogniser itself leaves room for another reading of a cell.

For rules that a true document may break too: what is plainly printed is only reported, what may be
misread goes to review.
"""

from __future__ import annotations

from pipeline.model.page import PageSource
from pipeline.validate.dossier import Dossier

LEAST_RIVAL = 0.01
"""An alternative below one in a hundred leaves no room. Measured on 210 indicator cells of five
sample forms (office, worn, harsh): 54 % of misread cells have a likelier rival, 18 % of others."""


def may_be_misread(dossier: Dossier, cell_id: str) -> bool:
    """Whether any character of the cell has a likely rival, or its source knows none."""
    reading = dossier.readings.get(cell_id)
    if reading is None:
        return False
    source = dossier.source_of(reading)
    if source is not PageSource.IMAGE:
        return source is PageSource.TEXT
    return any(
        probability >= LEAST_RIVAL
        for glyph in reading.glyphs
        for _, probability in glyph.alternatives
    )
