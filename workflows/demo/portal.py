"""What the portal of the demonstration has to read: notices, policies, calls, answers, activities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.enquiries import operations
from workflows.business.enquiries.values import EnquiryDraft
from workflows.demo import gatherings
from workflows.demo.deciding import decide
from workflows.demo.story import Act
from workflows.ground.work import Work
from workflows.notices import operations as notices
from workflows.notices.values import AnnouncementDraft
from workflows.people.viewer_loader import viewer_of

PROCESS = "message_box"
QUESTIONS: tuple[tuple[EnquiryDraft, str], ...] = (
    (
        EnquiryDraft("服务券能否分多次使用", "我们领到一张检测服务券，能否用于两份合同？", consent=True),
        "可以。服务券按实际付款逐笔抵扣，余额在有效期内可继续使用，在“我的服务券”中可随时查看。",
    ),
    (
        EnquiryDraft(
            "更换法定代表人后如何变更资料", "公司上月更换了法定代表人，平台资料怎样更新？", consent=True
        ),
        "请在“我的机构”的“机构资料”中选择“变更资料”，上传新的营业执照。只审核变更的内容，审核期间原资料有效。",
    ),
)
"""What is asked, and what the operator answers: both are published."""


def announce(platform: Platform, end: datetime, texts: Iterable[Mapping[str, Any]]) -> None:
    """Publish notices, policies and calls: each so many `days` before the end of the story.

    A call closes so many `open_days` after it.
    """
    for text in texts:
        said = {name: value for name, value in text.items() if name not in {"days", "open_days"}}
        if "open_days" in text:
            said["deadline"] = end + timedelta(days=text["open_days"])
        with platform.begin(now=end - timedelta(days=text["days"])) as work:
            notices.publish_announcement(work, notices.save_announcement(work, AnnouncementDraft(**said)))


def acts() -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each. One more question waits for its answer.

    Then the activities that the platform holds.
    """
    for draft, answer in QUESTIONS:
        yield "enterprise1", partial(_ask, draft=draft)
        data = {"handling": "answer", "answer": answer, "publish": True}
        yield "operator", partial(decide, process_id=PROCESS, decision=Decision("submit", data=data))
    waiting = EnquiryDraft("异地服务机构能否投标", "我们在外省注册，能否参加项目大厅的竞标？", consent=True)
    yield "provider2", partial(_ask, draft=waiting)
    yield from gatherings.acts()


def _ask(work: Work, *, draft: EnquiryDraft) -> None:
    number = operations.write_as_user(work, viewer_of(work), draft)
    assert isinstance(number, str), "few questions are asked"
