"""What an enquiry consists of, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workflows.ground.messages import Locale

EnquiryState = Literal["open", "answered", "dismissed", "withdrawn"]
ENQUIRY_STATES: Sequence[EnquiryState] = ("open", "answered", "dismissed", "withdrawn")

MOST_NAME = 40
MOST_SUBJECT = 60
MOST_QUESTION = 2_000
MOST_ANSWER = 4_000
A_DAY_FROM_A_NETWORK = 20
A_DAY_FROM_A_MAIL = 3
A_DAY_FROM_A_USER = 10
A_DAY_WITHOUT_PICTURE = 2
"""How many messages are taken within 24 hours."""


@dataclass(frozen=True, slots=True)
class EnquiryDraft:
    """What somebody has typed. `email` is where a visitor wants the answer; a user gets a message."""

    subject: str
    question: str
    name: str = ""
    email: str = ""
    consent: bool = False
    locale: Locale = "zh-CN"


@dataclass(frozen=True, slots=True)
class EnquiryReply:
    """What an operator has decided: answered, or dismissed with a reason; what is published of it."""

    handling: Literal["answer", "dismiss"]
    answer: str
    publish: bool = False
    public_subject: str = ""
    public_question: str = ""
    public_answer: str = ""


@dataclass(frozen=True, slots=True)
class PublishedAnswer:
    """A question and its answer as everybody reads them."""

    id: str
    subject: str
    question: str
    answer: str
    published_at: datetime
