"""The network that reads a line, cut in two: image -> time steps, time steps -> characters.

Choosing among 18,710 characters costs as much as all that comes before, and two of three time
steps are the blank between characters. So the blank is scored first, and only steps that are not
sure to be blank go on to the characters. Never decides what a line says: see `ctc.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as ops

from pipeline.extract.ocr.ctc import BLANK, Steps
from pipeline.extract.ocr.graph import Settings, gray_model, node_above
from pipeline.extract.ocr.quantisation import Ranges, quantised

Array = NDArray[np.float32]

TOP_K = 6
ROWS = 32
"""Time steps that go through the characters together; their scores still fit the cache."""
GROUP = 64
"""The best characters are sought in the best groups of this many: the same characters, in half
the time of a search among all of them (40 us instead of 80 us a step)."""


@dataclass(frozen=True, slots=True)
class Halves:
    """A recogniser cut in two.

    `body`: a line (1, 1, 48, W) in -1..1 -> features of each time step, score of its blank;
    `head`: features of `ROWS` time steps -> their best characters.
    """

    body: openvino.Model
    head: openvino.Model


def cut(model: openvino.Model) -> Halves:
    """Cut `model` (a line in, probabilities of characters per time step out)."""
    model = gray_model(model)
    added = node_above(model.output(0).get_node(), "Add")
    product = node_above(added, "MatMul")
    features, weights = product.input_value(0), product.input_value(1)
    bias = added.input_value(1)
    first = ops.constant(np.array([BLANK]))
    blank = ops.add(
        ops.matmul(features, ops.gather(weights, first, ops.constant(1)), False, False),
        ops.gather(bias, first, ops.constant(0)),
    )
    body = openvino.Model([features, blank.output(0)], model.get_parameters())
    return Halves(body, _head(weights, bias))


class LineNetwork:
    """Both halves of one recogniser, compiled once."""

    def __init__(
        self,
        core: openvino.Core,
        halves: Halves,
        settings: Settings,
        sure_blank: float,
        ranges: Ranges = MappingProxyType({}),
    ) -> None:
        """Compile both halves, the convolutions in `ranges` in eight bits.

        `sure_blank` is the score of the blank above which a step is taken for blank.
        """
        body = quantised(halves.body, ranges) if ranges else halves.body
        self._body = core.compile_model(body, "CPU", settings)
        self._head = core.compile_model(halves.head, "CPU", settings)
        self._sure_blank = sure_blank

    def read(self, lines: Sequence[Array]) -> list[Steps]:
        """Return the best classes of each time step of each line, a (48, W) array in -1..1."""
        outputs = [self._body(line[np.newaxis, np.newaxis]) for line in lines]
        features = [np.array(output[0][0], np.float32) for output in outputs]
        blanks = [np.array(output[1][0, :, 0], np.float32) for output in outputs]
        ends = np.cumsum([len(part) for part in features])[:-1]
        steps = self._classify(np.concatenate(features), np.concatenate(blanks))
        parts = (np.split(array, ends) for array in (steps.probabilities, steps.classes))
        return [Steps(*part) for part in zip(*parts, strict=True)]

    def _classify(self, features: Array, blank: Array) -> Steps:
        """Return the best classes of each row of `features`."""
        probabilities = np.zeros((len(blank), TOP_K), np.float32)
        probabilities[:, 0] = 1.0
        classes = np.tile(np.arange(BLANK, BLANK + TOP_K, dtype=np.int32), (len(blank), 1))
        open_rows = np.flatnonzero(blank < self._sure_blank)
        chunk = np.zeros((ROWS, features.shape[1]), np.float32)
        for start in range(0, len(open_rows), ROWS):
            rows = open_rows[start : start + ROWS]
            chunk[: len(rows)] = features[rows]
            output = self._head(chunk)
            probabilities[rows] = output[0][0, : len(rows)]
            classes[rows] = _class_numbers(output[1][0], output[2][0])[: len(rows)]
        return Steps(probabilities, classes)


def _head(weights: openvino.Output, bias: openvino.Output) -> openvino.Model:
    """Features of `ROWS` steps -> best probabilities, their places among the groups, groups."""
    features, n_classes = weights.get_shape()
    rows = ops.parameter([ROWS, features], openvino.Type.f32)
    scores = ops.add(ops.matmul(rows, weights, False, False), bias)
    probability = ops.softmax(ops.reshape(scores, ops.constant([1, ROWS, n_classes]), False), 2)
    n_groups = -(-n_classes // GROUP)
    filled = ops.pad(
        probability,
        ops.constant([0, 0, 0]),
        ops.constant([0, 0, n_groups * GROUP - n_classes]),
        "constant",
        ops.constant(np.float32(0)),
    )
    groups = ops.reshape(filled, ops.constant([1, ROWS, n_groups, GROUP]), False)
    k = ops.constant(TOP_K)
    best_groups = ops.topk(ops.reduce_max(groups, ops.constant([3])), k, 2, "max", "value")
    members = ops.gather(groups, best_groups.output(1), ops.constant(2), batch_dims=2)
    flat = ops.reshape(members, ops.constant([1, ROWS, TOP_K * GROUP]), False)
    best = ops.topk(flat, k, 2, "max", "value")
    return openvino.Model([best.output(0), best.output(1), best_groups.output(1)], [rows])


def _class_numbers(places: NDArray[np.int32], groups: NDArray[np.int32]) -> NDArray[np.int32]:
    """Turn places among the members of the best groups into class numbers."""
    group = np.take_along_axis(groups, places // GROUP, axis=1)
    return np.asarray(group * GROUP + places % GROUP, np.int32)
