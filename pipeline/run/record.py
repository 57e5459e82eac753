"""`run.json`: when, where and with what the last run was made. The one file that holds a clock."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version

from pipeline.extract.ocr.catalogue import engine_fingerprint
from pipeline.run.keys import code_hash
from pipeline.run.options import RunOptions
from pipeline.run.reading import engines
from pipeline.run.summary import Counts


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Versions and options of one run.

    `code` is a hash of the program, `engines` maps a recogniser to the fingerprint of its models,
    `dictionaries` a file under corrections/ to its SHA-256.
    """

    finished_at: str
    seconds: float
    host: str
    program: str
    code: str
    engines: Mapping[str, str]
    dictionaries: Mapping[str, str]
    options: Mapping[str, str]
    pages_read: int
    counts: Counts


def record_run(
    options: RunOptions,
    dictionaries: Mapping[str, str],
    counts: Counts,
    pages_read: int,
    seconds: float,
) -> RunRecord:
    """Return the record of a run that ends now."""
    return RunRecord(
        finished_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        seconds=round(seconds, 3),
        host=platform.node(),
        program=version("scan-registry"),
        code=code_hash("pipeline"),
        engines={name: engine_fingerprint(name) for name in engines(options)},
        dictionaries=dict(sorted(dictionaries.items())),
        options={name: str(value) for name, value in asdict(options).items()},
        pages_read=pages_read,
        counts=counts,
    )
