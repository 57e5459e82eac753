"""Measure between which values a recogniser's convolutions count, so that eight bits suffice.

Lines of scans go through the network as it reads them. For each convolution that costs much the
range is taken that changes the network's output least; where every range changes it too much, the
convolution stays in floats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as ops

from pipeline.evaluate.lines_read import lines_read
from pipeline.extract.ocr.line_network import cut
from pipeline.extract.ocr.models import ModelFiles
from pipeline.extract.ocr.ppocr import LINE_HEIGHT, PpOcr, line_input, read_recogniser
from pipeline.extract.ocr.precision import Precision
from pipeline.extract.ocr.quantisation import InputRange, Ranges, quantised

Array = NDArray[np.float32]

EXPENSIVE = 20e6
"""Multiplications for a line of `WIDTH` pixels from which a convolution of 1 x 1 counts in eight
bits. Nine tenths of all multiplications are there; the wider kernels near the image cost little and
change the output most."""
WIDTH = 640
SENSITIVE = 0.08
"""A convolution that alone changes the output by more than this share stays in floats. None of 25
does (most 0.01 to 0.03, one 0.07); with all of them in eight bits one cell more of the 5,101 of the
sample scans is wrong than with the three that change most in floats."""
SHARES = (1.0, 0.98, 0.9, 0.7, 0.4)
"""Ranges are tried that hold all values of these shares of the lines: few lines have values far
out, and steps that reach there are too wide for all others."""
TRIED = 30
"""On how many lines each range is tried."""


def lines_of(scans: Path, models: ModelFiles, every: int) -> list[Array]:
    """Read all PDF scans of a folder; return every nth line, (48, W) in -1..1."""
    engine = PpOcr(models, precision=Precision())
    paths = sorted(scans.rglob("*.pdf"))
    crops = (crop for path in paths for crop, _ in lines_read(path, engine))
    return [line_input(crop)[0] for crop in islice(crops, 0, None, every)]


def body_of(models: ModelFiles) -> openvino.Model:
    """Return the half of a recogniser that sees the line."""
    return cut(read_recogniser(openvino.Core(), models)).body


def measure_ranges(body: openvino.Model, lines: Sequence[Array]) -> Ranges:
    """Return the best range of each convolution that costs much and bears eight bits."""
    names = list(expensive_convolutions(body))
    tried = lines[:: max(1, len(lines) // TRIED)]
    expected = _features(body, tried)
    best = {}
    for name, ends in zip(names, _input_ends(body, names, lines), strict=True):
        ranges = [
            (float(np.quantile(ends[0], 1 - share)), float(np.quantile(ends[1], share)))
            for share in SHARES
        ]
        measured = [
            InputRange(*each, _deviation(body, {name: InputRange(*each)}, tried, expected))
            for each in ranges
        ]
        chosen = min(measured, key=lambda each: each.deviation)
        if chosen.deviation <= SENSITIVE:
            best[name] = chosen
    return best


def to_ranges_json(ranges: Ranges) -> bytes:
    """Return the file that `load_ranges` reads: one convolution a line, four decimals."""
    entries = []
    for name, each in ranges.items():
        low, high, deviation = (round(end, 4) for end in (each.low, each.high, each.deviation))
        entry = msgspec.json.encode({name: InputRange(low, high, deviation)}).decode()
        entries.append(entry.removeprefix("{").removesuffix("}"))
    return ("{\n" + ",\n".join(entries) + "\n}\n").encode()


def expensive_convolutions(body: openvino.Model) -> Iterator[str]:
    """Yield the names of the convolutions of 1 x 1 that cost much, from image to output."""
    sized = body.clone()
    sized.reshape({sized.input(0): [1, 1, LINE_HEIGHT, WIDTH]})
    for node in sized.get_ordered_ops():
        if node.get_type_name() == "Convolution":
            _, channels, *kernel = node.input(1).get_shape()
            cost = np.prod(node.output(0).get_shape()) * channels
            if kernel == [1, 1] and cost >= EXPENSIVE:
                yield node.get_friendly_name()


def _input_ends(
    body: openvino.Model, names: Sequence[str], lines: Sequence[Array]
) -> NDArray[np.float32]:
    """Return lowest and highest inputs: (convolutions, 2, lines)."""
    model = body.clone()
    nodes = {node.get_friendly_name(): node for node in model.get_ordered_ops()}
    everything = ops.constant(np.array([0, 1, 2, 3]))
    ends = [
        reduce(nodes[name].input_value(0), everything).output(0)
        for name in names
        for reduce in (ops.reduce_min, ops.reduce_max)
    ]
    network = _compiled(openvino.Model(ends, model.get_parameters()))
    seen = [np.array([*network(line[np.newaxis, np.newaxis]).values()]) for line in lines]
    return np.stack(seen, axis=-1).reshape(len(names), 2, len(lines))


def _deviation(
    body: openvino.Model, ranges: Ranges, lines: Sequence[Array], expected: Sequence[Array]
) -> float:
    """Return the mean share by which eight bits change the features of lines."""
    changed = _features(quantised(body, ranges), lines)
    pairs = zip(changed, expected, strict=True)
    return float(np.mean([np.abs(now - then).mean() / np.abs(then).mean() for now, then in pairs]))


def _features(body: openvino.Model, lines: Sequence[Array]) -> list[Array]:
    network = _compiled(body)
    return [np.array(network(line[np.newaxis, np.newaxis])[0]) for line in lines]


def _compiled(model: openvino.Model) -> openvino.CompiledModel:
    return openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
