from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tests.factories.people import applicant, staff
from workflows.bootstrap import Platform
from workflows.ground.errors import Invalid
from workflows.notices import kinds
from workflows.notices.models import DigestItem, Message
from workflows.notices.operations import send_messages
from workflows.notices.preferences import Preferences, preferences, recipients, save_preferences
from workflows.outbox.models import Mail
from workflows.outbox.templates import former_names, names
from workflows.people.identity.administration import disable
from workflows.people.identity.models import User

PARAMS = {"name": "湘江机械", "number": "QY-1", "title": "注册", "title_en": "Registration", "opinion": ""}
REMINDER = "review_reminder"
NONE: frozenset[kinds.Channel] = frozenset()


def choose(platform: Platform, user_id: str, *, digest: bool = True, **channels: set[str]) -> None:
    with platform.begin(user_id) as work:
        chosen = {name: frozenset(wanted) for name, wanted in channels.items()}
        save_preferences(
            work,
            user_id,
            kinds.KINDS,
            Preferences(chosen, digest=digest),
            digest_minute="510",  # type: ignore[arg-type]
        )


def arrived(platform: Platform, user_id: str) -> tuple[int, int, int]:
    """Return how many messages, mails and items for the digest somebody has."""
    with platform.begin() as work:
        email = work.session.get_one(User, user_id).email
        counts = [
            len(work.session.scalars(select(kind).where(column == value)).all())
            for kind, column, value in (
                (Message, Message.user_id, user_id),
                (Mail, Mail.to_address, email),
                (DigestItem, DigestItem.user_id, user_id),
            )
        ]
    return counts[0], counts[1], counts[2]


def send(platform: Platform, template: str, *user_ids: str) -> None:
    with platform.begin() as work:
        send_messages(work, user_ids, template, PARAMS)


def test_who_chose_nothing_gets_the_usual(platform: Platform) -> None:
    person = applicant(platform).user_id
    with platform.begin() as work:
        work.session.execute(update(User).where(User.id == person).values(email_verified_at=None))
    send(platform, REMINDER, person)
    assert arrived(platform, person) == (1, 0, 0)
    send(platform, "case_urged", person)
    assert arrived(platform, person) == (2, 1, 0)
    send(platform, "case_copied", person)
    assert arrived(platform, person) == (3, 1, 0)  # a digest needs a confirmed address


def test_each_channel_is_chosen_by_kind(platform: Platform) -> None:
    person, other = applicant(platform).user_id, applicant(platform).user_id
    choose(platform, person, reminder={"mail", "digest"}, urged=set())
    send(platform, REMINDER, person, other)
    assert arrived(platform, person) == (0, 1, 1)
    assert arrived(platform, other) == (1, 0, 0)
    send(platform, "case_urged", person)
    assert arrived(platform, person) == (0, 1, 1)
    choose(platform, person, digest=False, reminder={"digest"})
    send(platform, REMINDER, person)
    assert arrived(platform, person) == (0, 1, 1)


@pytest.mark.parametrize("template", ["case_returned", "case_approved", "case_rejected"])
def test_what_must_not_be_missed_comes_in_site_whatever_was_chosen(platform: Platform, template: str) -> None:
    person = applicant(platform).user_id
    choose(platform, person, returned=set(), verdict=set())
    send(platform, template, person)
    assert arrived(platform, person) == (1, 0, 0)


def test_a_text_without_a_kind_comes_in_site(platform: Platform) -> None:
    person = staff(platform, "operator")
    with platform.begin() as work:
        send_messages(work, [person, "unknown"], "sms_code", {"code": "1", "minutes": 5})
        assert len(work.session.scalars(select(Message)).all()) == 2


def test_a_mail_greets_its_reader_in_their_language(platform: Platform) -> None:
    person = applicant(platform, name="Ada").user_id
    with platform.begin() as work:
        work.session.execute(update(User).where(User.id == person).values(locale="en"))
    send(platform, "case_approved", person)
    with platform.begin() as work:
        mail = work.session.scalars(select(Mail)).one()
    assert mail.subject == "QY-1 approved: Registration"
    assert "Dear Ada" in mail.body


def test_who_is_locked_out_gets_no_mail(platform: Platform) -> None:
    person = applicant(platform).user_id
    with platform.begin() as work:
        disable(work, person)
    send(platform, "case_urged", person)
    assert arrived(platform, person) == (1, 0, 0)


def test_many_recipients_are_asked_with_one_statement(platform: Platform, statements: list[str]) -> None:
    people = [applicant(platform).user_id for _ in range(3)]
    with platform.begin() as work:
        statements.clear()
        people_told = recipients(work, people, kinds.kind_of("case_urged"))
        assert len(statements) == 1
    assert [one.user_id for one in people_told] == people


def test_choices_are_kept_and_those_about_other_kinds_stay(platform: Platform) -> None:
    person = applicant(platform).user_id
    choose(platform, person, copied={"mail"}, urged={"digest"})
    verdict = kinds.kind_of("case_approved")
    with platform.begin(person) as work:
        save_preferences(
            work, person, [verdict], Preferences({"verdict": NONE}, digest=False), digest_minute="600"
        )
        kept = preferences(work, person)
    assert (kept.digest, kept.digest_minute) == (False, 600)
    assert kept.channels["copied"] == {"mail"}
    assert kept.channels["verdict"] == {"site"}


@pytest.mark.parametrize("minute", ["", "8:30", "511", "-30", "9" * 50])
def test_the_time_of_the_digest_is_one_of_a_list(platform: Platform, minute: str) -> None:
    person = applicant(platform).user_id
    with platform.begin(person) as work, pytest.raises(Invalid) as refused:
        save_preferences(work, person, kinds.KINDS, Preferences({}), digest_minute=minute)
    assert [problem.field for problem in refused.value.problems] == ["digest_minute"]


def test_kinds_have_texts_and_are_offered_to_those_who_get_them() -> None:
    assert {template for kind in kinds.KINDS for template in kind.templates} <= names() | former_names()
    ids = {group: {kind.id for kind in kinds.offered([group])} for group in ("provider", "window:1", "admin")}
    assert "verdict" in ids["provider"]
    assert "urged" not in ids["provider"]
    assert "urged" in ids["window:1"]
    assert "trouble" not in ids["window:1"]
    assert "trouble" in ids["admin"]
