"""The whole story, from signing up to the certified organisation, as a sequence of steps in browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.waiting import until
from tests.web.story.application import BEGINNING, COMPANY, REST, fill, picture, upload
from tests.web.story.stage import Stage

STEP_TWO = "/account/sign-up/organisation"
APPLICANT, APPLICANT_PASSWORD = "xingye_tech", "Correct-horse7"
EMAIL = "boss@xingye.example.cn"


def the_story(stage: Stage) -> Iterator[str]:
    """Play the story; yields each step's name when it is over: anything may happen between two."""
    stage.reviewer("changsha", "陈佩", "window:430100")
    stage.reviewer("zhuzhou", "汤晓明", "window:430200")
    first = stage.page()
    yield from _signs_up(stage, first)
    yield from _begins(stage, first)
    first.context.close()
    applicant = stage.page()
    yield from _comes_back_and_submits(stage, applicant)
    yield from _stays_hidden_from_other_windows(stage)
    reviewer = stage.page()
    yield from _is_returned(stage, reviewer)
    yield from _corrects(stage, applicant)
    yield from _is_approved(stage, reviewer)
    yield from _finds_everything_open(stage, applicant)


def _signs_up(stage: Stage, page: Page) -> Iterator[str]:
    page.goto(f"{stage.address}/account/sign-up")
    for name, value in (
        ("user_name", APPLICANT),
        ("full_name", "白晓栎"),
        ("mobile", "13800138077"),
        ("password", APPLICANT_PASSWORD),
        ("password_again", APPLICANT_PASSWORD),
    ):
        page.locator(f"#{name}").fill(value)
    for box in page.locator('[name="agreed"]').all():
        box.check()
    stage.solve(page)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.locator("#code-answer")).to_contain_text("验证码已发送")
    yield "asked for the code"
    page.locator("#code").fill(stage.sms_code())
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url(f"**{STEP_TWO}")
    stage.confirm_email(APPLICANT, EMAIL)
    yield "signed up"


def _begins(stage: Stage, page: Page) -> Iterator[str]:
    fill(page, BEGINNING)
    yield "typed half of the form"
    until(lambda: BEGINNING["legal_person_mobile"] in page.request.get(f"{stage.address}{STEP_TWO}").text())
    yield "closed the browser"


def _comes_back_and_submits(stage: Stage, page: Page) -> Iterator[str]:
    stage.sign_in(page, APPLICANT)
    page.wait_for_url(f"**{STEP_TWO}")
    for name, value in BEGINNING.items():
        expect(page.locator(f'[name="{name}"]')).to_have_value(value)
    yield "came back on another browser"
    fill(page, REST)
    page.locator('[name="listed"][value="unlisted"]').check()
    upload(page, picture())
    expect(page.locator("[data-files] [data-file-name]")).to_have_text("licence.png")
    yield "filled in the rest"
    page.get_by_role("button", name="核对填写内容").click()
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/account/sign-up/submitted")
    expect(page.get_by_text(re.compile(r"QY-\d{4}-\d{6}"))).to_be_visible()
    yield "submitted"


def _stays_hidden_from_other_windows(stage: Stage) -> Iterator[str]:
    stranger = stage.page()
    stage.sign_in(stranger, "zhuzhou")
    stranger.goto(f"{stage.address}/inbox")
    expect(stranger.get_by_text("目前没有待办任务")).to_be_visible()
    expect(stranger.get_by_text(COMPANY)).to_have_count(0)
    stranger.context.close()
    yield "was not seen by another region"


def _is_returned(stage: Stage, page: Page) -> Iterator[str]:
    stage.sign_in(page, "changsha")
    stage.see(page, "/inbox", lambda inbox: inbox.get_by_role("link", name=COMPANY)).first.click()
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("您已签收").first).to_be_visible()
    yield "was claimed"
    for path, remark in (("address", "请写明门牌和楼层"), ("introduction", "请补充主要客户")):
        box = page.locator(f'[name="remark:{path}"]')
        box.locator("xpath=ancestor::details[1]/summary").click()
        box.fill(remark)
    page.locator("#opinion").fill("请补充两处")
    yield "was remarked on"
    page.get_by_role("button", name="退回").click()
    page.wait_for_url(f"{stage.address}/inbox")
    yield "was returned"


def _corrects(stage: Stage, page: Page) -> Iterator[str]:
    stage.see(page, "/workbench", lambda start: start.get_by_role("link", name=COMPANY)).first.click()
    expect(page.locator('[data-path="address"] .remark')).to_contain_text("请写明门牌和楼层")
    expect(page.locator('[data-path="introduction"] .remark')).to_contain_text("请补充主要客户")
    expect(page.locator(".form-fields .remark")).to_have_count(2)
    expect(page.locator('[name="employees"]')).to_have_value("86")
    yield "read the remarks"
    fill(page, {"address": "岳麓区麓谷大道1号B栋5层", "introduction": "专业制造数控机床，客户为汽车厂。"})
    yield "corrected"
    page.get_by_role("button", name="重新提交").click()
    expect(page.get_by_text("已重新提交").first).to_be_visible()
    yield "submitted again"


def _is_approved(stage: Stage, page: Page) -> Iterator[str]:
    stage.see(page, "/inbox", lambda inbox: inbox.get_by_role("link", name=COMPANY)).first.click()
    changes = page.locator("section", has=page.locator("#changes-title"))
    expect(changes.locator("tbody tr")).to_have_count(2)
    expect(changes).to_contain_text("B栋5层")
    page.locator("#opinion").fill("同意")
    yield "was looked at again"
    page.get_by_role("button", name="通过").click()
    page.wait_for_url(f"{stage.address}/inbox")
    yield "was approved"


def _finds_everything_open(stage: Stage, page: Page) -> Iterator[str]:
    profile = "/workbench/organisation/profile"
    menu = stage.see(page, "/workbench/organisation", lambda own: own.locator(f'a[href="{profile}"]'))
    menu.first.click()
    expect(page.get_by_text("岳麓区麓谷大道1号B栋5层").first).to_be_visible()
    yield "found the menu open"
