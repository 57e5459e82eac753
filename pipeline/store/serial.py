"""Canonical JSON for the model: one value, one byte sequence.

Decides key order (as declared in the dataclass) and the trailing newline;
scores are rounded where they are made, so a value read back equals the value written.
Never writes a clock, a host name or an absolute path.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T")


def to_json(value: object) -> bytes:
    """Return canonical UTF-8 JSON of a model value, ending with a newline."""
    return msgspec.json.encode(value) + b"\n"


def from_json(data: bytes, model: type[T]) -> T:
    """Read a model value back and check every field's type.

    Raises:
        msgspec.DecodeError: When the bytes do not hold a `model`, or are no UTF-8.
    """
    try:
        return msgspec.json.decode(data, type=model)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(str(error)) from error
