"""Products on sale for tests, without the case that brings them there."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from PIL import Image

from tests.factories.people import Applicant, applicant
from workflows.bootstrap import Platform
from workflows.business.catalogue.models import Product
from workflows.business.catalogue.publication import ProductOnSale, publish_product, put
from workflows.files.operations import store
from workflows.ground.fulltext import document
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.reference import load_reference
from workflows.people.viewer_loader import viewer_of

_numbers = count(1)


def provider(platform: Platform, name: str = "湘江数字科技有限公司", region: str | None = None) -> Applicant:
    """Make a certified provider of this name."""
    return company(platform, "provider", name, region)


def company(platform: Platform, kind: str, name: str, region: str | None = None, **profile: Any) -> Applicant:
    """Make a certified company of a kind; `profile` is the data of its approved form."""
    owner = applicant(platform, kind)
    with platform.begin() as work:
        load_reference(work)
        row = organisations.locked(work, owner.organisation_id)
        row.name, row.name_words, row.region_code = name, document(name), region
        organisations.certify(work, owner.organisation_id, {"name": name, **profile})
    return owner


def entry(organisation_id: str, platform: Platform, **values: Any) -> ProductOnSale:
    """Return a product that goes on sale a minute after the one before; `price` sets both prices."""
    number = next(_numbers)
    price = values.pop("price", None)
    prices = {} if price is None else {"price_from": Decimal(price), "price_to": Decimal(price)}
    told = {
        "product_id": f"product-{number:06d}",
        "number": f"SP-2026-{number:06d}",
        "organisation_id": organisation_id,
        "kind": "solution",
        "name": f"生产执行系统{number}",
        "listed_at": platform.clock() + timedelta(minutes=number),
        **prices,
    }
    return ProductOnSale(**(told | values))


def on_sale(platform: Platform, organisation_id: str, **values: Any) -> ProductOnSale:
    """Put a product on sale."""
    made = entry(organisation_id, platform, **values)
    with platform.begin() as work:
        put(work, made)
    return made


def upload(platform: Platform, user_id: str, *, colour: str = "#0b5cad") -> dict[str, Any]:
    """Store a picture as a person would and return what a form keeps of it."""
    content = io.BytesIO()
    Image.new("RGB", (800, 450), colour).save(content, "PNG")
    content.seek(0)
    with platform.begin(user_id) as work:
        owner = viewer_of(work, user_id)
        kept = store(work, platform.files, owner, content, name="picture.png", profile="product_picture")
    return dict(kept.descriptor)


def listing(**values: Any) -> dict[str, Any]:
    """Return the data of a filled-in listing form; `values` replace or add parts."""
    case = {
        "annual_output": "12000",
        "sale": "86.50",
        "delivery_months": "3",
        "contact_name": "客户联系人甲",
        "contact_phone": "13900001111",
        "effect": "设备利用率提高 18%，交期缩短一周。",
        "document": [
            {"id": "secret-document", "name": "合同.pdf", "size_bytes": 9, "content_type": "application/pdf"}
        ],
    }
    return {
        "kind": "solution",
        "catalogue": "digital",
        "name": "轻量级生产执行系统",
        "summary": "扫码报工、工序排产、质量追溯，两周上线。",
        "tags": "MES、轻量化，云部署",
        "categories": ["production", "quality_control"],
        "industries": ["general", "special"],
        "lowest_price": "58000",
        "highest_price": "360000",
        "delivery_days": 45,
        "delivery_effort": "60.5",
        "cases": [{**case, "customer": f"示范客户{n}有限公司"} for n in (1, 2, 3)],
        "contact_name": "王经理",
        "contact_mobile": "13812345678",
        "contact_email": "sales@example.com",
        "highlights": [
            {"title": "两周上线", "text": "标准模板开箱即用。"},
            {"title": "按产线付费", "text": "用多少付多少。"},
        ],
        "description": "面向离散制造企业的生产执行系统。\n支持扫码报工、在制品跟踪与看板。",
        "service_support": "7×24 小时响应，首年免费升级。",
        "specifications": [
            {
                "specification": "标准版",
                "pricing_mode": "simple",
                "purchase_modes": ["year", "month"],
                "price_year": "9800",
                "price_month": "980.50",
            },
            {"specification": "体验版", "pricing_mode": "free", "purchase_modes": ["month"]},
        ],
        "competitors": [{"competitor": "不可外泄的竞争对手", "credit_code": ""}],
        **values,
    }


def listed(platform: Platform, organisation_id: str, **values: Any) -> str:
    """Make a product that is on sale, as the process would, return its number; `values` go into its data."""
    number = f"CP-2025-{next(_numbers):06d}"
    data = listing(**values)
    with platform.begin() as work:
        row = Product(
            number=number,
            organisation_id=organisation_id,
            kind=data["kind"],
            name=data["name"],
            state="on_sale",
            data=data,
            listed_data=data,
            listed_at=work.now,
            created_by="test",
            created_at=work.now,
            updated_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        publish_product(work, row.id)
    return number
