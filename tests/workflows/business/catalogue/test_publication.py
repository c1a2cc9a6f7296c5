"""What is on sale is found, counted exactly, paged without gaps; what left it is nowhere."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.factories import publication as factory
from workflows.bootstrap import Platform
from workflows.business.catalogue import browsing, publication
from workflows.business.catalogue.browsing import ProductCard
from workflows.business.catalogue.counting import FacetCounts, facet_counts
from workflows.business.catalogue.publication_models import (
    FacetCount,
    PublishedFile,
    PublishedPage,
    PublishedProduct,
)
from workflows.business.catalogue.search_projection import FACETS, ProductSearch
from workflows.business.catalogue.views import price_span


@pytest.fixture
def provider(platform: Platform) -> str:
    return factory.provider(platform, "湘江数字科技有限公司").organisation_id


def ask(platform: Platform, text: str = "", **rest: Any) -> list[str]:
    """Return the names of what is found, in order."""
    sort = rest.pop("sort", "relevance")
    with platform.begin() as work:
        return [
            card.name for card in browsing.products(work, ProductSearch(text, **rest), sort=sort, limit=50)
        ]


def counts(platform: Platform, question: ProductSearch) -> FacetCounts:
    with platform.begin() as work:
        return facet_counts(work, question)


def walk(platform: Platform, question: ProductSearch, sort: browsing.Sort, limit: int) -> list[ProductCard]:
    cards: list[ProductCard] = []
    after = None
    while True:
        with platform.begin() as work:
            page = browsing.products(work, question, sort=sort, after=after, limit=limit)
        if not page:
            return cards
        cards += page
        after = page[-1].cursor


def test_a_product_is_found_by_its_words_number_provider_and_tags(platform: Platform, provider: str) -> None:
    made = factory.on_sale(
        platform,
        provider,
        name="云端能耗监测系统 EnergyCloud",
        summary="实时采集水电气数据",
        tags=("节能降碳",),
        found_by=("能源管理", "Energy"),
    )
    factory.on_sale(platform, provider, name="财务共享平台")
    for text in (
        "能耗",
        "能耗 energycloud",
        "水电气",
        "降碳",
        "能源管理",
        made.number,
        made.number[-6:],
        "ENERGYC",
    ):
        assert ask(platform, text) == [made.name], text
    assert len(ask(platform, "湘江数字")) == 2
    assert ask(platform, "电水") == []


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE shelf_products; --", "\x00", "\\' | ! & :*", "'", "%", "🙂", "a" * 5_000, "券" * 5_000],
)
def test_hostile_questions_find_nothing_and_break_nothing(
    platform: Platform, provider: str, text: str
) -> None:
    factory.on_sale(platform, provider)
    for sort in browsing.SORTS:
        assert ask(platform, text, sort=sort) == []
    question = ProductSearch(chosen={"kind": text, "tag": text}, organisation_id=text.replace("\x00", ""))
    assert counts(platform, question)["category"] == {}


@pytest.mark.parametrize(
    "after", ["", "x", "….", "fn5-", "MX4yMDI2", "5a6M", "a" * 9_999, "LTF-LTF-LTE", "TmFOfmE"]
)
def test_a_cursor_that_is_none_begins_again(platform: Platform, provider: str, after: str) -> None:
    made = factory.on_sale(platform, provider, price=5)
    for sort in browsing.SORTS:
        with platform.begin() as work:
            page = browsing.products(work, ProductSearch("执行"), sort=sort, after=after, limit=5)
        assert [card.product_id for card in page] == [made.product_id]


def test_words_in_the_name_count_for_more_than_elsewhere(platform: Platform, provider: str) -> None:
    for number in range(6):
        factory.on_sale(platform, provider, name=f"仓储平台{number}")
        factory.on_sale(platform, provider, name=f"平台{number}", summary="适合仓储")
    cards = ask(platform, "仓储")
    assert cards == [f"仓储平台{n}" for n in range(5, -1, -1)] + [f"平台{n}" for n in range(5, -1, -1)]
    paged = walk(platform, ProductSearch("仓储"), "relevance", 4)
    assert [card.name for card in paged] == cards


def test_the_cheapest_come_first_and_those_without_a_price_last(platform: Platform, provider: str) -> None:
    for name, price in (("乙", "20"), ("丁", None), ("甲", "3.50"), ("免费", "0"), ("丙", "20")):
        factory.on_sale(platform, provider, name=name, price=price)
    assert ask(platform, sort="cheapest") == ["免费", "甲", "乙", "丙", "丁"]
    assert [card.name for card in walk(platform, ProductSearch(), "cheapest", 2)] == [
        "免费",
        "甲",
        "乙",
        "丙",
        "丁",
    ]
    assert ask(platform, price_min=Decimal(4), price_max=Decimal(100)) == ["丙", "乙"]
    assert ask(platform, price_max=Decimal("3.50")) == ["免费", "甲"]


def test_prices_of_different_units_are_not_mixed(platform: Platform, provider: str) -> None:
    """14.8: a month's price is no bargain beside a year's; walked in pages of two."""
    for name, unit, price in (("年乙", "year", "900"), ("月", "month", "98"), ("年甲", "year", "88")):
        factory.on_sale(platform, provider, name=name, price=price, price_unit=unit)
    factory.on_sale(platform, provider, name="面议")
    assert ask(platform, sort="cheapest") == ["月", "年甲", "年乙", "面议"]
    walked = walk(platform, ProductSearch(), "cheapest", 2)
    assert [card.name for card in walked] == ["月", "年甲", "年乙", "面议"]
    factory.on_sale(platform, provider, name="免费", price="0")
    assert ask(platform, price_max=Decimal(100), price_unit="year", sort="cheapest") == ["免费", "年甲"]
    assert ask(platform, price_min=Decimal(90), price_unit="month") == ["月"]


def test_a_product_is_priced_by_one_unit() -> None:
    """14.8: of the ways to buy a product one is shown, the year's first, with its unit."""
    ways = {"specification": "标准版", "pricing_mode": "simple", "purchase_modes": ["year", "month"]}
    one = ways | {"price_year": 9800, "price_month": 980}
    dearer = ways | {"price_year": 12000, "price_month": 1200}
    assert price_span({"specifications": [one, dearer]}) == (Decimal(9800), Decimal(12000), "year")
    deals = {"lowest_price": 20000, "highest_price": 80000}
    assert price_span(deals) == (Decimal(20000), Decimal(80000), "deal")
    assert price_span({"specifications": [{"specification": "免费版", "pricing_mode": "free"}]}) == (0, 0, "")


def test_a_span_of_prices_fits_if_it_meets_the_one_asked_for(platform: Platform, provider: str) -> None:
    factory.on_sale(platform, provider, name="套餐", price_from=Decimal(10), price_to=Decimal(90))
    assert ask(platform, price_min=Decimal(50)) == ["套餐"]
    assert ask(platform, price_max=Decimal(20)) == ["套餐"]
    assert ask(platform, price_min=Decimal(91)) == []
    assert ask(platform, price_max=Decimal(9)) == []


def test_counts_are_exact_whatever_comes_goes_and_is_chosen(platform: Platform) -> None:
    chance = random.Random(7)
    homes = [
        factory.provider(platform, f"服务商{n}", region).organisation_id for n, region in enumerate(REGIONS)
    ]
    there: dict[str, Any] = {}
    for _ in range(60):
        made = factory.entry(
            chance.choice(homes),
            platform,
            kind=chance.choice(["solution", "service"]),
            name=chance.choice(["质量追溯", "能耗监测", "质量监测"]),
            categories=tuple(chance.sample(["a", "b", "c"], chance.randint(1, 3))),
            industries=tuple(chance.sample(["x", "y"], 1)),
            tags=tuple(chance.sample(["云", "边:缘"], chance.randint(0, 2))),
            price=chance.choice([None, 5, 50]),
        )
        if there and chance.random() < 0.4:
            made = replace(made, product_id=chance.choice(list(there)))
        with platform.begin() as work:
            publication.put(work, made)
        there[made.product_id] = made
        if chance.random() < 0.3:
            gone = chance.choice(list(there))
            with platform.begin() as work:
                assert publication.unpublish_product(work, gone)
                assert not publication.unpublish_product(work, gone)
            del there[gone]
        if chance.random() < 0.1:
            with platform.begin() as work:
                publication.merge_counts(work)
    for question in QUESTIONS:
        assert_exact(platform, question)


REGIONS = ("430102", "430100", "430200", None, "outside")
QUESTIONS = (
    ProductSearch(),
    ProductSearch("质量"),
    ProductSearch(chosen={"category": "a"}),
    ProductSearch(chosen={"category": "b", "industry": "x"}),
    ProductSearch("监测", chosen={"category": "a", "tag": "边:缘", "region": "430100"}),
    ProductSearch(price_max=Decimal(10)),
    ProductSearch(chosen={"kind": "service", "category": "nothing"}),
)


def assert_exact(platform: Platform, question: ProductSearch) -> None:
    """Compare each count with how many products the same question finds with that choice."""
    counted = counts(platform, question)
    expected: Counter[tuple[str, str]] = Counter()
    for facet in FACETS:
        others = {name: value for name, value in question.chosen.items() if name != facet}
        for card in walk(platform, replace(question, chosen=others), "newest", 7):
            expected.update((facet, value) for value in values_of(platform, card, facet))
    flat = {(facet, value): number for facet, values in counted.items() for value, number in values.items()}
    assert flat == dict(expected), question


def values_of(platform: Platform, card: ProductCard, facet: str) -> list[str]:
    with platform.begin() as work:
        row = work.session.get(PublishedProduct, card.product_id)
        assert row is not None
        return [one.removeprefix(f"{facet}:") for one in row.facets if one.startswith(f"{facet}:")]


def test_counts_can_be_merged_and_taken_anew(platform: Platform, provider: str) -> None:
    for _ in range(4):
        made = factory.on_sale(platform, provider, categories=("a",))
    with platform.begin() as work:
        publication.unpublish_product(work, made.product_id)
    before = counts(platform, ProductSearch())
    assert before["category"] == {"a": 3}
    with platform.begin() as work:
        publication.merge_counts(work)
        assert work.session.scalar(select(func.count()).select_from(FacetCount)) == 2  # kind and category
        assert facet_counts(work, ProductSearch()) == before
        publication.count_again(work)
        assert facet_counts(work, ProductSearch()) == before


def test_counts_are_remembered_until_a_product_comes_or_goes(
    platform: Platform, provider: str, statements: list[str]
) -> None:
    made = factory.on_sale(platform, provider, categories=("a",), summary="旧的说明")
    question = ProductSearch("说明", chosen={"category": "a"})
    assert counts(platform, question)["category"] == {"a": 1}
    statements.clear()
    assert counts(platform, ProductSearch(" 说明 ", chosen={"category": "a"}))["category"] == {"a": 1}
    assert not [one for one in statements if "FROM shelf_products" in one]
    with platform.begin() as work:
        publication.put(work, replace(made, summary="新的文字"))  # its facets stay as they are
    assert counts(platform, question)["category"] == {}
    with platform.begin() as work:
        publication.unpublish_product(work, made.product_id)
        publication.merge_counts(work)
    assert counts(platform, ProductSearch())["category"] == {}


def test_putting_a_product_up_again_counts_it_once(platform: Platform, provider: str) -> None:
    made = factory.entry(provider, platform, categories=("a", "b"))

    def put(_turn: int) -> None:
        with platform.begin() as work:
            publication.put(work, made)

    with ThreadPoolExecutor(4) as several:
        list(several.map(put, range(8)))
    assert counts(platform, ProductSearch())["category"] == {"a": 1, "b": 1}
    with platform.begin() as work:
        publication.put(work, replace(made, categories=("b", "c")))
    assert counts(platform, ProductSearch())["category"] == {"b": 1, "c": 1}


@pytest.mark.parametrize("sort", browsing.SORTS)
def test_paging_neither_repeats_nor_misses_while_products_come_and_go(
    platform: Platform, provider: str, sort: browsing.Sort
) -> None:
    made = [factory.on_sale(platform, provider, price=number) for number in range(20)]
    with platform.begin() as work:
        first = browsing.products(work, ProductSearch("执行"), sort=sort, limit=8)
        publication.unpublish_product(work, first[-1].product_id)
        publication.unpublish_product(work, first[0].product_id)
    factory.on_sale(platform, provider, name="后来的执行系统", price=0)
    ids = [card.product_id for card in first]
    after: str | None = first[-1].cursor
    while after:
        with platform.begin() as work:
            page = browsing.products(work, ProductSearch("执行"), sort=sort, after=after, limit=8)
        ids += [card.product_id for card in page]
        after = page[-1].cursor if page else None
    assert sorted(ids) == sorted(entry.product_id for entry in made)
    assert len(set(ids)) == len(ids)


def test_what_goes_off_sale_leaves_no_trace(platform: Platform, provider: str) -> None:
    # a name without digits: those of another product's number may stand side by side in the same way
    made = factory.on_sale(platform, provider, file_ids=frozenset({"one", "two"}), name="已停产旧版")
    other = factory.on_sale(platform, provider, file_ids=frozenset({"two"}))
    with platform.begin() as work:
        assert publication.unpublish_product(work, made.product_id)
        shown = work.session.execute(select(PublishedFile.file_id, PublishedFile.product_id)).all()
        assert [tuple(row) for row in shown] == [("two", other.product_id)]
        assert work.session.get(PublishedPage, made.product_id) is None
    assert ask(platform, made.name) == []


def test_related_products_share_a_category_and_come_from_others_first(
    platform: Platform, provider: str
) -> None:
    rival = factory.provider(platform, "另一家").organisation_id
    made = factory.on_sale(platform, provider, categories=("a", "b"))
    theirs = factory.on_sale(platform, rival, categories=("b",))
    own = factory.on_sale(platform, provider, categories=("a",))
    factory.on_sale(platform, rival, categories=("c",))
    with platform.begin() as work:
        cards = browsing.related(work, made.product_id, limit=5)
        assert [card.product_id for card in cards] == [theirs.product_id, own.product_id]
        assert browsing.related(work, "nowhere", limit=5) == []
        assert browsing.products_of(work, [provider, rival]) == {provider: 2, rival: 2}
