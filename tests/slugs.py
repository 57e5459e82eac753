"""What the code of the stages says in slugs: its text constants, read from its syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pipeline

SLUG = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")


def slugs_of_the_code(stages: Iterable[str]) -> set[str]:
    """Every text of the stages that is written like a slug, with a hyphen."""
    root = Path(pipeline.__file__).parent
    texts = (
        node.value
        for stage in stages
        for path in (root / stage).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if SLUG.fullmatch(text)}
