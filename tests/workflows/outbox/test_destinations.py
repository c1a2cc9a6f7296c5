"""14.7: one map says where a notice leads; every page in it is there."""

from __future__ import annotations

import re

import pytest

from workflows.outbox import templates
from workflows.outbox.destinations import OF_ADDRESSES, PAGES, page_of


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_belongs_to_a_text_that_can_fill_it(name: str):
    assert name in templates.names()
    assert set(re.findall(r"{(\w+)}", PAGES[name])) <= templates.needs()[name] | OF_ADDRESSES


def test_a_case_is_led_to_by_its_number_and_its_text_by_its_own_page():
    assert page_of("case_returned", {"number": "RZ-1"}, about_case=True) == "/cases/RZ-1"
    assert page_of("package.verdict.granted", {"number": "RZ-1"}, about_case=True) == "/cases/RZ-1"
    assert page_of("consultant_joined", {"number": "RZ-1"}, about_case=True) == "/team/consultants"
    assert page_of("payment_received", {"number": "CZ/1"}, about_case=False) == "/wallet/recharge/CZ%2F1"
    assert page_of("pay_out_in_question", {"number": "FK-1"}, about_case=False) == ""
