"""In which numbers the networks count: short ones where the processor is faster with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

PROCESSOR = Path("/proc/cpuinfo")
BYTE_VECTORS = "avx2"
"""Word for a processor that multiplies vectors of bytes: with it a line of 640 takes 42 ms instead
of 60 where there is nothing newer (AMD, Zen 3)."""
BFLOAT_VECTORS = {"AuthenticAMD", "avx512_bf16"}
"""Words for one that is fast with vectors of bfloat16: a line takes 22 ms instead of 40, 15.5 with
bytes for the convolutions that cost most (17.1 with 32-bit floats for the others), detection 105
instead of 183 (AMD, Zen 4)."""
BFLOAT_TILES = "amx_bf16"
"""Word for one that multiplies tiles of bfloat16. Bytes were not measured there."""


class Floats(StrEnum):
    """Floating-point numbers, in the words of OpenVINO."""

    BF16 = "bf16"
    F32 = "f32"


@dataclass(frozen=True, slots=True)
class Precision:
    """Numbers of a network: its floats, and bytes for convolutions whose ranges were measured."""

    floats: Floats = Floats.F32
    eight_bits: bool = False


@cache
def inference_precision(processor: Path = PROCESSOR) -> Precision:
    """Return the precision that this machine is fastest with.

    Left alone, OpenVINO takes bfloat16 wherever the processor knows it at all. Where Intel's have
    no tiles that makes reading a page of 90 lines slower, 1.8 CPU seconds instead of 1.1 (measured
    on AVX-512 with avx512_bf16).
    """
    try:
        described = processor.read_text(encoding="ascii", errors="replace")
    except OSError:
        # Only Linux has this file. Elsewhere f32 is right on every machine, if not the fastest.
        return Precision()
    words = set(described.split())
    if BFLOAT_TILES in words:
        return Precision(Floats.BF16)
    floats = Floats.BF16 if words.issuperset(BFLOAT_VECTORS) else Floats.F32
    return Precision(floats, eight_bits=BYTE_VECTORS in words)
