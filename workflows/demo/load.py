"""Loads the demonstration: people, companies and products, acted out over the last six weeks."""

from __future__ import annotations

import heapq
import io
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from importlib.resources import files
from itertools import count
from typing import Any

import structlog
import yaml

from forms import Rights, build_form, to_json
from workflows.approvals.cases.drafts import save_draft
from workflows.approvals.cases.forms import evaluator, form_context, latest_form
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.approvals.tasks import grace
from workflows.bootstrap import Platform
from workflows.business.experts import operations as experts
from workflows.demo import agents, campaigns, contracts, demands, ended_vouchers, quotas, seals, withdrawals
from workflows.demo.differences import book_elsewhere
from workflows.demo.filings import acts as filings
from workflows.demo.outside import register as register_service
from workflows.demo.panels import enrol
from workflows.demo.pictures import licence, portrait
from workflows.demo.portal import acts as questions
from workflows.demo.portal import announce
from workflows.demo.products import DemoProduct, tell_product
from workflows.demo.story import Act, Company, tell
from workflows.demo.surveys import load as load_surveys
from workflows.demo.team import EXPERT, gather
from workflows.demo.transfers import OWNER, report_transfer
from workflows.demo.wallets import carry_out, movements
from workflows.files.operations import store
from workflows.ground.clock import SHANGHAI
from workflows.ground.settings_store.operations import meanwhile
from workflows.ground.work import Work
from workflows.people.identity.administration import create_account
from workflows.people.identity.groups import set_leads
from workflows.people.identity.queries import count_accounts, id_by_identifier
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.values import Kind
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios.form_samples import credit_code, form_data

PASSWORD = "Tongban@2026"  # noqa: S105  # of demonstration accounts only; the start page shows it
KINDS: tuple[tuple[Kind, str], ...] = (("enterprise", "enterprises"), ("provider", "providers"))
PLATFORM = "system"
"""Acts where no person does."""
LAST_ACCOUNT = "newcomer"
STAFF_SINCE = timedelta(days=90)

Story = Iterator[timedelta] | Callable[[], Iterator[timedelta]]
Start = tuple[datetime, Callable[[], Iterator[timedelta]]]
"""When a story begins, and what begins it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that the start page of the demonstration offers."""

    user_name: str
    full_name: str
    groups: tuple[str, ...]


def accounts() -> list[DemoAccount]:
    """Return the accounts to try the platform with, staff first; their password is `PASSWORD`."""
    return list(_accounts())


@cache
def _accounts() -> tuple[DemoAccount, ...]:
    """Return the same, of files that are read once: every visit of the start page asks."""
    staff = [
        DemoAccount(person["user_name"], person["full_name"], tuple(person["groups"]))
        for person in _data("people")["staff"]
    ]
    data = _data("companies")
    companies = [
        DemoAccount(f"{kind}{number}", data[key][number - 1]["legal"], (kind,))
        for kind, key in KINDS
        for number in (1, 2)
    ]
    agent = DemoAccount(agents.AGENT, agents.ACCEPTED[1].name, ("enterprise",))
    return (*staff, *companies, agent)


def load_demonstration(platform: Platform) -> bool:
    """Load everything unless there is any account already; return whether it was loaded.

    The delivered packages must be deployed (`Platform.prepare`).
    """
    with platform.begin() as work:
        if count_accounts(work):
            return False
    with meanwhile(platform.begin, grace.SETTING, 0):  # what was decided weeks ago has long stood
        _Demonstration(platform).load()
    return True


def is_loaded(platform: Platform) -> bool:
    """Return whether the accounts of the demonstration are there, from this start or an earlier one."""
    with platform.begin() as work:
        return loaded_in(work)


def loaded_in(work: Work) -> bool:
    """Return the same, in a transaction that is under way."""
    return id_by_identifier(work, LAST_ACCOUNT) is not None


class _Demonstration:
    """Walks through the last weeks, acting each person at the moments of their story."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.end = platform.clock()
        self.moment = self.end - STAFF_SINCE

    def load(self) -> None:
        self._staff()
        self.begin(self._id_of("admin"), partial(register_service, settings=self.platform.settings))
        announce(self.platform, self.end, _data("people")["announcements"])
        load_surveys(self.platform, self.end)
        self._play([*self._companies(), *self._products()])
        self._run_jobs(self.end)
        self._wallets()
        self.moment = self.end - timedelta(hours=1)
        self._team()
        self._act(agents.acts(self.platform.settings.base_url, PASSWORD))
        self._run_jobs(self.end)
        secret_key = self.platform.settings.secret_key
        self._act(seals.acts(secret_key))
        for at, user_name, act in ended_vouchers.acts(self.end):
            self.moment = at
            self._act([(user_name, act)])
        self.moment = self.end - campaigns.BEGUN_BEFORE
        self._act(campaigns.acts())
        self.moment = self.end
        self._act((*quotas.acts(self.platform.files), *withdrawals.acts(secret_key)))
        self._act((*contracts.acts(secret_key), *demands.acts(secret_key)))
        self._act((*filings(self.platform.files), *questions()))
        self._somebody_who_has_begun()
        log.info("demonstration.loaded")

    def _act(self, acts: Iterable[tuple[str, Act]]) -> None:
        """Let people act one after the other at the present moment; what is due runs after each."""
        for user_name, act in acts:
            self.begin(PLATFORM if user_name == PLATFORM else self._id_of(user_name), act)
            self._run_jobs(self.moment)

    def begin(self, actor: str, act: Act) -> None:
        """Let `actor` do something at the present moment of the story."""
        with self.platform.begin(actor, now=self.moment) as work:
            act(work)

    def _id_of(self, user_name: str) -> str:
        with self.platform.begin(now=self.moment) as work:
            user_id = id_by_identifier(work, user_name)
        assert user_id is not None, "people sign up before they act"
        return user_id

    def _staff(self) -> None:
        with self.platform.begin(now=self.moment) as work:
            for number, person in enumerate(_data("people")["staff"]):
                made = create_account(
                    work,
                    user_name=person["user_name"],
                    password=PASSWORD,
                    full_name=person["full_name"],
                    mobile=f"1380000{number:04d}",
                    email=f"{person['user_name']}@example.com",
                    groups=frozenset(person["groups"]),
                )
                set_leads(work, made.id, frozenset(person.get("leads", ())))
                if "expert" in person:
                    enrol(work, made.id, person)

    def _wallets(self) -> None:
        for one in movements():
            self.moment = self.end - timedelta(days=one.days)
            with self.platform.begin(now=self.moment) as work:
                carry_out(work, one)
        self.moment = self.end - timedelta(hours=3)
        owner = self._id_of(OWNER)
        self.begin(owner, partial(report_transfer, files=self.platform.files, owner_id=owner))
        with self.platform.begin(now=self.moment) as work:
            book_elsewhere(work)
        self._run_jobs(self.end)

    def _team(self) -> None:
        """The first provider's sub-accounts, consultants, and an expert whose enrolment is being reviewed."""
        with self.platform.begin(now=self.moment) as work:
            owner = id_by_identifier(work, "provider1")
            assert owner is not None, "companies sign up before they have colleagues"
            (organisation_id,) = viewer_of(work, owner).memberships
        gather(owner, organisation_id, PASSWORD, self.begin)
        chance = random.Random(str(EXPERT["name"]))  # noqa: S311
        with self.platform.begin(owner, now=self.moment) as work:
            photo = store(
                work, self.platform.files, viewer_of(work), io.BytesIO(portrait()),
                name="照片.jpg", profile="expert_photo", organisation_id=organisation_id,
            )  # fmt: skip
            known = {**EXPERT, "photo": [dict(photo.descriptor)]}
            data = _checked_data(work, experts.PROCESS, known, chance)
            experts.apply_for(work, viewer_of(work), organisation_id, data)

    def _companies(self) -> Iterator[Start]:
        data = _data("companies")
        for kind, key in KINDS:
            for number, told in enumerate(data[key], start=1):
                chance = random.Random(f"{kind}{number}")  # noqa: S311  # the same story every time
                yield self._day(told["days"], chance), partial(self._tell_company, told, kind, number)

    def _products(self) -> Iterator[Start]:
        for told in _data("products"):
            chance = random.Random(told["name"])  # noqa: S311
            yield self._day(told["days"], chance), partial(self._tell_product, told, chance)

    def _day(self, days: int, chance: random.Random) -> datetime:
        """Return a moment in the office hours of the day that is so many days ago."""
        day = self.end.astimezone(SHANGHAI) - timedelta(days=days)
        at = day.replace(hour=chance.randint(9, 16), minute=chance.randint(0, 59))
        return min(at, self.end - timedelta(hours=1))

    def _tell_company(self, told: Mapping[str, Any], kind: Kind, number: int) -> Iterator[timedelta]:
        return tell(self._company(told, kind, number), self.begin)

    def _tell_product(self, told: Mapping[str, Any], chance: random.Random) -> Iterator[timedelta]:
        owner = self._id_of(told["owner"])
        return tell_product(DemoProduct(told, owner, self.platform.files, chance), self.begin)

    def _play(self, starts: Iterable[Start]) -> None:
        """Let all stories run side by side in the order of their moments, jobs and timers in between."""
        order = count()
        waiting: list[tuple[datetime, int, Story]] = [(at, next(order), start) for at, start in starts]
        heapq.heapify(waiting)
        while waiting:
            at, _, story = heapq.heappop(waiting)
            if at > self.end:
                continue  # still to come: the case stays where it is
            self._run_jobs(at)
            self.moment = at
            acts = story() if callable(story) else story
            pause = next(acts, None)
            if pause is not None:
                heapq.heappush(waiting, (at + pause, next(order), acts))

    def _run_jobs(self, until: datetime) -> None:
        self.platform.engine.run_due_jobs(until)

    def _company(self, told: Mapping[str, Any], kind: Kind, number: int) -> Company:
        chance = random.Random(f"{kind}{number}")  # noqa: S311
        process_id = f"{kind}_registration"
        with self.platform.begin(now=self.moment - timedelta(minutes=40)) as work:
            account = create_account(
                work,
                user_name=f"{kind}{number}",
                password=PASSWORD,
                kind=kind,
                full_name=told["legal"],
                mobile=f"139{1 if kind == 'provider' else 0}000{number:04d}",
                email=f"{kind}{number}@example.com",
                groups=frozenset({kind}),
            )
            organisation_id = organisations.begin_organisation(
                work,
                kind,
                account.id,
                told.get("provider_type"),
            )
        with self.platform.begin(account.id, now=self.moment - timedelta(minutes=5)) as work:
            known = _known(told, kind, number)
            known["licence"] = [self._licence(work, organisation_id, known)]
            data = _checked_data(work, process_id, known, chance)
        return Company(account.id, organisation_id, process_id, told["story"], data, chance)

    def _licence(self, work: Work, organisation_id: str, known: Mapping[str, Any]) -> dict[str, Any]:
        picture = licence(
            known["name"], known["credit_code"], known["legal_person"], known["registered_capital"]
        )
        stored = store(
            work, self.platform.files, viewer_of(work), io.BytesIO(picture),
            name="营业执照.jpg", profile="licence", organisation_id=organisation_id,
        )  # fmt: skip
        return {
            "id": stored.id,
            "name": stored.name,
            "size_bytes": stored.size_bytes,
            "content_type": stored.content_type,
        }

    def _somebody_who_has_begun(self) -> None:
        """One more enterprise that has signed up and not handed anything in: its draft waits."""
        with self.platform.begin(now=self.moment - timedelta(days=1)) as work:
            account = create_account(
                work, user_name=LAST_ACCOUNT, password=PASSWORD, kind="enterprise", full_name="苗新",
                mobile="13988880000", email="newcomer@example.com", groups=frozenset({"enterprise"}),
            )  # fmt: skip
            organisation_id = organisations.begin_organisation(work, "enterprise", account.id)
            typed = {"name": "湘西凤凰银饰工艺有限公司", "legal_person": "苗新", "contact_name": "龙妹"}
            save_draft(work, account.id, "enterprise", typed, subject=organisation_id)


def _known(told: Mapping[str, Any], kind: str, number: int) -> dict[str, Any]:
    """Return the values that are a company's own; whatever its form does not ask is ignored."""
    serial = number + (500 if kind == "provider" else 0)
    main = told["main"]
    return {
        "name": told["name"],
        "credit_code": credit_code(told["region"], serial),
        "region": told["region"],
        "cluster": told.get("cluster"),
        "window_kind": "cluster" if told.get("cluster") else "region",
        "local_branch": False,
        "provider_type": told.get("provider_type"),
        "apply_membership": str(told["story"]).startswith("member"),
        "legal_person": told["legal"],
        "contact_name": told["contact"],
        "contact_position": "行政主管",
        "contact_email": f"{kind}{number}@example.com",
        "main_business": main,
        "introduction": f"{told['name']}专注于{main}，现有员工{told['staff']}人，服务省内外客户。",
        "business_scope": f"{main}的研发、生产、销售及技术服务。",
        "employees": told["staff"],
        "revenue_last_year": told["revenue"],
        "revenue_two_years_ago": round(told["revenue"] * 0.91),
        "revenue_three_years_ago": round(told["revenue"] * 0.84),
        "total_assets": round(told["revenue"] * 1.3),
        "industries": [{"industry": told.get("industry", "other"), "share": 100}],
        "core_products": [{"product": main, "kind": "service", "summary": f"{main}一站式服务"}],
        "website": None,
        "legal_person_id_card": None,
        "supervising_body": "湖南省工业和信息化厅",
        "establishment_document": "湘编办〔2012〕36号",
        "public_services": "政策咨询、融资对接、人才培训等公益服务。",
        "product_url": "https://saas.example.com",
        "expert_name": told["legal"],
        "expert_title": "教授",
        "expertise": main,
        "membership_reason": "希望与同行交流，共同服务中小企业。",
        "membership_consent": True,
    } | _plausible(told, number)


def _plausible(told: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return answers that chance alone makes odd: most small companies are unlisted, in good order."""
    capital = round(told["revenue"] * 12 // 100, -2) or 50
    return {
        "registration_type": "limited",
        "listed": "neeq" if number % 13 == 0 else "unlisted",
        "stock_code": f"87{number:04d}" if number % 13 == 0 else None,
        "founded_on": f"{1998 + number * 7 % 22}-{number % 12 + 1:02d}-15",
        "started_on": f"{2000 + number * 7 % 22}-{number % 12 + 1:02d}-15",
        "licence_valid_until": f"{2032 + number % 16}-12-31",
        "registered_capital": capital,
        "paid_in_capital": capital,
        "size_class": "medium" if told["staff"] >= 300 else "small" if told["staff"] >= 20 else "micro",
        "tax_credit_rating": "ab"[number % 2],
        "foreign_share": 0,
        "branches": number % 3,
        "major_accidents": "no",
        "bad_credit_record": "no",
        "litigation": "no",
    }


def _checked_data(
    work: Work, process_id: str, known: Mapping[str, Any], chance: random.Random
) -> dict[str, Any]:
    """Return the form's data as the form itself would hand it on: without what its conditions hide."""
    definition_id, schema = latest_form(work, process_id, latest_start_form(work, process_id))
    invented = form_data(schema, known, chance=chance, today=work.now.date())
    form = build_form(
        schema,
        evaluate=evaluator(work),
        values=invented,
        context=form_context(work, definition_id, "zh-CN"),
        rights=Rights.of({}, "read"),
        now=work.now,
    )
    values: dict[str, Any] = to_json(form.data)
    return values


def _data(name: str) -> Any:
    return yaml.safe_load((files("workflows.demo") / f"{name}.yaml").read_text("utf-8"))
