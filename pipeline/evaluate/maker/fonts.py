"""The faces pages are set in: where they are, and which characters they have.

Decides nothing about looks. A face that is not installed is an error that names it. A face has a
character when it draws ink for it that is not the box it draws for characters it lacks: some map a
character to nothing. What a face lacks is set in the next face named; none left is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]
from PIL import ImageFont

from pipeline.errors import MissingToolError

USER_FONTS = Path.home() / ".local/share/scan-registry/fonts"
_DEBIAN = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: `path` of its file, `full_name` inside it, `index` inside a collection.

    `outlines` is "glyf" for TrueType (both renderers) and "cff" for PostScript (Chromium only).
    `without` are characters it draws as no mainland document has them. Faces of style "latin" set
    ASCII only: their quotation marks and dashes are not those of Chinese text.
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
_LIBERATION = next(
    (p for p in (_DEBIAN / "truetype/liberation", _DEBIAN / "truetype/liberation2") if p.is_dir()),
    _DEBIAN / "truetype/liberation",
)
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
        Face(
            "noto-serif-bold",
            "song",
            _NOTO / "NotoSerifCJK-Bold.ttc",
            "Noto Serif CJK SC Bold",
            2,
            "cff",
        ),
        Face("micro-hei", "hei", _DEBIAN / "truetype/wqy/wqy-microhei.ttc", "WenQuanYi Micro Hei"),
        Face(
            "noto-sans-bold",
            "hei",
            _NOTO / "NotoSansCJK-Bold.ttc",
            "Noto Sans CJK SC Bold",
            2,
            "cff",
        ),
        Face("zen-hei", "hei", _DEBIAN / "truetype/wqy/wqy-zenhei.ttc", "WenQuanYi Zen Hei"),
        Face("noto-sans", "hei", _NOTO / "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", 2, "cff"),
        Face("fandol-hei", "hei", USER_FONTS / "FandolHei-Regular.otf", "FandolHei", 0, "cff"),
        Face("gb-kai", "kai", _DEBIAN / "truetype/arphic-gkai00mp/gkai00mp.ttf", "AR PL KaitiM GB"),
        Face("ukai", "kai", _ARPHIC / "ukai.ttc", "AR PL UKai CN", without=_CENTRED),
        Face(
            "wenkai", "kai", _DEBIAN / "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "LXGW WenKai"
        ),
        Face(
            "wenkai-light",
            "kai",
            _DEBIAN / "truetype/lxgw-wenkai/LXGWWenKai-Light.ttf",
            "LXGW WenKai Light",
        ),
        Face("fandol-kai", "kai", USER_FONTS / "FandolKai-Regular.otf", "FandolKai", 0, "cff"),
        Face("fandol-fang", "fang", USER_FONTS / "FandolFang-Regular.otf", "FandolFang", 0, "cff"),
        Face("ma-shan-zheng", "hand", USER_FONTS / "ma-shan-zheng.ttf", "Ma Shan Zheng"),
        Face("zhi-mang-xing", "hand", USER_FONTS / "zhi-mang-xing.ttf", "Zhi Mang Xing"),
        Face("long-cang", "hand", USER_FONTS / "long-cang.ttf", "Long Cang"),
        Face("times", "latin", _LIBERATION / "LiberationSerif-Regular.ttf", "Liberation Serif"),
        Face("arial", "latin", _LIBERATION / "LiberationSans-Regular.ttf", "Liberation Sans"),
        Face("courier", "latin", _LIBERATION / "LiberationMono-Regular.ttf", "Liberation Mono"),
        Face("book", "latin", _DEBIAN / "truetype/dejavu/DejaVuSerif.ttf", "DejaVu Serif"),
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


_UNASSIGNED = "\U0010fffe"
"""A character that no face has."""


@lru_cache(maxsize=32)
def _characters(name: str) -> frozenset[int]:
    found = face(name)
    if found.path.suffix == ".ttc":
        with TTCollection(found.path, lazy=True) as collection:
            known = frozenset(collection.fonts[found.index].getBestCmap())
    else:
        with TTFont(found.path, lazy=True) as font:
            known = frozenset(font.getBestCmap())
    if found.style == "latin":
        known = known & frozenset(range(0x20, 0x7F))
    return known - frozenset(map(ord, found.without))


@lru_cache(maxsize=1 << 16)
def _draws(name: str, char: str) -> bool:
    """Whether a face has ink for a character other than its box for what it lacks."""
    if char.isspace():
        return True
    drawn = _ink(name, char)
    return any(drawn) and drawn != _ink(name, _UNASSIGNED)


def _ink(name: str, char: str) -> bytes:
    return bytes(_face_at_size(name).getmask(char))


@lru_cache(maxsize=32)
def _face_at_size(name: str) -> ImageFont.FreeTypeFont:
    found = face(name)
    return ImageFont.truetype(str(found.path), 24, index=found.index)


def split_by_face(text: str, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Split `text` into (face name, run), each character in the first of `names` that has it.

    Raises:
        MissingToolError: When no face has a character.
    """
    runs: list[tuple[str, str]] = []
    for char in text:
        name = next((n for n in names if ord(char) in _characters(n) and _draws(n, char)), None)
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
