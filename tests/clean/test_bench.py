"""The benchmark of the corrections runs from the command line, with its rivals."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
METHODS = (
    "pipeline, lattice",
    "pipeline, text only",
    "rapidfuzz, province known",
    "symspellpy, province known",
    "exact dictionary",
)


@pytest.mark.engine
def test_every_method_is_measured_on_the_same_readings(tmp_path: Path) -> None:
    pytest.importorskip("symspellpy")
    if not Path("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf").exists():
        pytest.skip("fonts-arphic-gbsn00lp is not installed")
    options = "--rows 8 --sets 1 --seed 5199 --engine ppocr-v6-small --second ppocr-v4-mobile"
    command = [sys.executable, "-m", "pipeline.cli.main", "bench", "corrections"]
    done = subprocess.run(
        [*command, *options.split(), "--cache", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    header, *lines = done.stdout.splitlines()
    assert header.split()[:7] == [
        "method", "class", "damaged", "restored", "wrong", "precision", "recall"
    ]  # fmt: skip
    found = [line[:28].strip() for line in lines]
    assert found == [method for method in METHODS for _ in range(4)]
    counts = [line[28:].split() for line in lines]
    # All methods are given the same readings: as many damaged and intact names each.
    for n in range(4):
        assert len({(row[1], row[7]) for row in counts[n::4]}) == 1
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "ppocr-v6-small+ppocr-v4-mobile-9.5-8-5199.bin",
        "ppocr-v6-small+ppocr-v4-mobile-9.5-8-5699.bin",
    ]
