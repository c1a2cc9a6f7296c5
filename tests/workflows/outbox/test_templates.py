"""Notice texts: what each names, and that whoever sends it can fill it."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from workflows.approvals.models import Case
from workflows.approvals.timeline.writer import CASE_PARAMS, params_of
from workflows.outbox import templates

CASE = Case(
    number="SP20260302-000001", title_zh="入驻审核", title_en="Registration", organisation_name="星城软件"
)
FOR_CASES = sorted(name for name, needs in templates.needs().items() if needs <= CASE_PARAMS)


def test_what_a_case_gives_to_a_text_is_what_is_declared():
    assert set(params_of(CASE)) == CASE_PARAMS


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("name", FOR_CASES)
def test_a_text_that_a_case_can_fill_is_filled(name: str, locale: templates.Locale):
    notice = templates.render(name, params_of(CASE), locale)
    assert notice.subject
    assert "{" not in notice.body


@pytest.mark.parametrize("name", ["password_reset", "expert_invitation", "task_returned"])
def test_a_text_that_names_more_is_none_of_a_case(name: str):
    assert name not in FOR_CASES
    with pytest.raises(UndefinedError):
        templates.render(name, params_of(CASE), "zh-CN")
