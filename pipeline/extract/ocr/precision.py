"""In which numbers the networks count: short ones where the processor is faster with them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

PROCESSOR = Path("/proc/cpuinfo")
FAST = ({"amx_bf16"}, {"AuthenticAMD", "avx512_bf16"})
"""Words that describe a processor that is fast with bfloat16: one that multiplies tiles of them, or
one of AMD's that multiplies vectors of them (a line of 640 takes 25 ms instead of 44, detection
112, not 212)."""
EIGHT_BITS = "avx2"
"""Word for one that multiplies vectors of bytes: a line of 640 takes 42 ms instead of 60 where
there is nothing newer than this (AMD, Zen 3)."""


class Precision(StrEnum):
    """Numbers of a network. With INT8 those of the convolutions that cost most, and floats else."""

    BF16 = "bf16"
    INT8 = "int8"
    F32 = "f32"


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
        return Precision.F32
    words = set(described.split())
    if any(fast <= words for fast in FAST):
        return Precision.BF16
    return Precision.INT8 if EIGHT_BITS in words else Precision.F32
