"""Common words in the free part of names: 关馋零部件 -> 关键零部件, 空问信息 -> 空间信息.

Only where the recogniser itself hesitated: one of its alternatives must complete a common word in
a place where the character as read belongs to none or to a shorter one (重合材料, 复合材料).
Without alternatives nothing is touched, but what is no word and nearly one is doubted: 氯能, 氢能.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.clean.channel import Channel
from pipeline.clean.contest import Contestant, Outcome, settle
from pipeline.clean.draft import Change, Draft
from pipeline.clean.evidence import LOOK_ALIKE, spell
from pipeline.clean.places import Thresholds
from pipeline.clean.vocabulary import LONGEST_WORD, Vocabulary
from pipeline.model.correction import Candidate
from pipeline.model.text import Glyph

HESITANT = 0.95
"""Score below which a character is looked at; surer ones were right on fitting scans."""

LEAST_SHARE = 0.02
"""Probability below which an alternative does not count as seen."""

NEARLY = 0.6
"""Share of an alternative, as a part of the share of the character as read, that is nearly that."""

SURE_NEIGHBOUR = 0.9
"""Score that the other characters of a completed word must have."""

REACH = 5
"""Glyphs on each side whose words may tell."""

LIKELY = 0.05
"""Probability from which a word that was not read is worth a person's time: of 1,145 right names
of worn rows (seeds 5401-5404) it doubts none, of 43 wrong ones that nothing else doubted 15."""

UNLISTED_WORD = 0.2
"""How often a character that belongs to no common word is right all the same."""


def reword(
    draft: Draft,
    starts: tuple[int, int],
    channel: Channel,
    vocabulary: Vocabulary,
    limits: Thresholds,
) -> None:
    """Take an alternative where it makes a word of what is none, or a longer word.

    `starts` are the first glyph after the known places and the first one after any place, the
    later: names of places are no common words, so that more is asked of what lies between.
    """
    after_known, after_any = starts
    for at in range(after_known, len(draft.glyphs)):
        glyph = draft.glyphs[at]
        if not glyph.char or glyph.score >= HESITANT or not glyph.alternatives:
            continue
        own = _longest_word(draft.glyphs, at, glyph.char, vocabulary)
        options = [
            (char, share)
            for char, share in glyph.alternatives
            if share >= LEAST_SHARE
            and char
            and _longest_word(draft.glyphs, at, char, vocabulary, SURE_NEIGHBOUR) > own
        ]
        if options:
            likely = _likely(glyph, options, vocabulary) if at >= after_any else ()
            _decide(draft, at, options, channel, limits, likely)


def doubt_words(draft: Draft, start: int, channel: Channel, vocabulary: Vocabulary) -> None:
    """Doubt a character of no word that is easily read for one which would make a word: 氯能, 氢能.

    However surely it was read: of rare characters recognisers make common ones. Nothing is changed.
    """
    glyphs = draft.glyphs
    inked = [number for number in range(len(glyphs)) if glyphs[number].char and number >= start]
    text = "".join(glyphs[number].char for number in inked)
    worded = vocabulary.places_in_words(text)
    for place, at in enumerate(inked):
        if place in worded:
            continue
        char = glyphs[at].char
        found = vocabulary.completing(text[max(0, place - 1) : place], text[place + 1 : place + 2])
        options = [
            (other, math.exp(-channel.substitution(glyphs[at], other)))
            for other in dict.fromkeys(found)
            if other != char and channel.confusion_cost(other, char) <= LOOK_ALIKE
        ]
        likely = _contest(glyphs, at, options, channel, own_share=0.0).ranking if options else ()
        for contestant, probability in likely:
            if contestant.text is not None and probability >= LIKELY:
                draft.doubt("word-unsure")
                other = spell(glyphs[:at]) + contestant.text + spell(glyphs[at + 1 :])
                draft.candidates.append(Candidate(other, round(probability, 4), "words.tsv"))


def _likely(
    glyph: Glyph, options: Sequence[tuple[str, float]], vocabulary: Vocabulary
) -> list[str]:
    """Return the options that are rarer than the character as read, or nearly as sure.

    For a common character recognisers hardly ever take a rare one: 钨钼材料 is no 铝材, though they
    may hold 铝 possible. Of 84 names with options (worn scans of 10 sets) 63 are changed, all
    rightly; of the other 21 twelve were right as read.
    """
    return [
        char
        for char, share in options
        if share >= NEARLY * glyph.score
        or vocabulary.running_text_share(char) <= vocabulary.running_text_share(glyph.char)
    ]


def _decide(
    draft: Draft,
    at: int,
    options: Sequence[tuple[str, float]],
    channel: Channel,
    limits: Thresholds,
    likely: Sequence[str],
) -> None:
    """Change the glyph, or doubt it; of the options less is asked where they are `likely`."""
    outcome = _contest(draft.glyphs, at, options, channel)
    char = outcome.winner.text
    least = limits.accept if char in likely else limits.accept_plain
    if char is not None and outcome.probability >= least:
        evidence = f"{draft.glyphs[at].char} -> {char}（识别候选，成常用词 words.tsv）"
        change = Change("word", evidence, outcome.probability, "words.tsv", outcome.margin)
        draft.replace_span(at, at + 1, char, change)
        return
    for contestant, probability in outcome.ranking:
        if contestant.text is not None and probability >= 0.5:
            text = "".join(
                contestant.text if number == at else glyph.char
                for number, glyph in enumerate(draft.glyphs)
            )
            draft.doubt("word-unsure")
            draft.candidates.append(Candidate(text, round(probability, 4), "words.tsv"))


def _contest(
    glyphs: Sequence[Glyph],
    at: int,
    options: Sequence[tuple[str, float]],
    channel: Channel,
    own_share: float | None = None,
) -> Outcome:
    """The options against the glyph as read, which is one of an option's alternatives.

    Its share there is its score unless another is given.
    """
    low, high = max(0, at - REACH), min(len(glyphs), at + REACH + 1)
    own = glyphs[at]
    share_of_own = own.score if own_share is None else own_share
    contestants = [Contestant(None, math.log(UNLISTED_WORD) - _cost(glyphs, low, high, channel))]
    for char, share in options:
        other = Glyph(char, share, ((own.char, share_of_own),))
        changed = (*glyphs[:at], other, *glyphs[at + 1 :])
        contestants.append(
            Contestant(char, math.log(1 - UNLISTED_WORD) - _cost(changed, low, high, channel))
        )
    return settle(contestants)


def _cost(glyphs: Sequence[Glyph], low: int, high: int, channel: Channel) -> float:
    return channel.open_costs(glyphs[low:high])[0]


def _longest_word(
    glyphs: Sequence[Glyph], at: int, char: str, vocabulary: Vocabulary, least: float = 0.0
) -> int:
    """Return the length of the longest common word over the glyph at `at` if it were `char`, or 0.

    `least` is the score that the word's other characters must have: two doubtful characters
    beside each other make up any word.
    """
    inked = [(number, glyph) for number, glyph in enumerate(glyphs) if glyph.char]
    middle = next(k for k, (number, _) in enumerate(inked) if number == at)
    text = [char if number == at else glyph.char for number, glyph in inked]
    lengths = [0]
    for start in range(max(0, middle - LONGEST_WORD + 1), middle + 1):
        for end in range(max(middle + 1, start + 2), min(len(text), start + LONGEST_WORD) + 1):
            others = [glyph for number, glyph in inked[start:end] if number != at]
            is_sure = all(glyph.score >= least for glyph in others)
            if is_sure and vocabulary.word_surprise("".join(text[start:end])) is not None:
                lengths.append(end - start)
    return max(lengths)
