"""PP-OCR models on OpenVINO: the default recogniser. Models come inside the `rapidocr` wheel.

RapidOCR's own pipeline drops the output matrix after decoding; here the best classes of every
time step are taken inside the network (a TopK node), so alternatives survive and 18,710 classes
per step never cross into numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import cv2
import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13

from pipeline.extract.ocr.ctc import Steps, decode
from pipeline.extract.ocr.engine import Image, RecognisedText
from pipeline.extract.ocr.models import PP_OCR_V6_SMALL, ModelFiles
from pipeline.extract.ocr.text_detection import boxes_from_map
from pipeline.model.geometry import Box

LINE_HEIGHT = 48
"""Input height of every PP-OCR recogniser."""

WIDTH_STEP = 32
"""Crop widths are padded to multiples of this, so that few shapes reach the network."""

MIN_WIDTH = 160
"""Narrower inputs cost accuracy: the models were trained on padded lines."""

MAX_WIDTH = 3200
BATCH_PIXELS = 48 * 320 * 4
"""Pixels per recogniser batch. The output has 18,710 classes a step, so batches cost memory, and
larger ones were no faster on one thread."""

DETECTION_SIDE = 1024
"""Longest side of the detector's input. 10 pt type on A4 still has 12 px here, and lines inside
ruled cells are not found by the detector at all. With 1152 and batches of six lines, a run with two
workers peaked at 1.58 GB (PSS of all processes), with these values at 1.46 GB."""

TOP_K = 6

SHAPES_KEPT = 32
"""Compiled shapes kept per network. OpenVINO's default of 5,000 grew by 40 MB a page for ever;
with 0 or 64 a worker stays at 0.9 GB (both models, 26 pages) at the same speed."""


class PpOcr:
    """Detector and recogniser of one PP-OCR generation. Models are compiled at first use."""

    def __init__(self, models: ModelFiles = PP_OCR_V6_SMALL, threads: int = 1) -> None:
        """Find the model files; `threads` is what one inference may use.

        Raises:
            MissingToolError: When the package with the models is not installed.
        """
        self._models = models
        self._threads = threads
        self._detector_path, self._recogniser_path = models.paths()

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
        return self._compile(self._core.read_model(self._detector_path))

    @cached_property
    def _recogniser(self) -> tuple[openvino.CompiledModel, tuple[str, ...]]:
        model = self._core.read_model(self._recogniser_path)
        characters = model.get_rt_info()["framework"]["character"].value.splitlines()
        best = opset13.topk(
            model.output(0).get_node().input_value(0), opset13.constant(TOP_K), 2, "max", "value"
        )
        reduced = openvino.Model([best.output(0), best.output(1)], model.get_parameters())
        return self._compile(reduced), ("", *characters, " ")

    def _compile(self, model: openvino.Model) -> openvino.CompiledModel:
        # Pinning two single-thread workers put both on one core (measured: half the speed).
        settings = {
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
            "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT,
        }
        return self._core.compile_model(model, "CPU", settings)

    def detect(self, image: Image) -> list[Box]:
        """Return the boxes of text lines in pixels of `image`."""
        height, width = image.shape[:2]
        scale = min(1.0, DETECTION_SIDE / max(height, width))
        map_height = max(32, round(height * scale / 32) * 32)
        map_width = max(32, round(width * scale / 32) * 32)
        resized = cv2.resize(_as_rgb(image), (map_width, map_height), interpolation=cv2.INTER_AREA)
        tensor = (resized.astype(np.float32).transpose(2, 0, 1) / 255.0 - 0.5) / 0.5
        probability = self._detector(tensor[np.newaxis])[0][0, 0]
        return boxes_from_map(probability, width / map_width, height / map_height)

    def recognise(self, crops: Sequence[Image]) -> list[RecognisedText]:
        """Read single-line crops, in width-sorted batches; results in the order given."""
        widths = [_input_width(crop) for crop in crops]
        results: list[RecognisedText | None] = [None] * len(crops)
        order = sorted(range(len(crops)), key=lambda index: (widths[index], index))
        while order:
            batch_width = _padded(widths[order[0]])
            size = max(1, BATCH_PIXELS // (LINE_HEIGHT * batch_width))
            batch = [i for i in order[:size] if _padded(widths[i]) == batch_width]
            order = order[len(batch) :]
            for index, text in zip(batch, self._read_batch(crops, widths, batch), strict=True):
                results[index] = text
        return [result for result in results if result is not None]

    def _read_batch(
        self, crops: Sequence[Image], widths: Sequence[int], batch: Sequence[int]
    ) -> list[RecognisedText]:
        network, alphabet = self._recogniser
        padded = _padded(widths[batch[0]])
        tensor = np.zeros((len(batch), 3, LINE_HEIGHT, padded), np.float32)
        for row, index in enumerate(batch):
            line = cv2.resize(_as_rgb(crops[index]), (widths[index], LINE_HEIGHT))
            tensor[row, :, :, : widths[index]] = (
                line.astype(np.float32).transpose(2, 0, 1) / 255.0 - 0.5
            ) / 0.5
        output = network(tensor)
        probabilities, classes = np.asarray(output[0]), np.asarray(output[1])
        return [
            decode(Steps(probabilities[row], classes[row]), alphabet, widths[index] / padded)
            for row, index in enumerate(batch)
        ]


def _as_rgb(image: Image) -> NDArray[np.uint8]:
    if image.ndim == 3:
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _input_width(crop: Image) -> int:
    height, width = crop.shape[:2]
    return int(min(MAX_WIDTH, max(8, round(width * LINE_HEIGHT / max(1, height)))))


def _padded(width: int) -> int:
    return max(MIN_WIDTH, -(-width // WIDTH_STEP) * WIDTH_STEP)
