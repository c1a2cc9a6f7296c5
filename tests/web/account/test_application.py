from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image

from tests.factories.people import PASSWORD, credit_code, staff, viewer
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.people.identity import administration
from workflows.people.identity.queries import id_by_identifier
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.queries import organisations_of

from .conftest import Visitor

pytestmark = pytest.mark.prepared

STEP = "/account/sign-up/organisation"
Complaint = Callable[[str, str], str]


@pytest.fixture
def visitor(visitor: Visitor) -> Visitor:
    visitor.sign_up()
    return visitor


def licence(visitor: Visitor, profile: str = "licence") -> str:
    content = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(content, "PNG")
    content.seek(0)
    form = {"file": (content, "licence.png"), "profile": profile}
    return str(visitor.browser.post("/files", data=form).get_json()["id"])


def filled(visitor: Visitor, **changes: str) -> dict[str, str]:
    """Return a form with everything that is required, as a browser would send it."""
    return {
        "name": "湖南蓝天机械有限公司",
        "credit_code": credit_code(7),
        "registration_type": "private",
        "founded_on": "2015-06-01",
        "legal_person": "李明",
        "legal_person_mobile": "13800138000",
        "contact_name": "王芳",
        "contact_phone": "0731-88888888",
        "contact_email": "wang@lantian.example.cn",
        "region": "430100",
        "address": "长沙市岳麓区麓谷大道 1 号",
        "post_code": "410000",
        "licence": licence(visitor),
        "listed": "unlisted",
        "industries-0": "1",
        "industries-0-industry": "general",
        "tax_credit_rating": "a",
        "core_products-0": "1",
        "core_products-0-product": "数控机床",
        "main_business": "机床制造",
        "size_class": "small",
        "introduction": "专业制造数控机床。",
        "revenue_last_year": "3200",
        "total_assets": "5100",
        "employees": "86",
        "digital_level": "l2",
        **changes,
    }


def at(page: str, field: str) -> str:
    match = re.search(rf'id="f-{re.escape(field)}-errors"[^>]*>(.*?)</div>', page, re.DOTALL)
    return match[1] if match else ""


def test_after_signing_up_the_organisation_comes_next(visitor: Visitor) -> None:
    assert visitor.browser.get("/account/").headers["Location"] == STEP
    page = visitor.browser.get(STEP).text
    assert "企业注册" in page
    assert page.count("data-section-link") == 12
    assert page.count('capture="environment"') == 1, "the licence may be a photo"


def test_the_application_is_handed_in_and_shown(visitor: Visitor, platform: Platform) -> None:
    answer = visitor.browser.post(STEP, data=filled(visitor))
    assert answer.status_code == 302, re.findall(r'class="alert-link"[^>]*>([^<]*)', answer.text)

    page = visitor.browser.get(answer.headers["Location"]).text
    assert "申请已提交" in page
    assert re.search(r"QY-2026-\d{6}", page)
    assert visitor.browser.get(STEP).headers["Location"] == "/account/sign-up/submitted"


def test_the_answers_are_read_once_more_and_handed_in_as_they_were_kept(visitor: Visitor) -> None:
    assert visitor.browser.get(f"{STEP}?check=1").headers["Location"] == STEP, "nothing is filled in yet"
    refused = visitor.browser.post(STEP, data=filled(visitor, employees="-3") | {"then": "check"})
    assert refused.status_code == 422
    assert at(refused.text, "employees")
    answer = visitor.browser.post(STEP, data=filled(visitor) | {"then": "check"})
    assert answer.headers["Location"] == f"{STEP}?check=1"
    page = visitor.browser.get(answer.headers["Location"]).text
    for shown in ("核对填写内容", "尚未提交", "湖南蓝天机械有限公司", "3,200", "licence.png"):
        assert shown in page, shown
    assert "即 2025 年度" in visitor.browser.get(STEP).text
    for _ in range(2):
        answer = visitor.browser.post(STEP, data={"then": "hand_in"})
        assert answer.headers["Location"] == "/account/sign-up/submitted"


def test_a_double_submit_makes_one_case(visitor: Visitor, platform: Platform) -> None:
    form = filled(visitor)
    answers = [visitor.browser.post(STEP, data=form) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/account/sign-up/submitted"] * 2
    operator = staff(platform, "operator")
    with platform.begin(operator) as work:
        assert lists.all_cases(work, viewer(platform, operator)).total == 1


def test_a_wrong_check_digit_is_told_at_the_field_and_nothing_is_lost(visitor: Visitor) -> None:
    code = credit_code(7)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    form = filled(visitor, credit_code=wrong)
    answer = visitor.browser.post(STEP, data=form)
    assert answer.status_code == 422
    assert "统一社会信用代码" in at(answer.text, "credit_code")
    # Also on another machine: the failed attempt was kept as the draft.
    visitor.browser = visitor.another_browser()
    visitor.sign_in()
    page = visitor.browser.get(STEP).text
    for typed in (wrong, "湖南蓝天机械有限公司", "licence.png", "专业制造数控机床。", "数控机床"):
        assert typed in page


def test_a_credit_code_in_use_is_told_at_the_field(visitor: Visitor, platform: Platform) -> None:
    visitor.browser.post(STEP, data=filled(visitor))
    visitor.browser = visitor.another_browser()
    visitor.platform.clock.pass_time(minutes=2)  # type: ignore[attr-defined]
    form = visitor.sign_up_form(user_name="second_one", mobile="13900139000")
    page = visitor.browser.get("/account/sign-up").text
    asked = {"purpose": "register", "mobile": "13900139000", **visitor.solved(page)}
    visitor.browser.post("/account/code", data=asked)
    form["code"] = visitor.person.last_sms_code()
    assert visitor.browser.post("/account/sign-up", data=form).status_code == 302

    answer = visitor.browser.post(STEP, data=filled(visitor))

    assert answer.status_code == 422
    assert "已被其他机构使用" in at(answer.text, "credit_code")


def test_a_draft_is_kept_with_its_revision(visitor: Visitor) -> None:
    saved = visitor.browser.post(f"{STEP}/draft", data={"name": "半成品有限公司", "revision": "0"})
    assert saved.get_json()["revision"] == 1
    late = visitor.browser.post(
        f"{STEP}/draft", data={"name": "另一窗口", "revision": "0"}, headers={"Accept": "application/json"}
    )
    assert late.status_code == 409
    assert "半成品有限公司" in visitor.browser.get(STEP).text


def test_an_upload_checked_by_another_rule_or_of_another_person_is_not_taken(visitor: Visitor) -> None:
    for foreign in (licence(visitor, "case_document"), "0199-unknown"):
        answer = visitor.browser.post(STEP, data=filled(visitor, licence=foreign))
        assert answer.status_code == 422
        assert at(answer.text, "licence")


def test_adding_an_entry_without_a_script_submits_nothing(visitor: Visitor, platform: Platform) -> None:
    page = visitor.browser.get(STEP).text
    add = re.search(r'name="_rows" value="([^"]*add[^"]*)"', page)
    assert add
    answer = visitor.browser.post(STEP, data={**filled(visitor), "_rows": add[1]})
    assert answer.status_code == 200
    assert "申请已提交" not in answer.text


def decide(platform: Platform, reviewer: str, decision: Decision) -> None:
    platform.engine.run_due_jobs()
    with platform.begin(reviewer) as work:
        task = lists.to_do(work, viewer(platform, reviewer)).items[0]
        assignment.claim(work, viewer(platform, reviewer), task.task_id)
    with platform.begin(reviewer) as work:
        deciding.decide(work, viewer(platform, reviewer), task.task_id, decision)
    platform.engine.run_due_jobs()


def test_a_certified_organisation_changes_its_profile_and_stays_certified(
    visitor: Visitor, platform: Platform
) -> None:
    form, reviewer = filled(visitor), staff(platform, "window:430100")
    visitor.browser.post(STEP, data=form)
    decide(platform, reviewer, Decision("approve"))
    assert "变更资料" in visitor.browser.get("/workbench/organisation/profile").text

    assert "与已审核的资料相同" in visitor.browser.post(STEP, data=form).text
    another = visitor.browser.post(STEP, data=form | {"credit_code": credit_code(8)})
    assert "不能变更" in at(another.text, "credit_code")
    changed = form | {"name": "湖南蓝天智能装备有限公司"}
    checked = visitor.browser.post(STEP, data=changed | {"then": "check"})
    assert "湖南蓝天机械有限公司" in visitor.browser.get(checked.headers["Location"]).text, (
        "what was approved"
    )
    handed_in = visitor.browser.post(STEP, data={"then": "hand_in"}).headers["Location"]
    assert handed_in.startswith("/cases/QY-")
    assert visitor.browser.get(STEP).headers["Location"] == handed_in, "one change at a time"
    mine = visitor.browser.get("/workbench/organisation/profile").text
    assert "变更审核中" in mine
    assert "湖南蓝天智能装备" not in mine

    decide(platform, reviewer, Decision("approve"))
    assert "湖南蓝天智能装备有限公司" in visitor.browser.get("/workbench/organisation/profile").text


def test_after_a_rejection_the_form_can_be_changed_and_sent_again(
    visitor: Visitor, platform: Platform
) -> None:
    visitor.browser.post(STEP, data=filled(visitor))
    decide(platform, staff(platform, "window:430100"), Decision("reject", "资料不实"))

    assert "申请未通过" in visitor.browser.get("/account/sign-up/submitted").text
    assert visitor.browser.get(STEP).status_code == 200
    again = visitor.browser.post(STEP, data=filled(visitor))
    assert again.headers["Location"] == "/account/sign-up/submitted"


def test_staff_and_visitors_have_no_second_step(visitor: Visitor, platform: Platform) -> None:
    assert visitor.another_browser().get(STEP).headers["Location"].startswith("/account/sign-in")
    with platform.begin() as work:
        administration.create_account(
            work, user_name="zhang_wei", password=PASSWORD, groups=frozenset({"operator"})
        )
    visitor.browser = visitor.another_browser()
    visitor.sign_in("zhang_wei", PASSWORD)
    assert visitor.browser.get(STEP).status_code == 404


def test_agent_and_account_for_payments(visitor: Visitor, platform: Platform, complaint: Complaint) -> None:
    bad = visitor.browser.post("/account/agent", data={"name": "赵敏", "mobile": "123"})
    assert "11 位数字" in complaint(bad.text, "mobile")
    visitor.browser.post("/account/agent", data={"name": "赵敏", "mobile": "13700137000"})
    named = visitor.browser.get("/account/agent").text
    assert "赵敏" in named
    ends = re.search(r'action="(/account/agent/[^"/]+/end)"', named)
    assert ends
    assert visitor.browser.post(ends[1]).status_code == 302
    assert not re.search(r'action="/account/agent/[^"/]+/end"', visitor.browser.get("/account/agent").text)

    account = {
        "account_name": "别家的名称",
        "bank": "中国银行",
        "location": "长沙",
        "branch": "麓谷支行",
        "number": "6217 0000 1234 5678",
    }
    assert visitor.browser.post("/account/payment-account", data=account).status_code == 409
    with platform.begin() as work:
        owner = id_by_identifier(work, "lantian_tech") or ""
        own = organisations_of(work, owner)[0]
        organisations.application_submitted(work, own.id, {"name": "湖南蓝天机械有限公司"})
        organisations.certify(work, own.id, {"name": "湖南蓝天机械有限公司"})
    wrong = visitor.browser.post("/account/payment-account", data={**account, "number": "12"})
    assert "8 至 30 位" in complaint(wrong.text, "number")
    assert visitor.browser.post("/account/payment-account", data=account).status_code == 302
    page = visitor.browser.get("/account/payment-account").text
    assert "湖南蓝天机械有限公司" in page
    assert "别家的名称" not in page, "the holder is the organisation, whatever is sent (14.3)"
    assert "收款认证" not in page, "nobody has certified the account"
    assert "5678" in page
    assert "6217000012345678" not in page
