"""PP-OCR models on OpenVINO: the default recogniser. Models come inside the `rapidocr` wheel.

RapidOCR's own pipeline drops the output matrix after decoding; here the best classes of every
time step are taken inside the network, so alternatives survive and 18,710 classes per step never
cross into numpy (`line_network.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import cv2
import numpy as np
import openvino
from numpy.typing import NDArray

from pipeline.extract.ocr.adaptation import adapted, load_differences
from pipeline.extract.ocr.ctc import decode
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.extract.ocr.graph import Settings, gray_model
from pipeline.extract.ocr.line_network import LineNetwork, cut
from pipeline.extract.ocr.models import PP_OCR_V6_SMALL, ModelFiles
from pipeline.extract.ocr.precision import Precision, inference_precision
from pipeline.extract.ocr.quantisation import Ranges, load_ranges
from pipeline.extract.ocr.text_detection import boxes_from_map
from pipeline.model.geometry import Box

LINE_HEIGHT = 48
"""Input height of every PP-OCR recogniser."""

WIDTH_STEP = 64
"""Crop widths are padded to multiples of this, so that few shapes reach the network: each change
of shape costs it 3 ms. Networks fixed to the six commonest widths would save 0.03 s a page and take
100 MB more in each worker."""

MIN_WIDTH = 128
"""Narrower inputs cost accuracy: the models were trained on padded lines. Of 3,108 short lines
2,997 were read without a doubt like this, 2,995 padded to 160, 2,984 to 112."""

MAX_WIDTH = 3200

DETECTION_SIDE = 1024
"""Longest side of the detector's input. 10 pt type on A4 still has 12 px here, and lines inside
ruled cells are not found by the detector at all. With 1152 and batches of six lines, a run with two
workers peaked at 1.58 GB (PSS of all processes), with these values at 1.46 GB."""

PRINTED, CELL = 20, 32
"""Gray levels by which print, faint print too, differs from what most of a page is, and the pixels
whose multiples the detector takes. What lies around all print, a quarter of most pages, is not
looked at: 165 ms instead of 230."""

SHAPES_KEPT = 32
"""Compiled shapes kept per network. OpenVINO's default of 5,000 grew by 40 MB a page for ever;
with 0 or 64 a worker stays at 0.9 GB (both models, 26 pages) at the same speed."""


class PpOcr:
    """Detector and recogniser of one PP-OCR generation. Models are compiled at first use."""

    def __init__(
        self,
        models: ModelFiles = PP_OCR_V6_SMALL,
        threads: int = 1,
        precision: Precision | None = None,
    ) -> None:
        """Find the model files; `threads` is what one inference may use.

        Numbers are of the `precision` that this machine is fastest with, unless one is named.

        Raises:
            MissingToolError: When the package with the models is not installed.
        """
        self._models = models
        self._threads = threads
        self._precision = precision or inference_precision()
        self._detector_path, _ = models.paths()

    @property
    def name(self) -> str:
        """Name for provenance."""
        return self._models.name

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over both model files and the OpenVINO version."""
        return self._models.fingerprint()

    @cached_property
    def _core(self) -> openvino.Core:
        return openvino.Core()

    @cached_property
    def _detector(self) -> openvino.CompiledModel:
        model = self._core.read_model(self._detector_path)
        return self._core.compile_model(gray_model(model), "CPU", self._settings)

    @cached_property
    def _recogniser(self) -> tuple[LineNetwork, tuple[str, ...]]:
        model = read_recogniser(self._core, self._models)
        characters = model.get_rt_info()["framework"]["character"].value.splitlines()
        network = LineNetwork(
            self._core, cut(model), self._settings, self._models.sure_blank, self._ranges
        )
        return network, ("", *characters, " ")

    @property
    def _ranges(self) -> Ranges:
        measured = self._models.ranges
        return load_ranges(measured) if measured and self._precision.eight_bits else {}

    @property
    def _settings(self) -> Settings:
        # Pinning two single-thread workers put both on one core (measured: half the speed).
        return {
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
            "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT,
            "INFERENCE_PRECISION_HINT": self._precision.floats.value,
        }

    def detect(self, image: Image) -> list[Box]:
        """Return the boxes of text lines in pixels of `image`."""
        height, width = image.shape[:2]
        scale = min(1.0, DETECTION_SIDE / max(height, width))
        map_height = max(CELL, round(height * scale / CELL) * CELL)
        map_width = max(CELL, round(width * scale / CELL) * CELL)
        seen = cv2.resize(_as_gray(image), (map_width, map_height), interpolation=cv2.INTER_AREA)
        part = _printed_part(np.asarray(seen, np.uint8))
        probability = np.zeros(seen.shape, np.float32)
        if part is not None:
            probability[part] = self._detector(_as_input(seen[part])[np.newaxis, np.newaxis])[0][
                0, 0
            ]
        return boxes_from_map(probability, width / map_width, height / map_height)

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        """Read single-line crops; results in the order given.

        They are read one by one, by width: batches are no faster on one thread, and each new
        shape costs the network 3 ms.
        """
        if not crops:
            return []
        network, alphabet = self._recogniser
        lines = [line_input(crop) for crop in crops]
        order = sorted(range(len(crops)), key=lambda index: lines[index][0].shape)
        steps = network.read([lines[index][0] for index in order])
        texts = {
            index: decode(read, alphabet, lines[index][1])
            for index, read in zip(order, steps, strict=True)
        }
        return [texts[index] for index in range(len(crops))]


def read_recogniser(core: openvino.Core, models: ModelFiles) -> openvino.Model:
    """Return the recogniser of a generation with what it has learned besides.

    Raises:
        MissingToolError: When the package with the models is not installed.
    """
    model = core.read_model(models.paths()[1])
    return adapted(model, load_differences(models.learned)) if models.learned else model


def _printed_part(seen: Image) -> tuple[slice, slice] | None:
    """Return the rows and columns of whole cells around all print, one cell of paper with it."""
    printed = cv2.absdiff(seen, np.full_like(seen, np.median(seen[::4, ::4]))) > PRINTED
    sides = [np.flatnonzero(printed.any(axis=axis)) for axis in (1, 0)]
    if not len(sides[0]):
        return None
    rows, columns = (
        slice(
            max(0, int(side[0]) // CELL - 1) * CELL,
            min(length, (int(side[-1]) // CELL + 2) * CELL),
        )
        for side, length in zip(sides, seen.shape, strict=True)
    )
    return rows, columns


def line_input(crop: Image) -> tuple[NDArray[np.float32], float]:
    """Return the network's input for a line, and the share of its width that the line fills."""
    height, width = crop.shape[:2]
    used = int(min(MAX_WIDTH, max(8, round(width * LINE_HEIGHT / max(1, height)))))
    padded = max(MIN_WIDTH, -(-used // WIDTH_STEP) * WIDTH_STEP)
    line = np.zeros((LINE_HEIGHT, padded), np.float32)
    line[:, :used] = _as_input(cv2.resize(_as_gray(crop), (used, LINE_HEIGHT)))
    return line, used / padded


def _as_gray(image: Image) -> Image:
    if image.ndim == 2:
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _as_input(image: cv2.typing.MatLike) -> NDArray[np.float32]:
    """Scale gray values to -1..1, as the models were trained."""
    return np.asarray(image, np.float32) * np.float32(2 / 255) - np.float32(1)
