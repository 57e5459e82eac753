"""Which characters of a name nothing but the recogniser vouches for.

A listed place at the start, a listed ending and common words in between hardly come out of a
misreading: it leaves a character that belongs to none of them (董丝绸 for 茧丝绸). Looks at
finished texts and changes none.
"""

from __future__ import annotations

from pipeline.clean.draft import Draft
from pipeline.clean.fields import anchor
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.term_list import TermList
from pipeline.clean.vocabulary import Vocabulary

LEAST_COMMON = 5e-7
"""Share of running text from which a word counts: rarer ones are as often made by chance."""


def stands_alone(
    draft: Draft,
    area: str,
    lexicon: Lexicon,
    starts: TermList,
    endings: TermList,
    vocabulary: Vocabulary,
) -> tuple[int, ...]:
    """Return the places in the text of characters in no listed place, ending or common word.

    `area` is the code of the province whose places may stand at the start, `starts` and `endings`
    are the words that names of its type begin and end with.
    """
    text = draft.text
    settled = anchor(draft, lexicon, area).start
    place = sum(len(glyph.char) for glyph in draft.glyphs[:settled])
    start = max(place, len(starts.start_of(text)))
    end = max(start, len(text) - len(endings.end_of(text)))
    worded = vocabulary.places_in_words(text[start:end], LEAST_COMMON)
    return tuple(at for at in range(start, end) if at - start not in worded)
