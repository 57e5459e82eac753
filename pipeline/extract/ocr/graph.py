"""Small surgery on PP-OCR networks: where to cut, and one gray channel instead of three."""

from __future__ import annotations

import openvino
from openvino import opset13 as ops

Settings = dict[str, object]


def node_above(node: openvino.Node, kind: str) -> openvino.Node:
    """Return the nearest node of a `kind` (such as "MatMul") on the way up from `node`."""
    above = node.input_value(0).get_node()
    while above.get_type_name() != kind:
        above = above.input_value(0).get_node()
    return above


def gray_model(model: openvino.Model) -> openvino.Model:
    """Return the model with one gray channel as input, which it sees three times."""
    (colours,) = model.get_parameters()
    shape = colours.get_partial_shape()
    shape[0], shape[1] = openvino.Dimension(1), openvino.Dimension(1)
    gray = ops.parameter(shape, openvino.Type.f32)
    seen = ops.concat([gray, gray, gray], 1)
    for target in colours.output(0).get_target_inputs():
        target.replace_source_output(seen.output(0))
    return openvino.Model([model.output(0).get_node().input_value(0)], [gray])
