"""Why a task came to somebody is told in words, also where the step shows no form."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import submitting

HERE = Path(__file__).parent
FILES = {name: (HERE / name).read_bytes() for name in ("routed.bpmn", "routed.form", "routed.dmn")}
DATA = {"kind": "service", "region": "430100", "areas": ["law", "tax"]}


def reason(client: FlaskClient, task_id: str) -> list[str]:
    """The questions of the table with their answers, as the card says them."""
    page = client.get(f"/inbox/tasks/{task_id}").text
    card = page[page.index('id="why-title"') :]
    items = re.findall(r"<li>(.*?)</li>", card[: card.index("</section>")], re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>|\s+", "", one)) for one in items if "<b>" not in one]


def test_values_of_a_decision_are_called_as_forms_and_lists_call_them(
    story: Story, as_user: Callable[[str], FlaskClient], statements: list[str]
) -> None:
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
    who = story.applicant()
    story.act(who.user_id, submitting.submit, "routed", DATA, organisation_id=who.organisation_id)
    (item,) = story.to_do(story.operator)
    client = as_user(story.operator)
    assert reason(client, item.task_id) == [
        "事项类型：服务", "所在地区：长沙市", "领域：法务、税务", "属于本区：是",
    ]  # fmt: skip
    client.set_cookie("locale", "en")
    statements.clear()
    assert reason(client, item.task_id) == [
        "Kindofmatter:Service", "Region:Changsha", "Areas:Law,Tax", "Intheregion:yes",
    ]  # fmt: skip
    assert len(statements) <= 59, "the lists are read once, however many questions the table has"


def test_a_decision_without_a_result_is_told_with_the_reason(
    story: Story, as_user: Callable[[str], FlaskClient]
) -> None:
    """The standard says null, the process goes on: the page must not pretend that the table chose anybody."""
    files = FILES | {
        "routed.dmn": FILES["routed.dmn"].replace(b"<text>-</text>", b'<text>"goods"</text>', 1),
        "routed.bpmn": FILES["routed.bpmn"].replace(b"=[who]", b"=[get or else(who, &quot;operator&quot;)]"),
    }
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(files)
    who = story.applicant()
    story.act(who.user_id, submitting.submit, "routed", DATA, organisation_id=who.organisation_id)
    (item,) = story.to_do(story.operator)
    client = as_user(story.operator)
    for locale, said in (
        ("zh-CN", ("决策“分派规则”没有结果：", "没有规则命中。")),
        ("en", ("The decision “Who reviews” had no result:", "No rule matches.")),
    ):
        client.set_cookie("locale", locale)
        page = client.get(f"/inbox/tasks/{item.task_id}").text
        card = unescape(page[page.index('id="why-title"') :].partition("</section>")[0])
        assert all(one in card for one in said)
        assert "chose them" not in card
        assert "选定" not in card


def test_the_table_that_answered_a_question_of_another_table_is_told_after_it(
    story: Story, as_user: Callable[[str], FlaskClient]
) -> None:
    earlier = '<bpmn:businessRuleTask id="sort"><bpmn:extensionElements>'
    earlier += '<zeebe:calledDecision decisionId="sorted" resultVariable="kind" />'
    earlier += '</bpmn:extensionElements></bpmn:businessRuleTask><bpmn:sequenceFlow id="f0" sourceRef="begin"'
    earlier += ' targetRef="sort" /><bpmn:sequenceFlow id="f1" sourceRef="sort" targetRef="route" />'
    process = (
        FILES["routed.bpmn"].decode().replace('<zeebe:input source="=application.kind" target="kind" />', "")
    )
    process = process.replace('<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="route" />', earlier)
    table = FILES["routed.dmn"].decode().replace("routed", "sorted").replace("分派规则", "事项分类")
    table = table.replace('"operator"', '"service"')
    for name in ("kind", "areas"):
        table = table.replace(f"<text>{name}</text>", f"<text>application.{name}</text>")
    table = table.replace('<rule id="rule1">', '<rule id="rule1"><description>一律按服务办理</description>')
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES | {"routed.bpmn": process.encode(), "sorted.dmn": table.encode()})
    who = story.applicant()
    story.act(who.user_id, submitting.submit, "routed", DATA, organisation_id=who.organisation_id)
    (item,) = story.to_do(story.operator)
    page = as_user(story.operator).get(f"/inbox/tasks/{item.task_id}").text
    card = re.sub(r"<[^>]*>|\s+", "", page[page.index('id="why-title"') :].partition("</section>")[0])
    chosen, answered = card.index("由决策表“分派规则”选定："), card.index("”由决策表“事项分类”得出：")
    assert chosen < answered < card.index("命中规则1：一律按服务办理")
