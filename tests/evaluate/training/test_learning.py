"""The recogniser in PyTorch is the recogniser, and it learns what it is shown."""

from __future__ import annotations

import numpy as np
import openvino
import pytest

from pipeline.evaluate.training.pairs import Pair
from pipeline.extract.ocr.models import PP_OCR_V6_SMALL
from tests.extract.ocr.test_ppocr import digits

torch = pytest.importorskip(
    "torch", reason="pip install -r pipeline/evaluate/training/requirements.txt"
)
pytestmark = pytest.mark.engine


def test_both_networks_say_the_same() -> None:
    from pipeline.evaluate.training.network import OnnxNetwork

    path = PP_OCR_V6_SMALL.paths()[1]
    lines = np.random.default_rng(0).normal(size=(2, 3, 48, 192)).astype(np.float32)
    compiled = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    scores = OnnxNetwork(path)(torch.from_numpy(lines))
    shares = torch.softmax(scores, -1).detach().numpy()
    np.testing.assert_allclose(shares, compiled(lines)[0], atol=1e-4)


def test_it_learns_another_name_for_what_it_sees() -> None:
    from pipeline.evaluate.training.learning import learn
    from pipeline.evaluate.training.network import OnnxNetwork

    path = PP_OCR_V6_SMALL.paths()[1]
    losses: list[float] = []
    texts = ("1234567", "4567123", "7654321")
    pairs = [Pair(digits(text), text.replace("1", "I"), text, 0.5) for text in texts]
    changed = learn(OnnxNetwork(path), [pairs], 0.3, lambda _count, loss: losses.append(loss))
    assert np.mean(losses[-3:]) < np.mean(losses[:3])
    assert all(np.isfinite(each).all() for each in changed.values())
    assert not set(changed) & OnnxNetwork(path).alphabet
