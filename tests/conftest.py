"""What every test may use: where the larger samples lie."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of the larger sample scans; the test is skipped, loudly, where it is absent."""
    if not SAMPLES.is_dir():
        pytest.skip(f"SAMPLES ABSENT: {SAMPLES} not found, this test measured nothing")
    return SAMPLES
