"""What was learned is added to the weights it belongs to, and to nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino
import pytest
from openvino import opset13 as ops

from pipeline.extract.ocr.adaptation import adapted, load_differences, save_differences
from pipeline.extract.ocr.models import PP_OCR_V6_SMALL, SMALL_LEARNED
from pipeline.extract.ocr.ppocr import read_recogniser


def weighted(*names: str) -> openvino.Model:
    """Return a network that multiplies by the constants 2, 3, ... of these names."""
    image = ops.parameter([2], openvino.Type.f32)
    output = image.output(0)
    for value, name in enumerate(names, 2):
        constant = ops.constant(np.array([value, value], np.float32))
        constant.set_friendly_name(name)
        output = ops.multiply(output, constant).output(0)
    return openvino.Model([output], [image])


def run(model: openvino.Model) -> list[float]:
    network = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return [float(value) for value in network(np.ones(2, np.float32))[0]]


def test_a_difference_is_added_to_the_weights_of_its_name() -> None:
    model = weighted("first", "second")
    learned = adapted(model, {"second": np.array([1, -1], np.float16)})
    assert run(learned) == [2 * 4, 2 * 2]
    assert run(model) == [6, 6], "the model given was changed"


def test_what_learned_again_is_found_by_the_same_name() -> None:
    once = adapted(weighted("only"), {"only": np.array([1, 1], np.float16)})
    assert run(adapted(once, {"only": np.array([1, 1], np.float16)})) == [4, 4]


def test_nothing_learned_changes_nothing() -> None:
    assert run(adapted(weighted("first"), {})) == [2, 2]


def test_another_network_is_refused() -> None:
    with pytest.raises(KeyError, match="second"):
        adapted(weighted("first"), {"second": np.zeros(2, np.float16)})


def test_differences_survive_their_file(tmp_path: Path) -> None:
    path = tmp_path / "learned.npz"
    save_differences(path, {"a": np.array([0.5, -0.25], np.float16)})
    read = load_differences(path)
    assert {name: each.tolist() for name, each in read.items()} == {"a": [0.5, -0.25]}
    assert read["a"].dtype == np.float16


def test_the_shipped_differences_fit_the_shipped_recogniser() -> None:
    core = openvino.Core()
    plain = core.read_model(PP_OCR_V6_SMALL.paths()[1])
    constants = {node.get_friendly_name(): node for node in plain.get_ordered_ops()}
    differences = load_differences(SMALL_LEARNED)
    assert differences
    for name, difference in differences.items():
        assert difference.shape == tuple(constants[name].get_output_shape(0))
        assert np.isfinite(difference).all()
    learned = read_recogniser(core, PP_OCR_V6_SMALL)
    assert learned.get_rt_info()["framework"]["character"].value


def test_the_fingerprint_tells_what_was_learned(tmp_path: Path) -> None:
    path = tmp_path / "learned.npz"
    path.write_bytes(SMALL_LEARNED.read_bytes() + b"x")
    other = type(PP_OCR_V6_SMALL)(
        PP_OCR_V6_SMALL.name,
        PP_OCR_V6_SMALL.package,
        PP_OCR_V6_SMALL.detector,
        PP_OCR_V6_SMALL.recogniser,
        learned=path,
    )
    assert other.fingerprint() != PP_OCR_V6_SMALL.fingerprint()
