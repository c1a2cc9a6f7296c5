"""The message box: taken within limits, answered by mail or message, published if both agree."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.factories.enquiries import MessageBox
from tests.factories.people import applicant, viewer
from workflows.approvals.cases.withdraw_and_urge import withdraw
from workflows.business.enquiries import operations, queries
from workflows.business.enquiries.values import A_DAY_FROM_A_MAIL, A_DAY_WITHOUT_PICTURE, EnquiryDraft
from workflows.ground.errors import Forbidden, Invalid, NotFound
from workflows.notices.models import Message
from workflows.outbox.models import Mail
from workflows.people.identity import captcha
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.values import AttemptRefused

pytestmark = pytest.mark.prepared
EMAIL = "asker.of.this.test@example.com"
DRAFT = EnquiryDraft("园区外能注册吗", "我司不在园区内，能否注册？", "李工", EMAIL, consent=True, locale="en")


def draft(**changes: object) -> EnquiryDraft:
    values = {name: getattr(DRAFT, name) for name in DRAFT.__dataclass_fields__}
    return EnquiryDraft(**{**values, **changes})


def places_of(box: MessageBox, words: str) -> set[str]:
    """Return the tables in which these words stand, in whatever column."""
    with box.platform.begin() as work:
        tables = work.session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        )
        counts = {
            name: f'SELECT count(*) FROM "{name}" AS one WHERE one::text LIKE :words' for name in tables
        }
        return {
            name
            for name, counted in counts.items()
            if work.session.scalar(text(counted), {"words": f"%{words}%"})
        }


def test_a_visitor_is_answered_by_mail_and_the_address_stands_nowhere_else(box: MessageBox) -> None:
    number = box.visitor(DRAFT)
    assert isinstance(number, str)
    assert box.visitor(DRAFT) == number, "pressed twice"
    assert places_of(box, EMAIL) == {"enquiries"}
    reworded = {"public_subject": "园区外企业注册", "public_question": "园区外的企业能否注册？"}
    box.answer(number, answer="可以注册为普通用户。", publish=True, **reworded)
    assert places_of(box, EMAIL) == {"mail"}
    with box.platform.begin() as work:
        (mail,) = work.session.query(Mail).where(Mail.to_address == EMAIL)
        assert (mail.locale, number in mail.body, "可以注册为普通用户。" in mail.body) == ("en", True, True)
        (shown,) = queries.published(work, text="园区外企业")
    assert (shown.subject, shown.question) == ("园区外企业注册", "园区外的企业能否注册？")
    assert shown.answer == "可以注册为普通用户。"


def test_without_consent_nothing_is_published_whatever_is_handed_in(box: MessageBox) -> None:
    number = box.visitor(draft(consent=False))
    assert isinstance(number, str)
    box.answer(number, answer="可以。", publish=True, public_subject="标题", public_question="问题")
    row = box.row(number)
    assert (row.state, row.published_at) == ("answered", None)


def test_a_published_question_is_taken_down_by_operators_alone(box: MessageBox) -> None:
    number = box.visitor(DRAFT)
    assert isinstance(number, str)
    box.answer(number, answer="可以。", publish=True, public_subject="标题", public_question="问题")
    enquiry, somebody = box.row(number), applicant(box.platform).user_id
    with pytest.raises(Forbidden), box.platform.begin(somebody) as work:
        operations.take_down(work, viewer(box.platform, somebody), enquiry.id)
    with box.platform.begin(box.operator) as work:
        operations.take_down(work, viewer(box.platform, box.operator), enquiry.id)
        assert queries.published(work, text="标题") == []
        with pytest.raises(NotFound):
            queries.published_answer(work, enquiry.id)


def test_a_user_is_told_or_takes_the_message_back(box: MessageBox) -> None:
    asker = applicant(box.platform).user_id
    numbers = []
    for subject in ("第一条", "第二条"):
        with box.platform.begin(asker) as work:
            who = viewer(box.platform, asker)
            numbers.append(operations.write_as_user(work, who, draft(subject=subject, email="")))
    box.answer(str(numbers[0]), answer="已处理。")
    with box.platform.begin(asker) as work:
        withdraw(work, viewer(box.platform, asker), box.row(str(numbers[1])).case_id or "")
    box.run()
    with box.platform.begin() as work:
        told = work.session.query(Message.template).where(Message.user_id == asker)
        assert "enquiry_answered" in {one.template for one in told}
    assert [box.row(str(one)).state for one in numbers] == ["answered", "withdrawn"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"question": "长" * 2_001}, "question"),
        ({"email": "nobody@"}, "email"),
        ({"name": "名" * 41}, "name"),
    ],
)
def test_what_is_missing_or_too_long_is_refused_at_its_field(
    box: MessageBox, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        box.visitor(draft(**changes))
    assert [one.field for one in refusal.value.problems] == [field]


def test_visitors_write_as_often_as_the_limits_allow(box: MessageBox) -> None:
    wrong = box.visitor(DRAFT, asker=Asker("no picture", "ABCD", network="198.51.100.7"))
    assert isinstance(wrong, AttemptRefused)
    blind = [box.visitor(draft(subject=f"第{n}条"), "203.0.113.9") for n in range(A_DAY_WITHOUT_PICTURE + 1)]
    assert [isinstance(one, str) for one in blind] == [True] * A_DAY_WITHOUT_PICTURE + [False]
    taken = []
    for turn in range(A_DAY_FROM_A_MAIL + 1):
        with box.platform.begin() as work:
            picture = captcha.issue(work).id
            answer = captcha.answer_of(work, picture) or ""
        person = Asker(picture, answer, network=f"198.51.100.{turn}")
        taken.append(box.visitor(draft(subject=f"另{turn}条", email="b@example.com"), asker=person))
    assert [isinstance(one, str) for one in taken] == [True] * A_DAY_FROM_A_MAIL + [False]
