"""A bid is nowhere to be read before the opening: no table, no file, no log, no page, no search, no export.

Attack: whoever gets at the database, at the store of files, at the log, or at any page as anybody, looks for
what a provider has bid. After the opening the same search finds it: the test does not pass by looking badly.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from engine.db import connection_string
from tests.factories import publication
from tests.factories.demands import asked_again, bids, opened, tender_of, tendered
from tests.factories.orders import Market, market
from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.business.orders.test_milestones import PDF
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform

PRICE = "73951.37"
PLAN = "密方案甲：以三十台网关分两期实施，含两次现场培训和一年维护。"
FILE_NAME = "密附件乙.pdf"
SIGNS = ("73951.37", "73,951.37", "7395137", "密方案甲", "密附件乙")
"""What a reader would know the bid by: its price as people and as tables write it, its plan, its file."""
SEARCHES = (
    "/demands?q={text}",
    "/demands/mine?q={text}",
    "/inbox/?text={text}",
    "/inbox/done?text={text}",
    "/workbench/applications?text={text}",
)
EXPORTS = ("/demands/mine.csv", "/demands/mine.xlsx", "/inbox/export/to_do.csv", "/inbox/export/done.csv")


@pytest.fixture
def at(platform: Platform) -> Market:
    return market(platform)


def rows_of(database_url: str) -> Iterator[tuple[str, str]]:
    """Yield (table, row as text) of all there is in the database, bytes in both writings."""
    with psycopg.connect(connection_string(database_url)) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, name in tables:
            query = sql.SQL("SELECT t::text AS row, t.* FROM {}.{} t").format(
                sql.Identifier(schema), sql.Identifier(name)
            )
            for row in connection.execute(query):
                held = [
                    one.decode("latin-1") + one.decode("utf-8", "replace")
                    for one in row
                    if isinstance(one, bytes)
                ]
                yield f"{schema}.{name}", " ".join((str(row[0]), *held))


def texts(content: bytes) -> tuple[str, str]:
    """Return what bytes say, read in both ways that a text or a file of the bid would show in."""
    return content.decode("latin-1"), content.decode("utf-8", "replace")


def told_by_tables(database_url: str) -> set[str]:
    """Return the tables in which the bid can be read."""
    signs = (*SIGNS, PDF[:200].decode("latin-1"))
    return {table for table, row in rows_of(database_url) if any(sign in row for sign in signs)}


def told_by_files(folder: Path) -> list[str]:
    """Return the files below a folder in which the bid can be read."""
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(sign.encode() in path.read_bytes() for sign in SIGNS)
    ]


def told_by_pages(app: Flask, at: Market, people: list[str], number: str) -> list[str]:
    """Return which pages, searches and exports show the bid to whom."""
    adapter = app.url_map.bind("localhost")
    pages = [
        adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, number))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and set(rule.arguments) <= {"number"}
        and rule.endpoint != "push.events"
    ]
    searches = [address.format(text=sign) for address in SEARCHES for sign in ("密方案甲", "73951.37")]
    told = []
    for person in people:
        client = signed_in(app, at.platform, person)
        for address in (*pages, *searches, *EXPORTS):
            answer = client.get(address, buffered=True)
            assert answer.status_code < 500, address
            body = answer.get_data().decode("utf-8", "replace")
            asked = address.rpartition("=")[2]
            told += [f"{address} to {person}" for sign in SIGNS if sign in body and sign != asked]
            answer.close()
    return told


@pytest.mark.prepared
@pytest.mark.bundles
@pytest.mark.long
def test_a_sealed_bid_is_nowhere_to_be_read_until_the_opening(
    app: Flask, platform: Platform, at: Market, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    number = tendered(platform, at.buyer)
    seller = signed_in(app, platform, at.seller.user_id)
    app.config["WTF_CSRF_ENABLED"] = False
    typed = {"price": "0", "plan": PLAN}
    assert seller.post(f"/demands/{number}/bid", data=typed).status_code == 422
    sent = {"price": PRICE, "plan": PLAN, "files": (io.BytesIO(PDF), FILE_NAME)}
    assert seller.post(f"/demands/{number}/bid", data=sent).status_code == 302
    at.run()
    people = [at.buyer.user_id, at.seller.user_id, staff(platform, "operator"), staff(platform, "admin")]
    database_url = platform.engine.database_url
    clock.now = tender_of(platform, number).opens_at - timedelta(minutes=1)  # who has bid is told by now
    assert told_by_tables(database_url) == set()
    assert told_by_pages(app, at, people, number) == []
    assert told_by_files(platform.settings.data_dir) == []
    heard = capfd.readouterr()
    assert not [sign for sign in SIGNS if sign in heard.out + heard.err and sign != "7395137"]

    opened(platform, clock, number)
    assert told_by_tables(database_url) == {"public.demand_tender_bids", "public.demand_tender_files"}
    assert told_by_pages(app, at, [at.buyer.user_id], number), "after the opening the enterprise reads it"


@pytest.mark.prepared
@pytest.mark.bundles
@pytest.mark.long
def test_a_price_of_the_second_round_is_nowhere_to_be_read_until_its_end(
    app: Flask, platform: Platform, at: Market, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    number = tendered(platform, at.buyer)
    bids(platform, at.seller, number, "3000.00")
    opened(platform, clock, number)
    bid_id = asked_again(at, number)
    app.config["WTF_CSRF_ENABLED"] = False
    seller = signed_in(app, platform, at.seller.user_id)
    other = publication.provider(platform, "衡阳软件有限公司", "430400")
    assert signed_in(app, platform, other.user_id).post(f"/demands/bids/{bid_id}/quote").status_code == 404
    assert seller.post(f"/demands/bids/{bid_id}/quote", data={"price": PRICE}).status_code == 302
    people = [at.buyer.user_id, staff(platform, "operator")]  # the first round is looked for as all others
    database_url = platform.engine.database_url
    assert told_by_tables(database_url) == set()
    assert told_by_pages(app, at, people, number) == []
    heard = capfd.readouterr()
    assert not [sign for sign in SIGNS if sign in heard.out + heard.err and sign != "7395137"]
    at.run()  # all have given a price: the round is over
    assert told_by_tables(database_url) == {"public.demand_tender_bids"}
    assert told_by_pages(app, at, [at.buyer.user_id], number), "after the round the enterprise reads it"
