"""What a clerk would look at again: warnings beside a value, and rules of whole lists and of dates."""

from __future__ import annotations

from typing import Any

import pytest

from forms import from_json, to_json
from tests.forms.making import bind, codes, field, node, schema

EMPLOYEES = {"type": "number", "key": "employees", "label": "从业人员"}
INSURED = {
    "type": "number",
    "key": "insured",
    "label": "参保人数",
    "properties": {
        "warn_if": "value > employees",
        "warning": "高于从业人员",
        "warning_en": "More than the staff",
    },
}
FOUNDED = {
    "type": "datetime",
    "key": "founded",
    "subtype": "date",
    "dateLabel": "成立日期",
    "properties": {"validate_feel": "value <= today", "message": "日期不能晚于今天。"},
}
SHARES = {
    "type": "dynamiclist",
    "path": "shares",
    "label": "占比",
    "components": [{"type": "number", "key": "share", "label": "占比"}],
    "properties": {
        "validate_feel": "sum(for one in value return if one.share = null then 0 else one.share) <= 100",
        "message": "合计不能超过 100%。",
    },
}


def test_a_warning_stands_beside_the_value_and_refuses_nothing() -> None:
    bound = bind(schema(EMPLOYEES, INSURED), {"employees": "5", "insured": "8"})
    assert bound.validate()
    assert field(bound, "insured").warnings == ("高于从业人员",)
    assert field(bound, "insured").described_by == "f-insured-warnings"
    assert (
        field(bind(schema(EMPLOYEES, INSURED), {"employees": "8", "insured": "8"}), "insured").warnings == ()
    )


def test_a_condition_may_ask_for_the_number_of_what_is_one_already() -> None:
    asked = {
        **INSURED,
        "properties": {**INSURED["properties"], "warn_if": "number(value) > number(employees)"},
    }
    bound = bind(schema(EMPLOYEES, asked), {"employees": "5", "insured": "8"})
    assert field(bound, "insured").warnings == ("高于从业人员",)


def test_reviewers_read_the_warning_too_in_their_language() -> None:
    made = schema(EMPLOYEES, INSURED)
    stored = from_json(made, to_json({"employees": 5, "insured": 8}))
    assert field(bind(made, values=stored, locale="en"), "insured").warnings == ("More than the staff",)


@pytest.mark.parametrize("typed", [{"employees": "", "insured": "8"}, {"employees": "5", "insured": "acht"}])
def test_what_cannot_be_compared_warns_of_nothing(typed: dict[str, Any]) -> None:
    assert field(bind(schema(EMPLOYEES, INSURED), typed), "insured").warnings == ()


def test_a_date_is_compared_with_today_in_china() -> None:
    assert codes(bind(schema(FOUNDED), {"founded": "2026-03-02"})) == {}
    bound = bind(schema(FOUNDED), {"founded": "2026-03-03"})
    assert codes(bound) == {"founded": ["author"]}
    assert bound.errors["founded"] == ["日期不能晚于今天。"]


def test_entries_are_judged_together() -> None:
    made = schema(SHARES)
    fine = {"shares-0-share": "60", "shares-1-share": "40", "shares-2-share": ""}
    assert codes(bind(made, {**{f"shares-{n}": "1" for n in range(3)}, **fine})) == {}
    bound = bind(made, {"shares-0": "1", "shares-1": "1", "shares-0-share": "60", "shares-1-share": "41"})
    assert codes(bound) == {"shares": ["author"]}
    assert node(bound, "shares").errors == ("合计不能超过 100%。",)
