"""The house itself: limits of size, layers, and documents that must not go stale."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pipeline"
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60
FORBIDDEN_NAMES = ("utils", "helpers", "common", "misc")
MODULES = sorted(PACKAGE.rglob("*.py"))


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_modules_fit_on_a_few_screens() -> None:
    long = [path for path in MODULES if len(path.read_text().splitlines()) > MAX_MODULE_LINES]
    assert names(long) == []


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_no_module_is_a_drawer() -> None:
    assert names([path for path in MODULES if path.stem in FORBIDDEN_NAMES]) == []


def test_one_broad_except_in_the_whole_package() -> None:
    broad = [
        path
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
    ]
    assert names(broad) == ["pipeline/run/task.py"]


@pytest.mark.parametrize("library", ["cv2", "openvino", "onnxruntime", "pytesseract"])
def test_heavy_libraries_stay_in_their_rooms(library: str) -> None:
    allowed = ("pipeline/extract/", "pipeline/evaluate/", "pipeline/review/", "pipeline/audit/")
    strays = [
        name
        for path, name in zip(MODULES, names(MODULES), strict=True)
        if not name.startswith(allowed)
        and any(
            (
                isinstance(node, ast.Import)
                and any(a.name.split(".")[0] == library for a in node.names)
            )
            or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library)
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]
    assert strays == []
