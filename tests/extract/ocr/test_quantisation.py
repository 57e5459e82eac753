"""Convolutions in eight bits: close to those in floats, and only those that were measured."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import openvino
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openvino import opset13 as ops

from pipeline.evaluate.ranges import (
    SENSITIVE,
    body_of,
    expensive_convolutions,
    measure_ranges,
    to_ranges_json,
)
from pipeline.extract.ocr.models import PP_OCR_V6_SMALL, SMALL_RANGES
from pipeline.extract.ocr.ppocr import PpOcr
from pipeline.extract.ocr.precision import Precision
from pipeline.extract.ocr.quantisation import InputRange, load_ranges, quantised
from tests.extract.ocr.test_ppocr import digits

CHANNELS = 96


def two_convolutions(seed: int) -> openvino.Model:
    random = np.random.default_rng(seed)
    image = ops.parameter([1, CHANNELS, 4, -1], openvino.Type.f32)
    output = image.output(0)
    for name in ("first", "second"):
        weights = random.normal(size=(CHANNELS, CHANNELS, 1, 1)).astype(np.float32)
        node = ops.convolution(output, ops.constant(weights), [1, 1], [0, 0], [0, 0], [1, 1])
        node.set_friendly_name(name)
        output = node.output(0)
    return openvino.Model([output], [image])


def in_steps(model: openvino.Model, name: str) -> openvino.Model:
    """Round the weights of a convolution to 127 steps on either side of zero."""
    model = model.clone()
    node = next(node for node in model.get_ops() if node.get_friendly_name() == name)
    weights = node.input_value(1).get_node().get_data()
    step = np.abs(weights).max(axis=(1, 2, 3), keepdims=True) / 127
    node.input(1).replace_source_output(ops.constant(np.rint(weights / step) * step).output(0))
    return model


def close(seen: np.ndarray, expected: np.ndarray, share: float) -> bool:
    return bool(np.abs(seen - expected).mean() < share * np.abs(expected).mean())


def run(model: openvino.Model, values: np.ndarray) -> np.ndarray:
    network = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.array(network(values)[0])


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999), st.floats(0.1, 30))
def test_outputs_are_those_of_rounded_inputs_and_weights(seed: int, high: float) -> None:
    random = np.random.default_rng(seed)
    model = two_convolutions(seed)
    low, step = -5 * high / 250, high / 250
    values = random.normal(0, high / 3, (1, CHANNELS, 4, 16)).astype(np.float32)
    seen = run(quantised(model, {"first": InputRange(low, high)}), values)
    rounded = (np.clip(np.rint(values / step), -5, 250) * step).astype(np.float32)
    assert close(seen, run(in_steps(model, "first"), rounded), 0.006)
    assert close(seen, run(model, values.clip(low, high)), 0.03)


def test_zero_stays_zero() -> None:
    model = quantised(two_convolutions(3), {"first": InputRange(-0.7, 1.9)})
    assert not run(model, np.zeros((1, CHANNELS, 4, 8), np.float32)).any()


def test_what_lies_beyond_the_range_is_cut_off() -> None:
    ranges = {"first": InputRange(-1.0, 1.0)}
    far, end = (np.full((1, CHANNELS, 4, 8), value, np.float32) for value in (50.0, 1.0))
    model = quantised(two_convolutions(3), ranges)
    assert np.allclose(run(model, far), run(model, end), atol=0.1)


def test_the_model_given_stays_as_it_is() -> None:
    model = two_convolutions(1)
    quantised(model, {"second": InputRange(-1.0, 1.0)})
    assert "FakeQuantize" not in {node.get_type_name() for node in model.get_ops()}


def test_ranges_of_other_weights_are_refused() -> None:
    with pytest.raises(KeyError, match="third"):
        quantised(two_convolutions(1), {"third": InputRange(-1.0, 1.0)})


def test_measured_ranges_come_back_from_their_file(tmp_path: Path) -> None:
    ranges = {"Conv.8": InputRange(-1.41, 1.6857, 0.0187), "Conv.9": InputRange(-0.17, 3.377)}
    path = tmp_path / "ranges.json"
    path.write_bytes(to_ranges_json(ranges))
    assert load_ranges(path) == ranges


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ranges.json"
    path.write_text('{"Conv.8": [1, 2]}')
    with pytest.raises(msgspec.ValidationError):
        load_ranges(path)


@pytest.mark.engine
def test_the_shipped_ranges_are_of_the_recogniser() -> None:
    body = body_of(PP_OCR_V6_SMALL)
    costly = list(expensive_convolutions(body))
    shipped = load_ranges(SMALL_RANGES)
    assert list(shipped) == costly
    assert all(each.deviation <= SENSITIVE for each in shipped.values())


@pytest.mark.engine
def test_lines_read_the_same_in_eight_bits_and_in_floats() -> None:
    lines = [digits(text) for text in ("100045", "010-88656265", "7", "2021.05")]
    in_bytes, in_floats = (
        PpOcr(precision=Precision(eight_bits=short)).recognise(lines) for short in (True, False)
    )
    assert [read.text for read in in_bytes] == [read.text for read in in_floats]
    assert in_bytes != in_floats


def test_ranges_are_measured_where_most_is_multiplied() -> None:
    random = np.random.default_rng(5)
    image = ops.parameter([1, 1, 48, -1], openvino.Type.f32)
    output = image.output(0)
    for name, channels in (("wide", 1), ("costly", 64), ("last", 64)):
        weights = random.normal(size=(64, channels, 1, 1)).astype(np.float32)
        node = ops.convolution(output, ops.constant(weights), [1, 1], [0, 0], [0, 0], [1, 1])
        node.set_friendly_name(name)
        output = ops.relu(node).output(0)
    body = openvino.Model([output], [image])
    lines = [random.uniform(-1, 1, (48, 128)).astype(np.float32) for _ in range(3)]
    measured = measure_ranges(body, lines)
    assert list(measured) == ["costly", "last"]
    assert all(each.low <= 0 < each.high for each in measured.values())
    assert all(0 < each.deviation <= SENSITIVE for each in measured.values())
