"""Convolutions of a network in numbers of eight bits: what a quarter of the bits costs and saves.

Inputs are cut into 256 equal steps between two ends that were measured (`scan-registry bench
ranges`), weights into 255 steps for each output. What lies between the convolutions named stays in
32-bit floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as ops

INPUT_STEPS, WEIGHT_STEPS = 256, 255
"""Steps of an input, and of a weight around its zero. Processors without VNNI add two products in
sixteen bits, where those of the largest inputs and weights are cut off. That adds a twentieth to
what eight bits change: features by 0.090 of them instead of 0.085, mean of 80 lines. With weights
in half as many steps nothing would ever be cut off, and features change by 0.124."""


@dataclass(frozen=True, slots=True)
class InputRange:
    """Between which values a convolution's input lies; what lies beyond is cut off.

    `deviation` is what eight bits for this one convolution change in what the network puts out, as
    a share of it (mean over the lines that were measured).
    """

    low: float
    high: float
    deviation: float = 0.0


Ranges = Mapping[str, InputRange]
"""Convolutions by name."""


def load_ranges(path: Path) -> Ranges:
    """Read measured ranges.

    Raises:
        msgspec.DecodeError: When the file is not what `bench ranges` writes.
    """
    return msgspec.json.decode(path.read_bytes(), type=dict[str, InputRange])


def quantised(model: openvino.Model, ranges: Ranges) -> openvino.Model:
    """Return a copy of the model whose convolutions named in `ranges` count in eight bits.

    Raises:
        KeyError: When the model has no convolution of that name; its weights are not those that the
            ranges were measured on.
    """
    model = model.clone()
    nodes = {node.get_friendly_name(): node for node in model.get_ordered_ops()}
    for name, measured in ranges.items():
        values, weights = nodes[name].input(0), nodes[name].input(1)
        ends = _with_zero_on_a_step(measured)
        values.replace_source_output(
            _in_steps(values.get_source_output(), np.reshape(ends, (2, 1, 1, 1, 1)), INPUT_STEPS)
        )
        numbers = weights.get_source_output().get_node().get_data()
        largest = np.abs(numbers).max(axis=(1, 2, 3), keepdims=True)
        weights.replace_source_output(
            _in_steps(weights.get_source_output(), np.stack([-largest, largest]), WEIGHT_STEPS)
        )
    model.validate_nodes_and_infer_types()
    return model


def _with_zero_on_a_step(measured: InputRange) -> tuple[float, float]:
    """Return the range moved so that zero, which padding is made of, is one of its steps."""
    step = (measured.high - min(0.0, measured.low)) / (INPUT_STEPS - 1)
    below = round(-min(0.0, measured.low) / step)
    return -below * step, (INPUT_STEPS - 1 - below) * step


def _in_steps(values: openvino.Output, ends: NDArray[np.floating], steps: int) -> openvino.Output:
    """Return `values` rounded to that many steps between both `ends`, lowest and highest."""
    low, high = (ops.constant(np.asarray(end, np.float32)) for end in ends)
    return ops.fake_quantize(values, low, high, low, high, steps).output(0)
