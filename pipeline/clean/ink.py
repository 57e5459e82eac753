"""What must have been seen before a place is written: nothing is added, swallowed or taken over.

The row's other field may say which place is meant; only the ink can say that it stands here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.clean.channel import Channel
from pipeline.clean.evidence import PLAIN_DOUBT, Fit, seen_characters
from pipeline.clean.fields import PlaceField
from pipeline.clean.lexicon import stem_of
from pipeline.model.text import Glyph

LEAST_RATIO = 0.0
"""Nats by which the ink itself must speak for a repair: where the glyphs say nothing, the row's
other field alone would be writing this one. A name half of which was read outright has spoken,
though what was read in its other half be the commoner character (新水 beside 丽水)."""

SEEN_SHARE = 0.33
"""Share of a name's characters that a recogniser with alternatives, or sure of what it read, must
have seen."""

UNSEEN = 2
"""Characters that nobody saw, of a name that is longer than what was read."""

OFTEN_LOST = 4.0
"""Nats of loss below which a character may be missing from a reading without a trace."""

GAP = 0.5
"""Score of a gap below which a character stood there rather than nothing."""

_TYPE_WORD = re.compile("高新|经开|经济|开发|科技|管委|工业|产业")
"""Words that say what kind of zone it is."""


def is_inked(fit: Fit, field: PlaceField, heads: Collection[str], channel: Channel) -> bool:
    """Whether the ink itself speaks for a repair, not the row's other field alone.

    What all zones' names end in does not count; and a place before what is read rightly (杭州
    before 钱塘新区), one of `heads`, must have been seen itself.
    """
    text, glyphs = fit.name.text, field.window[: fit.covered]
    if _outgrows(fit) or (_adds_unseen(fit, channel) and not _is_hidden(text, glyphs)):
        return False
    for length in range(2, len(text) - 1):
        head, rest = text[:length], text[length:]
        if head in heads:
            # The glyphs before those of the rest: none where the head was never printed.
            written = [glyph for glyph in glyphs if glyph.char][: -len(rest)]
            if not seen_characters(head, written, channel):
                return False
    stem = stem_of(text)
    kind = _TYPE_WORD.search(fit.read_as)
    if kind and kind.group() not in text and not set(stem) <= set(fit.seen):
        return False  # 绍兴高新区 is no misread 绍兴滨海新区: what stands there is a word in itself
    is_sure = all(glyph.score >= PLAIN_DOUBT for glyph in glyphs)
    has_lattice = any(glyph.alternatives for glyph in glyphs)
    if (is_sure or has_lattice) and sum(char in fit.seen for char in stem) < SEEN_SHARE * len(stem):
        return False
    return fit.ratio >= LEAST_RATIO or 2 * sum(c in fit.read_as for c in text) >= len(text)


def is_completed(fit: Fit) -> bool:
    """Whether a name has more characters than were read, and not all of them were seen."""
    return len(fit.read_as) < len(fit.name.text) and not set(fit.name.text) <= set(fit.seen)


def _adds_unseen(fit: Fit, channel: Channel) -> bool:
    """Whether a name is what was read and characters that nobody saw: 杏岭 -> 杏花岭.

    Characters that the engine often loses may be missing: 口 -> 硚口.
    """
    left = iter(fit.name.text)
    if len(fit.read_as) >= len(fit.name.text) or not all(char in left for char in fit.read_as):
        return False
    added = set(fit.name.text) - set(fit.read_as)
    lost = {char for char in added if channel.loss(char) < OFTEN_LOST}
    return not added & (set(fit.seen) | lost)


def _outgrows(fit: Fit) -> bool:
    """Whether a name is longer than what was read and two of its characters were seen by nobody.

    One may be lost on a poor scan; where the row's other field has a long name, a short one beside
    it is a name of its own (周国 beside 中国光谷), whatever follows it.
    """
    unseen = sum(char not in fit.seen for char in fit.name.text)
    return len(fit.name.text) > len(fit.read_as) and unseen >= UNSEEN


def _is_hidden(text: str, glyphs: Sequence[Glyph]) -> bool:
    """Whether ink that nobody could read stands where the reading lacks characters of a name.

    A recogniser's gap is more likely a character than none below GAP: 河子 behind one -> 石河子.
    """
    signs = (re.escape(g.char) if g.char else "." if g.score < GAP else "" for g in glyphs)
    return re.fullmatch("".join(signs), text) is not None
