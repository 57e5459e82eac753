"""The best of many classes, found through the best groups of them."""

from __future__ import annotations

import numpy as np
import openvino
from openvino import opset13 as ops

from pipeline.extract.ocr.graph import Settings
from pipeline.extract.ocr.line_network import GROUP, ROWS, TOP_K, LineNetwork, cut

N_CLASSES, STEPS, FEATURES = 9 * GROUP - 7, 2 * ROWS + 3, 48


def softmax_over(weights: np.ndarray, bias: np.ndarray) -> openvino.Model:
    """A recogniser whose time steps are the columns of its first channel."""
    image = ops.parameter([1, 3, FEATURES, -1], openvino.Type.f32)
    first = ops.gather(image, ops.constant(np.array(0)), ops.constant(1))
    columns = ops.transpose(first, ops.constant([0, 2, 1]))
    scores = ops.add(ops.matmul(columns, ops.constant(weights), False, False), ops.constant(bias))
    return openvino.Model([ops.softmax(scores, 2).output(0)], [image])


def test_the_best_classes_are_those_of_a_full_search() -> None:
    random = np.random.default_rng(7)
    weights = random.normal(size=(FEATURES, N_CLASSES)).astype(np.float32)
    bias = random.normal(size=N_CLASSES).astype(np.float32)
    line = (random.normal(size=(FEATURES, STEPS)) / 4).astype(np.float32)
    settings: Settings = {"INFERENCE_PRECISION_HINT": "f32"}
    network = LineNetwork(openvino.Core(), cut(softmax_over(weights, bias)), settings, 4.0)
    (steps,) = network.read([line])
    scores = line.T @ weights + bias
    probability = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    order = np.argsort(-probability, axis=1)[:, :TOP_K]
    doubted = scores[:, 0] < 4.0
    assert 0 < doubted.sum() < STEPS
    assert np.array_equal(steps.classes[doubted], order[doubted])
    assert np.allclose(
        steps.probabilities[doubted], np.take_along_axis(probability, order, 1)[doubted], atol=1e-5
    )
    assert (steps.classes[~doubted, 0] == 0).all()
    assert (steps.probabilities[~doubted, 0] == 1.0).all()
