"""Numbers of the networks by processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.ocr.precision import inference_precision


@pytest.mark.parametrize(
    ("maker", "flags", "precision"),
    [
        ("GenuineIntel", "fpu sse4_2 avx", "f32"),
        ("GenuineIntel", "fpu avx2 f16c", "int8"),
        ("GenuineIntel", "fpu avx2 avx512f avx512_bf16 avx512_fp16", "int8"),
        ("GenuineIntel", "fpu avx2 avx512f avx512_bf16 amx_tile amx_bf16 amx_int8", "bf16"),
        ("AuthenticAMD", "fpu avx2 avx512f avx512_vnni", "int8"),
        ("AuthenticAMD", "fpu avx2 avx512f avx512_bf16", "bf16"),
    ],
)
def test_short_numbers_only_where_the_processor_is_faster_with_them(
    tmp_path: Path, maker: str, flags: str, precision: str
) -> None:
    described = tmp_path / "cpuinfo"
    described.write_text(f"vendor_id\t: {maker}\nflags\t\t: {flags}\nbugs\t\t: none\n")
    assert inference_precision(described) == precision


def test_full_numbers_where_nothing_describes_the_processor(tmp_path: Path) -> None:
    assert inference_precision(tmp_path / "none") == "f32"
