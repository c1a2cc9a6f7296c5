"""How the delivered sandboxes tell a client what happened: a signed letter, again until it says `success`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from sqlalchemy.orm import Mapped

from engine import Ask, JobContext, Later, Outcome
from workflows.ground.services import Services
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.work import Work
from workflows.outside.letters import (
    REPEATED_AFTER,
    SUCCESS,
    TIME_LIMIT_SECONDS,
    SignedLetter,
    deliver,
    letter_to,
)

FORGER_KEY = "a stranger"
"""Owner of the key pair that signs what shall be taken for forged."""


class NoticeRow:
    """The columns that each sandbox keeps of a notice: the state it tells, when, and what was answered."""

    state: Mapped[str]
    forged: Mapped[bool]
    due_at: Mapped[datetime]
    tried: Mapped[int]
    answer: Mapped[str]


N = TypeVar("N", bound=NoticeRow)


class NoticeSender(ABC, Generic[N]):
    """The handler of a job about one `notice`: holds no transaction while the client answers."""

    lease_seconds: ClassVar[float] = TIME_LIMIT_SECONDS + 60.0
    rows: type[N]
    own_key: ClassVar[str]
    """Owner of the key pair that signs for the sandbox."""

    def __init__(self, services: Services) -> None:
        """Keep what signing needs of the installation."""
        self._secret_key = services.settings.secret_key

    @abstractmethod
    def content(self, work: Work, notice: N) -> tuple[Mapping[str, str], str]:
        """Return what a notice says beside its state, and the address to which it goes."""

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to send where, signed now."""
        notice = job.work.session.get_one(self.rows, job.variables["notice"])
        said, address = self.content(job.work, notice)
        key = key_pair(job.work, self._secret_key, FORGER_KEY if notice.forged else self.own_key)
        return Ask(letter_to(address, {**said, "state": notice.state}, private_pem=key.private_pem))

    def call(self, request: SignedLetter) -> str:
        """Return what the client answers, or why nothing."""
        return deliver(request)

    def take(self, job: JobContext, answer: str) -> Outcome:
        """Note the answer; whatever is not `success` is sent again, but for what a stranger sent."""
        notice = job.work.session.get_one(self.rows, job.variables["notice"], with_for_update=True)
        notice.answer, notice.tried = answer, notice.tried + 1
        job.work.session.flush()
        if answer == SUCCESS or notice.forged or notice.tried > len(REPEATED_AFTER):
            return None
        return Later(job.work.now + REPEATED_AFTER[notice.tried - 1])
