"""Complete forms of invented companies, for tests that send them as browsers do."""

from __future__ import annotations

import random
from datetime import date
from importlib.resources import files
from io import BytesIO
from typing import Any

from PIL import Image

from forms import parse_schema
from tests.factories.people import viewer
from workflows.bootstrap import Platform
from workflows.files.operations import store
from workflows.scenarios.form_samples import credit_code, form_data


def enterprise(platform: Platform, user_id: str, number: int, **known: Any) -> dict[str, Any]:
    """Return values for every required field of the form; the licence is uploaded by `user_id`."""
    schema = parse_schema((files("bpmn") / "enterprise_registration" / "enterprise.form").read_bytes())
    own = {
        "name": f"长沙第{number}机械制造有限公司",
        "credit_code": credit_code("430100", number),
        "region": "430100",
        "cluster": None,
        "main_business": "精密零件加工",
        "introduction": "从事精密零件加工与装配。",
        "legal_person": "王建国",
        "contact_name": "周敏",
        "contact_email": f"office{number}@example.com",
        "industries": [{"industry": "general", "share": 100}],
        "core_products": [{"product": "精密齿轮"}],
        "licence": [licence(platform, user_id)],
        **known,
    }
    return form_data(schema, own, chance=random.Random(number), today=date(2026, 3, 1))


def licence(platform: Platform, user_id: str) -> dict[str, Any]:
    """Upload a picture as `user_id` and return what a form keeps of it."""
    picture = BytesIO()
    Image.new("RGB", (600, 400), "white").save(picture, "PNG")
    picture.seek(0)
    with platform.begin(user_id) as work:
        kept = store(
            work,
            platform.files,
            viewer(platform, user_id),
            picture,
            name="营业执照.png",
            profile="licence",
        )
    return kept.descriptor
