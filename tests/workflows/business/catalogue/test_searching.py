"""Searches of the catalogue find what reading all of it finds, in the same order, and read little of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from benchmarks._catalogue_filling import fill
from tests.asked import asked_meanwhile
from tests.explained import plans, read_of
from tests.factories import publication as factory
from workflows.bootstrap import Platform
from workflows.business.catalogue import browsing, counting, publication
from workflows.business.catalogue.counting import facet_counts
from workflows.business.catalogue.publication import ProductOnSale
from workflows.business.catalogue.search_projection import FACETS, ProductSearch
from workflows.ground import fulltext

PRODUCTS = 3_000
CITIES = ("430100", "430200", None)
WORDS = ("能耗", "质量", "平台", "服务")
QUESTIONS = (
    ProductSearch(),
    ProductSearch("能耗"),
    ProductSearch("平台 服务"),
    ProductSearch("质量", chosen={"category": "a"}),
    ProductSearch(chosen={"category": "b", "industry": "x"}),
    ProductSearch("服务", chosen={"tag": "云", "region": "430100"}, price_max=Decimal(20), price_unit="year"),
    ProductSearch(price_min=Decimal(10), categories=("a", "c")),
)


@pytest.mark.parametrize("walked", [4, 1_000])
def test_a_search_finds_what_reading_everything_finds(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, walked: int
) -> None:
    """Words, facets, prices, orders, pages and numbers, each asked again while products come and go."""
    monkeypatch.setattr(browsing, "WALKED", walked)
    chance = random.Random(walked)
    homes = {factory.provider(platform, f"商家{code}", code).organisation_id: code for code in CITIES}
    there: dict[str, ProductOnSale] = {}
    for turn in range(4):
        for _ in range(14):
            change(platform, chance, homes, there)
        if turn == 2:
            with platform.begin() as work:
                publication.merge_counts(work)
        for question in QUESTIONS:
            fitting = [one for one in there.values() if fits(question, one, homes)]
            assert counted(platform, question) == expected_counts(question, there, homes), (turn, question)
            for sort in browsing.SORTS:
                ordered = [one.product_id for one in sorted(fitting, key=order(sort, question))]
                assert paged(platform, question, sort, 3) == ordered, (turn, question, sort)


def change(
    platform: Platform, chance: random.Random, homes: Mapping[str, Any], there: dict[str, ProductOnSale]
) -> None:
    if there and chance.random() < 0.25:
        gone = chance.choice(sorted(there))
        with platform.begin() as work:
            publication.unpublish_product(work, gone)
        del there[gone]
        return
    made = factory.entry(
        chance.choice(sorted(homes)),
        platform,
        kind=chance.choice(["solution", "service"]),
        name="".join(chance.sample(WORDS, chance.randint(1, 2))),
        summary=chance.choice(WORDS),
        categories=tuple(chance.sample(["a", "b", "c"], chance.randint(1, 2))),
        industries=(chance.choice(["x", "y"]),),
        tags=tuple(chance.sample(["云", "边"], chance.randint(0, 2))),
        price=chance.choice([None, 5, 50]),
        price_unit=chance.choice(["", "year"]),
    )
    if there and chance.random() < 0.4:
        made = replace(made, product_id=chance.choice(sorted(there)))
    with platform.begin() as work:
        publication.put(work, made)
    there[made.product_id] = made


def words_of(*texts: str) -> set[str]:
    return set(fulltext.tokens(*texts))


def facets_of(entry: ProductOnSale, homes: Mapping[str, Any]) -> set[str]:
    return set(publication.facets_of(entry, homes[entry.organisation_id]))


def fits(question: ProductSearch, one: ProductOnSale, homes: Mapping[str, Any]) -> bool:
    facets = facets_of(one, homes)
    asked = question.text.split()
    price, unit = one.price_from, question.price_unit
    return (
        words_of(one.name, one.summary, *one.tags).issuperset(asked)
        and all(f"{facet}:{value}" in facets for facet, value in question.chosen.items())
        and (not question.categories or not set(question.categories).isdisjoint(one.categories))
        and (not unit or one.price_unit in {unit, ""})
        and (question.price_max is None or (price is not None and price <= question.price_max))
        and (question.price_min is None or (price is not None and price >= question.price_min))
    )


def order(sort: str, question: ProductSearch) -> Callable[[ProductOnSale], Any]:
    asked = question.text.split()

    def key(one: ProductOnSale) -> Any:
        if sort == "cheapest":
            return one.price_from is None, one.price_unit, one.price_from or 0, one.product_id
        named = sort == "relevance" and bool(asked) and words_of(one.name).issuperset(asked)
        return not named, -one.listed_at.timestamp(), one.product_id

    return key


def paged(platform: Platform, question: ProductSearch, sort: browsing.Sort, limit: int) -> list[str]:
    listed: list[str] = []
    after = None
    while True:
        with platform.begin() as work:
            page = browsing.products(work, question, sort=sort, after=after, limit=limit)
        listed += [card.product_id for card in page]
        if not page:
            return listed
        after = page[-1].cursor


def counted(platform: Platform, question: ProductSearch) -> dict[str, int]:
    with platform.begin() as work:
        counts = facet_counts(work, question)
    return {
        f"{facet}:{value}": number for facet, values in counts.items() for value, number in values.items()
    }


def expected_counts(
    question: ProductSearch, there: Mapping[str, ProductOnSale], homes: Mapping[str, Any]
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for facet in FACETS:
        others = {name: value for name, value in question.chosen.items() if name != facet}
        for one in there.values():
            if fits(replace(question, chosen=others), one, homes):
                counts.update(value for value in facets_of(one, homes) if value.startswith(f"{facet}:"))
    return counts


def test_a_change_that_comes_to_light_late_is_counted(platform: Platform) -> None:
    """A product is put on sale before another and committed after it, when numbers are remembered already."""
    home = factory.provider(platform).organisation_id
    question = ProductSearch("执行", chosen={"category": "a"})
    late, early, dropped = (factory.entry(home, platform, categories=("a",)) for _ in range(3))

    def meanwhile() -> int:
        with platform.begin() as work:
            publication.put(work, early)
        return counted(platform, question)["category:a"]

    with ThreadPoolExecutor(1) as other, platform.begin() as work:
        publication.put(work, late)
        assert other.submit(meanwhile).result() == 1
    assert counted(platform, question)["category:a"] == 2
    with platform.begin() as work:
        publication.put(work, dropped)
        assert facet_counts(work, question)["category"] == {"a": 3}
        work.session.rollback()
    assert counted(platform, question)["category:a"] == 2


def test_numbers_are_forgotten_before_they_are_too_many(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "REMEMBERED_NUMBERS", 3)
    home = factory.provider(platform).organisation_id
    factory.on_sale(platform, home, categories=("a",))
    asked = [ProductSearch(chosen={"category": value}) for value in "abc"]
    for question in (*asked, asked[-1]):
        with asked_meanwhile() as statements:
            counted(platform, question)
    assert not reads_products(statements)
    with asked_meanwhile() as statements:
        counted(platform, asked[0])
    assert reads_products(statements)


def reads_products(statements: Sequence[tuple[str, Any]]) -> list[str]:
    return [text for text, _values in statements if "FROM shelf_products" in text]


def test_common_words_are_not_looked_up_in_all_products(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the plans: of 3,000 products a list by a common word reads few, and a change none."""
    monkeypatch.setattr(browsing, "WALKED", 200)
    fill(platform, PRODUCTS)
    most = 2 * browsing.WALKED
    for text in ("扩展", "系统", "cloud"):
        for sort in browsing.SORTS:
            with platform.begin() as work, asked_meanwhile() as statements:
                cards = browsing.products(work, ProductSearch(text), sort=sort, limit=25)
            assert len(cards) == 25
            assert most_read(platform, statements) <= most, (text, sort)
    home = cards[0].organisation_id
    question = ProductSearch("扩展", chosen={"category": "energy", "industry": "metals"})
    before = counted(platform, question)
    factory.on_sale(
        platform, home, name="随时扩展", categories=("energy",), industries=("metals",), kind="solution"
    )
    with asked_meanwhile() as statements:
        after = counted(platform, question)
    assert after["kind:solution"] == before["kind:solution"] + 1
    assert most_read(platform, statements) == 0


def most_read(platform: Platform, statements: Sequence[tuple[str, Any]]) -> int:
    """Return the rows of the catalogue that a statement reads at most, in any of its plans."""
    read = [0]
    for statement, values in statements:
        if "shelf_" in statement:
            for plan in plans(platform, statement, values):
                read += [rows for table, rows in read_of(plan) if table == "shelf_products"]
    return max(read)
