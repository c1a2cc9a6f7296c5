"""Products for tests: a small process that lists them, organisations that may, data of a complete form."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import Image

from tests.factories.people import Applicant, applicant, credit_code
from workflows.bootstrap import Platform
from workflows.business.catalogue import operations
from workflows.business.catalogue.values import ProductKind, ProductView
from workflows.files.operations import store
from workflows.people.organisations.models import Organisation
from workflows.people.viewer_loader import viewer_of

PROCESS = Path(__file__).with_name("product_listing.bpmn")


def deploy_listing(platform: Platform) -> None:
    """Deploy a short process under the delivered one's name, with the delivered form.

    One review, then on sale; regular and own products go on sale at once.
    """
    form = (files("bpmn") / "product_listing/listing.form").read_bytes()
    with platform.begin() as work:
        work.repository.deploy({"process.bpmn": PROCESS.read_bytes(), "listing.form": form}, source="test")


def certified(platform: Platform, kind: str = "provider", number: int = 1, **options: Any) -> Applicant:
    """Make a person with a certified organisation."""
    who = applicant(platform, kind=kind, **options)
    with platform.begin() as work:
        row = work.session.get_one(Organisation, who.organisation_id)
        row.name, row.credit_code = f"长沙第{number}科技有限公司", credit_code(90_000 + number)
        row.region_code, row.certification, row.certified_at = "430100", "certified", work.now
    return who


def png(width: int = 40, height: int = 30) -> bytes:
    """Return a small picture."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#1f6feb").save(target, "PNG")
    return target.getvalue()


def upload(
    platform: Platform, user_id: str, profile: str, content: bytes, name: str = "a.png"
) -> dict[str, Any]:
    """Upload a file as a person does; return its descriptor."""
    with platform.begin(user_id) as work:
        return store(
            work, platform.files, viewer_of(work), io.BytesIO(content), name=name, profile=profile
        ).descriptor


def listing_data(
    kind: str = "service", picture: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    """Return the data of a complete form of a product, as its checked form hands it on."""
    files = [picture] if picture else []
    data: dict[str, Any] = {
        "kind": kind,
        "name": "云端设备管理系统",
        "summary": "让中小企业看得见每一台设备",
        "catalogue": "digital",
        "tags": "设备,云平台",
        "picture": files,
        "categories": ["production", "equipment_networking"],
        "industries": ["general"],
        "contact_name": "王服务",
        "contact_mobile": "13900000001",
        "contact_email": None,
        "related_product": None,
        "banner": [],
        "highlights": [{"title": "上线快", "text": "两周内完成部署。"}],
        "description": "采集设备数据，统计开机率、稼动率与能耗，异常时通知班组长。",
        "screenshots": files,
        "video": [],
        "service_support": "全年 7 × 12 小时响应。",
    }
    if kind in {"solution", "service", "featured"}:
        data |= {"lowest_price": 20000, "highest_price": 80000, "delivery_days": 30, "delivery_effort": 45.5}
    if kind == "featured":
        data["parameters"] = [{"parameter": "并发设备", "value": "5000", "unit": "台"}]
    if kind == "solution":
        data["cases"] = [customer_case(number, picture) for number in (1, 2, 3)]
        data["competitors"] = []
    if kind != "own":
        data["specifications"] = [
            {
                "specification": "标准版",
                "pricing_mode": "simple",
                "purchase_modes": ["year", "month"],
                "price_year": 9800,
                "price_month": 980.5,
            }
        ]
    return data | changes


def customer_case(number: int, document: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return one customer case."""
    return {
        "customer": f"株洲第{number}机床厂",
        "annual_output": 12000.5,
        "sale": 35.25,
        "delivery_months": 2.5,
        "contact_name": None,
        "contact_phone": None,
        "effect": "停机时间减少三成。",
        "document": [document] if document else [],
    }


def product(platform: Platform, who: Applicant, kind: ProductKind = "service") -> ProductView:
    """Make a draft of a product."""
    with platform.begin(who.user_id) as work:
        return operations.create(work, viewer_of(work), who.organisation_id, kind)


def handed_in(
    platform: Platform, who: Applicant, kind: ProductKind = "service", **changes: Any
) -> ProductView:
    """Make a product and hand it in; jobs that are due run."""
    made = product(platform, who, kind)
    with platform.begin(who.user_id) as work:
        operations.submit(work, viewer_of(work), made.id, listing_data(kind, **changes))
    platform.engine.run_due_jobs()
    return made
