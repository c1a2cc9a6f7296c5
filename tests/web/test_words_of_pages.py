"""The words of issue 14, row by row, on the pages that people see, in both languages (14.18).

`tests/architecture/test_chinese.py` reads the catalogues; what stands on a running page is looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.factories.people import Applicant, staff
from tests.factories.products import certified, handed_in
from tests.web.people_at_work import Browser
from tests.web.story.application import upload
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Story,
    cast,
    database_url,
    story,
)
from workflows.bootstrap import Platform
from workflows.people.identity import captcha

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])
NEVER = re.compile(
    "退还|可以接收|已损坏的内容|处需要修改|恰好三个|从目录中消失|也需签署|无人值守|大前年度|站内信|帐号|撤销原因"
    "|待我审批|damaged content|goes to the reviewers"
)
KEEP = {"zh_CN": "暂不撤销", "en": "Keep the application"}
"""What the page says on which an applicant withdraws, and no other."""


def expected(page: Page, language: str, chinese: str, english: str) -> None:
    """Expect a text in the language of the page, and none that was said before."""
    said = chinese if language == "zh_CN" else english
    expect(page.locator("body")).to_contain_text(re.compile(said))
    old_word = NEVER.search(page.locator("body").inner_text())
    assert old_word is None, old_word


@pytest.fixture
def newcomer(story: Story, browser_of: Browser) -> Callable[[str], Page]:  # noqa: F811
    """Open the empty form of an enterprise in a language."""

    def opened(language: str) -> Page:
        browser_of.become(story.applicant().user_id)
        browser_of.speak(language)
        return browser_of.open("/account/sign-up/organisation")

    return opened


@LANGUAGES
def test_a_code_was_sent_and_the_next_one_comes_in_seconds(
    browser_of: Browser, platform: Platform, language: str
) -> None:
    """验证码已发送，60 秒后可重新获取: not “可以接收”, nor a time of the day."""
    browser_of.speak(language)
    page = browser_of.open("/account/sign-in?by=code")
    page.locator("#mobile").fill("13800138000")
    with platform.begin() as work:
        answer = captcha.answer_of(work, page.locator("input[name=captcha_id]").input_value())
    page.locator("#captcha_answer").fill(answer or "")
    page.locator("[data-send-code]").click()
    expect(page.locator("#code-answer .text-green")).to_be_visible()
    expected(page, language, r"验证码已发送", r"The code was sent")
    expected(page, language, r"\d+ 秒后可重新获取", r"another one in \d+ seconds")


@LANGUAGES
def test_a_broken_picture_cannot_be_read(newcomer: Callable[[str], Page], language: str) -> None:
    """文件无法识别，请上传 …: not “已损坏的内容，应为 …”."""
    page = newcomer(language)
    upload(
        page, FilePayload(name="licence.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + bytes(80))
    )
    expect(page.locator('[data-path="licence"] [data-upload-status]')).to_have_attribute(
        "data-state", "failed"
    )
    expected(page, language, r"无法识别，请上传 .*(JPEG|JPG).*PNG", r"cannot be read; please upload .*PNG")


@LANGUAGES
def test_an_empty_form_is_still_to_be_filled_in(newcomer: Callable[[str], Page], language: str) -> None:
    """还有 24 项需要填写: not “有 24 处需要修改”; the years of the revenue are computed."""
    page = newcomer(language)
    for year in ("2025", "2024", "2023"):
        expected(page, language, f"即 {year} 年度", f"That is {year}")
    page.locator(".form-bar button").last.click()
    expect(page.locator(".error-summary")).to_be_focused()
    expected(page, language, r"还有 \d+ 项需要填写", r"\d+ entries are still to be filled in")


@LANGUAGES
def test_cases_of_customers_and_what_taking_off_sale_does(
    story: Story,  # noqa: F811
    browser_of: Browser,
    language: str,
) -> None:
    """须提供 3 个客户案例; 下架后，产品将不再在目录中展示."""
    provider: Applicant = certified(story.platform)
    browser_of.become(provider.user_id)
    browser_of.speak(language)
    page = browser_of.open("/my-products/new")
    expected(page, language, "须提供 3 个客户案例", "three customer cases")
    made = handed_in(story.platform, provider, "regular")
    browser_of.open(f"/my-products/{made.id}/off-sale")
    expected(page, language, "产品将不再在目录中展示", "disappears from the catalogue")
    expect(page.locator("body")).not_to_contain_text(KEEP[language])


@LANGUAGES
def test_a_window_without_reviewers_is_called_so(
    story: Story,  # noqa: F811
    browser_of: Browser,
    language: str,
) -> None:
    """尚未配备审核人员的窗口: not “无人值守的窗口”."""
    browser_of.become(staff(story.platform, "admin"))
    browser_of.speak(language)
    page = browser_of.open("/admin")
    expected(page, language, "尚未配备审核人员的窗口", "Windows where nobody works")


@LANGUAGES
def test_each_action_has_words_of_its_own(
    story: Story,  # noqa: F811
    browser_of: Browser,
    language: str,
) -> None:
    """取消签收; 暂不撤销 stands on the page of withdrawing, and on no page of another action."""
    who = story.applicant(name="王建国")
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    browser_of.speak(language)
    browser_of.become(who.user_id)
    page = browser_of.open(f"/cases/{case.number}/withdraw")
    expect(page.locator("body")).to_contain_text(KEEP[language])
    browser_of.open("/workbench")
    expected(page, language, "待我办理", "Waiting for me")
    browser_of.become(story.window)
    browser_of.open(f"/inbox/tasks/{item.task_id}")
    page.get_by_role("button", name={"zh_CN": "签收", "en": "Claim"}[language], exact=True).click()
    expected(page, language, "取消签收", "Give back")
    for action in ("transfer", "reschedule"):
        browser_of.open(f"/inbox/tasks/{item.task_id}/actions/{action}")
        expected(page, language, "转办|紧急", "[Hh]and|[Uu]rgen")
        expect(page.locator("body")).not_to_contain_text(KEEP[language])
    browser_of.open(f"/inbox/tasks/{item.task_id}/actions/add_signer")
    expected(page, language, "所选人员也需审批", "The people you choose have to approve as well")
