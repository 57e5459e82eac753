"""Whatever bytes a dictionary file holds, it is read or refused with a clear word, never else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import dictionaries as loader
from pipeline.clean.shapes import parse_shapes
from pipeline.errors import ConfigurationError

from .conftest import CORRECTIONS

PARSERS = {
    "confusions.tsv": loader._confusions,
    "splits.tsv": loader._splits,
    "junk.tsv": loader._junk,
    "watch.tsv": loader._watch,
    "overrides.csv": loader._overrides,
    "params.json": loader._params,
    "decisions.jsonl": loader._decisions,
    "glyphs.npz": parse_shapes,
}
TERMS = "\n".join((CORRECTIONS / "terms.tsv").read_text("utf-8").splitlines()[:6])
CONFUSIONS = "true\tobserved\tengine\tcount\texample\n群\t羊\tppocr-v4-mobile\t3\t产业集羊\n"
DECISION = b'{"decided_at": "2026-07-01", "person": "\xe7\x8e\x8b", "verdict": "edited"}\n'


def _content(name: str) -> bytes:
    if name == "confusions.tsv":
        return CONFUSIONS.encode()
    if name == "decisions.jsonl":
        return DECISION
    content = (CORRECTIONS / name).read_bytes()
    return content[:3000] if name == "glyphs.npz" else content


def _read_or_refused(name: str, content: bytes) -> None:
    try:
        PARSERS[name](content)
    except ConfigurationError as error:
        assert name in str(error)


@settings(deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(PARSERS)))
def test_a_damaged_file_is_read_or_refused(data: st.DataObject, name: str) -> None:
    content = bytearray(_content(name))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 12))
        put = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"\t", b"\r", b"\n", b"\0"]))
        content[at : at + cut] = put
    _read_or_refused(name, bytes(content))


@given(content=st.binary(max_size=60), name=st.sampled_from(sorted(PARSERS)))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    _read_or_refused(name, content)


@pytest.mark.parametrize("name", ["splits.tsv", "watch.tsv", "junk.tsv", "overrides.csv"])
def test_files_come_back_from_excel_as_they_went(name: str) -> None:
    text = _content(name).decode("utf-8").replace("\n", "\r\n")
    separator = "," if name.endswith(".csv") else "\t"
    with_empty = text + separator * 3 + "\r\n"
    shipped = PARSERS[name](_content(name))
    for saved in (text.encode("utf-8-sig"), text.encode("gb18030"), with_empty.encode()):
        assert PARSERS[name](saved) == shipped
    for encoding in ("utf-16", "utf-16-be", "utf-16-le", "utf-32"):
        with pytest.raises(ConfigurationError, match=name):
            PARSERS[name](text.encode(encoding))


def test_a_table_saved_with_the_wrong_separator_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"splits.tsv 第 1 行.*制表符"):
        PARSERS["splits.tsv"](_content("splits.tsv").replace(b"\t", b";"))
    with pytest.raises(ConfigurationError, match=r"overrides.csv 第 1 行.*逗号"):
        PARSERS["overrides.csv"](_content("overrides.csv").replace(b",", b";"))


def test_terms_with_a_value_type_that_does_not_exist_name_their_line() -> None:
    assert len(loader._terms(TERMS.encode())) == 5
    with pytest.raises(ConfigurationError, match=r"terms.tsv 第 2 行"):
        loader._terms(TERMS.replace("cluster-type", "cluster type", 1).encode())
