from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground.errors import Invalid, NotFound
from workflows.ground.settings import Smtp
from workflows.notices import operations, queries
from workflows.notices.values import AnnouncementDraft
from workflows.outbox import posting
from workflows.outbox.delivery import deliver_due
from workflows.outbox.templates import FOLDER, FORMER, former_names, names, render

PARAMS = {"name": "湘江机械", "number": "QY-2026-000001", "title": "企业注册", "opinion": "请补充执照"}


def test_every_template_exists_in_both_languages() -> None:
    for name in names():
        for locale in ("zh-CN", "en"):
            assert (FOLDER / f"{name}.{locale}.txt").is_file(), (name, locale)


def test_what_packages_took_over_is_still_read_but_not_offered() -> None:
    assert "registration_approved" in former_names() - names()
    for name in former_names():
        for locale in ("zh-CN", "en"):
            assert (FORMER / f"{name}.{locale}.txt").is_file(), (name, locale)
    assert "QY-1" in render("registration_approved", PARAMS | {"number": "QY-1", "opinion": ""}, "en").body


def test_a_parameter_cannot_write_mail_headers() -> None:
    text = render("case_returned", PARAMS | {"title": "x\nBcc: spy@example.com"}, "zh-CN")
    assert "\n" not in text.subject


def test_a_mail_of_a_rolled_back_change_is_never_sent(platform: Platform) -> None:
    def fail() -> None:
        with platform.begin() as work:
            posting.send_mail(work, "a@example.com", "case_returned", PARAMS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert deliver_due(platform) == 0


def test_the_demonstration_keeps_what_it_would_have_sent(platform: Platform) -> None:
    with platform.begin() as work:
        posting.send_mail(work, "a@example.com", "case_returned", PARAMS, "en")
        posting.send_sms(work, "+8613800000000", "sms_code", {"code": "123456", "minutes": 5})
    assert deliver_due(platform) == 2
    assert deliver_due(platform) == 0
    with platform.begin() as work:
        shown = {sent.channel: sent for sent in queries.outbox(work)}
    assert shown["mail"].subject == "QY-2026-000001 returned for completion: 企业注册"
    assert shown["mail"].state == "sent"
    assert "123456" in shown["sms"].body


class Postbox:
    """Stands for an SMTP server; refuses as often as told."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.got: list[EmailMessage] = []

    def hand_over(self, _: Smtp, mail: EmailMessage) -> None:
        if self.refusals:
            self.refusals -= 1
            raise smtplib.SMTPServerDisconnected
        self.got.append(mail)


def test_mail_is_tried_again_later_with_the_same_message_id(
    platform: Platform, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    postbox = Postbox(refusals=2)
    real = type(platform.settings)(
        database_url=platform.settings.database_url, data_dir=platform.settings.data_dir, secret_key="x",
        smtp=Smtp("mail.test", 25, "plain"),
    )  # fmt: skip
    monkeypatch.setattr(platform, "settings", real)
    monkeypatch.setattr("workflows.outbox.delivery.hand_over", postbox.hand_over)
    with platform.begin() as work:
        mail_id = posting.send_mail(work, "a@example.com", "case_returned", PARAMS)
    assert [deliver_due(platform), deliver_due(platform)] == [1, 0]
    clock.pass_time(minutes=1)
    assert [deliver_due(platform), deliver_due(platform)] == [1, 0]
    clock.pass_time(minutes=5)
    assert deliver_due(platform) == 1
    assert [mail["Message-ID"] for mail in postbox.got] == [f"<{mail_id}@localhost>"]
    with platform.begin() as work:
        assert queries.outbox(work)[0].body == ""  # outside the demonstration nothing secret is kept


def test_without_a_server_mail_fails_after_the_last_attempt(
    platform: Platform, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        platform, "settings",
        type(platform.settings)(database_url="-", data_dir=platform.settings.data_dir, secret_key="x"),
    )  # fmt: skip
    with platform.begin() as work:
        posting.send_mail(work, "a@example.com", "case_returned", PARAMS)
    for _ in range(6):
        assert deliver_due(platform) == 1
        clock.pass_time(hours=7)
    assert deliver_due(platform) == 0
    with platform.begin() as work:
        assert queries.outbox(work)[0].state == "failed"


def test_a_message_reads_in_the_language_of_its_reader_and_only_for_them(platform: Platform) -> None:
    with platform.begin() as work:
        operations.send_messages(work, ["u1", "u2"], "case_approved", PARAMS, case_id="c1")
    with platform.begin() as work:
        (message,) = queries.messages(work, "u1", "en")
        assert message.title == "QY-2026-000001 approved: 企业注册"
        assert queries.messages(work, "u1", "zh-CN")[0].title == "QY-2026-000001 审核通过：企业注册"
        assert queries.unread_count(work, "u1") == 1
        with pytest.raises(NotFound):
            queries.message(work, "u2", message.id, "en")
        assert operations.mark_read(work, "u1") == 1
        assert queries.unread_count(work, "u1") == 0
        assert queries.unread_count(work, "u2") == 1


def test_an_announcement_is_public_from_publication_to_withdrawal(platform: Platform) -> None:
    with platform.begin(actor="op") as work:
        notice = operations.save_announcement(
            work, AnnouncementDraft("服务券开放申领", "即日起。", "Vouchers")
        )
        assert queries.announcements(work, "zh-CN") == []
        operations.publish_announcement(work, notice)
    with platform.begin() as work:
        shown = queries.announcement(work, notice, "en")
        assert (shown.title, shown.body) == ("Vouchers", "即日起。")
        operations.withdraw_announcement(work, notice)
        with pytest.raises(NotFound):
            queries.announcement(work, notice, "en")


def test_an_announcement_without_title_is_refused_at_the_field(platform: Platform) -> None:
    with platform.begin() as work, pytest.raises(Invalid) as refusal:
        operations.save_announcement(work, AnnouncementDraft(" ", "x"))
    assert [problem.field for problem in refusal.value.problems] == ["title_zh"]
