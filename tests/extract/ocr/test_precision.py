"""Numbers of the networks by processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.ocr.precision import Floats, Precision, inference_precision

F32, BF16 = Floats.F32, Floats.BF16


@pytest.mark.parametrize(
    ("maker", "flags", "precision"),
    [
        ("GenuineIntel", "fpu sse4_2 avx", Precision(F32)),
        ("GenuineIntel", "fpu avx2 f16c", Precision(F32, eight_bits=True)),
        (
            "GenuineIntel",
            "fpu avx2 avx512f avx512_bf16 avx512_fp16",
            Precision(F32, eight_bits=True),
        ),
        ("GenuineIntel", "fpu avx2 avx512f avx512_bf16 amx_tile amx_bf16", Precision(BF16)),
        ("AuthenticAMD", "fpu avx2 avx512f avx512_vnni", Precision(F32, eight_bits=True)),
        ("AuthenticAMD", "fpu avx2 avx512f avx512_bf16", Precision(BF16, eight_bits=True)),
    ],
)
def test_short_numbers_only_where_the_processor_is_faster_with_them(
    tmp_path: Path, maker: str, flags: str, precision: Precision
) -> None:
    described = tmp_path / "cpuinfo"
    described.write_text(f"vendor_id\t: {maker}\nflags\t\t: {flags}\nbugs\t\t: none\n")
    assert inference_precision(described) == precision


def test_full_numbers_where_nothing_describes_the_processor(tmp_path: Path) -> None:
    assert inference_precision(tmp_path / "none") == Precision()
