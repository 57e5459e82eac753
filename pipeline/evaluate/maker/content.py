"""What made documents say: random, but consistent with itself and set at real places.

Draws rosters, applications, plans, notices and letters as truth (see `pipeline.evaluate.truth`).
Decides nothing about how they are printed.
"""

from __future__ import annotations

from random import Random

from pipeline.evaluate.maker.places import Places
from pipeline.evaluate.maker.stock import firm, landline, mail, mobile, person, product, stock
from pipeline.evaluate.truth import (
    ApplicationFields,
    LeaderRow,
    PlanFields,
    RecommendationFields,
    RecommendedRow,
    RosterRow,
    Section,
    Subsection,
)

UNLISTED_SHARE = 0.06
"""Share of rows at a zone that no list knows: repairs must leave them alone."""


def roster_row(rng: Random, places: Places, province: str) -> RosterRow:
    """Draw one row of a roster in that province."""
    return _row_in_city(rng, places, province)[0]


def _row_in_city(rng: Random, places: Places, province: str) -> tuple[RosterRow, str]:
    """Draw a row and the city that it lies in."""
    words = stock()
    place = rng.choice(places.places[province])
    zones = places.zones.get(province, ())
    city = place.city
    draw = rng.random()
    if draw < UNLISTED_SHARE:
        zone = rng.choice(words.unlisted_zones) + rng.choice(words.zone_levels)
        head, unit = rng.choice((zone, place.short)), zone + rng.choice(words.offices)
    elif draw < 0.6 and zones:
        listed = rng.choice(zones)
        city = listed.city
        head = rng.choice((listed.name, _short_city(listed.city)))
        unit = listed.name + rng.choice(words.offices)
    else:
        head = place.short
        unit = _government(rng, place.city, place.name)
    rare = rng.random() < 0.05
    industry = rng.choice(words.rare_industries if rare else words.industries)
    kind = rng.choice(("试点", "培育"))
    tail = "创新型产业集群" if rng.random() < 0.6 else "产业集群"
    return RosterRow(province, head + industry + tail, unit, kind), city


def _government(rng: Random, city: str, name: str) -> str:
    bureau = rng.choice(stock().bureaus)
    if bureau == "人民政府":
        return (city if city != name else "") + name + bureau
    return city + bureau


def _short_city(city: str) -> str:
    return city.removesuffix("市") if len(city) > 2 else city


def roster_rows(rng: Random, places: Places, count: int) -> tuple[RosterRow, ...]:
    """Draw about `count` rows in province order; no cluster twice."""
    per_province: dict[str, int] = {}
    for _ in range(count):
        name = rng.choice(places.provinces)
        per_province[name] = per_province.get(name, 0) + 1
    rows: dict[str, RosterRow] = {}
    for province in places.provinces:
        for _ in range(per_province.get(province, 0)):
            row = roster_row(rng, places, province)
            rows.setdefault(row.cluster, row)
    return tuple(rows.values())


def application(rng: Random, places: Places, year: int) -> ApplicationFields:
    """Draw a filled application for `year`; indicators agree with each other."""
    words = stock()
    province = rng.choice(places.provinces)
    row, full_city = _row_in_city(rng, places, province)
    city = _short_city(full_city)
    actual, target = str(year - 1), str(year + 2)
    now = _indicators(rng)
    indicators = {actual: now, target: _grown(rng, now)}
    revenue = int(indicators[target]["revenue"]) / 100_000
    overview = (
        f"{row.cluster}以{product(rng)}、{product(rng)}为主导产品，"
        "已形成从原材料、核心零部件到整机的完整产业链。"
        f"到{target}年，集群营业收入达到{revenue:.1f}亿元，建成国内领先的产业创新基地。"
    )
    return ApplicationFields(
        cluster=row.cluster,
        leader=person(rng),
        leader_title=rng.choice(words.leader_titles),
        unit=row.unit,
        address=f"{province}{city}{rng.choice(words.streets)}{rng.randrange(1, 400)}号",
        postcode=f"{rng.randrange(10000, 859999):06d}",
        contact=person(rng),
        contact_title=rng.choice(words.contact_titles),
        department=rng.choice(words.departments),
        mobile=mobile(rng),
        fax=landline(rng),
        email=mail(rng),
        service_org=city + rng.choice(words.service_orgs),
        service_name=person(rng),
        service_title=rng.choice(words.service_titles),
        service_mobile=mobile(rng),
        service_fax=landline(rng),
        service_email=mail(rng),
        overview=overview,
        status=rng.choice(("初次申请", "再次申请")),
        signed=f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        indicators=indicators,
        leaders=tuple(
            LeaderRow(firm(rng, city), product(rng), str(rng.randrange(800_000, 9_900_000)))
            for _ in range(rng.randint(2, 8))
        ),
    )


def _indicators(rng: Random) -> dict[str, str]:
    firms = rng.randrange(30, 400)
    hitech = rng.randrange(5, max(6, firms // 2))
    revenue = rng.randrange(3_000_000, 90_000_000)
    profit = int(revenue * rng.uniform(0.04, 0.14))
    large = rng.randrange(1, 15)
    return {
        "revenue": str(revenue),
        "net_profit": str(profit),
        "taxes": str(int(revenue * rng.uniform(0.02, 0.06))),
        "firms": str(firms),
        "hitech_firms": str(hitech),
        "firms_ge_1bn": str(large),
        "firms_100m_1bn": str(rng.randrange(1, max(2, min(60, firms - large)))),
        "staff": str(rng.randrange(1500, 60_000)),
        "margin": f"{100 * profit / revenue:.2f}",
        "growth": f"{rng.uniform(2, 35):.2f}",
        "hitech_share": f"{100 * hitech / firms:.2f}",
        "rd_share": f"{rng.uniform(2, 9):.2f}",
        "patents_per_10k": f"{rng.uniform(20, 400):.1f}",
        "standards": str(rng.randrange(0, 100)),
        "incubators": str(rng.randrange(0, 9)),
        "incubatees": str(rng.randrange(10, 600)),
        "rd_orgs": str(rng.randrange(3, 120)),
        "service_orgs": str(rng.randrange(2, 40)),
        "alliances": str(rng.randrange(0, 8)),
        "finance_orgs": str(rng.randrange(1, 40)),
        "venture": str(rng.randrange(5_000, 600_000)),
    }


def _grown(rng: Random, actual: dict[str, str]) -> dict[str, str]:
    """What the cluster means to reach in three years: everything grows, shares follow."""
    grown = {}
    firms = rng.uniform(1.05, 1.7)
    for slug, text in actual.items():
        factor = firms if "firms" in slug else rng.uniform(1.05, 1.7)
        digits = len(text.partition(".")[2])
        grown[slug] = (
            f"{float(text) * factor:.{digits}f}" if digits else str(int(int(text) * factor))
        )
    grown["margin"] = f"{100 * int(grown['net_profit']) / int(grown['revenue']):.2f}"
    grown["hitech_share"] = f"{100 * int(grown['hitech_firms']) / int(grown['firms']):.2f}"
    return grown


def plan(rng: Random, places: Places) -> PlanFields:
    """Draw a development plan with the sections of the official outline."""
    row = roster_row(rng, places, rng.choice(places.provinces))
    sections = tuple(
        Section(
            title,
            "" if children else _sentences(rng, row.cluster),
            tuple(Subsection(child, _sentences(rng, row.cluster)) for child in children),
        )
        for title, children in stock().plan_sections
    )
    return PlanFields(row.cluster, row.unit, sections)


def _sentences(rng: Random, cluster: str) -> str:
    draws = (
        lambda: (
            f"到2023年，力争引育高层次人才{rng.randrange(100, 900)}人，"
            f"万人拥有有效发明专利达到{rng.uniform(50, 400):.1f}项。"
        ),
        lambda: f"{cluster}围绕{product(rng)}等重点领域，持续完善产业链配套体系。",
        lambda: (
            f"截至2020年底，集群共有企业{rng.randrange(50, 400)}家，"
            f"其中高新技术企业{rng.randrange(10, 90)}家，"
            f"实现营业收入{rng.uniform(30, 900):.1f}亿元。"
        ),
        lambda: (
            f"地方财政累计投入专项资金{rng.uniform(0.3, 9):.2f}亿元，"
            f"支持{product(rng)}关键技术攻关项目{rng.randrange(3, 45)}项。"
        ),
    )
    return "".join(rng.choice(draws)() for _ in range(rng.randint(1, 3)))


def recommendation(rng: Random, places: Places, year: int) -> RecommendationFields:
    """Draw a provincial department's letter that recommends some clusters."""
    province = rng.choice(places.provinces)
    rows = [roster_row(rng, places, province) for _ in range(rng.randint(2, 9))]
    mark = rng.choice(("函", "字", "高"))
    return RecommendationFields(
        sender=f"{places.bureaus[province]}科学技术厅",
        doc_no=f"{province[0]}科{mark}〔{year}〕{rng.randrange(1, 200)}号",
        region=province,
        addressee="科技部火炬中心",
        issued_on=f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        clusters=tuple(RecommendedRow(row.cluster, row.unit) for row in rows),
    )
