"""What a package brings in data files: each case reads those of the version that it was made with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.services.conftest import deploy
from tests.web.services.test_equipment_grant import FOLDER, PAGE, Grants, grants, quotation  # noqa: F401
from workflows.approvals.inbox.filter_fields import field_choices
from workflows.bootstrap import Platform
from workflows.lint import lint

OTHER_WORDS = ("扩大产能", "新增产能")


def typed(grants: Grants, **more: str) -> dict[str, str]:  # noqa: F811
    browser = grants.as_user(grants.boss.user_id)
    row = {"items-0": "1", "items-0-name": "机床", "items-0-price": "5"}
    return {"purpose": "一号线", **row, "quotations": quotation(browser), **more}


def ask(grants: Grants, **more: str) -> str:  # noqa: F811
    """Hand in an application; return the page of its case."""
    browser = grants.as_user(grants.boss.user_id)
    answer = browser.post(PAGE, data=typed(grants, **more))
    assert answer.headers.get("Location") == f"{PAGE}/check", answer.text
    assert OTHER_WORDS[0] in browser.get(f"{PAGE}/check").text
    page = browser.post(f"{PAGE}/hand-in").headers["Location"]
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
    found = [problem.message_en for problem in lint(changed(old, new, name))]
    assert any(sentence in text for text in found), found


def test_the_folder_is_in_order():
    assert not lint({file.name: file.read_bytes() for file in Path(FOLDER).iterdir()})
