"""Every delivered form can be served, in both languages."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from forms import FormSchema, parse_schema
from forms.schema import Choice, DateTime, Field, Number, TextField
from tests.forms.making import bind, check, codes, field

PER_CENT = 100
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
    ("enterprise_registration/enterprise", "total_liabilities", "501", "warned"),
    ("enterprise_registration/enterprise", "receivables", "501", "warned"),
    ("enterprise_registration/enterprise", "policy_loans", "51", "warned"),
    ("enterprise_registration/enterprise", "foreign_share", "101", "refused"),
    ("provider_registration/provider", "average_contract", "801", "warned"),
    ("offline_recharge/transfer", "paid_on", "2999-01-01", "refused"),
    ("offline_recharge/transfer", "paid_on", "2025-01-01", "warned"),
    ("offline_recharge/transfer", "payer_account", "<script>", "refused"),
    ("offline_recharge/transfer", "amount", "-5", "refused"),
    ("offline_recharge/arrival", "arrived_on", "2999-01-01", "refused"),
    ("offline_recharge/arrival", "arrived_on", "2026-02-01", "warned"),
    ("offline_recharge/arrival", "arrived_amount", "99", "warned"),
    ("offline_recharge/arrival", "arrived_amount", "0", "refused"),
    ("bank_card_verification/card", "tail", "12a4", "refused"),
    ("bank_card_verification/card", "received_amount", "1.50", "warned"),
    ("bank_card_verification/card", "received_amount", "-1", "refused"),
    ("voucher_programme/programme", "share_percent", "101", "refused"),
    ("voucher_programme/programme", "valid_until", "2020-01-01", "refused"),
    ("voucher_programme/programme", "valid_from", "2031-01-01", "warned"),
    ("voucher_programme/programme", "year", "2021", "warned"),
    ("voucher_campaign/campaign", "ends_at", "2020-01-01T10:00", "warned"),
    ("voucher_campaign/campaign", "ends_at", "2026-03-20T10:00", "taken"),
    ("payment_difference/difference", "day", "2999-01-01", "refused"),
    ("voucher_campaign/campaign", "starts_at", "2020-01-01T10:00", "warned"),
    ("voucher_campaign/campaign", "face_value", "99999999", "warned"),
    ("voucher_quota/apply", "amount", "-1", "refused"),
    ("voucher_quota/grant", "granted_amount", "101", "refused"),
]
BESIDE = {
    "employees": 10, "total_assets": 500, "total_liabilities": 100, "doctors": 1, "masters": 1,
    "bachelors": 1, "production_equipment": 2, "age": 40, "provider_type": "saas",
    "bank_loans": 50, "revenue_last_year": 800, "year": 2030, "stock": 10_000, "asked_amount": 100,
    "kind": "special",
}  # fmt: skip
APPLIED = {"amount": "100.00", "paid_on": "2026-02-20"}


@pytest.mark.parametrize(("name", "key", "typed", "outcome"), CLERKS_CHECKS)
def test_what_a_clerk_would_check_by_hand_is_checked_by_the_form(
    name: str, key: str, typed: str, outcome: str
) -> None:
    made = parse_schema((Path(str(files("bpmn"))) / f"{name}.form").read_bytes(), evaluate_check=check)
    beside = {**BESIDE, "founded_on": "2010-01-01" if key == "started_on" else None}
    values = {other: value for other, value in beside.items() if other != key}
    bound = bind(made, {key: typed}, values=values, context={"application": APPLIED})
    errors = codes(bound)
    assert (key in errors) == (outcome == "refused")
    if outcome != "refused":
        assert bool(field(bound, key).warnings) == (outcome == "warned")


def test_no_form_takes_a_day_a_share_or_an_address_unchecked(form: FormSchema) -> None:
    """14.5: the kinds of mistakes that a clerk looks for, in every delivered form, also those to come."""
    open_ended = []
    for one in form.walk():
        if not isinstance(one, Field) or one.readonly:
            continue
        checks = one.checks
        if isinstance(one, DateTime) and not (one.no_past_dates or checks.feel or checks.warn_if):
            open_ended.append(f"{one.id}: any day")
        if isinstance(one, Number) and (checks.minimum is None or checks.maximum is None):
            open_ended.append(f"{one.id}: any number")
        if isinstance(one, Number) and "%" in one.label.zh and Decimal(str(checks.maximum)) > PER_CENT:
            open_ended.append(f"{one.id}: more than 100 %")
        if (
            isinstance(one, TextField)
            and re.search("网站|网址|访问地址", one.label.zh)
            and "url" not in checks.named
        ):
            open_ended.append(f"{one.id}: any address")
        unbounded = not (checks.max_length or checks.named or checks.pattern)
        if isinstance(one, TextField) and one.type == "textfield" and unbounded:
            open_ended.append(f"{one.id}: any length")
    assert open_ended == []


def test_a_customer_s_order_above_its_annual_output_is_warned_of() -> None:
    path = Path(str(files("bpmn"))) / "product_listing" / "listing.form"
    made = parse_schema(path.read_bytes(), evaluate_check=check)
    kind = {"kind": "solution"}
    typed = {"kind": "solution", "cases-0": "1", "cases-0-annual_output": "10", "cases-0-sale": "10.5"}
    assert field(bind(made, typed, values=kind), "cases[0].sale").warnings == ("高于客户年产值，请核对。",)
    assert not field(bind(made, typed | {"cases-0-sale": "9"}, values=kind), "cases[0].sale").warnings


@pytest.mark.parametrize(
    ("opens_at", "refused"),
    [("2030-03-05T10:00", False), ("2030-05-01T10:00", True), ("2020-03-05T10:00", True)],
)
def test_bids_are_opened_after_today_and_before_the_delivery(opens_at: str, refused: bool) -> None:
    (path,) = [one for one in FORMS if one.name == "demand.form"]
    schema = parse_schema(path.read_bytes(), evaluate_check=check)
    said = {"selection": "tender", "deliver_by": "2030-05-01", "opens_at": opens_at}
    assert ("author" in codes(bind(schema, said)).get("opens_at", ())) is refused
