"""In which numbers the networks count: bfloat16 only where the processor is faster with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PROCESSOR = Path("/proc/cpuinfo")
FAST = ({"amx_bf16"}, {"AuthenticAMD", "avx512_bf16"})
"""Words that describe such a processor: one that multiplies tiles of bfloat16, or one of AMD's that
multiplies vectors of them (a line of 640 takes 25 ms instead of 44, detection 112, not 212)."""


@cache
def inference_precision(processor: Path = PROCESSOR) -> str:
    """Return the precision for OpenVINO: "bf16" or "f32".

    Left alone, OpenVINO takes bfloat16 wherever the processor knows it at all. Where Intel's have
    no tiles that makes reading a page of 90 lines slower, 1.8 CPU seconds instead of 1.1 (measured
    on AVX-512 with avx512_bf16), and makes a page come out otherwise than on an office PC.
    """
    try:
        described = processor.read_text(encoding="ascii", errors="replace")
    except OSError:
        # Only Linux has this file. Elsewhere f32 is right on every machine, if not the fastest.
        return "f32"
    words = set(described.split())
    return "bf16" if any(fast <= words for fast in FAST) else "f32"
