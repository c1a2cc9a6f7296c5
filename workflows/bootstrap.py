"""The composition root: one platform from its settings."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import create_engine

from workflows.clock import Clock, utc_now
from workflows.db import psycopg_url
from workflows.errors import Misconfigured
from workflows.notices.delivery import SmsGateway
from workflows.settings import Settings
from workflows.work import Work, open_work


class Platform:
    """Everything a web node or a worker needs; nothing else builds these parts."""

    def __init__(
        self, settings: Settings, *, clock: Clock = utc_now, sms_gateway: SmsGateway | None = None
    ) -> None:
        """Compose the parts; touches neither network nor database yet.

        Raises: Misconfigured: no database is named (start one with `engine.server` first).
        """
        if settings.database_url is None:
            raise Misconfigured("room.bad_setting", name="DATABASE_URL", expected="postgresql://…", found="-")
        self.settings = settings
        self.clock = clock
        self.sms_gateway = sms_gateway
        self.database = create_engine(psycopg_url(settings.database_url), pool_pre_ping=True)

    def begin(self, actor: str | None = None) -> AbstractContextManager[Work]:
        """Open one transaction for `actor` (user id as text; none: the platform itself)."""
        return open_work(self.database, actor, self.clock)

    def close(self) -> None:
        """Give the database connections back."""
        self.database.dispose()
