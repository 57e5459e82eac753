"""Model files of the recognisers and their fingerprints, without loading any heavy library."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import math
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MissingToolError


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Which files of which installed wheel make one PP-OCR generation, run by which runtime.

    `sure_blank` is the score of the blank from which the recogniser was never in doubt about it.
    `ranges` is a file that says between which values the recogniser's convolutions count when they
    do so in eight bits, `learned` one with what it has learned besides.
    """

    name: str
    package: str
    detector: str
    recogniser: str
    sure_blank: float = math.inf
    runtime: str = "openvino"
    ranges: Path | None = None
    learned: Path | None = None

    def paths(self) -> tuple[Path, Path]:
        """Return the paths of detector and recogniser.

        Raises:
            MissingToolError: When the wheel or one of its models is not installed.
        """
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise _missing(self.package)
        folder = Path(spec.submodule_search_locations[0]) / "models"
        paths = folder / self.detector, folder / self.recogniser
        for path in paths:
            if not path.is_file():
                raise _missing(path.name)
        return paths

    def fingerprint(self) -> str:
        """SHA-256 over both model files, what was learned besides, and the runtime's version.

        Raises:
            MissingToolError: As for `paths`.
        """
        digest = hashlib.sha256(importlib.metadata.version(self.runtime).encode())
        learned = (self.learned,) if self.learned else ()
        for path in (*self.paths(), *learned):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


SMALL_RANGES = Path(__file__).with_name("ppocr-v6-small.ranges.json")
SMALL_LEARNED = Path(__file__).with_name("ppocr-v6-small.learned.npz")
PP_OCR_V6_SMALL = ModelFiles(
    "ppocr-v6-small",
    "rapidocr",
    "PP-OCRv6_det_small.onnx",
    "PP-OCRv6_rec_small.onnx",
    sure_blank=26.0,
    ranges=SMALL_RANGES,
    learned=SMALL_LEARNED,
)
"""The default reader: best of the models that ship inside a wheel."""

PP_OCR_V4 = ModelFiles(
    "ppocr-v4-mobile",
    "rapidocr_onnxruntime",
    "ch_PP-OCRv4_det_infer.onnx",
    "ch_PP-OCRv4_rec_infer.onnx",
    sure_blank=17.0,
)
"""Another generation, for independent second readings."""


def _missing(what: str) -> MissingToolError:
    return MissingToolError(
        f"缺少识别模型 recogniser model missing: {what}", "运行 run: make setup"
    )
