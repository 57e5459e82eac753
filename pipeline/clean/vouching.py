"""Which characters of a name nothing but the recogniser vouches for.

A listed place at the start, a listed ending and common words in between hardly come out of a
misreading: it leaves a character that belongs to none of them (董丝绸 for 茧丝绸). Looks at
finished texts and changes none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.clean.draft import Draft
from pipeline.clean.fields import anchor
from pipeline.clean.lexicon import Lexicon
from pipeline.clean.terms import Term, TermPlace
from pipeline.clean.vocabulary import Vocabulary

LEAST_COMMON = 5e-7
"""Share of running text from which a word counts: rarer ones are as often made by chance."""


def stands_alone(
    draft: Draft, area: str, lexicon: Lexicon, terms: Sequence[Term], vocabulary: Vocabulary
) -> tuple[int, ...]:
    """Return the places in the text of characters in no listed place, ending or common word.

    `area` is the code of the province whose places may stand at the start, `terms` are the words
    that names of its type begin or end with.
    """
    text = draft.text
    settled = anchor(draft, lexicon, area).start
    place = sum(len(glyph.char) for glyph in draft.glyphs[:settled])
    start = max(place, _longest(text.startswith, terms, TermPlace.START))
    end = max(start, len(text) - _longest(text.endswith, terms, TermPlace.END))
    worded = vocabulary.places_in_words(text[start:end], LEAST_COMMON)
    return tuple(at for at in range(start, end) if at - start not in worded)


def _longest(stands: Callable[[str], bool], terms: Sequence[Term], where: TermPlace) -> int:
    """The length of the longest listed word that stands there."""
    words = (term.text for term in terms if term.where is where)
    return max((len(word) for word in words if stands(word)), default=0)
