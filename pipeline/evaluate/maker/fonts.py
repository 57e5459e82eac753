"""The faces pages are set in: where they are, and which characters they have.

Decides nothing about looks. A face that is not installed is an error that names it; a character
that a face lacks is set in the face named for symbols or in the body face, and the caller is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

from pipeline.errors import MissingToolError

USER_FONTS = Path.home() / ".local/share/scan-registry/fonts"
_DEBIAN = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: `path` of its file, `full_name` inside it, `index` inside a collection.

    `outlines` is "glyf" for TrueType (both renderers) and "cff" for PostScript (Chromium only).
    `without` are characters it draws as no mainland document has them.
    """

    name: str
    style: str
    path: Path
    full_name: str
    index: int = 0
    outlines: str = "glyf"
    without: str = ""


_ARPHIC = _DEBIAN / "truetype/arphic"
_NOTO = _DEBIAN / "opentype/noto"
_CENTRED = "，、。；：！？"
"""Punctuation that these faces centre, as printed in Taiwan."""

FACES: dict[str, Face] = {
    face.name: face
    for face in (
        Face(
            "gb-song",
            "song",
            _DEBIAN / "truetype/arphic-gbsn00lp/gbsn00lp.ttf",
            "AR PL SungtiL GB",
        ),
        Face("uming", "song", _ARPHIC / "uming.ttc", "AR PL UMing CN", without=_CENTRED),
        Face("fandol-song", "song", USER_FONTS / "FandolSong-Regular.otf", "FandolSong", 0, "cff"),
        Face(
            "noto-serif", "song", _NOTO / "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", 2, "cff"
        ),
        Face("zen-hei", "hei", _DEBIAN / "truetype/wqy/wqy-zenhei.ttc", "WenQuanYi Zen Hei"),
        Face("noto-sans", "hei", _NOTO / "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", 2, "cff"),
        Face("fandol-hei", "hei", USER_FONTS / "FandolHei-Regular.otf", "FandolHei", 0, "cff"),
        Face("gb-kai", "kai", _DEBIAN / "truetype/arphic-gkai00mp/gkai00mp.ttf", "AR PL KaitiM GB"),
        Face("ukai", "kai", _ARPHIC / "ukai.ttc", "AR PL UKai CN", without=_CENTRED),
        Face(
            "wenkai", "kai", _DEBIAN / "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "LXGW WenKai"
        ),
        Face("fandol-kai", "kai", USER_FONTS / "FandolKai-Regular.otf", "FandolKai", 0, "cff"),
        Face("fandol-fang", "fang", USER_FONTS / "FandolFang-Regular.otf", "FandolFang", 0, "cff"),
        Face("ma-shan-zheng", "hand", USER_FONTS / "ma-shan-zheng.ttf", "Ma Shan Zheng"),
        Face("zhi-mang-xing", "hand", USER_FONTS / "zhi-mang-xing.ttf", "Zhi Mang Xing"),
        Face("long-cang", "hand", USER_FONTS / "long-cang.ttf", "Long Cang"),
        Face("symbols", "symbols", _DEBIAN / "truetype/dejavu/DejaVuSans.ttf", "DejaVu Sans"),
    )
}
"""By short name. 仿宋 exists as a simplified Chinese face only in Fandol; 楷 and 宋 in several."""


def face(name: str) -> Face:
    """Return the face of that short name.

    Raises:
        MissingToolError: When it is not installed.
    """
    found = FACES[name]
    if not found.path.is_file():
        raise MissingToolError(
            f"缺少字体 face {name} is not installed ({found.path.name})",
            "请运行 run: sh pipeline/evaluate/maker/install_fonts.sh",
        )
    return found


def installed(style: str, outlines: tuple[str, ...] = ("glyf", "cff")) -> list[str]:
    """Return the short names of the installed faces of a style, sorted."""
    return sorted(
        name
        for name, candidate in FACES.items()
        if candidate.style == style and candidate.outlines in outlines and candidate.path.is_file()
    )


@lru_cache(maxsize=32)
def _characters(name: str) -> frozenset[int]:
    found = face(name)
    if found.path.suffix == ".ttc":
        with TTCollection(found.path, lazy=True) as collection:
            known = frozenset(collection.fonts[found.index].getBestCmap())
    else:
        with TTFont(found.path, lazy=True) as font:
            known = frozenset(font.getBestCmap())
    return known - frozenset(map(ord, found.without))


def split_by_face(text: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Split `text` into (face name, run), each character in the first of `names` that has it.

    Raises:
        MissingToolError: When no face has a character.
    """
    runs: list[tuple[str, str]] = []
    for char in text:
        name = next((n for n in names if ord(char) in _characters(n)), None)
        if name is None:
            raise MissingToolError(
                f"字体缺字 no face of {', '.join(names)} has {char!r} (U+{ord(char):04X})",
                "请换一种字体 choose another face",
            )
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + char)
        else:
            runs.append((name, char))
    return runs
