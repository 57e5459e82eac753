"""Every notebook runs from top to bottom on the committed registry; no kernel, no sockets."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib
import pytest
from matplotlib import pyplot

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.mark.parametrize("name", ["accuracy", "error_hunt", "registry_tour"])
def test_notebook_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(NOTEBOOKS)
    matplotlib.use("agg")
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    names: dict[str, object] = {}
    for number, source in enumerate(sources, start=1):
        exec(compile(source, f"{name}.ipynb, code cell {number}", "exec"), names)
    pyplot.close("all")
    assert len(sources) >= 4
