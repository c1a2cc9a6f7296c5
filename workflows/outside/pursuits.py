"""Asking somebody outside about one thing until they have said how it ended, behind a breaker."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from engine import Ask, JobContext, Later, Outcome
from workflows.ground.breakers import operations as breakers
from workflows.ground.services import Services
from workflows.ground.settings import Settings
from workflows.ground.work import Work
from workflows.outside.letters import TIME_LIMIT_SECONDS

ASK_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""When the platform asks by itself if no notice came."""
ASK_EVERY = timedelta(hours=1)
AT_ONCE = 50
"""What one run asks about; the next run, a minute later, takes the others."""
LEASE_SECONDS = TIME_LIMIT_SECONDS + 60.0

Q = TypeVar("Q")
S = TypeVar("S")


def next_ask_at(now: datetime, asked: int) -> datetime:
    """Return when to ask again after having asked `asked` times."""
    return now + (ASK_AFTER[asked] if asked < len(ASK_AFTER) else ASK_EVERY)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Q]):
    """What is asked, and the breaker of whom it is asked."""

    breaker: str
    question: Q


@dataclass(frozen=True, slots=True)
class Answered(Generic[S]):
    """What was said to it, or why nothing: `away`."""

    breaker: str
    said: S | None = None
    away: str = ""


class Pursuit(ABC, Generic[Q, S]):
    """The handler of a job about one `number`: holds no transaction while it waits for whom it asks."""

    lease_seconds: ClassVar[float] = LEASE_SECONDS
    away: ClassVar[type[Exception]]
    """What `answer` raises if nothing was said: asked again when it is due next."""

    def __init__(self, services: Services) -> None:
        """Keep what a question needs of the installation."""
        self._settings: Settings = services.settings

    @abstractmethod
    def breaker(self, work: Work, number: str) -> str | None:
        """Return the breaker of whom is asked; None: there is nothing to ask any more."""

    @abstractmethod
    def question(self, work: Work, number: str) -> Q | None:
        """Return what to ask; None: it cannot be asked, and that is noted."""

    @abstractmethod
    def answer(self, question: Q) -> S | None:
        """Return what they say, None if they know nothing of it. Raises: `away`."""

    @abstractmethod
    def follow(self, work: Work, number: str, said: S) -> None:
        """Let what the platform keeps follow what was said."""

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to ask, nothing if it is settled by now, or when to try again."""
        number = job.variables["number"]
        if (breaker := self.breaker(job.work, number)) is None:
            return None
        lease = timedelta(seconds=self.lease_seconds)
        if (moment := breakers.try_again_at(job.work, breaker, lease=lease)) is not None:
            return Later(moment)
        question = self.question(job.work, number)
        return None if question is None else Ask(Asked(breaker, question))

    def call(self, request: Asked[Q]) -> Answered[S]:
        """Return what they say, or why they say nothing."""
        try:
            return Answered(request.breaker, self.answer(request.question))
        except self.away as away:
            return Answered(request.breaker, away=str(away) or type(away).__name__)

    def take(self, job: JobContext, answer: Answered[S]) -> Outcome:
        """Count for the breaker how it went, and follow what was said."""
        if answer.away:
            breakers.failed(job.work, answer.breaker, answer.away)
            return None
        breakers.succeeded(job.work, answer.breaker)
        if answer.said is not None:
            self.follow(job.work, job.variables["number"], answer.said)
        return None
