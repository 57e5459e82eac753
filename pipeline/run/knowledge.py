"""Everything people can edit, loaded once per run: kinds, dictionaries, gazetteer, acceptance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.clean import Dictionaries, parse_dictionaries
from pipeline.clean.decisions import Override
from pipeline.errors import ConfigurationError
from pipeline.extract.kinds import Kind, load_kinds, shipped_files
from pipeline.model.decision import Decision
from pipeline.model.gazetteer import Gazetteer, parse_gazetteer
from pipeline.run.keys import hash_files
from pipeline.store.files import printable_name, sha256_hex
from pipeline.store.serial import to_json
from pipeline.validate import AcceptanceModel, parse_acceptance

GAZETTEER_FILES = ("regions.csv", "zones.csv", "aliases.csv")
ACCEPTANCE_FILE = "acceptance.json"
KIND_FOLDER = "kinds"
RULING_FILES = ("overrides.csv", "decisions.jsonl")
"""What people decided on single cells: it concerns the file it names, and no other."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The parsed files; `hashes` by group go into cache keys, `files` by name into run.json.

    `rulings` maps the SHA-256 of a scan to a hash over what people decided on its cells.
    """

    kinds: tuple[Kind, ...]
    dictionaries: Dictionaries
    gazetteer: Gazetteer
    acceptance: AcceptanceModel
    hashes: dict[str, str]
    files: dict[str, str]
    rulings: dict[str, str]


def load_knowledge(corrections: Path) -> Knowledge:
    """Read and check all files under `corrections`.

    Raises:
        ConfigurationError: When a file is missing or wrong; names file and line.
    """
    if not corrections.is_dir():
        raise ConfigurationError(
            f"找不到词典目录 no dictionary folder: {corrections}",
            "用 --corrections 指定 name it with --corrections",
        )
    contents = {
        path.name: path.read_bytes() for path in sorted(corrections.iterdir()) if path.is_file()
    }
    for name in (*GAZETTEER_FILES, ACCEPTANCE_FILE):
        if name not in contents:
            raise ConfigurationError(
                f"缺少文件 file missing: {corrections / name}",
                "请从版本库恢复 restore it from the repository",
            )
    kinds = kind_files(corrections)
    _check_names((*contents, *kinds))
    gazetteer = parse_gazetteer(*(contents[name] for name in GAZETTEER_FILES))
    acceptance = contents[ACCEPTANCE_FILE]
    dictionaries = {
        name: data
        for name, data in contents.items()
        if name not in (*GAZETTEER_FILES, ACCEPTANCE_FILE)
    }
    parsed = parse_dictionaries(dictionaries, gazetteer)
    rulings = {name: dictionaries.pop(name) for name in RULING_FILES if name in dictionaries}
    return Knowledge(
        kinds=load_kinds(kinds),
        dictionaries=parsed,
        gazetteer=gazetteer,
        acceptance=parse_acceptance(acceptance),
        hashes={
            "kinds": hash_files(kinds),
            "dictionaries": hash_files(dictionaries),
            "rulings": hash_files(rulings),
            "gazetteer": hash_files({name: contents[name] for name in GAZETTEER_FILES}),
            "acceptance": hash_files({ACCEPTANCE_FILE: acceptance}),
        },
        files={name: sha256_hex(data) for name, data in {**contents, **kinds}.items()},
        rulings=_rulings_by_file(parsed),
    )


def _check_names(names: Iterable[str]) -> None:
    for name in names:
        if printable_name(name) != name:
            raise ConfigurationError(
                f"词典文件名不是 UTF-8 编码 its name is not in UTF-8: {printable_name(name)}",
                "请改名，或移出词典目录 rename it, or move it elsewhere",
            )


def _rulings_by_file(dictionaries: Dictionaries) -> dict[str, str]:
    found: dict[str, list[bytes]] = {}
    rulings: tuple[Override | Decision, ...] = (*dictionaries.overrides, *dictionaries.decisions)
    for ruling in rulings:
        found.setdefault(ruling.file_sha256, []).append(to_json(ruling))
    return {file_sha256: sha256_hex(b"".join(lines)) for file_sha256, lines in found.items()}


def kind_files(corrections: Path) -> dict[str, bytes]:
    """Return the kinds that come with the package and those that staff added, by file name."""
    own = sorted((corrections / KIND_FOLDER).glob("*.yaml"))
    return {**shipped_files(), **{path.name: path.read_bytes() for path in own}}
