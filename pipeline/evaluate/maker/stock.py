"""The word stock of the scan maker, read from `words.yaml`, and what is drawn from it directly."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from random import Random

import msgspec
import yaml


class Stock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`words.yaml` as read; see the comments there."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    industries: tuple[str, ...]
    rare_industries: tuple[str, ...]
    zone_levels: tuple[str, ...]
    unlisted_zones: tuple[str, ...]
    offices: tuple[str, ...]
    bureaus: tuple[str, ...]
    departments: tuple[str, ...]
    leader_titles: tuple[str, ...]
    contact_titles: tuple[str, ...]
    service_titles: tuple[str, ...]
    service_orgs: tuple[str, ...]
    streets: tuple[str, ...]
    firm_names: tuple[str, ...]
    firm_tails: tuple[str, ...]
    products: tuple[str, ...]
    mail_hosts: tuple[str, ...]
    area_codes: tuple[str, ...]
    indicators: tuple[tuple[str, str, str], ...]
    plan_sections: tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=1)
def stock() -> Stock:
    """Return the word stock."""
    text = resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Stock)


def person(rng: Random) -> str:
    """Draw a made-up person: a surname and one or two given characters."""
    words = stock()
    return rng.choice(words.surnames) + "".join(rng.sample(words.given, rng.choice((1, 2, 2))))


def mobile(rng: Random) -> str:
    """Draw a mobile number."""
    prefix = rng.choice(("138", "139", "158", "177", "186", "189", "150"))
    return prefix + "".join(str(rng.randrange(10)) for _ in range(8))


def landline(rng: Random, area: str | None = None) -> str:
    """Draw a landline number with its area code."""
    area = area or rng.choice(stock().area_codes)
    digits = 8 if len(area) == 3 else 7
    return f"{area}-{rng.randrange(2, 9)}" + "".join(
        str(rng.randrange(10)) for _ in range(digits - 1)
    )


def mail(rng: Random) -> str:
    """Draw an address of electronic mail."""
    name = "".join(rng.choice("abcdefghjkmnpqrstuvwxyz") for _ in range(rng.randint(2, 6)))
    return f"{name}{rng.randrange(10, 9999)}@{rng.choice(stock().mail_hosts)}"


def firm(rng: Random, place: str) -> str:
    """Draw a made-up firm at a place."""
    words = stock()
    return place + rng.choice(words.firm_names) + rng.choice(words.firm_tails)


def product(rng: Random) -> str:
    """Draw a product."""
    return rng.choice(stock().products)
