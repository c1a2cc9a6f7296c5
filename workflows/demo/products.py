"""How the products of the demonstration go: each story through the commands, with pauses between."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from forms import FileStore
from workflows.approvals.values import Decision
from workflows.business.catalogue import operations
from workflows.demo.panels import panel
from workflows.demo.pictures import poster
from workflows.demo.story import Begin, Company, claim, decide, pause, reviewer
from workflows.files.operations import store
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

OPINIONS = {
    "approve": "资料真实，价格合理，同意上架。",
    "return": "请补充服务内容的具体安排。",
    "reject": "三天内无法完成评定要求的试验，描述与事实不符。",
}
CUSTOMERS = ("湘江精密机械厂", "株洲齿轮有限公司", "衡阳水泵股份有限公司")


@dataclass
class DemoProduct:
    """One product of the demonstration and whoever keeps it."""

    told: Mapping[str, Any]
    user_id: str
    files: FileStore
    chance: random.Random
    product_id: str = ""
    case: Company | None = None


def tell_product(offer: DemoProduct, begin: Begin) -> Iterator[timedelta]:
    """Act a product's story out; each yielded pause passes before the next step."""
    story = offer.told["story"]
    begin(offer.user_id, lambda work: _create(work, offer))
    if story == "draft":
        begin(offer.user_id, lambda work: _type(work, offer))
        return
    begin(offer.user_id, lambda work: _hand_in(work, offer, {}))
    if story == "in_review":
        return
    yield pause(offer.chance, hours=(3, 30))
    if story == "withdrawn":
        begin(offer.user_id, _with(offer, operations.withdraw, "价格需要重新核算。"))
        return
    if offer.told["kind"] == "solution" and offer.case is not None:
        yield from panel(offer.case, begin, until_closed=story == "listed")
        return
    if offer.told["kind"] not in {"regular", "own"}:
        verdict = {"returned": "return", "rejected": "reject"}.get(story, "approve")
        yield from _review(offer, begin, verdict)
    yield pause(offer.chance, hours=(30, 60))
    if story == "off_sale":
        begin(offer.user_id, _with(offer, operations.take_off_sale))
    if story == "changed":
        higher = {"highest_price": offer.told["price"][1] + 20_000, "summary": "五天现场诊断，含供应链评估。"}
        begin(offer.user_id, lambda work: _hand_in(work, offer, higher))


def _review(offer: DemoProduct, begin: Begin, verdict: str) -> Iterator[timedelta]:
    case = offer.case
    assert case is not None, "a product that is reviewed has been handed in"
    who = reviewer(case, begin)
    begin(who, lambda work: claim(work, case))
    yield pause(offer.chance, hours=(1, 6))
    begin(who, lambda work: decide(work, case, Decision(verdict, OPINIONS[verdict])))


def _with(offer: DemoProduct, command: Callable[..., Any], *more: Any) -> Callable[[Work], None]:
    def act(work: Work) -> None:
        command(work, viewer_of(work), offer.product_id, *more)

    return act


def _create(work: Work, offer: DemoProduct) -> None:
    own = organisations_of(work, offer.user_id)[0]
    offer.product_id = operations.create(work, viewer_of(work), own.id, offer.told["kind"]).id


def _type(work: Work, offer: DemoProduct) -> None:
    """A draft as a form leaves it: texts, and not all of them."""
    told = offer.told
    typed = {key: told[key] for key in ("name", "summary", "catalogue", "tags", "categories")}
    operations.save_draft(work, viewer_of(work), offer.product_id, {**typed, "contact_name": "邓顾问"})


def _hand_in(work: Work, offer: DemoProduct, changes: Mapping[str, Any]) -> None:
    data = {**_data(work, offer), **changes}
    case = operations.submit(work, viewer_of(work), offer.product_id, data)
    offer.case = Company(
        offer.user_id,
        str(case.organisation_id),
        case.process_id,
        offer.told["story"],
        data,
        offer.chance,
        case.id,
    )


def _data(work: Work, offer: DemoProduct) -> dict[str, Any]:
    """Return the data of a complete form, as its checked form hands it on."""
    told, kind = offer.told, offer.told["kind"]
    picture = [_file(work, offer, "product_picture", "产品图片.jpg")]
    own = {key: told[key] for key in ("name", "summary", "catalogue", "categories", "industries", "tags")}
    return {
        **own,
        "kind": kind,
        "related_product": None,
        "picture": picture,
        "contact_name": "客户服务部",
        "contact_mobile": f"138{offer.chance.randint(0, 99_999_999):08d}",
        "contact_email": None,
        "banner": [],
        "highlights": [{"title": title, "text": text} for title, text in told["highlights"]],
        "description": told["about"],
        "screenshots": picture,
        "video": [],
        "service_support": "工作日九点至十八点响应，两个工作日内到场。",
        **(_prices(offer) if kind in {"solution", "service", "featured"} else {}),
        **({"specifications": _specifications(told)} if kind != "own" else {}),
        **({"parameters": _PARAMETERS} if kind == "featured" else {}),
        **({"cases": _cases(work, offer), "competitors": []} if kind == "solution" else {}),
    }


_PARAMETERS = [
    {"parameter": "采集点数", "value": "200", "unit": "点"},
    {"parameter": "工作温度", "value": "-20 至 70", "unit": "℃"},
]


def _prices(offer: DemoProduct) -> dict[str, Any]:
    low, high = offer.told["price"]
    days = offer.chance.choice((7, 15, 30, 45))
    return {"lowest_price": low, "highest_price": high, "delivery_days": days, "delivery_effort": days * 1.5}


def _specifications(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    low, high = told["price"]
    if high == 0:
        return [{"specification": "公益版", "pricing_mode": "free", "purchase_modes": ["quantity"]}]
    priced = {"pricing_mode": "simple", "purchase_modes": ["quantity"]}
    return [
        {"specification": "基础版", **priced, "price_quantity": max(low, 1)},
        {"specification": "专业版", **priced, "price_quantity": high},
    ]


def _cases(work: Work, offer: DemoProduct) -> list[dict[str, Any]]:
    paper = [_file(work, offer, "case_document", "验收报告.jpg")]
    return [
        {
            "customer": customer,
            "annual_output": 8_000 + 2_500 * number,
            "sale": 36.5 + 12 * number,
            "delivery_months": 2 + number,
            "contact_name": None,
            "contact_phone": None,
            "effect": "交期准时率提升两成，在制品减少三成。",
            "document": paper,
        }
        for number, customer in enumerate(CUSTOMERS)
    ]


def _file(work: Work, offer: DemoProduct, profile: str, name: str) -> dict[str, Any]:
    content = poster(offer.told["name"], offer.chance.randint(0, 359))
    kept = store(work, offer.files, viewer_of(work), io.BytesIO(content), name=name, profile=profile)
    return kept.descriptor
