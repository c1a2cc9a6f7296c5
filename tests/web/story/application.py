"""What an enterprise types into its form, and how a browser gets it there."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import FilePayload, Page

from tests.factories.people import credit_code

COMPANY = "湖南星野精密机械有限公司"
BEGINNING = {
    "name": COMPANY,
    "credit_code": credit_code(77),
    "registration_type": "private",
    "founded_on": "2015-06-01",
    "legal_person": "星野明",
    "legal_person_mobile": "13800138001",
}
REST = {
    "contact_name": "王芳",
    "contact_phone": "0731-88888888",
    "contact_email": "wang@xingye.example.cn",
    "region": "430100",
    "address": "岳麓区麓谷大道1号",
    "post_code": "410000",
    "industries-0-industry": "general",
    "tax_credit_rating": "a",
    "core_products-0-product": "数控机床",
    "main_business": "机床制造",
    "size_class": "small",
    "introduction": "专业制造数控机床。",
    "revenue_last_year": "3200",
    "total_assets": "5100",
    "employees": "86",
    "digital_level": "l2",
}


def picture(name: str = "licence.png") -> FilePayload:
    """Return a small picture that passes for a business licence."""
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": content.getvalue()}


def fill(page: Page, values: dict[str, str]) -> None:
    """Type or choose `values` by the names of the fields."""
    for name, value in values.items():
        field = page.locator(f'.form-fields [name="{name}"]')
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def upload(page: Page, file: FilePayload) -> None:
    """Choose `file` as the licence."""
    page.locator("#f-licence").set_input_files(file)
