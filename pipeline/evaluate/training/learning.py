"""Let the recogniser learn: CTC on lines with their text, for the weights that may change."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch.nn import functional

from pipeline.evaluate.training.network import OnnxNetwork
from pipeline.evaluate.training.pairs import Pair
from pipeline.evaluate.training.views import Batch, batch_of, is_shown, weight
from pipeline.extract.ocr.adaptation import Differences

LINES = 16
"""Lines in a batch."""
POOL = 16
"""Batches drawn at once, so that lines of like width can be put together."""
RATE = 3e-4
"""Learning rate at its highest; it falls with a cosine to a twentieth."""
WARM_UP = 60
"""Batches in which the rate rises."""
MEMORY = 0.998
"""Weights that are kept are a mean of those on the way: this much of it stays with each batch."""
STRANGE = 4.0
"""A line that costs more for each character counts as this much: its text may be wrong."""
POINTWISE = 20_000
"""Numbers from which the weights of a convolution of 1 x 1 stay as they are. They are most of all;
broken strokes are seen by the others, and the file with what was learned stays small."""

SHARE = 0.5
"""How much of what was learned is kept. Weights between those before and those after are better on
scans unlike those learned from. Of 1,168 cells of sample scans at 110 dpi, worn otherwise than the
maker's, 49 were wrong with nothing learned, 44 with 0.35 of it, 45 with half, 54 with 0.65 and 63
with all; of 4,170 cells of made faxes 15 with nothing, 6 with 0.35 and 4 with half."""

Progress = Callable[[int, float], None]


def learn(
    network: OnnxNetwork,
    groups: Sequence[Sequence[Pair]],
    minutes: float,
    progress: Progress = lambda _batches, _loss: None,
) -> Differences:
    """Learn for so long from groups of lines, as many of each; return what changed.

    Lines are drawn and varied by a fixed seed, but how many are seen depends on the machine.
    """
    for name, weights in network.weights.items():
        weights.requires_grad_(name not in network.alphabet and not is_costly(weights))
    learning = {name: each for name, each in network.weights.items() if each.requires_grad}
    before = {name: weights.detach().clone() for name, weights in learning.items()}
    kept = {name: weights.detach().clone() for name, weights in learning.items()}
    optimiser = torch.optim.AdamW(learning.values(), RATE, (0.9, 0.98), weight_decay=0.0)
    started = time.monotonic()
    for count, batch in enumerate(_batches(network, groups)):
        done = (time.monotonic() - started) / (minutes * 60)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = _rate(count, done)
        loss = _loss(network, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning.values(), 1.0)
        optimiser.step()
        stays = min(MEMORY, 1 - 1 / (count + 2))
        for name, weights in learning.items():
            kept[name].lerp_(weights.detach(), 1 - stays)
        progress(count + 1, loss.item())
    changed = {name: kept[name] - before[name] for name in kept if learning[name].grad is not None}
    return {name: (SHARE * each).numpy().astype(np.float16) for name, each in changed.items()}


def is_costly(weights: torch.Tensor) -> bool:
    """Whether weights are those of a convolution that stays as it is."""
    is_pointwise = weights.dim() == 4 and weights.shape[2:] == (1, 1)
    return bool(is_pointwise and weights.numel() > POINTWISE)


def _batches(network: OnnxNetwork, groups: Sequence[Sequence[Pair]]) -> Iterator[Batch]:
    rng = np.random.default_rng(0)
    known = frozenset(network.numbers)
    shown = [[pair for pair in group if is_shown(pair, known)] for group in groups]
    weights = [np.array([weight(pair) for pair in group]) for group in shown]
    while True:
        drawn: list[Pair] = []
        for group, often in zip(shown, weights, strict=True):
            chosen = rng.choice(len(group), LINES * POOL // len(shown), p=often / often.sum())
            drawn += [group[each] for each in chosen]
        drawn.sort(key=lambda pair: pair.line.shape[1] + 40 * rng.random())
        for start in rng.permutation(range(0, len(drawn), LINES)):
            yield batch_of(drawn[start : start + LINES], rng)


def _rate(count: int, done: float) -> float:
    falling = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done))
    return RATE * min(1.0, (count + 1) / WARM_UP) * falling


def _loss(network: OnnxNetwork, batch: Batch) -> torch.Tensor:
    """Return the mean cost of a character of these lines."""
    lines = torch.from_numpy(batch.lines).expand(-1, 3, -1, -1)
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(lines.contiguous(memory_format=torch.channels_last))
    shares = functional.log_softmax(scores.float(), -1).transpose(0, 1)
    lengths = torch.tensor([len(text) for text in batch.texts])
    targets = torch.tensor([network.numbers[char] for text in batch.texts for char in text])
    steps = torch.tensor(batch.steps)
    each = functional.ctc_loss(
        shares, targets, steps, lengths, reduction="none", zero_infinity=True
    )
    return (each / lengths).clamp(max=STRANGE).mean()
