"""Numbers of the networks by processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.ocr.precision import inference_precision


@pytest.mark.parametrize(
    ("flags", "precision"),
    [
        ("fpu avx2 f16c", "f32"),
        ("fpu avx2 avx512f avx512_bf16 avx512_fp16", "f32"),
        ("fpu avx512f avx512_bf16 amx_tile amx_bf16 amx_int8", "bf16"),
    ],
)
def test_short_numbers_only_where_the_processor_multiplies_tiles(
    tmp_path: Path, flags: str, precision: str
) -> None:
    described = tmp_path / "cpuinfo"
    described.write_text(f"model name\t: some\nflags\t\t: {flags}\nbugs\t\t: none\n")
    assert inference_precision(described) == precision


def test_full_numbers_where_nothing_describes_the_processor(tmp_path: Path) -> None:
    assert inference_precision(tmp_path / "none") == "f32"
