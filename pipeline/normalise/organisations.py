"""The normal form of an organisation's name, to stand beside the printed one, never instead."""

from __future__ import annotations

import re

from pipeline.model.atlas import Atlas
from pipeline.normalise.width import same_brackets, without_space

# (short ending, full ending): how the field abbreviates the bodies that build clusters.
ENDINGS = (
    ("管委会", "管理委员会"),
    ("管委", "管理委员会"),
    ("科技厅", "科学技术厅"),
    ("科技局", "科学技术局"),
    ("科委", "科学技术委员会"),
    ("科技委", "科学技术委员会"),
    ("科创委", "科技创新委员会"),
    ("发改委", "发展和改革委员会"),
    ("经信委", "经济和信息化委员会"),
    ("工信局", "工业和信息化局"),
    ("工信厅", "工业和信息化厅"),
    ("政府", "人民政府"),
)
ZONE_TERMS = (
    ("高新区", "高新技术产业开发区"),
    ("经开区", "经济技术开发区"),
    ("农高区", "农业高新技术产业示范区"),
)
_FULL_GOVERNMENT = re.compile(r"人民政府$")


def normal_name(printed: str, atlas: Atlas) -> str:
    """Return the name with its zone and its ending written out in full."""
    name = same_brackets(without_space(printed))
    stem, ending = _split_ending(name)
    zones = atlas.zones_named(stem)
    if len(zones) == 1:
        return zones[0].name + ending
    for short, full in ZONE_TERMS:
        if stem.endswith(short):
            return stem.removesuffix(short) + full + ending
    return stem + ending


def _split_ending(name: str) -> tuple[str, str]:
    for _, full in ENDINGS:
        if name.endswith(full) and len(name) > len(full):
            return name.removesuffix(full), full
    for short, full in ENDINGS:
        if name.endswith(short) and len(name) > len(short):
            return name.removesuffix(short), full
    return name, ""
