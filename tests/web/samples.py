"""Complete forms of invented companies, for tests that send them as browsers do."""

from __future__ import annotations

import random
from datetime import date
from importlib.resources import files
from typing import Any

from forms import parse_schema
from workflows.form_samples import credit_code, form_data

LICENCE = {"id": "licence", "name": "营业执照.pdf", "size_bytes": 1, "content_type": "application/pdf"}


def enterprise(number: int, **known: Any) -> dict[str, Any]:
    """Return values for every required field of the enterprise's form; the licence is only named."""
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
        "licence": [LICENCE],
        **known,
    }
    return form_data(schema, own, chance=random.Random(number), today=date(2026, 3, 1))
