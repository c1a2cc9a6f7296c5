"""Every delivered form can be served, in both languages."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from forms import FormSchema, parse_schema
from forms.schema import Choice, Field
from tests.forms.making import bind, check, codes, field

FORMS = sorted(Path(str(files("bpmn"))).rglob("*.form"))


@pytest.fixture(params=FORMS, ids=[f"{path.parent.name}/{path.name}" for path in FORMS])
def form(request: pytest.FixtureRequest) -> FormSchema:
    return parse_schema(request.param.read_bytes(), evaluate_check=check)


def test_every_text_has_its_english(form: FormSchema) -> None:
    silent = [component.id for component in form.walk() if component.label.zh and not component.label.en]
    for component in form.walk():
        if isinstance(component, Field) and component.description.zh and not component.description.en:
            silent.append(f"{component.id} (description)")
        if isinstance(component, Choice):
            silent += [
                f"{component.id}: {o.value}" for o in component.options if o.label.zh and not o.label.en
            ]
    assert silent == []


def test_an_empty_submission_is_answered_at_the_fields_that_are_needed(form: FormSchema) -> None:
    bound = bind(form, {})
    errors = codes(bound)
    assert errors
    assert {code for said in errors.values() for code in said} <= {
        "required", "required_choice", "required_file", "required_check", "too_few_rows",
    }  # fmt: skip
    assert bind(form, {}, draft=bound.draft, locale="en").nodes


CLERKS_CHECKS = [
    ("enterprise_registration/enterprise", "founded_on", "2999-01-01", "refused"),
    ("enterprise_registration/enterprise", "licence_valid_until", "2020-01-01", "refused"),
    ("enterprise_registration/enterprise", "website", "javascript:alert(1)", "refused"),
    ("enterprise_registration/enterprise", "employees", "-3", "refused"),
    ("enterprise_registration/enterprise", "insured_employees", "11", "warned"),
    ("enterprise_registration/enterprise", "net_assets", "1", "warned"),
    ("enterprise_registration/enterprise", "asset_liability_ratio", "90", "warned"),
    ("enterprise_registration/enterprise", "junior_college", "9", "warned"),
    ("enterprise_registration/enterprise", "doctors", "11", "warned"),
    ("enterprise_registration/enterprise", "bachelors", "11", "warned"),
    ("enterprise_registration/enterprise", "imported_equipment", "3", "warned"),
    ("provider_registration/provider", "founded_on", "2999-01-01", "refused"),
    ("provider_registration/provider", "started_on", "2001-01-01", "refused"),
    ("provider_registration/provider", "product_url", "javascript:alert(1)", "refused"),
    ("provider_registration/provider", "service_staff", "11", "warned"),
    ("expert_enrolment/expert", "years_in_industry", "50", "warned"),
]
BESIDE = {
    "employees": 10, "total_assets": 500, "total_liabilities": 100, "doctors": 1, "masters": 1,
    "bachelors": 1, "production_equipment": 2, "age": 40, "provider_type": "saas",
}  # fmt: skip


@pytest.mark.parametrize(("name", "key", "typed", "outcome"), CLERKS_CHECKS)
def test_what_a_clerk_would_check_by_hand_is_checked_by_the_form(
    name: str, key: str, typed: str, outcome: str
) -> None:
    made = parse_schema((Path(str(files("bpmn"))) / f"{name}.form").read_bytes(), evaluate_check=check)
    beside = {**BESIDE, "founded_on": "2010-01-01" if key == "started_on" else None}
    bound = bind(made, {key: typed}, values={other: value for other, value in beside.items() if other != key})
    errors = codes(bound)
    assert (key in errors) == (outcome == "refused")
    if outcome == "warned":
        assert field(bound, key).warnings


def test_a_customer_s_order_above_its_annual_output_is_warned_of() -> None:
    path = Path(str(files("bpmn"))) / "product_listing" / "listing.form"
    made = parse_schema(path.read_bytes(), evaluate_check=check)
    kind = {"kind": "solution"}
    typed = {"kind": "solution", "cases-0": "1", "cases-0-annual_output": "10", "cases-0-sale": "10.5"}
    assert field(bind(made, typed, values=kind), "cases[0].sale").warnings == ("高于客户年产值，请核对。",)
    assert not field(bind(made, typed | {"cases-0-sale": "9"}, values=kind), "cases[0].sale").warnings
