"""What the mail of a return says (14.7): the remarks, and where to go."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from tests.workflows.approvals.conftest import Story
from workflows.approvals.values import FieldRemark
from workflows.ground.settings import Settings
from workflows.notices import queries
from workflows.outbox.delivery import compose
from workflows.outbox.models import Mail
from workflows.people.identity.models import User


def test_a_returned_applicant_reads_the_remarks_and_is_led_to_the_case(story: Story, tmp_path: Path):
    """14.7: the mail of a return says who is meant, what is wrong at which field, and where to go."""
    who = story.applicant()
    with story.platform.begin() as work:
        user = work.session.get_one(User, who.user_id)
        user.full_name, user.email, user.email_key = "李蓝天", "li@example.cn", "li@example.cn"
        user.email_verified_at = work.now
    case = story.submit(who)
    (task,) = story.to_do(story.window)
    remarks = (FieldRemark("credit_code", "与营业执照不一致"),)
    story.decide(story.window, task.task_id, "return", opinion="请核对代码", remarks=remarks)

    with story.platform.begin() as work:
        mail = work.session.scalars(select(Mail).where(Mail.template == "case_returned")).one()
        message = queries.messages(work, who.user_id, "zh-CN")[0]
        sent = compose(Settings("", tmp_path, "x", base_url="https://tongban.example.cn"), mail).get_content()
    assert mail.body.startswith("李蓝天，您好：")
    for text in (mail.body, message.body):
        assert "请核对代码" in text
        assert "- 统一社会信用代码：与营业执照不一致" in text
    assert f"查看详情：https://tongban.example.cn/cases/{case.number}" in sent
