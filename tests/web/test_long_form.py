"""The enterprise's form with its twelve sections and 153 fields, as it is delivered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people import People
from tests.web.story.application import BEGINNING, REST, fill, picture, upload
from workflows.bootstrap import Platform
from workflows.people.organisations import operations

pytestmark = pytest.mark.prepared


@pytest.fixture
def form(people: People, platform: Platform, live_server: str, page: Page) -> Page:
    owner = people.account("enterprise", "enterprise")
    with platform.begin(actor=owner.id) as work:
        operations.begin_organisation(work, "enterprise", owner.id)
    people.sign_in(page, owner, live_server)
    page.goto(f"{live_server}/account/sign-up/organisation")
    return page


def test_long_form_is_accessible_and_leads_through_its_sections(form: Page):
    heard = console_errors(form)
    navigation = form.get_by_role("navigation", name="表单各部分")
    expect(navigation.get_by_role("link")).to_have_count(12)
    screenshot(form, "enterprise-1440")
    assert violations(form) == []
    navigation.get_by_role("link").nth(5).click()
    expect(form.locator("[data-section]").nth(5)).to_be_in_viewport()
    expect(navigation.get_by_role("link").nth(5)).to_have_attribute("aria-current", "true")
    assert heard == []


def test_a_region_is_searched_and_chosen_by_keyboard(form: Page):
    """14.6: regions stand in groups, are found by what is typed, and what is chosen is kept."""
    field = form.get_by_role("combobox", name="所在地区")
    field.click()
    options = form.get_by_role("listbox", name="所在地区")
    expect(options.get_by_role("group", name="湖南省").get_by_role("option")).to_have_count(14)
    assert violations(form) == []
    field.press_sequentially("州")
    expect(options.get_by_role("option")).to_have_text(["郴州市", "永州市", "湘西土家族苗族自治州"])
    screenshot(form, "region-1440")
    field.press("ArrowDown")
    field.press("Enter")
    expect(options).to_be_hidden()
    expect(field).to_have_value("永州市")
    expect(form.locator("[data-autosave-status]")).to_contain_text(re.compile("已于 .+ 保存"))
    expect(form.locator('[name="region"]')).to_have_value("431100")
    field.press_sequentially("没有这里")
    expect(form.get_by_text("没有符合的选项")).to_be_visible()
    field.press("Escape")
    expect(field).to_have_value("永州市")
    form.reload()
    expect(form.get_by_role("combobox", name="所在地区")).to_have_value("永州市")


def test_a_region_is_chosen_by_thumb_and_outlives_what_it_changes(form: Page):
    form.set_viewport_size({"width": 390, "height": 844})
    field = form.get_by_role("combobox", name="所在地区")
    field.click()
    form.get_by_role("option", name="省外").click()
    expect(form.get_by_label("在本区域设有分支机构")).to_be_visible()  # drawn anew by the server
    expect(field).to_have_value("省外")
    field.click()
    screenshot(form, "region-390")
    assert not overflows(form)
    form.get_by_role("option", name="长沙市").click()
    expect(form.get_by_label("在本区域设有分支机构")).to_have_count(0)
    expect(field).to_have_value("长沙市")


def test_long_form_fits_a_phone(form: Page):
    form.set_viewport_size({"width": 390, "height": 844})
    form.reload()
    navigation = form.get_by_role("navigation", name="表单各部分")
    expect(navigation.get_by_role("link").first).to_be_hidden()
    navigation.locator("summary").click()
    navigation.get_by_role("link").nth(3).click()
    expect(form.locator("[data-section]").nth(3)).to_be_in_viewport()
    screenshot(form, "enterprise-390")
    assert not overflows(form)
    assert violations(form) == []


def test_an_empty_form_names_what_is_missing_and_goes_nowhere(form: Page):
    form.locator(".form-bar button").last.click()
    expect(form.locator(".error-summary")).to_be_focused()
    expect(form.locator(".error-summary h2")).to_have_text(re.compile(r"还有 \d+ 项需要填写"))
    screenshot(form, "enterprise-errors")
    assert violations(form) == []
    name, code = form.locator('[data-path="name"]'), form.locator('[data-path="credit_code"]')
    expect(name).to_contain_text("请填写此项")
    name.get_by_role("textbox").fill("湖南云端机械有限公司")
    expect(name).not_to_contain_text("请填写此项")
    expect(code).to_contain_text("请填写此项")
    expect(form.locator(".error-summary .is-mended")).to_have_text("企业名称：请填写此项。")


def test_sections_follow_while_one_types_and_only_required_entries_can_be_shown(form: Page):
    first = form.get_by_role("navigation", name="表单各部分").get_by_role("link").first
    expect(first.locator(".section-count")).to_have_text(re.compile(r"^\d+/\d+$"))
    before = int(str(first.locator(".section-count").text_content()).split("/")[0])
    form.locator('[name="legal_person"]').press_sequentially("罗启明")
    expect(first.locator(".section-count")).to_have_text(re.compile(rf"^{before + 1}/"))
    form.locator('[name="post_code"]').press_sequentially("41")
    expect(first.locator(".badge")).to_contain_text("1")  # a wrong value is none
    form.locator('[name="post_code"]').fill("410000")
    expect(first.locator(".section-count")).to_have_text(re.compile(rf"^{before + 2}/"))

    branch = form.locator('[data-path="controlling_shareholder"]')
    expect(branch).to_be_visible()
    switch = form.get_by_role("checkbox", name=re.compile("只看必填项"))
    switch.focus()
    form.keyboard.press("Space")
    expect(branch).to_be_hidden()
    expect(form.locator('[data-path="legal_person"]')).to_be_visible()
    shown = form.locator(".form-fields [data-required]:visible").count()
    expect(form.locator("[data-required-count]")).to_have_text(str(shown))
    assert violations(form) == []
    screenshot(form, "enterprise-required")


def complaint(form: Page, path: str) -> Locator:
    return form.locator(f'[data-path="{path}"] .invalid-feedback').first


def test_what_a_clerk_would_notice_is_said_at_the_field(form: Page):
    """14.5: dates, an address that is none, people fewer than none, more paid in than registered."""
    fill(
        form,
        {
            **BEGINNING,
            **REST,
            "founded_on": "2027-01-01",
            "licence_valid_until": "2020-01-01",
            "website": "javascript:alert(1)",
            "employees": "-5",
            "registered_capital": "100",
            "paid_in_capital": "200",
        },
    )
    form.get_by_role("button", name="核对填写内容").click()
    expect(form.locator(".error-summary")).to_be_focused()
    for path, said in (
        ("founded_on", "日期不能晚于今天。"),
        ("licence_valid_until", "今天"),
        ("website", "http"),
        ("employees", "0"),
    ):
        expect(complaint(form, path)).to_contain_text(said)
        expect(form.locator(f'[data-path="{path}"] .is-valid')).to_have_count(0)
    expect(form.locator('[data-path="paid_in_capital"]')).to_contain_text("高于注册资本，请核对。")
    screenshot(form, "enterprise-checks")


def test_shares_people_and_sums_that_cannot_be_are_said_at_the_field(form: Page):
    """14.5: shares over 100 % are refused; more insured than employed and sums that differ are warned of."""
    form.get_by_role("button", name="添加所属行业").click()
    expect(form.locator('.form-fields [name="industries-1-industry"]')).to_be_visible()
    shares = {"industries-0-share": "60", "industries-1-share": "50", "industries-1-industry": "special"}
    staff = {"insured_employees": "87", "doctors": "20", "masters": "20", "bachelors": "20"}
    sums = {"total_liabilities": "1000", "net_assets": "3000", "asset_liability_ratio": "50"}
    fill(form, {**BEGINNING, **REST, **shares, **staff, **sums, "junior_college": "30"})
    form.get_by_role("button", name="核对填写内容").click()
    expect(form.locator(".error-summary")).to_be_focused()
    expect(form.locator("#list-industries")).to_contain_text("各行业收入占比合计不能超过 100%。")
    for path, said in (
        ("insured_employees", "高于从业人员总数，请核对。"),
        ("junior_college", "各学历人数合计高于从业人员总数，请核对。"),
        ("net_assets", "与“资产总额 − 负债总额”不符，请核对。"),
        ("asset_liability_ratio", "与“负债总额 ÷ 资产总额”不符，请核对。"),
    ):
        expect(form.locator(f'[data-path="{path}"]')).to_contain_text(said)
    fill(form, {"industries-1-share": "40", "insured_employees": "86", "net_assets": "4100"})
    fill(form, {"junior_college": "26", "asset_liability_ratio": "19.6"})
    form.get_by_role("button", name="核对填写内容").click()
    expect(form.locator("#list-industries")).not_to_contain_text("不能超过")
    for path in ("insured_employees", "junior_college", "net_assets", "asset_liability_ratio"):
        expect(form.locator(f'[data-path="{path}"]')).not_to_contain_text("请核对")


def test_numbers_are_read_as_people_type_them(form: Page):
    """14.11: full-width digits, groups and points are read; what reads in two ways is refused."""
    typed = {"employees": "８６", "revenue_last_year": "3，200．5", "total_assets": "5 100"}
    fill(form, {**BEGINNING, **REST, **typed, "registered_capital": "1,5"})
    form.locator('[name="listed"][value="unlisted"]').check()
    upload(form, picture())
    expect(form.locator("[data-files] [data-file-name]")).to_have_text("licence.png")
    form.get_by_role("button", name="核对填写内容").click()
    expect(complaint(form, "registered_capital")).to_contain_text("1,5")
    expect(form.locator('[name="registered_capital"]')).to_have_value("1,5")
    for path in typed:
        expect(complaint(form, path)).to_have_count(0)
    fill(form, {"registered_capital": "1.5"})
    form.get_by_role("button", name="核对填写内容").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("核对填写内容")
    for said in ("86", "3,200.5", "5,100", "1.5"):
        expect(form.locator("main")).to_contain_text(said)


def test_the_answers_are_checked_on_a_page_of_their_own_before_they_are_handed_in(form: Page):
    """14.6: read once more, changed, and only then handed in."""
    fill(form, {**BEGINNING, **REST})
    form.locator('[name="listed"][value="unlisted"]').check()
    upload(form, picture())
    expect(form.locator("[data-files] [data-file-name]")).to_have_text("licence.png")
    form.get_by_role("button", name="核对填写内容").click()
    expect(form.get_by_role("heading", level=1)).to_have_text("核对填写内容")
    expect(form.get_by_text("尚未提交")).to_be_visible()
    for said in (BEGINNING["name"], "3,200", "licence.png"):
        expect(form.locator("#content, main").first).to_contain_text(said)
    screenshot(form, "enterprise-answers")
    assert violations(form) == []
    form.set_viewport_size({"width": 390, "height": 844})
    assert not overflows(form)
    form.get_by_role("link", name="返回修改").click()
    expect(form.locator('[name="revenue_last_year"]')).to_have_value("3200")
    fill(form, {"revenue_last_year": "3300"})
    form.get_by_role("button", name="核对填写内容").click()
    expect(form.locator("main")).to_contain_text("3,300")
    form.get_by_role("button", name="提交审核").click()
    form.wait_for_url("**/account/sign-up/submitted")


def test_each_field_says_who_may_read_it(form: Page):
    """14.4: while it is filled in, in words of one place."""
    expect(form.locator('[data-path="name"], .form-section').first).to_contain_text("公开")
    expect(form.locator(".audience").filter(has_text="审核人员")).not_to_have_count(0)


def test_only_required_entries_can_be_shown_without_a_script(
    people: People, platform: Platform, live_server: str, browser: Browser
):
    owner = people.account("enterprise", "enterprise")
    with platform.begin(actor=owner.id) as work:
        operations.begin_organisation(work, "enterprise", owner.id)
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    people.sign_in(page, owner, live_server)
    page.goto(f"{live_server}/account/sign-up/organisation")
    page.locator("[data-only-required]").check()
    expect(page.locator('[data-path="controlling_shareholder"]')).to_be_hidden()
    expect(page.locator('[data-path="legal_person"]')).to_be_visible()
    page.context.close()
