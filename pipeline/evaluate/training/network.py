"""The recogniser in PyTorch, node by node as its ONNX file says, so that it can learn.

Knows the 21 kinds of node that PP-OCR's recognisers are made of. Decides nothing about learning.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

from pipeline.extract.ocr.ctc import BLANK

Values = list[torch.Tensor]


class Settings(msgspec.Struct, frozen=True):
    """What ONNX calls the attributes of a node; each kind of node has some of them."""

    kernel_shape: tuple[int, ...] = ()
    strides: tuple[int, ...] = (1, 1)
    pads: tuple[int, ...] = (0, 0, 0, 0)
    auto_pad: str = "NOTSET"
    group: int = 1
    axis: int = -1
    axes: tuple[int, ...] = ()
    perm: tuple[int, ...] = ()
    keepdims: int = 1
    alpha: float = 0.2
    beta: float = 0.5


def _settings_of(node: onnx.NodeProto) -> Settings:
    given = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
    given = {name: v.decode() if isinstance(v, bytes) else v for name, v in given.items()}
    return msgspec.convert(given, Settings)


class OnnxNetwork:
    """A line (N, 3, 48, W) in -1..1 -> scores of the characters at each time step (N, T, C).

    `weights` are all constants of floating-point numbers, by their name in the file, `alphabet`
    the names of those that stand for the characters. `numbers` says which class a character is.
    """

    def __init__(self, path: Path) -> None:
        """Read the network.

        Raises:
            KeyError: At the first line read, for a kind of node that is not known here.
        """
        model = onnx.load(str(path))
        characters = next(
            each.value for each in model.metadata_props if each.key == "character"
        ).splitlines()
        self.numbers = {char: number for number, char in enumerate(characters, BLANK + 1)}
        self.weights: dict[str, torch.Tensor] = {}
        self._constants: dict[str, torch.Tensor] = {}
        for constant in model.graph.initializer:
            self._keep(constant.name, constant)
        self._nodes: list[tuple[str, list[str], str, Settings]] = []
        for node in model.graph.node:
            if node.op_type == "Constant":
                self._keep(node.output[0], node.attribute[0].t)
            else:
                step = node.op_type, list(node.input), node.output[0], _settings_of(node)
                self._nodes.append(step)
        self._line = model.graph.input[0].name
        scores = max(at for at, node in enumerate(self._nodes) if node[0] == "Softmax")
        self._nodes = self._nodes[:scores]
        by_kind = {kind: inputs for kind, inputs, _, _ in self._nodes}
        self.alphabet = {*by_kind["MatMul"], *by_kind["Add"]} & set(self.weights)

    def _keep(self, name: str, constant: onnx.TensorProto) -> None:
        values = torch.from_numpy(numpy_helper.to_array(constant).copy())
        if values.dtype == torch.float32 and values.numel() > 1:
            self.weights[name] = values
        else:
            self._constants[name] = values

    def __call__(self, lines: torch.Tensor) -> torch.Tensor:
        """Return the scores, before they are made shares."""
        known: dict[str, torch.Tensor] = {self._line: lines, **self._constants, **self.weights}
        for kind, inputs, output, settings in self._nodes:
            known[output] = NODES[kind]([known[name] for name in inputs if name], settings)
        return known[self._nodes[-1][2]]


def _padded(values: torch.Tensor, settings: Settings, filler: float = 0.0) -> torch.Tensor:
    top, left, bottom, right = settings.pads
    if settings.auto_pad == "SAME_UPPER":  # of kernels of 2 x 2 in steps of one
        bottom = right = 1
    return functional.pad(values, (left, right, top, bottom), value=filler)


def _convolved(values: Values, settings: Settings) -> torch.Tensor:
    bias = values[2] if len(values) > 2 else None
    seen = _padded(values[0], settings)
    return functional.conv2d(seen, values[1], bias, settings.strides, groups=settings.group)


def _pooled(values: Values, settings: Settings) -> torch.Tensor:
    padded = _padded(values[0], settings, -torch.inf)
    return functional.max_pool2d(padded, settings.kernel_shape, settings.strides)


def _axes(values: Values, settings: Settings) -> tuple[int, ...]:
    return settings.axes or tuple(values[1].tolist())


def _sliced(values: Values, settings: Settings) -> torch.Tensor:
    part = values[0]
    for start, end, axis in zip(*(each.tolist() for each in values[1:4]), strict=True):
        part = part.narrow(axis, start, min(end, part.shape[axis]) - start)
    return part


def _reshaped(values: Values, settings: Settings) -> torch.Tensor:
    shape = values[1].tolist()
    return values[0].reshape([size or values[0].shape[at] for at, size in enumerate(shape)])


def _squeezed(values: Values, settings: Settings) -> torch.Tensor:
    return values[0].squeeze(_axes(values, settings))


def _unsqueezed(values: Values, settings: Settings) -> torch.Tensor:
    wider = values[0]
    for axis in sorted(_axes(values, settings)):
        wider = wider.unsqueeze(axis)
    return wider


def _normalised(values: Values, settings: Settings) -> torch.Tensor:
    lines, scale, shift, mean, variance = values
    return functional.batch_norm(lines, mean.detach(), variance.detach(), scale, shift)


NODES: dict[str, Callable[[Values, Settings], torch.Tensor]] = {
    "Add": lambda values, _: values[0] + values[1],
    "AveragePool": lambda values, settings: functional.avg_pool2d(
        values[0], settings.kernel_shape, settings.strides
    ),
    "BatchNormalization": _normalised,
    "Concat": lambda values, settings: torch.cat(values, settings.axis),
    "Conv": _convolved,
    "Div": lambda values, _: values[0] / values[1],
    "Erf": lambda values, _: torch.erf(values[0]),
    "HardSigmoid": lambda values, settings: torch.clamp(
        values[0] * settings.alpha + settings.beta, 0, 1
    ),
    "Identity": lambda values, _: values[0],
    "MatMul": lambda values, _: values[0] @ values[1],
    "MaxPool": _pooled,
    "Mul": lambda values, _: values[0] * values[1],
    "Pow": lambda values, _: values[0] ** values[1],
    "ReduceMean": lambda values, settings: values[0].mean(
        _axes(values, settings), keepdim=bool(settings.keepdims)
    ),
    "Relu": lambda values, _: functional.relu(values[0]),
    "Reshape": _reshaped,
    "Shape": lambda values, _: torch.tensor(values[0].shape),
    "Sigmoid": lambda values, _: torch.sigmoid(values[0]),
    "Slice": _sliced,
    "Softmax": lambda values, settings: torch.softmax(values[0], settings.axis),
    "Sqrt": lambda values, _: torch.sqrt(values[0]),
    "Squeeze": _squeezed,
    "Sub": lambda values, _: values[0] - values[1],
    "Transpose": lambda values, settings: values[0].permute(settings.perm),
    "Unsqueeze": _unsqueezed,
}
