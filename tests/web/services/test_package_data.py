"""What a package brings in data files: each case reads those of the version that it was made with."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web.services.conftest import deploy
from tests.web.services.test_equipment_grant import FOLDER, PAGE, Grants, grants, quotation  # noqa: F401
from workflows.approvals.inbox.filter_fields import field_choices
from workflows.bootstrap import Platform
from workflows.lint import lint
from workflows.notices.models import Message
from workflows.outbox.models import Mail
from workflows.outbox.templates import of_package

OTHER_WORDS = ("扩大产能", "新增产能")


def typed(grants: Grants, **more: str) -> dict[str, str]:  # noqa: F811
    browser = grants.as_user(grants.boss.user_id)
    row = {"items-0": "1", "items-0-name": "机床", "items-0-price": "5"}
    return {"purpose": "一号线", **row, "quotations": quotation(browser), **more}


def ask(grants: Grants, **more: str) -> str:  # noqa: F811
    """Hand in an application; return the page of its case."""
    browser = grants.as_user(grants.boss.user_id)
    answer = browser.post(PAGE, data=typed(grants, **more))
    assert answer.headers.get("Location") == f"{PAGE}?check=1", answer.text
    assert OTHER_WORDS[0] in browser.get(f"{PAGE}?check=1").text
    page = browser.post(PAGE, data={"then": "hand_in"}).headers["Location"]
    grants.story.run()
    return str(page)


def changed(old: str, new: str, name: str) -> dict[str, bytes]:
    """Return the files of the package with a text of one of them in other words."""
    files = {file.name: file.read_bytes() for file in FOLDER.iterdir()}
    assert old.encode() in files[name]
    return {**files, name: files[name].replace(old.encode(), new.encode())}


@pytest.fixture
def granting(grants: Grants, platform: Platform) -> Grants:  # noqa: F811
    grants.service()
    deploy(platform, FOLDER)
    return grants


def test_a_form_offers_the_lists_of_its_package_and_takes_nothing_else(granting: Grants):
    browser = granting.as_user(granting.boss.user_id)
    page = browser.get(PAGE).text
    assert '<option value="expand"' in page
    assert "数字化改造" in page
    answer = browser.post(PAGE, data=typed(granting, purpose_kind="sell"))
    assert answer.status_code == 422
    with granting.story.platform.begin() as work:
        choices = {one.name: one for one in field_choices(work, "equipment_grant", "en")}
    assert ("digital", "Digital production") in choices["purpose_kind"].options


def test_a_case_keeps_the_words_of_its_version(granting: Grants, platform: Platform):
    page = ask(granting, purpose_kind="expand")
    with platform.begin() as work:
        work.repository.deploy(changed(*OTHER_WORDS, "options.yaml"), source="second")
    reader = granting.as_user(granting.boss.user_id)
    assert OTHER_WORDS[0] in reader.get(page).text
    assert OTHER_WORDS[1] not in reader.get(page).text
    assert OTHER_WORDS[1] in reader.get(PAGE).text


def test_a_reviewer_reads_what_changed_in_words(granting: Grants):
    page = ask(granting, purpose_kind="expand")
    granting.decide(granting.story.operator, page, "return")
    task = granting.task(granting.boss.user_id, page)
    browser = granting.as_user(granting.boss.user_id)
    again = typed(granting, purpose_kind="renew", action="submit")
    assert browser.post(f"{page}/tasks/{task}", data=again).status_code == 302
    granting.story.run()
    shown = granting.as_user(granting.story.operator).get(
        f"/inbox/tasks/{granting.task(granting.story.operator, page)}"
    )
    pairs = re.findall(r"<del[^>]*>([^<]*)</del>.*?<ins[^>]*>([^<]*)</ins>", shown.text, re.DOTALL)
    assert ("扩大产能", "设备更新") in pairs


@pytest.mark.parametrize(
    ("old", "new", "name", "sentence"),
    [
        ('valuesKey": "grant_purposes', 'valuesKey": "grant_purpose', "grant.form", "grant_purposes"),
        ("grant_purposes:", "regions:", "options.yaml", "regions is a list of the platform"),
        ("label_en: More capacity", "label_en: ''", "options.yaml", "1 have none: 扩大产能"),
        (
            '=way = "two"</bpmn',
            '=application.purpose_kind = "expnad"</bpmn',
            "process.bpmn",
            "expand",
        ),
    ],
)
def test_the_lint_knows_the_lists(old: str, new: str, name: str, sentence: str):
    shown = [problem.message_en for problem in lint(changed(old, new, name))]
    assert any(sentence in text for text in shown), shown


def test_the_folder_is_in_order():
    assert not lint({file.name: file.read_bytes() for file in Path(FOLDER).iterdir()})


def messages(grants: Grants, language: str = "zh-CN") -> str:  # noqa: F811
    browser = grants.as_user(grants.boss.user_id)
    return browser.get("/workbench/messages", headers={"Accept-Language": language}).text


def test_a_notice_says_what_the_version_of_its_case_says(granting: Grants, platform: Platform):
    first, second = ask(granting, purpose_kind="expand"), ask(granting, purpose_kind="expand")
    with platform.begin() as work:
        work.repository.deploy(changed("补贴已批准", "补贴已发放", "notices.yaml"), source="second")
    granting.decide(granting.story.operator, first, "approve")
    shown = messages(granting)
    assert f"补贴已批准：{first.removeprefix('/cases/')}" in shown
    assert "您申请的设备补贴（扩大产能，合计 5 元）已批准。" in shown
    assert "补贴已发放" not in shown
    granting.decide(granting.story.operator, second, "reject", **{"remark:purpose": "请写明产线"})
    shown = messages(granting)
    assert "审核意见：已核对\n\n字段批注：\n- 用途：请写明产线" in shown, "14.7: what was noted beside fields"
    approved, rejected = (of_package("verdict", f"grant_{one}") for one in ("approved", "rejected"))
    with platform.begin() as work:
        sent = work.session.scalars(select(Message).where(Message.template.like("package.%"))).all()
        mails = work.session.scalars(select(Mail).where(Mail.template == approved)).all()
    assert {one.template for one in sent} == {approved, rejected}
    assert any("The grant that you asked for (More capacity, 5 yuan" in one.params["body_en"] for one in sent)
    assert [mail.subject for mail in mails] == [f"补贴已批准：{first.removeprefix('/cases/')}"]


def test_what_somebody_typed_makes_no_link_and_no_markup_of_a_notice(granting: Grants):
    page = ask(granting, purpose_kind="expand", purpose="<b>看 https://evil.cn/a</b> {{ number }}")
    granting.decide(granting.story.operator, page, "approve")
    shown = messages(granting)
    assert "&lt;b&gt;看 https：//evil．cn/a&lt;/b&gt; {{ number }}" in shown
    assert "evil.cn" not in shown


@pytest.mark.parametrize(
    ("old", "new", "name", "sentence"),
    [
        ('value="grant_approved"', 'value="grant_aproved"', "process.bpmn", "did you mean grant_approved?"),
        ("{{ application.purpose }}", "{{ application.porpose }}", "notices.yaml", "application.purpose?"),
        ("{{ shown.total }} 元）未", "{{ shown.totl }} 元）未", "notices.yaml", "did you mean shown.total?"),
        ("{{ opinion_line }}", "{{ opinoin }}", "notices.yaml", "opinoin"),
        ("{{ opinion_line }}", "{{ upper(opinion) }}", "notices.yaml", "upper"),
        ("grant_rejected:", "case_rejected:", "notices.yaml", "case_rejected is a text of the platform"),
        ("kind: verdict", "kind: verdicts", "notices.yaml", "did you mean verdict?"),
    ],
)
def test_the_lint_knows_the_notices(old: str, new: str, name: str, sentence: str):
    shown = [problem.message_en for problem in lint(changed(old, new, name))]
    assert any(sentence in text for text in shown), shown


def upload(grants: Grants, profile: str, name: str = "site.png") -> TestResponse:  # noqa: F811
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "BMP" if name.endswith("bmp") else "PNG")
    browser = grants.as_user(grants.boss.user_id)
    file = (io.BytesIO(content.getvalue()), name)
    return browser.post("/files", data={"file": file, "profile": profile})


def profile_on(page: str) -> str:
    shown = re.search(r'id="f-site_photos"[^>]*data-profile="([^"]+)"', page, re.DOTALL)
    assert shown is not None
    return shown[1]


def test_a_file_picker_takes_what_its_package_says(granting: Grants):
    page = granting.as_user(granting.boss.user_id).get(PAGE).text
    profile = profile_on(page)
    assert profile.endswith(":site_photos")
    assert 'accept=".jpg,.jpeg,.png"' in page
    refused = upload(granting, profile, "site.bmp")
    assert refused.status_code == 422
    assert "JPG 或 PNG 图片" in refused.get_json()["detail"]
    photos = [str(upload(granting, profile).get_json()["id"]) for _ in range(4)]
    case = ask(granting, purpose_kind="expand", site_photos=photos[0])
    assert "site.png" in granting.as_user(granting.story.operator).get(case).text
    browser = granting.as_user(granting.boss.user_id)
    too_many = browser.post(PAGE, data=typed(granting) | {"site_photos": photos})
    assert too_many.status_code == 422
    told = re.search(r'id="f-site_photos-errors"[^>]*>(.*?)</div>', too_many.text, re.DOTALL)
    assert told is not None
    assert "3" in told[1]


def test_an_upload_stays_good_when_a_next_version_keeps_its_profile(granting: Grants, platform: Platform):
    profile = profile_on(granting.as_user(granting.boss.user_id).get(PAGE).text)
    photo = str(upload(granting, profile).get_json()["id"])
    with platform.begin() as work:
        work.repository.deploy(changed("max_files: 3", "max_files: 2", "uploads.yaml"), source="second")
    assert profile_on(granting.as_user(granting.boss.user_id).get(PAGE).text) != profile
    assert ask(granting, purpose_kind="expand", site_photos=photo)


@pytest.mark.parametrize(
    "profile", ["site_photos", "nothing:site_photos", "0" * 36 + ":site_photos", "\x00:x"]
)
def test_a_profile_that_no_version_has_takes_nothing(granting: Grants, profile: str):
    assert upload(granting, profile).status_code == 422


@pytest.mark.parametrize(
    ("old", "new", "name", "sentence"),
    [
        ('"upload": "site_photos"', '"upload": "site_photo"', "grant.form", "did you mean site_photos?"),
        ("JPEG, PNG", "JPEG, PGN", "uploads.yaml", "no PGN by its content (did you mean PNG?)"),
        ("max_megabytes: 5", "max_megabytes: 5000", "uploads.yaml", "no whole number from 1 to 100"),
        ("max_files: 3", "max_files: all", "uploads.yaml", "max_files of the profile site_photos"),
        ("max_files", "max_file", "uploads.yaml", "did you mean max_files?"),
        ("kinds: [JPEG, PNG]", "kinds: JPEG", "uploads.yaml", "lists no kinds of files"),
        ("site_photos:", "scan:", "uploads.yaml", "scan is a profile of the platform"),
        ("  label_en: Photos of the site\n", "", "uploads.yaml", "1 have none: 现场照片"),
    ],
)
def test_the_lint_knows_the_profiles(old: str, new: str, name: str, sentence: str):
    shown = [problem.message_en for problem in lint(changed(old, new, name))]
    assert any(sentence in text for text in shown), shown
