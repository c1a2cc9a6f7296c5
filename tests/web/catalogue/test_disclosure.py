"""Who may read what of an approved form: a marked value in every field, looked for on all pages of others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forms.disclosure import audience_of, disclosed
from forms.properties import AUDIENCES
from forms.schema import (
    Component,
    Computed,
    DateTime,
    DynamicList,
    Field,
    FilePicker,
    Group,
    Number,
    TextField,
)
from tests.factories import publication
from tests.factories.people import Applicant, applicant
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform
from workflows.business.catalogue import disclosed_answers
from workflows.business.catalogue.disclosed_answers import FORMS, Source
from workflows.business.consultants.models import Consultant
from workflows.ground.fulltext import document

pytestmark = pytest.mark.prepared


@dataclass
class Marked:
    """The data of a form with a value of its own in each field, and what a page would say of it, by path."""

    data: dict[str, Any] = field(default_factory=dict)
    traces: dict[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: dict[str, str] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)


def marked(platform: Platform, source: Source, first: int) -> Marked:
    """Return the marked data of a form of today."""
    made = Marked()
    with platform.begin() as work:
        schema = disclosed_answers.schema(work, source)
    numbers = iter(range(first, first + 1000))
    made.data = _filled(schema.components, numbers, made, source)
    return made


def _filled(
    components: tuple[Component, ...], numbers: Iterator[int], made: Marked, source: Source
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for one in components:
        if isinstance(one, Group):
            data |= _filled(one.components, numbers, made, source)
        elif isinstance(one, DynamicList):
            data[one.key] = [_filled(one.components, numbers, made, source)]
        elif isinstance(one, Field) and not isinstance(one, Computed):
            value, traces = _value(one, next(numbers), source)
            if value is not None:
                data[one.key] = value
                made.traces[one.path], made.audiences[one.path] = traces, audience_of(one)
                made.texts |= {one.path} if isinstance(one, TextField) else set()
    return data


def _value(one: Field, number: int, source: Source) -> tuple[Any, tuple[str, ...]]:
    """Return a value of the kind that the field takes, and what would betray it; a choice betrays nothing."""
    if isinstance(one, TextField):
        return f"标记{source}{number}", (f"标记{source}{number}",)
    if isinstance(one, Number):
        value = 7_000_000 + number
        return value, (str(value), f"{value:,}")
    if isinstance(one, DateTime):
        year = 1000 + number % 900
        return f"{year}-01-01", (f"{year}-01-01", f"{year}年1月1日")
    if isinstance(one, FilePicker):
        file = {"id": f"file-{source}-{number}", "name": f"标记{number}.png", "size_bytes": 9}
        return [file | {"content_type": "image/png"}], (f"file-{source}-{number}", f"标记{number}.png")
    return None, ()


@dataclass
class Stand:
    """What an enterprise, a provider, a product and a consultant had approved, and where others read it."""

    forms: dict[Source, Marked]
    pages: dict[Source, str]


@pytest.fixture
def stand(platform: Platform) -> Stand:
    sources: tuple[Source, ...] = ("enterprise", "provider", "product", "consultant")
    forms = {one: marked(platform, one, 1000 * number) for number, one in enumerate(sources, start=1)}
    owners = {
        kind: publication.company(
            platform, kind, f"公开名称{kind}", "430102", **_without_name(forms[kind].data)
        )
        for kind in ("enterprise", "provider")
    }
    owner = owners["provider"]
    data = {"kind": "solution", **forms["product"].data}
    data["specifications"][0] |= {"pricing_mode": "simple", "purchase_modes": ["year", "month", "quantity"]}
    number = publication.listed(platform, owner.organisation_id, **data)
    _employ(platform, owner, forms["consultant"].data)
    provider = f"/providers/{owner.organisation_id}"
    enterprise = f"/enterprises/{owners['enterprise'].organisation_id}"
    pages = {"enterprise": enterprise, "provider": provider, "consultant": provider}
    return Stand(forms, pages | {"product": f"/catalogue/{number}"})


def _without_name(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "name"}


def _employ(platform: Platform, owner: Applicant, profile: dict[str, Any]) -> None:
    with platform.begin() as work:
        work.session.add(
            Consultant(
                organisation_id=owner.organisation_id, name=profile["name"], email="c@example.com",
                email_key="c@example.com", state="active", words=document("向导"), invited_by=owner.user_id,
                profile=profile, invited_at=work.now, changed_at=work.now,
            )
        )  # fmt: skip


def every_page(app: Flask, client: FlaskClient, stand: Stand) -> str:
    """Return all that somebody gets to see of what has no argument, of these companies and of the product."""
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    skipped = ("/account/sign-out", "/live", "/push")
    paths = [rule.rule for rule in rules if not rule.rule.startswith(skipped)]
    searches = [f"{path}?q=标记" for path in ("/catalogue", "/providers", "/enterprises")]
    return "\n".join(client.get(path).text for path in (*paths, *searches, *stand.pages.values()))


def stands(trace: str, text: str) -> bool:
    """Tell whether a text says a value, not as a part of an id or a token, which may hold any digits."""
    return bool(re.search(rf"(?<![0-9A-Za-z_-]){re.escape(trace)}(?![0-9A-Za-z_-])", text))


def test_a_value_stands_alone_and_an_id_says_nothing() -> None:
    assert stands("7001045", "产值：7001045万元")
    assert stands("file-product-3001", 'href="/files/file-product-3001"')
    assert not stands("7001045", "01a2292f-e332-7716-8352-3587001045f7")


@pytest.mark.parametrize("reader", ["visitor", "member"])
def test_others_read_what_the_form_says_and_nothing_else(
    app: Flask, client: FlaskClient, platform: Platform, stand: Stand, reader: str
) -> None:
    if reader == "member":
        client = signed_in(app, platform, applicant(platform).user_id)
    may_read = AUDIENCES[: 2 if reader == "member" else 1]
    read = every_page(app, client, stand)
    for source, form in stand.forms.items():
        closed = [path for path, audience in form.audiences.items() if audience not in may_read]
        assert closed
        betrayed = [path for path in closed if any(stands(trace, read) for trace in form.traces[path])]
        assert betrayed == [], source
        page = client.get(stand.pages[source]).text
        open_ = [path for path in form.texts if form.audiences[path] in may_read]
        head = {"name"} if source in {"enterprise", "provider"} else set()
        assert [path for path in open_ if form.traces[path][0] not in page and path not in head] == [], source


def test_what_only_reviewers_read_finds_no_product(client: FlaskClient, stand: Stand) -> None:
    form = stand.forms["product"]
    for path in form.texts:
        leads = (
            stand.pages["product"] in client.get("/catalogue", query_string={"q": form.traces[path][0]}).text
        )
        assert not leads or form.audiences[path] == "public", path


def test_the_agreement_names_what_the_forms_show(client: FlaskClient, platform: Platform) -> None:
    page = client.get("/account/agreements/privacy").text
    with platform.begin() as work:
        shown = disclosed_answers.disclosed_forms(work, "zh-CN")
    assert [bool(one.public) for one in shown] == [True] * len(FORMS)
    assert [bool(one.members) for one in shown] == [True, True, True, False]
    for one in shown:
        assert "、".join(one.public) in page, one.name
        assert "、".join(one.members) in page, one.name
    prose = page[: page.index('id="disclosed"')]
    for label in ("详细地址", "成立日期", "开始运营日期", "联系手机", "联系邮箱", "客户的年产值", "销售额"):
        assert label in prose, label


def test_what_a_form_does_not_know_is_nobody_s_to_read(platform: Platform) -> None:
    with platform.begin() as work:
        schema = disclosed_answers.schema(work, "product")
    assert disclosed(schema, {"invented": "x", "cases": "none", "name": "甲"}, "members") == {"name": "甲"}
