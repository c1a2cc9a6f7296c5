"""The service outside that the demonstration registers: a stand-in answers for it, so nobody is asked."""

from __future__ import annotations

import json
from secrets import token_urlsafe

from workflows.ground.settings import Settings
from workflows.ground.work import Work
from workflows.outside import operations
from workflows.outside.operations import Typed
from workflows.people.viewer_loader import viewer_of

NAME = "credit_check"
ANSWERS = (
    {"when": '=ends with(code, "0")', "answer": "={score: 512, listed: true}"},
    {"when": '=ends with(code, "1")', "status": 503},
    {"when": "=true", "answer": "={score: 640, listed: false}"},
)
"""By the last digit of the company's code: in bad standing, a service that is down, in good standing."""


def register(work: Work, settings: Settings) -> None:
    """Register the service in the name of the administrator who acts."""
    typed = Typed(
        title_zh="企业信用查询",
        title_en="Company credit check",
        address="https://credit.example.cn/v1/companies/check",
        secret=token_urlsafe(24),
        request_schema=_schema({"code": "string", "amount": "number"}, ["code"]),
        answer_schema=_schema({"score": "number", "listed": "boolean"}, ["score"]),
        stand_in=json.dumps(ANSWERS, ensure_ascii=False, indent=2),
    )
    operations.save(work, viewer_of(work), settings, NAME, typed, revision=None)


def _schema(types: dict[str, str], required: list[str]) -> str:
    properties = {name: {"type": one} for name, one in types.items()}
    said = {"type": "object", "properties": properties, "required": required}
    return json.dumps(said, ensure_ascii=False, indent=2)
