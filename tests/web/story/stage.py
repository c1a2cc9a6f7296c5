"""Where the story is played: an address, a browser window for each person, what only the test may read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import select

from tests.factories.people import PASSWORD
from tests.waiting import until
from workflows.bootstrap import Platform
from workflows.outbox.models import Sms
from workflows.people.identity import captcha
from workflows.people.identity.administration import create_account
from workflows.people.identity.models import User


@dataclass
class Stage:
    """`platform` looks into the database of the server at `address`; `work` lets due jobs happen."""

    address: str
    platform: Platform
    browser: Browser
    work: Callable[[], object] = lambda: None
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self) -> Page:
        """Open a new browser window of somebody who was never here."""
        context = self.browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def reviewer(self, user_name: str, name: str, *groups: str) -> None:
        with self.platform.begin() as work:
            create_account(
                work, user_name=user_name, password=PASSWORD, full_name=name, groups=frozenset(groups)
            )

    def solve(self, page: Page) -> None:
        """Answer the captcha of the page as somebody who sees it would."""
        with self.platform.begin() as work:
            answer = captcha.answer_of(work, page.locator('[name="captcha_id"]').input_value())
        page.locator("#captcha_answer").fill(answer or "")

    def sms_code(self) -> str:
        with self.platform.begin() as work:
            body = work.session.scalar(select(Sms.body).order_by(Sms.id.desc()).limit(1))
        match = re.search(r"\d{6}", body or "")
        assert match, body
        return match[0]

    def confirm_email(self, user_name: str, email: str) -> None:
        """Give an account a confirmed address, as a code in the profile does."""
        with self.platform.begin() as work:
            user = work.session.scalars(select(User).where(User.user_name == user_name)).one()
            user.email, user.email_key, user.email_verified_at = email, email, work.now

    def sign_in(self, page: Page, user_name: str, password: str = PASSWORD) -> None:
        page.goto(f"{self.address}/account/sign-in")
        page.locator("#identifier").fill(user_name)
        page.locator("#password").fill(password)
        self.solve(page)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: "sign-in" not in url)

    def see(self, page: Page, path: str, find: Callable[[Page], Locator]) -> Locator:
        """Load `path` again until `find` finds something: work behind the page may take a moment."""
        page.goto(f"{self.address}{path}")

        def found() -> bool:
            self.work()
            page.goto(f"{self.address}{path}")
            return find(page).count() > 0

        until(found)
        expect(find(page).first).to_be_visible()
        return find(page)
