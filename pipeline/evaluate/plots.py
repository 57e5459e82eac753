"""Plots of the report as SVG text: risk against coverage, and reliability.

Drawn with matplotlib without any window system; the same figures give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from pipeline.evaluate.risk import ReliabilityBin, RiskPoint

TARGET = 0.0005
"""Silent errors the project promises on ordinary scans, as a share of accepted cells."""
_INK, _SOFT = "#1f2933", "#9aa5b1"
_COLOURS = (
    "#1f2933", "#2f6fb0", "#3fa796", "#8a63b8", "#5b8c2a", "#d08a1d", "#c2477f", "#b42318",
    "#6b7785",
)  # fmt: skip


def plot_risk(curves: Mapping[str, Sequence[RiskPoint]], target: float = TARGET) -> str:
    """Draw silent errors (log) against the share of accepted cells, one line per name."""
    figure, axes = _canvas(7.4)
    for at, (name, points) in enumerate(curves.items()):
        shown = [p for p in points if p.silent.k]
        axes.step(
            [100 * p.coverage for p in shown],
            [100 * p.silent.k / p.silent.n for p in shown],
            where="post",
            label=name,
            color=_COLOURS[at % len(_COLOURS)],
            linewidth=2.2 if at == 0 else 1.2,
        )
    axes.axhline(100 * target, color=_SOFT, linestyle="--", linewidth=1)
    axes.set(xlabel="accepted, % of cells", ylabel="silent errors, %", yscale="log")
    if curves:
        axes.legend(fontsize=8, ncols=2, frameon=False)
    return _svg(figure)


def plot_reliability(bins: Sequence[ReliabilityBin]) -> str:
    """Draw how often cells were right against the probability they were given."""
    figure, axes = _canvas(5.2)
    floor = 1e-5
    x = [max(1 - b.mean, floor) for b in bins]
    y = [max(1 - (b.right.rate or 0.0), floor) for b in bins]
    low = [v - max(1 - (b.right.high or 1.0), floor) for v, b in zip(y, bins, strict=True)]
    high = [(1 - (b.right.low or 0.0)) - v for v, b in zip(y, bins, strict=True)]
    errors = [[max(0.0, v) for v in low], [max(0.0, v) for v in high]]
    axes.errorbar(x, y, yerr=errors, fmt="o", markersize=5, capsize=2, color=_COLOURS[1])
    axes.plot([floor, 1], [floor, 1], color=_SOFT, linestyle="--", linewidth=1)
    axes.set(
        xlabel="predicted chance of being wrong", ylabel="share that was wrong", xscale="log",
        yscale="log",
    )  # fmt: skip
    return _svg(figure)


def _canvas(width: float) -> tuple[Figure, Axes]:
    """A figure with quiet axes."""
    figure = Figure(figsize=(width, 4), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_SOFT)
    axes.tick_params(colors=_INK, labelsize=8)
    axes.grid(axis="y", color="#eef1f4", linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure) -> str:
    out = io.BytesIO()
    FigureCanvasSVG(figure)
    with matplotlib.rc_context({"svg.hashsalt": "scan-registry", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().decode("utf-8")
