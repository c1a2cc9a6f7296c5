"""A message box for tests: what visitors write, and an operator who answers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from tests.factories.people import viewer
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.tasks.assignment import claim
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.enquiries import operations
from workflows.business.enquiries.models import Enquiry
from workflows.business.enquiries.values import EnquiryDraft
from workflows.ground.db import new_id
from workflows.ground.fulltext import document
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.values import AttemptRefused


@dataclass
class MessageBox:
    """What visitors write and an operator answers."""

    platform: Platform
    operator: str

    def visitor(
        self, draft: EnquiryDraft, network: str = "198.51.100.7", *, asker: Asker | None = None
    ) -> str | AttemptRefused:
        """Write as a visitor, without a picture unless `asker` says otherwise."""
        who = asker or Asker(without_picture=True, network=network)
        with self.platform.begin() as work:
            return operations.write_as_visitor(work, draft, who)

    def answer(self, number: str, **reply: object) -> None:
        """Let the operator answer; what is due runs after it."""
        with self.platform.begin(self.operator) as work:
            rows = select(WorkItem.task_id).join(Case, Case.id == WorkItem.case_id)
            task_id = work.session.scalars(rows.where(Case.number == number)).one()
            person = viewer(self.platform, self.operator)
            claim(work, person, task_id)
            deciding.decide(work, person, task_id, Decision("submit", data={"handling": "answer", **reply}))
        self.run()

    def run(self) -> None:
        self.platform.engine.run_due_jobs(self.platform.clock())

    def row(self, number: str) -> Enquiry:
        with self.platform.begin() as work:
            rows = select(Enquiry).join(Case, Case.id == Enquiry.case_id).where(Case.number == number)
            return work.session.scalars(rows).one()


def published_enquiry(platform: Platform, subject: str = "服务券怎么使用") -> str:
    """Keep a question that is published; return its id."""
    with platform.begin() as work:
        row = Enquiry(
            id=new_id(), email="", locale="zh-CN", subject=subject, question="服务券可以用于检测吗？",
            consent=True, state="answered", asked_at=work.now, answer="可以。", answered_at=work.now,
            public_subject=subject, public_question="服务券可以用于检测吗？", public_answer="可以。",
            published_at=work.now, words=document(subject),
        )  # fmt: skip
        work.session.add(row)
        return row.id
