"""Made rosters to try a run on: plain text for speed, pictures where a recogniser must work."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HEAD = "创新型产业集群名单\n地区 集群名称 建设单位 类型"
PLACES = (
    ("四川", "自贡"), ("四川", "宜宾"), ("江苏", "无锡"), ("江苏", "常州"), ("山东", "潍坊"),
    ("山东", "烟台"), ("湖北", "襄阳"), ("广东", "珠海"), ("浙江", "温州"), ("福建", "厦门"),
)  # fmt: skip
TRADES = ("无人机", "竹材加工", "新材料", "电子信息", "生物医药", "智能装备", "新能源", "节能环保")
TYPES = ("试点", "培育")


def made_roster(number: int, n_pages: int, rows_per_page: int) -> str:
    """Return the plain text of roster `number`; no two are alike."""
    pages = []
    for page_no in range(1, n_pages + 1):
        rows = (_row(number, (page_no - 1) * rows_per_page + row) for row in range(rows_per_page))
        pages.append("\n".join((HEAD, *rows, f"第{number}批第{page_no}页")))
    return "\f".join(pages)


def _row(number: int, row: int) -> str:
    step = number * 7 + row
    province, city = PLACES[step % len(PLACES)]
    trade = TRADES[step // len(PLACES) % len(TRADES)]
    return f"{province} {city}{trade}产业集群 {city}高新区管委会 {TYPES[step % 2]}"


def write_rosters(folder: Path, count: int, n_pages: int, rows_per_page: int) -> None:
    """Write `count` rosters of `n_pages` pages as text files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = made_roster(number, n_pages, rows_per_page)
        (folder / f"名单-{number:05d}.txt").write_text(text, encoding="utf-8")


def write_pictures(folder: Path, count: int, n_pages: int) -> None:
    """Write `count` TIFF files of `n_pages` small pages that a recogniser has to read."""
    folder.mkdir(parents=True, exist_ok=True)
    font = ImageFont.load_default(36)
    for number in range(count):
        frames = [Image.new("L", (700, 400), 255) for _ in range(n_pages)]
        for page_no, frame in enumerate(frames, 1):
            draw = ImageDraw.Draw(frame)
            for line in range(4):
                draw.text((60, 50 + 80 * line), f"No. {number}-{page_no}-{line} CLUSTER", 0, font)
        frames[0].save(
            folder / f"picture-{number:05d}.tif",
            save_all=True,
            append_images=frames[1:],
            compression="tiff_lzw",
            dpi=(200, 200),
        )
