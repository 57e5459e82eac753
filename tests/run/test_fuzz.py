"""Bytes from outside, bent at random: readers answer with a result or with their own exception.

What once broke a reader is kept under data/corpus/ and tried first.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.clean import parse_dictionaries
from pipeline.errors import ConfigurationError, UnreadableInputError
from pipeline.extract.ingest.source import open_source
from pipeline.extract.kinds import load_kinds, shipped_files
from pipeline.model.gazetteer import Gazetteer, parse_gazetteer

ROOT = Path(__file__).resolve().parents[2]
CORRECTIONS = ROOT / "corrections"
CORPUS = Path(__file__).parent / "data" / "corpus"
GAZETTEER = ("regions.csv", "zones.csv", "aliases.csv")
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(MANY, max_examples=15)
KINDS = dict(shipped_files())
CHANGES = st.lists(
    st.tuples(st.integers(0, 10**6), st.binary(max_size=6), st.integers(0, 40)), max_size=4
)
"""Where (modulo the length), what is put there, and how many bytes it replaces."""


def bent(data: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    for place, inserted, n_removed in changes:
        at = place % (len(data) + 1)
        data = data[:at] + inserted + data[at + n_removed :]
    return data


def kept(folder: str) -> list[Path]:
    return sorted((CORPUS / folder).iterdir())


def read_all(data: bytes) -> None:
    try:
        source = open_source(data)
        for page_no in range(1, min(source.n_pages, 3) + 1):
            source.page(page_no)
    except UnreadableInputError as error:
        assert error.reason
        assert error.next_step


def load_kind(data: bytes) -> None:
    try:
        load_kinds({"own.yaml": data})
    except ConfigurationError as error:
        assert "own.yaml" in error.cause


def load_dictionary(name: str, data: bytes) -> None:
    files = {path.name: path.read_bytes() for path in CORRECTIONS.iterdir() if path.is_file()}
    try:
        parse_dictionaries({**files, name: data}, load_gazetteer())
    except ConfigurationError as error:
        assert name in error.cause


def load_gazetteer() -> Gazetteer:
    return parse_gazetteer(*((CORRECTIONS / name).read_bytes() for name in GAZETTEER))


@pytest.mark.parametrize("path", kept("sources"), ids=lambda path: path.name)
def test_kept_sources(path: Path) -> None:
    read_all(path.read_bytes())


@pytest.mark.parametrize("path", kept("kinds"), ids=lambda path: path.name)
def test_kept_kinds(path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"own\.yaml"):
        load_kinds({"own.yaml": path.read_bytes()})


def test_deep_yaml_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"own\.yaml"):
        load_kinds({"own.yaml": b"[" * 20_000})


@MANY
@given(name=st.sampled_from(sorted(KINDS)), changes=CHANGES)
def test_bent_kinds(name: str, changes: list[tuple[int, bytes, int]]) -> None:
    load_kind(bent(KINDS[name], changes))


@MANY
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_has_pages(text: str) -> None:
    read_all(text.encode())


@MANY
@given(changes=CHANGES, encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_bent_texts(changes: list[tuple[int, bytes, int]], encoding: str) -> None:
    text = "创新型产业集群名单\n四川 自贡无人机产业集群 试点\n\f第二页\n"
    read_all(bent(text.encode(encoding), changes))


@FEW
@given(
    name=st.sampled_from(
        ["terms.tsv", "junk.tsv", "watch.tsv", "overrides.csv", "params.json", "splits.tsv"]
    ),
    changes=CHANGES,
)
def test_bent_dictionaries(name: str, changes: list[tuple[int, bytes, int]]) -> None:
    load_dictionary(name, bent((CORRECTIONS / name).read_bytes(), changes))
