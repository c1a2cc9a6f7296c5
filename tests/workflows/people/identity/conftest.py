from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from workflows.bootstrap import Platform
from workflows.outbox.models import Mail, Sms
from workflows.people.identity import captcha, operations
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.models import User
from workflows.people.identity.queries import account
from workflows.people.identity.values import Account, CodeSent, SignUp

MOBILE = "13800138000"
PASSWORD = "Correct-horse7"


class Person:
    """Somebody at a browser who reads pictures, SMS and mail."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def solve(self) -> dict[str, str]:
        with self.platform.begin() as work:
            challenge = captcha.issue(work)
            answer = captcha.answer_of(work, challenge.id)
        assert answer is not None
        return {"captcha_id": challenge.id, "captcha_answer": answer.lower()}

    def ask_code(self, purpose: str, mobile: str = MOBILE) -> str:
        with self.platform.begin() as work:
            sent = operations.send_code(work, purpose, address=mobile, asker=Asker(**self.solve()))  # type: ignore[arg-type]
        assert isinstance(sent, CodeSent), sent
        return self.last_sms_code()

    def last_sms_code(self) -> str:
        with self.platform.begin() as work:
            body = work.session.scalar(select(Sms.body).order_by(Sms.id.desc()).limit(1))
        match = re.search(r"\d{6}", body or "")
        assert match, body
        return match[0]

    def last_mail(self) -> Mail:
        with self.platform.begin() as work:
            mail = work.session.scalar(select(Mail).order_by(Mail.id.desc()).limit(1))
        assert mail is not None
        return mail

    def registration(self, **changes: object) -> SignUp:
        form = SignUp(
            kind="enterprise",
            user_name="lantian_tech",
            full_name="李蓝天",
            mobile=MOBILE,
            code="",
            password=PASSWORD,
            password_again=PASSWORD,
            agreed=frozenset({"service", "privacy"}),
        )
        return replace(form, **changes)  # type: ignore[arg-type]

    def register(self, **changes: object) -> Account:
        form = self.registration(**changes)
        form = replace(form, code=self.ask_code("register", form.mobile))
        with self.platform.begin() as work:
            made = operations.register(work, form)
        assert isinstance(made, Account), made
        return self.with_email(made.id)

    def with_email(self, user_id: str, email: str = "li@lantian.example.cn") -> Account:
        """Give an account a confirmed address, without spending the codes that the address may get."""
        with self.platform.begin() as work:
            user = work.session.get_one(User, user_id)
            user.email, user.email_key, user.email_verified_at = email, email.casefold(), work.now
            work.session.flush()
            return account(work, user_id)


@pytest.fixture
def person(platform: Platform) -> Person:
    return Person(platform)


Fields = Callable[[object], set[tuple[str, str]]]


@pytest.fixture
def fields() -> Fields:
    """Turn a refusal into {(field, name of the message)}."""

    def read(refusal: object) -> set[tuple[str, str]]:
        return {(p.field, p.code.removeprefix("identity.")) for p in refusal.problems}  # type: ignore[attr-defined]

    return read
