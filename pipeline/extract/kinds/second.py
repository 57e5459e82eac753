"""What a second recogniser made of the characters that a value was cut from."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.extract.kinds.strip import Piece, Strip
from pipeline.model.document import OtherReading


def second_readings(strips: Sequence[Strip], separator: str) -> tuple[OtherReading, ...]:
    """The value as the second reader has it; none where nobody was asked.

    Lines that were read once stand as they are: what nobody doubted is not disputed.
    """
    pieces = [piece for strip in strips for piece in strip.pieces]
    asked = [piece.line.second for piece in pieces if piece.line.second is not None]
    if not asked:
        return ()
    texts = ("".join(_second_text(piece) for piece in strip.pieces) for strip in strips)
    confidence = min(second.score for second in asked)
    return (OtherReading(asked[0].engine, separator.join(texts), confidence),)


def _second_text(piece: Piece) -> str:
    second = piece.line.second
    if second is None:
        return piece.text
    if piece.is_whole:
        return second.text
    start, end = (
        corresponding(piece.line.text, second.text, at) for at in (piece.start, piece.end)
    )
    return second.text[start:end]


def corresponding(first: str, second: str, at: int) -> int:
    """Where the cut before character `at` of `first` falls in `second`, by their alignment."""
    for step in Levenshtein.opcodes(first, second):
        if step.src_start <= at < step.src_end:
            offset = at - step.src_start
            return min(step.dest_end, step.dest_start + offset)
    return len(second) if at >= len(first) else at
