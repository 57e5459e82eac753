"""Kind files into kinds: read and checked once, at the border, with file, line and key on error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources

import msgspec
import yaml

from pipeline.errors import ConfigurationError
from pipeline.extract.kinds.kind import Kind

KEY_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it: five times as fast."""

MAX_DEPTH = 30
"""Kinds nest six levels; YAML takes minutes over some ten thousand."""

OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)

NEXT_STEP = (
    "请改正该文件后再运行 scan-registry kinds check / correct the file, then run kinds check"
)


def shipped_kinds() -> tuple[Kind, ...]:
    """Return the kinds that come with the package."""
    return load_kinds(shipped_files())


def shipped_files() -> Mapping[str, bytes]:
    """Return the package's kind files by name."""
    folder = resources.files("pipeline.extract.kinds")
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    }


def load_kinds(files: Mapping[str, bytes]) -> tuple[Kind, ...]:
    """Parse and check kind files (name -> bytes), in the order of their names.

    Raises:
        ConfigurationError: When a file is no YAML, does not fit the schema, or names a kind twice;
            the cause says which file, line and key.
    """
    kinds: dict[str, Kind] = {}
    origin: dict[str, str] = {}
    for name in sorted(files):
        kind = _load_kind(name, files[name])
        if kind.kind in kinds:
            raise ConfigurationError(
                f"{name}: 类型 {kind.kind} 已在 {origin[kind.kind]} 中定义"
                f" / kind {kind.kind} is already defined in {origin[kind.kind]}",
                NEXT_STEP,
            )
        kinds[kind.kind] = kind
        origin[kind.kind] = name
    return tuple(kinds.values())


def _load_kind(name: str, data: bytes) -> Kind:
    try:
        tree = _parse(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{name}: 不是 UTF-8 文本（第 {error.start} 字节） / not UTF-8", NEXT_STEP
        ) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(
            f"{name}:{line}: YAML 格式错误：{error.problem} / not valid YAML", NEXT_STEP
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigurationError(
            f"{name}: YAML 无法解析：{error} / cannot be parsed", NEXT_STEP
        ) from error
    try:
        kind = msgspec.convert(tree, Kind)
    except msgspec.ValidationError as error:
        message = str(error)
        found = KEY_PATH.search(message)
        path = found.group("path") if found else ""
        line = _line_of(data, path, message)
        raise ConfigurationError(
            f"{name}:{line}: {path.lstrip('.') or '(文件 / file)'}: {KEY_PATH.sub('', message)}",
            NEXT_STEP,
        ) from error
    _check_references(name, kind)
    return kind


def _parse(name: str, text: str) -> object:
    """Parse YAML without anchors and tags: kinds need none, and a few lines of them fill memory."""
    depth = 0
    for token in yaml.scan(text, Loader=FAST_LOADER):
        line = token.start_mark.line + 1
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
            raise ConfigurationError(
                f"{name}:{line}: 不允许锚点与标签 / no anchors, no tags", NEXT_STEP
            )
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        if depth > MAX_DEPTH:
            raise ConfigurationError(f"{name}:{line}: 嵌套过深 / nested too deeply", NEXT_STEP)
    return yaml.load(text, Loader=FAST_LOADER)


def _line_of(data: bytes, path: str, message: str) -> int:
    """Line of the node at msgspec's `path` (`.a[3].b`), or of the unknown key it names."""
    node = yaml.compose(data.decode("utf-8"), Loader=FAST_LOADER)
    for key, index in re.findall(r"\.?([A-Za-z_]\w*)|\[(\d+|\.\.\.)\]", path):
        step = _step(node, key, index)
        if step is None:
            break
        node = step
    unknown = re.search(r"unknown field `([^`]*)`", message)
    if unknown and isinstance(node, yaml.MappingNode):
        for key_node, _ in node.value:
            if key_node.value == unknown.group(1):
                return int(key_node.start_mark.line) + 1
    return int(node.start_mark.line) + 1 if node is not None else 1


def _step(node: yaml.Node | None, key: str, index: str) -> yaml.Node | None:
    if key and isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if index.isdigit() and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
        child: yaml.Node = node.value[int(index)]
        return child
    return None


def _check_references(name: str, kind: Kind) -> None:
    """Names that one key uses and another must define."""
    groups = {group.name for group in kind.groups}
    wanted = {g.within for g in kind.groups} | {f.within for f in kind.fields}
    columns = {field.column for field in kind.fields}
    sources = {field.source for field in kind.fields}
    problems = [f"within: {w}" for w in sorted(w for w in wanted if w and w not in groups)]
    problems += [f"source: {s}" for s in sorted(s for s in sources if s and s not in columns)]
    problems += [
        f"group_rows: {table.group_rows}"
        for table in kind.tables
        if table.group_rows and table.group_rows not in {c.name for c in table.columns}
    ]
    problems += [
        f"in_text: {name}"
        for table in kind.tables
        if table.in_text
        for name in (table.in_text.column, table.in_text.brackets)
        if name and name not in {c.name for c in table.columns}
    ]
    if not (kind.recognise.titles or kind.tables or kind.matrices):
        problems.append("recognise.titles")
    if problems:
        raise ConfigurationError(
            f"{name}: 未定义：{'；'.join(problems)} / names that are not defined", NEXT_STEP
        )
