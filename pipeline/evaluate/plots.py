"""Plots of the report as SVG text: risk against coverage, and reliability.

Drawn with matplotlib without any window system; the same figures give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from pipeline.evaluate.risk import ReliabilityBin, RiskPoint

TARGET = 0.0005
"""Silent errors the project promises on ordinary scans, as a share of accepted cells."""


def plot_risk(curves: Mapping[str, Sequence[RiskPoint]], target: float = TARGET) -> str:
    """Draw silent errors (log) against the share of accepted cells, one line per name."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    for name, points in curves.items():
        shown = [p for p in points if p.silent.k]
        axes.step(
            [p.coverage for p in shown],
            [p.silent.k / p.silent.n for p in shown],
            where="post",
            label=name,
        )
    axes.axhline(target, color="gray", linestyle="--", linewidth=0.8)
    axes.set(xlabel="accepted share of cells", ylabel="silent errors", yscale="log")
    if curves:
        axes.legend(fontsize=8, ncols=2)
    return _svg(figure)


def plot_reliability(bins: Sequence[ReliabilityBin]) -> str:
    """Draw how often cells were right against the probability they were given."""
    figure = Figure(figsize=(5, 4), layout="constrained")
    axes = figure.add_subplot()
    floor = 1e-5
    x = [max(1 - b.mean, floor) for b in bins]
    y = [max(1 - (b.right.rate or 0.0), floor) for b in bins]
    low = [v - max(1 - (b.right.high or 1.0), floor) for v, b in zip(y, bins, strict=True)]
    high = [(1 - (b.right.low or 0.0)) - v for v, b in zip(y, bins, strict=True)]
    errors = [[max(0.0, v) for v in low], [max(0.0, v) for v in high]]
    axes.errorbar(x, y, yerr=errors, fmt="o", markersize=4, capsize=2)
    axes.plot([floor, 1], [floor, 1], color="gray", linestyle="--", linewidth=0.8)
    axes.set(
        xlabel="predicted chance of being wrong", ylabel="share that was wrong", xscale="log",
        yscale="log",
    )  # fmt: skip
    return _svg(figure)


def _svg(figure: Figure) -> str:
    out = io.BytesIO()
    FigureCanvasSVG(figure)
    with matplotlib.rc_context({"svg.hashsalt": "scan-registry", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().decode("utf-8")
