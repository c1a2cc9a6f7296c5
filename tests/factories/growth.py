"""A world that grows: one round adds one more of every kind of thing that a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.factories import publication
from tests.factories.contracts import Parties
from tests.factories.orders import placed, reported_file
from tests.factories.panels import enrol
from tests.factories.people import Applicant, staff, viewer
from tests.factories.products import product
from tests.factories.seals import passed_check
from tests.workflows.approvals.conftest import Story
from tests.workflows.business.campaigns.conftest import begun
from tests.workflows.business.vouchers.conftest import granted, opened
from tests.workflows.business.wallet.conftest import receive
from workflows.administration import announcements, places
from workflows.approvals.actions import carbon_copies
from workflows.approvals.cases import submitting
from workflows.approvals.inbox import saved_filters
from workflows.approvals.models import Case
from workflows.approvals.tasks import assignment
from workflows.approvals.values import WorkItemView
from workflows.business.consultants import operations as consultants
from workflows.business.experts.models import Enrolment
from workflows.business.payments.operations import create_order
from workflows.business.wallet.models import BankCard
from workflows.notices.operations import send_messages
from workflows.notices.values import AnnouncementDraft
from workflows.outside.operations import Typed
from workflows.outside.operations import save as save_service
from workflows.people.absences import operations as absences
from workflows.people.absences.values import NewAbsence
from workflows.people.identity.administration import create_account
from workflows.people.identity.sessions import open_session
from workflows.people.organisations.models import Member
from workflows.people.sub_accounts import operations as sub_accounts
from workflows.people.sub_accounts.values import Colleague
from workflows.studio.drafts import draft_from_version
from workflows.studio.models import StudioMove

PROCESS = "enterprise_registration"
TRIP = {
    "trip_kind": "visit", "from": "2026-03-09", "until": "2026-03-10", "days": 2, "reason": "走访企业",
}  # fmt: skip
SERVICE = Typed(
    title_zh="查询", title_en="Check", address="https://check.example.cn/", secret="sixteen-letters-and-more",
    request_schema='{"type": "object"}', answer_schema='{"type": "object"}',
)  # fmt: skip


@dataclass
class Growth:
    """Adds to a story in which everybody of `people` is there; `organisations` are those of the applicants.

    The case `number` goes to and fro with each round, so its timeline grows with the rest.
    """

    story: Story
    people: Mapping[str, str]
    number: str
    rounds: int = field(default=0, init=False)

    def grow(self) -> str:
        """Add a round; due jobs run. Returns the id of the task that the case waits for by then."""
        self.rounds += 1
        self._team()
        self._companies()
        self._cases()
        self._market()
        self._contracts()
        self._notices()
        self._administration()
        self.story.run()
        return self._task().task_id

    def _applicant(self, name: str) -> Applicant:
        person = viewer(self.story.platform, self.people[name])
        return Applicant(person.user_id, next(iter(person.memberships)))

    def _team(self) -> None:
        platform, provider = self.story.platform, self._applicant("provider")
        for groups in ("window:430100", "window:430200", "operator", "department", "admin", "analyst"):
            staff(platform, groups, name=f"同事{self.rounds}")
        enrol(platform, f"专家{self.rounds}", provider.organisation_id)
        with platform.begin(provider.user_id) as work:
            acting, own, number = viewer(platform, provider.user_id), provider.organisation_id, self.rounds
            person = Colleague(f"办事员{number}", f"1390000010{number}")
            sub_accounts.add(work, acting, own, user_name=f"clerk_{number}", person=person)
            mail = f"more{number}@example.com"
            consultants.invite(work, acting, own, name=f"顾问{number}", email=mail)
            row = Enrolment(
                organisation_id=own, name=f"专家{number}", email=mail, email_key=mail, state="waiting",
                created_by=provider.user_id, created_at=work.now, changed_at=work.now,
            )  # fmt: skip
            work.session.add(row)
        owner = self._applicant("owner")
        with platform.begin() as work:
            account = create_account(
                work, user_name=f"member_{self.rounds}", password="Correct-horse7", kind="person",
                full_name=f"职工{self.rounds}", groups=frozenset({"enterprise"}),
            )  # fmt: skip
            place = Member(
                organisation_id=owner.organisation_id, user_id=account.id, role="member", since=work.now
            )
            work.session.add(place)

    def _companies(self) -> None:
        platform = self.story.platform
        maker = publication.company(platform, "provider", f"服务机构{self.rounds}")
        publication.company(platform, "enterprise", f"企业{self.rounds}")
        publication.listed(platform, maker.organisation_id)
        with platform.begin() as work:
            for who in ("owner", "provider", "window", "operator", "admin"):
                open_session(work, self.people[who], address="127.0.0.1", user_agent=f"browser {self.rounds}")

    def _cases(self) -> None:
        """A case in review, one to correct and one that is decided; a trip; and another turn of the case."""
        story, window = self.story, self.people["window"]
        for place, action in enumerate(("", "return", "approve")):
            who = story.applicant()
            case = story.submit(who, story.data(100 * self.rounds + place))
            with story.platform.begin() as work:
                row = work.session.get_one(Case, case.id)
                carbon_copies.send(work, row, list(self.people.values()), item=None, by=window, note="请阅")
            if action:
                self._decide(window, case.id, action)
        owner = self._applicant("owner")
        with story.platform.begin(owner.user_id) as work:
            acting = viewer(story.platform, owner.user_id)
            submitting.submit(work, acting, "field_trip", TRIP, organisation_id=owner.organisation_id)
        story.run()
        case_id = self._task().case.id
        self._decide(window, case_id, "return")
        self._decide(owner.user_id, case_id, "submit", data=story.data(1))

    def _task(self) -> WorkItemView:
        """Return the task of the case that goes to and fro, as the window finds it in its list."""
        tasks = self.story.to_do(self.people["window"])
        return next(one for one in tasks if one.case.number == self.number)

    def _decide(self, who: str, case_id: str, action: str, **rest: Any) -> None:
        (task,) = [one for one in self.story.to_do(who) if one.case.id == case_id]
        if action != "submit":
            self.story.act(who, assignment.claim, task.task_id)
            rest["opinion"] = "请看意见"
        self.story.decide(who, task.task_id, action, **rest)

    def _market(self) -> None:
        platform, number = self.story.platform, self.rounds
        owner, provider = self._applicant("owner"), self._applicant("provider")
        publication.listed(platform, provider.organisation_id)
        product(platform, provider)
        reported_file(platform, placed(platform, owner.organisation_id, provider.organisation_id))
        begun(platform)
        passed_check(platform, provider.user_id, provider.organisation_id)
        with platform.begin() as work:
            receive(work, provider.organisation_id, "1.00", f"notice {100 + number}")
            create_order(work, "sandbox", owner=provider.organisation_id, amount=Decimal("5.00"))
            programme = opened(work, number=f"QZ-1{number}")
            granted(work, programme.id, provider.organisation_id, number=f"PE-1{number}")
            card = BankCard(
                organisation_id=provider.organisation_id, bank="ccb", bank_name="中国建设银行",
                holder="湘江检测", number=b"", tail=f"500{number}", state="certified", reason="",
                tries=1, added_by="", added_at=work.now, changed_at=work.now,
            )  # fmt: skip
            work.session.add(card)

    def _contracts(self) -> None:
        """A contract that is offered and one that both have agreed on, between organisations with seals."""
        platform, provider = self.story.platform, self._applicant("provider")
        buyer = publication.company(platform, "enterprise", f"买方{self.rounds}")
        both = Parties(platform, provider, buyer)
        both.offered()
        both.agreed(way="paper")

    def _notices(self) -> None:
        platform, operator = self.story.platform, self.people["operator"]
        with platform.begin(operator) as work:
            acting = viewer(platform, operator)
            notice = announcements.save(work, acting, AnnouncementDraft(f"通知{self.rounds}", "内容"))
            announcements.publish(work, acting, notice)
            told = {"number": self.number, "title": "标题", "note": ""}
            send_messages(work, list(self.people.values()), "case_copied", told)
        window = self.people["window"]
        self.story.act(window, saved_filters.keep, f"我的{self.rounds}", {"held": "mine"})

    def _administration(self) -> None:
        platform, admin, other = self.story.platform, self.people["admin"], self.people["other_window"]
        with platform.begin(admin) as work:
            acting, definition = viewer(platform, admin), work.repository.latest(PROCESS).id
            draft_from_version(work, acting, definition)
            name = f"check_{self.rounds}"
            save_service(work, acting, platform.settings, name, SERVICE, revision=None)
            work.runtime.start(PROCESS)  # stops at once: there is no application
            move = StudioMove(
                process_id=PROCESS, target_id=definition, reason="改名", started_by=admin, started_at=work.now
            )
            work.session.add(move)
            called = {"name_zh": f"区{self.rounds}", "name_en": f"District {self.rounds}"}
            places.add_region(work, acting, f"43031{self.rounds}", parent_code="430300", **called)
        with platform.begin(other) as work:
            start = work.now + timedelta(weeks=10 * self.rounds)
            asked = NewAbsence(other, self.people["expert"], start, start + timedelta(weeks=1))
            absences.set_absence(work, viewer(platform, other), asked)
