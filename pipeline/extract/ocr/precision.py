"""In which numbers the networks count: bfloat16 only where the processor multiplies tiles of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PROCESSOR = Path("/proc/cpuinfo")
TILES = "amx_bf16"
"""Flag of processors that multiply tiles of bfloat16."""


@cache
def inference_precision(processor: Path = PROCESSOR) -> str:
    """Return the precision for OpenVINO: "bf16" or "f32".

    Left alone, OpenVINO takes bfloat16 wherever the processor knows it at all. Without tiles that
    makes reading a page of 90 lines slower, 1.8 CPU seconds instead of 1.1 (measured on AVX-512
    with avx512_bf16), and makes a page come out otherwise than on an office PC.
    """
    try:
        described = processor.read_text(encoding="ascii", errors="replace")
    except OSError:
        # Only Linux has this file. Elsewhere f32 is right on every machine, if not the fastest.
        return "f32"
    return "bf16" if TILES in described.split() else "f32"
