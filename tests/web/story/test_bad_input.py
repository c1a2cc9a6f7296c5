"""Bad input, a lost session, two at once: answered where it happened, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.factories.people import PASSWORD, Applicant, applicant, credit_code, viewer
from tests.waiting import until
from tests.web.story.application import BEGINNING, REST, fill, picture, upload
from tests.web.story.stage import Stage
from tests.web.story.telling import STEP_TWO
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures of the domain serve here too
    Cast,
    Story,
    cast,
    database_url,
)
from workflows.approvals.inbox import lists
from workflows.bootstrap import Platform
from workflows.people.identity import sessions
from workflows.people.identity.queries import accounts

MEGABYTE = 1024 * 1024
WRONG_CODE = (code := credit_code(77))[:-1] + ("0" if code[-1] != "0" else "1")


@pytest.fixture
def stage(live_server: str, platform: Platform, browser: Browser) -> Iterator[Stage]:
    stage = Stage(live_server, platform, browser, work=platform.engine.run_due_jobs)
    yield stage
    stage.close()


def name_of(platform: Platform, user_id: str) -> str:
    with platform.begin() as work:
        return str(accounts(work, [user_id])[user_id].user_name)


@pytest.fixture
def owner(platform: Platform) -> Applicant:
    return applicant(platform, name="星野明")


@pytest.fixture
def form(stage: Stage, owner: Applicant, platform: Platform) -> Page:
    """The form of an organisation, everything filled in but the licence."""
    page = stage.page()
    stage.sign_in(page, name_of(platform, owner.user_id))
    page.wait_for_url(f"**{STEP_TWO}")
    fill(page, {**BEGINNING, **REST})
    page.locator('[name="listed"][value="unlisted"]').check()
    return page


def test_the_password_with_the_mobile_and_a_mobile_in_use(stage: Stage, owner: Applicant):
    page = stage.page()
    page.goto(f"{stage.address}/account/sign-up")
    with stage.platform.begin() as work:
        taken = str(accounts(work, [owner.user_id])[owner.user_id].mobile)[-11:]
    typed = {"user_name": "second_one", "full_name": "任后来", "mobile": taken}
    for name, value in {**typed, "password": f"Aa!{taken}", "password_again": f"Aa!{taken}"}.items():
        page.locator(f"#{name}").fill(value)
    for box in page.locator('[name="agreed"]').all():
        box.check()
    page.locator("#code").fill("123456")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#password-problem")).to_contain_text("手机号")
    for name, value in typed.items():
        expect(page.locator(f"#{name}")).to_have_value(value)
    for box in page.locator('[name="agreed"]').all():
        expect(box).to_be_checked()
    # Who tries a number that is in use is told so by SMS only: nobody can find out who has an account.
    stage.solve(page)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.locator("#code-answer")).to_contain_text("验证码已发送")
    for name in ("password", "password_again"):
        page.locator(f"#{name}").fill(PASSWORD)
    page.locator("#code").fill(stage.sms_code())
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#mobile-problem, #code-problem").first).to_be_visible()
    expect(page.locator("#user_name")).to_have_value("second_one")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (
            FilePayload(
                name="big.png", mimeType="image/png", buffer=picture()["buffer"] + bytes(11 * MEGABYTE)
            ),
            "10",
        ),
        (
            FilePayload(name="setup.png", mimeType="image/png", buffer=b"MZ\x90\x00" + bytes(2000)),
            "setup.png",
        ),
    ],
    ids=["11 MB", "EXE named .png"],
)
def test_a_licence_that_is_none_is_refused_at_its_field(form: Page, file: FilePayload, said: str):
    upload(form, file)
    status = form.locator('[data-path="licence"] [data-upload-status]')
    expect(status).to_have_attribute("data-state", "failed")
    expect(status).to_contain_text(said)
    expect(form.locator('[data-path="licence"] [data-file-name]')).to_have_count(0)
    expect(form.locator('[name="introduction"]')).to_have_value(REST["introduction"])


def test_a_wrong_check_digit_then_two_clicks_make_one_case(form: Page, stage: Stage, owner: Applicant):
    upload(form, picture())
    expect(form.locator('[data-path="licence"] [data-file-name]')).to_have_text("licence.png")
    form.locator('[name="credit_code"]').fill(WRONG_CODE)
    check = form.get_by_role("button", name="核对填写内容")
    check.click()
    expect(form.locator("#f-credit_code-errors")).to_contain_text("统一社会信用代码")
    for name, value in {**BEGINNING, **REST, "credit_code": WRONG_CODE}.items():
        expect(form.locator(f'.form-fields [name="{name}"]')).to_have_value(value)
    expect(form.locator('[data-path="licence"] [data-file-name]')).to_have_text("licence.png")
    form.locator('[name="credit_code"]').fill(credit_code(77))
    check.click()
    expect(form.get_by_role("heading", name="核对填写内容")).to_be_visible()
    form.get_by_role("button", name="提交审核").dblclick()
    form.wait_for_url("**/account/sign-up/submitted")
    form.goto(f"{stage.address}{STEP_TWO}")  # a bookmark leads to what is true now
    form.wait_for_url("**/account/sign-up/submitted")
    assert applications(stage, owner) == 1


def applications(stage: Stage, owner: Applicant) -> int:
    acting = viewer(stage.platform, owner.user_id)
    with stage.platform.begin(owner.user_id) as work:
        return lists.my_applications(work, acting).total or 0


def test_a_session_that_ends_under_ones_hands_loses_nothing(form: Page, stage: Stage, owner: Applicant):
    upload(form, picture())
    expect(form.locator('[data-path="licence"] [data-file-name]')).to_have_text("licence.png")
    with stage.platform.begin() as work:
        sessions.end_all(work, owner.user_id)
    form.locator('[name="introduction"]').fill("会话结束之后写下的内容")
    status = form.locator("[data-autosave-status]")
    expect(status).to_contain_text("登录", timeout=15_000)
    other = form.context.new_page()
    stage.sign_in(other, name_of(stage.platform, owner.user_id))
    form.bring_to_front()
    form.evaluate("window.dispatchEvent(new Event('focus'))")
    until(lambda: "会话结束之后写下的内容" in form.request.get(f"{stage.address}{STEP_TWO}").text())
    form.get_by_role("button", name="核对填写内容").click()
    form.get_by_role("button", name="提交审核").click()
    form.wait_for_url("**/account/sign-up/submitted")


def test_two_reviewers_at_once(stage: Stage, owner: Applicant, cast: Cast, platform: Platform):  # noqa: F811
    story = Story(platform, cast)
    case = story.submit(owner)
    pages = []
    for user_id in (story.window, story.colleague):
        page = stage.page()
        stage.sign_in(page, name_of(platform, user_id))
        page.goto(f"{stage.address}/inbox")
        page.get_by_role("link", name=case.organisation_name).first.click()
        page.locator("#opinion").fill(f"意见 {user_id[-4:]}")
        pages.append(page)
    first, second = pages
    first.get_by_role("button", name="通过").click()
    first.wait_for_url(f"{stage.address}/inbox")
    second.get_by_role("button", name="通过").click()
    expect(second.get_by_role("alert")).to_contain_text("陈窗口")
    expect(second.get_by_text(f"意见 {story.colleague[-4:]}")).to_be_visible()
    first.go_back()
    first.reload()
    expect(first.locator(".decision")).to_contain_text("陈窗口")
    expect(first.get_by_role("button", name="通过")).to_have_count(0)
