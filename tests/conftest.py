"""What every test may use: the larger samples, and golden files compared exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).resolve().parent
SAMPLES = TESTS.parents[1] / "shared" / "samples"
GOLDEN = TESTS / "golden"


settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("repeatable")
"""The same examples at every run and none of them timed, so that what lands is decided by the
change alone; `make fuzz` looks for new ones, and what it finds is pinned with @example."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew; such a session always fails, so that it is never green",
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--update-golden"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of the larger sample scans; the test is skipped, loudly, where it is absent."""
    if not SAMPLES.is_dir():
        pytest.skip(f"SAMPLES ABSENT: {SAMPLES} not found, this test measured nothing")
    return SAMPLES


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compare bytes with a golden file, exactly."""

    def compare(name: str, actual: bytes) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual)
        assert path.is_file(), f"no golden file {name}: run pytest --update-golden and read it"
        assert actual.decode() == path.read_text(encoding="utf-8")

    return compare
