"""What a recogniser has learned besides, as differences to its weights (`bench adapt`).

PP-OCR learned to read from photographs and clean print. Faxes, photocopies and small type of this
project's documents were shown to it after that, so that it knows how their strokes break. The model
files in the wheel stay as they are; the differences are added when they are loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as ops

Differences = Mapping[str, NDArray[np.float16]]
"""What to add to the constants of a network, by their name, each of the shape of its constant."""


def load_differences(path: Path) -> Differences:
    """Read what was learned.

    Raises:
        OSError: When the file cannot be read.
    """
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def save_differences(path: Path, differences: Differences) -> None:
    """Write what was learned, for `load_differences`."""
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **differences)


def adapted(model: openvino.Model, differences: Differences) -> openvino.Model:
    """Return a copy of the model with the differences added to its weights.

    Raises:
        KeyError: When the model has no constant of a name: it is not the one that learned.
    """
    model = model.clone()
    constants = {node.get_friendly_name(): node for node in model.get_ordered_ops()}
    for name, difference in differences.items():
        known = constants[name]
        learned = ops.constant(known.get_data().astype(np.float32) + difference)
        for target in known.output(0).get_target_inputs():
            target.replace_source_output(learned.output(0))
        learned.set_friendly_name(name)
    return model
