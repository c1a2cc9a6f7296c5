"""The composition root: one platform from its settings."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

import workflows.models  # noqa: F401  # every table, or a foreign key to one that nobody imported fails
from engine import Engine
from forms import FileStore
from workflows.approvals.engine_projection import follow_engine
from workflows.approvals.tasks.auto_approval import answer_task
from workflows.business.contracts.templates import load_delivered
from workflows.business.panels.engine_projection import follow_panels
from workflows.domains import register_domains
from workflows.ground.announcer import Announcer
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.ground.clock import Clock, utc_now
from workflows.ground.concerned import note_step
from workflows.ground.errors import Misconfigured
from workflows.ground.services import Services, SmsGateway
from workflows.ground.settings import Settings
from workflows.ground.work import Work
from workflows.job_types import handlers, periodic, queues
from workflows.lint import vocabulary
from workflows.outside import queries as outside
from workflows.packages import deploy_delivered
from workflows.people.group_directory import Groups
from workflows.people.organisations.reference import load_reference

SYSTEM = "system"
"""The actor of what the platform does by itself."""


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
        register_domains()
        self.settings = settings
        self.clock = clock
        self.files = FileStore(settings.upload_url or (settings.data_dir / "uploads").as_uri())
        self._sms_gateway = sms_gateway
        self.announcer = Announcer(settings.database_url)
        self.engine = Engine(
            settings.database_url,
            handlers=handlers(self.services),
            queues=queues(),
            periodic=periodic(),
            functions=platform_functions(),
            directory=(groups := Groups(self.begin)),
            clock=clock,
            answer=answer_task,
            listeners=[follow_engine, follow_panels, note_step],
            on_commit=self.announcer.after_commit,
            vocabulary=vocabulary(groups.group_exists, self._services_outside),
        )
        self.database = self.engine.database

    @property
    def services(self) -> Services:
        """What jobs get of the platform."""
        return Services(self.settings, self.files, self._sms_gateway)

    def _services_outside(self) -> frozenset[str]:
        with self.begin() as work:
            return outside.names(work)

    def begin(self, actor: str | None = None, *, now: datetime | None = None) -> AbstractContextManager[Work]:
        """Open one transaction for `actor` (user id as text; none: the platform itself).

        `now` overrides the clock, for demonstration data and replays.
        """
        return self.engine.begin(actor or SYSTEM, now=now)

    def prepare(self) -> None:
        """Load regions, clusters and templates of contracts, and deploy the delivered packages; changes only
        what differs.

        Raises: engine.DefinitionInvalid: a delivered package cannot be executed.
        """
        with self.begin() as work:
            load_reference(work)
            load_delivered(work)
            deploy_delivered(work)

    def close(self) -> None:
        """Give the database connections back."""
        self.announcer.close()
        self.engine.close()
